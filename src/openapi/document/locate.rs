//! Where each value of a JSON text stands, by its pointer.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use crate::openapi::at::unescape;

/// The spans of all values of a JSON text. Keys are hashes of paths: a clash would underline another part, no more.
#[derive(Debug, Default)]
pub(super) struct Spans {
    by_path: HashMap<u64, Span>,
    repeated: Vec<Repeated>,
}

/// A key that an object names twice: the spans of the earlier and the later one.
#[derive(Debug, Clone)]
pub(super) struct Repeated {
    pub(super) first: Range<usize>,
    pub(super) second: Range<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Span {
    key: Option<(u32, u32)>,
    value: (u32, u32),
}

impl Spans {
    /// Reads a text that was found to be JSON.
    pub(super) fn of(text: &str) -> Self {
        let mut scan = Scan { bytes: text.as_bytes(), at: 0, repeats: 0, spans: Self::default() };
        scan.skip_mark();
        scan.value(0, None);
        scan.spans
    }

    /// Keys that an object names twice, in the text's order.
    pub(super) fn repeated(&self) -> &[Repeated] {
        &self.repeated
    }

    /// The spans of the key and the value at a pointer, or of the nearest that it would stand in.
    pub(super) fn find(&self, pointer: &str) -> (Option<Range<usize>>, Range<usize>) {
        let mut path = 0;
        let mut found = self.by_path.get(&0);
        for key in pointer.split('/').skip(1) {
            path = step(path, &unescape(key));
            match self.by_path.get(&path) {
                Some(span) => found = Some(span),
                None => break,
            }
        }
        let whole = |(start, end): (u32, u32)| start as usize..end as usize;
        found.map_or((None, 0..0), |span| (span.key.map(whole), whole(span.value)))
    }
}

fn step(path: u64, key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (path, key).hash(&mut hasher);
    hasher.finish()
}

struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    /// How many repeated keys the text here stands under: what is below one is not told of again.
    repeats: usize,
    spans: Spans,
}

impl Scan<'_> {
    fn skip_mark(&mut self) {
        if self.bytes.starts_with(b"\xef\xbb\xbf") {
            self.at = 3;
        }
    }

    fn here(&self) -> u32 {
        u32::try_from(self.at).unwrap_or(u32::MAX)
    }

    fn byte(&mut self) -> u8 {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// Reads a value; the depth is bounded by the parser that has accepted the text.
    fn value(&mut self, path: u64, key: Option<(u32, u32)>) {
        let first = self.byte();
        let start = self.here();
        match first {
            b'{' => self.object(path),
            b'[' => self.list(path),
            b'"' => drop(self.text()),
            _ => {
                while self.bytes.get(self.at).is_some_and(|byte| !b",]} \t\r\n".contains(byte)) {
                    self.at += 1;
                }
            }
        }
        // Of two equal keys the last one counts, as for the parser.
        self.spans.by_path.insert(path, Span { key, value: (start, self.here()) });
    }

    fn object(&mut self, path: u64) {
        self.at += 1;
        while self.byte() == b'"' {
            let start = self.here();
            let name = self.text();
            let key = (start, self.here());
            if self.byte() == b':' {
                self.at += 1;
            }
            let path = step(path, &name);
            let earlier = self.spans.by_path.get(&path).and_then(|span| span.key);
            if let (Some((start, end)), 0) = (earlier, self.repeats) {
                let first = start as usize..end as usize;
                self.spans.repeated.push(Repeated { first, second: key.0 as usize..key.1 as usize });
            }
            self.repeats += usize::from(earlier.is_some());
            self.value(path, Some(key));
            self.repeats -= usize::from(earlier.is_some());
            if self.byte() == b',' {
                self.at += 1;
            }
        }
        self.at += usize::from(self.byte() == b'}');
    }

    fn list(&mut self, path: u64) {
        self.at += 1;
        let mut index = 0_usize;
        while !matches!(self.byte(), b']' | 0) {
            let before = self.at;
            self.value(step(path, &index.to_string()), None);
            if self.byte() == b',' {
                self.at += 1;
            }
            if self.at == before {
                return;
            }
            index += 1;
        }
        self.at += usize::from(self.byte() == b']');
    }

    /// A text between quotes, its escapes undone.
    fn text(&mut self) -> String {
        let start = self.at;
        self.at += 1;
        let mut escaped = false;
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    self.at += 1;
                }
                _ => {}
            }
            self.at += 1;
        }
        self.at = (self.at + 1).min(self.bytes.len());
        let whole = &self.bytes[start..self.at];
        if escaped {
            return serde_json::from_slice(whole).unwrap_or_default();
        }
        let inside = whole.get(1..whole.len().saturating_sub(1)).unwrap_or_default();
        String::from_utf8_lossy(inside).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::openapi::at::push;

    fn all(value: &Value, pointer: &str, each: &mut dyn FnMut(&str, &Value)) {
        each(pointer, value);
        let child = |key: &str| {
            let mut pointer = pointer.to_owned();
            push(&mut pointer, key);
            pointer
        };
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| all(value, &child(key), each)),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, value)| all(value, &child(&at.to_string()), each));
            }
            _ => {}
        }
    }

    fn holds(text: &str) {
        let spans = Spans::of(text);
        let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
        all(&value, "", &mut |pointer, value| {
            let (key, span) = spans.find(pointer);
            assert_eq!(serde_json::from_str::<Value>(&text[span]).unwrap(), *value, "{pointer}");
            if let Some(key) = key {
                let name = unescape(pointer.rsplit('/').next().unwrap());
                assert_eq!(serde_json::from_str::<String>(&text[key]).unwrap(), name);
            }
        });
    }

    #[test]
    fn keys_that_stand_twice_are_told_once() {
        let text = r#"{"a": {"b": 1, "b": 2}, "a": {"b": 1}, "c": [{"b": 1}, {"b": 1}]}"#;
        let spans = Spans::of(text);
        let found: Vec<_> = spans.repeated().iter().map(|one| (one.first.start, one.second.start)).collect();
        assert_eq!(found, [(7, 15), (1, 24)]);
    }

    #[test]
    fn every_value_is_found_where_it_stands() {
        holds(r#" { "a" : [1, {"b/c": -2.5e3 , "": null}, []], "é\u0041\"": "x\\", "t": true, "o": {} } "#);
        holds("\u{feff}{\"a\": 1}");
        let spans = Spans::of(r#"{"a": {"b": 1}}"#);
        assert_eq!(spans.find("/a/none/deeper"), (Some(1..4), 6..14));
        assert_eq!(Spans::of("").find("/a"), (None, 0..0));
    }

    proptest! {
        #[test]
        fn so_it_is_for_whatever_a_printer_gives(keys in prop::collection::vec("\\PC{0,6}", 1..8), pretty in any::<bool>()) {
            let list: Vec<Value> = keys.iter().map(|key| json!({key.clone(): [key, {key.clone(): key}]})).collect();
            let value = json!({"list": list});
            holds(&if pretty { serde_json::to_string_pretty(&value).unwrap() } else { value.to_string() });
        }

        #[test]
        fn broken_text_ends_too(text in "[\\[\\]{}\",:\\\\a1 ]{0,40}") {
            let _ = Spans::of(&text).find("/a/0");
        }
    }
}
