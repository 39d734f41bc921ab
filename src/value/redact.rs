//! Keeps secrets out of everything that is written, whatever encoding they come back in.

mod encodings;
pub mod entity;

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
    owners: Vec<Pattern>,
    marks: Vec<Arc<str>>,
    names: Vec<String>,
    longest: usize,
}

/// What a pattern of the automaton stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pattern {
    /// A form of this secret.
    Secret(usize),
    /// A mark, which stays, so that masking twice is masking once.
    Mark,
    /// The sign that letters may hide behind references.
    Sign,
}

/// A secret in a text: from where to where, and whose it is.
type Found = (usize, usize, usize);

impl Redactor {
    /// Builds the one automaton for all secrets.
    ///
    /// # Errors
    /// Where a secret is too short to be masked.
    pub fn new(secrets: impl IntoIterator<Item = (String, Secret)>) -> Result<Self, Error> {
        let mut made = Self::default();
        let mut patterns: HashMap<String, Pattern> = HashMap::new();
        for (name, secret) in secrets {
            let text = secret.expose().trim();
            if text.chars().count() < SHORTEST {
                return Err(Error::TooShort { name });
            }
            let owner = made.names.len();
            let mark = mark(&name);
            patterns.insert(mark.to_string(), Pattern::Mark);
            made.marks.push(mark);
            made.names.push(name);
            // A key of several lines in an environment variable often has its newlines written as `\n`.
            let expanded = text.replace("\\n", "\n");
            let expanded = expanded.trim();
            for part in parts(text).chain(parts(expanded)).collect::<BTreeSet<_>>() {
                for form in encodings::forms(part) {
                    // The first name of a value that several secrets share.
                    patterns.entry(form).or_insert(Pattern::Secret(owner));
                }
            }
        }
        if patterns.is_empty() {
            return Ok(made);
        }
        made.longest = patterns.keys().map(String::len).max().unwrap_or(0);
        for sign in entity::SIGNS {
            patterns.entry(sign.to_owned()).or_insert(Pattern::Sign);
        }
        let mut sorted: Vec<(String, Pattern)> = patterns.into_iter().collect();
        sorted.sort();
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
        // A letter takes more room where it is written as a reference.
        let letter = if text.as_bytes()[..limit].contains(&b'#') { entity::LONGEST } else { 1 };
        let window = boundary(text, limit.saturating_add(self.longest.saturating_mul(letter)));
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
        self.found(bytes).first().map(|(_, _, owner)| self.names[*owner].as_str())
    }

    /// Whether there are no secrets at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.automaton.is_none()
    }

    /// Every secret in some bytes, in order, none over another.
    fn found(&self, bytes: &[u8]) -> Vec<Found> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let (mut found, signs) = self.plain(automaton, bytes);
        if let Some(undone) = signs.then(|| entity::undone(bytes)).flatten() {
            let behind = self.plain(automaton, &undone.text).0.into_iter();
            found.extend(behind.map(|(start, end, owner)| (undone.places[start], undone.places[end], owner)));
            // Of several over each other one is left, as long as all of them.
            found.sort_by_key(|(start, end, _)| (*start, usize::MAX - end));
            found.dedup_by(|next, kept| {
                let over = next.0 < kept.1;
                kept.1 = if over { kept.1.max(next.1) } else { kept.1 };
                over
            });
        }
        found
    }

    /// The secrets that stand there as they are, and whether there are signs of references.
    fn plain(&self, automaton: &AhoCorasick, bytes: &[u8]) -> (Vec<Found>, bool) {
        let (mut all, mut signs) = (Vec::new(), false);
        for found in automaton.find_iter(bytes) {
            match self.owners[found.pattern().as_usize()] {
                Pattern::Secret(owner) => all.push((found.start(), found.end(), owner)),
                Pattern::Mark => {}
                Pattern::Sign => signs = true,
            }
        }
        (all, signs)
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
