//! Operations that declare no way to fail.

use super::api::{Report, Rule, Subject};
use crate::openapi::api::StatusKey;

pub(super) static RULE: Rule = Rule {
    id: "contract-no-error",
    summary: "Operations declare no response for what goes wrong.",
    docs: r"An operation that declares no 4xx, 5xx or `default` says nothing of its refusals: a client cannot read them, and no
check can tell a refusal from a crash. Declare them once under `components/responses`, and refer to them.

```yaml
responses:
  200: { … }
  default: { $ref: '#/components/responses/Problem' }
```

Where no operation of a document declares any, that is said once.
",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let operations = &subject.api.operations;
    let without: Vec<_> = operations
        .iter()
        .filter(|operation| {
            !operation.responses.is_empty()
                && !operation.responses.iter().any(|response| match response.status {
                    StatusKey::Code(code) => code >= 400,
                    StatusKey::Class(class) => class >= 4,
                    StatusKey::Default => true,
                })
        })
        .collect();
    let help = "add the 4xx that it refuses with, or `default`";
    match without[..] {
        [] => {}
        [first, .., last] if without.len() == operations.len() => {
            let what = format!(
                "none of the {} operations, from {} to {}, says how it refuses",
                without.len(),
                first.name(),
                last.name()
            );
            report.warning(&first.at.child("responses"), what, help);
        }
        _ => {
            for operation in without {
                let what = format!("{} does not say how it refuses", operation.name());
                report.warning(&operation.at.child("responses"), what, help);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, operation, paths, wrong};

    #[test]
    fn refusals_are_declared() {
        let rule = "contract-no-error";
        let fine = "{ responses: { 200: { description: yes } } }";
        wrong(rule, &operation(fine), "warning GET /orders does not say how it refuses");
        wrong(
            rule,
            &paths(&format!("/a: {{ get: {fine}, put: {fine} }}")),
            "warning none of the 2 operations, from GET /a to PUT /a",
        );
        for status in ["404", "5XX", "default"] {
            clean(rule, &operation(&format!("{{ responses: {{ {status}: {{ description: no }} }} }}")));
        }
    }
}
