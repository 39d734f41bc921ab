//! Whether a case can run against the target as it was settled: with its names, its mode, its approval.

use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::endpoint::Endpoint;
use crate::model::mode::Mode;

use super::plan::{Case, Suite};

/// What decides whether a case can run.
#[derive(Clone, Copy)]
pub struct Conditions<'a> {
    /// The target as settled.
    pub endpoint: &'a Endpoint,
    /// Whether a step that changes something may run; else the reason why not.
    pub allows: &'a dyn Fn(Mode, bool) -> Result<(), String>,
    /// What is wrong about a name that has no value.
    pub missing: &'a dyn Fn(&str) -> Option<Diagnostic>,
}

/// Why a case is not run, where a declared reason says so; a missing value that has to be there is gathered.
pub fn not_run(suite: &Suite, case: &Case, conditions: Conditions<'_>, found: &mut Diagnostics) -> Option<String> {
    let mode = conditions.endpoint.mode;
    if !case.modes.is_empty() && !case.modes.contains(&mode) {
        let only: Vec<&str> = case.modes.iter().map(|mode| mode.name()).collect();
        return Some(format!("only for a {} target", only.join(" or ")));
    }
    let mut needs = case.needs.clone();
    needs.absorb(suite.once_needs.clone());
    for (name, place) in &needs.names {
        let endpoint = conditions.endpoint;
        if endpoint.variables.contains_key(name) || endpoint.secrets.contains_key(name) {
            continue;
        }
        if suite.target.variables.iter().any(|variable| variable.optional && variable.name == *name) {
            return Some(format!("the optional variable {name} is not set"));
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
