//! References that lead nowhere, or in a circle.

use std::collections::HashSet;

use serde_json::Value;

use super::api::{Report, Rule, Subject};
use super::survey::Id;
use crate::openapi::at::At;
use crate::syntax::nearest::nearest;

pub(super) static RULE: Rule = Rule {
    id: "contract-reference",
    summary: "A reference leads nowhere, in a circle, or to where it may not.",
    docs: r"A `$ref` names a place in this document (`#/components/schemas/Order`), in another file of it
(`parts/order.yaml#/Order`) or a schema that names itself (`#anchor`, an `$id`). What is not there demands nothing, and a
chain of references that comes back to itself never says anything.

A file has to lie below the document's folder. An address elsewhere is not fetched, because what it gives tomorrow is
another contract than today's: keep a copy, and pin it by its SHA-256.

```yaml
schema: { $ref: '#/components/schema/Order' }     # wrong: `schemas`
```
",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let survey = subject.survey;
    for (id, broken) in survey.broken() {
        let at = At::clone(&survey.at(*id).child("$ref"));
        let help = near(subject, &broken.reference).map_or_else(
            || "write what it leads to, or correct it".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        report.error_in(&at, broken.to_string(), help);
    }
    let mut done: HashSet<Id> = HashSet::new();
    for id in survey.everything().filter(|id| survey.reference(*id).is_some()) {
        let mut chain = Vec::new();
        let mut way = HashSet::new();
        let mut here = id;
        while !done.contains(&here) && way.insert(here) {
            chain.push(here);
            match survey.target(here) {
                Some(next) => here = next,
                None => break,
            }
        }
        if let (Some(start), false) = (chain.iter().position(|one| *one == here), done.contains(&here))
            && survey.target(chain[chain.len() - 1]) == Some(here)
        {
            let names: Vec<String> = chain[start..].iter().take(5).map(|one| survey.at(*one).name()).collect();
            let what = format!("these references lead in a circle: {} → {}", names.join(" → "), names[0]);
            report.error_in(&survey.at(here).child("$ref"), what, "let one of them be a schema of its own");
        }
        done.extend(chain);
    }
}

/// What a reference may have been meant to lead to: what stands beside it under a near name.
fn near(subject: &Subject<'_>, reference: &str) -> Option<String> {
    let pointer = reference.strip_prefix('#')?;
    let mut here = subject.document.root();
    let mut way = String::from("#");
    let mut repaired = false;
    for key in pointer.split('/').skip(1) {
        let name = crate::openapi::at::unescape(key);
        let map = here.as_object()?;
        let found = match map.get_key_value(&name) {
            Some((key, value)) => (key, value),
            None if !repaired && map.len() < 5_000 => {
                repaired = true;
                let close = nearest(&name, map.keys().map(String::as_str))?;
                map.get_key_value(close)?
            }
            None => return None,
        };
        crate::openapi::at::push(&mut way, found.0);
        here = found.1;
    }
    (repaired && !matches!(here, Value::Null)).then_some(way)
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, operation, schema, wrong};

    #[test]
    fn references_have_to_lead_somewhere() {
        let rule = "contract-reference";
        wrong(
            rule,
            &schema("3.1.0", "{ $ref: '#/components/schema/B' }"),
            "error the reference `#/components/schema/B` leads nowhere: there is nothing at `#/components/schema/B` in openapi.yaml @6 (did you mean `#/components/schemas/B`?)",
        );
        wrong(rule, &schema("3.1.0", "{ items: { $ref: '#none' } }"), "error the reference `#none` leads nowhere");
        wrong(
            rule,
            &schema("3.1.0", "{ $ref: '#/components/schemas/A' }"),
            "error these references lead in a circle: A → A",
        );
        clean(rule, &schema("3.1.0", "{ properties: { a: { $ref: '#/components/schemas/A' } } }"));
        clean(
            rule,
            &schema("3.1.0", "{ $anchor: a, items: { $ref: '#a' }, example: { $ref: 1 }, enum: [{ $ref: '#/none' }] }"),
        );
    }

    #[test]
    fn what_the_reader_has_told_is_not_told_again() {
        let text = operation("{ responses: { 200: { $ref: '#/components/responses/None' } } }");
        let lines = crate::openapi::lint::fixture::lines("contract-reference", &text);
        assert_eq!(lines.len(), 1, "{lines:?}");
    }
}
