//! The one form of every plug-in: a row of a table from which validator, schema, docs and tests are derived.

use super::shape::Shape;

/// A row of a plug-in table. `T` is the function that makes the plug-in from what was written.
#[derive(Debug)]
pub struct Kind<T: 'static> {
    /// The key that a person writes, such as `status`.
    pub id: &'static str,
    /// One line for lists.
    pub summary: &'static str,
    /// Markdown for `holdpoint explain`: what it does, why, an example in a fence of YAML.
    pub docs: &'static str,
    /// What may stand under the key.
    pub schema: Shape,
    /// Makes it.
    pub compile: T,
}
