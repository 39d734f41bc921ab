//! The proving ground of contract tests: its documents are sound, its right APIs keep to them, and each fault breaks one's word.

mod document;
mod talk;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::apis::document::{METHODS, load};
use crate::apis::{APIS, Fault, faults, start};
use talk::{Answer, Talk, rows};

#[tokio::test]
async fn the_right_apis_answer_as_they_should_and_keep_to_their_documents() {
    let rows = rows(include_str!("../services/contract/requests.tsv"));
    assert!(rows.len() > 100);
    let mut wrong = Vec::new();
    for (api, text) in APIS {
        let running = start(api, None, 0);
        let document = load(text, false);
        let mut talk = Talk::new(api, &running.url);
        for row in rows.iter().filter(|row| row[0] == api) {
            let answer = talk.ask(&row[2..]).await;
            let told = row.join(" ");
            if answer.status.to_string() != row[1] {
                wrong.push(format!("{told}\n    {} {}", answer.status, answer.text));
            }
            for broken in talk::broken(&document, row[2], &answer) {
                wrong.push(format!("{told}\n    {broken}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn each_fault_changes_the_answer_to_its_probe() {
    let rows = rows(include_str!("../services/contract/probes.tsv"));
    let known = faults();
    let probed: BTreeSet<&str> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(probed, known.iter().map(|fault| fault.name).collect());
    for fault in known {
        let probe: Vec<&[&str]> = rows.iter().filter(|row| row[0] == fault.name).map(|row| &row[1..]).collect();
        let right = answers(&fault, None, &probe).await;
        let wrong = answers(&fault, Some(fault.name), &probe).await;
        assert_ne!(right, wrong, "{}: the fault changes nothing", fault.name);
        let document = load(APIS.iter().find(|(api, _)| *api == fault.api).unwrap().1, false);
        for (row, answer) in probe.iter().zip(&right) {
            assert_eq!(talk::broken(&document, row[0], answer), Vec::<String>::new(), "{}", fault.name);
        }
        let before = right.len() - 1;
        let at_once = ["id-rounded", "etag-unchanged"].contains(&fault.name);
        assert!(at_once || right[..before] == wrong[..before], "{}: shows earlier", fault.name);
    }
}

async fn answers(fault: &Fault, wrong: Option<&str>, probe: &[&[&str]]) -> Vec<Answer> {
    let running = start(fault.api, wrong, 0);
    let mut talk = Talk::new(fault.api, &running.url);
    let mut all = Vec::new();
    for row in probe {
        all.push(talk.ask(row).await);
    }
    all
}

#[tokio::test]
async fn pages_that_are_walked_hold_each_record_once() {
    for (api, first, records, key) in [
        ("shop", "/items?limit=2&sort=-price", "items", "sku"),
        ("shop", "/orders?limit=2", "data", "id"),
        ("tracker", "/issues?limit=2&offset=", "entries", "id"),
    ] {
        let running = start(api, None, 0);
        let mut talk = Talk::new(api, &running.url);
        let mut seen = Vec::new();
        let mut target = Some(format!("{first}{}", if first.ends_with('=') { "0" } else { "" }));
        while let Some(page) = target {
            let body: Value = serde_json::from_str(&talk.ask(&["GET", &page]).await.text).unwrap();
            let found = body[records].as_array().unwrap();
            seen.extend(found.iter().map(|record| record[key].to_string()));
            target = match body.get("next") {
                Some(Value::String(next)) if next.starts_with('/') => Some(next.clone()),
                Some(Value::String(next)) => Some(format!("{first}&cursor={next}")),
                Some(_) => None,
                None => (!found.is_empty()).then(|| format!("{first}{}", seen.len())),
            };
        }
        let once: BTreeSet<&String> = seen.iter().collect();
        assert!(seen.len() > 4 && once.len() == seen.len(), "{first}: {seen:?}");
    }
}

/// Bodies that few programs have thought of.
const ODD_BODIES: [&str; 12] = [
    "null",
    "[]",
    "{}",
    "\"",
    "1e999",
    "NaN",
    "\u{feff}{}",
    r#"{"": {"": [[[[{}]]]]}, "__proto__": null}"#,
    r#"{"title": "\u0000\ud83d\ude00", "state": "open", "estimate": -1E2, "weight": 1e-9, "due": "2024-02-29"}"#,
    r#"{"name": "\u202e", "email": "a@[127.0.0.1]", "website": "urn:a:b", "born": "0001-01-01"}"#,
    r#"{"buyer": {"kind": "guest", "email": "a@b.c"}, "lines": [{"sku": "TEA-0001", "quantity": 1.0}], "reference": 9e18}"#,
    "words=%FF%00&most=1e1",
];

/// Ends of a target that few programs have thought of.
const ODD_ENDS: [&str; 12] = [
    "",
    "?limit=-0",
    "?limit=1E1",
    "?offset=1e400",
    "?limit=0x10",
    "?limit[]=1",
    "?cursor=c999999&limit=100",
    "?%&&=&=%",
    "?filter[]=1",
    "?filter[weightAtMost]=-0",
    "?sort=sku,sku&kind=tea&kind=tea",
    "?status=%C3%28",
];

#[tokio::test]
async fn whatever_is_sent_is_answered_as_the_document_says() {
    let mut wrong = Vec::new();
    for (api, text) in APIS {
        let running = start(api, None, 0);
        let document = load(text, false);
        let mut talk = Talk::new(api, &running.url);
        let paths = document["paths"].as_object().unwrap().keys();
        for (path, method) in paths.flat_map(|path| METHODS.map(|method| (path, method.to_uppercase()))) {
            for (odd, end) in ODD_BODIES.into_iter().zip(ODD_ENDS) {
                for (id, media) in
                    [("9007199254740993", "application/json"), ("%00%F0%9F%98%80", "application/merge-patch+json")]
                {
                    let target = path.split('/').map(|part| if part.starts_with('{') { id } else { part });
                    let target = format!("{}{end}", target.collect::<Vec<_>>().join("/"));
                    let media = if path == "/searches" { "application/x-www-form-urlencoded" } else { media };
                    let answer = talk.ask(&[&method, &target, &format!("Content-Type: {media}"), odd]).await;
                    // No answer to HEAD has a body to look at.
                    let broken = if method == "HEAD" { Vec::new() } else { talk::broken(&document, &method, &answer) };
                    wrong.extend(broken.into_iter().map(|broken| format!("{method} {target} {odd}: {broken}")));
                    assert!(answer.status < 500, "{method} {target} {odd}");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_is_deep_long_or_no_text_is_refused() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let long = format!(r#"{{"title": "{}", "state": "open"}}"#, "x".repeat(2 << 20));
    let wide = format!(r#"{{"title": "{}", "state": "open"}}"#, "x".repeat(100_000));
    let running = start("tracker", None, 0);
    let mut talk = Talk::new("tracker", &running.url);
    for (body, status) in [(deep, 400), (long, 413), (wide, 422)] {
        assert_eq!(talk.ask(&["POST", "/issues", "", &body]).await.status, status);
    }
    assert_eq!(talk.ask(&["GET", &format!("/issues?limit={}", "9".repeat(5000))]).await.status, 400);
    assert_eq!(talk.ask(&["GET", "/issues?filter[label]=%00"]).await.status, 400);
    assert_eq!(talk.ask(&["GET", "/issues?filter[label]=%FF"]).await.status, 400);
}
