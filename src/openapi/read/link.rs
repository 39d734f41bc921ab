//! Links from an answer to the operation that comes next (OpenAPI 3.1.1, section 4.8.20).

use serde_json::Value;

use super::Reader;
use crate::openapi::api::{Link, Operation};
use crate::openapi::at::At;

/// Each link, with the places of its operation and answer.
pub(super) fn gather(reader: &mut Reader<'_>, operations: &[Operation]) -> Vec<(usize, usize, Link)> {
    let mut links = Vec::new();
    for (index, operation) in operations.iter().enumerate() {
        for (number, response) in operation.responses.iter().enumerate() {
            for (name, at) in reader.members(&response.at.child("links")) {
                if let Some(link) = one(reader, operations, name, &at) {
                    links.push((index, number, link));
                }
            }
        }
    }
    links
}

fn one(reader: &mut Reader<'_>, operations: &[Operation], name: String, at: &At) -> Option<Link> {
    let (at, value) = reader.follow(at)?;
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let operation = match (text("operationId"), text("operationRef")) {
        (Some(id), _) => operations.iter().position(|operation| operation.id.as_deref() == Some(id)),
        (None, Some(reference)) => {
            let end = reader.document.target(&at, reference).ok();
            end.and_then(|end| operations.iter().position(|operation| operation.at == end))
        }
        (None, None) => None,
    };
    let Some(operation) = operation else {
        let what = format!("the link `{name}` names no operation of this document");
        reader.wrong("contract-link", &at, what, Some("write an `operationId` that stands in this document"));
        return None;
    };
    let parameters = value.get("parameters").and_then(Value::as_object).into_iter().flatten();
    let parameters = parameters.map(|(name, value)| (name.clone(), value.clone())).collect();
    Some(Link { name, operation, parameters, body: value.get("requestBody").cloned(), at })
}
