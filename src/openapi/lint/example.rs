//! Examples that break the schema that they illustrate.

use serde_json::Value;

use super::api::{Report, Rule, Subject};
use super::role::Role;
use super::survey::Id;
use crate::model::exchange::essence;
use crate::openapi::at::At;

pub(super) static RULE: Rule = Rule {
    id: "contract-example",
    summary: "An example or default breaks its own schema.",
    docs: r"An example that does not fit is read by people and by programs: mocks answer it, generated requests send it, and readers
believe it rather than the schema. One of the two is wrong. Looked at are `example` and `examples` of media types,
parameters, headers and schemas, and `default`. Text that stands for a document of another type than JSON (such as XML)
is not looked at.

```yaml
schema: { type: integer }
example: '1'               # wrong: 1
```
",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let survey = subject.survey;
    for role in [Role::MediaType, Role::Parameter, Role::Header] {
        for id in survey.all(role) {
            let Some(schema) = survey.child(id, "schema") else { continue };
            if role == Role::MediaType && !is_json(survey.key(id)) {
                continue;
            }
            shown(subject, report, id, schema);
        }
    }
    for id in subject.schemas() {
        if survey.reference(id).is_some() && subject.dialect().has_old_schemas() {
            continue;
        }
        for key in ["example", "default"] {
            if let Some(value) = survey.get(id, key) {
                hold(subject, report, id, &survey.at(id).child(key), value, key);
            }
        }
        if let Some(Value::Array(list)) = survey.get(id, "examples") {
            for (index, value) in list.iter().enumerate() {
                hold(subject, report, id, &survey.at(id).child("examples").item(index), value, "example");
            }
        }
    }
}

/// What a media type, parameter or header shows.
fn shown(subject: &Subject<'_>, report: &mut Report<'_>, holder: Id, schema: Id) {
    let survey = subject.survey;
    if let Some(value) = survey.get(holder, "example") {
        hold(subject, report, schema, &survey.at(holder).child("example"), value, "example");
    }
    for id in survey.children(holder, "examples") {
        let Some(end) = survey.end(id) else { continue };
        let key = if survey.get(end, "dataValue").is_some() { "dataValue" } else { "value" };
        if let Some(value) = survey.get(end, key) {
            hold(subject, report, schema, &survey.at(end).child(key), value, "example");
        }
    }
}

fn hold(subject: &Subject<'_>, report: &mut Report<'_>, schema: Id, at: &At, value: &Value, what: &str) {
    // A default of null means that there is none, in most documents.
    if what == "default" && value.is_null() {
        return;
    }
    if let Err(why) = (subject.fits)(&subject.survey.at(schema), value) {
        report.warning(at, format!("this {what} breaks its schema: {why}"), "correct it, or the schema");
    }
}

fn is_json(range: &str) -> bool {
    let essence = essence(range).to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json") || essence == "*/*" || essence == "application/*"
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::openapi::at::At;
    use crate::openapi::lint::fixture::{document, found_with};

    /// Every number is refused, so that it is seen what is asked.
    fn no_numbers(at: &At, value: &Value) -> Result<(), String> {
        if value.is_number() { Err(format!("{value} does not fit {at}")) } else { Ok(()) }
    }

    #[test]
    fn every_example_is_held_to_its_own_schema() {
        let text = "openapi: 3.1.0
paths:
  /a:
    get:
      parameters:
        - { name: q, in: query, schema: { type: string }, example: 1 }
      responses:
        200:
          content:
            application/json:
              schema: { type: string, example: 2, default: 3, examples: [4, a] }
              examples: { x: { $ref: '#/components/examples/five' }, y: { value: b } }
            application/xml:
              schema: { type: string }
              example: 6
components: { examples: { five: { value: 5 } } }
";
        let document = document(text);
        let found = found_with(&document, &no_numbers);
        let lines: Vec<_> = found
            .iter()
            .filter(|one| one.code == "contract-example")
            .map(|one| format!("{} {}", one.place.as_ref().unwrap().line_column().0, one.message))
            .collect();
        assert_eq!(lines.len(), 5, "{lines:#?}");
        assert!(lines[0].starts_with("16 this example breaks its schema: 5 does not fit #/paths"), "{lines:#?}");
        assert!(lines[1].starts_with("6 this example breaks its schema: 1 does not fit"), "{lines:#?}");
        assert!(lines[3].starts_with("11 this default breaks"), "{lines:#?}");
        assert!(found_with(&document, &|_, _| Ok(())).iter().all(|one| one.code != "contract-example"));
    }
}
