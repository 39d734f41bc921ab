//! Two contracts compared for a suite: where each comes from, by which policy, and the comparison as a JSON document.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::check::api::Workshop;
use crate::diff::compare::compare;
use crate::diff::compat::Side;
use crate::diff::level::Level;
use crate::diff::policy::Policy;
use crate::diff::wire::row;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::lines::Index;
use crate::model::node::Node;
use crate::model::place::Source;
use crate::model::shape::{Field, Shape};
use crate::openapi::document::{Loading, load, parse};

/// What the document says that it is.
pub const SCHEMA: &str = "holdpoint-diff/v1";

/// `world`.
pub const WORLD: Field = Field::new(
    "world",
    Shape::Choice(&["declared", "open"]),
    "whether senders keep to the properties that their schema names (declared, the default), or may send others",
);

/// `days_stable`.
pub const DAYS_STABLE: Field = Field::new(
    "days_stable",
    Shape::Integer { min: 0, max: 36_500 },
    "how many days lie between the deprecation of what is stable and its end; 0 by default",
);

/// `days_beta`.
pub const DAYS_BETA: Field = Field::new(
    "days_beta",
    Shape::Integer { min: 0, max: 36_500 },
    "the same of what is beta (`x-stability-level`); 0 by default",
);

/// By which policy changes are judged, as a suite says it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terms {
    open_world: bool,
    days_stable: u32,
    days_beta: u32,
}

impl Terms {
    /// Reads the keys [`WORLD`], [`DAYS_STABLE`] and [`DAYS_BETA`] of a mapping that conforms to them.
    #[must_use]
    pub fn read(node: &Node) -> Self {
        let days = |key| node.get(key).and_then(Node::scalar_text).and_then(|text| text.parse().ok()).unwrap_or(0);
        Self {
            open_world: node.get("world").and_then(Node::text) == Some("open"),
            days_stable: days("days_stable"),
            days_beta: days("days_beta"),
        }
    }

    fn policy(self, now: Timestamp) -> Policy {
        Policy {
            days_beta: self.days_beta,
            days_stable: self.days_stable,
            today: Policy::day(now.to_zoned(TimeZone::UTC).date()),
            levels: Vec::new(),
            open_world: self.open_world,
        }
    }
}

/// A contract with what it is called.
#[derive(Debug, Clone)]
pub struct Named {
    /// What a person calls it: the file as the suite names it, or where it was taken from.
    pub name: Arc<str>,
    side: Arc<Side>,
}

impl Named {
    /// The contract in a file that a suite names; what of it cannot be read is told of.
    pub fn open(node: &Node, written: &str, shop: &mut Workshop<'_>) -> Option<Self> {
        let path = shop.path(node, written)?;
        match Self::file(written, &path, shop.root) {
            Ok(named) => Some(named),
            Err(found) => {
                for diagnostic in found.into_vec() {
                    let placed = diagnostic.place.clone().or_else(|| Some(node.place.clone()));
                    shop.found.push(Diagnostic { place: placed, ..diagnostic }.also(&node.place, "named here"));
                }
                None
            }
        }
    }

    /// The contract in a file below `root`.
    ///
    /// # Errors
    /// What is wrong in it, or why it cannot be read.
    pub fn file(written: &str, path: &Path, root: &Path) -> Result<Self, Diagnostics> {
        let document = load(path, &Loading { root: Some(root.to_owned()), pinned: Vec::new() })?;
        Ok(Self { name: written.into(), side: Arc::new(Side::new(Arc::new(document))) })
    }

    /// The contract that a text is; it may refer to nothing but itself.
    ///
    /// # Errors
    /// In words, why it is none.
    pub fn text(name: &str, text: String) -> Result<Self, String> {
        let source = Source { name: name.to_owned(), text };
        let document = parse(source).map_err(|found| {
            let told: Vec<String> = found.into_vec().into_iter().map(|diagnostic| diagnostic.message).collect();
            told.join("; ")
        })?;
        Ok(Self { name: name.into(), side: Arc::new(Side::new(Arc::new(document))) })
    }
}

/// The comparison as `holdpoint diff --output json` gives it. An exit code has no meaning inside of a suite, and is not in it.
#[must_use]
pub fn document(old: &Named, new: &Named, terms: Terms, now: Timestamp) -> Value {
    let found = compare(&old.side, &new.side, &terms.policy(now));
    let mut index = Index::default();
    json!({
        "schema": SCHEMA,
        "verdict": found.verdict(Level::Error).name(),
        "old": &*old.name,
        "new": &*new.name,
        "world": if terms.open_world { "open" } else { "declared" },
        "summary": {
            "error": found.count(Level::Error),
            "undecided": found.undecided().count(),
            "warn": found.count(Level::Warn),
            "info": found.count(Level::Info),
        },
        "changes": found.changes.iter().map(|change| row(change, &change.operations, &mut index)).collect::<Vec<_>>(),
        "ignored": [],
    })
}
