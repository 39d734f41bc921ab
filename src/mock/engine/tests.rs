//! What the engine answers, remembers, and reports.

use std::path::Path;

use http::Method;
use proptest::prelude::*;

use super::*;
use crate::mock::load;
use crate::mock::request::Origin;
use crate::model::diagnostic::Diagnostic;
use crate::model::endpoint::{CASE_HEADER, MOCK_HEADER};
use crate::model::place::Source;

fn engine(text: &str) -> Engine {
    let source = Arc::new(Source { name: "m".into(), text: text.into() });
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mock = match load::read(&source, folder, folder) {
        Ok(mock) => mock,
        Err(found) => {
            let told: Vec<String> =
                found.iter().map(|one: &Diagnostic| format!("{:?} {}", one.place, one.message)).collect();
            panic!("{told:#?}");
        }
    };
    let secrets = mock.secrets.iter().map(|name| (name.clone(), Secret::new(format!("{name}-s3cret")))).collect();
    let vars = [("URL".to_owned(), json!("http://x.test"))].into();
    Engine::new(Arc::new(mock), secrets, &vars, Limits::default()).unwrap()
}

fn request(line: &str, headers: &[(&'static str, &str)], body: &str) -> Request {
    let (method, target) = line.split_once(' ').unwrap();
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(*name, value.parse().unwrap());
    }
    let mut request = Request::new(method.parse::<Method>().unwrap(), target.into(), map, Bytes::from(body.to_owned()));
    request.origin = Origin::Known("http://mock.test".into());
    request
}

fn send(engine: &Engine, line: &str) -> (u16, String) {
    send_all(engine, line, &[], "")
}

fn send_all(engine: &Engine, line: &str, headers: &[(&'static str, &str)], body: &str) -> (u16, String) {
    let reply = engine.answer(&request(line, headers, body));
    assert_eq!(reply.answer.headers[MOCK_HEADER], engine.mock().name);
    (reply.answer.status.as_u16(), String::from_utf8(reply.answer.body.to_vec()).unwrap())
}

fn breaches(engine: &Engine, case: &str) -> Vec<String> {
    let line = |breach: Breach| format!("{}: {} / {}", breach.about, breach.expected, breach.actual);
    engine.close(case).into_iter().map(line).collect()
}

mod answers;

const REPLAY: &str = r#"
mock: m
state: { made: { table: name } }
stubs:
  - { id: taken, when: { POST: /a, guard: "request.json.name in state.made" }, then: 409 }
  - { id: nobody, when: { POST: /a, header: { authorization: { absent: true } } }, then: 401 }
  - id: make
    when: { POST: /a }
    key: "${request.header.idempotency-key}"
    steps: [503, { 201: { json: { id: "${seq}", name: "${request.json.name}" }, headers: { location: "/a/${seq}" } } }]
    set: { row: "made[${request.json.name}]", to: { by: "${seq}" } }
    replay: { other_body: 422 }
  - { id: count, when: { GET: /a }, then: { 200: { json: "${rows.made}" } } }
"#;

#[test]
fn a_key_gives_its_first_result_again() {
    let engine = engine(REPLAY);
    let post = |key: &str, body: &str| {
        let mut headers = vec![("authorization", "me")];
        if !key.is_empty() {
            headers.push(("idempotency-key", key));
        }
        send_all(&engine, "POST /a", &headers, body)
    };
    let body = r#"{"name": "n"}"#;
    let fresh = |key: &str| post(key, &format!(r#"{{"name": "{key}"}}"#));
    assert_eq!(fresh("k").0, 503, "an answer that asks for another try is no result");
    assert_eq!(send_all(&engine, "POST /a", &[], body).0, 401, "a stub that stands before still does");
    // The 503 has already made the row, as this file says; the key goes on to its next step only by another name.
    let first = post("k", body);
    assert_eq!(first, (201, r#"{"id":2,"name":"n"}"#.into()));
    assert_eq!(post("k", body), first, "though the name is taken now, the key is known");
    assert_eq!(post("k", r#"{"name": "m"}"#).0, 422);
    assert_eq!(post("other", body).0, 409);
    assert_eq!(post("", body).0, 409, "without a key nothing is repeated");
    assert_eq!(send(&engine, "GET /a").1, r#"[{"name":"k","by":1},{"name":"n","by":2}]"#, "one effect for one key");
}

#[test]
fn a_key_is_in_flight_until_its_answer_was_given() {
    let engine = engine(
        "mock: m\nstubs:\n  - id: a\n    when: { POST: /a }\n    key: \"${request.header.k}\"\n    then: { 201: { json: { n: \"${seq}\" }, delay: 5s } }\n    replay: { in_flight: { 409: { problem: { title: busy } } } }\n",
    );
    let post = || engine.answer(&request("POST /a", &[("k", "1")], ""));
    let first = post();
    assert_eq!((first.answer.status.as_u16(), first.delay), (201, Duration::from_secs(5)));
    let second = post();
    assert_eq!(
        (second.answer.status.as_u16(), &second.answer.body[..]),
        (409, &br#"{"status":409,"title":"busy"}"#[..])
    );
    drop(first.landing);
    let third = post();
    assert_eq!(
        (third.answer.status.as_u16(), third.delay, third.answer.body),
        (201, Duration::ZERO, first.answer.body)
    );
}

#[test]
fn an_unmatched_request_is_told_with_what_was_nearest() {
    let engine = engine(
        r#"
mock: m
secrets: [TOKEN]
state: { job: idle }
stubs:
  - { id: order, when: { POST: /orders, header: { authorization: "Bearer ${secret.TOKEN}" }, json: { email: { exists: true } } }, then: 201 }
  - { id: export, when: { GET: "/exports/{id}", state: { job: ready } }, then: 200 }
  - { id: guarded, when: { GET: /guarded, guard: "request.json.a == 1" }, then: 200 }
"#,
    );
    let (status, body) = send_all(&engine, "POST /orders", &[("authorization", "Bearer x")], "{}");
    let problem: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &problem["nearest"]["stub"]), (404, &json!("order")));
    let failed = problem["nearest"]["failed"][0].as_str().unwrap();
    assert!(failed.starts_with("header authorization: expected ") && failed.contains("[secret TOKEN]"), "{failed}");
    assert!(!body.contains("TOKEN-s3cret"), "what is told holds no secret");
    for (line, told) in [
        ("GET /orders", "nearest is `order` (POST /orders): the method is POST"),
        ("GET /exports/1", "nearest is `export` (GET /exports/{id}): state job: expected "),
        ("GET /exprots/1", "nearest is `export` (GET /exports/{id}): the path is /exports/{id}"),
        ("GET /guarded", "guard: `request.json.a == 1` could not be judged: No such key: json"),
    ] {
        let reply = engine.answer(&request(line, &[], ""));
        assert!(reply.nearest.as_deref().unwrap_or_default().contains(told), "{line}: {:?}", reply.nearest);
        assert_eq!(reply.stub, None);
    }
    let seen = engine.arrivals("");
    assert_eq!((seen.list.len(), seen.list[1].stub.clone(), seen.list[1].status), (5, None, 404));
    assert!(seen.list[1].nearest.as_deref().unwrap().contains("POST"));
    let closed = engine.close("");
    assert!(closed.len() == 5 && closed.iter().all(|breach| breach.unmatched));
    assert_eq!(closed[1].about, "unmatched GET /orders");
}

#[test]
fn cases_do_not_see_each_other_unless_they_share_a_suite() {
    let text = |isolate: &str| {
        format!(
            "mock: m\n{isolate}\nstate: {{ n: 0 }}\nstubs:\n  - {{ id: put, when: {{ PUT: /n }}, set: {{ n: \"${{seq}}\" }}, then: 204 }}\n  - {{ id: get, when: {{ GET: /n }}, then: {{ 200: {{ json: \"${{state.n}}\" }} }} }}\n"
        )
    };
    let own = engine(&text("isolate: case"));
    let send = |engine: &Engine, case: &str, line: &str| send_all(engine, line, &[(CASE_HEADER, case)], "").1;
    send(&own, "s::a", "PUT /n");
    assert_eq!((send(&own, "s::a", "GET /n"), send(&own, "s::b", "GET /n")), ("1".into(), "0".into()));
    assert_eq!(own.arrivals("s::a").list.len(), 2);
    assert!(own.arrivals("s::a").list[0].headers.is_empty(), "our header is no one's business");
    own.close("s::a");
    assert_eq!((own.arrivals("s::a").list.len(), send(&own, "s::a", "GET /n")), (0, "0".into()));
    let shared = engine(&text("isolate: suite"));
    send(&shared, "s::a", "PUT /n");
    assert_eq!((send(&shared, "s::b", "GET /n"), send(&shared, "t::b", "GET /n")), ("1".into(), "0".into()));
    shared.close("s::a");
    assert_eq!(send(&shared, "s::c", "GET /n"), "1", "a suite's state outlives its cases");
    shared.close("s");
    assert_eq!(send(&shared, "s::d", "GET /n"), "0", "until the suite itself is closed");
    assert_eq!(shared.arrivals("s::b").list.len(), 1, "what arrived is told by case all the same");
}

#[test]
fn what_must_have_arrived_is_judged_when_a_case_ends() {
    let engine = engine(
        r#"
mock: m
stubs:
  - { id: login, when: { POST: /login }, then: 200 }
  - { id: order, when: { POST: /order }, then: 201 }
expect:
  order: { calls: 2, same: [header.idempotency-key, body_sha256], gaps: [">=2s"], after: login }
  login: { calls: { ge: 1 } }
  unmatched: 0
"#,
    );
    let at = |line: &str, key: &str, body: &str, ms: u64| {
        let mut request = request(line, &[("idempotency-key", key)], body);
        request.at = Duration::from_millis(ms);
        engine.answer(&request);
    };
    at("POST /login", "", "", 0);
    at("POST /order", "k", "{}", 10);
    at("POST /order", "k", "{}", 2010);
    assert_eq!(breaches(&engine, ""), Vec::<String>::new());
    at("POST /order", "k", "{}", 0);
    at("POST /order", "l", "{ }", 1500);
    at("POST /order", "l", "{ }", 4500);
    at("POST /login", "", "", 5000);
    let told = breaches(&engine, "");
    assert_eq!(told.len(), 5, "{told:#?}");
    for (told, part) in told.iter().zip([
        "stub order: calls: ",
        "stub order: the same header idempotency-key in all arrivals: \"k\" / \"l\" in arrival 2",
        "stub order: the same body in all arrivals: sha256 44136fa355b3678a",
        "stub order: >=2s between arrivals 1 and 2 / 1.5 s",
        "stub order: after login / before login",
    ]) {
        assert!(told.starts_with(part), "{told} is not {part}");
    }
    assert!(!breaches(&engine, "").is_empty(), "a case that sent nothing is held to it as well");
}

#[test]
fn a_small_journal_says_what_it_lost() {
    let text = "mock: m\nstubs:\n  - { id: a, when: { GET: /a }, then: 200 }\nexpect: { a: { calls: 5, same: body_sha256 } }\n";
    let limits = Limits { arrivals: 2, ..Limits::default() };
    let engine = Engine { limits, ..engine(text) };
    for _ in 0..5 {
        send(&engine, "GET /a");
    }
    let seen = engine.arrivals("");
    assert_eq!((seen.list.len(), seen.lost), (2, 3));
    assert_eq!(breaches(&engine, ""), ["stub a: a journal of all arrivals / 3 of them were lost"]);
}

#[test]
fn values_that_no_one_gave_are_named() {
    let source = Arc::new(Source {
        name: "m".into(),
        text: "mock: m\nsecrets: [A, B]\nvars: { C: , D: 1 }\nstubs: [ { id: a, when: { GET: /a }, then: 200 } ]\n"
            .into(),
    });
    let mock = load::read(&source, Path::new("."), Path::new(".")).unwrap();
    let secrets = [("B".to_owned(), Secret::new("b".into()))].into();
    let error = Engine::new(Arc::new(mock), secrets, &BTreeMap::new(), Limits::default()).unwrap_err();
    assert_eq!(error.to_string(), "run the mock `m`: no value for secret A, variable C");
}

#[test]
fn a_dry_run_leaves_no_trace() {
    let engine = engine(REPLAY);
    assert!(engine.takes(&request("POST /a", &[("authorization", "me")], r#"{"name": "n"}"#)));
    assert!(!engine.takes(&request("PUT /a", &[], "")));
    assert!(engine.arrivals("").list.is_empty());
    assert_eq!(send(&engine, "GET /a").1, "[]");
}

#[test]
fn many_threads_count_each_arrival_once() {
    let engine = engine(
        "mock: m\nstubs:\n  - { id: a, when: { POST: /a }, then: { 201: { json: \"${seq}\" } } }\nexpect: { a: { calls: 400 } }\n",
    );
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let engine = &engine;
            scope.spawn(move || {
                let own = format!("s::{thread}");
                for number in 1..=400 {
                    let answer = send_all(engine, "POST /a", &[(CASE_HEADER, &own)], "");
                    assert_eq!(answer.1, number.to_string(), "another case's requests do not count");
                    if number % 4 == 0 {
                        send_all(engine, "POST /a", &[(CASE_HEADER, "shared")], "");
                    }
                }
            });
        }
    });
    for case in ["s::0", "s::3", "shared"] {
        assert_eq!(breaches(&engine, case), Vec::<String>::new());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_request_makes_it_panic(
        method in prop::sample::select(vec!["GET", "HEAD", "POST", "DELETE", "OPTIONS", "X-Y"]),
        target in "(/|%2[fF]|%|exports|hooks|several|\\*|\\?|=|&|\\{|é|a|\\.){0,12}",
        body in "(\\{|\\}|\"|order|:|\\[|\\]|1|email|,| ){0,12}",
        signature in "[a-f0-9]{0,8}",
    ) {
        static EVERY: std::sync::LazyLock<Engine> =
            std::sync::LazyLock::new(|| engine(include_str!("../load/tests/every.yaml")));
        let reply = EVERY.answer(&request(&format!("{method} {target}"), &[("x-signature", &signature)], &body));
        prop_assert_eq!(reply.stub.is_none(), reply.nearest.is_some());
        prop_assert_eq!(EVERY.arrivals("").list.len(), 1);
        EVERY.close("");
    }
}
