//! Keys that nobody reads: slips in the words of OpenAPI and JSON Schema.

use std::collections::BTreeMap;

use super::api::{Report, Rule, Subject};
use super::called::called;
use super::role::Role;
use super::survey::Id;
use crate::syntax::nearest::nearest;

pub(super) static RULE: Rule = Rule {
    id: "contract-unknown-key",
    summary: "A key is none of OpenAPI's, and nobody reads it.",
    docs: r"A slip in a key is a demand that nobody makes: `maxLenght: 10` lets every length in, `requried` requires nothing. The
help names the nearest key that there is. Keys of your own begin with `x-` and are fine everywhere; since OpenAPI 3.1 a
schema may hold others, which demand nothing either.

A key of another version of OpenAPI is told of as such. Each key is told of once for each kind of object, with how often
it stands there.
",
    check,
};

/// Keywords of older drafts that people still write, and that 2020-12 reads or ignores knowingly.
const OLDER: &[&str] =
    &["$recursiveRef", "$recursiveAnchor", "dependencies", "id", "$schema", "$comment", "$vocabulary"];

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let survey = subject.survey;
    let mut unknown: BTreeMap<(Role, &str), (Id, usize)> = BTreeMap::new();
    for id in survey.everything() {
        let role = survey.role(id);
        let fields = role.fields();
        if fields.is_empty() || role == Role::Schema && subject.document.root().get("jsonSchemaDialect").is_some() {
            continue;
        }
        let Some(map) = survey.value(id).as_object() else { continue };
        let reference = map.contains_key("$ref");
        for key in map.keys() {
            let known = fields.iter().any(|field| {
                // A schema's keywords of another version are told by a rule of their own.
                field.key == key && (role == Role::Schema || field.since <= subject.dialect())
            });
            let beside = key == "$ref" || reference && ["summary", "description"].contains(&key.as_str());
            if known || beside || key.starts_with("x-") || role == Role::Schema && OLDER.contains(&key.as_str()) {
                continue;
            }
            unknown.entry((role, key)).or_insert((id, 0)).1 += 1;
        }
    }
    for ((role, key), (first, count)) in unknown {
        let field = role.fields().iter().find(|field| field.key == key);
        let known = role.fields().iter().filter(|field| field.since <= subject.dialect()).map(|field| field.key);
        let near = nearest(key, known).filter(|near| key.len() > 2 && near.len() > 2);
        let help = match (field, near) {
            (Some(field), _) => format!("it belongs to {}: change the version at the top, or remove it", field.since),
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) => format!("remove it, or write `x-{}`", key.trim_start_matches(['$', '_'])),
        };
        let often = if count > 1 { format!(", {count} times") } else { String::new() };
        let what = format!("nobody reads `{key}` in {}{often}", called(role));
        report.warning(&survey.at(first).child(key), what, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, operation, schema, wrong};

    #[test]
    fn slips_are_seen() {
        let rule = "contract-unknown-key";
        wrong(
            rule,
            &schema("3.1.0", "{ maxLenght: 3 }"),
            "warning nobody reads `maxLenght` in a schema @6 (did you mean `maxLength`?)",
        );
        wrong(
            rule,
            &schema("3.0.0", "{ properties: { a: { requried: [a] }, b: { requried: [b] } } }"),
            "warning nobody reads `requried` in a schema, 2 times",
        );
        wrong(
            rule,
            &operation("{ paramters: [] }"),
            "warning nobody reads `paramters` in an operation @4 (did you mean `parameters`?)",
        );
        wrong(
            rule,
            "openapi: 3.0.0\nwebhooks: {}\n",
            "warning nobody reads `webhooks` in the document @2 (it belongs to OpenAPI 3.1",
        );
        clean(rule, &schema("3.0.0", "{ x-a: 1, properties: { maxLenght: {} }, example: { maxLenght: 1 }, const: 1 }"));
        clean(rule, &operation("{ x-a: 1, responses: { 200: { $ref: '#/x', description: d }, x-b: 1 } }"));
    }
}
