//! Documents that do not say what they are, or promise nothing.

use serde_json::Value;

use super::api::{Report, Rule, Subject};
use crate::openapi::at::At;

pub(super) static RULE: Rule = Rule {
    id: "contract-info",
    summary: "The document has no title or version, or promises nothing.",
    docs: r"`info.title` and `info.version` are demanded (OpenAPI 3.1.1, section 4.8.2): the version is what a rollout compares. An
empty one is no fault, and says nothing. A document without any operation, webhook or component holds nobody to anything, and whatever is held to it is green for
no reason.
",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let top = At::file(0);
    for key in ["title", "version"] {
        let at = top.down(&["info", key]);
        match subject.document.get(&at) {
            Some(Value::String(text)) if !text.trim().is_empty() => {}
            Some(Value::String(_)) => report.warning(&at, format!("`info.{key}` is empty"), "say it"),
            Some(_) => report.error(&at, format!("`info.{key}` has to be text"), "put it in quotes"),
            None => {
                report.error(
                    &at,
                    format!("`info.{key}` is missing"),
                    "write `info: { title: Orders, version: 1.0.0 }`",
                );
            }
        }
    }
    let has =
        |key: &str| subject.document.root().get(key).and_then(Value::as_object).is_some_and(|map| !map.is_empty());
    if subject.api.operations.is_empty() && !has("webhooks") && !has("components") {
        report.warning(&top, "the document promises nothing: it has no operation", "describe one under `paths`");
    }
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, wrong};

    #[test]
    fn a_document_says_what_it_is_and_promises_something() {
        let rule = "contract-info";
        let info = "info: { title: t, version: '1' }\n";
        let operation = "paths: { /a: { get: { responses: { 200: { description: ok } } } } }\n";
        clean(rule, &format!("openapi: 3.1.0\n{info}{operation}"));
        clean(rule, &format!("openapi: 3.1.0\n{info}components: {{ schemas: {{ A: {{ type: string }} }} }}\n"));
        wrong(rule, &format!("openapi: 3.1.0\n{info}"), "warning the document promises nothing");
        wrong(rule, &format!("openapi: 3.1.0\ninfo: {{ title: t }}\n{operation}"), "error `info.version` is missing");
        wrong(rule, &format!("openapi: 3.1.0\ninfo: {{ version: '1' }}\n{operation}"), "error `info.title` is missing");
        wrong(
            rule,
            &format!("openapi: 3.1.0\ninfo: {{ title: '', version: '1' }}\n{operation}"),
            "warning `info.title` is empty",
        );
        wrong(
            rule,
            &format!("openapi: 3.1.0\ninfo: {{ title: t, version: 1.0 }}\n{operation}"),
            "error `info.version` has to be text",
        );
    }
}
