//! Parameters that say too much or too little.

use std::collections::HashMap;

use serde_json::Value;

use super::api::{Report, Rule, Subject};
use super::role::Role;
use super::survey::Id;
use crate::model::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "contract-parameters",
    summary: "A parameter stands twice, or does not say what its value is.",
    docs: r"A parameter is known by its name and place: of two with both alike in one list only one counts. Its value is described
by `schema` or by `content` with one media type, never both, and it shows `example` or `examples`, not both (OpenAPI
3.1.1, section 4.8.12). A query is described by its parameters, or since 3.2 as a whole (`in: querystring`), not in both
ways. `GET` and `HEAD` have no body (RFC 9110, section 9.3.1): most servers drop it.
",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let survey = subject.survey;
    for holder in survey.all(Role::Operation).chain(survey.all(Role::PathItem)) {
        let mut known: HashMap<(&str, String), Id> = HashMap::new();
        let mut whole = None;
        for id in survey.children(holder, "parameters") {
            let Some(end) = survey.end(id) else { continue };
            let (Some(name), Some(location)) = (survey.text(end, "name"), survey.text(end, "in")) else { continue };
            let folded = if location == "header" { name.to_ascii_lowercase() } else { name.to_owned() };
            if let Some(first) = known.insert((location, folded), id) {
                let what = format!("the {location} parameter `{name}` stands here twice");
                report.clash(Severity::Error, &survey.at(id), &survey.at(first), what, "remove one of the two");
            }
            if location == "querystring" {
                whole = Some(id);
            }
        }
        if let (Some(id), Some((_, other))) = (whole, known.iter().find(|((location, _), _)| *location == "query")) {
            let what = "the query is described as a whole and by its parameters".to_owned();
            report.clash(
                Severity::Error,
                &survey.at(id),
                &survey.at(*other),
                what,
                "describe it in one of the two ways",
            );
        }
    }
    for id in survey.all(Role::Parameter).chain(survey.all(Role::Header)) {
        if survey.value(id).is_object() && survey.reference(id).is_none() {
            one(subject, report, id);
        }
    }
    for id in survey.all(Role::MediaType) {
        if survey.get(id, "example").is_some() && survey.get(id, "examples").is_some() {
            both_examples(report, subject, id);
        }
    }
    for id in survey.all(Role::Operation) {
        if ["get", "head"].contains(&survey.key(id)) && survey.get(id, "requestBody").is_some() {
            report.warning(
                &survey.at(id).child("requestBody"),
                format!("a body of {} means nothing, and many servers drop it", survey.key(id).to_uppercase()),
                "put it into the query, or make the operation a POST",
            );
        }
    }
}

fn one(subject: &Subject<'_>, report: &mut Report<'_>, id: Id) {
    let survey = subject.survey;
    let name = survey.text(id, "name").unwrap_or_else(|| survey.key(id));
    let content = survey.get(id, "content").and_then(Value::as_object);
    match (survey.get(id, "schema"), content) {
        (Some(_), Some(_)) => {
            let what = format!("`{name}` has both `schema` and `content`");
            report.error(&survey.at(id).child("content"), what, "remove one: `content` is for values such as JSON");
        }
        (None, Some(content)) if content.len() != 1 => {
            let what = format!("the `content` of `{name}` has {} media types", content.len());
            report.error(&survey.at(id).child("content"), what, "leave one: nobody says which of them is sent");
        }
        (None, None) => {
            let what = format!("`{name}` says nothing of its value");
            report.warning(&survey.at(id), what, "add `schema`, such as `schema: { type: string }`");
        }
        _ => {}
    }
    if survey.get(id, "example").is_some() && survey.get(id, "examples").is_some() {
        both_examples(report, subject, id);
    }
}

fn both_examples(report: &mut Report<'_>, subject: &Subject<'_>, id: Id) {
    let at = subject.survey.at(id).child("example");
    report.warning(&at, "`example` and `examples` stand here both", "move the one under `example` to `examples`");
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, operation, wrong};

    #[test]
    fn parameters_say_once_what_they_are() {
        let rule = "contract-parameters";
        let with = |parameters: &str| operation(&format!("{{ parameters: [{parameters}] }}"));
        let query = "{ name: a, in: query, schema: {} }";
        wrong(rule, &with(&format!("{query}, {query}")), "error the query parameter `a` stands here twice");
        wrong(
            rule,
            &with("{ name: X-A, in: header, schema: {} }, { name: x-a, in: header, schema: {} }"),
            "error the header parameter `x-a` stands here twice",
        );
        wrong(rule, &with("{ name: a, in: query }"), "warning `a` says nothing of its value");
        wrong(rule, &with("{ name: a, in: query, schema: {}, content: { a/b: {} } }"), "error `a` has both");
        wrong(
            rule,
            &with("{ name: a, in: query, content: { a/b: {}, a/c: {} } }"),
            "error the `content` of `a` has 2 media types",
        );
        wrong(
            rule,
            &with("{ name: a, in: query, schema: {}, example: 1, examples: {} }"),
            "warning `example` and `examples`",
        );
        wrong(
            rule,
            &with(&format!("{query}, {{ name: q, in: querystring, content: {{ a/b: {{}} }} }}")),
            "error the query is described as a whole",
        );
        wrong(rule, &operation("{ requestBody: { content: {} } }"), "warning a body of GET");
        clean(
            rule,
            &with(&format!(
                "{query}, {{ name: a, in: header, schema: {{}} }}, {{ name: b, in: query, content: {{ a/b: {{}} }} }}"
            )),
        );
    }
}
