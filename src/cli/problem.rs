//! Why a verb cannot do its work: what to show, and which verdict it is.

use serde_json::{Value, json};

use super::arguments::Output;
use super::console::{self, Console};
use super::exit;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::lines::Index;
use crate::model::verdict::Verdict;

/// Why a verb ends early.
#[derive(Debug)]
pub(super) enum Problem {
    /// Faults of what a person wrote.
    Diagnostics(Diagnostics),
    /// A fault in one line, and what to do.
    Said(Verdict, String),
    /// The reader of our output went away; nobody is left to be told.
    Quiet,
}

impl From<Diagnostic> for Problem {
    fn from(diagnostic: Diagnostic) -> Self {
        let mut all = Diagnostics::default();
        all.push(diagnostic);
        Self::Diagnostics(all)
    }
}

impl From<Vec<Diagnostic>> for Problem {
    fn from(list: Vec<Diagnostic>) -> Self {
        let mut all = Diagnostics::default();
        for diagnostic in list {
            all.push(diagnostic);
        }
        Self::Diagnostics(all)
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Self::Quiet;
        }
        Self::Said(Verdict::Invalid, format!("cannot write the output: {error}"))
    }
}

impl Problem {
    /// A fault of what was asked for.
    #[must_use]
    pub(super) fn invalid(what: impl Into<String>) -> Self {
        Self::Said(Verdict::Invalid, what.into())
    }
}

/// Tells why a verb ended early, as the output is asked for; gives its verdict.
pub(super) fn tell(problem: &Problem, output: Output, console: &Console) -> Verdict {
    if output == Output::Json && !matches!(problem, Problem::Quiet) {
        // Who asked for a document gets one; that it cannot be written is told by the exit code alone.
        let _ = console::print(&format!("{}\n", document(problem)));
    }
    match problem {
        Problem::Quiet => Verdict::Green,
        Problem::Said(verdict, what) => {
            console::say(&format!("error: {what}"));
            *verdict
        }
        Problem::Diagnostics(found) => {
            console.show(found);
            Verdict::Invalid
        }
    }
}

/// Diagnostics as JSON documents have them.
#[must_use]
pub(super) fn listed(found: &Diagnostics) -> Vec<Value> {
    let mut index = Index::default();
    let mut one = |diagnostic: &Diagnostic| {
        let place = diagnostic.place.as_ref().map(|place| {
            let (line, column) = index.line_column(place);
            json!({"file": place.source().name, "line": line, "column": column})
        });
        json!({
            "code": diagnostic.code,
            "severity": diagnostic.severity.name(),
            "message": diagnostic.message,
            "place": place,
            "help": diagnostic.help,
        })
    };
    found.iter().map(&mut one).collect()
}

/// What a program reads in place of the document that it asked for.
#[must_use]
pub(super) fn document(problem: &Problem) -> Value {
    let (verdict, said, diagnostics) = match problem {
        Problem::Diagnostics(found) => (Verdict::Invalid, None, listed(found)),
        Problem::Said(verdict, what) => (*verdict, Some(what), Vec::new()),
        Problem::Quiet => (Verdict::Green, None, Vec::new()),
    };
    json!({
        "schema": "holdpoint-error/v1",
        "verdict": verdict.name(),
        "exit_code": exit::code(verdict),
        "error": said,
        "diagnostics": diagnostics,
    })
}
