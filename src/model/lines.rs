//! Where the lines of a text begin: counted once, for texts in which many places are looked up.

use std::sync::Arc;

use super::place::{Place, Source};

/// Where the lines of one text begin.
#[derive(Debug)]
pub struct Lines {
    source: Arc<Source>,
    starts: Vec<usize>,
    is_ascii: bool,
}

impl Lines {
    /// Counts them.
    #[must_use]
    pub fn of(source: &Arc<Source>) -> Self {
        let breaks = source.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self {
            source: source.clone(),
            starts: std::iter::once(0).chain(breaks).collect(),
            is_ascii: source.text.is_ascii(),
        }
    }

    /// How many lines there are; one in an empty text.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The line that a byte stands in, from 1.
    #[must_use]
    pub fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).max(1)
    }

    /// The bytes of a line, counted from 1, without its line break; the last one's where there are not so many.
    #[must_use]
    pub fn range(&self, line: usize) -> std::ops::Range<usize> {
        let index = line.clamp(1, self.starts.len()) - 1;
        let start = self.starts[index];
        let end = self.starts.get(index + 1).map_or(self.source.text.len(), |next| next - 1);
        start..end
    }

    /// As [`Place::line_column`], without counting anew.
    #[must_use]
    pub fn line_column(&self, place: &Place) -> (usize, usize) {
        let at = boundary(&self.source.text, place.span().start);
        let line = self.line(at);
        let start = self.starts[line - 1];
        let column = if self.is_ascii { at - start } else { self.source.text[start..at].chars().count() };
        (line, column + 1)
    }
}

/// The nearest place before a byte, or at it, at which a character begins.
#[must_use]
pub fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The lines of each text that was asked for: counting them anew for each of a thousand places in a large contract takes
/// minutes.
#[derive(Debug, Default)]
pub struct Index(Vec<Lines>);

impl Index {
    /// The lines of a text.
    pub fn of(&mut self, source: &Arc<Source>) -> &Lines {
        let known = self.0.iter().position(|lines| Arc::ptr_eq(&lines.source, source));
        let index = known.unwrap_or_else(|| {
            self.0.push(Lines::of(source));
            self.0.len() - 1
        });
        &self.0[index]
    }

    /// As [`Place::line_column`].
    pub fn line_column(&mut self, place: &Place) -> (usize, usize) {
        self.of(place.source()).line_column(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_those_of_the_place() {
        let mut index = Index::default();
        for text in ["", "\n", "a: 1\nb: 2\n", "é: 1\n\nü\r\nb", "one line"] {
            let source = Arc::new(Source { name: "a".into(), text: text.into() });
            for at in 0..=text.len() + 1 {
                let place = Place::new(source.clone(), at, at);
                assert_eq!(index.line_column(&place), place.line_column(), "{text:?} {at}");
            }
            let lines = index.of(&source);
            let all: Vec<&str> = (1..=lines.count()).map(|line| &text[lines.range(line)]).collect();
            assert_eq!(all.join("\n"), text);
        }
    }
}
