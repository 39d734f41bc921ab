//! Scores: how many of the mutants that count were noticed.

use super::api::{CaseScore, Fate, SuiteScore, Summary};
use super::waiver;

/// What a suite has to reach.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The lowest score, in per cent.
    pub score: f64,
    /// The largest share of mutants that its contract leaves free, in per cent.
    pub free: f64,
}

/// What a suite falls short of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Short {
    /// Too little is noticed.
    Score,
    /// The contract leaves too much free: whoever holds to it holds to little.
    Free,
    /// Too much is waived.
    Waived,
}

impl Short {
    /// Its name, in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Free => "free",
            Self::Waived => "waived",
        }
    }
}

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
    /// Those of the rest that the suite waives.
    pub waived: u64,
    /// Those that did not come about.
    pub unreached: u64,
    /// Those beyond the limits, which were not tried.
    pub left_out: u64,
}

impl Tally {
    /// The share of the mutants that count, in per cent; none where there are none that count. What is waived counts.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        let of = self.killed + self.survived + self.waived;
        (of > 0).then(|| share(self.killed, of))
    }

    /// How much of it the contract leaves free, in per cent.
    #[must_use]
    pub fn free(&self) -> f64 {
        share(self.equivalent, self.mutants)
    }

    /// How much of it is waived, in per cent.
    #[must_use]
    pub fn let_off(&self) -> f64 {
        share(self.waived, self.mutants)
    }

    /// What it falls short of.
    #[must_use]
    pub fn short(&self, limits: Limits) -> Vec<Short> {
        let low = self.score().is_some_and(|score| score < limits.score).then_some(Short::Score);
        let free = (self.free() > limits.free).then_some(Short::Free);
        let waived = (self.let_off() > waiver::MOST).then_some(Short::Waived);
        [low, free, waived].into_iter().flatten().collect()
    }

    fn add(mut self, other: Self) -> Self {
        self.mutants += other.mutants;
        self.killed += other.killed;
        self.survived += other.survived;
        self.equivalent += other.equivalent;
        self.waived += other.waived;
        self.unreached += other.unreached;
        self.left_out += other.left_out;
        self
    }
}

#[expect(clippy::cast_precision_loss, reason = "no suite has 2^52 mutants")]
fn share(part: u64, of: u64) -> f64 {
    part as f64 * 100.0 / of.max(1) as f64
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
            waived: self.count(Fate::Waived),
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

    /// The suites that fall short of something.
    pub fn short(&self, limits: Limits) -> impl Iterator<Item = &SuiteScore> {
        self.suites.iter().filter(move |suite| !suite.tally().short(limits).is_empty())
    }
}
