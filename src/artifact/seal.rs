//! The last step before a line of JSON is written: every secret in it is masked, or it is refused.

use serde::Serialize;
use serde_json::Value;

use super::error::Error;
use crate::value::redact::Redactor;

/// Keys whose values are this program's own words, names from the project's files, digests and times. A secret that
/// happens to be one of those words (`mock`, `test`) may not change what a line says of the run.
const PLAIN: [&str; 28] = [
    "type",
    "schema",
    "run",
    "suite",
    "target",
    "lane",
    "mode",
    "status",
    "verdict",
    "kind",
    "weight",
    "check",
    "method",
    "started",
    "ended",
    "not_before",
    "not_after",
    "sha256",
    "contract_sha256",
    "mock_sha256",
    "file",
    "head",
    "prev",
    "sig",
    "version",
    "ledgers",
    "evidence_file",
    "decision",
];

/// Puts `value` as one line without its newline into `out`, masked.
///
/// # Errors
/// Where it has no JSON form, or would give a secret away all the same.
pub fn seal(value: &impl Serialize, kind: &str, redactor: &Redactor, out: &mut Vec<u8>) -> Result<(), Error> {
    out.clear();
    serde_json::to_writer(&mut *out, value).map_err(Error::Json)?;
    if redactor.leaks_bytes(out).is_none() {
        return Ok(());
    }
    // Masking the text itself could cut an escape or a number in two, so the strings are masked one by one.
    let mut tree: Value = serde_json::from_slice(out).map_err(Error::Json)?;
    let leak = mask(&mut tree, redactor);
    out.clear();
    if let Some(name) = leak {
        return Err(Error::Leak { kind: kind.to_owned(), name });
    }
    serde_json::to_writer(out, &tree).map_err(Error::Json)
}

/// Masks every string, and gives the name of a secret that can be read in one all the same.
fn mask(value: &mut Value, redactor: &Redactor) -> Option<String> {
    match value {
        Value::String(text) => {
            if let std::borrow::Cow::Owned(masked) = redactor.mask(text) {
                *text = masked;
            }
            // As it will be written, escapes included.
            redactor.leaks(&Value::from(text.as_str()).to_string()).map(str::to_owned)
        }
        Value::Array(items) => items.iter_mut().find_map(|item| mask(item, redactor)),
        Value::Object(fields) => {
            let foreign =
                fields.iter_mut().filter(|(key, value)| !(PLAIN.contains(&key.as_str()) && value.is_string()));
            foreign.map(|(_, value)| mask(value, redactor)).find(Option::is_some).flatten()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::secret::Secret;

    fn sealed(secrets: &[&str], value: &Value) -> Result<String, Error> {
        let named = secrets.iter().enumerate();
        let named = named.map(|(n, text)| (format!("S{n}"), Secret::new((*text).to_owned())));
        let mut out = b"what was there before".to_vec();
        seal(value, "exchange", &Redactor::new(named).unwrap(), &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn strings_are_masked_and_the_form_stays() {
        let line = json!({"mode": "mock", "ms": 12345.5, "body": "a \"mock\" of 12345 \n true", "n": true});
        assert_eq!(
            sealed(&["mock", "12345", "true", "nope"], &line).unwrap(),
            r#"{"mode":"mock","ms":12345.5,"body":"a \"[secret S0]\" of [secret S1] \n [secret S2]","n":true}"#
        );
    }

    #[test]
    fn an_escape_is_never_cut_in_two() {
        let line = json!({"body": "x\n abcd", "next": "y\\abcd\""});
        assert_eq!(sealed(&["abcd"], &line).unwrap(), r#"{"body":"x\n [secret S0]","next":"y\\[secret S0]\""}"#);
        // Chance made the secret out of an escape and what follows: rather refused than written.
        sealed(&["nabcd"], &json!({"body": "x\nabcd"})).unwrap_err();
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

        #[test]
        fn what_is_sealed_is_json_without_the_secret(
            secret in "[a-zA-Z0-9+/=_!\"'\\\\&<>%#?{} é字-]{2,24}[A-Z]{4}",
            around in "[a-z0-9 .,:\"{}\\\\\n\t]{0,12}",
        ) {
            let secret = secret.trim();
            let quoted = Value::from(secret).to_string();
            let twice = Value::from(quoted.as_str()).to_string();
            for body in [secret, &quoted, &twice, &data_encoding::BASE64.encode(secret.as_bytes())] {
                let line = sealed(&[secret], &json!({"body": format!("{around} {body} {around}")})).unwrap();
                let read: Value = serde_json::from_str(&line).unwrap();
                let text = read["body"].as_str().unwrap();
                proptest::prop_assert!(text.contains("[secret S0]"), "{line}");
                for form in [secret, &quoted, &twice, body] {
                    proptest::prop_assert!(!text.contains(form) && !line.contains(form.trim_matches('"')), "{line}");
                }
            }
        }
    }

    #[test]
    fn a_line_that_would_still_leak_is_refused_by_name() {
        let error = sealed(&["ab\\tcd"], &json!({"body": "ab\tcd"})).unwrap_err().to_string();
        assert_eq!(error, "write a line of exchange without giving away the secret S0");
    }
}
