//! Server-sent events as they come (WHATWG HTML, section 9.2.6).

/// One event that was dispatched: its empty line has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Event {
    /// Its type; empty where it has none, which means `message`.
    pub kind: Vec<u8>,
    /// Its data, lines joined by a line feed; bytes, for it may be no UTF-8.
    pub data: Vec<u8>,
}

impl Event {
    /// Whether a client that waits for messages is told of it.
    #[must_use]
    pub fn is_message(&self) -> bool {
        (self.kind.is_empty() || self.kind == b"message") && !self.data.is_empty()
    }
}

/// Reads a stream of events, bytes as they come, however they are cut.
#[derive(Debug, Default)]
pub struct Decoder {
    line: Vec<u8>,
    event: Event,
    /// Whether a line of data has come for the event, be it an empty one.
    has_data: bool,
    /// Whether the last byte was a carriage return, whose line feed ends no line of its own.
    returned: bool,
    begun: bool,
}

/// U+FEFF in UTF-8, which may stand at the start and is no part of the stream.
const BOM: &[u8] = "\u{feff}".as_bytes();

impl Decoder {
    /// The events that these bytes bring to their end.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        for &byte in bytes {
            let after_return = std::mem::replace(&mut self.returned, byte == b'\r');
            match byte {
                b'\n' if after_return => {}
                b'\n' | b'\r' => events.extend(self.end_of_line()),
                _ => self.line.push(byte),
            }
        }
        events
    }

    /// Whether the stream stands in the middle of an event: what has come of it is thrown away where it ends here.
    #[must_use]
    pub fn is_inside(&self) -> bool {
        self.has_data || !self.line.is_empty()
    }

    fn end_of_line(&mut self) -> Option<Event> {
        let line = std::mem::take(&mut self.line);
        let line = if self.begun { &line[..] } else { line.strip_prefix(BOM).unwrap_or(&line) };
        self.begun = true;
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            return std::mem::take(&mut self.has_data).then_some(event);
        }
        let colon = line.iter().position(|byte| *byte == b':');
        let (name, value) = match colon {
            Some(at) => (&line[..at], &line[at + 1..]),
            None => (line, &line[line.len()..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match name {
            b"data" => {
                if self.has_data {
                    self.event.data.push(b'\n');
                }
                self.event.data.extend_from_slice(value);
                self.has_data = true;
            }
            b"event" => self.event.kind = value.to_vec(),
            // `id` and `retry` are for a client that connects again, `:` begins a comment, and others mean nothing.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn data(text: &str) -> Vec<String> {
        let events = Decoder::default().feed(text.as_bytes());
        events.into_iter().map(|event| String::from_utf8(event.data).unwrap()).collect()
    }

    #[test]
    fn lines_end_in_three_ways_and_data_may_have_several() {
        for end in ["\n", "\r", "\r\n"] {
            let text = ["data: a", "data:b", "data:  c", "", "data", "data", "", ""].join(end);
            assert_eq!(data(&text), ["a\nb\n c", "\n"], "{end:?}");
        }
        assert_eq!(data("data: a\r\n\r\ndata: b\n\n"), ["a", "b"]);
    }

    #[test]
    fn what_is_no_data_makes_no_event() {
        assert_eq!(data("\u{feff}data: a\n\n"), ["a"]);
        assert_eq!(data("data: \u{feff}a\n\n"), ["\u{feff}a"]);
        assert_eq!(data(": hi\nid: 1\nretry: 5\nevent: x\nfoo: bar\n\ndata: b\n\n"), ["b"]);
        assert_eq!(data(" data: a\n\nDATA: b\n\n"), [""; 0]);
        assert_eq!(data("data: a\n"), [""; 0]);
        let mut decoder = Decoder::default();
        assert!(decoder.feed(b"data: a\n").is_empty() && decoder.is_inside());
        assert!(!decoder.feed(b"\n").is_empty() && !decoder.is_inside());
    }

    #[test]
    fn a_message_has_data_and_no_other_type() {
        let told: Vec<bool> = Decoder::default()
            .feed(b"data: {}\n\nevent: message\ndata: {}\n\nevent: ping\ndata: {}\n\nid: 1\ndata:\n\n")
            .iter()
            .map(Event::is_message)
            .collect();
        assert_eq!(told, [true, true, false, false]);
    }

    proptest! {
        #[test]
        fn however_it_is_cut_it_says_the_same(text in "(data|event|:|id|\u{feff}|x|\n|\r|\r\n| ){0,40}", cut in 0_usize..80) {
            let bytes = text.as_bytes();
            let cut = cut.min(bytes.len());
            let mut decoder = Decoder::default();
            let mut parts = decoder.feed(&bytes[..cut]);
            parts.extend(decoder.feed(&bytes[cut..]));
            prop_assert_eq!(parts, Decoder::default().feed(bytes));
        }
    }
}
