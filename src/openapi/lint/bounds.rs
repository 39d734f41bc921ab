//! Bounds that leave nothing between them.

use serde_json::Value;

use super::api::{Report, Rule, Subject};

pub(super) static RULE: Rule = Rule {
    id: "contract-bounds",
    summary: "A lower bound is above the upper one: nothing fits.",
    docs: r"`minimum` above `maximum`, `minLength` above `maxLength`, `minItems` above `maxItems`, `minProperties` above
`maxProperties`, `minContains` above `maxContains`: no value holds, so every answer breaks the contract, and every request
is refused. Exchange them, or correct one.
",
    check,
};

const PAIRS: &[(&str, &str)] = &[
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minContains", "maxContains"),
    ("exclusiveMinimum", "maximum"),
    ("minimum", "exclusiveMaximum"),
    ("exclusiveMinimum", "exclusiveMaximum"),
];

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let survey = subject.survey;
    for id in subject.schemas() {
        let number = |key: &str| survey.get(id, key).and_then(Value::as_f64);
        let flag = |key: &str| survey.get(id, key) == Some(&Value::Bool(true));
        for (low, high) in PAIRS {
            let (Some(least), Some(most)) = (number(low), number(high)) else { continue };
            let exclusive = low.starts_with("exclusive")
                || high.starts_with("exclusive")
                || *low == "minimum" && (flag("exclusiveMinimum") || flag("exclusiveMaximum"));
            if least > most || exclusive && least >= most {
                let written = |key: &str| survey.get(id, key).map(ToString::to_string).unwrap_or_default();
                let what = format!("nothing fits: `{low}` is {}, and `{high}` is {}", written(low), written(high));
                report.warning_in(&survey.at(id).child(low), what, "correct one of them");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, schema, wrong};

    #[test]
    fn bounds_leave_room() {
        let rule = "contract-bounds";
        for text in [
            "{ minimum: 2, maximum: 1 }",
            "{ minLength: 2, maxLength: 1 }",
            "{ minItems: 2, maxItems: 1 }",
            "{ exclusiveMinimum: 1, maximum: 1 }",
            "{ minimum: 1, maximum: 1, exclusiveMinimum: true }",
        ] {
            wrong(rule, &schema("3.1.0", text), "warning nothing fits: `");
        }
        clean(rule, &schema("3.0.0", "{ minimum: 1, maximum: 1, minLength: 0, maxLength: 0, minItems: 3 }"));
        clean(rule, &schema("3.0.0", "{ properties: { minimum: {}, maximum: {} } }"));
    }
}
