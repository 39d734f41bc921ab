//! `delay`: the answer comes later than it may.

use std::sync::Arc;

use serde_json::json;

use super::api::{Mutation, Part, Row};
use crate::prove::scene::Scene;
use crate::syntax::span;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "delay",
    summary: "the answer comes later than it may",
    docs: r#"Where a `timeout` of the step, the suite or the target says how long an answer may take, it comes after that. Where
nobody has said so, it comes just before the program itself gives up (after 30 s): `time: "< 5s"` notices it. The clock is a
virtual one: nobody waits.
"#,
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    let limit = scene.budget.limit;
    let delay = if scene.budget.said { limit * 11 / 10 } else { limit * 9 / 10 };
    vec![Mutation {
        part: Part::Whole,
        field: "time".into(),
        what: format!("after {}", span::show(delay)),
        expect: json!({"time": "< 5s"}),
        change: Arc::new(move |given| given.delay += delay),
    }]
}
