//! Every name that a case may use, and what it stands for now.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use url::Url;

use super::expression::{Name, Segment};
use super::fresh;
use super::function::rfc3339;
use super::template::Lookup;
use crate::model::clock;
use crate::model::observation::Observation;
use crate::model::secret::Secret;
use crate::syntax::nearest::suggestion;

/// First words that belong to the language; no saved name, parameter or step may bear one.
pub const ROOTS: [&str; 9] = ["var", "secret", "row", "flag", "run", "now", "fresh", "callback", "env"];

/// What may follow a step's id.
pub const OF_STEP: [&str; 10] =
    ["request_id", "traceparent", "status", "json", "messages", "body", "header", "url", "exit", "ms"];

/// What is the same for all cases of one suite and target.
#[derive(Debug, Default)]
pub struct Ground {
    /// `var.X`
    pub variables: BTreeMap<String, Value>,
    /// `secret.X`
    pub secrets: BTreeMap<String, Secret>,
    /// `flag.X`
    pub flags: BTreeMap<String, bool>,
    /// `run.id`
    pub run: String,
    /// What `fresh.*` derives from.
    pub seed: u64,
    /// The target's address; none where nothing is asked.
    pub base: Option<Url>,
    /// What stands before the case's word in `callback.url`, or why nothing is listened on; none where nobody needs it.
    pub callback: Option<Result<String, String>>,
}

/// The names of one case.
#[derive(Debug, Clone)]
pub struct Scope {
    ground: Arc<Ground>,
    case: Arc<str>,
    row: Option<Arc<Map<String, Value>>>,
    frames: Vec<Map<String, Value>>,
    saved: Map<String, Value>,
    steps: BTreeMap<String, Arc<Observation>>,
}

impl Scope {
    /// The scope of a case before its first step.
    #[must_use]
    pub fn new(ground: Arc<Ground>, case: Arc<str>, row: Option<Arc<Map<String, Value>>>) -> Self {
        Self { ground, case, row, frames: Vec::new(), saved: Map::new(), steps: BTreeMap::new() }
    }

    /// What is the same for all cases.
    #[must_use]
    pub fn ground(&self) -> &Arc<Ground> {
        &self.ground
    }

    /// Keeps a value under a name.
    pub fn save(&mut self, name: &str, value: Value) {
        self.saved.insert(name.to_owned(), value);
    }

    /// What was saved under a name.
    #[must_use]
    pub fn saved(&self, name: &str) -> Option<&Value> {
        self.saved.get(name)
    }

    /// Keeps what a step saw under the step's id.
    pub fn remember(&mut self, step: &str, seen: Arc<Observation>) {
        self.steps.insert(step.to_owned(), seen);
    }

    /// Whether a step with that id has run.
    #[must_use]
    pub fn has_step(&self, id: &str) -> bool {
        self.steps.contains_key(id)
    }

    /// The same names for another case: what was saved and seen so far stays known.
    #[must_use]
    pub fn for_case(&self, case: Arc<str>, row: Option<Arc<Map<String, Value>>>) -> Self {
        Self { case, row, ..self.clone() }
    }

    /// Gives a fragment's parameters their values until [`Scope::leave`].
    pub fn enter(&mut self, parameters: Map<String, Value>) {
        self.frames.push(parameters);
    }

    /// Ends the innermost fragment.
    pub fn leave(&mut self) {
        self.frames.pop();
    }

    /// The word that stands for the case in the address of its callbacks: another one in each run.
    #[must_use]
    pub fn callback_token(&self) -> String {
        fresh::request_uuid(0, &format!("{} {}", self.ground.run, self.case), 0).simple().to_string()
    }

    fn of_step(seen: &Observation, name: &Name) -> Result<Value, String> {
        let missing = || format!("the step `{}` had no answer", name.root);
        let what = name.second().unwrap_or_default();
        let last = seen.last();
        match what {
            "request_id" => last.map(|exchange| json!(exchange.request_id)).ok_or_else(missing),
            "traceparent" => last.map(|exchange| json!(exchange.traceparent)).ok_or_else(missing),
            "url" => last.map(|exchange| json!(exchange.request.url.as_str())).ok_or_else(missing),
            "ms" => Ok(json!(u64::try_from(seen.elapsed.as_millis()).unwrap_or(u64::MAX))),
            "status" => seen.answer().map(|answer| json!(answer.status.as_u16())).ok_or_else(missing),
            "exit" => seen.document.as_ref().and_then(|document| document.exit).map(Value::from).ok_or_else(missing),
            "body" => {
                let bytes = seen.bytes().ok_or_else(missing)?;
                let text =
                    std::str::from_utf8(bytes).map_err(|_| format!("the body of `{}` is no UTF-8", name.root))?;
                Ok(json!(text))
            }
            "header" => {
                let Some(Segment::Key(header)) = name.rest.get(1) else {
                    return Err(format!("`{}.header` needs a header's name", name.root));
                };
                let answer = seen.answer().ok_or_else(missing)?;
                answer
                    .header(header)
                    .map(Value::from)
                    .ok_or_else(|| format!("the answer of `{}` has no header `{header}`", name.root))
            }
            "json" => {
                let value = seen.json().map_err(|what| format!("the body of `{}` is no JSON: {what}", name.root))?;
                name.walk(value, 1).cloned()
            }
            "messages" => {
                let reply = seen.reply.as_ref().ok_or_else(missing)?;
                name.walk(&Value::Array(reply.others.clone()), 1).cloned()
            }
            other => Err(format!("a step has no `{other}`; known are {}", OF_STEP.join(", "))),
        }
    }
}

impl Lookup for Scope {
    fn find(&self, name: &Name) -> Result<Value, String> {
        let second = name.second().unwrap_or_default();
        let unknown = |what: &str, known: Vec<&str>| {
            let hint = suggestion(second, known).map(|hint| format!("; {hint}")).unwrap_or_default();
            format!("there is no {what} `{second}`{hint}")
        };
        match name.root.as_str() {
            "var" => match self.ground.variables.get(second) {
                Some(value) => name.walk(value, 1).cloned(),
                None => Err(unknown("variable", self.ground.variables.keys().map(String::as_str).collect())),
            },
            "secret" => match self.ground.secrets.get(second) {
                Some(secret) => Ok(Value::String(secret.expose().to_owned())),
                None => Err(unknown("secret", self.ground.secrets.keys().map(String::as_str).collect())),
            },
            "flag" => match self.ground.flags.get(second) {
                Some(value) => Ok(json!(value)),
                None => Err(unknown("flag", self.ground.flags.keys().map(String::as_str).collect())),
            },
            "row" => match &self.row {
                Some(row) => match row.get(second) {
                    Some(value) => name.walk(value, 1).cloned(),
                    None => Err(unknown("column", row.keys().map(String::as_str).collect())),
                },
                None => Err("this case has no rows".into()),
            },
            "run" if second == "id" => Ok(json!(self.ground.run)),
            "run" => Err("there is only `run.id`".into()),
            "callback" => match &self.ground.callback {
                Some(Ok(url)) => Ok(json!(format!("{url}/{}", self.callback_token()))),
                Some(Err(what)) => Err(what.clone()),
                None => Err("nothing is listened on for callbacks here".into()),
            },
            "now" => Ok(json!(rfc3339(self.now()))),
            "fresh" => {
                let label = match name.rest.get(1) {
                    Some(Segment::Key(label)) => label,
                    _ => "",
                };
                fresh::value(self.ground.seed, &self.case, second, label)
            }
            root => {
                if let Some(value) = self.frames.last().and_then(|frame| frame.get(root)) {
                    return name.walk(value, 0).cloned();
                }
                if let Some(value) = self.saved.get(root) {
                    return name.walk(value, 0).cloned();
                }
                match self.steps.get(root) {
                    Some(seen) => Self::of_step(seen, name),
                    None => Err(format!("nothing was saved as `{root}` so far, and no step with that id has run")),
                }
            }
        }
    }

    fn now(&self) -> Timestamp {
        clock::now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::expression::Expression;

    fn find(scope: &Scope, text: &str) -> Result<Value, String> {
        match Expression::parse(text).unwrap() {
            Expression::Name(name) => scope.find(&name),
            _ => unreachable!("the tests give names"),
        }
    }

    #[test]
    fn each_root_has_its_names_and_says_so_where_not() {
        let ground = Ground {
            variables: [("ID".to_owned(), json!({"a": [1]}))].into(),
            secrets: [("KEY".to_owned(), Secret::new("s3cret".into()))].into(),
            flags: [("live".to_owned(), true)].into(),
            run: "r1".into(),
            seed: 1,
            base: None,
            callback: None,
        };
        let row = json!({"status": 401}).as_object().cloned().map(Arc::new);
        let mut scope = Scope::new(Arc::new(ground), "s/c".into(), row);
        scope.save("integration", json!("abc"));
        assert_eq!(find(&scope, "var.ID.a[0]"), Ok(json!(1)));
        assert_eq!(find(&scope, "secret.KEY"), Ok(json!("s3cret")));
        assert_eq!(find(&scope, "flag.live"), Ok(json!(true)));
        assert_eq!(find(&scope, "row.status"), Ok(json!(401)));
        assert_eq!(find(&scope, "run.id"), Ok(json!("r1")));
        assert_eq!(find(&scope, "integration"), Ok(json!("abc")));
        assert_eq!(find(&scope, "fresh.id"), find(&scope, "fresh.id"));
        assert_ne!(find(&scope, "fresh.id"), find(&scope, "fresh.id.two"));
        assert_eq!(find(&scope, "var.IDD"), Err("there is no variable `IDD`; did you mean `ID`?".into()));
        assert_eq!(
            find(&scope, "made.json"),
            Err("nothing was saved as `made` so far, and no step with that id has run".into())
        );
        scope.enter(json!({"integration": "inner"}).as_object().cloned().unwrap());
        assert_eq!(find(&scope, "integration"), Ok(json!("inner")));
        scope.leave();
        assert_eq!(find(&scope, "integration"), Ok(json!("abc")));
    }
}
