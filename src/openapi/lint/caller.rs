//! Who may call: schemes that nobody describes, and scopes that no flow grants.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::api::{Report, Rule, Subject};
use super::role::Role;
use super::survey::Id;
use crate::openapi::at::At;
use crate::syntax::nearest::suggestion;

pub(super) static RULE: Rule = Rule {
    id: "contract-caller",
    summary: "`security` asks for a scheme or scope that is not described.",
    docs: r"What stands under `security` names schemes of `components/securitySchemes`. One that is not there says nothing of how a
caller is known, so nobody can call, or anybody. A scope has to be declared by a flow of its OAuth scheme: a token with it
cannot be had otherwise.

```yaml
security: [{ bearerAuth: [orders.read] }]
components:
  securitySchemes:
    bearerAuth: { type: oauth2, flows: { clientCredentials: { tokenUrl: …, scopes: { orders.read: reads orders } } } }
```
",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let survey = subject.survey;
    let mut schemes: HashMap<&str, Id> = HashMap::new();
    if let Some(components) = survey.all(Role::Components).next() {
        schemes.extend(survey.children(components, "securitySchemes").into_iter().map(|id| (survey.key(id), id)));
    }
    let mut scopes: HashMap<Id, Option<HashSet<&str>>> = HashMap::new();
    for holder in survey.all(Role::Document).chain(survey.all(Role::Operation)) {
        let Some(Value::Array(alternatives)) = survey.get(holder, "security") else { continue };
        for (index, alternative) in alternatives.iter().enumerate() {
            let at = || survey.at(holder).child("security").item(index);
            for (name, wanted) in alternative.as_object().into_iter().flatten() {
                let Some(scheme) = schemes.get(name.as_str()) else {
                    // Since 3.2 a scheme may be named by its address.
                    if subject.dialect() >= crate::openapi::dialect::Dialect::V3_2 && name.contains(['/', '#', '.']) {
                        continue;
                    }
                    let help = suggestion(name, schemes.keys().copied())
                        .unwrap_or_else(|| format!("describe `{name}` under `components/securitySchemes`"));
                    report.error(&at().child(name), format!("no security scheme is named `{name}`"), help);
                    continue;
                };
                let declared = scopes.entry(*scheme).or_insert_with(|| declared(subject, *scheme));
                if let (Some(declared), Some(wanted)) = (declared, wanted.as_array()) {
                    missing(report, &at().child(name), declared, wanted);
                }
            }
        }
    }
}

fn missing(report: &mut Report<'_>, at: &At, declared: &HashSet<&str>, wanted: &[Value]) {
    for (number, scope) in wanted.iter().enumerate() {
        let Some(scope) = scope.as_str().filter(|scope| !declared.contains(scope)) else { continue };
        let help = suggestion(scope, declared.iter().copied())
            .unwrap_or_else(|| format!("declare `{scope}` under the flow's `scopes`"));
        report.warning(&at.item(number), format!("no flow of the scheme grants the scope `{scope}`"), help);
    }
}

/// The scopes that an OAuth scheme declares; none where it is of another type, and its scopes are anybody's words.
fn declared<'d>(subject: &Subject<'d>, scheme: Id) -> Option<HashSet<&'d str>> {
    let survey = subject.survey;
    let end = survey.end(scheme)?;
    if survey.text(end, "type") != Some("oauth2") {
        return None;
    }
    let flows = survey.get(end, "flows").and_then(Value::as_object)?;
    let scopes = flows.values().filter_map(|flow| flow.get("scopes")?.as_object());
    Some(scopes.flat_map(|scopes| scopes.keys().map(String::as_str)).collect())
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, wrong};

    fn with(security: &str) -> String {
        format!(
            "openapi: 3.0.3\ninfo: {{ title: t, version: '1' }}\npaths:\n  /a: {{ get: {{ security: [{security}] }} }}\ncomponents:\n  securitySchemes:\n    key: {{ type: http, scheme: basic }}\n    oauth: {{ type: oauth2, flows: {{ implicit: {{ scopes: {{ read: r }} }} }} }}\n"
        )
    }

    #[test]
    fn schemes_and_scopes_are_described() {
        let rule = "contract-caller";
        wrong(rule, &with("{ kye: [] }"), "error no security scheme is named `kye` @4 (did you mean `key`?)");
        wrong(
            rule,
            &with("{ oauth: [raed] }"),
            "warning no flow of the scheme grants the scope `raed` @4 (did you mean `read`?)",
        );
        clean(rule, &with("{ key: [] }, { oauth: [read] }, {}"));
        clean(rule, &with(""));
    }
}
