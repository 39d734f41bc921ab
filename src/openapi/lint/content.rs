//! Media types that are none, and headers that the specification passes over.

use super::api::{Report, Rule, Subject};
use super::role::Role;
use crate::model::exchange::essence;

pub(super) static RULE: Rule = Rule {
    id: "contract-content",
    summary: "A key under `content` is no media type, or a header is one that is said elsewhere.",
    docs: r"The keys of `content` are media types or ranges: `application/json`, `text/*`. What has no `/` is never the type of
anything, and an answer that was meant by it is of a type that is not declared. A header named `Content-Type` among a response's headers is passed over (OpenAPI 3.1.1, section 4.8.17.1), as
are header parameters named `Accept`, `Content-Type` and `Authorization` (section 4.8.12.1): `content` and `security` say
these.
",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let survey = subject.survey;
    for id in survey.all(Role::MediaType) {
        let in_content = survey.parent(id).is_some_and(|group| survey.key(group) == "content");
        let key = survey.key(id);
        if in_content && !is_media_type(key) {
            let help = if key.eq_ignore_ascii_case("json") {
                "write `application/json`"
            } else {
                "write a type such as `application/json`"
            };
            report.warning(&survey.at(id), format!("`{key}` is no media type"), help);
        }
    }
    for id in survey.all(Role::Response) {
        for header in survey.children(id, "headers") {
            if survey.key(header).eq_ignore_ascii_case("content-type") {
                let what = "a header `Content-Type` is passed over here";
                report.warning(&survey.at(header), what, "remove it: the keys under `content` say it");
            }
        }
    }
    for id in survey.all(Role::Parameter) {
        let (Some("header"), Some(name)) = (survey.text(id, "in"), survey.text(id, "name")) else { continue };
        let instead = match name.to_ascii_lowercase().as_str() {
            "accept" => "the keys under a response's `content` say it",
            "content-type" => "the keys under the body's `content` say it",
            "authorization" => "a security scheme under `security` says it",
            _ => continue,
        };
        report.warning(
            &survey.at(id),
            format!("a header parameter `{name}` is passed over"),
            format!("remove it: {instead}"),
        );
    }
}

fn is_media_type(key: &str) -> bool {
    let essence = essence(key);
    essence.split_once('/').is_some_and(|(kind, sub)| {
        let sound =
            |part: &str| !part.is_empty() && !part.contains(|letter: char| letter.is_whitespace() || letter == '/');
        sound(kind) && sound(sub)
    })
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, operation, wrong};

    #[test]
    fn media_types_have_a_slash() {
        let rule = "contract-content";
        let with =
            |content: &str| operation(&format!("{{ responses: {{ 200: {{ content: {{ {content}: {{}} }} }} }} }}"));
        wrong(rule, &with("json"), "warning `json` is no media type @4 (write `application/json`)");
        wrong(rule, &with("a/b/c"), "warning `a/b/c` is no media type");
        wrong(
            rule,
            &operation("{ responses: { 200: { headers: { content-type: {} } } } }"),
            "warning a header `Content-Type` is passed over",
        );
        wrong(
            rule,
            &operation("{ parameters: [{ name: Authorization, in: header, schema: {} }] }"),
            "warning a header parameter `Authorization`",
        );
        for sound in ["application/json", "'*/*'", "text/*", "'text/plain; charset=utf-8'"] {
            clean(rule, &with(sound));
        }
        clean(rule, &operation("{ responses: { 200: { headers: { x-rate: {} } } } }"));
    }
}
