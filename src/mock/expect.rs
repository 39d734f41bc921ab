//! What a mock file says must have arrived, judged when a case ends.

use std::time::Duration;

use http::HeaderName;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::journal::{Kept, Log};
use crate::model::clock;
use crate::model::journal::Breach;
use crate::syntax::span;
use crate::value::expression::Name;
use crate::value::matcher::Matcher;
use crate::value::template::Lookup;

/// How many unmatched requests are told one by one.
const TOLD: usize = 20;

/// What must have arrived.
#[derive(Debug, Default)]
pub struct Expected {
    /// For each stub that is named.
    pub stubs: Vec<Expectation>,
    /// How many requests may be unmatched; none where left out.
    pub unmatched: Option<Matcher>,
}

/// What must have arrived at one stub.
#[derive(Debug)]
pub struct Expectation {
    /// The stub's place in the mock.
    pub stub: usize,
    /// The stub's name.
    pub id: String,
    /// How often.
    pub calls: Option<Matcher>,
    /// What is the same in all of them.
    pub same: Vec<Same>,
    /// How far one is from the next; the last one stands for all that follow.
    pub gaps: Vec<Gap>,
    /// The stub that must have been called before, with its name.
    pub after: Option<(usize, String)>,
}

/// What is compared between arrivals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Same {
    /// `header.x`
    Header(HeaderName),
    /// `body_sha256`
    Body,
}

/// A limit of the span between two arrivals: `>=2s`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    text: String,
    least: bool,
    even: bool,
    limit: Duration,
}

impl Gap {
    /// Reads a limit.
    ///
    /// # Errors
    /// In words, what would be right.
    pub fn parse(text: &str) -> Result<Self, String> {
        let trimmed = text.trim();
        let operators = [(">=", true, true), ("<=", false, true), (">", true, false), ("<", false, false)];
        let found =
            operators.into_iter().find_map(|(sign, least, even)| Some((trimmed.strip_prefix(sign)?, least, even)));
        let (rest, least, even) =
            found.ok_or_else(|| format!("`{text}` is no limit of a gap; write one such as \">=2s\" or \"<500ms\""))?;
        Ok(Self { text: trimmed.to_owned(), least, even, limit: span::parse(rest)? })
    }

    fn holds(&self, gap: Duration) -> bool {
        (self.even && gap == self.limit) || if self.least { gap > self.limit } else { gap < self.limit }
    }
}

/// The matchers of `expect` name nothing.
struct Nothing;

impl Lookup for Nothing {
    fn find(&self, name: &Name) -> Result<Value, String> {
        Err(format!("there is no `{name}` when a case has ended"))
    }

    fn now(&self) -> Timestamp {
        clock::now()
    }
}

impl Expected {
    /// Judges what arrived for a case.
    #[must_use]
    pub fn judge(&self, log: &Log) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for fault in &log.faults {
            breaches.push(breach("mock", "an answer to each request", fault));
        }
        for expectation in &self.stubs {
            expectation.judge(log, &mut breaches);
        }
        self.judge_unmatched(log, &mut breaches);
        breaches
    }

    fn judge_unmatched(&self, log: &Log, breaches: &mut Vec<Breach>) {
        if let Some(matcher) = &self.unmatched {
            match count(matcher, "unmatched", log.unmatched) {
                None => return,
                // Each of them is told below, which says more.
                Some(_) if log.unmatched > 0 => {}
                Some(breach) => breaches.push(breach),
            }
        }
        let mut told = 0;
        for kept in log.iter().filter(|kept| kept.stub.is_none()).take(TOLD) {
            told += 1;
            breaches.push(Breach {
                about: format!("unmatched {}", kept.line()),
                expected: "a stub that matches".into(),
                actual: kept.nearest.as_deref().unwrap_or("none").to_owned(),
                unmatched: true,
            });
        }
        if log.unmatched > told {
            breaches.push(Breach {
                about: "unmatched requests".into(),
                expected: "a stub that matches".into(),
                actual: format!("{} more", log.unmatched - told),
                unmatched: true,
            });
        }
    }
}

impl Expectation {
    fn judge(&self, log: &Log, breaches: &mut Vec<Breach>) {
        let about = format!("stub {}", self.id);
        if let Some(matcher) = &self.calls {
            breaches.extend(count(matcher, &about, log.calls[self.stub]));
        }
        let mine: Vec<&Kept> = log.iter().filter(|kept| kept.stub == Some(self.stub)).collect();
        let looks_at_arrivals = !self.same.is_empty() || !self.gaps.is_empty() || self.after.is_some();
        if looks_at_arrivals && log.lost > 0 {
            breaches.push(breach(&about, "a journal of all arrivals", &format!("{} of them were lost", log.lost)));
            return;
        }
        for same in &self.same {
            same.judge(&about, &mine, breaches);
        }
        if !self.gaps.is_empty() && mine.len() <= self.gaps.len() {
            let expected = format!("{} arrivals, so that each gap is there", self.gaps.len() + 1);
            breaches.push(breach(&about, &expected, &mine.len().to_string()));
        }
        for (number, pair) in mine.windows(2).enumerate() {
            let Some(gap) = self.gaps.get(number).or(self.gaps.last()) else {
                break;
            };
            let seen = pair[1].at.saturating_sub(pair[0].at);
            if !gap.holds(seen) {
                let expected = format!("{} between arrivals {} and {}", gap.text, number + 1, number + 2);
                breaches.push(breach(&about, &expected, &span::show(seen)));
            }
        }
        if let Some((other, name)) = &self.after {
            let first_other = log.iter().position(|kept| kept.stub == Some(*other));
            let first_mine = log.iter().position(|kept| kept.stub == Some(self.stub));
            match (first_other, first_mine) {
                (None, _) => breaches.push(breach(&about, &format!("after {name}"), &format!("{name} was not called"))),
                (Some(_), None) => breaches.push(breach(&about, &format!("after {name}"), "it was not called")),
                (Some(other), Some(mine)) if mine < other => {
                    breaches.push(breach(&about, &format!("after {name}"), &format!("before {name}")));
                }
                _ => {}
            }
        }
    }
}

const ABSENT: &str = "nothing";

impl Same {
    fn judge(&self, about: &str, mine: &[&Kept], breaches: &mut Vec<Breach>) {
        // Sameness of one arrival, or of none, would say nothing.
        if mine.len() < 2 {
            let what = format!("at least 2 arrivals with the same {}", self.name());
            breaches.push(breach(about, &what, &mine.len().to_string()));
            return;
        }
        let values: Vec<String> = mine.iter().map(|kept| self.of(kept)).collect();
        if let Some((number, other)) = values.iter().enumerate().find(|(_, value)| **value != values[0]) {
            let expected = format!("the same {} in all arrivals: {}", self.name(), values[0]);
            breaches.push(breach(about, &expected, &format!("{other} in arrival {}", number + 1)));
        } else if matches!(self, Same::Header(_)) && values[0] == ABSENT {
            breaches.push(breach(about, &format!("the same {}", self.name()), "no arrival has it"));
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Header(name) => format!("header {name}"),
            Self::Body => "body".into(),
        }
    }

    fn of(&self, kept: &Kept) -> String {
        match self {
            Self::Body => format!("sha256 {}", data_encoding::HEXLOWER.encode(&kept.body_sha256())),
            Self::Header(name) => {
                let headers = kept.headers();
                let all: Vec<String> = headers
                    .get_all(name)
                    .iter()
                    .map(|value| format!("\"{}\"", String::from_utf8_lossy(value.as_bytes())))
                    .collect();
                if all.is_empty() { ABSENT.into() } else { all.join(", ") }
            }
        }
    }
}

fn count(matcher: &Matcher, about: &str, seen: u64) -> Option<Breach> {
    let judgement = matcher.judge("expect", about, Some(&json!(seen)), &Nothing);
    let finding = judgement.findings.into_iter().next()?;
    let calls = if seen == 1 { "1 call".to_owned() } else { format!("{seen} calls") };
    Some(breach(about, &format!("calls: {}", finding.expected), &calls))
}

fn breach(about: &str, expected: &str, actual: &str) -> Breach {
    Breach { about: about.to_owned(), expected: expected.to_owned(), actual: actual.to_owned(), unmatched: false }
}
