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
        write!(f, "{}", self.suite)?;
        if let Some(target) = &self.target {
            write!(f, "@{target}")?;
        }
        write!(f, "/{}", self.case)?;
        if let Some(row) = &self.row {
            write!(f, "[{row}]")?;
        }
        Ok(())
    }
}
