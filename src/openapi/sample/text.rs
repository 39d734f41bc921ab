//! Texts of a length, in a format, that match patterns.

use std::sync::Arc;

use super::format;
use super::pattern::{Aim, Pattern};
use super::rng::Rng;

/// The longest text that is made where a schema demands no longer one, and where it does, in letters.
pub(super) const USUAL: u64 = 16 * 1024;
const MOST: u64 = 1 << 20;

/// What a schema says of a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    pub(super) min: u64,
    pub(super) max: Option<u64>,
    pub(super) patterns: Vec<Arc<Pattern>>,
    /// Patterns that must not match.
    pub(super) against: Vec<Arc<Pattern>>,
    pub(super) formats: Vec<String>,
}

impl Texts {
    /// The keyword that a text breaks; formats are left to the validator.
    pub(super) fn fault(&self, text: &str) -> Option<&'static str> {
        let length = text.chars().count() as u64;
        if length < self.min {
            return Some("minLength");
        }
        if self.max.is_some_and(|max| length > max) {
            return Some("maxLength");
        }
        if !self.patterns.iter().all(|pattern| pattern.matches(text)) {
            return Some("pattern");
        }
        self.against.iter().any(|pattern| pattern.matches(text)).then_some("not")
    }

    pub(super) fn pick(&self, rng: &mut Rng, plain: bool) -> Option<String> {
        if self.min > MOST || self.max.is_some_and(|max| max < self.min) {
            return None;
        }
        let free = self.patterns.is_empty() && self.formats.is_empty();
        let least = self.patterns.iter().map(|pattern| pattern.least()).max().unwrap_or(0).max(self.min);
        // A long text costs, so it is not tried often.
        let tries = if least > USUAL { 3 } else { 60 };
        for turn in 0..tries {
            let length = if plain && turn < 8 {
                self.min.max(u64::from(free || turn > 0)).max(turn)
            } else {
                self.min + rng.below(8 + usize::try_from(self.min / 8).unwrap_or(0) + turn.min(24) as usize) as u64
            };
            let length = self.max.map_or(length, |max| length.min(max));
            let made = self.one(rng, length, turn)?;
            if self.fault(&made).is_none() {
                return Some(made);
            }
        }
        None
    }

    /// A text of about a length.
    fn one(&self, rng: &mut Rng, length: u64, turn: u64) -> Option<String> {
        let size = usize::try_from(length).ok()?;
        let by_format = || self.formats.get(usize::try_from(turn).unwrap_or(0) % self.formats.len().max(1));
        if let Some(name) = by_format().filter(|_| self.patterns.is_empty() || turn.is_multiple_of(2)) {
            if turn >= 2 && turn % 3 == 2 {
                return rng
                    .pick(format::instances(name))
                    .map(|text| (*text).to_owned())
                    .or_else(|| Some(word(rng, size)));
            }
            let least = usize::try_from(self.min).ok()?;
            if let Some(made) = format::text(name, rng, least) {
                return Some(made);
            }
        }
        if self.patterns.is_empty() {
            return Some(word(rng, size));
        }
        let pattern = &self.patterns[usize::try_from(turn).unwrap_or(0) % self.patterns.len()];
        let aim = Aim { length, wild: turn % 4 == 3, greedy: turn % 2 == 1 };
        // What cannot be made from a pattern may be matched by chance, as where it only says what must not be.
        let Some(mut text) = pattern.text(rng, aim) else { return (pattern.least() <= MOST).then(|| word(rng, size)) };
        let missing = size.saturating_sub(text.chars().count());
        if missing > 0 && pattern.open.1 {
            format::extend(&mut text, rng, missing);
        } else if missing > 0 && pattern.open.0 {
            text.insert_str(0, &word(rng, missing));
        }
        Some(text)
    }
}

fn word(rng: &mut Rng, length: usize) -> String {
    let mut out = String::with_capacity(length);
    format::extend(&mut out, rng, length);
    out
}
