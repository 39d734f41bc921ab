//! Values that a schema lists and can never have.

use std::collections::HashSet;

use serde_json::Value;

use super::api::{Report, Rule, Subject};
use super::survey::Id;

pub(super) static RULE: Rule = Rule {
    id: "contract-enum",
    summary: "A value under `enum` can never be there, or stands there twice.",
    docs: r"A value has to be of the schema's `type` and one of its `enum`. One that is of another type is never let in; where all
are, nothing fits, and every exchange with such a value will be red. An `enum` without values is an error. A value that
stands twice was probably meant as another one. A `default` that is not among them is not what a server could take.

```yaml
type: string
enum: [open, done, 1]       # wrong: '1', or another type
default: opn                # wrong: open
```

In YAML 1.1 `yes`, `no`, `on` and `off` are true and false to some readers: put them in quotes.
",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let survey = subject.survey;
    for id in subject.schemas() {
        let Some(values) = survey.get(id, "enum").and_then(Value::as_array) else { continue };
        let at = || survey.at(id).child("enum");
        if values.is_empty() {
            report.error(&at(), "nothing fits: `enum` lists no value", "list what may be there, or remove `enum`");
            continue;
        }
        let types = types(subject, id);
        let alien: Vec<usize> = match &types {
            Some(types) => {
                (0..values.len()).filter(|index| !types.iter().any(|kind| is_of(&values[*index], kind))).collect()
            }
            None => Vec::new(),
        };
        if let (Some(types), [first, ..]) = (&types, &alien[..]) {
            let value = &values[*first];
            let help = match (value, types.contains(&"string")) {
                (Value::Number(_) | Value::Bool(_), true) => format!("write `'{value}'`, or correct `type`"),
                (Value::Null, _) if subject.dialect().has_old_schemas() => "write `nullable: true` too".to_owned(),
                (Value::Null, _) => format!("write `type: [{}, 'null']`", types.join(", ")),
                _ => "correct the value, or `type`".to_owned(),
            };
            if alien.len() == values.len() {
                let what = format!("nothing fits: no value of `enum` is of the type `{}`", types.join(", "));
                report.warning(&at(), what, help);
            } else {
                let more = if alien.len() > 1 { format!(" and {} more", alien.len() - 1) } else { String::new() };
                let what = format!("{value}{more} is never let in: the type is `{}`", types.join(", "));
                report.warning(&at().item(*first), what, help);
            }
        }
        let mut known = HashSet::new();
        for (index, value) in values.iter().enumerate() {
            if !known.insert(value.to_string()) {
                let help = "remove one; the other may have been meant as another value";
                report.warning(&at().item(index), format!("{value} stands twice under `enum`"), help);
            }
        }
        let default = survey.get(id, "default").filter(|value| !value.is_null() && !values.contains(value));
        if let Some(default) = default.filter(|value| !value.is_array()) {
            let what = format!("the default {default} is not among the values of `enum`");
            report.warning(&survey.at(id).child("default"), what, "take one of them, or add it");
        }
    }
}

/// The types that a schema lets in; none where it names no type.
fn types<'d>(subject: &Subject<'d>, id: Id) -> Option<Vec<&'d str>> {
    let survey = subject.survey;
    let mut types: Vec<&str> = match survey.get(id, "type")? {
        Value::String(one) => vec![one],
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let flag = |key: &str| survey.get(id, key) == Some(&Value::Bool(true));
    if subject.dialect().has_old_schemas() && (flag("nullable") || flag("x-nullable")) {
        types.push("null");
    }
    // A type that nobody knows is told by another rule.
    types.iter().all(|kind| super::shape::TYPES.contains(kind)).then_some(types)
}

fn is_of(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, schema, wrong};

    #[test]
    fn values_can_be_there() {
        let rule = "contract-enum";
        for (text, said) in [
            ("{ enum: [] }", "error nothing fits: `enum` lists no value"),
            (
                "{ type: string, enum: [1, 2] }",
                "warning nothing fits: no value of `enum` is of the type `string` @6 (write `'1'`",
            ),
            ("{ type: string, enum: [a, true] }", "warning true is never let in"),
            (
                "{ type: string, enum: [a, null] }",
                "warning null is never let in: the type is `string` @6 (write `nullable: true` too)",
            ),
            ("{ enum: [a, b, a] }", "warning \"a\" stands twice"),
            ("{ enum: [a, b], default: c }", "warning the default \"c\" is not among"),
        ] {
            wrong(rule, &schema("3.0.0", text), said);
        }
        for text in [
            "{ type: string, enum: [a, b], default: a }",
            "{ type: string, nullable: true, enum: [a, null] }",
            "{ type: number, enum: [1, 2.5] }",
            "{ type: integer, enum: [1, 2.0] }",
            "{ properties: { enum: { type: string } } }",
        ] {
            clean(rule, &schema("3.0.0", text));
        }
        clean(rule, &schema("3.1.0", "{ type: [string, 'null'], enum: [a, null] }"));
    }
}
