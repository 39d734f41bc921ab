//! Health operations that ask who is calling.

use super::api::{Report, Rule, Subject};

pub(super) static RULE: Rule = Rule {
    id: "contract-health",
    summary: "A health operation is behind the security of the whole document.",
    docs: r"Load balancers and orchestrators ask `/health` without a token. An operation that says nothing of `security` inherits
the document's, so by the contract they are refused. Say `security: []` where nobody is asked who he is; where somebody
is, say so at the operation, and this is quiet.
",
    check,
};

const NAMES: &[&str] = &["health", "healthz", "healthcheck", "ready", "readyz", "live", "livez", "ping", "status"];

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for operation in &subject.api.operations {
        // The whole path, with at most a version before it: `/orders/{id}/status` is something else.
        let mut parts = operation.path.split('/').filter(|part| !part.is_empty());
        let is_version =
            |part: &str| part == "api" || part.strip_prefix('v').is_some_and(|rest| rest.parse::<f32>().is_ok());
        let name = parts.find(|part| !is_version(part));
        let asks = !operation.callers.is_empty() && !operation.callers.iter().any(Vec::is_empty);
        let own = subject.document.get(&operation.at.child("security")).is_some();
        if name.is_some_and(|name| NAMES.contains(&name))
            && parts.next().is_none()
            && asks
            && !own
            && operation.method == http::Method::GET
        {
            let what = format!("{} is behind the security of the whole document", operation.name());
            report.warning(&operation.at, what, "write `security: []`, or who may ask");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, wrong};

    fn with(path: &str, security: &str) -> String {
        format!(
            "openapi: 3.0.3\ninfo: {{ title: t, version: '1' }}\nsecurity: [{{ key: [] }}]\npaths:\n  {path}: {{ get: {{ {security} }} }}\ncomponents:\n  securitySchemes:\n    key: {{ type: http, scheme: basic }}\n"
        )
    }

    #[test]
    fn health_is_open() {
        let rule = "contract-health";
        wrong(rule, &with("/health", ""), "warning GET /health is behind the security");
        wrong(rule, &with("/api/v1/ping", ""), "warning GET /api/v1/ping");
        clean(rule, &with("/health", "security: []"));
        clean(rule, &with("/health", "security: [{ key: [] }]"));
        clean(rule, &with("/orders/status", ""));
        clean(rule, &with("/orders", ""));
    }
}
