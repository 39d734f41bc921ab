//! ECMA-262 patterns, as JSON Schema has them, in the words of the `regex` crate.

use std::fmt::Write as _;

/// A pattern in the other dialect.
pub(super) struct Translated {
    pub(super) text: String,
    /// Whether there were look-arounds or references back, which the other dialect does not know.
    pub(super) beyond: bool,
}

const SPACE: &str = r"\t\n\x0B\x0C\r \x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}";

/// Translates; with `strip`, look-arounds are left out.
pub(super) fn translate(source: &str, strip: bool) -> Translated {
    let letters: Vec<char> = source.chars().collect();
    let mut out = Translated { text: String::with_capacity(source.len() + 8), beyond: false };
    let (mut at, mut class) = (0, false);
    while let Some(&letter) = letters.get(at) {
        at += 1;
        match letter {
            '\\' => at = escape(&letters, at, class, strip, &mut out),
            '[' if class => out.text.push_str("\\["),
            '[' => {
                let rest = &letters[at..];
                match rest {
                    // Everything, and nothing: the other dialect has no empty class.
                    ['^', ']', ..] => {
                        out.text.push_str(r"[\s\S]");
                        at += 2;
                    }
                    [']', ..] => {
                        out.text.push_str(r"[^\s\S]");
                        at += 1;
                    }
                    _ => {
                        class = true;
                        out.text.push('[');
                        if rest.first() == Some(&'^') {
                            out.text.push('^');
                            at += 1;
                        }
                    }
                }
            }
            ']' if class => {
                class = false;
                out.text.push(']');
            }
            // `&&`, `--` and `~~` are set operations in the other dialect.
            '&' | '~' if class => {
                out.text.push('\\');
                out.text.push(letter);
            }
            '-' if class && letters.get(at) == Some(&'-') => out.text.push_str("\\-"),
            '(' if !class && looks(&letters[at..]) => {
                out.beyond = true;
                if strip {
                    at = after_group(&letters, at);
                } else {
                    out.text.push('(');
                }
            }
            '{' if !class && !counts(&letters[at..]) => out.text.push_str("\\{"),
            // JSON Schema's patterns are one text; `$` is its very end.
            '$' if !class => out.text.push_str("\\z"),
            _ => out.text.push(letter),
        }
    }
    out
}

fn looks(rest: &[char]) -> bool {
    matches!(rest, ['?', '=' | '!', ..] | ['?', '<', '=' | '!', ..])
}

/// Whether `{` begins a count and is not itself meant.
fn counts(rest: &[char]) -> bool {
    let Some(end) = rest.iter().position(|letter| *letter == '}') else { return false };
    let inside = &rest[..end];
    inside.first().is_some_and(char::is_ascii_digit)
        && inside.iter().all(|letter| letter.is_ascii_digit() || *letter == ',')
}

/// The place after the group that is open at `at`, with what repeats it.
fn after_group(letters: &[char], mut at: usize) -> usize {
    let (mut depth, mut class) = (1, false);
    while let (Some(letter), true) = (letters.get(at), depth > 0) {
        match letter {
            '\\' => at += 1,
            '[' => class = true,
            ']' => class = false,
            '(' if !class => depth += 1,
            ')' if !class => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    at
}

fn escape(letters: &[char], at: usize, class: bool, strip: bool, out: &mut Translated) -> usize {
    let Some(&letter) = letters.get(at) else {
        out.text.push_str("\\\\");
        return at;
    };
    let hex = |from: usize, count: usize| -> Option<u32> {
        let digits: String = letters.get(from..from + count)?.iter().collect();
        u32::from_str_radix(&digits, 16).ok()
    };
    let within = |set: &str, out: &mut Translated| {
        let _ = if class { write!(out.text, "{set}") } else { write!(out.text, "[{set}]") };
    };
    match letter {
        'd' => within("0-9", out),
        'w' => within("A-Za-z0-9_", out),
        's' => within(SPACE, out),
        'D' => out.text.push_str("[^0-9]"),
        'W' => out.text.push_str("[^A-Za-z0-9_]"),
        'S' => {
            let _ = write!(out.text, "[^{SPACE}]");
        }
        'u' | 'p' | 'P' if letters.get(at + 1) == Some(&'{') => {
            let end = letters[at..].iter().position(|letter| *letter == '}').map_or(letters.len(), |end| at + end + 1);
            let name: String = letters[at + 1..end].iter().collect();
            let _ = write!(out.text, "\\{}{name}", if letter == 'u' { 'x' } else { letter });
            return end;
        }
        'u' => match hex(at + 1, 4) {
            // Two halves of one letter.
            Some(high @ 0xD800..=0xDBFF) if letters.get(at + 5) == Some(&'\\') => {
                let low = hex(at + 7, 4).unwrap_or(0xDC00);
                let whole = 0x10000 + ((high - 0xD800) << 10) + (low.wrapping_sub(0xDC00) & 0x3FF);
                let _ = write!(out.text, "\\x{{{whole:X}}}");
                return at + 11;
            }
            Some(code) => {
                let _ = write!(out.text, "\\x{{{code:X}}}");
                return at + 5;
            }
            None => out.text.push('u'),
        },
        'x' => match hex(at + 1, 2) {
            Some(code) => {
                let _ = write!(out.text, "\\x{{{code:X}}}");
                return at + 3;
            }
            None => out.text.push('x'),
        },
        'c' => {
            let control = letters.get(at + 1).map_or(0, |letter| u32::from(*letter) % 32);
            let _ = write!(out.text, "\\x{{{control:X}}}");
            return at + 2;
        }
        '0' => out.text.push_str("\\x00"),
        'b' if class => out.text.push_str("\\x08"),
        'b' | 'B' => {
            let _ = write!(out.text, "(?-u:\\{letter})");
        }
        '1'..='9' | 'k' => {
            out.beyond = true;
            if !strip {
                out.text.push('\\');
                out.text.push(letter);
            }
        }
        't' | 'n' | 'r' | 'v' | 'f' => {
            out.text.push('\\');
            out.text.push(letter);
        }
        _ if letter.is_ascii_alphanumeric() => out.text.push(letter),
        _ if letter.is_ascii_punctuation() => {
            out.text.push('\\');
            out.text.push(letter);
        }
        _ => out.text.push(letter),
    }
    at + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_dialects_write_differently_means_the_same() {
        for (source, fits, misses) in [
            (r"^\d+$", "12", "١٢"),
            (r"^a\/b$", "a/b", "ab"),
            (r"^\u0041+$", "AA", "B"),
            (r"^[\w-]+$", "a-b", "ä"),
            (r"^[[]$", "[", "a"),
            (r"^[^]$", "x", ""),
            (r"^a{b$", "a{b", "ab"),
            (r"^\uD83D\uDE00$", "😀", "x"),
            (r"^[a&&b]+$", "&a", "c"),
            (r"^\p{Lu}$", "Ä", "ä"),
            (r"^\u{1F600}$", "😀", "x"),
        ] {
            let translated = translate(source, false);
            let regex = regex::Regex::new(&translated.text).unwrap_or_else(|error| panic!("{source}: {error}"));
            assert!(regex.is_match(fits), "{source} on {fits}");
            assert!(!regex.is_match(misses), "{source} on {misses}");
        }
        let stripped = translate(r"^(?=.*[A-Z)])(?!x(y)z)a+$", true);
        assert_eq!(stripped.text, r"^a+\z");
        assert!(stripped.beyond);
    }
}
