//! `suites/checks.tsv` (id, then its cases or its owner) and the suites agree on which check is whose.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::{mocks, services};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Id, kind and place of each row.
fn rows() -> Vec<[String; 3]> {
    let text = std::fs::read_to_string(Path::new(ROOT).join("suites/checks.tsv")).expect("checks.tsv");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("id\tkind\twhere"));
    lines
        .map(|line| {
            let columns: Vec<String> = line.split('\t').map(str::to_owned).collect();
            columns.try_into().unwrap_or_else(|_| panic!("not three columns: {line}"))
        })
        .collect()
}

/// The cases that cover each id.
fn covered() -> BTreeMap<String, Vec<String>> {
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_holdpoint"))
        .args(["list", "--covers", "--output", "json"])
        .current_dir(ROOT)
        .output()
        .expect("the program starts");
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    serde_json::from_value(document["covers"].clone()).expect("ids with their cases")
}

fn without_row(case: &str) -> &str {
    case.strip_suffix(']').and_then(|case| case.rsplit_once('[')).map_or(case, |(case, _)| case)
}

#[test]
fn the_list_is_sorted_and_names_each_check_once() {
    let ids: Vec<String> = rows().into_iter().map(|[id, ..]| id).collect();
    let mut sorted = ids.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(ids, sorted);
}

#[test]
fn every_check_is_a_case_or_somebody_elses() {
    let covered = covered();
    let mut wrong = Vec::new();
    let rows = rows();
    for [id, kind, place] in &rows {
        let mut cases: Vec<&str> = covered.get(id).into_iter().flatten().map(|case| without_row(case)).collect();
        cases.dedup();
        let right = match kind.as_str() {
            "case" => !cases.is_empty() && cases == place.split(" | ").collect::<Vec<_>>(),
            "owner" => cases.is_empty() && !place.is_empty(),
            _ => false,
        };
        if !right {
            wrong.push(format!("{id} is said to be {kind} {place}, and is {cases:?}"));
        }
    }
    for id in covered.keys().filter(|id| !rows.iter().any(|[known, ..]| known == *id)) {
        wrong.push(format!("{id} is covered, and no row of checks.tsv"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_check_that_is_covered_has_something_wrong_that_makes_its_case_red_alone() {
    let faults = services::faults();
    let services = faults.iter().filter(|fault| fault.also.is_empty()).map(|fault| fault.case);
    let alone: BTreeSet<&str> = services.chain(mocks::alone()).collect();
    let rows = rows();
    let covered = rows.iter().filter(|[_, kind, _]| kind == "case").map(|[id, ..]| id.as_str());
    let without: Vec<&str> = covered.filter(|id| !alone.contains(id)).collect();
    assert!(without.is_empty(), "nothing makes these red alone: {without:?}");
}
