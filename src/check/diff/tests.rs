//! What a step's comparison and an answer's contract are judged to be.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

use super::compared::{Named, Terms, document};
use super::*;
use crate::check::fixture::{NOW, exchange, lines, node, scope, seen};
use crate::model::diagnostic::Diagnostics;
use crate::model::observation::Document;
use crate::openapi::shelf::Shelf;
use crate::report::changes::{Report, json as told};

const OLD: &str = r#"{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {
    "/a": {"get": {"responses": {"200": {"description": "d"}}}},
    "/b": {"post": {"requestBody": {"content": {"text/plain": {"schema": {"type": "string", "maxLength": 4}}}},
        "responses": {"200": {"description": "d"}}}}}}"#;

fn compared(old: &str, new: &str) -> Value {
    let side = |name: &str, text: &str| Named::text(name, text.to_owned()).unwrap();
    document(&side("old", old), &side("new", new), Terms::default(), NOW.parse().unwrap())
}

fn step(document: &Value) -> Observation {
    let bytes = Bytes::from(document.to_string());
    Observation { document: Some(Document::new("diff".into(), bytes, None, None)), ..Observation::default() }
}

fn change(level: &str, verdict: &str) -> Value {
    json!({"id": "x", "level": level, "operations": ["GET /a"], "text": level, "verdict": verdict, "witness": null,
        "where": {"old": null, "new": {"pointer": "#/paths"}}, "why": (verdict == "undecided").then_some("too hard")})
}

fn of(changes: &[Value]) -> Observation {
    step(&json!({"schema": SCHEMA, "old": "old", "changes": changes}))
}

fn judge(text: &str, seen: &Observation) -> Vec<String> {
    let mut found = Diagnostics::default();
    let (folder, shelf) = (std::path::Path::new("."), Shelf::default());
    let check = compile(&node(text), &mut Workshop::new(&mut found, folder, folder, &shelf)).unwrap();
    lines(&check.judge(seen, &scope(&[], &[])))
}

#[test]
fn the_document_is_the_one_that_the_command_prints() {
    let new = OLD.replace("\"maxLength\": 4", "\"maxLength\": 3").replace("/a", "/c");
    let ours = compared(OLD, &new);
    let side = |name: &str, text: &str| {
        let source = crate::model::place::Source { name: name.into(), text: text.into() };
        crate::diff::compat::Side::new(Arc::new(crate::openapi::document::parse(source).unwrap()))
    };
    let policy = crate::diff::policy::Policy { today: 20_777, ..Default::default() };
    let diff = crate::diff::compare::compare(&side("old", OLD), &side("new", &new), &policy);
    let mut theirs = told::document(&Report {
        old: "old",
        new: "new",
        open_world: false,
        ungrouped: false,
        least: Level::Info,
        silence: crate::report::changes::Silence::SameMeaning,
        fail_on: "breaking",
        known: &[],
        verdict: crate::model::verdict::Verdict::Red,
        exit_code: 100,
        diff: &diff,
    });
    // What a command was asked for, and its exit code, have no meaning inside of a suite.
    for key in ["exit_code", "fail_on", "level"] {
        theirs.as_object_mut().unwrap().remove(key);
    }
    assert_eq!(ours, theirs);
    assert_eq!(ours["summary"]["error"], 2);
}

#[test]
fn what_is_from_the_level_on_is_a_finding_and_what_is_known_comes_first() {
    let all = of(&[
        change("info", "proved"),
        change("error", "undecided"),
        change("warn", "proved"),
        change("error", "proved"),
    ]);
    let (open, error, warn, info) = (
        "GET /a: expected what `old` promises, got error (Unknown)",
        "GET /a: expected what `old` promises, got error",
        "GET /a: expected what `old` promises, got warn",
        "GET /a: expected what `old` promises, got info",
    );
    assert_eq!(judge("breaking", &all), [error, open]);
    assert_eq!(judge("risky", &all), [error, warn, open]);
    assert_eq!(judge("any", &all), [error, warn, info, open]);
    assert_eq!(judge("breaking", &of(&[change("warn", "proved")])), [] as [&str; 0]);
    assert_eq!(judge("any", &of(&[])), [] as [&str; 0]);
}

#[test]
fn what_stands_on_every_step_is_that_nothing_is_undecided() {
    let standing = |changes: &[Value]| {
        let place = node("x").place;
        lines(&Keeps::always(&place).judge(&of(changes), &scope(&[], &[])))
    };
    assert_eq!(standing(&[change("error", "proved"), change("warn", "undecided")]), [] as [&str; 0]);
    assert_eq!(
        standing(&[change("error", "undecided")]),
        ["GET /a: expected what `old` promises, got error (Unknown)"]
    );
}

#[test]
fn of_many_changes_the_rest_is_counted() {
    let many = vec![change("error", "proved"); MOST + 3];
    let mut found = Diagnostics::default();
    let (folder, shelf) = (std::path::Path::new("."), Shelf::default());
    let check = compile(&node("any"), &mut Workshop::new(&mut found, folder, folder, &shelf)).unwrap();
    let judgement = check.judge(&of(&many), &scope(&[], &[]));
    assert_eq!(judgement.findings.len(), MOST);
    assert_eq!(judgement.findings[MOST - 1].note.as_deref(), Some("x at #/paths; and 3 more changes"));
}

#[test]
fn a_step_that_compared_nothing_is_the_suites_fault() {
    let other = seen([exchange("http://t.test/", 200, &[], r#"{"changes": []}"#)]);
    assert_eq!(
        judge("breaking", &other),
        ["diff: expected a demand that can be judged, got this step compared nothing (Suite)"]
    );
}

#[test]
fn an_answer_is_compared_with_the_file_as_json_or_as_yaml() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("old.json"), OLD).unwrap();
    let mut found = Diagnostics::default();
    let shelf = Shelf::default();
    let mut shop = Workshop::new(&mut found, folder.path(), folder.path(), &shelf);
    let check = compile(&node("{against: old.json}"), &mut shop).unwrap();
    let said = |body: &str| lines(&check.judge(&seen([exchange("http://t.test/", 200, &[], body)]), &scope(&[], &[])));
    assert_eq!(said(OLD), [] as [&str; 0]);
    let yaml =
        "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: d}}}}}\n";
    assert_eq!(said(yaml), ["POST /b: expected what `old.json` promises, got is gone without having been deprecated"]);
    for nothing in ["", "{}", "[1]", "<p>a login page</p>"] {
        assert!(said(nothing)[0].starts_with("body: expected an OpenAPI document, got "), "{:?}", said(nothing));
    }
}

#[test]
fn what_cannot_be_read_is_told_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("no.yaml"), "a: b\n").unwrap();
    let code = |text: &str| {
        let mut found = Diagnostics::default();
        let shelf = Shelf::default();
        let check = compile(&node(text), &mut Workshop::new(&mut found, folder.path(), folder.path(), &shelf));
        assert!(check.is_none(), "{text}");
        found.iter().next().unwrap().code
    };
    assert_eq!(code("{against: nowhere.yaml}"), "file");
    assert_eq!(code("{against: ../../x.yaml}"), "path-outside");
    assert_eq!(code("{against: no.yaml}"), "contract-dialect");
    assert_eq!(code("{against: '${var.x}'}"), "needs-literal");
    assert_eq!(code("{fail_on: breaking}"), "missing-key");
    assert_eq!(code("{against: no.yaml, fail: any}"), "unknown-key");
    assert_eq!(code("everything"), "wrong-word");
}
