//! The table of rules as a whole: every name of oasdiff has its equal, and every change its mirror or a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use holdpoint::diff::rule::TABLE;
use holdpoint::diff::rule::api::Seat;

/// What is done, and what undoes it.
const MIRRORS: &[(&str, &str)] = &[
    ("added", "removed"),
    ("increased", "decreased"),
    ("set", "unset"),
    ("narrowed", "widened"),
    ("generalized", "specialized"),
    ("required", "optional"),
    ("deprecated", "reactivated"),
    ("opened", "closed"),
    ("constrained", "unconstrained"),
    ("extended", "reduced"),
    ("coarser", "finer"),
    ("added", "deleted"),
];

/// An action, whether or not the data is seen from there.
fn bare(action: &str) -> &str {
    action.split("-where-").next().unwrap_or(action)
}

/// The action that undoes an action, by its words.
fn mirrors(action: &str) -> Vec<String> {
    let mut all = Vec::new();
    let words: Vec<&str> = action.split('-').collect();
    for (index, word) in words.iter().enumerate() {
        for (one, other) in MIRRORS {
            let with = if word == one {
                other
            } else if word == other {
                one
            } else {
                continue;
            };
            let mut words = words.clone();
            words[index] = with;
            all.push(words.join("-"));
            words.truncate(index + 1);
            all.push(words.join("-"));
        }
    }
    if let Some(rest) = action.strip_prefix("in-") {
        all.push(format!("out-of-{rest}"));
    } else if let Some(rest) = action.strip_prefix("out-of-") {
        all.push(format!("in-{rest}"));
    } else if let Some(rest) = action.strip_prefix("not-") {
        all.push(rest.to_owned());
    } else if let Some(rest) = action.strip_prefix("became-not-") {
        all.push(format!("became-{rest}"));
    } else if let Some(rest) = action.strip_prefix("became-") {
        all.push(format!("became-not-{rest}"));
    } else {
        all.push(format!("not-{action}"));
    }
    all
}

/// A table of this folder: the first cell is a name, the last one a reason.
fn reasons(file: &str) -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.map(|line| {
        let (name, reason) = line.split_once('\t').unwrap();
        assert!(reason.split_whitespace().count() > 2, "{line}");
        (name.to_owned(), reason.to_owned())
    })
    .collect()
}

#[test]
fn each_change_has_its_mirror_or_a_reason() {
    let reasons = reasons("mirrors.tsv");
    let (mut alone, mut used) = (BTreeSet::new(), BTreeSet::new());
    for rule in TABLE {
        for row in rule.rows {
            // What changed into something else is its own mirror.
            if row.action.contains("changed") || row.action.contains("compatible") {
                continue;
            }
            let undone = mirrors(bare(row.action));
            let is_mirror = |action: &str| undone.iter().any(|one| one == bare(action));
            if rule.rows.iter().any(|other| other.seat == row.seat && is_mirror(other.action)) {
                continue;
            }
            let id = row.id(rule);
            match reasons.keys().find(|name| name.strip_suffix('*').map_or(**name == id, |start| id.starts_with(start)))
            {
                Some(name) => drop(used.insert(name.clone())),
                None => drop(alone.insert(id)),
            }
        }
    }
    assert!(alone.is_empty(), "without a mirror or a reason:\n{}", alone.into_iter().collect::<Vec<_>>().join("\n"));
    let stale: Vec<&String> = reasons.keys().filter(|id| !used.contains(id.as_str())).collect();
    assert!(stale.is_empty(), "a reason for what needs none: {stale:?}");
}

#[test]
fn each_change_is_named_once_and_explained() {
    let (mut names, mut aliases) = (BTreeSet::new(), BTreeSet::new());
    for rule in TABLE {
        assert!(!rule.summary.is_empty() && rule.docs.len() > 30, "{}", rule.id);
        assert!(!rule.rows.is_empty(), "{}", rule.id);
        for row in rule.rows {
            assert!(names.insert((rule.id, row.action, row.seat)), "{} {} {:?}", rule.id, row.action, row.seat);
            let direction = row.seat != Seat::Contract;
            assert_eq!(row.id(rule).starts_with("request-") || row.id(rule).starts_with("response-"), direction);
            aliases.extend(row.oasdiff);
        }
    }
    assert!(aliases.len() > 450, "{}", aliases.len());
}

#[test]
#[ignore = "needs the shared data"]
fn every_name_of_oasdiff_has_its_equal() {
    let shared = std::env::var("HOLDPOINT_SHARED").expect("HOLDPOINT_SHARED names the folder of the shared data");
    let text = std::fs::read_to_string(Path::new(&shared).join("diff/rules.tsv")).unwrap();
    let known: BTreeSet<&str> = TABLE.iter().flat_map(|rule| rule.rows.iter().filter_map(|row| row.oasdiff)).collect();
    let theirs: BTreeSet<&str> = text.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    let reasons = reasons("oasdiff/without.tsv");
    let missing: Vec<&&str> = theirs.iter().filter(|id| !known.contains(**id) && !reasons.contains_key(**id)).collect();
    assert!(missing.is_empty(), "{} have no equal here: {missing:#?}", missing.len());
    let made_up: Vec<&&str> = known.iter().filter(|id| !theirs.contains(**id)).collect();
    assert!(made_up.is_empty(), "oasdiff has no such names: {made_up:?}");
    let stale: Vec<&String> = reasons.keys().filter(|id| known.contains(id.as_str())).collect();
    assert!(stale.is_empty(), "these have an equal: {stale:?}");
}
