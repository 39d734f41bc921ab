//! Texts in a format: canonical ones, tricky ones, new ones and broken ones.

use std::fmt::Write as _;

use super::rng::Rng;

struct Row {
    name: &'static str,
    /// The first is canonical, the others are where readers go wrong.
    instances: &'static [&'static str],
    broken: &'static [&'static str],
}

const fn row(name: &'static str, instances: &'static [&'static str], broken: &'static [&'static str]) -> Row {
    Row { name, instances, broken }
}

const TABLE: &[Row] = &[
    row(
        "date",
        &["2024-02-29", "1970-01-01", "9999-12-31"],
        &["2023-02-29", "2024-13-01", "2024-1-1", "29.02.2024", "yesterday"],
    ),
    row(
        "date-time",
        &[
            "2024-02-29T12:30:00Z",
            "1998-12-31T23:59:60Z",
            "2024-01-01T00:00:00.123456789+14:00",
            "1937-01-01t12:00:27z",
        ],
        &["2024-02-30T12:30:00Z", "2024-02-29 12:30:00", "2024-02-29T25:00:00Z", "2024-02-29T12:30:00", "2024-02-29"],
    ),
    row("time", &["12:30:00Z", "23:59:60Z", "00:00:00.5-03:30"], &["25:00:00Z", "12:30", "12:30:00", "noon"]),
    row("duration", &["P1D", "P1Y2M3DT4H5M6S", "PT0S", "P3W"], &["P", "1D", "P1D2H", "PT", "P1.5W"]),
    row(
        "email",
        &["user@example.com", "first.last+tag@sub.example.co.uk", "o'brien@example.com", "a@b.cd"],
        &["user", "user@", "@example.com", "user example.com", "a@b@c.example"],
    ),
    row(
        "idn-email",
        &["user@example.com", "größe@bücher.example", "用户@例え.jp"],
        &["user", "user@", "@example.com", "a@b@c.example"],
    ),
    row(
        "hostname",
        &["example.com", "a", "xn--bcher-kva.example", "1-2-3.example"],
        &["-example.com", "exa_mple.com", "a..b", "example.com:80", ""],
    ),
    row(
        "idn-hostname",
        &["example.com", "bücher.example", "例え.jp"],
        &["-example.com", "a..b", "\u{302e}\u{2f00}a.example", " "],
    ),
    row(
        "ipv4",
        &["192.0.2.1", "0.0.0.0", "255.255.255.255"],
        &["192.0.2.256", "192.0.2", "192.0.2.01", "0x7f.0.0.1", "::1"],
    ),
    row(
        "ipv6",
        &["2001:db8::1", "::", "::ffff:192.0.2.1", "2001:DB8:0:0:0:0:0:1"],
        &["2001:db8::1::2", "12345::", ":1", "192.0.2.1", "::1%eth0"],
    ),
    row(
        "uri",
        &[
            "https://example.com/a",
            "urn:isbn:0451450523",
            "http://user@[2001:db8::1]:8080/a%20b?q=1#f",
            "mailto:a@b.cd",
        ],
        &["/relative", "https://exa mple.com", "//example.com", "http://[::1", "a b"],
    ),
    row(
        "uri-reference",
        &["/a/b", "https://example.com/?a=b", "", "#f", "../a"],
        &["\\\\host\\share", "a b", "http://[::1", "%zz"],
    ),
    row(
        "iri",
        &["https://example.com/a", "https://bücher.example/größe?q=1"],
        &["/relative", "https://exa mple.com", "http://[::1", "a b"],
    ),
    row("iri-reference", &["/a/b", "größe#ß"], &["\\\\host\\share", "a b", "http://[::1"]),
    row("uri-template", &["/users/{id}", "/a{?q,page*}", "/plain"], &["/users/{id", "/users/}", "/{a b}"]),
    row(
        "uuid",
        &[
            "123e4567-e89b-42d3-a456-426614174000",
            "00000000-0000-0000-0000-000000000000",
            "FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF",
        ],
        &["123e4567-e89b-42d3-a456", "123e4567e89b42d3a456426614174000", "g23e4567-e89b-42d3-a456-426614174000", "1"],
    ),
    row("byte", &["aGVsbG8=", "", "/+8="], &["not base64!", "a", "===="]),
    row("base64", &["aGVsbG8=", "", "/+8="], &["not base64!", "a", "===="]),
    row("binary", &["data", "\u{0}\u{ff}"], &[]),
    row("password", &["correct horse battery staple", "pässwörd'\"<>&"], &[]),
    row("regex", &["^[a-z]+$", "", "a|b"], &["[", "(", "*a"]),
    row("json-pointer", &["/a/b", "", "/a~1b/~0/0"], &["a", "/~2", "/a~"]),
    row("relative-json-pointer", &["0/a", "1", "2#"], &["/a", "-1/a", "01/a"]),
    row("int32", &["0", "-2147483648", "2147483647"], &["x", "1.5", "2147483648"]),
    row("int64", &["0", "-9223372036854775808", "9007199254740993"], &["x", "1.5", "9223372036854775808"]),
    row("float", &["0.5", "-1e10"], &["x"]),
    row("double", &["0.5", "1e300"], &["x"]),
    row("decimal", &["0.50", "-12.30", "100"], &["x", "1,5"]),
];

fn find(name: &str) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.name == name)
}

pub(super) fn instances(name: &str) -> &'static [&'static str] {
    find(name).map_or(&[], |row| row.instances)
}

pub(super) fn broken(name: &str) -> &'static [&'static str] {
    find(name).map_or(&[], |row| row.broken)
}

fn word(rng: &mut Rng, length: usize) -> String {
    let mut out = String::with_capacity(length);
    extend(&mut out, rng, length);
    out
}

/// Adds small letters.
pub(super) fn extend(out: &mut String, rng: &mut Rng, length: usize) {
    let mut left = length;
    while left > 0 {
        let mut bits = rng.next();
        for _ in 0..left.min(12) {
            out.push(char::from(b'a' + u8::try_from(bits % 26).unwrap_or(0)));
            bits /= 26;
        }
        left -= left.min(12);
    }
}

/// A new text in a format of at least so many letters, if the format can be that long; nothing for a format that is not
/// known.
pub(super) fn text(name: &str, rng: &mut Rng, least: usize) -> Option<String> {
    let mut n = |end: usize| rng.below(end);
    let mut out = String::with_capacity(36);
    match name {
        "date" => {
            let _ = write!(out, "{:04}-{:02}-{:02}", 1990 + n(50), 1 + n(12), 1 + n(28));
        }
        "date-time" => {
            let _ = write!(out, "{:04}-{:02}-{:02}T", 1990 + n(50), 1 + n(12), 1 + n(28));
            let _ = write!(out, "{:02}:{:02}:{:02}Z", n(24), n(60), n(60));
        }
        "time" => {
            let _ = write!(out, "{:02}:{:02}:{:02}Z", n(24), n(60), n(60));
        }
        "duration" => {
            let _ = write!(out, "P{}DT{}H", 1 + n(30), 1 + n(23));
        }
        "email" | "idn-email" => {
            // Before the `@` there are at most 64 letters, between dots after it 63.
            let short = least.saturating_sub(12).clamp(6, 60);
            let _ = write!(out, "{}@", word(rng, short));
            while out.len() + 11 + 64 < least && out.len() < 250 {
                let _ = write!(out, "{}.", word(rng, 63));
            }
            out.push_str("example.com");
        }
        "hostname" | "idn-hostname" => {
            let _ = write!(out, "{}.", word(rng, least.saturating_sub(12).clamp(6, 60)));
            while out.len() + 11 < least && out.len() < 180 {
                let _ = write!(out, "{}.", word(rng, 60));
            }
            out.push_str("example.com");
        }
        "ipv4" => {
            let _ = write!(out, "{}.{}.{}.{}", 1 + n(223), n(256), n(256), n(256));
        }
        "ipv6" => {
            let _ = write!(out, "2001:db8:{:x}:{:x}::{:x}", n(65536), n(65536), 1 + n(65535));
        }
        "uuid" => {
            let (high, low) = (rng.next(), rng.next());
            let _ = write!(out, "{:08x}-{:04x}-4{:03x}-", high >> 32, (high >> 16) & 0xffff, high & 0xfff);
            let _ = write!(out, "{:04x}-{:012x}", 0x8000 | (low >> 48 & 0x3fff), low & 0xffff_ffff_ffff);
        }
        "uri" | "iri" => {
            out.push_str("https://example.com/");
            extend(&mut out, rng, least.saturating_sub(20).max(6));
        }
        "uri-reference" | "iri-reference" | "json-pointer" | "uri-template" => {
            out.push('/');
            extend(&mut out, rng, least.saturating_sub(1).max(6));
        }
        "relative-json-pointer" => {
            let _ = write!(out, "{}/{}", n(9), word(rng, least.max(4)));
        }
        "byte" | "base64" => {
            let bytes: Vec<u8> = (0..least.div_ceil(4).max(2) * 3).map(|_| rng.next().to_be_bytes()[0]).collect();
            out = data_encoding::BASE64.encode(&bytes);
        }
        "regex" => {
            let _ = write!(out, "^{}[0-9]+$", word(rng, least.max(3)));
        }
        "int32" | "int64" => {
            let _ = write!(out, "{}", n(100_000));
        }
        "float" | "double" | "decimal" => {
            let _ = write!(out, "{}.{:02}", n(1000), n(100));
        }
        "binary" | "password" => extend(&mut out, rng, least.max(8)),
        _ => return None,
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_instance_is_in_its_format_and_every_broken_one_is_not() {
        for row in TABLE {
            let mut options = jsonschema::options().should_validate_formats(true);
            for name in ["byte", "base64"] {
                options = options.with_format(name, |text: &str| data_encoding::BASE64.decode(text.as_bytes()).is_ok());
            }
            let schema = json!({"type": "string", "format": row.name});
            let validator = options.build(&schema).unwrap();
            for text in row.instances {
                assert!(validator.is_valid(&json!(text)), "{}: {text:?}", row.name);
            }
            for seed in 0..100 {
                for least in [0, 30, 100] {
                    let text = text(row.name, &mut Rng::new(seed, 0), least).unwrap();
                    assert!(validator.is_valid(&json!(text)), "{}: {text:?}", row.name);
                }
            }
            let free = ["binary", "password", "int32", "int64", "float", "double", "decimal"].contains(&row.name);
            for text in row.broken.iter().filter(|_| !free) {
                assert!(!validator.is_valid(&json!(text)), "{}: {text:?} is not broken", row.name);
            }
        }
    }
}
