//! What was recorded of the real systems, held against our mocks; only where that data is at hand.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use holdpoint::mock::load;
use holdpoint::mock::server::{ServeOptions, Server, serve};
use holdpoint::model::secret::Secret;
use serde_json::{Value, json};

const TOKEN: &str = "a-token-of-the-test";

fn facts() -> Value {
    let folder = std::env::var("HOLDPOINT_SHARED").expect("HOLDPOINT_SHARED names the folder of the shared data");
    let text = std::fs::read_to_string(Path::new(&folder).join("data/chatwoot-facts.json")).expect("the facts");
    serde_json::from_str(&text).expect("the facts are JSON")
}

fn chatwoot() -> Server {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(mock) = load::load(&root.join("mocks/chatwoot.yaml"), root) else { panic!("the mock cannot be read") };
    let secrets = BTreeMap::from([("CHATWOOT_API_ACCESS_TOKEN".to_owned(), Secret::new(TOKEN.into()))]);
    let vars = [("CHATWOOT_ACCOUNT_ID", json!(1)), ("CHATWOOT_CONVERSATION_ID", json!(42))];
    let vars = vars.map(|(name, value)| (name.to_owned(), value)).into();
    serve(Arc::new(mock), ServeOptions { secrets, vars, ..ServeOptions::default() }).expect("the mock starts")
}

/// Status and body of an answer.
async fn ask(server: &Server, method: &str, path: &str, token: &str, body: Option<&Value>) -> (u16, Value) {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let mut request = client.request(method.parse().expect("a method"), format!("{}{path}", server.url()));
    if !token.is_empty() {
        request = request.header("api_access_token", token);
    }
    if let Some(body) = body {
        request = request.header("content-type", "application/json").body(body.to_string());
    }
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let text = answer.text().await.expect("a body");
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

#[tokio::test]
#[ignore = "needs the shared data: HOLDPOINT_SHARED=DIR cargo test --test it -- --ignored shared::"]
async fn the_mock_of_chatwoot_answers_as_chatwoot_was_seen_to() {
    let (facts, server) = (facts(), chatwoot());
    assert_eq!(ask(&server, "GET", "/health", "", None).await, (200, facts["GET /health"]["200"].clone()));

    let (status, api) = ask(&server, "GET", "/api", "", None).await;
    let keys =
        |value: &Value| value.as_object().map(|map| map.keys().cloned().collect::<std::collections::BTreeSet<_>>());
    let seen = &facts["GET /api"]["200_ok"];
    assert_eq!((status, keys(&api)), (200, keys(seen)));
    assert_eq!((&api["queue_services"], &api["data_services"]), (&seen["queue_services"], &seen["data_services"]));

    let errors = &facts["errors"];
    assert_eq!(ask(&server, "GET", "/api/v1/profile", "bad", None).await, (401, errors["401"].clone()));
    let nowhere = "/api/v1/accounts/1/conversations/0";
    assert_eq!(ask(&server, "GET", nowhere, TOKEN, None).await, (404, errors["404"].clone()));
    let transcript = "/api/v1/accounts/1/conversations/42/transcript";
    let answered = ask(&server, "POST", transcript, TOKEN, Some(&json!({}))).await;
    assert_eq!(
        answered,
        (422, facts["transcript"]["POST /api/v1/accounts/{a}/conversations/{id}/transcript"]["422"].clone())
    );
    assert_eq!(ask(&server, "GET", "/rails/health", "", None).await.0, 404);
}
