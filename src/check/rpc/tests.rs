//! Answers of every kind, judged by `rpc`.

use serde_json::json;

use super::super::fixture::{compile, exchange, lines, scope, seen, tell};
use super::*;

const JSON: &[(&str, &str)] = &[("content-type", "application/json; charset=utf-8")];

fn answered(method: &str, id: Option<Value>, status: u16, headers: &[(&str, &str)], body: &str) -> Observation {
    let response = serde_json::from_str(body).map_err(|error| error.to_string());
    let reply = Reply { id, method: method.into(), response, others: Vec::new(), broken: Vec::new() };
    Observation { reply: Some(reply), ..seen([exchange("http://t.test/", status, headers, body)]) }
}

fn asked(status: u16, body: &str) -> Observation {
    answered("tools/call", Some(json!(3)), status, JSON, body)
}

fn usual(seen: &Observation) -> Vec<String> {
    let place = super::super::fixture::node("x").place;
    lines(&Rpc::always(&place).judge(seen, &scope(&[], &[])))
}

const RESULT: &str = r#"{"jsonrpc": "2.0", "id": 3, "result": {"content": []}}"#;
const TOOL: &str = r#"{"jsonrpc": "2.0", "id": 3, "result": {"content": [{"type": "text", "text": "no such tool"}], "isError": true}}"#;
const ERROR: &str = r#"{"jsonrpc": "2.0", "id": 3, "error": {"code": -32601, "message": "Method not found"}}"#;
const NONE: [&str; 0] = [];

#[test]
fn a_result_is_right_where_nobody_says_otherwise() {
    assert_eq!(usual(&asked(200, RESULT)), NONE);
    assert_eq!(
        usual(&asked(200, ERROR)),
        ["$.error.message: expected a result, got \"Method not found\" (error -32601)"]
    );
    assert_eq!(usual(&asked(200, TOOL)), ["$.result.isError: expected a result, got true: \"no such tool\""]);
    assert_eq!(usual(&answered("x", Some(json!(3)), 200, JSON, TOOL)), NONE);
    let odd = RESULT.replace("[]", "[], \"isError\": \"no\"");
    assert_eq!(usual(&asked(200, &odd)), ["$.result.isError: expected true or false, got text \"no\""]);
    assert_eq!(usual(&asked(404, ERROR)), NONE);
    assert_eq!(usual(&asked(404, RESULT)), ["$.error: expected an error, got a result: {\"content\":[]}"]);
    assert_eq!(usual(&answered("x", Some(json!(3)), 404, &[("content-type", "text/plain")], "gone")), NONE);
}

#[test]
fn what_is_said_is_right_and_nothing_else() {
    for (text, right) in [
        ("result", [true, false, false]),
        ("error", [false, false, true]),
        ("{error: -32601}", [false, false, true]),
        ("{error: -32602}", [false, false, false]),
        ("tool_error", [false, true, false]),
        ("any", [true, true, true]),
        ("[tool_error, {error: -32601}]", [false, true, true]),
        ("[result, tool_error]", [true, true, false]),
    ] {
        let told = [RESULT, TOOL, ERROR].map(|body| tell(&KIND, text, &asked(200, body)).is_empty());
        assert_eq!(told, right, "{text}");
    }
    assert_eq!(
        tell(&KIND, "{error: -32602}", &asked(200, ERROR)),
        ["$.error.code: expected -32602, got -32601: \"Method not found\""]
    );
    assert_eq!(
        tell(&KIND, "tool_error", &asked(200, RESULT)),
        ["$.result.isError: expected a result with `isError: true`, got nothing"]
    );
    for text in ["{}", "[]", "results", "{error: x}", "{error: -1, result: 1}", "true", "null"] {
        assert!(compile(&KIND, text).is_err(), "{text}");
    }
}

#[test]
fn a_message_has_one_form() {
    for (body, told) in [
        (r#"{"jsonrpc": "2.0", "id": "3", "result": {}}"#, "$.id: expected 3, got text \"3\""),
        (r#"{"jsonrpc": "2.0", "id": 4, "result": {}}"#, "$.id: expected 3, got number 4"),
        (r#"{"jsonrpc": "2.0", "result": {}}"#, "$.id: expected 3, got nothing"),
        (r#"{"jsonrpc": "2.0", "id": null, "error": {"code": 1, "message": "x"}}"#, "$.id: expected 3, got null"),
        (r#"{"jsonrpc": "1.0", "id": 3, "result": {}}"#, "$.jsonrpc: expected \"2.0\", got text \"1.0\""),
        (r#"{"id": 3, "result": {}}"#, "$.jsonrpc: expected \"2.0\", got nothing"),
        (
            r#"{"jsonrpc": "2.0", "id": 3, "result": {}, "error": {"code": 1, "message": "x"}}"#,
            "$: expected either a result or an error, got both of them",
        ),
        (
            r#"{"jsonrpc": "2.0", "id": 3}"#,
            "$: expected a result or an error, got neither: {\"jsonrpc\":\"2.0\",\"id\":3}",
        ),
        (
            r#"{"jsonrpc": "2.0", "id": 3, "error": {"code": "1", "message": "x"}}"#,
            "$.error.code: expected a whole number, got text \"1\"",
        ),
        (r#"{"jsonrpc": "2.0", "id": 3, "error": {"code": 1}}"#, "$.error.message: expected text, got nothing"),
        (
            r#"{"jsonrpc": "2.0", "id": 3, "error": "x"}"#,
            "$.error: expected an object with a code and a message, got text \"x\"",
        ),
        ("[1]", "$: expected one message: an object, got list [1]"),
        ("<p>", "body: expected a message of JSON-RPC, got \"<p>\""),
        ("", "body: expected a message of JSON-RPC, got an empty body"),
    ] {
        let found = tell(&KIND, "any", &asked(200, body));
        assert!(found.iter().any(|line| line.starts_with(told)), "{body}: {found:?}");
    }
    for body in [
        r#"{"jsonrpc": "2.0", "id": null, "error": {"code": -32700, "message": "x"}}"#,
        r#"{"jsonrpc": "2.0", "id": 3.0, "result": null}"#,
    ] {
        assert_eq!(tell(&KIND, "any", &asked(200, body)), NONE, "{body}");
    }
    let html = answered("x", Some(json!(3)), 200, &[("content-type", "text/html")], RESULT);
    assert_eq!(usual(&html), ["header content-type: expected application/json or text/event-stream, got text/html"]);
    let mut stream = asked(200, RESULT);
    let reply = stream.reply.as_mut().unwrap();
    reply.others = vec![json!({"method": "x"})];
    reply.broken = vec!["event 1: nonsense".into()];
    assert_eq!(
        usual(&stream),
        [
            "body: expected a message of JSON in every event, got event 1: nonsense",
            "messages[0].jsonrpc: expected \"2.0\", got nothing",
        ]
    );
}

#[test]
fn nothing_answers_a_notification() {
    let told = |status: u16, body: &str| usual(&answered("notifications/initialized", None, status, JSON, body));
    assert_eq!(told(202, ""), NONE);
    assert_eq!(told(202, "{}"), ["body: expected an empty body: a notification has no answer, got {}"]);
    assert_eq!(told(400, "gone"), NONE);
    assert_eq!(told(400, &ERROR.replace("\"id\": 3", "\"id\": null")), NONE);
    assert_eq!(told(400, ERROR), ["$.id: expected no id: a notification has none, got number 3"]);
    let none = answered("x", None, 400, JSON, "");
    assert_eq!(tell(&KIND, "error", &none), ["body: expected a message of JSON-RPC, got an empty body"]);
    assert!(tell(&KIND, "any", &seen([exchange("http://t.test/", 200, JSON, RESULT)]))[0].ends_with("(Suite)"));
}
