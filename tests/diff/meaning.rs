//! Pairs of contracts by meaning: what is the same or safe raises no alarm, and what breaks is found with a value that shows
//! it, wherever it stands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use holdpoint::diff::change::{Change, Diff, Proof};
use holdpoint::diff::compare::compare;
use holdpoint::diff::compat::Side;
use holdpoint::diff::level::Level;
use holdpoint::diff::policy::Policy;
use holdpoint::model::place::Source;
use holdpoint::openapi::document::parse;
use holdpoint::openapi::schema::Direction;
use holdpoint::syntax::yaml;
use serde_json::Value;

/// A pair, as its file says it.
struct Case {
    name: String,
    said: Value,
}

/// The pairs of a kind.
fn cases(kind: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff/meaning").join(kind);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Case {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let source = Source { name: path.display().to_string(), text: std::fs::read_to_string(path).unwrap() };
    let said = yaml::parse(&Arc::new(source)).unwrap().to_json();
    Case { name, said }
}

impl Case {
    fn side(&self, key: &str) -> Side {
        let source = Source { name: format!("{}-{key}.json", self.name), text: self.said[key].to_string() };
        let document = parse(source).unwrap_or_else(|found| panic!("{} {key}: {found:?}", self.name));
        Side::new(Arc::new(document))
    }

    fn diff(&self) -> Diff {
        compare(&self.side("old"), &self.side("new"), &Policy::default())
    }
}

fn line(change: &Change) -> String {
    format!("{} {} {:?} {} {:?}", change.level, change.id(), change.operations, change.text, change.proof)
}

/// The name of an operation, whatever its path's parameters are called.
fn nameless(operation: &str) -> String {
    operation.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest)).collect::<Vec<_>>().join("{}")
}

/// The pairs that are not told rightly yet, with what is missing; the list only gets shorter.
fn open() -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff/meaning/open.tsv");
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| line.split_once('\t').unwrap()).map(|(name, why)| (name.to_owned(), why.to_owned())).collect()
}

/// Holds those of which something is to be said to the list of those that are known.
fn all(kind: &str, wrong: &[String], of: usize) {
    let open = open();
    let name = |line: &String| format!("{kind}/{}", line.split([':', ' ']).next().unwrap());
    let told: BTreeSet<String> = wrong.iter().map(name).collect();
    let new: Vec<&String> = wrong.iter().filter(|line| !open.contains_key(&name(line))).collect();
    assert!(new.is_empty(), "{} of {of} are wrong: {new:#?}", new.len());
    let right: Vec<&String> = open.keys().filter(|one| one.starts_with(kind) && !told.contains(*one)).collect();
    assert!(right.is_empty(), "these are told rightly now: {right:?}");
}

#[test]
fn what_means_the_same_raises_no_alarm() {
    let cases = cases("same");
    assert!(cases.len() >= 80, "{}", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        for change in case.diff().changes.iter().filter(|change| change.level > Level::Info) {
            wrong.push(format!("{}: {}", case.name, line(change)));
        }
    }
    all("same", &wrong, cases.len());
}

#[test]
fn what_is_safe_raises_no_alarm() {
    let cases = cases("safe");
    assert!(cases.len() >= 60, "{}", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        for change in case.diff().changes.iter().filter(|change| change.level == Level::Error) {
            wrong.push(format!("{}: {}", case.name, line(change)));
        }
    }
    all("safe", &wrong, cases.len());
}

#[test]
fn what_breaks_is_found_with_its_witness() {
    let cases = cases("breaking");
    assert!(cases.len() >= 120, "{}", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let diff = case.diff();
        let direction = match case.said["direction"].as_str() {
            Some("request") => Some(Direction::Request),
            Some("response") => Some(Direction::Response),
            _ => None,
        };
        let operation = case.said["operation"].as_str().unwrap();
        let is_it = |change: &&Change| {
            let here = change.operations.iter().any(|one| nameless(one) == nameless(operation));
            let proved = case.said.get("witness").is_none() || matches!(change.proof, Proof::Witnessed(_));
            let goes = direction.is_none_or(|direction| change.row.seat.direction() == direction);
            change.level == Level::Error && here && goes && proved
        };
        if !diff.changes.iter().any(|change| is_it(&change)) {
            let told: Vec<String> = diff.changes.iter().map(line).collect();
            wrong.push(format!("{} ({operation}): {}", case.name, told.join("; ")));
        }
    }
    all("breaking", &wrong, cases.len());
}
