//! What came of a whole comparison: each lie of a mock once, with its stub and the cases that saw it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::compare::{Compared, Difference, compare};
use super::keep::{Cases, Seen};
use crate::model::endpoint::STUB_HEADER;
use crate::model::exchange::Exchange;
use crate::model::outcome::Status;
use crate::model::verdict::Verdict;
use crate::value::percent::decode;

/// A difference, wherever it was seen.
#[derive(Debug)]
pub struct Lie {
    /// The target whose mock it is.
    pub target: Arc<str>,
    /// The stub that answered; none where a contract or nothing of the file did.
    pub stub: Option<String>,
    /// The request where it was first seen: `GET /orders/7`.
    pub request: String,
    /// What differs.
    pub difference: Difference,
    /// The cases that saw it.
    pub cases: BTreeSet<String>,
}

/// By target, stub, and what differs.
type Lies = BTreeMap<(Arc<str>, Option<String>, String), Lie>;

/// A case of which not everything could be compared.
#[derive(Debug)]
pub struct Left {
    /// The case.
    pub case: String,
    /// Why.
    pub why: String,
    /// Whether the live target did not answer, so that nothing is known.
    pub unknown: bool,
}

/// A whole comparison.
#[derive(Debug, Default)]
pub struct Account {
    /// How many cases had an answer that was compared.
    pub cases: usize,
    /// How many pairs of answers were compared.
    pub pairs: usize,
    /// What the mocks say otherwise, by target and stub.
    pub lies: Vec<Lie>,
    /// What could not be compared.
    pub left: Vec<Left>,
}

impl Account {
    /// Compares the same cases of two runs, step by step. Of a step that was done more than once (a poll, a walk of pages) the
    /// last exchange counts: the one that was judged.
    #[must_use]
    pub fn of(mock: &Cases, live: &Cases) -> Self {
        let mut account = Self::default();
        let mut lies: Lies = BTreeMap::new();
        for (case, asked) in live {
            let Some(other) = mock.get(case) else { continue };
            let mut compared = 0;
            for (step, exchanges) in &asked.steps {
                let partner = other.steps.iter().find(|(known, _)| known == step);
                let (Some(is), Some(was)) = (exchanges.last(), partner.and_then(|(_, all)| all.last())) else {
                    continue;
                };
                match compare(was, is) {
                    Compared::Unknown(why) => {
                        account.left.push(Left {
                            case: case.clone(),
                            why: format!("step {step}: the live target did not answer: {why}"),
                            unknown: true,
                        });
                    }
                    Compared::Answered(differences) => {
                        compared += 1;
                        for difference in differences {
                            keep(&mut lies, was, difference, case);
                        }
                    }
                }
            }
            account.pairs += compared;
            account.cases += usize::from(compared > 0);
            account.left.extend(left(case, asked, other));
        }
        account.lies = lies.into_values().collect();
        account
    }

    /// What the comparison says: a mock that lies is red; where nothing could be compared, or something was not answered,
    /// nothing is known.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if !self.lies.is_empty() {
            Verdict::Red
        } else if self.pairs == 0 || self.left.iter().any(|left| left.unknown) {
            Verdict::Inconclusive
        } else {
            Verdict::Green
        }
    }
}

fn keep(lies: &mut Lies, mock: &Exchange, difference: Difference, case: &str) {
    let stub = mock.answer().and_then(|answer| answer.header(STUB_HEADER)).map(|id| decode(id).into_owned());
    let request = format!("{} {}", mock.request.method, mock.request.url.path());
    // Where no stub answered, each request is a thing of its own.
    let whose = if stub.is_some() { "" } else { request.as_str() };
    let Difference { part, at, live, mock: was, .. } = &difference;
    let key = (mock.target.clone(), stub.clone(), format!("{whose} {} {at} {live} {was}", part.name()));
    let lie = lies.entry(key).or_insert_with(|| Lie {
        target: mock.target.clone(),
        stub,
        request,
        difference,
        cases: BTreeSet::new(),
    });
    lie.cases.insert(case.to_owned());
}

/// Why a case was not compared to its end.
fn left(case: &str, live: &Seen, mock: &Seen) -> Option<Left> {
    let told = |(status, reason): &(Status, Option<String>)| {
        let reason = reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
        format!("{}{reason}", status.name().replace('_', " "))
    };
    let why = match (&live.ended, &mock.ended) {
        (Some(ended @ (Status::NotRun, _)), _) => told(ended),
        (_, Some(ended @ (Status::NotRun, _))) => format!("on the mock {}", told(ended)),
        _ if live.steps.len() != mock.steps.len() => format!(
            "{} of its steps live and {} on the mock were reached{}",
            live.steps.len(),
            mock.steps.len(),
            live.ended.as_ref().map(|ended| format!(" ({})", told(ended))).unwrap_or_default()
        ),
        _ => return None,
    };
    Some(Left { case: case.to_owned(), why, unknown: false })
}
