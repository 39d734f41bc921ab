//! Whether a live service or a mock answers.

use std::fmt;

/// Who answers a target's requests. Stamped on each exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// A real service.
    Live,
    /// Our mock engine.
    Mock,
}

impl Mode {
    /// `live` or `mock`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Mock => "mock",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
