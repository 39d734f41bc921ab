//! Whether a secret stands in some bytes, in any of the forms in which it travels.

use data_encoding::{BASE64, BASE64URL, HEXLOWER};

use crate::value::redact::entity;

/// Whether `secret` stands in `haystack`: raw, in hex, or in base64 at any offset, each of these percent-encoded or not, and
/// JSON-escaped once or twice (as JSON in a text of JSON is), or with letters as numeric references of HTML.
pub(super) fn find(haystack: &[u8], secret: &str) -> bool {
    if secret.is_empty() {
        return false;
    }
    if stands(haystack, secret) {
        return true;
    }
    let once = undone(haystack, b'\\', escape);
    let twice = once.as_deref().and_then(|once| undone(once, b'\\', escape));
    let references = entity::undone(haystack).map(|undone| undone.text);
    [once, twice, references].into_iter().flatten().any(|text| stands(&text, secret))
}

fn stands(haystack: &[u8], secret: &str) -> bool {
    let raw = secret.as_bytes();
    let unescaped = undone(haystack, b'%', percent);
    // Forms write a space as `+`; a `+` of the secret itself is then percent-encoded.
    let of_form = || {
        let text: Vec<u8> = haystack.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
        holds(&text, raw) || undone(&text, b'%', percent).is_some_and(|text| holds(&text, raw))
    };
    // What was encoded may stand in a URL, with its own signs percent-encoded once more.
    [Some(haystack), unescaped.as_deref()].into_iter().flatten().any(|text| {
        holds(text, raw)
            || holds(&text.to_ascii_lowercase(), HEXLOWER.encode(raw).as_bytes())
            || base64_forms(raw).iter().any(|form| holds(text, form.as_bytes()))
    }) || (secret.contains(' ') && of_form())
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    // The first byte is compared before the rest: this runs over every answer.
    haystack.windows(needle.len()).any(|window| window.first() == needle.first() && window == needle)
}

/// Reads an escape at the start of a text: the bytes that it stands for, and how long it is.
type Read = fn(&[u8]) -> Option<(Vec<u8>, usize)>;

/// Undoes escapes that begin with `sign`; none where there is no such sign.
fn undone(bytes: &[u8], sign: u8, read: Read) -> Option<Vec<u8>> {
    if !bytes.contains(&sign) {
        return None;
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        if let Some((meant, length)) = (*first == sign).then(|| read(rest)).flatten() {
            out.extend_from_slice(&meant);
            rest = &rest[length..];
        } else {
            out.push(*first);
            rest = &rest[1..];
        }
    }
    Some(out)
}

/// `%41` (RFC 3986, section 2.1).
fn percent(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let byte = number(text.get(1..3)?)?;
    Some((vec![u8::try_from(byte).ok()?], 3))
}

/// `\n`, `\/`, `\u0041` (RFC 8259, section 7).
fn escape(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let short: &[u8] = match text.get(1)? {
        b'"' => b"\"",
        b'\\' => b"\\",
        b'/' => b"/",
        b'b' => b"\x08",
        b'f' => b"\x0c",
        b'n' => b"\n",
        b'r' => b"\r",
        b't' => b"\t",
        b'u' => {
            let unit = number(text.get(2..6)?)?;
            let (code, length) = match unit {
                0xd800..=0xdbff => {
                    let low =
                        text.get(6..12).filter(|low| low.starts_with(b"\\u")).and_then(|low| number(&low[2..]))?;
                    (0x1_0000 + ((unit - 0xd800) << 10) + low.checked_sub(0xdc00)?, 12)
                }
                unit => (unit, 6),
            };
            return Some((char::from_u32(code)?.to_string().into_bytes(), length));
        }
        _ => return None,
    };
    Some((short.to_vec(), 2))
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |number, digit| Some(number << 4 | char::from(*digit).to_digit(16)?))
}

/// The letters that a secret gives in base64 wherever it begins in a group of three bytes, without those that depend on
/// what stands before or after it; in both alphabets.
fn base64_forms(raw: &[u8]) -> Vec<String> {
    let mut forms = Vec::with_capacity(6);
    for before in 0..3 {
        let mut bytes = vec![0; before];
        bytes.extend_from_slice(raw);
        let (from, to) = ((before * 8).div_ceil(6), bytes.len() * 8 / 6);
        for encoding in [BASE64, BASE64URL] {
            let form = encoding.encode(&bytes)[from..to].to_owned();
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECRET: &str = "p@ss w\"rd/ü+1?";

    #[test]
    fn every_form_is_found() {
        let json = serde_json::to_string(SECRET).unwrap();
        let json = json.trim_matches('"');
        let percent: String = SECRET.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
        let form = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect::<String>();
        let units: String = SECRET.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat();
        let forms = [
            SECRET.to_owned(),
            json.to_owned(),
            json.replace('/', "\\/"),
            units,
            percent.clone(),
            percent.to_lowercase(),
            form,
            HEXLOWER.encode(SECRET.as_bytes()),
            HEXLOWER.encode(SECRET.as_bytes()).to_uppercase(),
            BASE64.encode(SECRET.as_bytes()),
            BASE64URL.encode(SECRET.as_bytes()),
            BASE64.encode(SECRET.as_bytes()).replace('/', "\\/"),
            BASE64.encode(SECRET.as_bytes()).replace('/', "%2F").replace('+', "%2B"),
            SECRET.chars().map(|letter| format!("&#{};", u32::from(letter))).collect::<Vec<_>>().concat(),
            SECRET.chars().map(|letter| format!("&#x{:X};", u32::from(letter))).collect::<Vec<_>>().concat(),
            json.replace('\\', "\\\\").replace('"', "\\\""),
        ];
        for form in forms {
            assert!(find(format!("<<{form}>>").as_bytes(), SECRET), "{form}");
            assert!(!find(&form.as_bytes()[1..form.len() / 2], SECRET), "half of {form}");
        }
    }

    #[test]
    fn pairs_beyond_the_basic_plane_are_undone() {
        assert!(find(br"x\ud83d\ude00abc", "\u{1F600}abc"));
        assert!(!find(br"x\ud83dxabc", "\u{1F600}abc"));
        assert!(!find(b"", "abcd"));
        assert!(!find(b"abc%2", "abcd"));
        assert!(!find(b"abcd", ""));
    }

    proptest! {
        #[test]
        fn base64_of_anything_around_it_is_found(before in "[ -~]{0,7}", secret in "[ -~]{4,20}", after in "[ -~]{0,7}") {
            let whole = format!("{before}{secret}{after}");
            prop_assert!(find(BASE64.encode(whole.as_bytes()).as_bytes(), &secret));
            prop_assert!(find(BASE64URL.encode(whole.as_bytes()).as_bytes(), &secret));
            prop_assert!(find(whole.as_bytes(), &secret));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..40), text in r"[\\u%+0-9a-f]{0,40}") {
            let _ = find(&bytes, "secret");
            let _ = find(text.as_bytes(), "secret");
        }
    }
}
