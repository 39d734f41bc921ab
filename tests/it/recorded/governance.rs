//! The contract governance, with its storage and without.

use super::{Exchange, differs, judge, mock, recorded, recording, send};

const OPERATOR: &str = "Bearer the-operator";
/// Where it says what is wrong (RFC 6901).
const CODE: &str = "/error_code";

/// Whose token it was; recordings do not keep tokens.
fn authorization(name: &str) -> &'static str {
    match name {
        "create-as-viewer" | "list-as-viewer" => "Bearer the-viewer",
        "bad-token" => "Bearer nobody's",
        _ => OPERATOR,
    }
}

/// Replays exchanges in their order against one mock; what differs, by name.
async fn replay<'e>(exchanges: impl IntoIterator<Item = &'e Exchange>) -> Vec<(String, String)> {
    let secrets = [("GOVERNANCE_TOKEN", "the-operator"), ("GOVERNANCE_VIEWER_TOKEN", "the-viewer")];
    let server = mock("governance", &secrets, &[]);
    let switch = async |to: &str| {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        client.post(format!("{}/chaos/store-{to}", server.url())).send().await.expect("the switch");
    };
    let mut told = Vec::new();
    for exchange in exchanges {
        let (_, short) = exchange.name.rsplit_once(':').unwrap_or(("", &exchange.name));
        let public = matches!(short, "health" | "no-auth");
        let headers = [("authorization", authorization(short))];
        let json = [("authorization", authorization(short)), ("content-type", "application/json")];
        let headers = match (public, exchange.request["body"].is_null() && short != "malformed-json") {
            (true, _) => &[][..],
            (false, true) => &headers[..],
            (false, false) => &json[..],
        };
        // What of the storage failed there is all of it here.
        let down = exchange.status() == Some(503);
        if down {
            switch("down").await;
        }
        let came = send(&server, exchange, headers).await;
        if down {
            switch("up").await;
        }
        told.extend(differs(&exchange.name, &recorded(exchange, CODE), &came.looks(CODE)));
    }
    told
}

#[tokio::test]
#[ignore = "needs the shared data: HOLDPOINT_SHARED=DIR cargo test --test it -- --ignored recorded::"]
async fn the_governance_answers_as_it_was_recorded() {
    let mut all = recording("governance.jsonl");
    for exchange in &mut all {
        if exchange.name == "malformed-json" {
            exchange.request["raw"] = "{\"contract_type\":".into();
        }
    }
    judge(&replay(&all).await, &[], all.len());
}

#[tokio::test]
#[ignore = "needs the shared data: HOLDPOINT_SHARED=DIR cargo test --test it -- --ignored recorded::"]
async fn the_governance_without_its_storage_answers_as_it_was_recorded() {
    let all = recording("governance-503.jsonl");
    // Each part of the storage that fails was recorded on a server of its own.
    let mut told = Vec::new();
    for part in all.chunk_by(|one, other| one.name.split(':').next() == other.name.split(':').next()) {
        told.extend(replay(part).await);
    }
    judge(&told, &[], all.len());
}
