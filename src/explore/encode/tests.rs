//! Tests of writing drafts down.

use serde_json::json;

mod written;

use super::*;
use crate::model::place::Source;
use crate::openapi::{document, read};

fn api(parameters: &str) -> Api {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{ title: t, version: '1' }}\npaths:\n  /a/{{id}}/b:\n    get:\n      parameters:\n        - {{ name: id, in: path, required: true, schema: {{ type: string }} }}\n{parameters}      responses: {{ 200: {{ description: ok }} }}\n"
    );
    let document = document::parse(Source { name: "a.yaml".into(), text }).unwrap();
    read::read(&document).0
}

fn sent(parameters: &str, values: &[Value]) -> Result<String, Unwritable> {
    let api = api(parameters);
    let mut draft = Draft::bare(0, &api);
    for (index, value) in values.iter().enumerate() {
        draft.parameters[index] = Some(value.clone());
    }
    let base = "http://h/api/".parse().unwrap();
    let request = encode(&api, &draft, &base, &Credentials::default())?;
    Ok(request.url.as_str().trim_start_matches("http://h").to_owned())
}

#[test]
fn a_path_keeps_its_segments_whatever_stands_in_them() {
    assert_eq!(sent("", &[json!("x/y?z#% é")]).unwrap(), "/api/a/x%2Fy%3Fz%23%25%20%C3%A9/b");
    for wrong in ["", ".", ".."] {
        assert_eq!(sent("", &[json!(wrong)]), Err(Unwritable), "{wrong}");
    }
}

#[test]
fn lists_and_objects_are_written_in_their_style() {
    let of = |style: &str, value: Value| {
        let line = format!("        - {{ name: q, in: query, {style} schema: {{}} }}\n");
        sent(&line, &[json!("1"), value]).unwrap().trim_start_matches("/api/a/1/b").to_owned()
    };
    assert_eq!(of("", json!(["a,b", 2])), "?q=a%2Cb&q=2");
    assert_eq!(of("explode: false,", json!(["a,b", 2])), "?q=a%2Cb,2");
    assert_eq!(of("style: pipeDelimited, explode: false,", json!(["a", "b"])), "?q=a%7Cb");
    assert_eq!(of("style: spaceDelimited, explode: false,", json!(["a", "b"])), "?q=a%20b");
    assert_eq!(of("style: deepObject,", json!({"a": 1, "b": [2, 3]})), "?q[a]=1&q[b]=2&q[b]=3");
    assert_eq!(of("", json!({"a": 1, "b": "x&y"})), "?a=1&b=x%26y");
    assert_eq!(of("", json!(true)), "?q=true");
}

#[test]
fn what_a_style_cannot_say_is_not_written() {
    let of = |style: &str, value: Value| {
        let line = format!("        - {{ name: q, {style}, schema: {{}} }}\n");
        sent(&line, &[json!("1"), value])
    };
    for (style, value) in [
        ("in: query", json!([])),
        ("in: query", json!({})),
        ("in: query", json!([[1]])),
        ("in: query, explode: false", json!([""])),
        ("in: query, style: pipeDelimited, explode: false", json!(["a|b"])),
        ("in: query, style: spaceDelimited, explode: false", json!({"a b": 1})),
        ("in: query, style: deepObject", json!("text")),
        ("in: query, style: deepObject", json!({"a]": 1})),
        ("in: query, style: deepObject", json!({"a": []})),
        ("in: header", json!(["a,b"])),
        ("in: header, explode: true", json!({"a=b": 1})),
        ("in: cookie", json!({"a b": 1})),
    ] {
        assert_eq!(of(style, value.clone()), Err(Unwritable), "{style} {value}");
    }
    for (style, value) in [
        ("in: query", json!([""])),
        ("in: query, explode: false", json!(["a,b", "c|d"])),
        ("in: query, style: pipeDelimited, explode: false", json!(["a,b", "c d"])),
        ("in: query, style: deepObject", json!({"a": {"b": [1, 2]}})),
        ("in: header", json!(["a b", "c=d"])),
        ("in: cookie", json!({"a": "b c"})),
    ] {
        assert!(of(style, value.clone()).is_ok(), "{style} {value}");
    }
}

#[test]
fn what_a_server_would_read_otherwise_is_no_header() {
    let line = "        - { name: X-A, in: header, schema: {} }\n";
    assert!(sent(line, &[json!("1"), json!("a b")]).is_ok());
    for wrong in [" a", "a\nb", "é"] {
        assert_eq!(sent(line, &[json!("1"), json!(wrong)]), Err(Unwritable), "{wrong}");
    }
}

#[test]
fn a_header_of_every_request_is_left_out_where_a_request_is_to_be_without_it() {
    let lines = "        - { name: X-Tenant, in: header, required: true, schema: {} }\n        - { name: X-Trace, in: header, schema: {} }\n";
    let api = api(lines);
    let header = |name: &'static str| (HeaderName::from_static(name), HeaderValue::from_static("given"));
    let all = [header("x-tenant"), header("x-trace"), header("x-other")].to_vec();
    let credentials = Credentials { headers: all, ..Credentials::default() };
    let sent = |tenant: Option<Value>| {
        let draft = Draft::bare(0, &api).with(0, Some(json!("1"))).with(1, tenant);
        let request = encode(&api, &draft, &"http://h/".parse().unwrap(), &credentials).unwrap();
        ["x-tenant", "x-trace", "x-other"].map(|name| request.headers.get(name).is_some_and(|value| value == "given"))
    };
    assert_eq!(sent(Some(json!("north"))), [true, true, true]);
    assert_eq!(sent(None), [false, true, true]);
}
