//! Operations that do not say what they answer.

use super::api::{Report, Rule, Subject};
use crate::openapi::api::{Operation, StatusKey};

pub(super) static RULE: Rule = Rule {
    id: "contract-response",
    summary: "An operation does not say what it answers when all is well.",
    docs: r"An operation without responses promises nothing: every answer would hold, so it is an error. One that declares only
refusals does not say what success looks like, and a `GET` whose 200 has no `content` does not say what comes back.

```yaml
responses:
  200:
    description: The order
    content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } }
  404: { $ref: '#/components/responses/NotFound' }
```
",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for operation in &subject.api.operations {
        let at = operation.at.child("responses");
        let written = subject.document.get(&at).and_then(serde_json::Value::as_object);
        if written.is_none_or(|map| map.keys().all(|key| key.starts_with("x-"))) {
            let what = format!("{} declares no response: every answer would hold", operation.name());
            let place = if written.is_some() { &at } else { &operation.at };
            report.error(place, what, "add `responses`, with what it answers when all is well and when not");
            continue;
        }
        if !operation.responses.is_empty() && !has_success(operation) {
            let what = format!("{} declares no response of success", operation.name());
            report.warning(&at, what, "add the 2xx or 3xx that it answers when all is well");
        }
        if operation.method != http::Method::GET {
            continue;
        }
        let ok = operation.responses.iter().find(|response| response.status == StatusKey::Code(200));
        if let Some(response) = ok.filter(|response| response.content.is_empty()) {
            let what = format!("the 200 of {} does not say what comes back", operation.name());
            report.warning(&response.at, what, "add `content` with a schema, or declare 204 where nothing comes back");
        }
    }
}

fn has_success(operation: &Operation) -> bool {
    operation.responses.iter().any(|response| match response.status {
        // A protocol that is switched to is a success too.
        StatusKey::Code(code) => code < 400,
        StatusKey::Class(class) => class < 4,
        StatusKey::Default => true,
    })
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, operation, paths, wrong};

    #[test]
    fn success_is_described() {
        let rule = "contract-response";
        wrong(rule, &operation("{ operationId: a }"), "error GET /orders declares no response");
        wrong(rule, &operation("{ responses: {} }"), "error GET /orders declares no response");
        wrong(
            rule,
            &operation("{ responses: { 404: { description: no } } }"),
            "warning GET /orders declares no response of success",
        );
        wrong(
            rule,
            &operation("{ responses: { 200: { description: yes } } }"),
            "warning the 200 of GET /orders does not say what comes back",
        );
        clean(rule, &operation("{ responses: { 200: { description: yes, content: { a/b: {} } } } }"));
        clean(rule, &operation("{ responses: { 204: { description: yes } } }"));
        clean(rule, &operation("{ responses: { 3XX: { description: yes } } }"));
        clean(rule, &operation("{ responses: { default: { description: yes } } }"));
        clean(rule, &paths("/a: { post: { responses: { 200: { description: yes } } } }"));
    }
}
