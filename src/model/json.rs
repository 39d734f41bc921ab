//! JSON as it was received: parsed, and refused where an object names a key twice.

use serde_json::Value;

/// Reads a document. RFC 8259, section 4, leaves open which of two equal keys counts: a check that looked at one of them
/// would hold by luck, so neither does.
///
/// # Errors
/// The parser's message, or which key stands there twice.
pub fn parse(bytes: &[u8]) -> Result<Value, String> {
    let value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    match repeated_key(bytes) {
        None => Ok(value),
        Some(key) => Err(format!("the key `{key}` stands twice in one object, and nobody knows which of them counts")),
    }
}

/// The first key that an object of a sound document holds twice, as it is written.
fn repeated_key(json: &[u8]) -> Option<String> {
    // The keys of each object that is open; none for a list.
    let mut open: Vec<Option<Vec<&[u8]>>> = Vec::new();
    let mut at = 0;
    while let Some(byte) = json.get(at) {
        match byte {
            b'{' => open.push(Some(Vec::new())),
            b'[' => open.push(None),
            b'}' | b']' => {
                if let Some(Some(keys)) = open.pop()
                    && let Some(key) = repeated(keys)
                {
                    return Some(String::from_utf8_lossy(key).into_owned());
                }
            }
            b'"' => {
                let end = string_end(json, at + 1)?;
                let is_key = json[end + 1..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
                if let (true, Some(Some(keys))) = (is_key, open.last_mut()) {
                    keys.push(&json[at + 1..end]);
                }
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Where the quote stands that ends a string.
fn string_end(json: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match json.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn repeated(mut keys: Vec<&[u8]>) -> Option<&[u8]> {
    // Few keys, as nearly always, are compared sooner than sorted.
    if keys.len() <= 12 {
        return keys.iter().enumerate().find(|(at, key)| keys[..*at].contains(key)).map(|(_, key)| *key);
    }
    keys.sort_unstable();
    keys.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_that_stands_twice_is_refused_wherever_it_is() {
        for text in [
            r#"{"status": "failing", "status": "ok"}"#,
            r#"[1, {"a": {"b": 1, "c": "}\"", "b" : 2}}]"#,
            r#"{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":1,"l":1,"m":1,"a":2}"#,
        ] {
            assert!(parse(text.as_bytes()).unwrap_err().contains("stands twice"), "{text}");
        }
        for text in [
            r#"{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}"#,
            r#"{"a": "b", "b": "a", "c": ["a", "a", "x\\"], "d": "{\"a\":1,\"a\":2}"}"#,
            "\"a\"",
            "[]",
        ] {
            assert!(parse(text.as_bytes()).is_ok(), "{text}");
        }
        assert!(parse(b"{").is_err());
    }

    proptest! {
        #[test]
        fn what_a_printer_gives_is_taken(keys in prop::collection::btree_set("\\PC{0,6}", 0..30), text in "\\PC{0,10}") {
            let map: serde_json::Map<String, Value> = keys.into_iter().map(|key| (key, Value::from(text.clone()))).collect();
            let value = Value::from(map);
            prop_assert_eq!(parse(value.to_string().as_bytes()), Ok(value));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = parse(&bytes);
        }
    }
}
