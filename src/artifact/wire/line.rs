//! The lines of evidence, told apart by `type`.

use serde::{Deserialize, Serialize};

use super::{case, exchange, run};

/// One line of evidence.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Line<'a> {
    /// What is planned.
    #[serde(rename = "run.start")]
    RunStart(Box<run::RunStart<'a>>),
    /// One request and what came of it.
    #[serde(rename = "exchange")]
    Exchange(Box<exchange::Exchange<'a>>),
    /// One step that put things back.
    #[serde(rename = "undo")]
    Undo(case::Undo<'a>),
    /// A case that came to its end.
    #[serde(rename = "case.end")]
    CaseEnd(Box<case::CaseEnd<'a>>),
    /// A suite that came to its end.
    #[serde(rename = "suite.end")]
    SuiteEnd(run::SuiteEnd<'a>),
    /// A person asked to stop.
    #[serde(rename = "interrupted")]
    Interrupted {},
    /// A line that would have given a secret away, and was not written.
    #[serde(rename = "refused")]
    Refused {
        /// What the line was, and the secret's name.
        reason: String,
    },
    /// What it came to.
    #[serde(rename = "run.end")]
    RunEnd(run::RunEnd<'a>),
}
