//! Keeps secrets out of everything that is written, whatever encoding they come back in.

mod encodings;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::model::secret::Secret;

/// The fewest characters a secret may have: the text of a shorter one stands everywhere by chance.
pub const SHORTEST: usize = 4;

/// A line of a secret of several lines is masked by itself from this length on.
const LONG_LINE: usize = 16;

/// Why there is no redactor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Masking it would mask everything.
    #[error("mask the secret {name}: it has fewer than {SHORTEST} characters")]
    TooShort {
        /// The secret's name.
        name: String,
    },
    /// The automaton could not be built.
    #[error("mask secrets: {0}")]
    Build(String),
}

/// Replaces every encoding of every known secret by `[secret NAME]`.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    automaton: Option<AhoCorasick>,
    /// For each pattern, the mark it is replaced by; none where the pattern is a mark itself, which stays.
    owners: Vec<Option<usize>>,
    marks: Vec<Arc<str>>,
    names: Vec<String>,
    longest: usize,
}

impl Redactor {
    /// Builds the one automaton for all secrets.
    ///
    /// # Errors
    /// Where a secret is too short to be masked.
    pub fn new(secrets: impl IntoIterator<Item = (String, Secret)>) -> Result<Self, Error> {
        let mut made = Self::default();
        let mut patterns: HashMap<String, Option<usize>> = HashMap::new();
        for (name, secret) in secrets {
            let text = secret.expose().trim();
            if text.chars().count() < SHORTEST {
                return Err(Error::TooShort { name });
            }
            let owner = made.names.len();
            let mark = mark(&name);
            // A mark is a pattern too, so that masking twice is masking once.
            patterns.insert(mark.to_string(), None);
            made.marks.push(mark);
            made.names.push(name);
            // A key of several lines in an environment variable often has its newlines written as `\n`.
            let expanded = text.replace("\\n", "\n");
            let expanded = expanded.trim();
            for part in parts(text).chain(parts(expanded)).collect::<BTreeSet<_>>() {
                for form in encodings::forms(part) {
                    // The first name of a value that several secrets share.
                    patterns.entry(form).or_insert(Some(owner));
                }
            }
        }
        if patterns.is_empty() {
            return Ok(made);
        }
        let mut sorted: Vec<(String, Option<usize>)> = patterns.into_iter().collect();
        sorted.sort();
        made.longest = sorted.iter().map(|(pattern, _)| pattern.len()).max().unwrap_or(0);
        made.owners = sorted.iter().map(|(_, owner)| *owner).collect();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(sorted.iter().map(|(pattern, _)| pattern))
            .map_err(|error| Error::Build(error.to_string()))?;
        made.automaton = Some(automaton);
        Ok(made)
    }

    /// Text without secrets.
    #[must_use]
    pub fn mask<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut masked = String::new();
        let mut kept = 0;
        for (start, end, owner) in self.found(text.as_bytes()) {
            masked.push_str(&text[kept..start]);
            masked.push_str(&self.marks[owner]);
            kept = end;
        }
        if kept == 0 {
            return Cow::Borrowed(text);
        }
        masked.push_str(&text[kept..]);
        Cow::Owned(masked)
    }

    /// Bytes without secrets, for what may be no text.
    #[must_use]
    pub fn mask_bytes<'b>(&self, bytes: &'b [u8]) -> Cow<'b, [u8]> {
        let mut masked = Vec::new();
        let mut kept = 0;
        for (start, end, owner) in self.found(bytes) {
            masked.extend_from_slice(&bytes[kept..start]);
            masked.extend_from_slice(self.marks[owner].as_bytes());
            kept = end;
        }
        if kept == 0 {
            return Cow::Borrowed(bytes);
        }
        masked.extend_from_slice(&bytes[kept..]);
        Cow::Owned(masked)
    }

    /// At most `limit` bytes of a text without secrets: masked before it is cut, so that no half of one remains.
    /// The flag says whether anything was cut.
    #[must_use]
    pub fn excerpt<'t>(&self, text: &'t str, limit: usize) -> (Cow<'t, str>, bool) {
        if text.len() <= limit {
            return (self.mask(text), false);
        }
        let window = boundary(text, limit.saturating_add(self.longest));
        let cut = |text: &str| boundary(text, limit);
        let excerpt = match self.mask(&text[..window]) {
            Cow::Borrowed(masked) => Cow::Borrowed(&masked[..cut(masked)]),
            Cow::Owned(mut masked) => {
                masked.truncate(cut(&masked));
                Cow::Owned(masked)
            }
        };
        (excerpt, true)
    }

    /// The name of a secret that a text gives away: the last guard before it is written.
    #[must_use]
    pub fn leaks(&self, text: &str) -> Option<&str> {
        self.leaks_bytes(text.as_bytes())
    }

    /// The name of a secret that bytes give away.
    #[must_use]
    pub fn leaks_bytes(&self, bytes: &[u8]) -> Option<&str> {
        self.found(bytes).next().map(|(_, _, owner)| self.names[owner].as_str())
    }

    /// Whether there are no secrets at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.automaton.is_none()
    }

    fn found<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = (usize, usize, usize)> + 'a {
        self.automaton.iter().flat_map(move |automaton| automaton.find_iter(bytes)).filter_map(|found| {
            self.owners[found.pattern().as_usize()].map(|owner| (found.start(), found.end(), owner))
        })
    }
}

/// The last place in a text at or before `at` where it may be cut.
#[must_use]
pub fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// What stands in a secret's place; safe inside JSON, XML and a URL's query, whatever the name.
fn mark(name: &str) -> Arc<str> {
    let name: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "_-.".contains(c) { c } else { '_' }).collect();
    format!("[secret {name}]").into()
}

/// The whole secret, and each long line of one that has several, such as a PEM file.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let lines = text
        .lines()
        .map(str::trim)
        .filter(move |line| text.contains('\n') && line.len() >= LONG_LINE && !line.starts_with("-----"));
    std::iter::once(text).chain(lines)
}

#[cfg(test)]
mod tests;
