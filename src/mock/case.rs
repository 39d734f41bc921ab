//! Which case a request belongs to.

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;

use crate::model::endpoint::SHARING;

/// The value of the header [`crate::model::endpoint::CASE_HEADER`]: any text that is the same for all requests of one
/// case. Where it has the form `suite::anything`, `isolate: suite` shares one state among all keys of that `suite`.
/// In the form `suite:::anything` the state is shared whatever the mock says: something was set up once for all of them.
/// Requests without the header belong to one shared case, [`CaseKey::shared`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CaseKey(Option<Arc<str>>);

impl CaseKey {
    /// The key of that text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self((!text.is_empty()).then(|| text.into()))
    }

    /// The key of all requests that name no case.
    #[must_use]
    pub fn shared() -> Self {
        Self(None)
    }

    /// What the header says.
    #[must_use]
    pub fn of_header(value: Option<&HeaderValue>) -> Self {
        match value {
            None => Self::shared(),
            Some(value) => Self::new(&String::from_utf8_lossy(value.as_bytes())),
        }
    }

    /// The suite that the case belongs to; the whole key where it names none.
    #[must_use]
    pub fn suite(&self) -> Self {
        match self.as_str().split_once("::") {
            Some((suite, _)) => Self::new(suite),
            None => self.clone(),
        }
    }

    /// Whether its state is the suite's, whatever the mock says.
    #[must_use]
    pub fn shares_state(&self) -> bool {
        self.as_str().contains(SHARING)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }
}

impl fmt::Display for CaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suite_is_what_stands_before_the_first_double_colon() {
        assert_eq!(CaseKey::new("a/b::c::d#2").suite(), CaseKey::new("a/b"));
        assert_eq!(CaseKey::new("a/b:::c").suite(), CaseKey::new("a/b"));
        assert!(CaseKey::new("a/b:::c").shares_state() && !CaseKey::new("a/b::c").shares_state());
        assert_eq!(CaseKey::new("alone").suite(), CaseKey::new("alone"));
        assert_eq!(CaseKey::of_header(None), CaseKey::shared());
        assert_eq!(CaseKey::of_header(Some(&HeaderValue::from_static("x"))).as_str(), "x");
    }
}
