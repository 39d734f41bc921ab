//! Path templates: `/orders/{id}.json`, `/files/{rest+}`, and how a request's path fits one.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use crate::value::percent::decode;

/// A path as a stub writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    pub(super) segments: Vec<Segment>,
}

/// What stands between two slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    /// These letters, percent-decoded.
    Literal(String),
    /// One segment with a name for its variable part: `{id}`, `{id}.json`, `{id}:run`.
    Named { prefix: String, name: String, suffix: String },
    /// All segments that are left: `{rest+}`.
    Tail(String),
}

/// The named parts of a request's path, percent-decoded.
pub type Params = Vec<(String, String)>;

impl Pattern {
    /// Reads a path template.
    ///
    /// # Errors
    /// In words, with the byte offset in `text`.
    pub fn parse(text: &str) -> Result<Self, (usize, String)> {
        let Some(rest) = text.strip_prefix('/') else {
            return Err((0, "a path begins with `/`".into()));
        };
        if let Some(at) = text.find(['?', '#']) {
            return Err((at, "a path has no query here; write it under `query`".into()));
        }
        let mut segments = Vec::new();
        let mut at = 1;
        let count = rest.split('/').count();
        for (number, piece) in rest.split('/').enumerate() {
            let segment = Segment::parse(piece).map_err(|(offset, what)| (at + offset, what))?;
            if matches!(segment, Segment::Tail(_)) && number + 1 < count {
                return Err((at, "`{…+}` takes all that is left, and so stands last".into()));
            }
            if let Some(name) = segment.name()
                && segments.iter().any(|earlier: &Segment| earlier.name() == Some(name))
            {
                return Err((at, format!("the name `{name}` stands here for the second time")));
            }
            segments.push(segment);
            at += piece.len() + 1;
        }
        Ok(Self { text: text.to_owned(), segments })
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The names that it gives, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(Segment::name)
    }

    /// The one path that it takes, in canonical form, where it has no variable part.
    #[must_use]
    pub fn literal(&self) -> Option<String> {
        let mut out = String::new();
        for segment in &self.segments {
            let Segment::Literal(text) = segment else {
                return None;
            };
            out.push('/');
            push_canonical(&mut out, text);
        }
        Some(out)
    }

    /// The named parts of a path that fits; none where it does not.
    #[must_use]
    pub fn params(&self, segments: &[Cow<'_, str>]) -> Option<Params> {
        let mut params = Params::new();
        for (at, segment) in self.segments.iter().enumerate() {
            let given = segments.get(at)?;
            match segment {
                Segment::Literal(text) if text == given => {}
                Segment::Literal(_) => return None,
                Segment::Named { prefix, name, suffix } => {
                    params.push((name.clone(), variable(given, prefix, suffix)?.to_owned()));
                }
                Segment::Tail(name) => {
                    params.push((name.clone(), segments[at..].join("/")));
                    return Some(params);
                }
            }
        }
        (segments.len() == self.segments.len()).then_some(params)
    }

    /// Which of two stands first: segment by segment, letters before a name, a longer surrounding before a shorter,
    /// a name before all that is left.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Ordering {
        self.segments.iter().map(Segment::rank).cmp(other.segments.iter().map(Segment::rank))
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Segment {
    fn parse(piece: &str) -> Result<Self, (usize, String)> {
        let Some(open) = piece.find('{') else {
            return match piece.find('}') {
                Some(at) => Err((at, "this `}` closes nothing".into())),
                None => Ok(Self::Literal(decode(piece).into_owned())),
            };
        };
        let Some(length) = piece[open..].find('}') else {
            return Err((open, "the closing `}` is missing".into()));
        };
        let (inner, after) = (&piece[open + 1..open + length], &piece[open + length + 1..]);
        if after.contains(['{', '}']) {
            return Err((open, "a segment has one named part at most".into()));
        }
        let (name, tail) = inner.strip_suffix('+').map_or((inner, false), |name| (name, true));
        let right = !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || "_-".contains(letter));
        if !right || name.starts_with(|letter: char| letter.is_ascii_digit()) {
            return Err((open, format!("`{name}` is no name for a part of a path")));
        }
        let prefix = decode(&piece[..open]).into_owned();
        let suffix = decode(after).into_owned();
        match tail {
            true if prefix.is_empty() && suffix.is_empty() => Ok(Self::Tail(name.to_owned())),
            true => Err((open, "`{…+}` stands alone in its segment".into())),
            false => Ok(Self::Named { prefix, name: name.to_owned(), suffix }),
        }
    }

    fn name(&self) -> Option<&str> {
        match self {
            Self::Literal(_) => None,
            Self::Named { name, .. } | Self::Tail(name) => Some(name),
        }
    }

    fn rank(&self) -> (u8, usize) {
        match self {
            Self::Literal(_) => (0, 0),
            Self::Named { prefix, suffix, .. } => (1, usize::MAX - prefix.len() - suffix.len()),
            Self::Tail(_) => (2, 0),
        }
    }
}

/// The variable part of a segment; it has at least one letter.
pub(super) fn variable<'s>(given: &'s str, prefix: &str, suffix: &str) -> Option<&'s str> {
    let part = given.strip_prefix(prefix)?.strip_suffix(suffix)?;
    (!part.is_empty()).then_some(part)
}

/// A request's path in its segments, each percent-decoded by itself, so that `%2F` stays inside of one.
#[must_use]
pub fn split(path: &str) -> Vec<Cow<'_, str>> {
    path.strip_prefix('/').unwrap_or(path).split('/').map(decode).collect()
}

/// A request's path in the form that literal paths are looked up by.
#[must_use]
pub fn canonical(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    let mut out = String::with_capacity(path.len());
    for segment in split(path) {
        out.push('/');
        push_canonical(&mut out, &segment);
    }
    Cow::Owned(out)
}

fn push_canonical(out: &mut String, segment: &str) {
    for letter in segment.chars() {
        match letter {
            '/' => out.push_str("%2F"),
            '%' => out.push_str("%25"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(pattern: &str, path: &str) -> Option<Vec<String>> {
        let found = Pattern::parse(pattern).unwrap().params(&split(path))?;
        Some(found.into_iter().map(|(name, value)| format!("{name}={value}")).collect())
    }

    #[test]
    fn names_take_one_segment_and_keep_an_encoded_slash() {
        let none: Vec<String> = Vec::new();
        assert_eq!(params("/a", "/a"), Some(none));
        assert_eq!(params("/a", "/a/"), None);
        assert_eq!(params("/works/{doi}/x", "/works/10.1%2Fab%20c/x"), Some(vec!["doi=10.1/ab c".into()]));
        assert_eq!(params("/works/{doi}", "/works/10.1/ab"), None);
        assert_eq!(params("/works/{doi}", "/works/"), None);
        assert_eq!(params("/o/{id}.json", "/o/7.json"), Some(vec!["id=7".into()]));
        assert_eq!(params("/o/{id}.json", "/o/.json"), None);
        assert_eq!(params("/p/{id}:runReport", "/p/12:runReport"), Some(vec!["id=12".into()]));
        assert_eq!(params("/{a}/{b}", "/x/y"), Some(vec!["a=x".into(), "b=y".into()]));
        assert_eq!(params("/f/{rest+}", "/f/a/b"), Some(vec!["rest=a/b".into()]));
        assert_eq!(params("/f/{rest+}", "/f"), None);
    }

    #[test]
    fn literal_paths_meet_in_one_form() {
        let literal = |text: &str| Pattern::parse(text).unwrap().literal();
        assert_eq!(literal("/a b/c%2Fd"), Some("/a b/c%2Fd".into()));
        assert_eq!(canonical("/a%20b/c%2fd"), "/a b/c%2Fd");
        assert_eq!(canonical("/100%25"), "/100%25");
        assert_eq!(literal("/a/{b}"), None);
        assert_eq!(decode("%zz%4"), "%zz%4");
    }

    #[test]
    fn what_cannot_be_read_says_where() {
        for (text, at) in [
            ("a", 0),
            ("/a?x=1", 2),
            ("/{a", 1),
            ("/a}", 2),
            ("/{}", 1),
            ("/{a b}", 1),
            ("/{a}{b}", 1),
            ("/{a+}/b", 1),
            ("/x{a+}", 2),
            ("/{a}/{a}", 5),
            ("/{1}", 1),
        ] {
            assert_eq!(Pattern::parse(text).map_err(|(at, _)| at), Err(at), "{text}");
        }
    }

    #[test]
    fn the_more_literal_stands_first() {
        let mut all: Vec<Pattern> =
            ["/{rest+}", "/u/{id}", "/u/{id}.json", "/u/me", "/{kind}/me"].map(|t| Pattern::parse(t).unwrap()).into();
        all.sort_by(Pattern::compare);
        let sorted: Vec<&str> = all.iter().map(Pattern::text).collect();
        assert_eq!(sorted, ["/u/me", "/u/{id}.json", "/u/{id}", "/{kind}/me", "/{rest+}"]);
    }
}
