//! Undoes numeric character references of HTML and XML, behind which any letter of a secret may stand.

/// With what a numeric reference begins; its `&` may be escaped itself, by HTML or by JSON.
pub(super) const SIGNS: [&str; 3] = ["&#", "&amp;#", "\\u0026#"];

/// How many bytes a letter takes at most, when it is written as a reference in a usual way.
pub(super) const LONGEST: usize = 24;

/// The references of XML that have a name.
const NAMED: [(&[u8], char); 5] = [(b"lt;", '<'), (b"gt;", '>'), (b"quot;", '"'), (b"apos;", '\''), (b"amp;", '&')];

/// A text whose references were undone.
#[derive(Debug)]
pub struct Undone {
    /// What it says.
    pub text: Vec<u8>,
    /// Where each byte stood before; one more for the end.
    pub(super) places: Vec<usize>,
}

/// Undoes every reference of a text; none where there is no numeric one.
#[must_use]
pub fn undone(bytes: &[u8]) -> Option<Undone> {
    let begins = |at: usize| SIGNS.iter().any(|sign| bytes[at..].starts_with(sign.as_bytes()));
    if !bytes.iter().enumerate().any(|(at, byte)| matches!(byte, b'&' | b'\\') && begins(at)) {
        return None;
    }
    let (mut text, mut places) = (Vec::with_capacity(bytes.len()), Vec::with_capacity(bytes.len() + 1));
    let mut at = 0;
    while at < bytes.len() {
        let length = if let Some((letter, length)) = reference(&bytes[at..]) {
            text.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            length
        } else {
            text.push(bytes[at]);
            1
        };
        places.resize(text.len(), at);
        at += length;
    }
    places.push(bytes.len());
    Some(Undone { text, places })
}

/// The letter that a reference at the start of a text stands for, and how long it is: `&#115;`, `&#x73;`, `&lt;`.
fn reference(text: &[u8]) -> Option<(char, usize)> {
    let slashes = text.iter().take_while(|byte| **byte == b'\\').count();
    let mut at = match text.first()? {
        b'&' => 1,
        // JSON's escape of `&`, escaped again for each JSON around it.
        b'\\' if text[slashes..].starts_with(b"u0026") => slashes + 5,
        _ => return None,
    };
    while text[at..].starts_with(b"amp;#") || text[at..].starts_with(b"amp;amp;") {
        at += 4;
    }
    if text.get(at) != Some(&b'#') {
        let (name, letter) = NAMED.iter().find(|(name, _)| text[at..].starts_with(name))?;
        return Some((*letter, at + name.len()));
    }
    at += 1;
    let radix = if matches!(text.get(at), Some(b'x' | b'X')) { 16 } else { 10 };
    at += usize::from(radix == 16);
    let digits = text[at..].iter().take(8).map_while(|digit| char::from(*digit).to_digit(radix));
    let (count, code) = digits.fold((0, 0_u32), |(count, code), digit| (count + 1, code.saturating_mul(radix) + digit));
    let letter = char::from_u32(code).filter(|_| count > 0)?;
    at += count;
    // Browsers read one without its end as well.
    Some((letter, at + usize::from(text.get(at) == Some(&b';'))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_undone_whatever_their_spelling() {
        for (written, said) in [
            ("a&#98;c", "abc"),
            ("a&#x62;c&#X43;", "abcC"),
            ("&#0000098;&#x0062;", "bb"),
            ("&#98&#98", "bb"),
            ("&amp;#98;&amp;amp;#98;", "bb"),
            (r"\u0026#98;\\\u0026#x62;", "bb"),
            ("&#60;&lt;&amp;&amp;lt;", "<<&&lt;"),
            ("&#8364;&#xe9;", "€é"),
            ("&#98;&#;&#x;&#xd800;&#1114112;&#", "b&#;&#x;&#xd800;&#1114112;&#"),
        ] {
            let undone = undone(written.as_bytes()).unwrap();
            assert_eq!(String::from_utf8_lossy(&undone.text), said, "{written}");
            assert_eq!(undone.places.len(), undone.text.len() + 1);
        }
        assert_eq!(undone(b"a&#98;c").unwrap().places, [0, 1, 6, 7]);
        for plain in ["", "a & b", "&lt;#", r"\u0026", "#98;"] {
            assert!(undone(plain.as_bytes()).is_none(), "{plain}");
        }
    }
}
