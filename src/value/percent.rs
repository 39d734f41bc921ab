//! Percent-encoding (RFC 3986, section 2.1), for every room that reads or writes addresses.

use std::borrow::Cow;

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Encodes all but the unreserved characters (section 2.3).
#[must_use]
pub fn encode(text: &str) -> String {
    encode_but(text, "")
}

/// The same, and the letters of `keep` (ASCII) stand as they are.
#[must_use]
pub fn encode_but(text: &str, keep: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || keep.as_bytes().contains(&byte) {
            out.push(char::from(byte));
        } else {
            let digit = |number: u8| char::from(HEX[usize::from(number)]);
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

/// The bytes that a text stands for; what is no valid encoding stays as it is.
#[must_use]
pub fn bytes(text: &str) -> Vec<u8> {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = if *first == b'%' { digit(after.first()).zip(digit(after.get(1))) } else { None };
        match pair {
            Some((high, low)) => {
                out.push(high << 4 | low);
                rest = &after[2..];
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out
}

/// The text that it stands for; bytes that are no UTF-8 become �.
#[must_use]
pub fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(match String::from_utf8(bytes(text)) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_reserved_is_encoded_and_what_is_no_encoding_stays() {
        assert_eq!(encode("a b/c~é+"), "a%20b%2Fc~%C3%A9%2B");
        assert_eq!(encode_but("a/b?c", "/"), "a/b%3Fc");
        assert_eq!(decode("a%20b%2fc%C3%A9"), "a b/cé");
        for text in ["", "100%", "%zz%4", "%+1", "%é1", "%%%"] {
            assert_eq!(decode(text), text);
        }
        assert_eq!(decode("%ff"), "\u{fffd}");
        assert_eq!(bytes("%ffa"), [0xff, b'a']);
    }

    proptest! {
        #[test]
        fn what_was_encoded_is_given_back(text in "\\PC{0,40}", keep in "[/?&=]{0,3}") {
            let encoded = encode_but(&text, &keep);
            prop_assert_eq!(decode(&encoded), text);
        }
    }
}
