//! A contract held to every rule, its examples to its schemas.

use serde_json::Value;

use super::run::lint;
use crate::model::diagnostic::Diagnostics;
use crate::openapi::at::At;
use crate::openapi::conform::Contract;
use crate::openapi::schema::{Direction, Undeclared};
use crate::value::matcher::step::location;

/// All that is wrong with a contract: what its reader `told`, and what the rules find.
#[must_use]
pub fn whole(contract: &Contract, told: Diagnostics) -> Diagnostics {
    lint(&contract.document, &contract.api, told, &|at, value| fits(contract, at, value))
}

/// Whether a value fits a schema in one of the two directions: an example of a body is of one of them, one that stands in
/// a schema of either.
fn fits(contract: &Contract, at: &At, value: &Value) -> Result<(), String> {
    let misses = |direction| contract.schemas.judge(at, direction, Undeclared::Allow, value).unwrap_or_default();
    // That a schema cannot be used is told by other rules. The other direction is compiled only where it is needed.
    let told = misses(Direction::Response);
    if told.is_empty() || misses(Direction::Request).is_empty() {
        return Ok(());
    }
    let said = told
        .first()
        .map(|miss| format!("{}: expected {}, got {}", location("$", &miss.steps), miss.expected, miss.actual));
    said.map_or(Ok(()), Err)
}
