//! Variables and secrets without a value: what to set, where they were declared, and what a target lacks to go live.

use super::environment::Environment;
use super::live;
use crate::model::diagnostic::Diagnostic;
use crate::model::endpoint::{Endpoint, Target};
use crate::model::mode::Mode;
use crate::syntax::nearest::suggestion;
use crate::value::template::Template;

/// What keeps a case that needs `name` from being run at all; none where it has a value, or is optional.
#[must_use]
pub fn missing(endpoint: &Endpoint, name: &str) -> Option<Diagnostic> {
    required(&endpoint.target, endpoint.mode, has(endpoint, name), name)
}

/// Why a case that needs `name` is left out; none where it has a value, or is required.
#[must_use]
pub fn left_out(endpoint: &Endpoint, name: &str) -> Option<String> {
    optional(&endpoint.target, endpoint.mode, has(endpoint, name), name)
}

fn has(endpoint: &Endpoint, name: &str) -> bool {
    endpoint.variables.contains_key(name) || endpoint.secrets.contains_key(name)
}

pub(super) fn required(target: &Target, mode: Mode, has: bool, name: &str) -> Option<Diagnostic> {
    if has {
        return None;
    }
    let variable = target.variables.iter().find(|variable| variable.name == name);
    let secret = target.secrets.iter().find(|(secret, _)| secret == name);
    let (code, what, place, set) = match (variable, secret) {
        (Some(variable), _) if variable.optional => return None,
        (Some(variable), _) => ("variable-missing", "variable", &variable.place, format!("or give --var {name}=…")),
        (None, Some((_, place))) => {
            ("secret-missing", "secret", place, format!("or {name}_FILE to the path of a file that holds it"))
        }
        (None, None) => {
            let known = target.variables.iter().map(|variable| variable.name.as_str());
            let known = known.chain(target.secrets.iter().map(|(secret, _)| secret.as_str()));
            let what = format!("the target `{}` has no variable or secret `{name}`", target.name);
            let diagnostic = Diagnostic::error("undefined", &target.place, what);
            return Some(diagnostic.maybe_help(suggestion(name, known)));
        }
    };
    let message = format!("`{}` is {}, and its {what} `{name}` has no value", target.name, state(mode));
    let help = match mode {
        Mode::Live => format!("set the environment variable {name}, {set}"),
        Mode::Mock => format!("add it to the target: `mocked: {{ {name}: … }}`"),
    };
    Some(Diagnostic::error(code, place, message).label("declared here").help(help))
}

pub(super) fn optional(target: &Target, mode: Mode, has: bool, name: &str) -> Option<String> {
    let variable = target.variables.iter().find(|variable| variable.name == name && variable.optional)?;
    (!has).then(|| match mode {
        Mode::Live => format!("the optional variable {} is not set", variable.name),
        Mode::Mock => format!("the optional variable {} has no mocked value", variable.name),
    })
}

fn state(mode: Mode) -> &'static str {
    match mode {
        Mode::Live => "live",
        Mode::Mock => "mocked",
    }
}

/// The environment variables that a target would still need to go live, the URL's first; optional ones left out.
#[must_use]
pub fn to_go_live(target: &Target, env: &Environment<'_>) -> Vec<String> {
    let (text, place) = live::written(target);
    let mut names = Template::text(&text, place).map(|url| live::unset(&url, env)).unwrap_or_default();
    let unset = |name: &str| live::set(env, name).is_none();
    let required = target.variables.iter().filter(|variable| !variable.optional && variable.default.is_none());
    names.extend(required.filter(|variable| unset(&variable.name)).map(|variable| variable.name.clone()));
    let secrets = target.secrets.iter().map(|(name, _)| name);
    names.extend(secrets.filter(|name| unset(name) && unset(&format!("{name}_FILE"))).cloned());
    names
}
