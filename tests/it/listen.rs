//! A service that calls back, as it was asked to and in other ways.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::bench::server::{Asked, Reply, Server, json};
use crate::bench::{MOCK, PROJECT, Yard};

/// Asks for an export, and waits to be told.
const CASE: &str = r#"
  - name: one
    steps:
      - { call: POST /exports, json: { notify: '${callback.url}/done' }, expect: 200 }
      - id: done
        listen: POST /done
        within: WITHIN
        answer: { status: 202, json: { thanks: true } }
        expect:
          json: { state: done }
          header: { x-signature: "sha256=${sha256(done.body, 'hex')}" }
"#;

/// SHA-256 of `{\"state\":\"done\"}`, by `sha256sum`.
const SIGNED: &str = "sha256=414dc96abeb5a87dbec57391eb1cf881aecf766497e6240f8f50f8319bed8e0e";

/// A request to an address of ours, and the head of what came back.
fn deliver(url: &str, method: &str, headers: &str, body: &[u8]) -> String {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let head = format!(
        "{method} /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n",
        body.len()
    );
    // What is refused by its size is not read to its end.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// A service that answers 200 and calls back as the test says; what its callbacks were answered with.
fn service(call: impl Fn(&str) -> Vec<String> + Send + Sync + 'static) -> (Server, Arc<Mutex<Vec<String>>>) {
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = heard.clone();
    let server = Server::new(move |asked: &Asked, _| {
        let sent: Value = serde_json::from_slice(&asked.body).unwrap();
        kept.lock().unwrap().extend(call(sent["notify"].as_str().unwrap()));
        json("{}")
    });
    (server, heard)
}

fn told(url: &str, body: &str) -> String {
    deliver(url, "POST", &format!("content-type: application/json\r\nx-signature: {SIGNED}\r\n"), body.as_bytes())
}

fn run(yard: &Yard, server: &Server) -> crate::bench::Done {
    yard.run(&["--live", &server.live(), "--approve", "ada: test", "--output", "json"])
}

fn yard(within: &str) -> Yard {
    Yard::of_cases(&CASE.replace("WITHIN", within))
}

#[test]
fn a_callback_that_came_before_its_step_is_taken_and_kept() {
    let (server, heard) = service(|url| vec![told(url, "{\"state\":\"done\"}")]);
    let yard = yard("60s");
    let done = run(&yard, &server);
    assert_eq!(done.code, Some(0), "{done}");
    let heard = heard.lock().unwrap();
    assert!(heard[0].starts_with("HTTP/1.1 202 ") && heard[0].ends_with("{\"thanks\":true}"), "{heard:?}");
    let evidence = yard.evidence();
    let arrived =
        evidence.iter().find(|line| line["request"]["url"].as_str().is_some_and(|url| url.ends_with("/done")));
    let arrived = arrived.unwrap();
    assert_eq!(arrived["request"]["body"]["text"], "{\"state\":\"done\"}");
    assert_eq!((&arrived["answer"]["status"], &arrived["step"]), (&202.into(), &"2 (done)".into()));
    // A signature is a credential by its name.
    assert!(!arrived.to_string().contains(SIGNED));
}

#[test]
fn one_that_comes_later_is_waited_for() {
    let (server, _) = service(|url| {
        let url = url.to_owned();
        std::thread::spawn(move || told(&url, "{\"state\":\"done\"}"));
        Vec::new()
    });
    let done = run(&yard("60s"), &server);
    assert_eq!(done.code, Some(0), "{done}");
}

/// How a service calls an address, and what it was answered with.
type Calls = fn(&str) -> Vec<String>;

#[test]
fn what_is_wrong_with_a_callback_is_told_by_its_field() {
    let rows: [(&str, Calls, &str, &str); 6] = [
        ("none comes", |_| Vec::new(), "callback", "nothing else came either"),
        (
            "another path",
            |url| vec![told(&url.replace("/done", "/failed"), "{\"state\":\"done\"}")],
            "callback",
            "POST /failed",
        ),
        ("another method", |url| vec![deliver(url, "PUT", "", b"{\"state\":\"done\"}")], "callback", "PUT /done"),
        ("another state", |url| vec![told(url, "{\"state\":\"failed\"}")], "header x-signature", ""),
        ("no signature", |url| vec![deliver(url, "POST", "", b"{\"state\":\"done\"}")], "header x-signature", ""),
        ("too large", |url| vec![deliver(url, "POST", "", &vec![b' '; (8 << 20) + 1])], "callback", ""),
    ];
    for (name, call, field, word) in rows {
        let (server, heard) = service(call);
        // Whatever comes has come before the step begins: there is nothing to wait for.
        let done = run(&yard("1ms"), &server);
        let found = done.json()["cases"][0]["findings"].clone();
        assert_eq!((done.code, found[0]["field"].as_str()), (Some(100), Some(field)), "{name}: {found:#}");
        assert!(found[0].to_string().contains(word), "{name}: {found:#}");
        let expected = match name {
            "another path" | "another method" => "HTTP/1.1 404 ",
            "too large" => "HTTP/1.1 413 ",
            _ => "HTTP/1.1 202 ",
        };
        assert!(heard.lock().unwrap().iter().all(|answer| answer.starts_with(expected)), "{name}: {heard:?}");
    }
}

#[test]
fn several_are_taken_each_once() {
    let steps = |listen: &str| {
        format!(
            "  - name: one\n    steps:\n      - {{ call: POST /exports, json: {{ notify: '${{callback.url}}/done' }}, expect: 200 }}\n      - {{ listen: POST /done, within: 1ms, {listen} }}\n"
        )
    };
    let twice = |url: &str| vec![told(url, "{\"n\":1}"), told(url, "{\"n\":2}")];
    for (listen, code) in [
        ("count: 2, expect: { json: { n: 2 } }", 0),
        ("expect: { json: { n: 1 } }", 0),
        ("expect: { json: { n: 2 } }", 100),
        ("repeat: 2, expect: { json: { n: { ge: 1 } } }", 0),
        ("repeat: 2, expect: { json: { n: 2 } }", 100),
        ("count: 3, expect: { json: { n: 2 } }", 100),
        ("until: 60s, expect: { json: { n: 2 } }", 0),
    ] {
        let (server, _) = service(twice);
        let done = run(&Yard::of_cases(&steps(listen)), &server);
        assert_eq!(done.code, Some(code), "{listen}: {done}");
    }
}

#[test]
fn each_case_has_an_address_of_its_own() {
    let (server, _) = service(|url| vec![told(url, "{\"state\":\"done\"}")]);
    let case = |name: &str, listens: &str| {
        format!(
            "  - name: {name}\n    steps:\n      - {{ call: POST /exports, json: {{ notify: '${{callback.url}}/done' }}, expect: 200 }}\n{listens}"
        )
    };
    let waits = "      - { listen: POST /done, within: 1ms, expect: { json: { state: done } } }\n";
    let meant = case("c", "    unmatched: expected\n");
    let yard = Yard::of_cases(&[case("a", waits), case("b", waits), meant].concat());
    let done = run(&yard, &server);
    assert_eq!(done.code, Some(0), "{done}");
    let refused = yard.evidence().into_iter().find(|line| line["step"] == "callback").unwrap();
    assert_eq!((&refused["case"], &refused["answer"]["status"]), (&"api/contract/c".into(), &404.into()));
    let urls: std::collections::BTreeSet<String> = server.seen().iter().map(Asked::text).collect();
    assert_eq!(urls.len(), 3, "{urls:?}");
    // What nobody waits for is told.
    let done = run(&Yard::of_cases(&case("d", "")), &server);
    assert_eq!(done.json()["cases"][0]["findings"][0]["field"], "callback POST /done", "{done}");
    assert_eq!(done.code, Some(100), "{done}");
}

#[test]
fn the_project_says_where_services_elsewhere_reach_us() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let callback = format!("callback: {{ listen: '127.0.0.1:{port}', url: 'https://ci.example.test/hooks' }}\n");
    let yard = yard("60s").project(&format!("{PROJECT}{callback}"));
    // What stands before us passes on the whole path.
    let (server, _) = service(move |url| {
        let path = url.strip_prefix("https://ci.example.test").unwrap();
        vec![told(&format!("http://127.0.0.1:{port}{path}"), "{\"state\":\"done\"}")]
    });
    let done = run(&yard, &server);
    assert_eq!(done.code, Some(0), "{done}");
    // An address that is taken makes the suite invalid, and the service is not asked.
    let taken = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    let asked = server.lines().len();
    let done = run(&yard, &server);
    assert!(done.code == Some(2) && done.out.contains("cannot be listened on"), "{done}");
    assert_eq!(server.lines().len(), asked);
    drop(taken);
    for wrong in [
        "{ listen: nowhere, url: 'http://a.test' }",
        "{ listen: '127.0.0.1:1', url: ftp://a }",
        "{ url: 'http://a.test' }",
    ] {
        let yard = Yard::empty().project(&format!("{PROJECT}callback: {wrong}\n")).file("mocks/api.yaml", MOCK);
        yard.cases(&CASE.replace("WITHIN", "1s")).does(&["check"]).is(2, &[]);
    }
}

#[test]
fn what_cannot_be_listened_for_is_refused_before_anything_is_sent() {
    for (step, code) in [
        ("listen: POST done, expect: { json: { a: 1 } }", "request-line"),
        ("listen: 'POST /done?a=1', expect: { json: { a: 1 } }", "request-line"),
        ("listen: 'POST /${run.id}', expect: { json: { a: 1 } }", "needs-literal"),
        ("listen: POST /done, answer: { json: { a: '${run.id}' } }, expect: { json: { a: 1 } }", "needs-literal"),
        ("listen: POST /done, answer: { json: 1, body: x }, expect: { json: { a: 1 } }", "two-bodies"),
        ("listen: POST /done, expect: 200", "no-answer"),
        ("listen: POST /done, expect: { error: refused }", "no-answer"),
        ("listen: POST /done, json: {}, expect: { json: { a: 1 } }", "unknown-key"),
        ("call: GET /health, headers: { x: '${callback.uri}' }, expect: 200", "undefined-name"),
    ] {
        Yard::of_cases(&format!("  - {{ name: one, {step} }}\n")).does(&["check"]).is(2, &[code]);
    }
}

#[test]
fn a_service_that_says_nothing_keeps_nobody_longer_than_is_said() {
    let server = Server::always(Reply::Bytes(Vec::new()));
    let yard = Yard::of_cases("  - { name: one, listen: POST /done, within: 1ms, expect: { json: { a: 1 } } }\n");
    let done = run(&yard, &server);
    assert_eq!(done.code, Some(100), "{done}");
    assert!(server.lines().is_empty());
}
