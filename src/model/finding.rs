//! What a check found wrong.

use std::sync::Arc;

use serde_json::Value;

use super::pin::Pin;
use super::place::Place;
use super::proof::Proof;

/// What a finding says about the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weight {
    /// The service is wrong: red.
    Wrong,
    /// Nothing is known: inconclusive.
    Unknown,
    /// The suite is wrong, seen only while it ran: invalid.
    Suite,
    /// A bug of this program: internal.
    Bug,
}

/// One thing that is wrong, named so that a person needs no second one.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What it says about the run.
    pub weight: Weight,
    /// The check that found it, such as `json`.
    pub check: &'static str,
    /// The faulty field: `status`, `header content-type`, `$.data_services`.
    pub field: String,
    /// What was expected, for people.
    pub expected: String,
    /// What was there, for people.
    pub actual: String,
    /// Both as values, where a structured difference helps.
    pub difference: Option<(Value, Value)>,
    /// Where the suite demands it.
    pub place: Option<Place>,
    /// More to know, such as what is listening there instead.
    pub note: Option<String>,
    /// What proves it, where an exploration found it.
    pub proof: Option<Arc<Proof>>,
    /// What would have to be pinned for it to be right.
    pub pin: Option<Arc<Pin>>,
}

impl Finding {
    /// A finding against the service.
    #[must_use]
    pub fn wrong(
        check: &'static str,
        field: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self {
            weight: Weight::Wrong,
            check,
            field: field.into(),
            expected: expected.into(),
            actual: actual.into(),
            difference: None,
            place: None,
            note: None,
            proof: None,
            pin: None,
        }
    }

    /// The same, with another weight.
    #[must_use]
    pub fn weighing(mut self, weight: Weight) -> Self {
        self.weight = weight;
        self
    }

    /// With where the suite demands it.
    #[must_use]
    pub fn at(mut self, place: &Place) -> Self {
        self.place = Some(place.clone());
        self
    }

    /// With more to know.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// With both sides as values.
    #[must_use]
    pub fn difference(mut self, expected: Value, actual: Value) -> Self {
        self.difference = Some((expected, actual));
        self
    }
}

/// What a check came to. A check that asserted nothing is a finding by itself.
#[derive(Debug, Clone, Default)]
pub struct Judgement {
    /// How many assertions were evaluated.
    pub asserted: usize,
    /// Those that do not hold.
    pub findings: Vec<Finding>,
}

impl Judgement {
    /// One assertion that holds.
    #[must_use]
    pub fn holds() -> Self {
        Self { asserted: 1, findings: Vec::new() }
    }

    /// One assertion that does not.
    #[must_use]
    pub fn fails(finding: Finding) -> Self {
        Self { asserted: 1, findings: vec![finding] }
    }

    /// Counts one assertion, with its finding where it does not hold.
    pub fn assert(&mut self, finding: Option<Finding>) {
        self.asserted += 1;
        self.findings.extend(finding);
    }

    /// Adds another judgement.
    pub fn absorb(&mut self, other: Self) {
        self.asserted += other.asserted;
        self.findings.extend(other.findings);
    }
}
