//! What steps and checks that speak GraphQL stand in.

use super::document::Meant;
use super::schema::Schemas;
use crate::model::node::Node;

/// What a compiler of such steps and checks works with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around<'a> {
    /// What the suite says under `graphql`.
    pub settings: Option<&'a Node>,
    /// Schemas that were read before.
    pub schemas: Option<&'a Schemas>,
    /// What the step whose checks are compiled sends.
    pub meant: Option<&'a Meant>,
}
