//! The engine against the crate: the same stubs on both, the same requests, the same answers.

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use wiremock::matchers;
use wiremock::{Mock as Native, MockServer, ResponseTemplate};

use super::*;
use crate::mock::load;
use crate::mock::server::{ServeOptions, Server, serve};
use crate::model::place::Source;

/// A stub that both can express.
#[derive(Debug, Clone)]
struct Plain {
    method: &'static str,
    path: &'static str,
    header: Option<(&'static str, &'static str)>,
    query: Option<(&'static str, &'static str)>,
    json: Option<serde_json::Value>,
    status: u16,
}

const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];
const PATHS: [&str; 5] = ["/a", "/a/b", "/a/b/c", "/orders/7", "/"];
const HEADERS: [(&str, &str); 3] = [("x-one", "1"), ("x-one", "2"), ("x-two", "a b")];
const QUERIES: [(&str, &str); 3] = [("q", "1"), ("q", "b c"), ("r", "")];

fn bodies() -> Vec<serde_json::Value> {
    vec![serde_json::json!({"k": "v"}), serde_json::json!({"k": [1, 2.5, null]}), serde_json::json!("text")]
}

fn plain() -> impl Strategy<Value = Plain> {
    let parts = (
        prop::sample::select(METHODS.to_vec()),
        prop::sample::select(PATHS.to_vec()),
        prop::option::of(prop::sample::select(HEADERS.to_vec())),
        prop::option::of(prop::sample::select(QUERIES.to_vec())),
        prop::option::of(prop::sample::select(bodies())),
    );
    parts.prop_map(|(method, path, header, query, json)| Plain { method, path, header, query, json, status: 200 })
}

fn yaml(stubs: &[Plain]) -> String {
    let mut text = String::from("mock: oracle\nstubs:\n");
    for (number, stub) in stubs.iter().enumerate() {
        let _ = write!(text, "  - id: s{number}\n    when:\n      {}: {}\n", stub.method, stub.path);
        if let Some((name, value)) = stub.header {
            let _ = writeln!(text, "      header: {{ {name}: \"{value}\" }}");
        }
        if let Some((name, value)) = stub.query {
            let _ = writeln!(text, "      query: {{ {name}: \"{value}\" }}");
        }
        if let Some(body) = &stub.json {
            let _ = writeln!(text, "      json: {{ \"$\": {{ eq: {body} }} }}");
        }
        let _ = writeln!(
            text,
            "    then: {{ {}: {{ text: \"stub {number}\", headers: {{ x-stub: s{number} }} }} }}",
            stub.status
        );
    }
    text
}

fn read_mock(text: &str) -> Option<Arc<Mock>> {
    let source = Arc::new(Source { name: "m".into(), text: text.into() });
    load::read(&source, Path::new("."), Path::new(".")).ok().map(Arc::new)
}

/// The crate asks in the order of mounting, so the stubs are mounted in the engine's order.
async fn native(stubs: &[Plain], server: &MockServer) {
    let mut order: Vec<usize> = (0..stubs.len()).collect();
    let weight = |stub: &Plain| {
        usize::from(stub.header.is_some()) + usize::from(stub.query.is_some()) + usize::from(stub.json.is_some())
    };
    order.sort_by_key(|number| std::cmp::Reverse(weight(&stubs[*number])));
    for number in order {
        let stub = &stubs[number];
        let mut builder = Native::given(matchers::method(stub.method)).and(matchers::path(stub.path));
        if let Some((name, value)) = stub.header {
            builder = builder.and(matchers::header(name, value));
        }
        if let Some((name, value)) = stub.query {
            builder = builder.and(matchers::query_param(name, value));
        }
        if let Some(body) = &stub.json {
            builder = builder.and(matchers::body_json(body));
        }
        let template = ResponseTemplate::new(stub.status)
            .append_header("x-stub", format!("s{number}"))
            .set_body_raw(format!("stub {number}"), "text/plain; charset=utf-8");
        builder.respond_with(template).mount(server).await;
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Got {
    status: u16,
    stub: Option<String>,
    kind: Option<String>,
    body: String,
}

async fn ask(client: &reqwest::Client, base: &str, request: &Plain) -> Got {
    let mut url = format!("{base}{}", request.path);
    if let Some((name, value)) = request.query {
        let _ = write!(url, "?{name}={}", crate::value::percent::encode(value));
    }
    let mut builder = client.request(request.method.parse().unwrap(), url);
    if let Some((name, value)) = request.header {
        builder = builder.header(name, value);
    }
    if let Some(body) = &request.json {
        builder = builder.body(body.to_string());
    }
    let answer = builder.send().await.unwrap();
    let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let (status, stub, kind) = (answer.status().as_u16(), header("x-stub"), header("content-type"));
    let body = answer.text().await.unwrap();
    // Where nothing matches both say 404, and ours says more.
    if status == 404 { Got { status, stub, kind: None, body: String::new() } } else { Got { status, stub, kind, body } }
}

fn ours(mock: &Arc<Mock>) -> Server {
    serve(mock.clone(), ServeOptions::default()).unwrap()
}

#[test]
fn engine_carrier_and_crate_answer_alike() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut runner = TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) });
    let case = (prop::collection::vec(plain(), 1..8), prop::collection::vec(plain(), 20));
    let answered = std::cell::Cell::new(0);
    runner
        .run(&case, |(mut stubs, mut requests)| {
            let mut seen: Vec<String> = Vec::new();
            stubs.retain(|stub| {
                let text = format!("{stub:?}");
                let fresh = !seen.contains(&text);
                seen.push(text);
                fresh
            });
            // Half of the requests are made for a stub, so that matches are no rare luck.
            requests.extend(stubs.iter().cloned());
            let mock = read_mock(&yaml(&stubs)).expect("the stubs load");
            let got = runtime.block_on(async {
                let (crate_server, carrier_server) = (MockServer::start().await, MockServer::start().await);
                native(&stubs, &crate_server).await;
                let carrier = Carrier::new(mock.clone(), BTreeMap::new(), &BTreeMap::new()).unwrap();
                Native::given(carrier.clone()).respond_with(carrier).mount(&carrier_server).await;
                let own = ours(&mock);
                let mut all = Vec::new();
                for request in &requests {
                    let expected = ask(&client, &crate_server.uri(), request).await;
                    let engine = ask(&client, &own.url(), request).await;
                    let third = ask(&client, &carrier_server.uri(), request).await;
                    all.push((request.clone(), expected, engine, third));
                }
                all
            });
            for (request, expected, engine, carried) in got {
                answered.set(answered.get() + u32::from(expected.status != 404));
                prop_assert_eq!(&engine, &expected, "{:?}", request);
                prop_assert_eq!(&carried, &expected, "carried: {:?}", request);
            }
            Ok(())
        })
        .unwrap();
    assert!(answered.get() >= 12, "only {} requests met a stub", answered.get());
}

#[tokio::test]
async fn a_carried_mock_keeps_state_and_leaves_other_requests_alone() {
    let text = "mock: m\nstate: { n: 0 }\nstubs:\n  - { id: put, when: { PUT: /n }, set: { n: \"${request.json.n}\" }, then: 204 }\n  - { id: get, when: { GET: /n }, then: { 200: { json: \"${state.n}\" } } }\nexpect: { get: { calls: 1 } }\n";
    let carrier = Carrier::new(read_mock(text).unwrap(), BTreeMap::new(), &BTreeMap::new()).unwrap();
    let server = MockServer::start().await;
    Native::given(carrier.clone()).respond_with(carrier.clone()).mount(&server).await;
    Native::given(matchers::path("/other")).respond_with(ResponseTemplate::new(418)).mount(&server).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/n", server.uri());
    assert_eq!(client.put(&url).body(r#"{"n": [1]}"#).send().await.unwrap().status(), 204);
    assert_eq!(client.get(&url).send().await.unwrap().text().await.unwrap(), "[1]");
    assert_eq!(client.get(format!("{}/other", server.uri())).send().await.unwrap().status(), 418);
    assert_eq!(carrier.journal().arrivals("").list.len(), 2);
    assert!(carrier.close("").is_empty());
}
