//! `remove-header`: a header is not there.

use std::sync::Arc;

use serde_json::json;

use super::alter_header::told;
use super::api::{Mutation, Part, Row};
use crate::prove::scene::Scene;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "remove-header",
    summary: "a header is not there",
    docs: r"Each header of the answer is left out, one at a time, but for those of the connection (`date`, `content-length`: RFC
9110, sections 6.6.1 and 8.6), the mock's own, and the marks that `drop-correlation` takes. `header: { etag: { exists: true } }`
notices it.

With a contract that does not require the header a survivor is equivalent.
",
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    let headers = told(scene).filter(|(name, _)| !super::drop_correlation::MARKS.contains(&name.as_str()));
    let mutation = |(name, _): (String, String)| Mutation {
        part: Part::HeaderGone(name.clone()),
        field: format!("header {name}"),
        what: "removed".into(),
        expect: json!({"header": {name.as_str(): {"exists": true}}}),
        change: Arc::new(move |given| drop(given.headers.remove(&name))),
    };
    headers.map(mutation).collect()
}
