//! From text to a document with places, and from a document to what its shape allows.

pub mod inside;
pub mod nearest;
pub mod path;
pub mod read;
pub mod render;
pub mod schema;
pub mod span;
pub mod yaml;
