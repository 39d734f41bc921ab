//! What is carried through the reading of a project file: diagnostics, the root, and literal credentials.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::node::Node;
use crate::model::place::{Place, Source};
use crate::syntax::path::clean;
use crate::syntax::read;

/// The reading of one project file.
pub(super) struct Reading<'f> {
    /// Where diagnostics are gathered.
    pub(super) found: &'f mut Diagnostics,
    root: &'f Path,
    literals: Vec<(Place, String, String)>,
}

impl<'f> Reading<'f> {
    pub(super) fn new(found: &'f mut Diagnostics, root: &'f Path) -> Self {
        Self { found, root, literals: Vec::new() }
    }

    /// The value under a key, where it is there and right.
    pub(super) fn get<T>(
        &mut self,
        node: &Node,
        key: &str,
        read: impl FnOnce(&Node) -> Result<T, Diagnostic>,
    ) -> Option<T> {
        self.found.keep(read(node.get(key)?))
    }

    /// A whole number under a key.
    pub(super) fn whole(&mut self, node: &Node, key: &str, min: i64, max: i64) -> Option<usize> {
        self.get(node, key, |node| read::whole(node, min, max)).and_then(|number| usize::try_from(number).ok())
    }

    /// Text under a key that takes no template, with its place.
    pub(super) fn plain(&mut self, node: &Node, key: &str) -> Option<(String, Place)> {
        let node = node.get(key)?;
        let text = self.found.keep(plain(node))?;
        Some((text.to_owned(), node.place.clone()))
    }

    /// A path as written, from the project file's folder on.
    pub(super) fn path(&mut self, node: &Node) -> Option<PathBuf> {
        let text = self.found.keep(plain(node))?;
        Some(clean(&self.root.join(text)))
    }

    /// Keeps a credential that was written as plain text, to be refused at the end.
    pub(super) fn literal(&mut self, place: &Place, what: String, help: impl Into<String>) {
        self.literals.push((place.clone(), what, help.into()));
    }

    /// Refuses the literal credentials; the excerpt of the file hides all of them, so that no log keeps one.
    pub(super) fn finish(self) {
        let Some((first, ..)) = self.literals.first() else { return };
        let mut bytes = first.source().text.clone().into_bytes();
        for (place, ..) in &self.literals {
            for byte in &mut bytes[place.span()] {
                if *byte != b'\n' {
                    *byte = b'*';
                }
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let masked = Arc::new(Source { name: first.source().name.clone(), text });
        for (place, what, help) in self.literals {
            let span = place.span();
            let place = Place::new(masked.clone(), span.start, span.end);
            self.found.push(Diagnostic::error("literal-credential", &place, what).help(help));
        }
    }
}

/// Text without templates, not empty.
fn plain(node: &Node) -> Result<&str, Diagnostic> {
    let text = read::text(node)?;
    if text.trim().is_empty() {
        return Err(Diagnostic::error("empty", &node.place, "this is empty").help("give it a value, or remove the key"));
    }
    if node.is_template() {
        return Err(Diagnostic::error("template-here", &node.place, "no template may stand here"));
    }
    Ok(text)
}

/// A span of time that is longer than nothing.
pub(super) fn span(node: &Node) -> Result<Duration, Diagnostic> {
    let span = read::duration(node)?;
    if span.is_zero() {
        return Err(Diagnostic::error("out-of-range", &node.place, "within no time nothing can be answered"));
    }
    Ok(span)
}
