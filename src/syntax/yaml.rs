//! YAML 1.2 (and so JSON) into a [`Node`] tree: duplicate keys, strange tags and bombs are errors with their place.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use granit_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::Number;

use crate::model::diagnostic::Diagnostic;
use crate::model::node::{Datum, Entry, Node};
use crate::model::place::{Place, Source};

/// How deep lists and mappings may nest: beyond any suite, and short of the stack's end.
const MAX_DEPTH: usize = 96;
/// How many nodes aliases may bring in all, so that a small file cannot become a large one.
const MAX_ALIASED: usize = 100_000;

/// Reads one document. An empty text is null.
///
/// # Errors
/// The first thing that is wrong, with its place.
pub fn parse(source: &Arc<Source>) -> Result<Node, Diagnostic> {
    let mut builder = Builder {
        source: source.clone(),
        events: Parser::new_from_str(&source.text),
        anchors: HashMap::new(),
        aliased: 0,
        char_bytes: (!source.text.is_ascii()).then(|| source.text.char_indices().map(|(at, _)| at).collect()),
    };
    builder.document()
}

struct Builder<'s> {
    source: Arc<Source>,
    events: Parser<'s, granit_parser::StrInput<'s>>,
    anchors: HashMap<usize, Node>,
    aliased: usize,
    // Byte offset of each character, where the two differ.
    char_bytes: Option<Vec<usize>>,
}

impl<'s> Builder<'s> {
    fn document(&mut self) -> Result<Node, Diagnostic> {
        let mut root = None;
        while let Some((event, span)) = self.next()? {
            match event {
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd | Event::StreamEnd => {}
                _ if root.is_some() => {
                    return Err(Diagnostic::error(
                        "yaml-documents",
                        &self.place(&span),
                        "a second document begins here, and one file holds one document",
                    )
                    .help("remove the `---`, or move what follows into its own file"));
                }
                event => root = Some(self.node(event, &span, 0)?),
            }
        }
        let place = Place::new(self.source.clone(), 0, 0);
        Ok(root.unwrap_or(Node { datum: Datum::Null, place }))
    }

    fn next(&mut self) -> Result<Option<(Event<'s>, Span)>, Diagnostic> {
        match self.events.next_event() {
            None => Ok(None),
            Some(Ok(pair)) => Ok(Some(pair)),
            Some(Err(error)) => {
                let at = self.offset(error.marker().byte_offset(), error.marker().index());
                let place = Place::new(self.source.clone(), at, at + 1);
                Err(Diagnostic::error("yaml-syntax", &place, format!("this is no valid YAML: {}", error.info())))
            }
        }
    }

    fn offset(&self, bytes: Option<usize>, chars: usize) -> usize {
        match (bytes, &self.char_bytes) {
            (Some(at), _) => at,
            (None, None) => chars,
            (None, Some(map)) => map.get(chars).copied().unwrap_or(self.source.text.len()),
        }
    }

    fn place(&self, span: &Span) -> Place {
        Place::new(self.source.clone(), self.start(span), self.end(span))
    }

    fn start(&self, span: &Span) -> usize {
        self.offset(span.start.byte_offset(), span.start.index())
    }

    fn end(&self, span: &Span) -> usize {
        self.offset(span.end.byte_offset(), span.end.index())
    }

    fn node(&mut self, event: Event<'s>, span: &Span, depth: usize) -> Result<Node, Diagnostic> {
        if depth > MAX_DEPTH {
            let what = format!("nested deeper than {MAX_DEPTH} levels");
            return Err(Diagnostic::error("yaml-depth", &self.place(span), what));
        }
        let mut place = self.place(span);
        let (datum, anchor) = match event {
            Event::Alias(id) => return self.alias(id, &place),
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.map(|tag| tag.to_string());
                (Self::scalar(text, style, tag.as_deref(), &place)?, anchor)
            }
            Event::SequenceStart(_, anchor, tag) => {
                Self::plain_tag(tag.map(|tag| tag.to_string()).as_deref(), "seq", &place)?;
                let mut items = Vec::new();
                let end = loop {
                    match self.next()? {
                        None => break self.end(span),
                        Some((Event::SequenceEnd, span)) => break self.end(&span),
                        Some((event, span)) => items.push(self.node(event, &span, depth + 1)?),
                    }
                };
                place.extend_to(end);
                (Datum::List(items), anchor)
            }
            Event::MappingStart(_, anchor, tag) => {
                Self::plain_tag(tag.map(|tag| tag.to_string()).as_deref(), "map", &place)?;
                let (entries, end) = self.mapping(span, depth)?;
                place.extend_to(end);
                (Datum::Map(entries), anchor)
            }
            other => {
                return Err(Diagnostic::error("yaml-syntax", &place, format!("unexpected {other:?} in a document")));
            }
        };
        let node = Node { datum, place };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    /// The pairs of a mapping, and where it ends.
    fn mapping(&mut self, begun: &Span, depth: usize) -> Result<(Vec<Entry>, usize), Diagnostic> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut merged: Vec<Entry> = Vec::new();
        let mut seen = Keys::default();
        let end = loop {
            let Some((event, span)) = self.next()? else {
                break self.end(begun);
            };
            if matches!(event, Event::MappingEnd) {
                break self.end(&span);
            }
            let key_place = self.place(&span);
            let Event::Scalar(key, style, ..) = event else {
                return Err(Diagnostic::error("yaml-key", &key_place, "a key has to be a plain word, not a structure"));
            };
            let Some((event, span)) = self.next()? else {
                break self.end(begun);
            };
            let value = self.node(event, &span, depth + 1)?;
            if key == "<<" && matches!(style, ScalarStyle::Plain) {
                merged.extend(Self::merge(value)?);
                continue;
            }
            if let Some(first) = seen.find(&key, &entries) {
                return Err(Diagnostic::error(
                    "duplicate-key",
                    &key_place,
                    format!("the key `{key}` stands here for the second time"),
                )
                .label("again here")
                .also(&first.key_place, "first here")
                .help("one of them would silently win; remove one"));
            }
            entries.push(Entry { key: key.into_owned(), key_place, value });
        };
        // A key of the mapping itself wins over one that is merged in; of merged ones, the first.
        for entry in merged {
            if seen.find(&entry.key, &entries).is_none() {
                entries.push(entry);
            }
        }
        Ok((entries, end))
    }

    fn merge(value: Node) -> Result<Vec<Entry>, Diagnostic> {
        let place = value.place.clone();
        match value.datum {
            Datum::Map(entries) => Ok(entries),
            Datum::List(items) => {
                let mut all = Vec::new();
                for item in items {
                    all.extend(Self::merge(item)?);
                }
                Ok(all)
            }
            _ => Err(Diagnostic::error("yaml-merge", &place, "`<<` takes a mapping, or a list of mappings")),
        }
    }

    fn alias(&mut self, id: usize, place: &Place) -> Result<Node, Diagnostic> {
        let Some(node) = self.anchors.get(&id) else {
            return Err(Diagnostic::error("yaml-alias", place, "this alias stands inside of what it names"));
        };
        self.aliased += size(node);
        if self.aliased > MAX_ALIASED {
            return Err(Diagnostic::error(
                "yaml-alias",
                place,
                format!("aliases in this file bring in more than {MAX_ALIASED} values"),
            ));
        }
        Ok(node.clone())
    }

    fn plain_tag(tag: Option<&str>, own: &str, place: &Place) -> Result<(), Diagnostic> {
        match tag {
            None => Ok(()),
            Some(tag) if core(tag) == Some(own) => Ok(()),
            Some(tag) => Err(Diagnostic::error("yaml-tag", place, format!("the tag `{tag}` is not known here"))),
        }
    }

    fn scalar(text: Cow<'_, str>, style: ScalarStyle, tag: Option<&str>, place: &Place) -> Result<Datum, Diagnostic> {
        match tag.map(|tag| (tag, core(tag))) {
            Some((_, Some("str"))) => return Ok(Datum::Text(text.into_owned())),
            Some((_, Some("int" | "float" | "bool" | "null"))) | None => {}
            Some((tag, _)) => {
                return Err(Diagnostic::error("yaml-tag", place, format!("the tag `{tag}` is not known here")));
            }
        }
        if !matches!(style, ScalarStyle::Plain) {
            return Ok(Datum::Text(text.into_owned()));
        }
        let known = plain(&text).map_err(|what| Diagnostic::error("yaml-number", place, what))?;
        Ok(known.unwrap_or_else(|| Datum::Text(text.into_owned())))
    }
}

/// The keys of a mapping that is being read, found again.
#[derive(Default)]
struct Keys {
    // Where each key stands among the entries, as far as they were many.
    known: HashMap<String, usize>,
}

impl Keys {
    /// So few keys are compared sooner than hashed.
    const FEW: usize = 16;

    /// The entry that bears the key; the entries are those of before, and more behind them.
    fn find<'e>(&mut self, key: &str, entries: &'e [Entry]) -> Option<&'e Entry> {
        if entries.len() <= Self::FEW {
            return entries.iter().find(|entry| entry.key == key);
        }
        let known = self.known.len();
        self.known.extend(entries[known..].iter().zip(known..).map(|(entry, at)| (entry.key.clone(), at)));
        self.known.get(key).map(|at| &entries[*at])
    }
}

fn core(tag: &str) -> Option<&str> {
    tag.strip_prefix("tag:yaml.org,2002:").or_else(|| tag.strip_prefix("!!"))
}

fn size(node: &Node) -> usize {
    1 + match &node.datum {
        Datum::List(items) => items.iter().map(size).sum(),
        Datum::Map(entries) => entries.iter().map(|entry| size(&entry.value)).sum(),
        _ => 0,
    }
}

/// A plain scalar by the core schema of YAML 1.2.2, section 10.3.2; none where it is text.
fn plain(text: &str) -> Result<Option<Datum>, String> {
    // All but text begin so: most of what is written needs no further look.
    let first = text.as_bytes().first().copied().unwrap_or(b'~');
    if !(first.is_ascii_digit() || b"~nNtTfF.+-".contains(&first)) {
        return Ok(None);
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Some(Datum::Null)),
        "true" | "True" | "TRUE" => return Ok(Some(Datum::Bool(true))),
        "false" | "False" | "FALSE" => return Ok(Some(Datum::Bool(false))),
        ".nan" | ".NaN" | ".NAN" => {
            return Err("JSON has no such number; quote it if it is text".to_owned());
        }
        _ => {}
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Err("JSON has no such number; quote it if it is text".to_owned());
    }
    if let Some(digits) = text.strip_prefix("0x")
        && let Ok(number) = u64::from_str_radix(digits, 16)
    {
        return Ok(Some(Datum::Number(number.into())));
    }
    if let Some(digits) = text.strip_prefix("0o")
        && let Ok(number) = u64::from_str_radix(digits, 8)
    {
        return Ok(Some(Datum::Number(number.into())));
    }
    if !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        let signed = text.strip_prefix('+').unwrap_or(text);
        if let Ok(number) = signed.parse::<i64>() {
            return Ok(Some(Datum::Number(number.into())));
        }
        if let Ok(number) = signed.parse::<u64>() {
            return Ok(Some(Datum::Number(number.into())));
        }
        return Err("this whole number is too large to be kept exactly; quote it if it is text".to_owned());
    }
    if is_float(unsigned)
        && let Ok(number) = text.parse::<f64>()
        && let Some(number) = Number::from_f64(number)
    {
        return Ok(Some(Datum::Number(number)));
    }
    Ok(None)
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_right = match mantissa.split_once('.') {
        None => digits(mantissa),
        Some(("", after)) => digits(after),
        Some((before, after)) => digits(before) && (after.is_empty() || digits(after)),
    };
    mantissa_right && exponent.is_none_or(|text| digits(text.strip_prefix(['-', '+']).unwrap_or(text)))
}

#[cfg(test)]
mod tests;
