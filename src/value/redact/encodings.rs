//! Every way in which a secret's text is known to come back.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};

/// No pattern is shorter: it would match by chance.
const SHORTEST: usize = 4;

/// From this length on a secret is no word that stands somewhere by chance, whatever the case of its letters.
const LONG: usize = 12;

/// Characters that a percent-encoding leaves alone, beside ASCII letters and digits.
const KEPT: [&str; 12] = [
    "",                             // percent-encoding at its most careful
    "-_.~",                         // RFC 3986 unreserved
    "-_.!~*'()",                    // encodeURIComponent
    "*-._",                         // application/x-www-form-urlencoded
    "-_.",                          // PHP's urlencode
    "-_.~/",                        // Python's quote
    "-_.~$&+=:@",                   // Go's PathEscape
    "-_.~$&+,/:;=@",                // Go's paths
    "-_.~!$&'()*+,;=:@/?",          // RFC 3986 query
    "-_.!~*'();/?:@&=+$,#",         // encodeURI
    "-_.!~*'();/:@&=+$,|\\^[]%",    // a URL's path as the URL standard writes it
    "-_.!~*();/?:@&=+$,|\\^[]%{}`", // a URL's query as the URL standard writes it
];
/// So many of the first of them also come with a plus for a space: forms write it so, and what was taught by a form.
const FORMS: usize = 6;

/// All forms of one secret, itself included: each encoding alone, and those that meet in practice inside each other.
///
/// An ordinary token has some twenty; a password of punctuation has some hundred.
pub(super) fn forms(secret: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([secret.to_owned()]);
    forms.extend(percent(secret));
    // A URL in a parameter of a URL.
    forms.extend(percent(secret).iter().map(|once| once.replace('%', "%25")));
    forms.extend(markup(secret));
    forms.insert(secret.replace('\'', "'\\''"));
    forms.insert(secret.replace('\n', "\r\n"));
    if secret.len() >= LONG {
        // As the name of a header, and as a host, its letters come back in one case.
        forms.extend([secret.to_ascii_lowercase(), secret.to_ascii_uppercase()]);
        // UTF-16, in either order, where somebody takes it for bytes.
        forms.insert(secret.chars().map(String::from).collect::<Vec<_>>().join("\0"));
    }
    forms.extend(forms.iter().flat_map(|form| json_again(form)).collect::<Vec<_>>());

    for once in json(secret) {
        forms.extend(json_again(&once));
        forms.extend(markup(&once));
        forms.insert(once);
    }
    forms.extend(percent(&json_plain(secret)));

    let bytes = [secret.to_owned(), json_plain(secret)];
    for text in bytes {
        let mut encoded = BTreeSet::new();
        encoded.insert(HEXLOWER.encode(text.as_bytes()));
        encoded.insert(HEXUPPER.encode(text.as_bytes()));
        encoded.extend(base64(text.as_bytes()));
        for form in encoded {
            forms.extend(percent(&form));
            forms.insert(form.replace('/', "\\/"));
            forms.insert(form);
        }
    }
    // What is written is JSON: a form that it escapes once more is found there too.
    let written: Vec<String> = forms.iter().map(|form| json_plain(form)).collect();
    forms.extend(written);
    forms.retain(|form| form.len() >= SHORTEST);
    forms
}

/// Percent-encodings in the usual sets, with hex digits of either case.
fn percent(text: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (set, kept) in KEPT.iter().enumerate() {
        for upper in [false, true] {
            let mut out = String::with_capacity(text.len() * 2);
            for byte in text.bytes() {
                if byte.is_ascii_alphanumeric() || kept.as_bytes().contains(&byte) {
                    out.push(char::from(byte));
                } else {
                    let _ = if upper { write!(out, "%{byte:02X}") } else { write!(out, "%{byte:02x}") };
                }
            }
            if set < FORMS {
                all.insert(out.replace("%20", "+"));
            }
            all.insert(out);
        }
    }
    all
}

/// Escapes of HTML and XML.
fn markup(text: &str) -> BTreeSet<String> {
    let escape = |quote: &str, apostrophe: &str| {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        escaped.replace('"', quote).replace('\'', apostrophe)
    };
    let styles = [
        ("\"", "'"),
        ("&quot;", "'"),
        ("&quot;", "&#39;"),
        ("&quot;", "&#x27;"),
        ("&quot;", "&apos;"),
        ("&#34;", "&#39;"),
        ("&#x22;", "&#x27;"),
    ];
    styles.iter().map(|(quote, apostrophe)| escape(quote, apostrophe)).collect()
}

/// The escapes that RFC 8259 demands, and no more.
fn json_plain(text: &str) -> String {
    let quoted = serde_json::Value::String(text.to_owned()).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// JSON's escapes as the usual writers make them.
fn json(text: &str) -> BTreeSet<String> {
    let plain = json_plain(text);
    let mut all = BTreeSet::from([plain.replace('/', "\\/")]);
    let sets: [fn(char) -> bool; 4] = [
        |c| !c.is_ascii(),
        |c| "<>&\u{2028}\u{2029}".contains(c),
        |c| !c.is_ascii() || "<>&'\u{7f}".contains(c),
        |c| !c.is_ascii() || (c.is_ascii() && "\"\\/<>&'=+`\u{7f}".contains(c)),
    ];
    for unicode in sets {
        for upper in [false, true] {
            let escaped = escape(text, unicode, upper);
            all.insert(escaped.replace('/', "\\/"));
            all.insert(escaped);
        }
    }
    for upper in [false, true] {
        all.insert(escape(text, |c| !c.is_ascii_alphanumeric(), upper));
    }
    all.insert(plain);
    all
}

/// JSON's escapes of what is encoded already, in the fewer ways that are left.
fn json_again(text: &str) -> [String; 4] {
    let plain = json_plain(text);
    let ascii = |upper| escape(text, |c| !c.is_ascii(), upper);
    [plain.replace('/', "\\/"), ascii(false), ascii(true), plain]
}

/// Escapes what JSON has to, and what `unicode` picks as `\uXXXX`.
fn escape(text: &str, unicode: fn(char) -> bool, upper: bool) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        if unicode(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = if upper { write!(out, "\\u{unit:04X}") } else { write!(out, "\\u{unit:04x}") };
            }
        } else if c == '"' || c == '\\' || c.is_ascii_control() {
            out.push_str(&json_plain(c.encode_utf8(&mut [0; 4])));
        } else {
            out.push(c);
        }
    }
    out
}

/// The characters of base64 that these bytes alone decide, wherever among other bytes they stand.
fn base64(bytes: &[u8]) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for shift in 0..3 {
        let mut shifted = vec![0; shift];
        shifted.extend_from_slice(bytes);
        let first = (shift * 8).div_ceil(6);
        let last = shifted.len() * 8 / 6;
        for alphabet in [BASE64_NOPAD, BASE64URL_NOPAD] {
            all.insert(alphabet.encode(&shifted)[first..last].to_owned());
        }
    }
    all
}
