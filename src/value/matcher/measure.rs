//! The rule that compares a value with one operand, which most matchers are.

use std::fmt::Debug;
use std::sync::Arc;

use serde_json::Value;

use super::api::{Bench, Rule, Subject};
use super::operand::{Fault, Operand};
use super::show;
use super::step::Step;
use crate::model::finding::{Judgement, Weight};
use crate::model::node::Node;
use crate::model::place::Place;
use crate::value::template::Lookup;

/// Where and how a value misses what is expected.
#[derive(Debug, Default)]
pub(super) struct Miss {
    /// The part that deviates.
    pub at: Vec<Step>,
    /// What is expected there, where it is not what the whole rule expects.
    pub expected: Option<String>,
    /// What is there.
    pub actual: String,
    /// Both as values, where a structured difference helps.
    pub difference: Option<Box<(Value, Value)>>,
    /// More to know.
    pub note: Option<String>,
    /// Whether the value is of a kind that this rule cannot speak of: then the opposite does not hold either.
    pub stranger: bool,
    /// Whether only digits that are not kept could tell the value from what it is compared with.
    pub beyond: bool,
}

impl Miss {
    /// The value as it is.
    #[must_use]
    pub(super) fn shown(actual: &Value) -> Self {
        Self::saying(show::short(actual))
    }

    /// A value of a kind that the rule cannot speak of, in these words.
    #[must_use]
    pub(super) fn stranger(actual: impl Into<String>) -> Self {
        Self { stranger: true, ..Self::saying(actual) }
    }

    /// A number beyond 64 bits, of which not every digit is kept.
    #[must_use]
    pub(super) fn beyond(actual: &Value) -> Self {
        let what = "beyond 64 bits not every digit of a number is kept: compare it as text (`body`), or say `close_to`";
        Self { beyond: true, ..Self::saying(format!("{}; {what}", show::short(actual))) }
    }

    /// In these words.
    #[must_use]
    pub(super) fn saying(actual: impl Into<String>) -> Self {
        Self { actual: actual.into(), ..Self::default() }
    }
}

/// A rule that compares a value with one operand: what most rows are made of.
#[derive(Debug)]
pub(super) struct Measure<T: 'static> {
    /// Reads the operand; refuses what would always hold.
    pub read: fn(&Value) -> Result<T, Fault>,
    /// What is expected, in words.
    pub says: fn(&T) -> String,
    /// Whether it suits the list that a path selects.
    pub suits_list: fn(&T) -> bool,
    /// Compares.
    pub test: fn(&T, &Subject<'_>, &Value) -> Result<(), Miss>,
}

#[derive(Debug)]
struct Measured<T: 'static> {
    place: Place,
    operand: Operand<T>,
    measure: &'static Measure<T>,
}

/// Makes a rule of a measure.
pub(super) fn measured<T: Debug + Send + Sync>(
    node: &Node,
    bench: &mut Bench<'_>,
    measure: &'static Measure<T>,
) -> Option<Arc<dyn Rule>> {
    let operand = Operand::read(node, bench.found, measure.read)?;
    Some(Arc::new(Measured { place: node.place.clone(), operand, measure }))
}

impl<T: Debug + Send + Sync> Rule for Measured<T> {
    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        let operand = match self.operand.get(subject.lookup) {
            Ok(operand) => operand,
            Err(what) => return Judgement::fails(subject.fault(&self.place, "a value that can be worked out", what)),
        };
        let expected = || (self.measure.says)(&operand);
        let Some(value) = subject.value else {
            return Judgement::fails(subject.finding(&[], expected(), "nothing").at(&self.place));
        };
        if subject.items.is_some() && !(self.measure.suits_list)(&operand) {
            let what = "this compares one value with the list that the path selects; say `each`, `any` or `none`";
            return Judgement::fails(subject.fault(&self.place, expected(), what));
        }
        match (self.measure.test)(&operand, subject, value) {
            Ok(()) => Judgement::holds(),
            Err(miss) => {
                let mut finding =
                    subject.finding(&miss.at, miss.expected.unwrap_or_else(expected), miss.actual).at(&self.place);
                finding.difference = miss.difference.map(|both| *both);
                finding.note = miss.note;
                if miss.stranger && subject.negated {
                    finding.weight = Weight::Unknown;
                }
                // Neither equal nor another: nothing but another demand can settle it.
                if miss.beyond {
                    finding.weight = Weight::Suite;
                }
                Judgement::fails(finding)
            }
        }
    }

    fn expected(&self, lookup: &dyn Lookup) -> String {
        match self.operand.get(lookup) {
            Ok(operand) => (self.measure.says)(&operand),
            Err(_) => "a value that cannot be worked out".into(),
        }
    }

    fn suits_list(&self) -> bool {
        match &self.operand {
            Operand::Ready(operand) => (self.measure.suits_list)(operand),
            Operand::Later(..) => true,
        }
    }
}
