//! The answer of a run, and which answer wins when several hold.

use std::fmt;

/// How something ended. Ordered: the greater one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Everything planned ran, and passed.
    Green,
    /// No evidence for a verdict; trying again may help.
    Inconclusive,
    /// A check failed.
    Red,
    /// Usage, a suite, a mock or the configuration is wrong, or nothing ran.
    Invalid,
    /// A bug of this program.
    Internal,
    /// Stopped by a person.
    Interrupted,
}

impl Verdict {
    /// All of them, weakest first.
    pub const ALL: [Self; 6] =
        [Self::Green, Self::Inconclusive, Self::Red, Self::Invalid, Self::Internal, Self::Interrupted];

    /// The word in artifacts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Inconclusive => "inconclusive",
            Self::Red => "red",
            Self::Invalid => "invalid",
            Self::Internal => "internal",
            Self::Interrupted => "interrupted",
        }
    }

    /// The verdict of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
