//! Whether a case can run against the target as it was settled: with its names, its mode, its approval.

use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::mode::Mode;

use super::plan::{Case, Suite};

/// What decides whether a case can run.
#[derive(Clone, Copy)]
pub struct Conditions<'a> {
    /// Who answers.
    pub mode: Mode,
    /// Whether a step that changes something may run; else the reason why not.
    pub allows: &'a dyn Fn(Mode, bool) -> Result<(), String>,
    /// Why a name that has no value leaves a case out, where that is declared.
    pub left_out: &'a dyn Fn(&str) -> Option<String>,
    /// What is wrong about a name that has no value and has to have one.
    pub missing: &'a dyn Fn(&str) -> Option<Diagnostic>,
}

/// Why a case is not run, where a declared reason says so; a missing value that has to be there is gathered.
pub fn not_run(suite: &Suite, case: &Case, conditions: Conditions<'_>, found: &mut Diagnostics) -> Option<String> {
    let mode = conditions.mode;
    if !case.modes.is_empty() && !case.modes.contains(&mode) {
        let only: Vec<&str> = case.modes.iter().map(|mode| mode.name()).collect();
        return Some(format!("only for a {} target", only.join(" or ")));
    }
    let mut needs = case.needs.clone();
    needs.absorb(suite.once_needs.clone());
    for (name, place) in &needs.names {
        if let Some(reason) = (conditions.left_out)(name) {
            return Some(reason);
        }
        if let Some(diagnostic) = (conditions.missing)(name) {
            // Many cases lack the same name; one of them is enough to say so.
            if !found.iter().any(|told| told.message == diagnostic.message) {
                found.push(diagnostic.also(place, "a selected case needs it here"));
            }
        }
    }
    (conditions.allows)(mode, needs.mutates.is_some()).err()
}
