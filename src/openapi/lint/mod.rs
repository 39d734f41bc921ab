//! The table of what makes a contract unable to do its work: one file each; to add one is to add its file and its two lines.

pub mod api;
mod called;
#[cfg(test)]
pub(super) mod fixture;
mod merged;
mod role;
pub mod run;
mod survey;
#[cfg(test)]
mod table_tests;
pub mod whole;

mod bounds;
mod caller;
mod closed;
mod content;
mod dialect;
mod discriminator;
mod duplicate_key;
mod example;
mod format;
mod health;
mod info;
mod keyword;
mod operation_id;
mod parameter;
mod path_clash;
mod pattern;
mod reference;
mod refusal;
mod required;
mod response;
mod shape;
mod template;
mod unknown_key;
mod unused;
mod values;

/// Every rule, in the order in which what they find is told.
pub static TABLE: &[&api::Rule] = &[
    &dialect::RULE,
    &info::RULE,
    &duplicate_key::RULE,
    &reference::RULE,
    &path_clash::RULE,
    &template::RULE,
    &parameter::RULE,
    &content::RULE,
    &response::RULE,
    &refusal::RULE,
    &operation_id::RULE,
    &caller::RULE,
    &health::RULE,
    &shape::RULE,
    &keyword::RULE,
    &bounds::RULE,
    &values::RULE,
    &pattern::RULE,
    &format::RULE,
    &closed::RULE,
    &required::RULE,
    &discriminator::RULE,
    &example::RULE,
    &unknown_key::RULE,
    &unused::RULE,
];
