//! That both documents are sound: what OpenAPI asks of one beyond its schemas, and that its schemas are schemas.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::apis::document::{METHODS, follow, load};
use crate::apis::{APIS, faults};

/// The kinds of checks that find the faults.
const CHECKS: [&str; 16] = [
    "auth",
    "availability",
    "body",
    "content-type",
    "filter",
    "header",
    "idempotency",
    "method",
    "negative",
    "paging",
    "positive",
    "problem",
    "server-error",
    "state",
    "status",
    "use-after-delete",
];

/// Each operation of a document with its path and the parameters of both.
fn operations(document: &Value) -> Vec<(&str, &Value, Vec<&Value>)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for operation in METHODS.iter().filter_map(|method| item.get(method)) {
            let parameters = [&item["parameters"], &operation["parameters"]];
            let parameters = parameters.into_iter().filter_map(Value::as_array).flatten();
            all.push((path.as_str(), operation, parameters.map(|parameter| follow(document, parameter)).collect()));
        }
    }
    all
}

/// Calls on every mapping of a document.
fn walk<'a>(value: &'a Value, see: &mut impl FnMut(&'a Value)) {
    match value {
        Value::Object(members) => {
            see(value);
            members.values().for_each(|member| walk(member, see));
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, see)),
        _ => {}
    }
}

#[test]
fn operations_have_ids_parameters_and_answers() {
    for (api, text) in APIS {
        let document = load(text, false);
        let version = if api == "shop" { "3.1.0" } else { "3.0.3" };
        assert_eq!(document["openapi"], version);
        let mut ids = BTreeSet::new();
        for (path, operation, parameters) in operations(&document) {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id), "{id} is there twice");
            let named: BTreeSet<(&str, &str)> = parameters
                .iter()
                .map(|parameter| (parameter["in"].as_str().unwrap(), parameter["name"].as_str().unwrap()))
                .collect();
            assert_eq!(named.len(), parameters.len(), "{id}: a parameter is there twice");
            let in_path: BTreeSet<&str> =
                path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
            let declared = named.iter().filter(|(place, _)| *place == "path").map(|(_, name)| *name).collect();
            assert_eq!(in_path, declared, "{id}: the parameters of the path");
            assert!(parameters.iter().all(|parameter| parameter["in"] != "path" || parameter["required"] == true));
            for (status, response) in operation["responses"].as_object().unwrap() {
                assert!(status.parse::<u16>().is_ok_and(|status| (100..600).contains(&status)), "{id}: {status}");
                assert!(follow(&document, response)["description"].is_string(), "{id}: {status}");
            }
        }
        walk(&document, &mut |value| {
            for link in value.get("links").and_then(Value::as_object).into_iter().flatten() {
                assert!(ids.contains(link.1["operationId"].as_str().unwrap()), "{} leads nowhere", link.0);
            }
        });
    }
}

#[test]
fn references_lead_somewhere_and_schemas_are_schemas() {
    for (_, text) in APIS {
        for requests in [true, false] {
            let document = load(text, requests);
            walk(&document, &mut |value| {
                follow(&document, value);
                let named = value.get("schemas").and_then(Value::as_object).into_iter().flat_map(|all| all.values());
                for schema in value.get("schema").into_iter().chain(named) {
                    let checked = jsonschema::draft202012::meta::validate(schema);
                    assert!(checked.is_ok(), "{:?}: {schema}", checked.err().map(|error| error.to_string()));
                }
            });
        }
    }
}

#[test]
fn faults_are_of_a_kind_and_at_an_operation() {
    let known = faults();
    let names: BTreeSet<&str> = known.iter().map(|fault| fault.name).collect();
    assert_eq!(names.len(), known.len(), "a fault is there twice");
    assert!(known.len() >= 40);
    for (api, text) in APIS {
        let document = load(text, true);
        let ids: Vec<&Value> =
            operations(&document).iter().map(|(_, operation, _)| &operation["operationId"]).collect();
        for fault in known.iter().filter(|fault| fault.api == api) {
            assert!(CHECKS.contains(&fault.check), "{}: {}", fault.name, fault.check);
            assert!(fault.operation == "*" || ids.iter().any(|id| **id == fault.operation), "{}", fault.name);
            assert!(!fault.what.is_empty());
        }
        assert!(known.iter().any(|fault| fault.api == api));
    }
    assert!(known.iter().all(|fault| APIS.iter().any(|(api, _)| *api == fault.api)));
}
