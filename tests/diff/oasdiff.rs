//! What oasdiff finds in the pairs of its own tests, found here too; what differs stands in a table with its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use holdpoint::diff::compare::compare;
use holdpoint::diff::compat::Side;
use holdpoint::diff::policy::Policy;
use holdpoint::openapi::document::{Loading, load};

/// The day on which the cases were made: sunset dates lie before or after it.
const TODAY: i64 = 20_777;

/// One of oasdiff's tests.
struct Case {
    name: String,
    base: PathBuf,
    revision: PathBuf,
    policy: Policy,
    /// Ids with their levels.
    expected: BTreeSet<String>,
}

fn folder() -> PathBuf {
    let shared = std::env::var("HOLDPOINT_SHARED").expect("HOLDPOINT_SHARED names the folder of the shared data");
    Path::new(&shared).join("diff")
}

fn cases() -> Vec<Case> {
    let text = std::fs::read_to_string(folder().join("cases.tsv")).unwrap();
    let rows = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let policy = Policy {
            days_beta: cells[3].parse().unwrap(),
            days_stable: cells[4].parse().unwrap(),
            today: TODAY,
            ..Policy::default()
        };
        let expected = cells[5].split(';').filter(|id| !id.is_empty()).map(|id| id.replace("=warning", "=warn"));
        Case {
            name: cells[0].to_owned(),
            base: folder().join(cells[1]),
            revision: folder().join(cells[2]),
            policy,
            expected: expected.collect(),
        }
    });
    rows.collect()
}

fn side(path: &Path) -> Result<Side, String> {
    load(path, &Loading::default()).map(|document| Side::new(Arc::new(document))).map_err(|found| {
        let texts: Vec<String> = found.iter().map(|one| one.message.clone()).collect();
        texts.join("; ")
    })
}

/// What is found in a case, by the names that oasdiff has for it.
fn found(case: &Case) -> Result<BTreeSet<String>, String> {
    let diff = compare(&side(&case.base)?, &side(&case.revision)?, &case.policy);
    let names = diff.changes.iter().map(|change| {
        let name = change.row.oasdiff.map_or_else(|| format!("own:{}", change.id()), str::to_owned);
        format!("{name}={}", change.level)
    });
    Ok(names.collect())
}

#[test]
#[ignore = "needs the shared data"]
fn what_oasdiff_finds_is_found() {
    let (mut all, mut hit, mut more) = (0, 0, 0);
    let mut missed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut extra: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for case in cases() {
        let found = match found(&case) {
            Ok(found) => found,
            Err(why) => BTreeSet::from([format!("cannot be read: {why}")]),
        };
        all += case.expected.len();
        hit += case.expected.intersection(&found).count();
        more += found.difference(&case.expected).count();
        let pair = |case: &Case| {
            let short = |path: &Path| path.file_stem().unwrap().to_string_lossy()[..6].to_owned();
            format!("{} {} {}", case.name, short(&case.base), short(&case.revision))
        };
        for id in case.expected.difference(&found) {
            missed.entry(id.clone()).or_default().push(pair(&case));
        }
        for id in found.difference(&case.expected) {
            extra.entry(id.clone()).or_default().push(pair(&case));
        }
    }
    let show = |table: &BTreeMap<String, Vec<String>>| {
        let mut text = String::new();
        for (id, cases) in table {
            text.push_str(&format!("  {:3} {id}: {}\n", cases.len(), cases[..cases.len().min(3)].join(", ")));
        }
        text
    };
    println!("found {hit} of {all}, {more} more\nmissed\n{}more\n{}", show(&missed), show(&extra));
}
