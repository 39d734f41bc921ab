//! Discriminators that do not tell their alternatives apart.

use std::collections::HashSet;

use serde_json::Value;

use super::api::{Report, Rule, Subject};
use super::merged::said;
use super::role::Role;
use super::survey::Id;
use crate::openapi::at::At;

pub(super) static RULE: Rule = Rule {
    id: "contract-discriminator",
    summary: "A discriminator names a property that its alternatives do not have, or leads nowhere.",
    docs: r"A discriminator tells by the value of one property which alternative of `oneOf` or `anyOf` is meant. The property has to
be described and required in every alternative (or beside them): where it may be missing, nothing is told apart. What
`mapping` leads to has to be there.

```yaml
oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }]
discriminator: { propertyName: kind, mapping: { cat: '#/components/schemas/Cat' } }
# and in both: required: [kind], properties: { kind: { type: string } }
```
",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let survey = subject.survey;
    for id in survey.all(Role::Discriminator) {
        if !survey.value(id).is_object() {
            continue;
        }
        let Some(name) = survey.text(id, "propertyName") else {
            let help = "write `propertyName: kind`, the property that tells them apart";
            report.error(&survey.at(id), "this discriminator names no property", help);
            continue;
        };
        mapping(subject, report, id);
        let Some(schema) = survey.parent(id) else { continue };
        let alternatives: Vec<Id> =
            ["oneOf", "anyOf"].into_iter().flat_map(|key| survey.children(schema, key)).collect();
        let at = || survey.at(id).child("propertyName");
        if alternatives.is_empty() {
            // The schema itself is extended by others: it has to have the property.
            if !said(survey, schema).names.contains(name) && survey.get(schema, "allOf").is_none() {
                let what = format!("the discriminator's property `{name}` is not described here");
                report.warning(&at(), what, format!("describe `{name}` under `properties`, and require it"));
            } else if !requires(subject, schema, name, 0) {
                let what = format!("the discriminator's property `{name}` may be missing");
                report.warning(&at(), what, format!("add `{name}` to `required`"));
            }
            continue;
        }
        if requires_here(subject, schema, name) {
            continue;
        }
        for alternative in alternatives {
            let Some(end) = survey.end(alternative) else { continue };
            if survey.text(end, "type") == Some("null") {
                continue;
            }
            let shown = survey.at(end).name();
            let all = said(survey, end);
            if !all.names.contains(name) && !all.open {
                let what = format!("the alternative `{shown}` does not describe the discriminator's property `{name}`");
                report.warning(&at(), what, format!("describe `{name}` in it, and require it"));
                break;
            } else if !requires(subject, end, name, 0) {
                let what = format!("in the alternative `{shown}` the discriminator's property `{name}` may be missing");
                report.warning(&at(), what, format!("add `{name}` to its `required`"));
                break;
            }
        }
    }
}

fn requires_here(subject: &Subject<'_>, schema: Id, name: &str) -> bool {
    let required = subject.survey.get(schema, "required").and_then(Value::as_array);
    required.is_some_and(|list| list.iter().any(|one| one == name))
}

/// Whether a schema requires a property, however it is made. Each part is looked at once, so that a few small schemas
/// that name one another cannot take for ever.
fn requires(subject: &Subject<'_>, schema: Id, name: &str, depth: usize) -> bool {
    let survey = subject.survey;
    let mut seen = HashSet::new();
    let mut open = vec![schema];
    while let Some(id) = open.pop() {
        if !seen.insert(id) || seen.len() > 500 {
            continue;
        }
        if requires_here(subject, id, name) {
            return true;
        }
        open.extend(survey.target(id));
        open.extend(survey.children(id, "allOf"));
        for key in ["oneOf", "anyOf"] {
            let parts = survey.children(id, key);
            let few = (1..30).contains(&parts.len()) && depth < 2;
            if few && parts.into_iter().all(|part| requires(subject, part, name, depth + 1)) {
                return true;
            }
        }
    }
    false
}

fn mapping(subject: &Subject<'_>, report: &mut Report<'_>, id: Id) {
    let survey = subject.survey;
    let Some(map) = survey.get(id, "mapping").and_then(Value::as_object) else { return };
    let schemas = At::file(0).down(&["components", "schemas"]);
    for (key, value) in map {
        let Some(end) = value.as_str() else { continue };
        let at = survey.at(id);
        // A bare name is a schema's; a text that could be both is read as a name (section 4.8.25.3).
        let named = subject.document.get(&schemas).and_then(|schemas| schemas.get(end)).is_some();
        if !named && subject.document.target(&at, end).is_err() {
            let what = format!("the mapping of `{key}` leads nowhere: there is no `{end}`");
            report.error(&at.child("mapping").child(key), what, "write `'#/components/schemas/Name'`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, schema, wrong};

    #[test]
    fn discriminators_tell_apart() {
        let rule = "contract-discriminator";
        let of = |rest: &str, named: &str| {
            schema("3.0.0", &format!("{{ {rest}, discriminator: {{ propertyName: {named} }} }}"))
        };
        let b = "oneOf: [{ $ref: '#/components/schemas/B' }]";
        wrong(rule, &of(b, "k"), "warning the alternative `B` does not describe the discriminator's property `k`");
        wrong(rule, &of(b, "b"), "warning in the alternative `B` the discriminator's property `b` may be missing");
        wrong(rule, &of("properties: { k: {} }", "k"), "warning the discriminator's property `k` may be missing");
        wrong(
            rule,
            &of("properties: { a: {} }", "k"),
            "warning the discriminator's property `k` is not described here",
        );
        wrong(rule, &schema("3.0.0", "{ discriminator: {} }"), "error this discriminator names no property");
        let mapped = "{ required: [k], properties: { k: {} }, discriminator: { propertyName: k, mapping: { m: '#/components/schemas/None' } } }";
        wrong(rule, &schema("3.0.0", mapped), "error the mapping of `m` leads nowhere");
        clean(rule, &schema("3.0.0", &mapped.replace("None", "B")));
        clean(rule, &schema("3.0.0", &mapped.replace("#/components/schemas/None", "B")));
        clean(rule, &of("required: [k], oneOf: [{ $ref: '#/components/schemas/B' }]", "k"));
        clean(rule, &of("oneOf: [{ allOf: [{ $ref: '#/components/schemas/B' }, { required: [b] }] }]", "b"));
    }
}
