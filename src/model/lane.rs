//! The four lanes a suite can belong to.

use std::fmt;

/// What a suite is about; it decides what counts as a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lane {
    /// The shape and codes of answers.
    Contract,
    /// Behaviour over several requests.
    Runtime,
    /// Behaviour under faults.
    Resilience,
    /// Is it up and well now.
    Health,
}

impl Lane {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Contract, Self::Runtime, Self::Resilience, Self::Health];
    /// Their names, in the same order.
    pub const NAMES: [&'static str; 4] = ["contract", "runtime", "resilience", "health"];

    /// The name as written in a suite.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Contract => "contract",
            Self::Runtime => "runtime",
            Self::Resilience => "resilience",
            Self::Health => "health",
        }
    }

    /// The lane of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.name() == name)
    }
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
