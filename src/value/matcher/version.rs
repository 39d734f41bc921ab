//! The matcher of versions, `semver`.

use std::cmp::Ordering;

use semver::{BuildMetadata, Comparator, Op, Prerelease, Version};
use serde_json::{Value, json};

use super::api::Row;
use super::measure::{Measure, Miss, measured};
use super::operand::Fault;
use super::show;

/// `semver`
pub(super) static SEMVER: Row = Row {
    name: "semver",
    docs: "a version (Semantic Versioning 2.0.0) that fits each of these, by precedence: \">=4.0.0, <5.0.0\"; operators >= > <= < = ^ ~",
    schema: || json!({"type": "string", "minLength": 2}),
    compile: |node, bench| measured(node, bench, &REQUIREMENT),
};

/// What the order of a version to another has to be.
type Bound = (fn(Ordering) -> bool, Version);

#[derive(Debug)]
struct Requirement {
    text: String,
    bounds: Vec<Bound>,
}

static REQUIREMENT: Measure<Requirement> = Measure {
    read: |value| {
        let Value::String(text) = value else {
            return Err(Fault::new(format!(
                "a requirement such as \">=4.0.0\" is expected, not {}",
                show::kinded(value)
            )));
        };
        let mut bounds = Vec::new();
        for part in text.split(',') {
            read_part(part.trim(), &mut bounds).map_err(|what| {
                Fault::new(format!("this is no version requirement: {what}"))
                    .help("write \">=4.0.0\", or several with commas: \">=4.0.0, <5.0.0\"")
            })?;
        }
        Ok(Requirement { text: text.trim().to_owned(), bounds })
    },
    says: |requirement| format!("a version {}", requirement.text),
    suits_list: |_| false,
    test: |requirement, _, value| {
        let Value::String(text) = value else {
            return Err(Miss::stranger(show::kinded(value)));
        };
        let version = Version::parse(text)
            .map_err(|error| Miss::stranger(format!("{}, which is no version: {error}", show::short(value))))?;
        let holds = |(allows, bound): &Bound| allows(version.cmp_precedence(bound));
        if requirement.bounds.iter().all(holds) { Ok(()) } else { Err(Miss::shown(value)) }
    },
};

fn read_part(part: &str, bounds: &mut Vec<Bound>) -> Result<(), String> {
    if part.is_empty() {
        return Err("a part of it is empty".into());
    }
    if !part.starts_with(['>', '<', '=', '^', '~']) {
        return Err(format!("`{part}` has no operator; equality is written `={part}`"));
    }
    let read = Comparator::parse(part).map_err(|error| error.to_string())?;
    let whole = read.patch.is_some();
    let lowest = Version {
        major: read.major,
        minor: read.minor.unwrap_or(0),
        patch: read.patch.unwrap_or(0),
        pre: read.pre.clone(),
        build: BuildMetadata::EMPTY,
    };
    let single: fn(Ordering) -> bool = match read.op {
        Op::GreaterEq => Ordering::is_ge,
        Op::Less => Ordering::is_lt,
        Op::Greater if whole => Ordering::is_gt,
        Op::LessEq if whole => Ordering::is_le,
        Op::Exact if whole => Ordering::is_eq,
        Op::Greater | Op::LessEq => return Err(format!("`{part}` needs all three numbers")),
        Op::Exact | Op::Tilde | Op::Caret => {
            bounds.push((Ordering::is_lt, end(&read)?));
            Ordering::is_ge
        }
        _ => return Err(format!("the operator of `{part}` is not known here")),
    };
    bounds.push((single, lowest));
    Ok(())
}

/// The first version that `^`, `~` and an `=` without all numbers do not allow any more.
fn end(read: &Comparator) -> Result<Version, String> {
    let (major, minor, patch) = match (&read.op, read.major, read.minor, read.patch) {
        (Op::Caret, 0, Some(0), Some(patch)) => (0, 0, patch.saturating_add(1)),
        (Op::Caret, 0, Some(minor), _) | (Op::Exact | Op::Tilde, _, Some(minor), _) => {
            (read.major, minor.saturating_add(1), 0)
        }
        _ => (read.major.saturating_add(1), 0, 0),
    };
    // `-0` is the lowest pre-release: those of the next version do not fit either.
    let pre = Prerelease::new("0").map_err(|error| error.to_string())?;
    Ok(Version { major, minor, patch, pre, build: BuildMetadata::EMPTY })
}
