//! What oasdiff finds in the pairs of its own tests, found here too; what differs stands in a table with its reason.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use holdpoint::diff::compare::compare;
use holdpoint::diff::compat::Side;
use holdpoint::diff::level::Level;
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
    expected: BTreeMap<String, Level>,
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
        let expected = cells[5].split(';').filter_map(|one| one.split_once('='));
        let expected = expected.map(|(id, level)| {
            let level = Level::named(level.trim_end_matches("ing")).unwrap();
            (id.to_owned(), level)
        });
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

/// What is found in a case, by the names that oasdiff has for it (ours, where it has none), each with its level.
fn found(case: &Case) -> Result<BTreeMap<String, Level>, String> {
    let diff = compare(&side(&case.base)?, &side(&case.revision)?, &case.policy);
    let mut names = BTreeMap::new();
    for change in &diff.changes {
        let name = change.row.oasdiff.map_or_else(|| change.id(), str::to_owned);
        let level = names.entry(name).or_insert(change.level);
        *level = change.level.max(*level);
    }
    Ok(names)
}

/// A reason for what differs: `missed`, `more` or `level`, a name, a case (or `*`), and why.
struct Reason {
    kind: String,
    id: String,
    case: String,
}

fn reasons() -> Vec<Reason> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff/oasdiff/differs.tsv");
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        assert!(cells.len() == 4 && cells[3].split_whitespace().count() > 2, "{line}");
        Reason { kind: cells[0].to_owned(), id: cells[1].to_owned(), case: cells[2].to_owned() }
    })
    .collect()
}

#[test]
#[ignore = "needs the shared data"]
fn what_oasdiff_finds_is_found_and_little_more() {
    let reasons = reasons();
    let mut used = vec![false; reasons.len()];
    let (mut all, mut hit, mut more, mut missed) = (0, 0, 0, 0);
    let mut unexplained: BTreeMap<(&str, String), Vec<String>> = BTreeMap::new();
    let mut table = String::new();
    for case in cases() {
        let short = |path: &Path| path.file_stem().unwrap().to_string_lossy()[..6].to_owned();
        let found = found(&case).unwrap_or_else(|why| BTreeMap::from([(format!("unreadable: {why}"), Level::Error)]));
        let line: Vec<String> = found.iter().map(|(id, level)| format!("{id}={level}")).collect();
        table.push_str(&format!("{}\t{}\n", case.name, line.join(";")));
        let mut differs = |kind: &'static str, id: &str| {
            let fits = |reason: &Reason| {
                let named = reason.id.strip_suffix('*').map_or(reason.id == id, |start| id.starts_with(start));
                let here = reason
                    .case
                    .strip_suffix('*')
                    .map_or(reason.case == case.name, |start| case.name.starts_with(start));
                reason.kind == kind && named && here
            };
            match reasons.iter().position(fits) {
                Some(index) => used[index] = true,
                None => {
                    let name = format!("{} {} {}", case.name, short(&case.base), short(&case.revision));
                    unexplained.entry((kind, id.to_owned())).or_default().push(name);
                }
            }
        };
        for (id, level) in &case.expected {
            all += 1;
            match found.get(id) {
                Some(ours) if ours == level => hit += 1,
                Some(ours) => {
                    hit += 1;
                    differs("level", &format!("{id}={ours}"));
                }
                None => {
                    missed += 1;
                    differs("missed", id);
                }
            }
        }
        for id in found.keys().filter(|id| !case.expected.contains_key(*id)) {
            more += 1;
            differs("more", id);
        }
    }
    println!("found {hit} of {all} ({:.1} %), and {more} more ({:.1} %)", percent(hit, all), percent(more, all));
    let told = unexplained.iter().map(|((kind, id), cases)| {
        format!("{kind}\t{id}\t{} cases: {}", cases.len(), cases[..cases.len().min(3)].join(", "))
    });
    let told: Vec<String> = told.collect();
    assert!(told.is_empty(), "without a reason:\n{}", told.join("\n"));
    let stale: Vec<String> = reasons
        .iter()
        .zip(&used)
        .filter(|(_, used)| !**used)
        .map(|(one, _)| format!("{} {} {}", one.kind, one.id, one.case))
        .collect();
    assert!(stale.is_empty(), "reasons for what is no more:\n{}", stale.join("\n"));
    // What differs with a reason does not count; what does without one was refused above.
    let without = all - missed;
    assert!(percent(hit, without) >= 98.0, "found {hit} of {without}");
    // Every rule over every pair.
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff/oasdiff/found.tsv");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap();
    let changed: Vec<&str> =
        table.lines().zip(known.lines()).filter(|(is, was)| is != was).map(|(is, _)| is).take(9).collect();
    assert!(changed.is_empty() && table.len() == known.len(), "BLESS=1 writes it anew:\n{}", changed.join("\n"));
}

fn percent(part: usize, all: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    number(part) / number(all) * 100.0
}
