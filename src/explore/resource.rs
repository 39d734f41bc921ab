//! Who makes what: which operation gives the ids that another one needs, by links, by paths and by names.

use http::Method;
use serde_json::Value;

use super::tale::Source;
use super::thing::{id_names, plain, singular, thing_named};
use crate::openapi::api::{Api, In, Operation};

/// A kind of things that a service keeps: a collection, and the items in it.
#[derive(Debug, Clone)]
pub(super) struct Resource {
    /// The path of an item, such as `/orders/{order_id}`.
    pub(super) item: String,
    /// The name of the last parameter in it.
    pub(super) parameter: String,
    /// What one of them is called.
    pub(super) singular: String,
    /// `POST` to the collection.
    pub(super) make: Option<usize>,
    /// `GET` of the collection.
    pub(super) list: Option<usize>,
    /// `GET` of an item.
    pub(super) read: Option<usize>,
    /// `PUT` of an item.
    pub(super) replace: Option<usize>,
    /// `PATCH` of an item.
    pub(super) patch: Option<usize>,
    /// `DELETE` of an item.
    pub(super) remove: Option<usize>,
}

/// Something that can be read below a thing: `/orders/{id}/notes`, `/orders/{id}/notes/{note}`, `/orders/{id}/invoice`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Below {
    /// The operation that reads it.
    pub(super) operation: usize,
    /// What the parameter of the thing above is called there.
    pub(super) above: String,
    /// The kind of things that it lists or is one of, where they can be made.
    pub(super) kind: Option<usize>,
    /// Whether it is one of them, and not their list.
    pub(super) is_item: bool,
}

/// Where an id comes from.
#[derive(Debug, Clone)]
pub(super) struct Provider {
    /// The operation that gives it.
    pub(super) operation: usize,
    /// How.
    pub(super) how: How,
    /// Who else, where it gives none.
    pub(super) or: Option<Box<Provider>>,
}

/// How an operation gives an id.
#[derive(Debug, Clone)]
pub(super) enum How {
    /// It makes a thing; its id stands in the answer under one of these names, or in `Location`.
    Makes(Vec<String>),
    /// It writes a thing under an id of our choice, which this parameter holds.
    Writes(usize),
    /// It lists things; the first one's id stands under one of these names.
    Lists(Vec<String>),
    /// The document's link says where it stands.
    Says(Source),
}

/// Who makes what in a document.
#[derive(Debug, Default)]
pub(super) struct Resources {
    /// The kinds of things.
    pub(super) all: Vec<Resource>,
    /// For each operation and each of its parameters, where a value comes from.
    pub(super) providers: Vec<Vec<Option<Provider>>>,
}

impl Resources {
    /// Reads a document.
    #[must_use]
    pub(super) fn read(api: &Api) -> Self {
        let mut all: Vec<Resource> = Vec::new();
        for operation in &api.operations {
            let Some((collection, parameter)) = item(&operation.path) else { continue };
            if all.iter().any(|known| known.item == operation.path) {
                continue;
            }
            let of = |path: &str, method: &Method| {
                let same = |one: &Operation| one.path.trim_end_matches('/') == path && one.method == *method;
                api.operations.iter().position(same)
            };
            let last =
                collection.rsplit('/').find(|part| !part.is_empty() && !part.starts_with('{')).unwrap_or_default();
            all.push(Resource {
                item: operation.path.clone(),
                parameter: parameter.to_owned(),
                singular: singular(last),
                make: of(collection, &Method::POST),
                list: of(collection, &Method::GET),
                read: of(&operation.path, &Method::GET),
                replace: of(&operation.path, &Method::PUT),
                patch: of(&operation.path, &Method::PATCH),
                remove: of(&operation.path, &Method::DELETE),
            });
        }
        let mut made = Self { all, providers: Vec::new() };
        made.providers = api
            .operations
            .iter()
            .enumerate()
            .map(|(index, operation)| {
                let places = operation.parameters.iter();
                places.map(|one| made.provider(api, index, operation, &one.name, one.location)).collect()
            })
            .collect();
        made
    }

    fn provider(&self, api: &Api, index: usize, operation: &Operation, name: &str, location: In) -> Option<Provider> {
        linked(api, index, name, location).or_else(|| match location {
            In::Path => {
                let end = operation.path.find(&format!("{{{name}}}"))? + name.len() + 2;
                let own = self.all.iter().find(|one| one.item == operation.path[..end]);
                let found = own.and_then(|one| Self::of(api, one, index, name));
                found.or_else(|| self.named(api, name, index))
            }
            In::Query => self.named(api, name, index),
            _ => None,
        })
    }

    fn of(api: &Api, resource: &Resource, asks: usize, name: &str) -> Option<Provider> {
        let names = id_names(name, &resource.singular);
        let make = resource.make.filter(|make| *make != asks);
        let write = resource.replace.filter(|write| *write != asks && resource.make.is_none());
        let place = write.and_then(|write| {
            let all = &api.operations[write].parameters;
            all.iter().position(|one| one.location == In::Path && one.name == resource.parameter)
        });
        let write =
            write.zip(place).map(|(operation, place)| Provider { operation, how: How::Writes(place), or: None });
        let list = resource.list.filter(|list| *list != asks);
        let list = list.map(|operation| Provider {
            operation,
            how: How::Lists(names.clone()),
            or: write.clone().map(Box::new),
        });
        let other = list.or(write);
        match make {
            Some(operation) => Some(Provider { operation, how: How::Makes(names), or: other.map(Box::new) }),
            None => other,
        }
    }

    /// Where the id comes from that a name tells of: `customer_id`, of `/customers`.
    #[must_use]
    pub(super) fn named(&self, api: &Api, name: &str, asks: usize) -> Option<Provider> {
        let thing = thing_named(name)?;
        let found = self.all.iter().find(|one| plain(&one.singular) == thing)?;
        Self::of(api, found, asks, name).filter(|provider| provider.operation != asks)
    }

    /// Every part of a body that is an id of something else, and where such an id comes from.
    #[must_use]
    pub(super) fn references(&self, api: &Api, body: &Value, asks: usize) -> Vec<(String, Option<Provider>)> {
        let mut found = Vec::new();
        let mut keys = Vec::new();
        look(body, &mut String::new(), 0, &mut keys);
        found.extend(keys.into_iter().map(|(pointer, key)| (pointer, self.named(api, &key, asks))));
        found
    }

    /// All that can be read below a thing of a kind and has at most one id of its own in its path.
    #[must_use]
    pub(super) fn below(&self, api: &Api, resource: &Resource) -> Vec<Below> {
        let above: Vec<&str> = resource.item.split('/').collect();
        let is_name = |part: &str| part.starts_with('{');
        let reads = api.operations.iter().enumerate().filter(|(_, one)| one.method == Method::GET);
        let fits = |(operation, one): (usize, &Operation)| {
            let parts: Vec<&str> = one.path.split('/').collect();
            let (head, rest) = parts.split_at_checked(above.len()).filter(|(_, rest)| !rest.is_empty())?;
            let same = head.iter().zip(&above).all(|(one, two)| one == two || is_name(one) && is_name(two));
            let kind = self
                .all
                .iter()
                .position(|kind| kind.make.is_some() && (kind.read == Some(operation) || kind.list == Some(operation)));
            let is_item = kind.is_some_and(|kind| self.all[kind].read == Some(operation));
            let ids = rest.iter().filter(|part| is_name(part)).count();
            let name = head.last()?.trim_matches(['{', '}']).to_owned();
            (same && ids == usize::from(is_item)).then_some(Below { operation, above: name, kind, is_item })
        };
        reads.filter_map(fits).collect()
    }

    /// The kind of things that an operation makes.
    #[must_use]
    pub(super) fn made_by(&self, operation: usize) -> Option<&Resource> {
        self.all.iter().find(|one| one.make == Some(operation))
    }

    /// The kind of things that an operation writes under an id of the caller's choice.
    #[must_use]
    pub(super) fn written_by(&self, operation: usize) -> Option<&Resource> {
        self.all.iter().find(|one| one.make.is_none() && one.replace == Some(operation))
    }
}

/// Every part of a body whose name is that of an id of something else.
fn look(value: &Value, pointer: &mut String, depth: usize, found: &mut Vec<(String, String)>) {
    if depth > 6 {
        return;
    }
    let length = pointer.len();
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                crate::openapi::at::push(pointer, key);
                if (value.is_string() || value.is_number()) && thing_named(key).is_some() {
                    found.push((pointer.clone(), key.clone()));
                } else {
                    look(value, pointer, depth + 1, found);
                }
                pointer.truncate(length);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate().take(8) {
                crate::openapi::at::push(pointer, &index.to_string());
                look(value, pointer, depth + 1, found);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// The collection of an item's path, and the item's parameter.
fn item(path: &str) -> Option<(&str, &str)> {
    let (collection, last) = path.rsplit_once('/')?;
    let name = last.strip_prefix('{')?.strip_suffix('}')?;
    (!name.contains('{')).then_some((collection, name))
}

/// What a link of the document says of a parameter.
fn linked(api: &Api, target: usize, name: &str, location: In) -> Option<Provider> {
    for (index, operation) in api.operations.iter().enumerate().filter(|(index, _)| *index != target) {
        let links = operation.responses.iter().flat_map(|response| &response.links);
        for link in links.filter(|link| link.operation == target) {
            let fits = |key: &str| {
                key == name || key.split_once('.').is_some_and(|(place, key)| place == location.name() && key == name)
            };
            let said = link.parameters.iter().find(|(key, _)| fits(key)).and_then(|(_, value)| value.as_str());
            if let Some(source) = said.and_then(source) {
                return Some(Provider { operation: index, how: How::Says(source), or: None });
            }
        }
    }
    None
}

/// What a runtime expression (OpenAPI 3.1.1, section 4.8.20.4) takes from an answer.
#[must_use]
pub(super) fn source(expression: &str) -> Option<Source> {
    let expression = expression.trim().trim_start_matches('{').trim_end_matches('}');
    let rest = expression.strip_prefix("$response.")?;
    match rest.split_once(['#', '.']) {
        Some(("body", pointer)) => Some(Source::Json(pointer.to_owned())),
        Some(("header", name)) => Some(Source::Header(name.to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::place::Source;
    use crate::openapi::conform::Contract;

    #[test]
    fn what_lies_below_a_thing_has_at_most_one_id_of_its_own() {
        let ok = json!({"responses": {"200": {"description": "ok"}}});
        let paths = [
            ("/issues", "post"),
            ("/issues/{id}", "get"),
            ("/issues/{issue}/comments", "get"),
            ("/issues/{issue}/comments", "post"),
            ("/issues/{issue}/comments/{comment}", "get"),
            ("/issues/{issue}/comments/{comment}/replies", "get"),
            ("/issues/{issue}/history", "get"),
            ("/issues/{issue}/labels/{label}", "get"),
            ("/issues-of/{id}/history", "get"),
        ];
        let mut all = json!({});
        for (path, method) in paths {
            let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
            let name = |name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}});
            let mut operation = ok.clone();
            operation["parameters"] = names.map(name).collect();
            all[path][method] = operation;
        }
        let document: Value = json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": all});
        let source = Source { name: "t.json".into(), text: document.to_string() };
        let (contract, _) = Contract::parse(source).unwrap();
        let resources = Resources::read(&contract.api);
        let issues = resources.all.iter().find(|one| one.item == "/issues/{id}").unwrap();
        let mut found: Vec<(String, bool, bool)> = resources
            .below(&contract.api, issues)
            .into_iter()
            .map(|below| {
                assert_eq!(below.above, "issue");
                (contract.api.operations[below.operation].path.clone(), below.kind.is_some(), below.is_item)
            })
            .collect();
        found.sort();
        assert_eq!(
            found,
            [
                // Labels cannot be made: nobody knows which one there is.
                ("/issues/{issue}/comments".to_owned(), true, false),
                ("/issues/{issue}/comments/{comment}".to_owned(), true, true),
                ("/issues/{issue}/history".to_owned(), false, false),
            ]
        );
    }
}
