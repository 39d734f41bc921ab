//! The table of matchers: what may be said of one value. To add one is to add its row.

pub mod api;
mod compare;
mod either;
mod equal;
mod items;
mod keyword;
mod kind;
mod measure;
mod moment;
mod number;
pub mod open;
pub mod operand;
mod order;
mod read;
pub mod schema;
pub mod show;
pub mod step;
mod text;
mod version;

pub use api::Matcher;

/// Every matcher, in the order of the reference.
pub static TABLE: &[&api::Row] = &[
    &equal::EQ,
    &equal::NE,
    &order::LT,
    &order::LE,
    &order::GT,
    &order::GE,
    &order::BETWEEN,
    &text::MATCHES,
    &text::CONTAINS,
    &text::STARTS_WITH,
    &text::ENDS_WITH,
    &equal::ONE_OF,
    &equal::NONE_OF,
    &kind::TYPE,
    &kind::FORMAT,
    &kind::EXISTS,
    &kind::ABSENT,
    &either::ABSENT_OR,
    &either::NOT,
    &items::LENGTH,
    &items::EACH,
    &items::ANY,
    &items::NONE,
    &equal::UNORDERED,
    &moment::WITHIN,
    &order::CLOSE_TO,
    &schema::SCHEMA,
    &version::SEMVER,
];

#[cfg(test)]
mod tests;
