//! Which names bear credentials, and whether a value is one that was written as plain text.

use std::sync::Arc;

use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::node::{Entry, Node};
use crate::model::place::{Place, Source};
use crate::value::template::Template;

/// Parts of a header's, parameter's or cookie's name that tell of a credential.
const PARTS: [&str; 13] = [
    "authorization",
    "token",
    "secret",
    "password",
    "passwd",
    "api-key",
    "apikey",
    "access-key",
    "private-key",
    "credential",
    "session",
    "jwt",
    "auth-key",
];

/// Whole names that tell of a credential.
const WHOLE: [&str; 8] = ["key", "auth", "x-auth", "cookie", "sid", "pass", "pwd", "pat"];

/// Whether what stands under this name is likely to be a credential. `_` counts as `-`.
#[must_use]
pub fn looks_secret(name: &str) -> bool {
    let name = name.to_lowercase().replace('_', "-");
    WHOLE.contains(&name.as_str()) || PARTS.iter().any(|part| name.contains(part))
}

/// Whether a value holds a credential as plain text: it is not empty, and nothing in it comes from a secret, from an
/// answer, or is made up (`fresh`, which no service knows). Variables and the environment are no place for one.
#[must_use]
pub fn is_literal(value: &Node) -> bool {
    if value.scalar_text().is_none_or(|text| text.is_empty()) {
        return false;
    }
    // A template that cannot be read is told elsewhere.
    let Ok(template) = Template::compile(value) else { return false };
    let mut drawn = false;
    template.names(&mut |name, _| drawn |= !matches!(name.root.as_str(), "var" | "vars" | "env" | "flag"));
    !drawn
}

/// Refuses credentials that are written as plain text among headers, cookies or the like; `what` is such as "the
/// header". Neither the message nor the excerpt shows a value.
pub fn refuse_literals(node: &Node, what: &str, found: &mut Diagnostics) {
    // Under a matcher a mapping says more than equality; what it is equal to may be a credential all the same.
    let value = |entry: &Entry| entry.value.get("eq").unwrap_or(&entry.value).clone();
    let literals: Vec<&Entry> =
        node.entries().iter().filter(|entry| looks_secret(&entry.key) && is_literal(&value(entry))).collect();
    let Some(first) = literals.first() else { return };
    let source = first.key_place.source();
    let mut text = source.text.clone().into_bytes();
    for entry in &literals {
        if let Some(bytes) = text.get_mut(value(entry).place.span()) {
            bytes.iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b'*');
        }
    }
    let masked = Arc::new(Source { name: source.name.clone(), text: String::from_utf8_lossy(&text).into_owned() });
    for entry in literals {
        let span = entry.key_place.span();
        let place = Place::new(masked.clone(), span.start, span.end);
        let message = format!("{what} `{}` is written as plain text", entry.key);
        found.push(Diagnostic::error("literal-credential", &place, message).help(
            "declare it under the target's `secrets` and write `${secret.NAME}`; a made-up one is `${fresh.id}`",
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::yaml;

    #[test]
    fn names_of_credentials_are_known_and_others_left_alone() {
        for name in ["Authorization", "X-API-Key", "api_access_token", "apikey", "key", "X-Shopify-Access-Token"] {
            assert!(looks_secret(name), "{name}");
        }
        for name in ["accept", "idempotency-key", "x-request-id", "publer-workspace-id", "monkey", "author"] {
            assert!(!looks_secret(name), "{name}");
        }
    }

    #[test]
    fn what_is_drawn_from_a_secret_or_made_up_is_no_literal() {
        let literal =
            |text: &str| is_literal(&yaml::parse(&Arc::new(Source { name: "t".into(), text: text.into() })).unwrap());
        for text in ["'abc'", "12", "'${var.TOKEN}'", "'Bearer ${env.TOKEN}'", "\"${base64('a:b')}\""] {
            assert!(literal(text), "{text}");
        }
        for text in ["''", "'Token ${secret.T}'", "'${base64(secret.T)}'", "'${fresh.id}'", "'${secret.T'"] {
            assert!(!literal(text), "{text}");
        }
    }
}
