//! The closed set of functions that a template may call.

use std::ops::RangeInclusive;

use data_encoding::{BASE64, HEXLOWER};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::percent;
use crate::syntax::span;

/// A function.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// How many arguments it takes.
    pub arity: RangeInclusive<usize>,
    /// How it is written.
    pub usage: &'static str,
    /// One line of what it gives.
    pub docs: &'static str,
    call: fn(&[Value], Timestamp) -> Result<Value, String>,
}

impl Function {
    /// Its value.
    ///
    /// # Errors
    /// In words, what is wrong with the arguments.
    pub fn call(&self, arguments: &[Value], now: Timestamp) -> Result<Value, String> {
        (self.call)(arguments, now).map_err(|what| format!("{}: {what}", self.name))
    }
}

/// All of them.
pub static FUNCTIONS: &[Function] = &[
    Function {
        name: "hmac_sha256",
        arity: 2..=3,
        usage: "hmac_sha256(key, data, 'hex'|'base64')",
        docs: "the HMAC-SHA-256 of the data's UTF-8 bytes (RFC 2104); hex by default",
        call: |arguments, _| {
            let key = text(&arguments[0])?;
            let data = text(&arguments[1])?;
            let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).map_err(|error| error.to_string())?;
            mac.update(data.as_bytes());
            encode(&mac.finalize().into_bytes(), arguments.get(2))
        },
    },
    Function {
        name: "sha256",
        arity: 1..=2,
        usage: "sha256(data, 'hex'|'base64')",
        docs: "the SHA-256 of the data's UTF-8 bytes; hex by default",
        call: |arguments, _| encode(&Sha256::digest(text(&arguments[0])?.as_bytes()), arguments.get(1)),
    },
    Function {
        name: "base64",
        arity: 1..=1,
        usage: "base64(data)",
        docs: "the data's UTF-8 bytes in base64 (RFC 4648, section 4)",
        call: |arguments, _| Ok(BASE64.encode(text(&arguments[0])?.as_bytes()).into()),
    },
    Function {
        name: "url",
        arity: 1..=1,
        usage: "url(text)",
        docs: "the text percent-encoded as one part of a URL (RFC 3986: all but unreserved)",
        call: |arguments, _| Ok(percent::encode(&text(&arguments[0])?).into()),
    },
    Function {
        name: "json",
        arity: 1..=1,
        usage: "json(value)",
        docs: "the value as compact JSON text",
        call: |arguments, _| serde_json::to_string(&arguments[0]).map(Value::String).map_err(|error| error.to_string()),
    },
    Function {
        name: "jwt",
        arity: 2..=3,
        usage: "jwt(key, claims, 'HS256'|'HS384'|'HS512'|'RS256'|'ES256'|'EdDSA')",
        docs: "a signed JSON Web Token (RFC 7519); the claims are a mapping or JSON text, the key a shared secret or a PEM",
        call: |arguments, _| jwt(arguments),
    },
    Function {
        name: "date",
        arity: 1..=2,
        usage: "date('-7d', '%Y-%m-%d'|'rfc3339'|'http'|'unix'|'unix_ms')",
        docs: "now moved by an offset, in UTC; RFC 3339 by default",
        call: |arguments, now| date(&text(&arguments[0])?, arguments.get(1), now),
    },
];

/// The function of that name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// A scalar as text; lists and mappings as compact JSON.
///
/// # Errors
/// For null, which is never meant.
pub fn text(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Null => Err("the value is null, which has no text".into()),
        other => Ok(other.to_string()),
    }
}

fn encode(bytes: &[u8], encoding: Option<&Value>) -> Result<Value, String> {
    match encoding.map(text).transpose()?.as_deref() {
        None | Some("hex") => Ok(HEXLOWER.encode(bytes).into()),
        Some("base64") => Ok(BASE64.encode(bytes).into()),
        Some(other) => Err(format!("`{other}` is no encoding; use 'hex' or 'base64'")),
    }
}

fn jwt(arguments: &[Value]) -> Result<Value, String> {
    use jsonwebtoken::{Algorithm, EncodingKey, Header};
    let key = text(&arguments[0])?;
    let claims = match &arguments[1] {
        Value::String(text) => {
            serde_json::from_str(text).map_err(|error| format!("the claims are no JSON: {error}"))?
        }
        other => other.clone(),
    };
    if !claims.is_object() {
        return Err("the claims have to be a mapping".into());
    }
    let name = arguments.get(2).map(text).transpose()?.unwrap_or_else(|| "HS256".into());
    let bytes = key.as_bytes();
    let (algorithm, key) = match name.as_str() {
        "HS256" => (Algorithm::HS256, Ok(EncodingKey::from_secret(bytes))),
        "HS384" => (Algorithm::HS384, Ok(EncodingKey::from_secret(bytes))),
        "HS512" => (Algorithm::HS512, Ok(EncodingKey::from_secret(bytes))),
        "RS256" => (Algorithm::RS256, EncodingKey::from_rsa_pem(bytes)),
        "ES256" => (Algorithm::ES256, EncodingKey::from_ec_pem(bytes)),
        "EdDSA" => (Algorithm::EdDSA, EncodingKey::from_ed_pem(bytes)),
        other => return Err(format!("`{other}` is no algorithm known here")),
    };
    // The library's own text could quote the key; it is left out.
    let key = key.map_err(|_| format!("the key is no PEM for {name}"))?;
    jsonwebtoken::encode(&Header::new(algorithm), &claims, &key)
        .map(Value::String)
        .map_err(|_| "the token could not be signed".into())
}

fn date(offset: &str, format: Option<&Value>, now: Timestamp) -> Result<Value, String> {
    let (back, amount) = match offset.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, offset.strip_prefix('+').unwrap_or(offset)),
    };
    let span = SignedDuration::try_from(span::parse(amount)?).map_err(|error| error.to_string())?;
    let moved = if back { now.checked_sub(span) } else { now.checked_add(span) }.map_err(|error| error.to_string())?;
    let format = format.map(text).transpose()?;
    Ok(match format.as_deref() {
        None | Some("rfc3339") => rfc3339(moved).into(),
        Some("unix") => moved.as_second().into(),
        Some("unix_ms") => moved.as_millisecond().into(),
        Some("http") => moved.to_zoned(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string().into(),
        Some(format) if format.contains('%') => jiff::fmt::strtime::format(format, &moved.to_zoned(TimeZone::UTC))
            .map_err(|error| format!("`{format}` is no date format: {error}"))?
            .into(),
        Some(other) => return Err(format!("`{other}` is no date format")),
    })
}

/// RFC 3339 in UTC with milliseconds: `2026-11-20T06:07:34.120Z`.
#[must_use]
pub fn rfc3339(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(name: &str, arguments: &[Value]) -> Result<Value, String> {
        let now: Timestamp = "2026-11-20T06:07:34.12Z".parse().unwrap();
        named(name).unwrap().call(arguments, now)
    }

    #[test]
    fn known_answers() {
        // RFC 4231, test case 2.
        let mac = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(call("hmac_sha256", &[json!("Jefe"), json!("what do ya want for nothing?")]), Ok(json!(mac)));
        assert_eq!(
            call("sha256", &[json!("")]).unwrap(),
            json!("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        );
        assert_eq!(call("base64", &[json!("a:b")]), Ok(json!("YTpi")));
        assert_eq!(call("url", &[json!("10.1234/Ä b")]), Ok(json!("10.1234%2F%C3%84%20b")));
        assert_eq!(call("json", &[json!({"a": [1, "x"]})]), Ok(json!(r#"{"a":[1,"x"]}"#)));
        assert_eq!(call("date", &[json!("-1d"), json!("%Y-%m-%d")]), Ok(json!("2026-11-19")));
        assert_eq!(call("date", &[json!("0s")]), Ok(json!("2026-11-20T06:07:34.120Z")));
        assert_eq!(call("date", &[json!("+1s"), json!("unix")]), Ok(json!(1_795_154_855)));
        assert_eq!(call("date", &[json!("0s"), json!("http")]), Ok(json!("Fri, 20 Nov 2026 06:07:34 GMT")));
    }

    #[test]
    fn a_token_can_be_read_back() {
        let token = call("jwt", &[json!("top-secret"), json!({"sub": "me", "exp": 4_000_000_000_u64})]).unwrap();
        let key = jsonwebtoken::DecodingKey::from_secret(b"top-secret");
        let read = jsonwebtoken::decode::<Value>(token.as_str().unwrap(), &key, &jsonwebtoken::Validation::default());
        assert_eq!(read.unwrap().claims["sub"], "me");
    }

    #[test]
    fn wrong_arguments_are_named() {
        for (name, arguments) in [
            ("sha256", vec![Value::Null]),
            ("hmac_sha256", vec![json!("k"), json!("d"), json!("rot13")]),
            ("date", vec![json!("soon")]),
            ("date", vec![json!("1s"), json!("xyz")]),
            ("jwt", vec![json!("k"), json!("[1]")]),
            ("jwt", vec![json!("no pem"), json!({}), json!("RS256")]),
        ] {
            assert!(call(name, &arguments).unwrap_err().starts_with(name));
        }
    }
}
