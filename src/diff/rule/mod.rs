//! The table of what may change in a contract: one file each; to add one is to add its file and its two lines.

pub mod api;
pub(super) mod media_type;

mod bound;

mod max_length;

/// Every rule, in the order in which what they find is told.
pub static TABLE: &[&api::Rule] = &[
    &media_type::RULE,
    &max_length::RULE,
];
