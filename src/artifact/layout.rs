//! Where each artifact lies.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::error::Error;
use crate::model::record::RunHead;

/// The paths of all artifacts, from the folder of ledgers that the project file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    ledgers: PathBuf,
    root: PathBuf,
}

impl Layout {
    /// From the folder of ledgers, such as `artifacts/integrations`; runs and heads lie beside it.
    #[must_use]
    pub fn new(ledgers: impl Into<PathBuf>) -> Self {
        let ledgers = ledgers.into();
        let root = match ledgers.parent() {
            Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
            Some(parent) => parent.to_owned(),
            None => ledgers.clone(),
        };
        Self { ledgers, root }
    }

    /// The folder of ledgers.
    #[must_use]
    pub fn ledgers(&self) -> &Path {
        &self.ledgers
    }

    /// The folder that paths inside artifacts are relative to.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of a day's ledgers.
    #[must_use]
    pub fn day(&self, date: Date) -> PathBuf {
        self.ledgers.join(date.to_string())
    }

    /// The ledger of a suite on a day; with its target where the suite names several.
    #[must_use]
    pub fn ledger(&self, date: Date, suite: &str, target: Option<&str>) -> PathBuf {
        self.day(date).join(ledger_name(suite, target))
    }

    /// The evidence of a run.
    #[must_use]
    pub fn evidence(&self, date: Date, run: &str) -> PathBuf {
        self.root.join("runs").join(date.to_string()).join(format!("{}.jsonl", flat(run)))
    }

    /// The last digest of every ledger, one line an append.
    #[must_use]
    pub fn heads(&self) -> PathBuf {
        self.root.join("heads.jsonl")
    }

    /// A path as it is written inside artifacts: from the root, with slashes.
    #[must_use]
    pub fn relative(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        parts.join("/")
    }

    /// Refuses suites that would share a ledger.
    ///
    /// # Errors
    /// Names both suites and the file.
    pub fn check(head: &RunHead) -> Result<(), Error> {
        let mut taken: HashMap<String, String> = HashMap::new();
        for suite in &head.suites {
            let file = ledger_name(&suite.name, several(head, &suite.name).then_some(&*suite.target));
            let name = suite.name.to_string();
            // Some file systems do not tell `A` from `a`.
            match taken.insert(file.to_lowercase(), name.clone()) {
                Some(first) if first != name => return Err(Error::Collision { first, second: name, file }),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether a run holds a suite for more than one target.
#[must_use]
pub fn several(head: &RunHead, suite: &str) -> bool {
    head.suites.iter().filter(|other| *other.name == *suite).nth(1).is_some()
}

/// The UTC day of a time.
#[must_use]
pub fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

fn ledger_name(suite: &str, target: Option<&str>) -> String {
    let target = target.map(|target| format!("@{}", flat(target))).unwrap_or_default();
    format!("{}{target}.jsonl", flat(suite))
}

/// A name as one part of a path.
fn flat(name: &str) -> String {
    name.chars().map(|c| if matches!(c, '/' | '\\' | ':' | '\0') { '_' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::sample;

    #[test]
    fn paths_are_the_documented_ones() {
        let layout = Layout::new("../artifacts/integrations");
        let date = jiff::civil::date(2026, 11, 20);
        let shown = |path: PathBuf| path.to_str().unwrap().to_owned();
        assert_eq!(
            shown(layout.ledger(date, "chatwoot/health", None)),
            "../artifacts/integrations/2026-11-20/chatwoot_health.jsonl"
        );
        assert!(shown(layout.ledger(date, "a/b", Some("eu"))).ends_with("/a_b@eu.jsonl"));
        assert_eq!(shown(layout.evidence(date, "r1")), "../artifacts/runs/2026-11-20/r1.jsonl");
        assert_eq!(shown(layout.evidence(date, "../../x")), "../artifacts/runs/2026-11-20/.._.._x.jsonl");
        assert_eq!(shown(layout.heads()), "../artifacts/heads.jsonl");
        assert_eq!(layout.relative(&layout.evidence(date, "r1")), "runs/2026-11-20/r1.jsonl");
        assert_eq!(shown(Layout::new("ledgers").heads()), "./heads.jsonl");
    }

    #[test]
    fn two_suites_may_not_share_a_ledger() {
        let mut head = sample::head(&["a/b_c", "a_b/c"]);
        let error = Layout::check(&head).unwrap_err().to_string();
        assert_eq!(error, "keep the ledgers of a/b_c and a_b/c apart: both would be a_b_c.jsonl");
        head.suites[1].name = "a/b_c".into();
        head.suites[1].target = "other".into();
        Layout::check(&head).unwrap();
        assert!(several(&head, "a/b_c"));
    }
}
