//! The table of what may change in a contract: one file each; to add one is to add its file and its two lines.

pub mod api;
mod bound;
mod lifecycle;
pub(super) mod shape;

mod body;
mod caller;
mod component;
mod deprecation;
mod exclusive_max;
mod exclusive_min;
mod header;
mod max;
mod max_items;
mod max_length;
mod max_properties;
mod media_schema;
pub(super) mod media_type;
mod min;
mod min_items;
mod min_length;
mod min_properties;
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
    &exclusive_max::RULE,
    &exclusive_min::RULE,
    &max::RULE,
    &max_items::RULE,
    &max_properties::RULE,
    &min::RULE,
    &min_items::RULE,
    &min_length::RULE,
    &min_properties::RULE,
    &values::RULE,
    &component::RULE,
    &version::RULE,
];
