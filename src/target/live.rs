//! A live target's address, variables and secrets, from the command line and the environment.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::asked::Asked;
use super::environment::Environment;
use super::origin;
use crate::model::clock;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::endpoint::{Endpoint, Target};
use crate::model::mode::Mode;
use crate::model::place::Place;
use crate::model::secret::Secret;
use crate::value::expression::Name;
use crate::value::template::{Lookup, Template};

/// The environment variable of a target's URL: `HOLDPOINT_CHATWOOT_RECEIVER_URL`.
#[must_use]
pub(super) fn url_variable(target: &str) -> String {
    format!("HOLDPOINT_{}_URL", target.to_ascii_uppercase().replace('-', "_"))
}

/// What the environment holds under a name; an empty value counts as none.
pub(super) fn set(env: &Environment<'_>, name: &str) -> Option<String> {
    env(name).filter(|value| !value.is_empty())
}

/// Settles a target as live; none where it has no usable address, which is then in `found`.
pub(super) fn settle(
    target: &Arc<Target>,
    because: String,
    asked: &Asked<'_>,
    found: &mut Diagnostics,
) -> Option<Endpoint> {
    let base = address(target, &because, asked);
    let secrets = secrets(target, asked.env, found);
    Some(Endpoint {
        target: target.clone(),
        mode: Mode::Live,
        base: found.keep(base)?,
        because,
        variables: variables(target, asked),
        secrets,
        journal: None,
        mock_sha256: None,
    })
}

/// The address as written: the text of a template, and where it stands.
pub(super) fn written(target: &Target) -> (String, &Place) {
    match &target.url {
        Some((text, place)) => (text.clone(), place),
        None => (format!("${{env.{}}}", url_variable(&target.name)), &target.place),
    }
}

fn address(target: &Target, because: &str, asked: &Asked<'_>) -> Result<Url, Diagnostic> {
    let name = &target.name;
    let given = asked.overrides.live.iter().find_map(|(live, url)| url.as_ref().filter(|_| *live == **name));
    if let Some(url) = given {
        return Ok(url.clone());
    }
    let (text, place) = written(target);
    let template = Template::text(&text, place)?;
    let text = template.fill_text(&FromEnvironment(asked.env)).map_err(|unfilled| {
        let place = target.flag.as_ref().map_or(&target.place, |(_, place)| place);
        Diagnostic::error("live-without-url", place, format!("`{name}` is live by {because}, but has no URL"))
            .label(unfilled.what)
            .help(format!("set {}, or give --live {name}=https://…", unset(&template, asked.env).join(", ")))
    })?;
    origin::base(text.trim()).map_err(|error| {
        let variables = environment_names(&template).join(", ");
        let whence = if variables.is_empty() { String::new() } else { format!(" from {variables}") };
        Diagnostic::error("url", place, format!("the URL of `{name}`{whence} cannot be used: {error}"))
    })
}

/// The environment variables that an address needs.
fn environment_names(template: &Template) -> Vec<String> {
    let mut names = Vec::new();
    template.names(&mut |name, _| names.extend(name.second().map(str::to_owned)));
    names
}

/// Those of them that are unset.
pub(super) fn unset(template: &Template, env: &Environment<'_>) -> Vec<String> {
    environment_names(template).into_iter().filter(|name| set(env, name).is_none()).collect()
}

struct FromEnvironment<'a>(&'a Environment<'a>);

impl Lookup for FromEnvironment<'_> {
    fn find(&self, name: &Name) -> Result<Value, String> {
        match name.second() {
            Some(variable) if name.root == "env" => {
                set(self.0, variable).map(Value::String).ok_or_else(|| format!("{variable} is not set"))
            }
            _ => Err(format!("`{name}` may not stand in a URL")),
        }
    }

    fn now(&self) -> Timestamp {
        clock::now()
    }
}

/// What an environment gives is text; where the project shows that a variable is a number or a boolean, it becomes one.
fn typed(text: String, like: Option<&Value>) -> Value {
    let read = serde_json::from_str::<Value>(text.trim()).ok();
    match (like, read) {
        (Some(Value::Number(_)), Some(number @ Value::Number(_))) => number,
        (Some(Value::Bool(_)), Some(flag @ Value::Bool(_))) => flag,
        _ => Value::String(text),
    }
}

fn variables(target: &Target, asked: &Asked<'_>) -> BTreeMap<String, Value> {
    let mut variables = BTreeMap::new();
    for variable in &target.variables {
        let given = asked.overrides.vars.iter().find(|(name, _)| *name == variable.name);
        let text = given.map(|(_, value)| value.clone()).or_else(|| set(asked.env, &variable.name));
        let like = target.mocked.get(&variable.name).or(variable.default.as_ref());
        let value = text.map(|text| typed(text, like)).or_else(|| variable.default.clone());
        variables.extend(value.map(|value| (variable.name.clone(), value)));
    }
    variables
}

fn secrets(target: &Target, env: &Environment<'_>, found: &mut Diagnostics) -> BTreeMap<String, Secret> {
    let mut secrets = BTreeMap::new();
    for (name, place) in &target.secrets {
        let file = format!("{name}_FILE");
        let text = match (set(env, name), set(env, &file)) {
            (Some(_), Some(_)) => {
                let what = format!("the secret `{name}` is given twice: {name} and {file} are both set");
                found.push(Diagnostic::error("secret-twice", place, what).help("unset one of them"));
                None
            }
            (Some(text), None) => Some(text),
            (None, Some(path)) => match read(&path) {
                Ok(text) => Some(text),
                Err(why) => {
                    let what = format!("the file that {file} names for the secret `{name}` cannot be used: {why}");
                    found.push(Diagnostic::error("secret-file", place, what));
                    None
                }
            },
            (None, None) => None,
        };
        secrets.extend(text.map(|text| (name.clone(), Secret::new(text))));
    }
    secrets
}

/// The text of a secret's file, without the line break that editors put at its end.
fn read(path: &str) -> Result<String, String> {
    let mut text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    if text.is_empty() { Err("it is empty".to_owned()) } else { Ok(text) }
}
