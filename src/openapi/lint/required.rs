//! Names that are required and that nothing describes.

use serde_json::Value;

use super::api::{Report, Rule, Subject};
use super::merged::{is_a_part, said, whole};
use crate::syntax::nearest::nearest;

pub(super) static RULE: Rule = Rule {
    id: "contract-required",
    summary: "A property is required that no `properties` describes.",
    docs: r"A name under `required` that stands nowhere under `properties` (nor in what `allOf`, `anyOf`, `oneOf` and `$ref` bring
in) is nearly always a slip: the property that was meant stays optional, and the one that is demanded may hold anything.
Where the schema is closed, nothing fits.

```yaml
required: [identifier]     # wrong
properties:
  id: { type: integer }
```

A name that stands twice under `required` is told of too.
",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let survey = subject.survey;
    for id in subject.schemas() {
        let Some(required) = survey.get(id, "required").and_then(Value::as_array) else { continue };
        if required.is_empty() {
            continue;
        }
        let own = survey.get(id, "properties").and_then(Value::as_object);
        let names = required.iter().enumerate().filter_map(|(index, name)| Some((index, name.as_str()?)));
        let at = || survey.at(id).child("required");
        let mut known = std::collections::HashSet::new();
        let mut missing = Vec::new();
        for (index, name) in names {
            if !known.insert(name) {
                let help = "remove one; the other may have been meant as another name";
                report.warning(&at().item(index), format!("`{name}` is required twice"), help);
            } else if !own.is_some_and(|own| own.contains_key(name)) {
                missing.push((index, name));
            }
        }
        if missing.is_empty() || is_a_part(survey, id) {
            continue;
        }
        let Some(whole) = whole(survey, id) else { continue };
        let said = said(survey, whole);
        // A schema without any property describes a map, or nothing: there is no slip to be seen.
        if said.open || said.names.is_empty() && !said.closed {
            continue;
        }
        for (index, name) in missing.into_iter().filter(|(_, name)| !said.names.contains(name)) {
            let near = nearest(name, said.names.iter().copied());
            let help = near.map_or_else(
                || format!("describe `{name}` under `properties`, or remove it here"),
                |near| format!("did you mean `{near}`?"),
            );
            if said.closed && whole == id && survey.get(id, "additionalProperties") == Some(&Value::Bool(false)) {
                let what = format!("nothing fits: `{name}` is required, and the closed schema does not describe it");
                report.warning(&at().item(index), what, help);
            } else {
                report.warning(&at().item(index), format!("`{name}` is required, and nothing describes it"), help);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, schema, wrong};

    #[test]
    fn what_is_required_has_to_be_described() {
        let rule = "contract-required";
        for (text, said) in [
            (
                "{ required: [idd], properties: { id: {} } }",
                "warning `idd` is required, and nothing describes it @6 (did you mean `id`?)",
            ),
            ("{ required: [x], properties: { id: {} }, additionalProperties: false }", "warning nothing fits"),
            ("{ allOf: [{ $ref: '#/components/schemas/B' }], required: [x] }", "warning `x` is required"),
            ("{ required: [a, a], properties: { a: {} } }", "warning `a` is required twice"),
        ] {
            wrong(rule, &schema("3.0.0", text), said);
        }
        for text in [
            "{ required: [id], properties: { id: {} } }",
            "{ allOf: [{ $ref: '#/components/schemas/B' }, { required: [b] }] }",
            "{ allOf: [{ $ref: '#/components/schemas/B' }], required: [b] }",
            "{ properties: { a: {}, b: {} }, anyOf: [{ required: [a] }, { required: [b] }] }",
            "{ required: [x], additionalProperties: { type: string } }",
            "{ not: { required: [x] }, properties: { a: {} } }",
            "{ required: [x] }",
            "{ oneOf: [{ $ref: '#/components/schemas/none' }], required: [x], properties: { a: {} } }",
        ] {
            clean(rule, &schema("3.0.0", text));
        }
    }

    #[test]
    fn a_part_of_another_is_looked_at_there() {
        let text = "openapi: 3.0.0\ninfo: {}\npaths: {}\ncomponents:\n  schemas:\n    Needs: { required: [b], properties: { a: {} } }\n    Both: { allOf: [{ $ref: '#/components/schemas/Needs' }, { properties: { b: {} } }] }\n";
        clean("contract-required", text);
    }
}
