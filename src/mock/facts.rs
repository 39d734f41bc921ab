//! Every name that a stub may use, and what it stands for while one request is answered.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::pattern::Params;
use super::request::Request;
use crate::model::secret::Secret;
use crate::syntax::nearest::suggestion;
use crate::value::expression::{Name, Segment};
use crate::value::fresh;
use crate::value::function::rfc3339;
use crate::value::template::Lookup;

/// What may follow `request.`.
pub const OF_REQUEST: [&str; 10] =
    ["method", "url", "origin", "target", "header", "path", "query", "form", "json", "raw"];
/// The first words of all names.
pub const ROOTS: [&str; 9] = ["request", "state", "rows", "computed", "secret", "var", "seq", "now", "fresh"];

/// What is the same for all requests.
#[derive(Debug, Default)]
pub struct Ground {
    /// `secret.X`
    pub secrets: BTreeMap<String, Secret>,
    /// `var.X`
    pub vars: BTreeMap<String, Value>,
    /// What `fresh.*` and random delays derive from.
    pub seed: u64,
}

/// What the names stand for while one request is answered.
#[derive(Debug)]
pub struct Facts<'a> {
    /// What is the same for all requests.
    pub ground: &'a Ground,
    /// The request.
    pub request: &'a Request,
    /// `request.path.X`
    pub params: Params,
    /// `state.X`
    pub state: &'a Map<String, Value>,
    /// `computed.X`
    pub computed: Map<String, Value>,
    /// `seq`
    pub seq: u64,
    /// Which request of the case this is, for `fresh.*`.
    pub arrival: u64,
    /// The row that a `where` looks at.
    pub row: Option<&'a Value>,
}

impl<'a> Facts<'a> {
    /// What a request and a state give before any stub is chosen.
    #[must_use]
    pub fn new(ground: &'a Ground, request: &'a Request, state: &'a Map<String, Value>) -> Self {
        Self { ground, request, params: Params::new(), state, computed: Map::new(), seq: 0, arrival: 0, row: None }
    }

    /// A part of the request that is no single text; none where there is no such part.
    #[must_use]
    pub fn request_map(&self, part: &str) -> Option<Value> {
        Some(match part {
            "header" => {
                let names = self.request.headers.keys();
                let pair = |name: &http::HeaderName| Some((name.to_string(), self.request.header(name.as_str())?));
                Value::Object(names.filter_map(pair).collect())
            }
            "path" => Value::Object(self.params.iter().map(|(name, value)| (name.clone(), json!(value))).collect()),
            "query" => Value::Object(self.request.query().clone()),
            "form" => Value::Object(self.request.form().clone()),
            _ => return None,
        })
    }

    /// A part of the request that is one text; none where there is no such part.
    #[must_use]
    pub fn request_text(&self, part: &str) -> Option<String> {
        Some(match part {
            "method" => self.request.method.to_string(),
            "url" => format!("{}{}", self.request.origin(), self.request.target),
            "origin" => self.request.origin().into_owned(),
            "target" => self.request.target.clone(),
            _ => return None,
        })
    }

    fn of_request(&self, name: &Name) -> Result<Value, String> {
        let part = name.second().unwrap_or_default();
        if let Some(text) = self.request_text(part) {
            return Ok(Value::String(text));
        }
        let third = match name.rest.get(1) {
            Some(Segment::Key(key)) => Some(key.as_str()),
            _ => None,
        };
        // What a request did not bring is null: a whole `${…}` becomes null, and within text it is an error.
        match (part, third) {
            ("raw", _) => std::str::from_utf8(&self.request.body)
                .map(Value::from)
                .map_err(|_| "the request's body is no UTF-8".to_owned()),
            ("json", _) => match self.request.json() {
                Ok(value) => Ok(name.walk(value, 1).cloned().unwrap_or(Value::Null)),
                Err(_) => Ok(Value::Null),
            },
            ("header", Some(header)) => Ok(self.request.header(header).unwrap_or(Value::Null)),
            ("path", Some(param)) => {
                Ok(self.params.iter().find(|(name, _)| name == param).map_or(Value::Null, |(_, value)| json!(value)))
            }
            ("query" | "form", Some(_)) => {
                let map = if part == "query" { self.request.query() } else { self.request.form() };
                let first = third.and_then(|third| map.get(third));
                Ok(first.and_then(|value| name.walk(value, 2).ok()).cloned().unwrap_or(Value::Null))
            }
            _ => self.request_map(part).ok_or_else(|| unknown("part of the request", part, OF_REQUEST)),
        }
    }
}

impl Lookup for Facts<'_> {
    fn find(&self, name: &Name) -> Result<Value, String> {
        let second = name.second().unwrap_or_default();
        match name.root.as_str() {
            "request" => self.of_request(name),
            "state" if name.rest.is_empty() => Ok(Value::Object(self.state.clone())),
            "state" => match self.state.get(second) {
                Some(value) => Ok(name.walk(value, 1).cloned().unwrap_or(Value::Null)),
                None => Err(unknown("state", second, self.state.keys().map(String::as_str))),
            },
            "rows" => match self.state.get(second) {
                Some(Value::Object(table)) => {
                    let rows: Value = table.values().cloned().collect();
                    Ok(name.walk(&rows, 1).cloned().unwrap_or(Value::Null))
                }
                _ => Err(format!("there is no table `{second}`")),
            },
            "computed" => match self.computed.get(second) {
                Some(value) => Ok(name.walk(value, 1).cloned().unwrap_or(Value::Null)),
                None => Err(unknown("computed value", second, self.computed.keys().map(String::as_str))),
            },
            "secret" => match self.ground.secrets.get(second) {
                Some(secret) => Ok(Value::String(secret.expose().to_owned())),
                None => Err(unknown("secret", second, self.ground.secrets.keys().map(String::as_str))),
            },
            "var" => match self.ground.vars.get(second) {
                Some(value) => name.walk(value, 1).cloned(),
                None => Err(unknown("variable", second, self.ground.vars.keys().map(String::as_str))),
            },
            "seq" => Ok(json!(self.seq)),
            "now" => Ok(json!(rfc3339(self.request.now()))),
            "fresh" => {
                let label = match name.rest.get(1) {
                    Some(Segment::Key(label)) => label,
                    _ => "",
                };
                let label = format!("{} {label}", self.arrival);
                fresh::value(self.ground.seed, self.request.case.as_str(), second, &label)
            }
            other => Err(unknown("name", other, ROOTS)),
        }
    }

    fn now(&self) -> Timestamp {
        self.request.now()
    }
}

fn unknown<'n>(what: &str, wrong: &str, known: impl IntoIterator<Item = &'n str> + Clone) -> String {
    let hint = suggestion(wrong, known).map(|hint| format!("; {hint}")).unwrap_or_default();
    format!("there is no {what} `{wrong}`{hint}")
}

/// The names that a stub's author may use, for errors at load.
#[derive(Debug, Default, Clone)]
pub struct Known {
    /// `request.path.X`
    pub params: Vec<String>,
    /// `state.X`
    pub state: Vec<String>,
    /// `rows.X`
    pub tables: Vec<String>,
    /// `computed.X`
    pub computed: Vec<String>,
    /// `secret.X`
    pub secrets: Vec<String>,
    /// `var.X`
    pub vars: Vec<String>,
}

impl Known {
    /// Holds a name to what is known.
    ///
    /// # Errors
    /// In words: what is unknown, and apart from it what could have been meant.
    pub fn check(&self, root: &str, second: Option<&str>, third: Option<&str>) -> Result<(), (String, Option<String>)> {
        fn names(list: &[String]) -> Vec<&str> {
            list.iter().map(String::as_str).collect()
        }
        let known: Vec<&str> = match root {
            "request" => OF_REQUEST.to_vec(),
            "state" => names(&self.state),
            "rows" => names(&self.tables),
            "computed" => names(&self.computed),
            "secret" => names(&self.secrets),
            "var" | "vars" => names(&self.vars),
            "fresh" => fresh::KINDS.to_vec(),
            "seq" | "now" if second.is_none() => return Ok(()),
            "seq" | "now" => return Err((format!("`{root}` is one value, and nothing follows it"), None)),
            other => {
                return Err((format!("there is no name `{other}` in a mock"), suggestion(other, ROOTS)));
            }
        };
        let Some(second) = second else {
            return match root {
                "request" | "state" => Ok(()),
                _ => Err((format!("`{root}` needs a name after it"), suggestion("", known))),
            };
        };
        if !known.contains(&second) {
            let hint = match (suggestion(second, known.iter().copied()), root) {
                (None, "secret") => Some("name it in the list `secrets` at the top of the file".into()),
                (None, "var") => Some("name it under `vars` at the top of the file".into()),
                (None, "state") => Some("declare it under `state` at the top of the file".into()),
                (None, "computed") => Some("this stub computes nothing".into()),
                (hint, _) => hint,
            };
            return Err((format!("there is no `{root}.{second}` in this mock"), hint));
        }
        match (root, second, third) {
            ("request", "path", Some(param)) if !self.params.iter().any(|known| known == param) => Err((
                format!("this stub's path has no part named `{param}`"),
                suggestion(param, self.params.iter().map(String::as_str)),
            )),
            _ => Ok(()),
        }
    }
}
