//! The shipped suites are green on the shipped mocks, and a mock that is broken in any way makes the right case red.

mod chatwoot;
mod chatwoot_receiver;
mod ga4;
mod governance;
mod gsc;
mod idea_pool;
mod integrations;
mod npm_registry;
mod publer;
mod pypi_registry;
mod shopify;
mod shopify_receiver;
mod spec_host;
mod spine_hub;
mod storefront_mcp;
mod supabase;

use std::fs;
use std::path::Path;

use crate::detect::{all, none};
use crate::program::{Outcome, run};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// What is taken out of a mock, what is put in its place, and the check id of which a case must go red: `*` before it lets others be
/// red as well, none says that all stays green.
type Broken = (&'static str, &'static str, &'static str);

/// Each mock, its target, and the ways in which it is broken.
const MOCKS: &[(&str, &[Broken])] = &[
    ("chatwoot", chatwoot::BROKEN),
    ("chatwoot-receiver", chatwoot_receiver::BROKEN),
    ("ga4", ga4::BROKEN),
    ("governance", governance::BROKEN),
    ("idea-pool", idea_pool::BROKEN),
    ("gsc", gsc::BROKEN),
    ("integrations", integrations::BROKEN),
    ("npm-registry", npm_registry::BROKEN),
    ("pypi-registry", pypi_registry::BROKEN),
    ("spec-host", spec_host::BROKEN),
    ("spine-hub", spine_hub::BROKEN),
    ("supabase", supabase::BROKEN),
    ("publer", publer::BROKEN),
    ("storefront-mcp", storefront_mcp::BROKEN),
    ("shopify", shopify::BROKEN),
    ("shopify-receiver", shopify_receiver::BROKEN),
];

/// A mocked run is work: too many would keep each other from answering in time.
const AT_ONCE: usize = 6;

fn whole(outcome: &Outcome) -> bool {
    outcome.code == Some(0) && outcome.cases.iter().all(|case| case.status == "passed")
}

#[test]
fn the_shipped_suites_are_green_on_their_mocks() {
    let outcome = run(Path::new(ROOT), &[], &[]);
    assert!(whole(&outcome) && !outcome.cases.is_empty(), "{}", outcome.told());
}

#[test]
fn a_broken_mock_makes_its_case_red() {
    let only = std::env::var("HOLDPOINT_MOCK").ok();
    let wanted: Vec<_> = MOCKS
        .iter()
        .filter(|(mock, _)| only.as_ref().is_none_or(|only| only == mock))
        .flat_map(|(mock, broken)| broken.iter().map(move |(from, to, check)| (mock, from, to, check)))
        .collect();
    assert!(!wanted.is_empty(), "no such mock");
    let complaints = all(&wanted, AT_ONCE, |(mock, from, to, check)| {
        let project = broken(mock, from, to);
        let outcome = run(project.path(), &[&format!("suites/{mock}")], &[]);
        let (check, wide) = check.strip_prefix('*').map_or((**check, false), |check| (check, true));
        let told = || format!("{mock}: `{from}` made `{to}`, for {check}: {}", outcome.told());
        if check.is_empty() {
            // What the contract does not ask for may be otherwise.
            return (!whole(&outcome)).then(told);
        }
        let covers = |case: &crate::program::Case| case.covers.iter().any(|id| id == check);
        let right = outcome.code == Some(100) && outcome.red().any(covers) && (wide || outcome.red().all(covers));
        (!right).then(told)
    });
    none(&complaints, wanted.len());
}

/// The project with one mock changed.
/// The check ids that a broken mock makes red alone.
pub(crate) fn alone() -> impl Iterator<Item = &'static str> {
    let broken = MOCKS.iter().flat_map(|(_, broken)| *broken);
    broken.map(|(_, _, id)| *id).filter(|id| !id.is_empty() && !id.starts_with('*'))
}

fn broken(mock: &str, from: &str, to: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for part in ["suites", "mocks"] {
        copy(&Path::new(ROOT).join(part), &folder.path().join(part));
    }
    let file = folder.path().join(format!("mocks/{mock}.yaml"));
    let text = fs::read_to_string(&file).expect("the mock");
    assert!(text.contains(from), "{mock}: there is no `{from}`");
    fs::write(&file, text.replace(from, to)).expect("the broken mock");
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("its type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}
