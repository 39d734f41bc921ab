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

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Each line of evidence bears it: parts are put together as they are, without the machinery of `write!`.
        f.write_str(&self.suite)?;
        if let Some(target) = &self.target {
            f.write_str("@")?;
            f.write_str(target)?;
        }
        f.write_str("/")?;
        f.write_str(&self.case)?;
        if let Some(row) = &self.row {
            f.write_str("[")?;
            f.write_str(row)?;
            f.write_str("]")?;
        }
        Ok(())
    }
}
