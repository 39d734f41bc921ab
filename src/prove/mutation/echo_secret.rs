//! `echo-secret`: the answer holds the credential of the request.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

use super::api::{Mutation, Part, Row, measure};
use crate::prove::scene::Scene;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "echo-secret",
    summary: "the answer holds the credential of the request",
    docs: r"The first secret that the request carries stands in the body, too, but for those that a case lets through with `echoes`.
The check `no_secret`, which is always on, notices it.
",
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    let Some((name, secret)) = scene.secrets.first().cloned() else { return Vec::new() };
    vec![Mutation {
        part: Part::Whole,
        field: "body".into(),
        what: format!("holds the secret {name}"),
        expect: json!({"no_secret": true}),
        change: Arc::new(move |given| {
            given.body = match serde_json::from_slice::<Value>(&given.body) {
                Ok(Value::Object(mut map)) => {
                    map.insert("echo".into(), json!(secret));
                    Bytes::from(Value::Object(map).to_string())
                }
                Ok(other) => Bytes::from(json!([other, secret]).to_string()),
                Err(_) => Bytes::from([&given.body[..], b"\n", secret.as_bytes()].concat()),
            };
            measure(given);
        }),
    }]
}
