//! Texts that a pattern matches, made from the pattern's own parts.

use std::sync::OnceLock;

use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::ecma::translate;
use super::rng::Rng;

/// The longest text that a pattern may ask for, in letters.
const LONGEST: u64 = 1 << 20;

/// A pattern: what it matches, and what matches it.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) source: String,
    piece: Option<Piece>,
    /// Whether text may stand before, and after, what is matched.
    pub(super) open: (bool, bool),
    matcher: OnceLock<Option<Matcher>>,
}

#[derive(Debug)]
enum Matcher {
    Plain(Regex),
    Fancy(Box<fancy_regex::Regex>),
}

#[derive(Debug)]
struct Piece {
    kind: Kind,
    /// The fewest letters of it.
    least: u64,
}

#[derive(Debug)]
enum Kind {
    Empty,
    Text(Box<str>),
    /// All letters, and those of them that are pleasant to read.
    Class(Box<[(char, char)]>, Box<[(char, char)]>),
    Repeat(Box<Piece>, u32, Option<u32>),
    Row(Vec<Piece>),
    Either(Vec<Piece>),
}

/// How a text is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Aim {
    /// About how many letters.
    pub(super) length: u64,
    /// Letters that are seldom seen, too.
    pub(super) wild: bool,
    /// All the length into the first repetition that takes it.
    pub(super) greedy: bool,
}

impl Pattern {
    pub(super) fn new(source: &str) -> Self {
        let translated = translate(source, true);
        let hir = regex_syntax::ParserBuilder::new().nest_limit(100).build().parse(&translated.text).ok();
        let open = hir.as_ref().map_or((false, false), |hir| {
            let properties = hir.properties();
            let starts = properties.look_set_prefix().contains(Look::Start);
            let ends = properties.look_set_suffix().contains(Look::End);
            (!starts, !ends)
        });
        let piece = hir.and_then(|hir| read(&hir, 0));
        Self { source: source.to_owned(), piece, open, matcher: OnceLock::new() }
    }

    fn matcher(&self) -> Option<&Matcher> {
        let make = || {
            let whole = translate(&self.source, false);
            if whole.beyond {
                let fancy = fancy_regex::RegexBuilder::new(&whole.text).backtrack_limit(100_000).build();
                return fancy.ok().map(|fancy| Matcher::Fancy(Box::new(fancy)));
            }
            regex::RegexBuilder::new(&whole.text).size_limit(1 << 21).build().ok().map(Matcher::Plain)
        };
        self.matcher.get_or_init(make).as_ref()
    }

    /// Whether it matches somewhere in the text; also where that cannot be known, which the validator then decides.
    pub(super) fn matches(&self, text: &str) -> bool {
        match self.matcher() {
            Some(Matcher::Plain(regex)) => regex.is_match(text),
            Some(Matcher::Fancy(regex)) => regex.is_match(text).unwrap_or(false),
            None => true,
        }
    }

    /// The fewest letters of a match.
    pub(super) fn least(&self) -> u64 {
        self.piece.as_ref().map_or(0, |piece| piece.least)
    }

    /// A text that is meant to match.
    pub(super) fn text(&self, rng: &mut Rng, aim: Aim) -> Option<String> {
        let piece = self.piece.as_ref()?;
        if piece.least > LONGEST {
            return None;
        }
        let mut out = String::new();
        let mut spare = aim.length.saturating_sub(piece.least).min(LONGEST);
        piece.write(rng, aim, &mut spare, &mut out);
        Some(out)
    }
}

fn read(hir: &Hir, depth: usize) -> Option<Piece> {
    if depth > 100 {
        return None;
    }
    let all = |parts: &[Hir]| parts.iter().map(|part| read(part, depth + 1)).collect::<Option<Vec<_>>>();
    Some(match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Piece { kind: Kind::Empty, least: 0 },
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            Piece { least: text.chars().count() as u64, kind: Kind::Text(text.into()) }
        }
        HirKind::Class(class) => {
            let ranges: Vec<(char, char)> = match class {
                Class::Unicode(class) => class.iter().map(|range| (range.start(), range.end())).collect(),
                Class::Bytes(class) => {
                    class.iter().map(|range| (char::from(range.start()), char::from(range.end()))).collect()
                }
            };
            if ranges.is_empty() {
                return None;
            }
            let nice = nice(&ranges);
            Piece { kind: Kind::Class(ranges.into(), nice.into()), least: 1 }
        }
        HirKind::Repetition(repeat) => {
            let inner = read(&repeat.sub, depth + 1);
            let Some(inner) = inner else {
                return (repeat.min == 0).then_some(Piece { kind: Kind::Empty, least: 0 });
            };
            let least = inner.least.saturating_mul(u64::from(repeat.min));
            Piece { kind: Kind::Repeat(Box::new(inner), repeat.min, repeat.max), least }
        }
        HirKind::Capture(capture) => read(&capture.sub, depth + 1)?,
        HirKind::Concat(parts) => {
            let parts = all(parts)?;
            let least = parts.iter().fold(0_u64, |sum, part| sum.saturating_add(part.least));
            Piece { kind: Kind::Row(parts), least }
        }
        HirKind::Alternation(parts) => {
            let parts: Vec<Piece> = parts.iter().filter_map(|part| read(part, depth + 1)).collect();
            let least = parts.iter().map(|part| part.least).min()?;
            Piece { kind: Kind::Either(parts), least }
        }
    })
}

fn nice(ranges: &[(char, char)]) -> Vec<(char, char)> {
    let meet = |wanted: &[(char, char)]| -> Vec<(char, char)> {
        let pairs = ranges.iter().flat_map(|range| wanted.iter().map(move |want| (range, want)));
        let cut = pairs.map(|(range, want)| (range.0.max(want.0), range.1.min(want.1)));
        cut.filter(|(low, high)| low <= high).collect()
    };
    for wanted in [&[('0', '9'), ('A', 'Z'), ('a', 'z')][..], &[('!', '~')], &[(' ', ' ')], &[('\u{a1}', '\u{ff}')]] {
        let found = meet(wanted);
        if !found.is_empty() {
            return found;
        }
    }
    ranges.to_vec()
}

fn letter(ranges: &[(char, char)], rng: &mut Rng) -> char {
    let Some((low, high)) = rng.pick(ranges).copied() else { return 'a' };
    let code = rng.between(i128::from(u32::from(low)), i128::from(u32::from(high)));
    // A code between the halves of surrogates is no letter.
    u32::try_from(code).ok().and_then(char::from_u32).unwrap_or(low)
}

impl Piece {
    fn write(&self, rng: &mut Rng, aim: Aim, spare: &mut u64, out: &mut String) {
        match &self.kind {
            Kind::Empty => {}
            Kind::Text(text) => out.push_str(text),
            Kind::Class(all, nice) => {
                let wild = aim.wild && rng.once_in(2);
                out.push(letter(if wild { all } else { nice }, rng));
            }
            Kind::Repeat(inner, min, max) => {
                let room = *spare / inner.least.max(1);
                let most = max.map_or(u64::MAX, |max| u64::from(max - min)).min(room);
                let more = if aim.greedy {
                    most
                } else {
                    rng.below(usize::try_from(most).unwrap_or(0).saturating_add(1)) as u64
                };
                *spare -= (more * inner.least.max(1)).min(*spare);
                for _ in 0..u64::from(*min) + more {
                    if out.len() as u64 > LONGEST * 4 {
                        return;
                    }
                    inner.write(rng, aim, spare, out);
                }
            }
            Kind::Row(parts) => parts.iter().for_each(|part| part.write(rng, aim, spare, out)),
            Kind::Either(parts) => {
                let start = rng.below(parts.len());
                let turn = (0..parts.len()).map(|step| &parts[(start + step) % parts.len()]);
                let fitting = turn.clone().find(|part| part.least - self.least <= *spare);
                if let Some(part) = fitting.or_else(|| turn.min_by_key(|part| part.least)) {
                    *spare -= (part.least - self.least).min(*spare);
                    part.write(rng, aim, spare, out);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_matches() {
        for source in [
            "^[A-Z]{3}-[0-9]{2,4}$",
            r"^\d{3}-\d{2}-\d{4}$",
            "^(foo|bar|ba[zq]+)?$",
            r"^[^\s@]+@[^\s@]+\.[a-z]{2,}$",
            r"^\p{L}+$",
            r"\bword\b",
            "^v?[0-9]+(\\.[0-9]+){0,2}(-[a-z]+)?$",
            "^$",
            "^[\\u4e00-\\u9fff]{2}$",
            "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$",
        ] {
            let pattern = Pattern::new(source);
            for seed in 0..200 {
                let aim = Aim { length: seed % 30, wild: seed % 2 == 0, greedy: seed % 3 == 0 };
                let text = pattern.text(&mut Rng::new(seed, 0), aim).unwrap_or_else(|| panic!("{source}"));
                assert!(pattern.matches(&text), "{source} does not match {text:?}");
            }
        }
        let look = Pattern::new("^(?=.*[A-Z])(?=.*[0-9]).{8,20}$");
        let fits = |seed| {
            let text = look.text(&mut Rng::new(seed, 0), Aim { length: 16, wild: false, greedy: false });
            text.is_some_and(|text| look.matches(&text))
        };
        assert!((0..40).any(fits), "no text over forty seeds");
        let huge = Pattern::new("^((a{1000}){1000}){1000}$");
        assert!(huge.text(&mut Rng::new(1, 0), Aim { length: 0, wild: false, greedy: false }).is_none());
        assert!(Pattern::new("^a").open == (false, true) && Pattern::new("a$").open == (true, false));
    }
}
