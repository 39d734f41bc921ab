//! The table of what may change in a contract: one file each; to add one is to add its file and its two lines.

pub mod api;
mod bound;
mod lifecycle;
mod narrowing;
mod properties;
pub(super) mod shape;
mod subschemas;
mod sunset_date;
#[cfg(test)]
mod tests_properties;
#[cfg(test)]
mod tests_rules;
#[cfg(test)]
mod tests_struct;

mod additional_properties;
mod all_of;
mod any_of;
mod body;
mod caller;
mod component;
mod condition;
mod constant;
mod contains;
mod content_encoding;
mod content_media_type;
mod content_schema;
mod default_value;
mod dependent_required;
mod dependent_schema;
mod deprecation;
mod discriminator;
mod enum_value;
mod enumeration;
mod exclusive_max;
mod exclusive_min;
mod extensible_enum;
mod header;
mod items;
pub(super) mod list_of_types;
mod max;
mod max_contains;
mod max_items;
mod max_length;
mod max_properties;
mod media_schema;
pub(super) mod media_type;
mod min;
mod min_contains;
mod min_items;
mod min_length;
mod min_properties;
mod multiple_of;
mod not;
mod nullable;
mod one_of;
mod operation;
mod operation_id;
mod parameter;
mod parameter_default;
mod parameter_deprecation;
mod parameter_style;
mod pattern;
mod pattern_property;
mod prefix_items;
mod property;
mod property_deprecation;
mod property_names;
mod property_stability;
mod read_only;
mod required;
mod security;
mod security_scheme;
mod stability;
mod status;
mod tag;
mod unevaluated_items;
mod unevaluated_properties;
mod unique_items;
mod value_type;
pub(super) mod values;
mod version;
mod webhook;
mod wrapping;
mod write_only;

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
    &property::RULE,
    &required::RULE,
    &read_only::RULE,
    &write_only::RULE,
    &property_deprecation::RULE,
    &property_stability::RULE,
    &pattern_property::RULE,
    &additional_properties::RULE,
    &property_names::RULE,
    &dependent_required::RULE,
    &dependent_schema::RULE,
    &unevaluated_properties::RULE,
    &items::RULE,
    &prefix_items::RULE,
    &contains::RULE,
    &min_contains::RULE,
    &max_contains::RULE,
    &unevaluated_items::RULE,
    &all_of::RULE,
    &any_of::RULE,
    &one_of::RULE,
    &wrapping::RULE,
    &discriminator::RULE,
    &condition::RULE,
    &not::RULE,
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
