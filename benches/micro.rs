//! The parts that run for every request or every line of a file, each by itself: `cargo bench`.

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;

use holdpoint::model::diagnostic::Diagnostics;
use holdpoint::model::node::Node;
use holdpoint::model::place::Source;
use holdpoint::model::secret::Secret;
use holdpoint::openapi::sample::{Hints, Sampler};
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
