//! A request to try, as a line for a shell.

use http::Method;

use super::Provider;
use crate::openapi::api::{In, Operation, SchemeKind};

impl Provider {
    /// A line that asks for an operation which is easily asked for: a GET without parameters before others. `url` is where
    /// the mock listens. None where no operation is answered.
    #[must_use]
    pub fn curl(&self, url: &str) -> Option<String> {
        let all = self.contract.api.operations.iter().enumerate();
        let served: Vec<&Operation> = all.filter(|(number, _)| self.serves(*number)).map(|(_, one)| one).collect();
        let needs = |one: &Operation| {
            let parameters = one.parameters.iter().filter(|parameter| parameter.required).count();
            let body = one.body.as_ref().is_some_and(|body| body.required);
            usize::from(one.method != Method::GET) * 8
                + usize::from(body) * 8
                + parameters * 2
                + one.callers.len().min(1)
        };
        let one = served.into_iter().min_by_key(|one| needs(one))?;
        let base = self.serving.prefix.as_deref().or(self.contract.api.bases.first().map(String::as_str));
        let mut address = format!("{url}{}{}", base.unwrap_or_default().trim_end_matches('/'), one.path);
        let mut line = "curl -sS".to_owned();
        if one.method != Method::GET {
            line.push_str(&format!(" -X {}", one.method));
        }
        for scheme in one.callers.first().into_iter().flatten() {
            let known = self.contract.api.schemes.iter().find(|known| known.name == scheme.scheme);
            match known.map(|known| &known.kind) {
                Some(SchemeKind::Basic) => line.push_str(" -u user:password"),
                Some(SchemeKind::Bearer) => line.push_str(" -H 'authorization: Bearer x'"),
                Some(SchemeKind::Http(name)) => line.push_str(&format!(" -H 'authorization: {name} x'")),
                Some(SchemeKind::ApiKey { location: In::Header, name }) => line.push_str(&format!(" -H '{name}: x'")),
                Some(SchemeKind::ApiKey { location: In::Cookie, name }) => line.push_str(&format!(" -b '{name}=x'")),
                Some(SchemeKind::ApiKey { name, .. }) => address.push_str(&format!("?{name}=x")),
                Some(SchemeKind::MutualTls) | None => {}
            }
        }
        Some(format!("{line} '{address}'"))
    }
}
