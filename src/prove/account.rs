//! Scores: how many of the mutants that count were noticed.

use super::api::{CaseScore, Fate, SuiteScore, Summary};

/// How many mutants of a suite, a case or all of them ended in which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub mutants: u64,
    /// Those that made the case red.
    pub killed: u64,
    /// Those that did not.
    pub survived: u64,
    /// Those of a part that the contract leaves free.
    pub equivalent: u64,
    /// Those that did not come about.
    pub unreached: u64,
    /// Those beyond the limits, which were not tried.
    pub left_out: u64,
}

impl Tally {
    /// The share of the mutants that count, in per cent; none where there are none that count.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        let of = self.killed + self.survived;
        #[expect(clippy::cast_precision_loss, reason = "no suite has 2^52 mutants")]
        (of > 0).then(|| self.killed as f64 * 100.0 / of as f64)
    }

    fn add(mut self, other: Self) -> Self {
        self.mutants += other.mutants;
        self.killed += other.killed;
        self.survived += other.survived;
        self.equivalent += other.equivalent;
        self.unreached += other.unreached;
        self.left_out += other.left_out;
        self
    }
}

impl CaseScore {
    /// What its mutants came to.
    #[must_use]
    pub fn tally(&self) -> Tally {
        Tally {
            mutants: self.mutants,
            killed: self.killed,
            survived: self.count(Fate::Survived),
            equivalent: self.count(Fate::Equivalent),
            unreached: self.count(Fate::Unreached),
            left_out: self.left_out,
        }
    }
}

impl SuiteScore {
    /// What its mutants came to.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.cases.iter().map(CaseScore::tally).fold(Tally::default(), Tally::add)
    }
}

impl Summary {
    /// What all mutants came to.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.suites.iter().map(SuiteScore::tally).fold(Tally::default(), Tally::add)
    }

    /// The suites whose score is lower, by their place in the list.
    pub fn below(&self, least: f64) -> impl Iterator<Item = &SuiteScore> {
        self.suites.iter().filter(move |suite| suite.tally().score().is_some_and(|score| score < least))
    }
}
