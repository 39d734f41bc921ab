//! Which stub answers, and what.

use super::*;

#[test]
fn the_more_telling_stub_answers() {
    let engine = engine(
        r#"
mock: m
stubs:
  - { id: any user, when: { GET: "/users/{id}" }, then: { 200: { text: "user ${request.path.id}" } } }
  - { id: me, when: { GET: /users/me }, then: { 200: { text: me } } }
  - { id: admin, when: { GET: "/users/{id}", query: { as: admin } }, then: { 200: { text: "admin ${request.path.id}" } } }
  - { id: report, when: { POST: "/users/{id}:report" }, then: 202 }
  - { id: second page, when: { GET: /list, query: { page: 2, limit: { ge: 10 } } }, then: { 200: { text: second } } }
  - { id: two tags, when: { GET: /list, query: { tag: [a, b] } }, then: { 200: { text: tags } } }
  - { id: list, when: { GET: /list }, then: { 200: { text: first } } }
  - { id: other, when: { any: "/{rest+}" }, then: { 418: { text: "${request.method} ${request.path.rest}" } } }
"#,
    );
    assert_eq!(send(&engine, "GET /users/me").1, "me");
    assert_eq!(send(&engine, "GET /users/7").1, "user 7");
    assert_eq!(send(&engine, "GET /users/a%2Fb%20c").1, "user a/b c");
    assert_eq!(send(&engine, "GET /users/7?as=admin").1, "admin 7");
    assert_eq!(send(&engine, "POST /users/7:report").0, 202);
    assert_eq!(send(&engine, "GET /list?page=2&limit=20").1, "second");
    assert_eq!(send(&engine, "GET /list?page=2&limit=9").1, "first");
    assert_eq!(send(&engine, "GET /list?tag=a&tag=b").1, "tags");
    assert_eq!(send(&engine, "GET /list?tag=b&tag=a").1, "first");
    assert_eq!(send(&engine, "HEAD /users/me"), (200, "me".into()), "the server leaves the body out");
    assert_eq!(send(&engine, "DELETE /users/me"), (418, "DELETE users/me".into()));
    assert_eq!(breaches(&engine, ""), Vec::<String>::new());
}

#[test]
fn bodies_are_looked_into() {
    let engine = engine(
        r#"
mock: m
stubs:
  - { id: form, when: { POST: /f, form: { grant_type: client_credentials } }, then: { 200: { json: { id: "${request.form.client_id}" } } } }
  - { id: deep, when: { POST: /j, json: { "order.lines[0].sku": a-1, "order.paid": true } }, then: 201 }
  - { id: each, when: { POST: /j, json: { "tags[*]": { one_of: [x, y] }, order: { absent: true } } }, then: 202 }
  - { id: text, when: { POST: /t, body: { matches: "^<a>" } }, then: 203 }
"#,
    );
    let form = ("content-type", "application/x-www-form-urlencoded");
    let sent = send_all(&engine, "POST /f", &[form], "grant_type=client_credentials&client_id=me");
    assert_eq!(sent, (200, r#"{"id":"me"}"#.into()));
    let json = |body: &str| send_all(&engine, "POST /j", &[], body).0;
    assert_eq!(json(r#"{"order": {"lines": [{"sku": "a-1"}], "paid": true}}"#), 201);
    assert_eq!(json(r#"{"order": {"lines": [{"sku": "a-1"}], "paid": "true"}}"#), 404);
    assert_eq!(json(r#"{"tags": ["x", "y", "x"]}"#), 202);
    assert_eq!(json(r#"{"tags": ["x", "z"]}"#), 404);
    assert_eq!(json("{"), 404);
    assert_eq!(send_all(&engine, "POST /t", &[], "<a>").0, 203);
    let told = breaches(&engine, "");
    assert_eq!(told.len(), 3);
    assert!(
        told[1].contains("nearest is `each` (POST /j): json tags[*]: expected ") && told[1].contains("\"z\""),
        "{told:#?}"
    );
    assert!(told[2].contains("the body is no JSON"), "{told:#?}");
}

#[test]
fn a_state_machine_stands_on_one_page() {
    let engine = engine(include_str!("contracts.yaml"));
    let base = "/platform/integrations/i1/contracts";
    let create = |version: &str| {
        send_all(&engine, &format!("POST {base}"), &[], &format!(r#"{{"contract_version": "{version}"}}"#)).0
    };
    let act = |what: &str| send_all(&engine, &format!("POST {base}/{what}"), &[("x-request-id", "r-1")], "").0;
    assert_eq!((create("v1"), act("v1/activate"), create("v2")), (201, 200, 201));
    assert_eq!(create("v2"), 409, "a version is made once");
    let blocked = send(&engine, &format!("POST {base}/v2/activate"));
    assert_eq!(
        blocked,
        (409, r#"{"status":409,"error_code":"integration_contract_activation_blocked","reason":"missing_compatibility_check","retryable":false}"#.into())
    );
    assert_eq!((act("v2/compatibility-checks"), act("v2/activate")), (201, 200));
    assert_eq!(
        send(&engine, &format!("GET {base}")).1,
        r#"{"items":[{"version":"v1","status":"deprecated"},{"version":"v2","status":"active"}],"count":2}"#
    );
    assert_eq!(send(&engine, &format!("GET {base}/v2")).1, r#"{"status":"active","version":"v2"}"#);
    assert_eq!(send(&engine, &format!("GET {base}/v3")).0, 404);
    assert_eq!(
        send(&engine, "GET /platform/audit/events").1,
        r#"[{"event_type":"activated","request_id":"r-1","version":"v1"},{"event_type":"activated","request_id":"r-1","version":"v2"}]"#
    );
    assert_eq!((act("v1/discard"), send(&engine, &format!("GET {base}/v1")).0), (204, 404));
    assert_eq!(breaches(&engine, ""), Vec::<String>::new());
    assert_eq!(
        send(&engine, &format!("GET {base}")).1,
        r#"{"items":[],"count":0}"#,
        "a closed case leaves nothing behind"
    );
}

#[test]
fn steps_go_on_by_key_and_the_last_one_stays() {
    let engine = engine(
        r#"
mock: m
stubs:
  - id: a
    when: { POST: /a }
    key: "${request.header.idempotency-key}"
    steps: [503, { 503: { headers: { retry-after: 2 } } }, { 201: { json: { id: "${seq}" } } }]
"#,
    );
    let with = |key: &str| send_all(&engine, "POST /a", &[("idempotency-key", key)], "");
    assert_eq!((with("x").0, with("x").0, with("y").0), (503, 503, 503));
    assert_eq!((with("x"), with("x").1.as_str(), with("y").0), ((201, r#"{"id":4}"#.into()), r#"{"id":5}"#, 503));
    assert_eq!(send(&engine, "POST /a").0, 503, "without a key there is one count for all");
}

#[test]
fn answers_are_filled_in_from_the_request() {
    let engine = engine(
        r#"
mock: m
secrets: [WH]
vars: { LIMIT: 3 }
stubs:
  - id: a
    when: { POST: "/a/{x}" }
    compute: { next: "int(request.query.page) + 1", known: "has(request.json.a)" }
    then:
      200:
        headers: { x-request-id: "${request.header.x-request-id}", set-cookie: [a=1, "b=${request.query.page}"], x-page: 2 }
        json:
          url: "${request.url}"
          next: "${request.origin}/a?page=${computed.next}"
          a: "${request.json.a[0]}"
          known: "${computed.known}"
          limit: "${var.LIMIT}"
          mac: "${hmac_sha256(secret.WH, request.raw, 'hex')}"
          literal: "$${x}"
          year: "${date('0s', '%Y')}"
          none: "${request.header.nope}"
          id: "${fresh.uuid}"
  - { id: broken, when: { GET: /broken }, then: { 200: { text: "a ${request.header.nope}" } } }
  - { id: problem, when: { GET: /p }, then: { 403: { problem: { title: no, detail: "${request.query.q}" } } } }
"#,
    );
    let reply = engine.answer(&request("POST /a/1?page=4", &[("x-request-id", "r-7")], r#"{"a": [{"b": 1}]}"#));
    let json: Value = serde_json::from_slice(&reply.answer.body).unwrap();
    assert_eq!(reply.answer.headers["x-request-id"], "r-7");
    assert_eq!(reply.answer.headers["x-page"], "2");
    assert_eq!(reply.answer.headers["content-type"], "application/json");
    let cookies: Vec<_> = reply.answer.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=1", "b=4"]);
    assert_eq!(json["url"], "http://mock.test/a/1?page=4");
    assert_eq!(json["next"], "http://mock.test/a?page=5");
    assert_eq!((&json["a"], &json["known"], &json["limit"]), (&json!({"b": 1}), &json!(true), &json!(3)));
    assert_eq!(json["mac"].as_str().unwrap().len(), 64);
    assert_eq!((&json["literal"], &json["none"]), (&json!("${x}"), &Value::Null));
    let again = engine.answer(&request("POST /a/1?page=4", &[], r#"{"a": []}"#));
    assert!(!again.answer.headers.contains_key("x-request-id"), "a header that becomes null is left out");
    let other: Value = serde_json::from_slice(&again.answer.body).unwrap();
    assert_ne!(json["id"], other["id"], "fresh values are new for each request");
    let (status, body) = send(&engine, "GET /broken");
    assert!(status == 500 && body.contains("the stub `broken` could not answer") && body.contains("null"), "{body}");
    assert_eq!(send(&engine, "GET /p?q=x"), (403, r#"{"status":403,"title":"no","detail":"x"}"#.into()));
    let told = breaches(&engine, "");
    assert!(told.len() == 1 && told[0].starts_with("mock: an answer to each request / the stub `broken`"), "{told:#?}");
}

fn reference(name: &str) -> Engine {
    let text = include_str!("../../../../mocks/README.md");
    let head = format!("mock: {name}\n");
    engine(text.split("```yaml\n").find(|fence| fence.starts_with(&head)).unwrap().split("```").next().unwrap())
}

#[test]
fn the_references_examples_do_what_it_says() {
    let receiver = reference("receiver");
    let body = r#"{ "a": "é" }"#;
    let hook = |stamp: i64, mac: &str| {
        let stamp = stamp.to_string();
        let mac = if mac.is_empty() {
            let key = json!("WEBHOOK_SECRET-s3cret");
            let sign = crate::value::function::named("hmac_sha256").unwrap();
            let hex = sign.call(&[key, json!(format!("{stamp}.{body}"))], jiff::Timestamp::now()).unwrap();
            format!("sha256={}", hex.as_str().unwrap())
        } else {
            mac.to_owned()
        };
        send_all(&receiver, "POST /hooks", &[("x-timestamp", &stamp), ("x-signature", &mac)], body).0
    };
    let now = jiff::Timestamp::now().as_second();
    assert_eq!((hook(now, ""), hook(now - 400, ""), hook(now, "sha256=00")), (202, 401, 401));
    assert_eq!(
        send(&receiver, "GET /numbers?page=2"),
        (200, r#"{"items":[20,21,22,23,24,25,26,27,28,29],"page":2}"#.into())
    );
    let orders = reference("orders");
    let order = |body: &str| send_all(&orders, "POST /orders", &[("idempotency-key", "k")], body);
    assert_eq!(
        (order("a").0, order("a"), order("a"), order("b").0),
        (503, (201, "{\"id\":2}".into()), (201, "{\"id\":2}".into()), 409)
    );
    let search = reference("search");
    assert_eq!(send(&search, "GET /search?page=2&q=a").0, 401);
    let token = [("authorization", "Bearer TOKEN-s3cret")];
    assert_eq!(send_all(&search, "GET /search?page=2&q=a", &token, "").0, 200);
    assert_eq!(send_all(&search, "GET /search?page=2&q=A", &token, "").0, 404);
    assert_eq!(send_all(&search, "PATCH /files/a.json", &token, "").0, 204);
}

#[test]
fn no_stub_can_pass_for_another_mock() {
    let engine = engine(
        r#"
mock: m
stubs:
  - { id: plain, when: { GET: /plain }, then: { 200: { headers: { X-Holdpoint-Mock: other } } } }
  - { id: filled, when: { GET: /filled }, then: { 200: { headers: { x-holdpoint-mock: "${request.method}" } } } }
  - { id: faulty, when: { GET: /faulty }, then: { 200: { text: "${request.query.none}" } } }
  - id: replayed
    when: { POST: /replayed }
    key: "${request.query.key}"
    then: 200
    replay: { other_body: 422 }
"#,
    );
    // `send_all` looks at the header of each answer.
    for (line, status) in [("GET /plain", 200), ("GET /filled", 200), ("GET /faulty", 500), ("GET /none", 404)] {
        assert_eq!(send(&engine, line).0, status, "{line}");
        let headers = engine.answer(&request(line, &[], "")).answer.headers;
        assert_eq!(headers.get_all(MOCK_HEADER).iter().count(), 1, "{line}");
    }
    for (body, status) in [("one", 200), ("one", 200), ("other", 422)] {
        assert_eq!(send_all(&engine, "POST /replayed?key=1", &[], body).0, status, "{body}");
    }
    let refused = engine.refuse(&request("GET /plain", &[], ""), StatusCode::PAYLOAD_TOO_LARGE, "large");
    assert_eq!(refused.answer.headers[MOCK_HEADER], "m");
}
