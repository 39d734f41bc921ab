//! The table of what a gate demands, in the order in which it is looked at: one file each; to add one is to add its file and its two lines.

pub mod api;
pub mod drive;

mod compared;
mod latency;
mod note;
mod registry;
mod sdk;
mod stored;
mod suites;

/// Every demand.
pub static TABLE: &[&api::Demand] = &[
    &stored::DEMAND,
    &compared::DEMAND,
    &note::DEMAND,
    &suites::DEMAND,
    &sdk::DEMAND,
    &registry::DEMAND,
    &latency::DEMAND,
];
