//! GraphQL: schemas that a project pins, documents and variables that are held to them, and answers.

pub mod answer;
pub mod around;
pub mod document;
#[cfg(test)]
pub(crate) mod fixture;
mod introspection;
pub mod schema;
mod selected;
pub mod variable;
pub mod written;

#[cfg(test)]
mod tests;
