//! Where some letters of a text stand in the file, however YAML wrote the text.

use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

use crate::model::node::Node;
use crate::model::place::Place;

/// The place of the bytes `span` of a node's text; the whole node's where they cannot be found.
///
/// White space is where YAML's forms differ (indentation, folding, escapes), so letters are told by how many others that
/// are no white space stand before them.
#[must_use]
pub fn inside(node: &Node, span: Range<usize>) -> Place {
    find(node, &span).unwrap_or_else(|| node.place.clone())
}

fn find(node: &Node, span: &Range<usize>) -> Option<Place> {
    let text = node.text()?;
    let source = node.place.source();
    let whole = node.place.span();
    let raw = source.text.get(whole.clone())?;
    let start = text.get(span.start..)?.find(|letter: char| !letter.is_whitespace())? + span.start;
    let mut letters = Letters::of(raw);
    let (mut first, mut last) = (None, 0..0);
    for (at, wanted) in text.char_indices().filter(|(_, letter)| !letter.is_whitespace()) {
        if at >= span.end && first.is_some() {
            break;
        }
        let (range, letter) = letters.next()?;
        if letter != wanted {
            return None;
        }
        if at >= start {
            first.get_or_insert(range.start);
            last = range;
        }
    }
    Some(Place::new(source.clone(), whole.start + first?, whole.start + last.end))
}

/// The letters of a scalar that are no white space, each with its bytes in the file.
struct Letters<'r> {
    rest: Peekable<CharIndices<'r>>,
    raw: &'r str,
    quote: Option<char>,
}

impl<'r> Letters<'r> {
    fn of(raw: &'r str) -> Self {
        let mut rest = raw.char_indices().peekable();
        let quote = rest.next_if(|(_, letter)| matches!(letter, '"' | '\'')).map(|(_, letter)| letter);
        // The head of a block scalar, such as `|-`, is a line of its own.
        if quote.is_none() && raw.starts_with(['|', '>']) {
            while rest.next().is_some_and(|(_, letter)| letter != '\n') {}
        }
        Self { rest, raw, quote }
    }

    fn escaped(&mut self) -> Option<char> {
        let digits = match self.rest.next()?.1 {
            'n' | 't' | 'r' | 'f' | 'v' | 'N' | '_' | 'L' | 'P' | ' ' | '\n' | '\t' => return Some(' '),
            'x' => 2,
            'u' => 4,
            'U' => 8,
            other => return Some(other),
        };
        let mut code = 0;
        for _ in 0..digits {
            code = code * 16 + self.rest.next()?.1.to_digit(16)?;
        }
        char::from_u32(code)
    }
}

impl Iterator for Letters<'_> {
    type Item = (Range<usize>, char);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (at, mut letter) = self.rest.next()?;
            match (self.quote, letter) {
                (Some('"'), '\\') => letter = self.escaped()?,
                (Some('\''), '\'') => letter = self.rest.next_if(|(_, next)| *next == '\'')?.1,
                (Some('"'), '"') => return None,
                _ => {}
            }
            let end = self.rest.peek().map_or(self.raw.len(), |(end, _)| *end);
            if !letter.is_whitespace() {
                return Some((at..end, letter));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::place::Source;
    use crate::syntax::yaml;

    #[test]
    fn letters_are_found_in_every_form_of_a_text() {
        for (form, place) in [
            ("a: query Q { shop }\n", "t:1:14"),
            ("a: 'query Q { shop } # it''s'\n", "t:1:15"),
            ("a: \"query Q { shop }\"\n", "t:1:15"),
            ("a: \"query \\\"Q\\\" {\\n  shop }\"\n", "t:1:22"),
            ("a: \"\\u0071uery Q {\\\n  shop }\"\n", "t:2:3"),
            ("a: |\n  query Q {\n    shop\n  }\n", "t:3:5"),
            ("a: >-\n  query Q {\n\n    shop }\n", "t:4:5"),
            ("a:\n  query Q\n  { shop }\n", "t:3:5"),
        ] {
            let node = yaml::parse(&Arc::new(Source { name: "t".into(), text: form.into() })).unwrap();
            let node = node.get("a").unwrap();
            let at = node.text().unwrap().find("shop").unwrap();
            let found = inside(node, at..at + 4);
            assert_eq!((found.to_string().as_str(), &form[found.span()]), (place, "shop"), "{form}");
        }
    }

    #[test]
    fn what_stands_nowhere_is_the_whole() {
        let source = Arc::new(Source { name: "t".into(), text: "a: short".into() });
        let node = yaml::parse(&source).unwrap();
        let node = node.get("a").unwrap();
        for span in [90..91, 5..5] {
            assert_eq!(inside(node, span), node.place);
        }
    }
}
