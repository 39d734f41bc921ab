//! Callers and headers of a target: their shape beyond the table, the names in them, and literal credentials.

use http::{HeaderName, HeaderValue};

use super::reading::Reading;
use crate::model::diagnostic::Diagnostic;
use crate::model::node::{Datum, Entry, Node};
use crate::syntax::nearest::suggestion;
use crate::value::credential::{is_literal, looks_secret};
use crate::value::template::Template;

/// The names that a target declares, which its callers may use.
pub(super) struct Declared<'t> {
    pub(super) variables: Vec<&'t str>,
    pub(super) secrets: Vec<&'t str>,
}

/// Holds one caller to what a request can bear.
pub(super) fn check(caller: &Entry, declared: &Declared<'_>, reading: &mut Reading<'_>) {
    let name = &caller.key;
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
        let what = format!("`{name}` cannot be a caller's name");
        reading.found.push(
            Diagnostic::error("name", &caller.key_place, what).help("use letters, digits, `_` and `-`: `bad_token`"),
        );
    }
    let node = &caller.value;
    match &node.datum {
        Datum::Map(entries) if entries.is_empty() => {
            reading.found.push(
                Diagnostic::error("empty", &node.place, format!("the caller `{name}` brings nothing"))
                    .help("a caller without credentials is written `none`"),
            );
        }
        Datum::Map(_) => {}
        // Templates pass where a word may stand; a caller cannot be one.
        _ if node.is_template() => {
            reading.found.push(Diagnostic::error("template-here", &node.place, "a caller is `none` or a mapping"));
        }
        _ => {}
    }
    for part in ["header", "query", "cookie"] {
        for entry in node.get(part).map(Node::entries).unwrap_or_default() {
            match part {
                "header" => header(entry, declared, reading),
                _ => pair(entry, part, declared, reading),
            }
        }
    }
    if let Some(bearer) = node.get("bearer") {
        credential(bearer, "the bearer token", declared, reading);
    }
    if let Some(basic) = node.get("basic") {
        if let Some(user) = basic.get("user") {
            names(user, declared, reading);
        }
        if let Some(password) = basic.get("password") {
            credential(password, "the password", declared, reading);
        }
    }
    one_authorization(node, reading);
}

/// Holds one header of a caller or a target to what HTTP takes.
pub(super) fn header(entry: &Entry, declared: &Declared<'_>, reading: &mut Reading<'_>) {
    if HeaderName::from_bytes(entry.key.as_bytes()).is_err() {
        let what = format!("`{}` cannot be a header's name", entry.key);
        reading.found.push(
            Diagnostic::error("name", &entry.key_place, what)
                .help("RFC 9110, section 5.1: letters, digits and !#$%&'*+-.^_`|~"),
        );
    }
    let value = entry.value.scalar_text().unwrap_or_default();
    if HeaderValue::from_str(&value).is_err() {
        reading.found.push(Diagnostic::error("header-value", &entry.value.place, "a header cannot bear this value"));
    }
    pair(entry, "header", declared, reading);
}

fn pair(entry: &Entry, part: &str, declared: &Declared<'_>, reading: &mut Reading<'_>) {
    if looks_secret(&entry.key) {
        credential(&entry.value, &format!("the {part} `{}`", entry.key), declared, reading);
    } else {
        names(&entry.value, declared, reading);
    }
}

fn credential(value: &Node, what: &str, declared: &Declared<'_>, reading: &mut Reading<'_>) {
    names(value, declared, reading);
    if is_literal(value) {
        let help = match declared.secrets.first() {
            Some(secret) => format!("draw it from a secret, such as ${{secret.{secret}}}"),
            None => "name a secret under `secrets`, and write ${secret.NAME}".to_owned(),
        };
        let help = format!("{help}; a value that no service shall know is ${{fresh.id}}");
        reading.literal(&value.place, format!("{what} is written as plain text"), help);
    }
}

/// Every `secret.X` and `var.X` has to be declared by the same target.
fn names(value: &Node, declared: &Declared<'_>, reading: &mut Reading<'_>) {
    let Some(template) = reading.found.keep(Template::compile(value)) else { return };
    template.names(&mut |name, place| {
        let (what, key, known) = match name.root.as_str() {
            "secret" => ("secret", "secrets", &declared.secrets),
            "var" => ("variable", "vars", &declared.variables),
            _ => return,
        };
        let second = name.second().unwrap_or_default();
        if !known.contains(&second) {
            let help = suggestion(second, known.iter().copied())
                .unwrap_or_else(|| format!("name it under `{key}` of this target"));
            reading.found.push(
                Diagnostic::error("undefined", place, format!("this target has no {what} `{second}`")).help(help),
            );
        }
    });
}

fn one_authorization(node: &Node, reading: &mut Reading<'_>) {
    let header = node.get("header").map(Node::entries).unwrap_or_default();
    let header = header.iter().find(|entry| entry.key.eq_ignore_ascii_case("authorization"));
    let mut all = [node.entry("bearer"), node.entry("basic"), header].into_iter().flatten();
    if let (Some(first), Some(second)) = (all.next(), all.next()) {
        reading.found.push(
            Diagnostic::error("contradiction", &second.key_place, "a request bears one `Authorization`, not two")
                .label("a second one")
                .also(&first.key_place, "the first"),
        );
    }
}
