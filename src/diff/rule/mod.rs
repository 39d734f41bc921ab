//! The table of what may change in a contract: one file each; to add one is to add its file and its two lines.

pub mod api;
mod bound;
mod lifecycle;
pub(super) mod media_type;

mod body;
mod caller;
mod component;
mod deprecation;
mod header;
mod max_length;
mod media_schema;
mod operation;
mod operation_id;
mod parameter;
mod parameter_deprecation;
mod parameter_style;
mod security;
mod security_scheme;
mod stability;
mod status;
mod tag;
pub(super) mod values;
mod version;
mod webhook;

/// Every rule, in the order in which what they find is told.
pub static TABLE: &[&api::Rule] = &[
    &operation::RULE,
    &webhook::RULE,
    &deprecation::RULE,
    &stability::RULE,
    &operation_id::RULE,
    &tag::RULE,
    &security::RULE,
    &security::GLOBAL,
    &caller::RULE,
    &security_scheme::RULE,
    &parameter::RULE,
    &parameter_style::RULE,
    &parameter_deprecation::RULE,
    &body::RULE,
    &media_type::RULE,
    &media_schema::RULE,
    &status::RULE,
    &header::RULE,
    &max_length::RULE,
    &values::RULE,
    &component::RULE,
    &version::RULE,
];
