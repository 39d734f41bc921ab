//! What every part of the loader works with: where diagnostics go, which names are known, where files lie.

use std::path::{Path, PathBuf};

use crate::mock::cel_names::Allowed;
use crate::mock::facts::Known;
use crate::mock::guard::Guard;
use crate::mock::shape::later;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::node::{Datum, Node};
use crate::model::place::Place;
use crate::model::shape::Shape;
use crate::syntax::path::{clean, is_inside};
use crate::syntax::read;
use crate::value::expression::{Name, Segment};
use crate::value::matcher::Matcher;
use crate::value::template::Template;

/// What the parts of the loader share.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    /// Where diagnostics are gathered.
    pub(super) found: Diagnostics,
    /// The folder of the mock file: relative paths start here.
    pub(super) folder: &'a Path,
    /// The project's folder: no path leads out of it.
    pub(super) root: &'a Path,
}

impl Desk<'_> {
    /// Keeps an error.
    pub(super) fn wrong(&mut self, code: &'static str, place: &Place, what: impl Into<String>) {
        self.found.push(Diagnostic::error(code, place, what));
    }

    /// Holds a part to its shape; keys of another version are refused in their own words.
    pub(super) fn conform(&mut self, node: &Node, shape: Shape) {
        read::conform(node, shape, &|_| None, &mut self.found);
    }

    /// Refuses the keys that come with another lane, wherever they stand in this mapping.
    pub(super) fn refuse_later(&mut self, node: &Node) {
        for entry in node.entries() {
            if let Some(lane) = later(&entry.key) {
                self.wrong(
                    "later",
                    &entry.key_place,
                    format!("`{}` comes with the {lane} lane and is not part of this version", entry.key),
                );
            }
        }
    }

    /// A value with templates in it, held to the names that are known.
    pub(super) fn template(&mut self, node: &Node, known: &Known) -> Option<Template> {
        let template = self.found.keep(Template::compile(node))?;
        self.check(&template, known);
        Some(template)
    }

    /// One text with templates in it, held to the names that are known.
    pub(super) fn template_text(&mut self, text: &str, place: &Place, known: &Known) -> Option<Template> {
        let template = self.found.keep(Template::text(text, place))?;
        self.check(&template, known);
        Some(template)
    }

    fn check(&mut self, template: &Template, known: &Known) {
        let mut wrong = Vec::new();
        template.names(&mut |name, place| {
            if let Err((what, hint)) = known.check(&name.root, word(name, 0), word(name, 1)) {
                wrong.push(Diagnostic::error("unknown-name", place, what).maybe_help(hint));
            }
        });
        for diagnostic in wrong {
            self.found.push(diagnostic);
        }
    }

    /// A CEL expression, held to the names that are known.
    pub(super) fn guard(&mut self, node: &Node, known: &Known, allowed: Allowed) -> Option<Guard> {
        let text = self.found.keep(read::text(node).map(str::to_owned))?;
        Guard::compile(&text, &node.place, known, allowed, &mut self.found)
    }

    /// A matcher, its templates held to the names that are known.
    pub(super) fn matcher(&mut self, node: &Node, known: &Known) -> Option<Matcher> {
        // The matcher reads its own templates; here they are read for their names only.
        if let Ok(template) = Template::compile(node) {
            self.check(&template, known);
        }
        Matcher::compile(node, &mut self.found)
    }

    /// The bytes of a file that the mock names.
    pub(super) fn bytes(&mut self, node: &Node) -> Option<(PathBuf, Vec<u8>)> {
        let written = self.found.keep(read::text(node).map(str::to_owned))?;
        let path = clean(&self.folder.join(&written));
        if !is_inside(&path, self.root) {
            self.found.push(
                Diagnostic::error(
                    "path-outside",
                    &node.place,
                    format!("`{written}` leads out of the project's folder"),
                )
                .help(format!("keep the file below {}", self.root.join(".").display())),
            );
            return None;
        }
        match std::fs::read(&path) {
            Ok(bytes) => Some((path, bytes)),
            Err(error) => {
                self.wrong("file", &node.place, format!("`{written}` cannot be read: {error}"));
                None
            }
        }
    }
}

fn word(name: &Name, at: usize) -> Option<&str> {
    match name.rest.get(at) {
        Some(Segment::Key(key)) => Some(key),
        _ => None,
    }
}

/// The place of some letters of a text, where the file's text is the value's text (no escapes between).
#[must_use]
pub(super) fn inside(node: &Node, at: usize, length: usize) -> Place {
    let span = node.place.span();
    let raw = node.place.source().text.get(span.clone()).unwrap_or_default();
    match node.text().and_then(|text| raw.find(text)) {
        Some(offset) => {
            Place::new(node.place.source().clone(), span.start + offset + at, span.start + offset + at + length)
        }
        None => node.place.clone(),
    }
}

/// Whether a mapping has any of these keys.
#[must_use]
pub(super) fn has_any(node: &Node, keys: &[&str]) -> bool {
    matches!(&node.datum, Datum::Map(entries) if entries.iter().any(|entry| keys.contains(&entry.key.as_str())))
}
