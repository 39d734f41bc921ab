//! A text of GraphQL as it was written, in a suite or in a file of its own, and what is wrong with it, each at its letter.

use std::ops::Range;
use std::sync::Arc;

use apollo_compiler::diagnostic::ToCliReport as _;
use apollo_compiler::validation::DiagnosticList;

use crate::model::node::Node;
use crate::model::place::{Place, Source};
use crate::syntax::inside::inside;

/// How many faults of one text are told.
const MOST: usize = 20;

/// A text, and where it stands.
#[derive(Debug, Clone)]
pub struct Written {
    /// The text.
    pub text: String,
    origin: Origin,
}

#[derive(Debug, Clone)]
enum Origin {
    Inline(Node),
    File(Arc<Source>),
}

impl Written {
    /// A text that stands in a suite.
    #[must_use]
    pub fn inline(node: &Node, text: String) -> Self {
        Self { text, origin: Origin::Inline(node.clone()) }
    }

    /// All of a file.
    #[must_use]
    pub fn of_file(source: Arc<Source>) -> Self {
        Self { text: source.text.clone(), origin: Origin::File(source) }
    }

    /// Where some bytes of the text stand.
    #[must_use]
    pub fn place(&self, span: Range<usize>) -> Place {
        match &self.origin {
            Origin::Inline(node) => inside(node, span),
            Origin::File(source) => Place::new(source.clone(), span.start, span.end),
        }
    }
}

/// What a validator found wrong with a text, each at its place.
pub(super) fn told(wrong: &DiagnosticList, written: &Written) -> Vec<(Place, String)> {
    let told = wrong.iter().take(MOST).map(|one| {
        let span = one.error.location().map_or(0..0, |at| at.offset()..at.end_offset());
        // A whole selection would be underlined over many lines: its beginning names it.
        let first = written.text.get(span.clone()).and_then(|text| text.find(['{', '\n', '(']));
        let end = first.filter(|at| *at > 0).map_or(span.end, |at| span.start + at);
        (written.place(span.start..end), one.error.to_string())
    });
    told.collect()
}
