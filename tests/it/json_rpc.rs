//! A service that speaks MCP over HTTP, as it should and in the ways in which it should not.

use serde_json::{Value, json};

use crate::bench::Yard;
use crate::bench::server::{Asked, Reply, Server, answer};

const CASES: &str = r"
  - name: a conversation
    steps:
      - json_rpc: initialize
        path: /mcp
        params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: probe, version: '0' } }
        expect: { header: { mcp-session-id: { matches: '^[!-~]+$' } }, json: { result.serverInfo.name: demo } }
      - { json_rpc: notifications/initialized, path: /mcp, notification: true, expect: { body: { length: 0 } } }
      - { id: list, json_rpc: tools/list, path: /mcp, rpc_id: abc, save: { tool: 'result.tools[0].name' } }
      - id: called
        json_rpc: tools/call
        path: /mcp
        params: { name: '${tool}', arguments: { message: hi } }
        expect: { json: { 'result.content[0].text': 'Echo: hi' }, messages: { length: 2, each: { contains: { method: notifications/progress } } } }
      - json_rpc: tools/call
        path: /mcp
        params: { name: '${called.messages[0].params.token}' }
        expect: { rpc: [tool_error, { error: -32602 }] }
      - json_rpc: tools/call
        path: /mcp
        params: { name: '${called.messages[0].params.token}' }
        expect: { by_status: { 200: { rpc: [tool_error, { error: -32602 }] }, 4xx: { rpc: error } } }
      - { json_rpc: nope/nope, path: /mcp, mutates: false, expect: { rpc: { error: -32601 } } }
      - { json_rpc: tools/list, path: /mcp, session: false, expect: { status: 400, rpc: { error: -32000 } } }
      - { json_rpc: tools/list, path: /mcp, headers: { mcp-session-id: '${fresh.id}' }, expect: 404 }
    undo: { call: DELETE /mcp, session: true, expect: { status: [200, 204, 405] } }
";

/// An event with a message.
fn event(message: &Value) -> String {
    format!("event: message\r\nid: 1\r\ndata: {message}\r\n\r\n")
}

/// A stream that stays open after these bytes.
fn stream(headers: &str, body: &str) -> Reply {
    Reply::Stall(format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n{headers}\r\n{body}").into_bytes())
}

fn plain(status: u16, message: &Value) -> Reply {
    answer(status, "content-type: application/json\r\n", message.to_string())
}

fn ends(kind: &str, body: impl AsRef<[u8]>) -> Reply {
    answer(200, &format!("content-type: {kind}\r\n"), body)
}

/// What an honest server answers.
fn honest(asked: &Asked) -> Reply {
    if asked.method == "DELETE" {
        return answer(200, "", "");
    }
    let sent: Value = serde_json::from_slice(&asked.body).unwrap();
    let id = &sent["id"];
    let error = |status, code: i64, id: &Value| {
        plain(status, &json!({"jsonrpc": "2.0", "error": {"code": code, "message": "as asked"}, "id": id}))
    };
    let result = |result: Value| json!({"result": result, "jsonrpc": "2.0", "id": id});
    assert_eq!(asked.header("accept"), Some("application/json, text/event-stream"));
    if sent["method"] == "initialize" {
        let info = json!({"protocolVersion": "2025-06-18", "serverInfo": {"name": "demo"}});
        return stream(
            "mcp-session-id: s-1\r\n",
            &format!("\u{feff}: hello\nid: 0\ndata:\n\n{}", event(&result(info))),
        );
    }
    match asked.header("mcp-session-id") {
        None => return error(400, -32000, &Value::Null),
        Some("s-1") => assert_eq!(asked.header("mcp-protocol-version"), Some("2025-06-18")),
        Some(_) => return answer(404, "content-type: text/plain\r\n", "no such session"),
    }
    match (sent["method"].as_str().unwrap(), sent["params"]["name"].as_str()) {
        ("notifications/initialized", _) => answer(202, "", ""),
        ("tools/list", _) => plain(200, &result(json!({"tools": [{"name": "echo"}]}))),
        ("tools/call", Some("echo")) => {
            let progress = |n: u8| json!({"jsonrpc": "2.0", "method": "notifications/progress", "params": {"token": "t", "progress": n}});
            let said = json!({"content": [{"type": "text", "text": "Echo: hi"}]});
            stream("", &[event(&progress(1)), event(&progress(2)), event(&result(said))].concat())
        }
        ("tools/call", _) => {
            stream("", &event(&result(json!({"content": [{"type": "text", "text": "no such tool"}], "isError": true}))))
        }
        _ => error(200, -32601, id),
    }
}

#[test]
fn a_conversation_with_an_honest_server() {
    let (yard, server) = (Yard::of_cases(CASES), Server::new(|asked, _| honest(asked)));
    yard.run(&["--live", &server.live()]).is(2, &["not run", "needs --approve"]);
    assert!(server.lines().is_empty());
    yard.run(&["--live", &server.live(), "--approve", "ada: test"]).is(0, &["1 passed"]);
    let seen = server.seen();
    let ids: Vec<Value> = seen.iter().filter_map(|asked| serde_json::from_slice::<Value>(&asked.body).ok()).collect();
    let ids: Vec<String> = ids.iter().map(|message| message["id"].to_string()).collect();
    assert_eq!(ids, ["1", "null", "\"abc\"", "2", "3", "4", "5", "6", "7"]);
    let first: Value = serde_json::from_slice(&seen[0].body).unwrap();
    assert_eq!(first.as_object().unwrap().keys().collect::<Vec<_>>(), ["jsonrpc", "id", "method", "params"]);
    // The session is ended at the end, and its name is in no artifact.
    let last = seen.last().unwrap();
    assert_eq!((last.method.as_str(), last.header("mcp-session-id")), ("DELETE", Some("s-1")));
    let evidence = yard.files("artifacts/runs").pop().unwrap().1;
    let evidence = String::from_utf8(evidence).unwrap();
    assert!(!evidence.contains("s-1") && evidence.contains("notifications/progress"), "{evidence}");
}

#[test]
fn without_a_session_there_is_none_to_end() {
    let server = Server::always(plain(200, &json!({"jsonrpc": "2.0", "id": 1, "result": {}})));
    let yard = Yard::of_cases(
        "  - name: one\n    steps: [{ json_rpc: ping, path: /mcp, expect: { rpc: result } }]\n    undo: { call: DELETE /mcp, session: true }\n",
    );
    yard.run(&["--live", &server.live()]).is(0, &["1 passed"]);
    assert_eq!(server.lines(), ["POST /mcp"]);
    assert!(yard.evidence().iter().any(|line| line.to_string().contains("not needed: no session was given")));
    // As a step it is asked for something that is not there.
    let yard = Yard::of_cases("  - { name: one, call: DELETE /mcp, session: true, expect: 200 }\n");
    yard.run(&["--live", &server.live()]).is(100, &["a session of MCP"]);
    assert_eq!(server.lines().len(), 1);
}

/// One message, what is wrong with its answer, and the field that the finding names.
#[test]
fn what_is_wrong_with_an_answer_is_told_by_its_field() {
    let message = |change: &str| {
        let mut message = json!({"jsonrpc": "2.0", "id": 1, "result": {"tools": []}});
        for (key, value) in serde_json::from_str::<Value>(change).unwrap().as_object().unwrap() {
            message[key] = value.clone();
        }
        message
    };
    let event_of = |change: &str| event(&message(change));
    let list = "json_rpc: tools/list, expect: { json: { result.tools: { type: array } } }";
    let call = "json_rpc: tools/call, mutates: false, params: { name: x }, expect: { rpc: result }";
    let note = "json_rpc: notifications/initialized, notification: true, expect: { time: '< 60s' }";
    let error = "{\"result\": null, \"error\": {\"code\": -32603, \"message\": \"out of order\"}}";
    let error = message(error).as_object().cloned().map(|mut map| {
        map.remove("result");
        Value::from(map)
    });
    let error = error.unwrap();
    let chunk = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n",
        400
    );
    let rows: Vec<(&str, &str, Reply, &str)> = vec![
        ("another id", list, plain(200, &message("{\"id\": 2}")), "$.id"),
        ("another id in a stream", list, ends("text/event-stream", event_of("{\"id\": 2}")), "$.id"),
        ("the id as text", list, plain(200, &message("{\"id\": \"1\"}")), "$.id"),
        ("the id as text in a stream that stays open", list, stream("", &event_of("{\"id\": \"1\"}")), "$.id"),
        ("a result and an error", list, plain(200, &message("{\"error\": {\"code\": 1, \"message\": \"x\"}}")), "$"),
        ("another version", list, plain(200, &message("{\"jsonrpc\": \"1.0\"}")), "$.jsonrpc"),
        ("an error at 200", list, plain(200, &error), "$.error.message"),
        ("an error in a stream", list, stream("", &event(&error)), "$.error.message"),
        (
            "an error without a code",
            list,
            plain(200, &json!({"jsonrpc": "2.0", "id": 1, "error": {"message": "x"}})),
            "$.error.code",
        ),
        (
            "a tool's error",
            call,
            plain(200, &message("{\"result\": {\"content\": [], \"isError\": true}}")),
            "$.result.isError",
        ),
        ("a page", list, ends("text/html", "<!DOCTYPE html><p>Welcome"), "header content-type"),
        (
            "another content type",
            list,
            ends("application/vnd.api+json", message("{}").to_string()),
            "header content-type",
        ),
        ("an empty body", list, ends("application/json", ""), "body"),
        ("no JSON", list, ends("application/json", "{\"jsonrpc\":"), "body"),
        ("a list", list, ends("application/json", format!("[{}]", message("{}"))), "$"),
        ("a stream that ends before", list, ends("text/event-stream", ": hello\n\n"), "body"),
        (
            "a stream that ends in the middle of an event",
            list,
            ends("text/event-stream", format!("data: {}\n", message("{}"))),
            "body",
        ),
        ("a stream that is cut", list, Reply::Bytes(format!("{chunk}data: {{\"jsonrpc\"").into_bytes()), "body"),
        ("no JSON in an event", list, ends("text/event-stream", "data: {\"jsonrpc\": \"2.0\", \"id\": 1,\n\n"), "body"),
        (
            "no UTF-8 in an event",
            list,
            ends("text/event-stream", b"data: {\"jsonrpc\": \"2.0\", \"id\": 1, \"result\": \"\xff\"}\n\n"),
            "body",
        ),
        ("a notification is answered with 200", note, answer(200, "", ""), "status"),
        (
            "a notification is answered with a message",
            note,
            answer(202, "content-type: application/json\r\n", "{}"),
            "body",
        ),
        ("204", list, answer(204, "", ""), "header content-type"),
        ("500", list, plain(500, &error), "status"),
    ];
    for (name, step, reply, field) in rows {
        let server = Server::always(reply);
        let yard = Yard::of_cases(&format!("  - {{ name: one, path: /mcp, {step} }}\n"));
        let done = yard.run(&["--live", &server.live(), "--output", "json"]);
        let found = done.json()["cases"][0]["findings"].clone();
        assert_eq!((done.code, found[0]["field"].as_str()), (Some(100), Some(field)), "{name}: {found:#}");
    }
}

#[test]
fn a_stream_that_is_cut_is_asked_for_again_under_another_id() {
    let whole = |asked: &Asked| {
        let sent: Value = serde_json::from_slice(&asked.body).unwrap();
        stream("", &event(&json!({"jsonrpc": "2.0", "id": sent["id"], "result": {}})))
    };
    let server = Server::new(
        move |asked, before| if before == 0 { ends("text/event-stream", ": no\n\n") } else { whole(asked) },
    );
    let step = "json_rpc: ping, path: /mcp, retry: { times: 1, on: cut, expected: true }, expect: { rpc: result }";
    let yard = Yard::of_cases(&format!("  - {{ name: one, {step} }}\n"));
    yard.run(&["--live", &server.live()]).is(0, &["1 passed"]);
    let ids: Vec<String> = server.seen().iter().map(Asked::text).collect();
    assert!(ids[0].contains("\"id\":1") && ids[1].contains("\"id\":2"), "{ids:?}");
}

#[test]
fn a_session_that_is_forgotten_is_red() {
    let steps = "    steps:\n      - { json_rpc: initialize, path: /mcp }\n      - { json_rpc: tools/list, path: /mcp, expect: { rpc: result } }\n";
    let yard = Yard::of_cases(&format!("  - name: one\n{steps}"));
    let server = Server::new(|asked, before| match before {
        0 => honest(asked),
        _ => plain(
            404,
            &json!({"jsonrpc": "2.0", "error": {"code": -32001, "message": "Session not found"}, "id": null}),
        ),
    });
    let done = yard.run(&["--live", &server.live()]);
    done.is(100, &["status", "404", "Session not found"]);
}

#[test]
fn what_cannot_be_sent_is_refused_before_anything_is() {
    for (step, code) in [
        ("json_rpc: ping, expect: { rpc: any }", "missing-key"),
        ("json_rpc: ping, path: mcp, expect: { rpc: any }", "request-line"),
        ("json_rpc: ping, path: /mcp, notification: true, rpc_id: 1, expect: { rpc: any }", "rpc-id"),
        ("json_rpc: ping, path: /mcp, json: {}, expect: { rpc: any }", "unknown-key"),
        ("json_rpc: ping, path: /mcp, params: 5, expect: { rpc: any }", "wrong-type"),
        ("json_rpc: ping, path: /mcp, expect: { rpc: nonsense }", "wrong-"),
        ("json_rpc: tools/call, path: /mcp, retry: { times: 1, on: cut }, expect: { rpc: any }", "unsafe-retry"),
        ("call: POST /mcp, expect: { rpc: any }", "no-messages"),
    ] {
        let yard = Yard::of_cases(&format!("  - {{ name: one, {step} }}\n"));
        yard.does(&["check"]).is(2, &[code]);
    }
}

#[test]
fn that_no_message_comes_back_can_be_what_is_wanted() {
    let server = Server::always(Reply::Silence);
    let step = "  - { name: a, json_rpc: tools/list, path: /mcp, timeout: 500ms, expect: { error: timeout } }\n";
    Yard::of_cases(step).run(&["--live", &server.live()]).is(0, &["1 passed"]);
    // Where one does come, it is not.
    let server = Server::new(|asked, _| honest(asked));
    Yard::of_cases(step).run(&["--live", &server.live()]).is(100, &["expected timeout, got an answer: 400"]);
}
