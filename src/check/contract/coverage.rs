//! How much of a contract the cases of a suite used.

use std::sync::Arc;

use crate::check::api::Check;
use crate::model::finding::{Finding, Judgement};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::openapi::law::Law;
use crate::value::scope::Scope;

/// How many parts that were not used a finding names.
const NAMED: usize = 3;

/// That enough of a contract was used.
#[derive(Debug)]
pub struct Covers {
    law: Arc<Law>,
    least: f64,
    place: Place,
}

impl Covers {
    /// At least so many in a hundred.
    #[must_use]
    pub fn new(law: Arc<Law>, least: f64, place: &Place) -> Self {
        Self { law, least, place: place.clone() }
    }
}

impl Check for Covers {
    fn judge(&self, _: &Observation, _: &Scope) -> Judgement {
        let summary = self.law.summary();
        let total = summary.total();
        if total.all > 0 && total.percent() >= self.least {
            return Judgement::holds();
        }
        let expected = format!("at least {} %", self.least);
        let actual = format!("{:.1} %: {} of {}", (total.percent() * 10.0).floor() / 10.0, total.used, total.all);
        let named: Vec<&str> = summary.gaps.iter().take(NAMED).map(|gap| gap.words.as_str()).collect();
        let more = summary.gaps.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        let note = format!("not used: {}{more}; the evidence lists all", named.join(", "));
        Judgement::fails(Finding::wrong("contract", "coverage", expected, actual).note(note).at(&self.place))
    }
}
