//! Lines and columns of many places, with each file's lines counted once.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::place::{Place, Source};
use crate::value::redact::boundary;

/// Where a place is, in a person's terms.
#[derive(Debug, PartialEq, Eq)]
pub struct Spot<'a> {
    /// The file.
    pub file: &'a str,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// How many characters of that line it spans.
    pub width: usize,
    /// The line's text.
    pub text: &'a str,
}

/// The starts of every line of every file that was asked for.
#[derive(Debug, Default)]
pub struct Places {
    // The source is kept so that its address stays its own.
    files: HashMap<usize, (Arc<Source>, Vec<usize>)>,
}

impl Places {
    /// Where a place is.
    pub fn spot<'a>(&mut self, place: &'a Place) -> Spot<'a> {
        let source = place.source();
        let (_, starts) = self.files.entry(Arc::as_ptr(source).addr()).or_insert_with(|| {
            let after = source.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
            (source.clone(), std::iter::once(0).chain(after).collect())
        });
        let span = place.span();
        let start = boundary(&source.text, span.start);
        let line = starts.partition_point(|first| *first <= start);
        let first = starts[line - 1];
        let text = source.text[first..].lines().next().unwrap_or_default();
        let end = boundary(&source.text, span.end).clamp(start, (first + text.len()).max(start));
        Spot {
            file: &source.name,
            line,
            column: source.text[first..start].chars().count() + 1,
            width: source.text[start..end].chars().count(),
            text,
        }
    }

    /// A place as `file:line:column`.
    pub fn shown(&mut self, place: &Place) -> String {
        let spot = self.spot(place);
        format!("{}:{}:{}", spot.file, spot.line, spot.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_agrees_with_its_place() {
        let source = Arc::new(Source { name: "a.yaml".into(), text: "é: 1\nbé: two\n\nlast".into() });
        let mut places = Places::default();
        for start in 0..=source.text.len() {
            let place = Place::new(source.clone(), start, start + 3);
            let spot = places.spot(&place);
            assert_eq!((spot.line, spot.column), place.line_column(), "{start}");
            assert_eq!(places.shown(&place), place.to_string());
        }
        let place = Place::new(source, 11, 99);
        let spot = places.spot(&place);
        assert_eq!((spot.text, spot.column, spot.width), ("bé: two", 5, 3));
    }
}
