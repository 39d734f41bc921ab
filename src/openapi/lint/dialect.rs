//! Which rules a document is read by: said once, because schemas mean different things under each.

use super::api::{Report, Rule, Subject};
use crate::openapi::dialect::Dialect;

pub(super) static RULE: Rule = Rule {
    id: "contract-policy",
    summary: "By which rules a document is read; nothing is wrong.",
    docs: r"The same schema means different things in OpenAPI 3.0 and 3.1. A document is read by the rules of the version that it
names, and by no others:

- Swagger 2.0 is converted to the form of 3.0; `x-nullable` is read as `nullable`.
- OpenAPI 3.0: `nullable: true` lets null in, `exclusiveMinimum` is true or false, what stands beside a `$ref` is ignored.
- OpenAPI 3.1 and 3.2: schemas are JSON Schema, draft 2020-12 or the one that `jsonSchemaDialect` names; null is a type,
  `exclusiveMinimum` is a number, keywords beside a `$ref` count.
",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let name = subject.document.name(0);
    let dialect = subject.dialect();
    let rules = match dialect {
        Dialect::V2_0 => "it is converted to the form of OpenAPI 3.0, and `x-nullable` lets null in",
        Dialect::V3_0 => "`nullable: true` lets null in, and what stands beside a `$ref` in a schema is ignored",
        Dialect::V3_1 | Dialect::V3_2 => "schemas are JSON Schema: null is a type, and keywords beside a `$ref` count",
    };
    let own = subject.document.root().get("jsonSchemaDialect").and_then(serde_json::Value::as_str);
    let schemas = match own {
        Some(uri) if !dialect.has_old_schemas() => format!(" of `{uri}`"),
        None if !dialect.has_old_schemas() => ", draft 2020-12".to_owned(),
        _ => String::new(),
    };
    report.note(
        format!("`{name}` is read as {dialect}{schemas}: {rules}"),
        "`holdpoint explain contract-policy` has all of it",
    );
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, lines};

    #[test]
    fn the_dialect_is_named_once() {
        for (text, said) in [
            ("swagger: '2.0'\npaths: {}\n", "is read as Swagger 2.0: it is converted"),
            ("openapi: 3.0.3\npaths: {}\n", "is read as OpenAPI 3.0: `nullable: true`"),
            ("openapi: 3.1.0\npaths: {}\n", "is read as OpenAPI 3.1, draft 2020-12: schemas"),
            ("openapi: 3.1.0\njsonSchemaDialect: 'https://x.example/d'\npaths: {}\n", "of `https://x.example/d`"),
        ] {
            let lines = lines("contract-policy", text);
            assert!(lines.len() == 1 && lines[0].starts_with("note") && lines[0].contains(said), "{lines:?}");
        }
        clean("contract-keyword", "openapi: 3.1.0\npaths: {}\n");
    }
}
