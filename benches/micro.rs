//! The parts that run for every request or every line of a file, each by itself: `cargo bench`.

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;

use holdpoint::model::diagnostic::Diagnostics;
use holdpoint::model::exchange::{Answer, Request};
use holdpoint::model::node::Node;
use holdpoint::model::place::Source;
use holdpoint::model::secret::Secret;
use holdpoint::openapi::conform::{Contract, Options};
use holdpoint::openapi::document::Loading;
use holdpoint::openapi::sample::{Hints, Sampler};
use holdpoint::openapi::schema::Undeclared;
use holdpoint::syntax::yaml;
use holdpoint::value::matcher::Matcher;
use holdpoint::value::redact::Redactor;
use holdpoint::value::scope::{Ground, Scope};
use holdpoint::value::template::Template;
use serde_json::json;

fn main() {
    divan::main();
}

fn node(text: &str) -> Node {
    yaml::parse(&Arc::new(Source { name: "bench.yaml".into(), text: text.into() })).expect("the benchmark's own YAML")
}

fn scope() -> Scope {
    let mut scope = Scope::new(Arc::new(Ground::default()), "bench/case".into(), None);
    scope.save("integration", json!("hp-0011223344556677"));
    scope
}

#[divan::bench(args = ["ok", "{ one_of: [ok, degraded] }", "{ matches: '^[a-z]+$' }", "{ type: string, length: 2 }"])]
fn matcher(bencher: divan::Bencher<'_, '_>, text: &str) {
    let matcher = Matcher::compile(&node(text), &mut Diagnostics::default()).expect("a matcher");
    let (scope, value) = (scope(), json!("ok"));
    bencher.bench(|| matcher.judge("json", "$.status", Some(black_box(&value)), &scope));
}

#[divan::bench(args = ["/health", "/platform/integrations/${integration}/contracts", "${sha256(integration)}"])]
fn template(bencher: divan::Bencher<'_, '_>, text: &str) {
    let node = node("x");
    let template = Template::text(text, &node.place).expect("a template");
    let scope = scope();
    bencher.bench(|| template.fill_text(black_box(&scope)).map(|text| text.len()));
}

/// A line of evidence of usual length, in which there is no secret.
#[divan::bench(args = [0, 1, 4, 16])]
fn redactor(bencher: divan::Bencher<'_, '_>, secrets: usize) {
    let named = (0..secrets).map(|n| (format!("SECRET_{n}"), Secret::new(format!("s3cr3t/{n}+value-of-usual-length"))));
    let redactor = Redactor::new(named).expect("secrets long enough");
    let line = r#"{"type":"exchange","url":"https://api.example.test/v1/items?page=2","status":200}"#.repeat(12);
    bencher.counter(divan::counter::BytesCount::of_str(&line)).bench(|| redactor.leaks(black_box(&line)).is_some());
}

#[divan::bench(args = [1, 100, 1000])]
fn read_yaml(bencher: divan::Bencher<'_, '_>, cases: usize) {
    let mut text = "suite: bench/read\nlane: health\ntarget: api\ncases:\n".to_owned();
    for case in 0..cases {
        let _ = writeln!(
            text,
            "  - name: case {case}\n    call: GET /health\n    expect: {{ status: 200, json: {{ status: ok }} }}"
        );
    }
    let source = Arc::new(Source { name: "bench.yaml".into(), text });
    let bytes = divan::counter::BytesCount::of_str(&source.text);
    bencher.counter(bytes).bench(|| yaml::parse(black_box(&source)).is_ok());
}

/// An object of about 2 kB; `made` is without the validator, which decides in `held`.
#[divan::bench(args = ["made", "held"])]
fn sample(bencher: divan::Bencher<'_, '_>, how: &str) {
    let line = json!({"type": "object", "required": ["sku", "count", "price"], "properties": {
        "sku": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{6}$"},
        "count": {"type": "integer", "minimum": 1, "maximum": 99},
        "price": {"type": "number", "multipleOf": 0.01, "minimum": 0},
        "note": {"type": ["string", "null"], "maxLength": 80},
    }});
    let schema = json!({"type": "object", "required": ["id", "at", "lines", "buyer"], "properties": {
        "id": {"type": "string", "format": "uuid"},
        "at": {"type": "string", "format": "date-time"},
        "state": {"enum": ["open", "paid", "sent"]},
        "buyer": {"type": "object", "required": ["email"], "properties": {"email": {"type": "string", "format": "email"}}},
        "text": {"type": "string", "minLength": 200, "maxLength": 400},
        "lines": {"type": "array", "items": line, "minItems": 20, "maxItems": 24},
    }});
    let rule = if how == "made" { json!(true) } else { schema.clone() };
    let validator = jsonschema::options().should_validate_formats(true).build(&rule).expect("a schema");
    let sampler = Sampler::new(schema, Arc::new(validator), Hints::default());
    let mut seed = 0;
    bencher.bench_local(|| {
        seed += 1;
        sampler.valid(black_box(seed)).is_ok()
    });
}

/// An answer of 2 kB held to its document.
#[divan::bench(args = ["open", "closed"])]
fn conform(bencher: divan::Bencher<'_, '_>, undeclared: &str) {
    let document = json!({
        "openapi": "3.1.0",
        "paths": {"/orders/{id}/items": {"get": {
            "parameters": [
                {"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}},
                {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}}
            ],
            "responses": {"200": {
                "description": "ok",
                "headers": {"X-Count": {"schema": {"type": "integer"}}},
                "content": {"application/json": {"schema": {
                    "type": "object",
                    "required": ["items"],
                    "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}}
                }}}
            }}
        }}},
        "components": {"schemas": {"Item": {
            "type": "object",
            "required": ["id", "name", "state"],
            "properties": {
                "id": {"type": "integer", "format": "int64"},
                "name": {"type": "string", "minLength": 1, "maxLength": 80},
                "state": {"enum": ["open", "paid", "sent"]},
                "price": {"type": "object", "properties": {
                    "amount": {"type": "number", "minimum": 0}, "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}
                }},
                "tags": {"type": "array", "items": {"type": "string"}}
            }
        }}}
    });
    let source = Source { name: "bench.json".into(), text: document.to_string() };
    let (contract, _) = Contract::parse(source).expect("the benchmark's own document");
    let undeclared = if undeclared == "open" { Undeclared::Allow } else { Undeclared::Error };
    let options = Options { undeclared, ..Options::default() };
    let item = json!({
        "id": 1234, "name": "A thing of usual length", "state": "paid",
        "price": {"amount": 12.5, "currency": "EUR"}, "tags": ["one", "two"]
    });
    let body = bytes::Bytes::from(json!({"items": vec![item; 15]}).to_string());
    let request = Request {
        method: http::Method::GET,
        url: url::Url::parse("http://api.example/orders/7/items?limit=10").expect("an address"),
        headers: http::HeaderMap::new(),
        body: bytes::Bytes::new(),
    };
    let mut headers = http::HeaderMap::new();
    headers.insert("content-type", http::HeaderValue::from_static("application/json"));
    headers.insert("x-count", http::HeaderValue::from_static("15"));
    let answer = || Answer::new(http::StatusCode::OK, http::Version::HTTP_11, headers.clone(), body.clone());
    assert!(contract.judge(&request, Some(&answer()), &options).breaches.is_empty());
    bencher
        .counter(divan::counter::BytesCount::new(body.len()))
        .with_inputs(answer)
        .bench_refs(|answer| contract.judge(&request, Some(answer), &options).holds());
}

/// A large document, named by `HOLDPOINT_DOCUMENT`.
#[divan::bench(sample_count = 10)]
fn load_contract(bencher: divan::Bencher<'_, '_>) {
    let Some(path) = std::env::var_os("HOLDPOINT_DOCUMENT") else { return };
    bencher.bench(|| Contract::load(std::path::Path::new(&path), &Loading::default()).is_ok());
}
