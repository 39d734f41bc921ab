//! OpenAPI as the law: documents, what they say of an exchange, what is wrong with them, and data that fits them.

pub mod api;
pub mod at;
pub mod conform;
pub mod coverage;
pub mod dialect;
pub mod discover;
pub mod document;
pub mod draft;
pub mod law;
pub mod lint;
pub mod read;
pub mod sample;
pub mod schema;
pub mod shelf;
mod slots;
mod values;
