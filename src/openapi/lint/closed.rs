//! `allOf` of schemas of which one lets nothing in that the others describe.

use std::collections::HashSet;

use serde_json::Value;

use super::api::{Report, Rule, Subject};
use super::merged::said;
use super::survey::{Id, Survey};

pub(super) static RULE: Rule = Rule {
    id: "contract-closed",
    summary: "A part of `allOf` is closed, and another part demands a property that it does not know.",
    docs: r"`additionalProperties: false` looks only at the `properties` beside it. In an `allOf` every part has to hold, so a
property that one part requires and another, closed part does not name can be neither there nor missing: nothing fits.

```yaml
allOf:
  - { type: object, additionalProperties: false, properties: { id: {} } }
  - { type: object, required: [name], properties: { name: {} } }       # wrong: `name` is refused by the first part
```

In OpenAPI 3.1 write `unevaluatedProperties: false` beside the `allOf`, and leave the parts open. In 3.0 close one schema
that names all properties. Where the other part's properties are only optional, they can never be there: a warning.
",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let survey = subject.survey;
    let help = if subject.dialect().has_old_schemas() {
        "name all properties in one schema, and close that one"
    } else {
        "write `unevaluatedProperties: false` beside `allOf`, and remove `additionalProperties: false` from the parts"
    };
    for id in subject.schemas() {
        let mut parts: Vec<Id> = survey.children(id, "allOf");
        if parts.is_empty() || parts.len() > 100 {
            continue;
        }
        parts.push(id);
        for part in &parts {
            let Some(names) = closed(survey, *part) else { continue };
            let others = parts.iter().filter(|other| *other != part && survey.end(**other) != survey.end(*part));
            let mut needed: HashSet<&str> = HashSet::new();
            let mut unknown: Vec<&str> = Vec::new();
            for other in others {
                // What the schema itself says without its parts, and what each part says with all of its own.
                let (described, required) =
                    if *other == id { own(survey, id) } else { (said(survey, *other).names, required(survey, *other)) };
                unknown.extend(described.difference(&names));
                needed.extend(required.difference(&names));
            }
            unknown.sort_unstable();
            unknown.dedup();
            let at = if *part == id { survey.at(id).child("additionalProperties") } else { survey.at(*part) };
            if let Some(name) = needed.iter().min() {
                let what = format!("nothing fits: one part of `allOf` requires `{name}`, and this one refuses it");
                report.warning_in(&at, what, help);
            } else if let Some(name) = unknown.first() {
                let more = if unknown.len() > 1 { format!(" and {} more", unknown.len() - 1) } else { String::new() };
                let what = format!("`{name}`{more} can never be there: this part of `allOf` refuses it");
                report.warning(&at, what, help);
            }
        }
    }
}

/// The names that a schema closes itself to, where it does.
fn closed<'d>(survey: &Survey<'d>, part: Id) -> Option<HashSet<&'d str>> {
    let end = survey.end(part)?;
    let value = survey.value(end);
    let is_closed = value.get("additionalProperties") == Some(&Value::Bool(false));
    (is_closed && value.get("patternProperties").is_none()).then(|| own(survey, end).0)
}

fn own<'d>(survey: &Survey<'d>, id: Id) -> (HashSet<&'d str>, HashSet<&'d str>) {
    let names = survey.get(id, "properties").and_then(Value::as_object).into_iter().flatten().map(|(key, _)| &**key);
    let required = survey.get(id, "required").and_then(Value::as_array).into_iter().flatten();
    (names.collect(), required.filter_map(Value::as_str).collect())
}

/// What a part requires, however it is made of `allOf`.
fn required<'d>(survey: &Survey<'d>, part: Id) -> HashSet<&'d str> {
    let mut names = HashSet::new();
    let mut seen = HashSet::new();
    let mut open = vec![part];
    while let Some(id) = open.pop() {
        if seen.insert(id) && seen.len() < 1_000 {
            names.extend(own(survey, id).1);
            open.extend(survey.target(id));
            open.extend(survey.children(id, "allOf"));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, schema, wrong};

    #[test]
    fn closed_parts_refuse_what_others_demand() {
        let rule = "contract-closed";
        let closed = "{ $ref: '#/components/schemas/C' }";
        for (text, said) in [
            (
                format!("{{ allOf: [{closed}, {{ required: [d], properties: {{ d: {{}} }} }}] }}"),
                "warning nothing fits",
            ),
            (format!("{{ allOf: [{closed}], required: [d] }}"), "warning nothing fits"),
            (
                format!("{{ allOf: [{closed}, {{ $ref: '#/components/schemas/B' }}] }}"),
                "warning `b` can never be there",
            ),
            (
                "{ additionalProperties: false, properties: {}, allOf: [{ $ref: '#/components/schemas/B' }] }"
                    .to_owned(),
                "warning `b` can never be there",
            ),
        ] {
            wrong(rule, &schema("3.1.0", &text), said);
            wrong(rule, &schema("3.0.0", &text), said);
        }
        for text in [
            "{ allOf: [{ $ref: '#/components/schemas/C' }, { required: [c], properties: { c: {} } }] }",
            "{ allOf: [{ $ref: '#/components/schemas/C' }, { description: words }] }",
            "{ unevaluatedProperties: false, allOf: [{ $ref: '#/components/schemas/B' }, { properties: { c: {} } }] }",
            "{ anyOf: [{ $ref: '#/components/schemas/C' }, { $ref: '#/components/schemas/B' }] }",
        ] {
            clean(rule, &schema("3.1.0", text));
        }
    }
}
