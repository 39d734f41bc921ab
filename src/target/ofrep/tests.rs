//! What a provider's answers mean, over a real socket, and which settings are taken.

use super::*;
use crate::target::testing::{FakeProvider, Wire};

fn answer(path: &str) -> (u16, &'static str) {
    match path.rsplit('/').next().unwrap() {
        "on" => (200, r#"{"key": "on", "value": true, "reason": "TARGETING_MATCH", "variant": "on"}"#),
        "off" => (200, r#"{"value": false}"#),
        "a%2Fb%20%C3%A9" => (200, r#"{"key": "a/b é", "value": true, "reason": "STATIC"}"#),
        "unknown" => (404, r#"{"key": "unknown", "errorCode": "FLAG_NOT_FOUND"}"#),
        "elsewhere" => (404, "<html>not here</html>"),
        "other" => (200, r#"{"key": "on", "value": true}"#),
        "text" => (200, r#"{"key": "text", "value": "true"}"#),
        "none" => (200, r#"{"key": "none"}"#),
        "disabled" => (200, r#"{"key": "disabled", "value": false, "reason": "DISABLED"}"#),
        "broken" => (200, "{"),
        "refused" => (400, r#"{"errorCode": "INVALID_CONTEXT", "errorDetails": "no targetingKey"}"#),
        "locked" => (401, ""),
        _ => (500, "{}"),
    }
}

async fn ask(key: &str) -> Result<Option<(bool, String)>, String> {
    let server = FakeProvider::start(answer).await;
    let provider = Provider::from_env(&|name| (name == "OFREP_ENDPOINT").then(|| server.endpoint.clone()));
    let evaluation = provider.unwrap().unwrap().evaluate(key, &Wire).await;
    evaluation
        .map(|evaluation| {
            evaluation.map(|evaluation| {
                assert_eq!((evaluation.key.as_str(), evaluation.source.as_str()), (key, "ofrep"));
                (evaluation.value, evaluation.reason)
            })
        })
        .map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_value_is_taken_and_an_unknown_flag_is_none() {
    assert_eq!(ask("on").await, Ok(Some((true, "TARGETING_MATCH".into()))));
    assert_eq!(ask("off").await, Ok(Some((false, "UNKNOWN".into()))));
    assert_eq!(ask("a/b é").await, Ok(Some((true, "STATIC".into()))));
    assert_eq!(ask("unknown").await, Ok(None));
}

#[tokio::test]
async fn everything_else_is_an_error_and_never_a_value() {
    for (key, why) in [
        ("elsewhere", "the provider answered 404"),
        ("other", "the provider's answer cannot be used: it is about the flag `on`"),
        ("text", "the provider's answer cannot be used: it holds no boolean `value`"),
        ("none", "the provider's answer cannot be used: it holds no boolean `value`"),
        ("disabled", "the provider's answer cannot be used: its reason is DISABLED"),
        ("broken", "the provider's answer cannot be used: it holds no boolean `value`"),
        ("refused", "the provider answered 400: INVALID_CONTEXT, no targetingKey"),
        ("locked", "the provider answered 401"),
        ("whatever", "the provider answered 500"),
        ("..", "the provider's answer cannot be used: a path has no part `.` or `..`"),
    ] {
        assert_eq!(ask(key).await, Err(why.to_owned()), "{key}");
    }
}

#[tokio::test]
async fn a_request_is_what_the_protocol_says() {
    let server = FakeProvider::start(answer).await;
    let env = |name: &str| match name {
        "OFREP_ENDPOINT" => Some(format!("{}/flags/", server.endpoint)),
        "OFREP_HEADERS" => Some("Authorization=Bearer%20abc%3D, x-team = a=b".to_owned()),
        _ => None,
    };
    Provider::from_env(&env).unwrap().unwrap().evaluate("on", &Wire).await.unwrap();
    let seen = server.seen.lock().unwrap()[0].clone();
    assert_eq!(seen.path, "/flags/ofrep/v1/evaluate/flags/on");
    assert_eq!(seen.body, json!({"context": {"targetingKey": "holdpoint"}}));
    assert_eq!(
        (&seen.headers["authorization"], &seen.headers["x-team"]),
        (&"Bearer abc=".parse().unwrap(), &"a=b".parse().unwrap())
    );
}

#[tokio::test]
async fn a_provider_that_is_silent_or_not_there_is_an_error() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let env = |name: &str| match name {
        "OFREP_ENDPOINT" => Some(format!("http://{address}")),
        "OFREP_TIMEOUT_MS" => Some("50".to_owned()),
        _ => None,
    };
    let provider = Provider::from_env(&env).unwrap().unwrap();
    assert_eq!(provider.evaluate("on", &Wire).await, Err(NotEvaluated::NoAnswer("timed out".into())));
    drop(silent);
    assert_eq!(provider.evaluate("on", &Wire).await, Err(NotEvaluated::NoAnswer("connection refused".into())));
}

#[test]
fn settings_are_taken_or_refused_without_being_repeated() {
    let from = |settings: &[(&str, &str)]| {
        let settings: Vec<(String, String)> =
            settings.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Provider::from_env(&move |name| settings.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))
    };
    assert!(from(&[]).unwrap().is_none());
    assert!(from(&[("OFREP_ENDPOINT", " "), ("OFREP_TIMEOUT_MS", "never")]).unwrap().is_none());
    let endpoint = ("OFREP_ENDPOINT", "https://flags.example");
    assert_eq!(from(&[endpoint]).unwrap().unwrap().timeout, TIMEOUT);
    for (setting, wrong) in [
        (("OFREP_ENDPOINT", "flags.example"), Misset::Endpoint(origin::NotBase::NotAbsolute)),
        (("OFREP_ENDPOINT", "https://u:hunter2@h"), Misset::Endpoint(origin::NotBase::Login)),
        (("OFREP_HEADERS", "hunter2"), Misset::Headers),
        (("OFREP_HEADERS", "a=%2"), Misset::Headers),
        (("OFREP_HEADERS", "a b=hunter2"), Misset::Headers),
        (("OFREP_HEADERS", "a=%0Ahunter2"), Misset::Headers),
        (("OFREP_TIMEOUT_MS", "0"), Misset::Timeout),
        (("OFREP_TIMEOUT_MS", "1s"), Misset::Timeout),
    ] {
        let error = from(&[setting, endpoint]).err().unwrap();
        assert_eq!(error, wrong);
        assert!(!error.to_string().contains("hunter2"));
    }
}
