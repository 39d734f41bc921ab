//! The table of what may change in a contract: one file each; to add one is to add its file and its two lines.

pub mod api;
mod bound;
mod lifecycle;
pub(super) mod shape;
#[cfg(test)]
mod tests_rules;

mod body;
mod caller;
mod component;
mod constant;
mod content_encoding;
mod content_media_type;
mod content_schema;
mod default_value;
mod deprecation;
mod enum_value;
mod enumeration;
mod exclusive_max;
mod exclusive_min;
mod extensible_enum;
mod header;
mod list_of_types;
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
mod multiple_of;
mod nullable;
mod operation;
mod operation_id;
mod parameter;
mod parameter_default;
mod parameter_deprecation;
mod parameter_style;
mod pattern;
mod security;
mod security_scheme;
mod stability;
mod status;
mod tag;
mod unique_items;
mod value_type;
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
    &constant::RULE,
    &content_encoding::RULE,
    &content_media_type::RULE,
    &content_schema::RULE,
    &default_value::RULE,
    &enum_value::RULE,
    &enumeration::RULE,
    &exclusive_max::RULE,
    &exclusive_min::RULE,
    &extensible_enum::RULE,
    &list_of_types::RULE,
    &max::RULE,
    &max_items::RULE,
    &max_properties::RULE,
    &min::RULE,
    &min_items::RULE,
    &min_length::RULE,
    &min_properties::RULE,
    &multiple_of::RULE,
    &nullable::RULE,
    &parameter_default::RULE,
    &pattern::RULE,
    &unique_items::RULE,
    &value_type::RULE,
    &values::RULE,
    &component::RULE,
    &version::RULE,
];
