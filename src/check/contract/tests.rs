//! Tests of the check `contract`.

use super::super::fixture::{compile, exchange, failed, lines, node, scope, seen};
use super::*;
use crate::model::diagnostic::Diagnostics;
use crate::model::exchange::FailureKind;
use crate::model::observation::Document;
use crate::openapi::shelf::Shelf;

const ORDERS: &str = r"
openapi: 3.1.0
info: { title: Orders, version: '1' }
servers: [{ url: /v1 }]
paths:
  /orders:
    get:
      parameters: [{ name: limit, in: query, schema: { type: integer, maximum: 10 } }]
      responses:
        200:
          description: some
          headers: { X-Total: { required: true, schema: { type: integer } } }
          content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Order' } } } }
        400: { description: no, content: { application/json: { schema: { type: object } } } }
components:
  schemas:
    Order: { type: object, required: [id], properties: { id: { type: integer }, state: { enum: [open, done] } } }
";

type Made = (Box<dyn Check>, Arc<Law>);

/// The check in a folder with a document, of a suite that names it or not.
fn made(text: &str, of_suite: bool) -> Result<Made, Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("openapi.yaml"), ORDERS).unwrap();
    std::fs::write(folder.path().join("broken.yaml"), "openapi: 3.1.0\npaths: { /a: { $ref: '#/none' } }\n").unwrap();
    let shelf = Shelf::default();
    let (folder, mut found) = (folder.path(), Diagnostics::default());
    let mut shop = Workshop::new(&mut found, folder, folder, &shelf);
    let (contract, name) = open(&node("openapi.yaml"), &Loading::default(), &mut shop).expect("a contract");
    let law = Arc::new(Law::new(contract, name, Undeclared::Error, None));
    let mut shop = Workshop { law: of_suite.then_some(&law), ..shop };
    let check = (KIND.compile)(&node(text), &mut shop);
    let said = || found.iter().map(|d| format!("{} {}", d.code, d.message)).collect();
    match check {
        Some(check) if !found.has_errors() => Ok((check, law)),
        _ => Err(said()),
    }
}

fn said(text: &str, seen: &Observation) -> Vec<String> {
    let (check, _) = made(text, true).unwrap();
    lines(&check.judge(seen, &scope(&[], &[])))
}

fn orders(url: &str, status: u16, body: &str) -> Observation {
    seen([exchange(url, status, &[("content-type", "application/json"), ("x-total", "1")], body)])
}

const URL: &str = "http://t.test/v1/orders";

#[test]
fn an_exchange_is_held_to_the_document_and_the_finding_names_both_places() {
    assert_eq!(said("openapi.yaml", &orders(URL, 200, r#"[{"id": 1, "state": "open"}]"#)), [] as [&str; 0]);
    for (status, body, first) in [
        (200, r#"[{"id": "1"}]"#, "$[0].id: expected type integer, got text \"1\""),
        (200, r#"[{"state": "open"}]"#, "$[0].id: expected a value (`required`), got nothing"),
        (200, r#"[{"id": 1, "extra": 1}]"#, "$[0].extra: expected"),
        (204, "", "status: expected"),
    ] {
        let told = said("openapi.yaml", &orders(URL, status, body));
        assert!(told[0].starts_with(first), "{told:?}");
    }
    let (check, _) = made("openapi.yaml", true).unwrap();
    let judged = check.judge(&orders(URL, 200, r#"[{"id": "1"}]"#), &scope(&[], &[]));
    let note = judged.findings[0].note.clone().unwrap();
    assert!(note.contains("openapi.yaml:17:") && note.contains("(body)"), "{note}");
}

#[test]
fn a_request_that_is_forbidden_is_told_unless_it_was_refused_or_meant() {
    let url = "http://t.test/v1/orders?limit=11";
    let told = said("openapi.yaml", &orders(url, 200, "[]"));
    assert!(told.len() == 1 && told[0].starts_with("query limit: expected at most 10"), "{told:?}");
    assert_eq!(said("openapi.yaml", &orders(url, 400, "{}")), [] as [&str; 0]);
    assert_eq!(said("{request: any}", &orders(url, 200, "[]")), [] as [&str; 0]);
    let elsewhere = said("openapi.yaml", &orders("http://t.test/v1/order", 200, "[]"));
    assert!(elsewhere[0].starts_with("path: expected a path of the document"), "{elsewhere:?}");
}

#[test]
fn what_is_not_declared_is_an_error_a_warning_or_nothing() {
    let extra = orders(URL, 200, r#"[{"id": 1, "extra": 1}]"#);
    assert_eq!(said("{undeclared: allow}", &extra), [] as [&str; 0]);
    let (check, law) = made("{undeclared: warn}", true).unwrap();
    assert_eq!(lines(&check.judge(&extra, &scope(&[], &[]))), [] as [&str; 0]);
    let warnings = law.warnings();
    assert!(warnings.len() == 1 && warnings[0].starts_with("GET /orders: $[0].extra"), "{warnings:?}");
}

#[test]
fn what_was_used_is_noted() {
    let (check, law) = made("{undeclared: error}", true).unwrap();
    check.judge(&orders("http://t.test/v1/orders?limit=2", 200, r#"[{"id": 1, "state": "open"}]"#), &scope(&[], &[]));
    let summary = law.summary();
    assert!(summary.gaps.iter().any(|gap| gap.words.contains("400")), "{:?}", summary.lines());
    assert!(summary.gaps.iter().any(|gap| gap.words.contains("done")), "{:?}", summary.lines());
    assert!(!summary.gaps.iter().any(|gap| gap.words.contains("limit") || gap.words.contains("open")));
}

#[test]
fn a_step_may_be_left_out_for_a_reason_and_a_failure_is_not_judged_green() {
    assert_eq!(said("{skip: it asks the gateway}", &orders("http://t.test/x", 200, "[]")), [] as [&str; 0]);
    let (check, _) = made("openapi.yaml", true).unwrap();
    assert!(!check.takes_failure());
    let judged = check.judge(&seen([failed(FailureKind::Timeout)]), &scope(&[], &[]));
    // The runner tells of the failure itself; the request is judged.
    assert!(judged.asserted > 0);
    assert_eq!(lines(&check.judge(&seen([]), &scope(&[], &[]))).len(), 1);
}

#[test]
fn what_says_nothing_or_names_nothing_is_refused() {
    for (text, said) in [
        ("{}", "empty"),
        ("{undeclared: maybe}", ""),
        ("{skip: x, undeclared: warn}", "unknown-key"),
        ("none.yaml", "file"),
        ("../openapi.yaml", "path-outside"),
        ("broken.yaml", "contract-reference"),
        ("true", ""),
        ("''", ""),
    ] {
        let complaints = made(text, true).expect_err(text);
        assert!(complaints[0].starts_with(said), "{text}: {complaints:?}");
    }
    assert!(made("{undeclared: warn}", false).unwrap_err()[0].contains("names a document"));
    assert!(compile(&KIND, "openapi.yaml").is_err());
}

#[test]
fn what_was_used_is_judged_when_all_is_done() {
    let (check, law) = made("{undeclared: error}", true).unwrap();
    let place = node("x").place;
    let judged = |least: f64| {
        let used = Some(Ok(law.summary().to_json()));
        let document = Document::new("coverage".into(), bytes::Bytes::from_static(b"{}"), None, used);
        let seen = Observation { document: Some(document), ..Observation::default() };
        lines(&coverage::Covers::new(least, "shop/orders".into(), &place).judge(&seen, &scope(&[], &[])))
    };
    assert!(judged(1.0)[0].starts_with("coverage: expected at least 1 %, got 0.0 %"), "{:?}", judged(1.0));
    check.judge(&orders(URL, 200, r#"[{"id": 1, "state": "open"}]"#), &scope(&[], &[]));
    assert_eq!(judged(40.0), [] as [&str; 0]);
    assert!(judged(100.0)[0].contains("of"), "{:?}", judged(100.0));
}
