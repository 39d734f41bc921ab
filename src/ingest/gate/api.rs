//! What every demand of a gate is, and what it looks at.

use std::pin::Pin;
use std::time::Duration;

use semver::Version;

use crate::artifact::layout::Layout;
use crate::ingest::event::{Done, Stop};
use crate::ingest::pipeline::Gate;
use crate::ingest::stage::api::Options;
use crate::ingest::store::log::Past;

/// A demand: one thing that has to hold before a version goes further.
pub struct Demand {
    /// Its name.
    pub id: &'static str,
    /// One line: what it demands.
    pub summary: &'static str,
    /// Markdown: why, and what to do where it does not hold.
    pub docs: &'static str,
    /// Looks.
    pub look: for<'s> fn(&'s Subject<'s>) -> Looked<'s>,
}

/// What comes of looking.
pub type Looked<'s> = Pin<Box<dyn Future<Output = Result<Done, Stop>> + 's>>;

/// What is looked at.
pub struct Subject<'s> {
    /// The version that is to go further.
    pub version: &'s Version,
    /// What the gate demands.
    pub gate: &'s Gate,
    /// What the store's log says.
    pub past: &'s Past,
    /// Where the store is.
    pub options: &'s Options,
    /// Where the ledgers of suites are.
    pub ledgers: &'s Layout,
    /// How long each demand took that was looked at before.
    pub took: &'s [(&'static str, Duration)],
}
