//! Where something stands in a text that a person wrote.

use std::fmt;
use std::sync::Arc;

/// A text with the name a person knows it by.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// The path as shown to people.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// A span of bytes in a [`Source`].
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    source: Arc<Source>,
    start: u32,
    end: u32,
}

impl Place {
    /// A span `start..end` in bytes; both are clamped to the text.
    #[must_use]
    pub fn new(source: Arc<Source>, start: usize, end: usize) -> Self {
        let limit = source.text.len();
        let clamp = |at: usize| u32::try_from(at.min(limit)).unwrap_or(u32::MAX);
        let (start, end) = (clamp(start), clamp(end.max(start)));
        Self { source, start, end }
    }

    /// Moves the end, which is clamped to the text.
    pub fn extend_to(&mut self, end: usize) {
        let end = u32::try_from(end.min(self.source.text.len())).unwrap_or(u32::MAX);
        self.end = end.max(self.start);
    }

    /// The text this place points into.
    #[must_use]
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The span in bytes.
    #[must_use]
    pub fn span(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Line and column, both from 1; the column counts characters.
    #[must_use]
    pub fn line_column(&self) -> (usize, usize) {
        let mut at = self.start as usize;
        while !self.source.text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &self.source.text[..at];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        (line, before[line_start..].chars().count() + 1)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.line_column();
        write!(f, "{}:{line}:{column}", self.source.name)
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_and_in_characters() {
        let source = Arc::new(Source { name: "a.yaml".into(), text: "é: 1\nb: 2\n".into() });
        assert_eq!(Place::new(source.clone(), 0, 2).line_column(), (1, 1));
        assert_eq!(Place::new(source.clone(), 2, 3).line_column(), (1, 2));
        assert_eq!(Place::new(source.clone(), 9, 10).to_string(), "a.yaml:2:4");
        assert_eq!(Place::new(source, 900, 1000).line_column(), (3, 1));
    }
}
