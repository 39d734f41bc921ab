//! How much of a contract the cases of a suite used.

use std::sync::Arc;

use crate::check::api::Check;
use crate::check::seen;
use crate::model::finding::{Finding, Judgement};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::openapi::coverage::Count;
use crate::value::scope::Scope;

/// How many parts that were not used a finding names.
const NAMED: usize = 3;

/// That enough of a contract was used, by the document that the step before it gives.
#[derive(Debug)]
pub struct Covers {
    least: f64,
    suite: Arc<str>,
    place: Place,
}

impl Covers {
    /// At least so many in a hundred, by the cases of a suite.
    #[must_use]
    pub fn new(least: f64, suite: Arc<str>, place: &Place) -> Self {
        Self { least, suite, place: place.clone() }
    }
}

impl Check for Covers {
    fn judge(&self, seen: &Observation, _: &Scope) -> Judgement {
        let coverage = match seen::json("contract", seen, &self.place) {
            Ok(coverage) => coverage,
            Err(nothing) => return nothing,
        };
        let number = |key: &str| {
            coverage["total"][key].as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or_default()
        };
        let total = Count { used: number("used"), all: number("all") };
        if total.all > 0 && total.percent() >= self.least {
            return Judgement::holds();
        }
        let expected = format!("at least {} %", self.least);
        let actual = format!("{:.1} %: {} of {}", (total.percent() * 10.0).floor() / 10.0, total.used, total.all);
        let gaps = coverage["uncovered"].as_array().map_or(&[][..], Vec::as_slice);
        let named: Vec<&str> = gaps.iter().take(NAMED).filter_map(|gap| gap["what"].as_str()).collect();
        let more = gaps.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        let all =
            format!("the evidence lists all; `holdpoint run {} --uncovered FILE` writes cases for them", self.suite);
        let note = format!("not used: {}{more}; {all}", named.join(", "));
        Judgement::fails(Finding::wrong("contract", "coverage", expected, actual).note(note).at(&self.place))
    }
}
