//! What the tests of GraphQL have in common: a small schema, and operations of it.

use std::sync::Arc;

use super::document::Operation;
use super::schema::{Opened, Pinned, read};
use super::written::Written;
use crate::model::diagnostic::Diagnostic;
use crate::model::node::Node;
use crate::model::place::{Place, Source};
use crate::syntax::yaml;

/// A little of what Shopify's Admin API has, and each kind of type.
pub(crate) const SCHEMA: &str = r#"
schema { query: QueryRoot mutation: Mutation subscription: Subscription }
scalar DateTime
enum Topic { ORDERS_CREATE APP_UNINSTALLED }
interface Node { id: ID! }
type Shop implements Node { id: ID! name: String! email: String @deprecated(reason: "use `contact`") contact: String tags: [String!]! at: DateTime plan: Plan }
type Plan { partner: Boolean! price: Float, seats: Int }
type App implements Node { id: ID! title: String }
union Found = Shop | App
type Webhook implements Node { id: ID! topic: Topic! }
type UserError { field: [String!] message: String! }
type DeletePayload { deletedId: ID userErrors: [UserError!]! }
input By @oneOf { id: ID handle: String }
input Sort { key: Topic! reverse: Boolean = false, limits: [Int!] }
type QueryRoot { shop: Shop! node(id: ID!): Node found(by: By, sort: Sort, n: Int): [Found!] webhooks(topics: [Topic!]): [Webhook!]! }
type Mutation { delete(id: ID!): DeletePayload refund(amount: Float!): RefundPayload }
type RefundPayload { problems: [UserError!]! done: Boolean }
type Subscription { shop: Shop }
"#;

/// A text of that name.
pub(crate) fn schema(name: &str, text: &str) -> Opened {
    read(&Arc::new(Source { name: name.into(), text: text.into() }))
}

/// The schema above.
pub(crate) fn pinned() -> Arc<Pinned> {
    schema("schema.graphql", SCHEMA).unwrap()
}

/// A text of YAML.
pub(crate) fn node(text: &str) -> Node {
    yaml::parse(&Arc::new(Source { name: "suite.yaml".into(), text: text.into() })).unwrap()
}

/// The operation of a document, or of the name that is given, with what is unwise.
pub(crate) fn tried(text: &str, chosen: Option<&str>) -> Result<(Operation, Vec<Diagnostic>), Vec<Diagnostic>> {
    let source = Arc::new(Source { name: "q.graphql".into(), text: text.into() });
    let place = Place::new(source.clone(), 0, 0);
    Operation::read(&pinned(), &Written::of_file(source), chosen.map(|name| (name, &place)))
}

/// An operation that has to be valid.
pub(crate) fn operation(text: &str) -> Arc<Operation> {
    Arc::new(tried(text, None).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}")).0)
}

/// Diagnostics in one line each: `code line:column message`.
pub(crate) fn lines(found: &[Diagnostic]) -> Vec<String> {
    let line = |one: &Diagnostic| {
        let (line, column) = one.place.as_ref().unwrap().line_column();
        format!("{} {line}:{column} {}", one.code, one.message)
    };
    found.iter().map(line).collect()
}
