//! Random secrets in random contexts, through every encoder.

use std::borrow::Cow;

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use proptest::prelude::*;

use super::*;

fn redactor(list: &[(&str, &str)]) -> Redactor {
    let secrets = list.iter().map(|(name, text)| ((*name).to_owned(), Secret::new((*text).to_owned())));
    Redactor::new(secrets).unwrap()
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn form(text: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new()).append_pair("k", text).finish()
}

fn url_of(text: &str, part: fn(&mut url::Url, &str)) -> String {
    let mut url = url::Url::parse("https://h.test/p").unwrap();
    part(&mut url, text);
    url.to_string()
}

fn ascii_json(text: &str, upper: bool) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => out.push(c),
            c => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| {
                let hex = format!("{unit:04x}");
                out.push_str("\\u");
                out.push_str(&if upper { hex.to_uppercase() } else { hex });
            }),
        }
    }
    out
}

fn markup(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

type Encoder = fn(&str) -> String;

/// Each as some other program would do it, not as the patterns were made.
const ENCODERS: &[(&str, Encoder)] = &[
    ("raw", |t| t.to_owned()),
    ("form", |t| form(t)[2..].to_owned()),
    ("query", |t| url_of(t, |url, t| url.set_query(Some(t)))[17..].to_owned()),
    ("component", |t| form(t)[2..].replace('+', "%20").replace("%7E", "~")),
    ("component lower", |t| {
        let encoded = form(t)[2..].replace('+', "%20").replace("%7E", "~");
        let mut out = String::new();
        let mut hex = 0;
        for c in encoded.chars() {
            out.push(if hex > 0 { c.to_ascii_lowercase() } else { c });
            hex = if c == '%' { 2 } else { hex - i32::from(hex > 0) };
        }
        out
    }),
    ("every character but letters and digits", |t| {
        t.bytes()
            .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
            .collect()
    }),
    ("json", |t| quoted(t)[1..quoted(t).len() - 1].to_owned()),
    ("json in json", |t| quoted(&quoted(t))),
    ("json in json in json", |t| quoted(&quoted(&quoted(t)))),
    ("json with slashes escaped", |t| quoted(t).replace('/', "\\/")),
    ("json in ASCII", |t| ascii_json(t, false)),
    ("json in ASCII, upper", |t| ascii_json(t, true)),
    ("json in ASCII in json", |t| quoted(&ascii_json(t, false))),
    ("markup", markup),
    ("decimal references", |t| t.chars().map(|c| format!("&#{};", u32::from(c))).collect::<Vec<_>>().concat()),
    ("hexadecimal references", |t| t.chars().map(|c| format!("&#x{:X};", u32::from(c))).collect::<Vec<_>>().concat()),
    ("references of every other letter", |t| {
        let every = |(at, c): (usize, char)| {
            if at % 2 == 0 { format!("&#x{:04x};", u32::from(c)) } else { markup(&c.to_string()) }
        };
        t.chars().enumerate().map(every).collect()
    }),
    ("references in json in ASCII", |t| {
        let written: String = t.chars().map(|c| format!("&#{};", u32::from(c))).collect::<Vec<_>>().concat();
        quoted(&written).replace('&', "\\u0026")
    }),
    ("base64 in references", |t| BASE64.encode(t.as_bytes()).replace('=', "&#61;").replace('/', "&#47;")),
    ("json in markup", |t| markup(&quoted(t))),
    ("markup in json", |t| quoted(&markup(t))),
    ("form in json", |t| quoted(&form(t))),
    ("query in json", |t| quoted(&url_of(t, |url, t| url.set_query(Some(t))))),
    ("hex", |t| HEXLOWER.encode(t.as_bytes())),
    ("HEX", |t| HEXUPPER.encode(t.as_bytes())),
    ("base64", |t| BASE64.encode(t.as_bytes())),
    ("basic", |t| BASE64.encode(format!("user:{t}").as_bytes())),
    ("basic, other alignment", |t| BASE64.encode(format!("admin:{t}").as_bytes())),
    ("basic, last alignment", |t| BASE64.encode(format!("agents:{t}").as_bytes())),
    ("base64url of json", |t| BASE64URL_NOPAD.encode(format!("{{\"key\":{},\"x\":1}}", quoted(t)).as_bytes())),
    ("base64 in a form", |t| form(&BASE64.encode(format!("u:{t}").as_bytes()))),
    ("base64 in json with slashes escaped", |t| BASE64.encode(t.as_bytes()).replace('/', "\\/")),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_encoding_of_a_secret_survives(
        secret in "[a-zA-Z0-9+/=_!\"'\\\\&<>%#?{} é字-]{2,24}[a-zA-Z0-9]{4}",
        before in "[a-z0-9 .,:\"{}é]{0,12}",
        after in "[a-z0-9 .,:\"{}é]{0,12}",
    ) {
        let masks = redactor(&[("TOKEN", &secret)]);
        let secret = secret.trim();
        for (name, encode) in ENCODERS {
            let encoded = encode(secret);
            for text in [encoded.clone(), format!("{before}{encoded}{after}"), format!("{before} {encoded} {encoded}{after}")] {
                let masked = masks.mask(&text);
                prop_assert!(masked.contains("[secret TOKEN]"), "{name}: {text}");
                for (_, again) in ENCODERS {
                    prop_assert!(!masked.contains(&again(secret)), "{name}: {masked}");
                }
                prop_assert_eq!(masks.leaks(&masked), None, "{}", name);
                prop_assert_eq!(masks.mask(&masked), masked.clone());
                let bytes = masks.mask_bytes(text.as_bytes());
                prop_assert_eq!(bytes.as_ref(), masked.as_bytes());
            }
        }
    }

    #[test]
    fn an_excerpt_never_holds_half_of_a_secret(before in "[a-z ]{0,40}", limit in 0_usize..60) {
        let masks = redactor(&[("TOKEN", "Q1W2E3R4T5Z6U7I8")]);
        let text = format!("{before}Q1W2E3R4T5Z6U7I8 and more text after it, more than the limit of sixty bytes");
        let (excerpt, cut) = masks.excerpt(&text, limit);
        prop_assert!(cut && excerpt.len() <= limit);
        prop_assert!(!excerpt.contains("Q1"), "{excerpt}");
    }

    #[test]
    fn an_excerpt_never_holds_half_of_a_hidden_secret(before in "[a-z ]{0,40}", limit in 0_usize..130) {
        let masks = redactor(&[("TOKEN", "Q1W2E3R4T5Z6U7I8")]);
        let hidden: String = "Q1W2E3R4T5Z6U7I8".chars().map(|c| format!("&#x{:06x};", u32::from(c))).collect::<Vec<_>>().concat();
        let text = format!("{before}{hidden} and more text after it, more than the limit of sixty bytes");
        let (excerpt, cut) = masks.excerpt(&text, limit);
        prop_assert!(cut && excerpt.len() <= limit);
        prop_assert!(!excerpt.contains("&#x00"), "{excerpt}");
    }

    #[test]
    fn text_without_a_secret_is_left_alone(text in "[a-f ]{0,64}") {
        let masks = redactor(&[("TOKEN", "Q1W2E3R4T5Z6U7I8")]);
        prop_assert!(matches!(masks.mask(&text), Cow::Borrowed(same) if same == text));
    }
}

#[test]
fn no_secrets_cost_nothing() {
    let masks = Redactor::default();
    assert!(masks.is_empty());
    assert!(matches!(masks.mask("anything"), Cow::Borrowed("anything")));
    assert_eq!(masks.leaks("anything"), None);
}

#[test]
fn a_short_secret_is_refused_by_name() {
    for text in ["", "abc", "  abc\n"] {
        let error = Redactor::new([("PIN".to_owned(), Secret::new(text.to_owned()))]).unwrap_err();
        assert_eq!(error, Error::TooShort { name: "PIN".to_owned() });
        assert!(!error.to_string().contains("abc"));
    }
}

#[test]
fn each_line_of_a_key_is_masked() {
    let key =
        "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END KEY-----\n";
    let masks = redactor(&[("KEY", key)]);
    assert_eq!(masks.mask(&format!("a {key}")), "a [secret KEY]\n");
    assert_eq!(masks.mask("> BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj <"), "> [secret KEY] <");
    assert_eq!(masks.mask(&key.replace('\n', "\r\n")), "[secret KEY]\r\n");
    assert_eq!(masks.mask("-----BEGIN KEY-----"), "-----BEGIN KEY-----");
    let masks = redactor(&[("KEY", &key.replace('\n', "\\n"))]);
    assert_eq!(masks.mask(&format!("a {}", key.trim())), "a [secret KEY]");
    assert_eq!(masks.mask("> BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj <"), "> [secret KEY] <");
}

#[test]
fn the_longer_secret_wins_and_names_are_made_safe() {
    let masks = redactor(&[("SHORT", "abcd"), ("LONG", "abcdef"), ("od\"d", "wxyz")]);
    assert_eq!(masks.mask("abcdef abcd wxyz"), "[secret LONG] [secret SHORT] [secret od_d]");
}

#[test]
fn a_secret_that_is_part_of_the_mark_is_masked_once() {
    let masks = redactor(&[("A_SECRET", "secret"), ("B", "A_SECRET")]);
    let masked = masks.mask("my secret is A_SECRET").into_owned();
    assert_eq!(masked, "my [secret A_SECRET] is [secret B]");
    assert_eq!(masks.mask(&masked), masked);
    assert_eq!(masks.leaks(&masked), None);
    assert_eq!(masks.leaks("a secret"), Some("A_SECRET"));
}

#[test]
fn a_long_secret_is_masked_in_one_case_and_in_two_bytes_a_letter() {
    let masks = redactor(&[("KEY", "S3cr3tCanaryValue"), ("WORD", "Admin")]);
    assert_eq!(masks.mask("x-s3cr3tcanaryvalue: 1, S3CR3TCANARYVALUE"), "x-[secret KEY]: 1, [secret KEY]");
    assert_eq!(masks.mask("an admin"), "an admin");
    let wide: Vec<u8> = "a S3cr3tCanaryValue".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(masks.leaks_bytes(&wide), Some("KEY"));
    let written = serde_json::Value::String(String::from_utf8_lossy(&wide).into_owned()).to_string();
    assert_eq!(masks.leaks(&written), Some("KEY"));
}
