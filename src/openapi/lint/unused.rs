//! Components that nothing refers to.

use std::collections::HashSet;

use serde_json::Value;

use super::api::{Report, Rule, Subject};
use super::called::called;
use super::role::Role;
use super::survey::{Id, Survey};
use crate::openapi::at::from_fragment;

pub(super) static RULE: Rule = Rule {
    id: "contract-unused",
    summary: "A component is described, and nothing refers to it.",
    docs: r"What nothing refers to demands nothing of anybody. Often the reference was forgotten: a security scheme that no
operation asks for, an error's schema that no response names. Refer to it, or remove it.

A schema that others name by a `discriminator`, or that extends a schema with one, counts as used.
",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let survey = subject.survey;
    let mut used: HashSet<Id> = survey.references().values().copied().collect();
    // A reference into a component uses it.
    for id in used.clone() {
        let mut here = id;
        while let Some(parent) = survey.parent(here) {
            if !used.insert(parent) {
                break;
            }
            here = parent;
        }
    }
    let schemes = asked(subject);
    let mapped = mapped(survey);
    let Some(components) = survey.all(Role::Components).next() else { return };
    for group in Role::Components.fields() {
        // Named examples and the like are few; each kind is looked at alike.
        for id in survey.children(components, group.key) {
            let name = survey.key(id);
            let is_used = match survey.role(id) {
                Role::SecurityScheme => schemes.contains(name),
                Role::Schema => used.contains(&id) || mapped.contains(name) || extends_one_that_divides(survey, id),
                _ => used.contains(&id),
            };
            if !is_used {
                let help = match survey.role(id) {
                    Role::SecurityScheme => "ask for it under `security`, or remove it".to_owned(),
                    _ => format!("refer to it (`#/components/{}/{name}`), or remove it", group.key),
                };
                report.warning(&survey.at(id), format!("nothing uses {} `{name}`", article(survey.role(id))), help);
            }
        }
    }
}

fn article(role: Role) -> String {
    format!("the {}", called(role).trim_start_matches("a ").trim_start_matches("an ").trim_matches('`'))
}

/// The security schemes that are asked for.
fn asked<'d>(subject: &Subject<'d>) -> HashSet<&'d str> {
    let survey = subject.survey;
    let mut names = HashSet::new();
    for id in survey.all(Role::Document).chain(survey.all(Role::Operation)) {
        let all = survey.get(id, "security").and_then(Value::as_array).into_iter().flatten();
        names.extend(all.filter_map(Value::as_object).flat_map(|one| one.keys().map(String::as_str)));
    }
    names
}

/// The names of schemas that a discriminator's mapping leads to.
fn mapped(survey: &Survey<'_>) -> HashSet<String> {
    let maps = survey.all(Role::Discriminator).filter_map(|id| survey.get(id, "mapping")?.as_object());
    let ends = maps.flat_map(|map| map.values().filter_map(Value::as_str));
    ends.map(|end| from_fragment(end.rsplit('/').next().unwrap_or_default())).collect()
}

fn extends_one_that_divides(survey: &Survey<'_>, id: Id) -> bool {
    let parts = survey.children(id, "allOf");
    parts.into_iter().filter_map(|part| survey.end(part)).any(|end| survey.get(end, "discriminator").is_some())
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, lines};

    const HEAD: &str = "openapi: 3.0.3\ninfo: { title: t, version: '1' }\n";

    #[test]
    fn what_nothing_refers_to_is_told() {
        let text = format!(
            "{HEAD}paths: {{}}\ncomponents:\n  schemas: {{ A: {{ type: object }} }}\n  responses: {{ R: {{ description: r }} }}\n  securitySchemes: {{ key: {{ type: http, scheme: basic }} }}\n"
        );
        let lines = lines("contract-unused", &text);
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(lines[0].starts_with("warning nothing uses the schema `A` @5"), "{lines:?}");
        assert!(lines[2].contains("the security scheme `key`"), "{lines:?}");
    }

    #[test]
    fn every_way_of_use_counts() {
        let text = format!(
            "{HEAD}security: [{{ key: [] }}]\npaths:\n  /a: {{ get: {{ responses: {{ 200: {{ description: a, content: {{ a/b: {{ schema: {{ oneOf: [{{ $ref: '#/components/schemas/A/properties/x' }}] }} }} }} }} }} }} }}\ncomponents:\n  securitySchemes: {{ key: {{ type: http, scheme: basic }} }}\n  schemas:\n    A: {{ properties: {{ x: {{ $ref: '#/components/schemas/D' }} }} }}\n    D: {{ required: [k], properties: {{ k: {{}} }}, discriminator: {{ propertyName: k, mapping: {{ m: '#/components/schemas/M' }} }} }}\n    M: {{ type: object }}\n    E: {{ allOf: [{{ $ref: '#/components/schemas/D' }}] }}\n"
        );
        clean("contract-unused", &text);
    }
}
