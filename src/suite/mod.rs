//! Suite files and the project file: finding them, and what they say.

pub mod discover;
pub mod document;
pub mod project;
pub mod shape;
