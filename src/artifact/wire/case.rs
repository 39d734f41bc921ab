//! How a case and its undoing ended, in evidence.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::part::milliseconds;
use crate::artifact::places::{Places, Spot};
use crate::model::finding::{Finding as Found, Weight};
use crate::model::outcome::Outcome;
use crate::model::place::Place as PlaceOf;
use crate::model::proof::Proof as Proved;

/// A place in a suite file, with the line that stands there, so that a report needs no file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Place<'a> {
    /// The file.
    pub file: Cow<'a, str>,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// How many characters of the line it spans.
    pub width: usize,
    /// The line; left out where nothing is wrong there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Cow<'a, str>>,
}

impl<'a> Place<'a> {
    fn of(spot: &Spot<'a>, with_text: bool) -> Self {
        Self {
            file: spot.file.into(),
            line: spot.line,
            column: spot.column,
            width: spot.width,
            text: with_text.then(|| spot.text.into()),
        }
    }
}

/// Both sides of a difference, each as JSON text: a number in an answer may be a secret, and only text is masked.
#[derive(Debug, Serialize, Deserialize)]
pub struct Difference {
    /// What was expected.
    pub expected: String,
    /// What was there.
    pub actual: String,
}

/// One thing that is wrong.
#[derive(Debug, Serialize, Deserialize)]
pub struct Finding<'a> {
    /// What it says about the run: `wrong`, `unknown`, `suite`, `bug`.
    pub weight: Cow<'a, str>,
    /// The check that found it.
    pub check: Cow<'a, str>,
    /// The faulty field.
    pub field: Cow<'a, str>,
    /// What was expected.
    pub expected: Cow<'a, str>,
    /// What was there.
    pub actual: Cow<'a, str>,
    /// Both as values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<Difference>,
    /// Where the suite demands it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place<'a>>,
    /// More to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Cow<'a, str>>,
    /// What proves it, where an exploration found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof<'a>>,
}

/// What proves a finding of an exploration.
#[derive(Debug, Serialize, Deserialize)]
pub struct Proof<'a> {
    /// The operation.
    pub operation: Cow<'a, str>,
    /// Where the contract says what does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<Place<'a>>,
    /// The `x-request-id` of each exchange that shows it; the last one by itself.
    pub exchanges: Vec<Cow<'a, str>>,
    /// A case of a suite that shows it again, as YAML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Cow<'a, str>>,
}

impl<'a> Proof<'a> {
    fn of(proof: &'a Proved, places: &mut Places) -> Self {
        Self {
            operation: (&proof.operation).into(),
            contract: proof.contract.as_ref().map(|place| Place::of(&places.spot(place), true)),
            exchanges: proof.exchanges.iter().map(|exchange| (&exchange.request_id).into()).collect(),
            case: proof.case.as_deref().map(Into::into),
        }
    }
}

impl<'a> Finding<'a> {
    fn of(found: &'a Found, places: &mut Places) -> Self {
        Self {
            weight: weight_name(found.weight).into(),
            check: found.check.into(),
            field: (&found.field).into(),
            expected: (&found.expected).into(),
            actual: (&found.actual).into(),
            difference: found
                .difference
                .as_ref()
                .map(|(expected, actual)| Difference { expected: expected.to_string(), actual: actual.to_string() }),
            place: found.place.as_ref().map(|place| Place::of(&places.spot(place), true)),
            note: found.note.as_deref().map(Into::into),
            proof: found.proof.as_ref().map(|proof| Proof::of(proof, places)),
        }
    }
}

/// The weights and their names.
pub(crate) const WEIGHTS: [(Weight, &str); 4] =
    [(Weight::Wrong, "wrong"), (Weight::Unknown, "unknown"), (Weight::Suite, "suite"), (Weight::Bug, "bug")];

fn weight_name(weight: Weight) -> &'static str {
    WEIGHTS.iter().find(|(known, _)| *known == weight).map_or("bug", |(_, name)| name)
}

/// One check as it was judged.
#[derive(Debug, Serialize, Deserialize)]
pub struct Check<'a> {
    /// Which step.
    pub step: Cow<'a, str>,
    /// The check.
    pub check: Cow<'a, str>,
    /// Where the suite demands it.
    pub place: Place<'a>,
    /// How many assertions it made.
    pub asserted: usize,
    /// What it found, by the places in the case's list of findings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<usize>,
}

/// `undo`: one step that put things back.
#[derive(Debug, Serialize, Deserialize)]
pub struct Undo<'a> {
    /// The case's id.
    pub case: Cow<'a, str>,
    /// The step, in words.
    pub step: Cow<'a, str>,
    /// How it ended, in words.
    pub said: Cow<'a, str>,
    /// Whether it went wrong.
    pub failed: bool,
}

/// `case.end`: how a case ended.
#[derive(Debug, Serialize, Deserialize)]
pub struct CaseEnd<'a> {
    /// The case's id.
    pub case: Cow<'a, str>,
    /// The parts of the id: the suite, …
    pub suite: Cow<'a, str>,
    /// … the case's name, …
    pub name: Cow<'a, str>,
    /// … the row, where it has rows, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<Cow<'a, str>>,
    /// … and whether the target is a part of it.
    pub several_targets: bool,
    /// The suite's place in `run.start`.
    pub index: usize,
    /// The suite's lane.
    pub lane: Cow<'a, str>,
    /// Which target.
    pub target: Cow<'a, str>,
    /// Who answered.
    pub mode: Cow<'a, str>,
    /// The check ids that it bears.
    pub covers: Cow<'a, [String]>,
    /// How it ended.
    pub status: Cow<'a, str>,
    /// Why it was not run, or the first finding in one line.
    pub reason: Option<Cow<'a, str>>,
    /// How long it took, in milliseconds.
    pub ms: f64,
    /// How many exchanges of it were kept.
    pub exchanges: u64,
    /// The account of each exploration.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub explored: Vec<Cow<'a, Value>>,
    /// Every check that was judged.
    pub checks: Vec<Check<'a>>,
    /// Everything found, most telling first.
    pub findings: Vec<Finding<'a>>,
    /// The `x-request-id` of the exchange that the first finding is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub faulty: Option<Cow<'a, str>>,
    /// What the suite says of why this matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Cow<'a, str>>,
    /// Where the case was written.
    pub place: Place<'a>,
}

impl<'a> CaseEnd<'a> {
    /// The line of an outcome.
    pub fn of(outcome: &'a Outcome, places: &mut Places) -> Self {
        let mut place = |place: &'a PlaceOf| Place::of(&places.spot(place), false);
        let checks = outcome.checks.iter().map(|checked| Check {
            step: (&checked.step).into(),
            check: checked.check.into(),
            place: place(&checked.place),
            asserted: checked.asserted,
            findings: (checked.findings.iter())
                .filter_map(|found| outcome.findings.iter().position(|listed| listed == found))
                .collect(),
        });
        let checks = checks.collect();
        let place = place(&outcome.place);
        Self {
            case: outcome.id.text().into(),
            suite: (&*outcome.id.suite).into(),
            name: (&*outcome.id.case).into(),
            row: outcome.id.row.as_deref().map(Into::into),
            several_targets: outcome.id.target.is_some(),
            index: outcome.suite,
            lane: outcome.lane.name().into(),
            target: (&*outcome.target).into(),
            mode: outcome.mode.name().into(),
            covers: (&*outcome.covers).into(),
            status: outcome.status.name().into(),
            reason: outcome.reason.as_deref().map(Into::into),
            ms: milliseconds(outcome.took),
            exchanges: outcome.exchanges,
            explored: outcome.explored.iter().map(|account| Cow::Borrowed(&**account)).collect(),
            checks,
            findings: outcome.findings.iter().map(|found| Finding::of(found, places)).collect(),
            faulty: outcome.faulty.as_ref().map(|exchange| (&exchange.request_id).into()),
            why: outcome.why.as_deref().map(Into::into),
            place,
        }
    }
}
