//! Names of suites, cases and runs.

use std::fmt;
use std::sync::Arc;

/// `<suite>/<case>[<row>]`, with `@<target>` after the suite where it runs for several: unique in a plan.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CaseId {
    /// Such as `governance/contract`.
    pub suite: Arc<str>,
    /// The target, where the suite names several.
    pub target: Option<Arc<str>>,
    /// The case's name.
    pub case: Arc<str>,
    /// The row's id, where the case has rows.
    pub row: Option<Arc<str>>,
}

impl CaseId {
    /// The whole id; each line of evidence bears it, and so it is put together at once.
    #[must_use]
    pub fn text(&self) -> String {
        let target = self.target.as_deref().map_or(["", ""], |target| ["@", target]);
        let row = self.row.as_deref().map_or(["", "", ""], |row| ["[", row, "]"]);
        [&*self.suite, target[0], target[1], "/", &*self.case, row[0], row[1], row[2]].concat()
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}
