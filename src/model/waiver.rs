//! What a suite need not notice, and who says so.

use super::place::Place;

/// Mutants that a suite lets survive, each for a reason that others can look up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The mutation: `alter-header`.
    pub mutation: String,
    /// Which part of the answer: `header etag`, `$.items[*].id`; `*` is any text.
    pub field: String,
    /// Only of this case.
    pub case: Option<String>,
    /// What makes the part free: `#/components/schemas/Order` in the suite's contract, or `RFC 9110, section 8.8.3`.
    pub because: String,
    /// Where it was written.
    pub place: Place,
}

impl Waiver {
    /// Whether it is about this mutant.
    #[must_use]
    pub fn covers(&self, mutation: &str, field: &str, case: &str) -> bool {
        self.mutation == mutation && self.case.as_deref().is_none_or(|only| only == case) && is_like(&self.field, field)
    }
}

/// Whether a text is as a pattern says, in which `*` is any text.
fn is_like(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(text) = text.strip_prefix(head) else { return false };
    (0..=text.len()).filter(|at| text.is_char_boundary(*at)).any(|at| is_like(rest, &text[at..]))
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn a_star_is_any_text() {
        for (pattern, text, is) in [
            ("header etag", "header etag", true),
            ("header etag", "header etag2", false),
            ("$.items[*].id", "$.items[12].id", true),
            ("$.items[*].id", "$.items[12].name", false),
            ("*", "", true),
            ("$.ä*", "$.äöü", true),
        ] {
            assert_eq!(is_like(pattern, text), is, "{pattern} {text}");
        }
    }
}
