//! Who tells of a run: one file a reporter, and the table of them.

pub mod api;
mod block;
pub mod changes;
mod curl;
mod diff;
mod digest;
pub mod drift;
pub mod explore;
mod github;
pub mod ingest;
mod json;
mod jsonl;
mod junit;
mod lines;
mod markdown;
mod note;
mod out;
mod progress;
mod proof;
pub mod prove;
mod terminal;
mod wording;

use crate::model::kind::Kind;

/// Every reporter.
pub static TABLE: &[&Kind<api::Make>] =
    &[&terminal::KIND, &lines::KIND, &json::KIND, &jsonl::KIND, &junit::KIND, &markdown::KIND, &github::KIND];
