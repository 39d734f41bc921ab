//! The table of stages, in the order in which they run: one file each; to add one is to add its file and its two lines.

pub mod api;

mod diff;
mod download;
mod duplicate;
mod latest;
mod notes;
mod payload;
mod sign;
mod store;
mod validate;

/// Every stage.
pub static TABLE: &[&api::Stage] = &[
    &payload::STAGE,
    &download::STAGE,
    &validate::STAGE,
    &duplicate::STAGE,
    &diff::STAGE,
    &store::STAGE,
    &notes::STAGE,
    &sign::STAGE,
    &latest::STAGE,
];
