//! From a document to what it promises: every reference followed, every default written out.

use http::Method;
use serde_json::Value;

use super::api::{Api, Operation, Requirement, Scheme, SchemeKind};
use super::at::At;
use super::dialect::Dialect;
use super::document::Document;
use crate::model::diagnostic::{Diagnostic, Diagnostics};

mod link;
mod parameter;
mod response;

/// The methods that a path may have, by their key (OpenAPI 3.1.1, section 4.8.9.1; `query` since 3.2).
const METHODS: &[(&str, &str)] = &[
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("trace", "TRACE"),
    ("query", "QUERY"),
];

/// Reads what a document promises. What cannot be read is left out, and told of.
#[must_use]
pub fn read(document: &Document) -> (Api, Diagnostics) {
    let mut reader = Reader { document, found: Diagnostics::default() };
    let api = reader.api();
    (api, reader.found)
}

struct Reader<'d> {
    document: &'d Document,
    found: Diagnostics,
}

impl<'d> Reader<'d> {
    fn api(&mut self) -> Api {
        let root = self.document.root();
        let text = |pointer: &str| root.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        let security = At::file(0).child("security");
        let mut operations = Vec::new();
        for (path, at) in self.members(&At::file(0).child("paths")) {
            if path.starts_with("x-") {
                continue;
            }
            if !path.starts_with('/') {
                let what = format!("the path `{path}` does not begin with `/`");
                self.wrong("contract-path", &at, what, Some("write `/orders`"));
            }
            if let Some((end, _)) = self.follow(&at) {
                self.path_item(&path, &at, &end, &security, &mut operations);
            }
        }
        let links = link::gather(self, &operations);
        for (operation, response, link) in links {
            operations[operation].responses[response].links.push(link);
        }
        Api {
            title: text("/info/title"),
            version: text("/info/version"),
            bases: bases(root),
            operations,
            schemes: self.schemes(),
        }
    }

    fn path_item(&mut self, path: &str, at: &At, item: &At, security: &At, operations: &mut Vec<Operation>) {
        // Beside a reference a path may have methods of its own.
        let places = if at == item { vec![item.clone()] } else { vec![at.clone(), item.clone()] };
        for place in &places {
            for (key, method) in METHODS {
                let at = place.child(key);
                let newer = *key == "query" && self.document.dialect() < Dialect::V3_2;
                if self.document.get(&at).is_some_and(Value::is_object) && !newer {
                    let method = Method::from_bytes(method.as_bytes()).unwrap_or_default();
                    let operation = self.operation(path, method, &places, at, security);
                    operations.push(operation);
                }
            }
            if self.document.dialect() >= Dialect::V3_2 {
                for (name, at) in self.members(&place.child("additionalOperations")) {
                    if let Ok(method) = Method::from_bytes(name.as_bytes()) {
                        let operation = self.operation(path, method, &places, at, security);
                        operations.push(operation);
                    }
                }
            }
        }
    }

    fn operation(&mut self, path: &str, method: Method, items: &[At], at: At, security: &At) -> Operation {
        let own = at.child("security");
        let security = if self.document.get(&own).is_some() { &own } else { security };
        let text = |key: &str| self.document.get(&at.child(key)).and_then(Value::as_str).map(str::to_owned);
        let words: Vec<String> = [text("summary"), text("description")].into_iter().flatten().collect();
        Operation {
            id: text("operationId"),
            method,
            path: path.to_owned(),
            callers: self.callers(security),
            deprecated: self.document.get(&at.child("deprecated")) == Some(&Value::Bool(true)),
            words: words.join("\n"),
            parameters: parameter::all(self, items, &at),
            body: self.body(&at.child("requestBody")),
            responses: response::all(self, &at.child("responses")),
            at,
        }
    }

    fn callers(&self, at: &At) -> Vec<Vec<Requirement>> {
        let alternatives = self.document.get(at).and_then(Value::as_array).into_iter().flatten();
        let scopes = |value: &Value| {
            value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        alternatives
            .filter_map(Value::as_object)
            .map(|all| {
                all.iter()
                    .map(|(scheme, value)| Requirement { scheme: scheme.clone(), scopes: scopes(value) })
                    .collect()
            })
            .collect()
    }

    fn schemes(&mut self) -> Vec<Scheme> {
        let mut schemes = Vec::new();
        for (name, at) in self.members(&At::file(0).down(&["components", "securitySchemes"])) {
            let Some((at, value)) = self.follow(&at) else { continue };
            let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
            let kind = match text("type") {
                "apiKey" => match parameter::location(text("in")) {
                    Some(location) => SchemeKind::ApiKey { location, name: text("name").to_owned() },
                    None => {
                        self.wrong(
                            "contract-security",
                            &at,
                            format!("`in: {}` is no place for a key", text("in")),
                            None,
                        );
                        continue;
                    }
                },
                "http" => match text("scheme").to_ascii_lowercase().as_str() {
                    "basic" => SchemeKind::Basic,
                    "bearer" => SchemeKind::Bearer,
                    other => SchemeKind::Http(other.to_owned()),
                },
                "oauth2" | "openIdConnect" => SchemeKind::Bearer,
                "mutualTLS" => SchemeKind::MutualTls,
                other => {
                    self.wrong("contract-security", &at, format!("`{other}` is no type of a security scheme"), None);
                    continue;
                }
            };
            schemes.push(Scheme { name, kind, at });
        }
        schemes
    }

    /// What is under each key of an object; nothing where none stands there.
    fn members(&self, at: &At) -> Vec<(String, At)> {
        let map = self.document.get(at).and_then(Value::as_object);
        map.into_iter().flatten().map(|(key, _)| (key.clone(), at.child(key))).collect()
    }

    /// Where the references at an address end; what leads nowhere is told of.
    fn follow(&mut self, at: &At) -> Option<(At, &'d Value)> {
        match self.document.resolve(at) {
            Ok(end) => Some(end),
            Err(broken) => {
                let place = self.document.place(&broken.at.child("$ref"));
                self.found.push(Diagnostic::error("contract-reference", &place, broken.to_string()));
                None
            }
        }
    }

    fn wrong(&mut self, code: &'static str, at: &At, what: impl Into<String>, help: Option<&str>) {
        let place = self.document.key_place(at);
        self.found.push(Diagnostic::error(code, &place, what).maybe_help(help.map(str::to_owned)));
    }
}

/// The paths of the servers' addresses.
fn bases(root: &Value) -> Vec<String> {
    let servers = root.get("servers").and_then(Value::as_array).into_iter().flatten();
    let mut bases: Vec<String> = Vec::new();
    for server in servers {
        let mut url = server.get("url").and_then(Value::as_str).unwrap_or("/").to_owned();
        for (name, variable) in server.get("variables").and_then(Value::as_object).into_iter().flatten() {
            let value = variable.get("default").and_then(Value::as_str).unwrap_or_default();
            url = url.replace(&format!("{{{name}}}"), value);
        }
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
            None => url.as_str(),
        };
        let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        let path = if path.is_empty() || path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        if !bases.contains(&path) {
            bases.push(path);
        }
    }
    if bases.is_empty() {
        bases.push(String::new());
    }
    bases
}

#[cfg(test)]
mod tests;
