//! Functions in CEL that are ours: digests, and regular expressions that are compiled once.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use cel::extractors::{Arguments, This};
use cel::{Context, DeclarationError, ExecutionError};
use data_encoding::{BASE64, HEXLOWER};
use hmac::{Hmac, KeyInit as _, Mac as _};
use regex::Regex;
use sha2::{Digest as _, Sha256};

use super::cel_value::from_json;

/// Their names.
pub(super) const NAMES: [&str; 3] = ["hmac_sha256", "sha256", "matches"];

/// How many expressions are kept; those of all mocks that a person wrote are fewer.
const KEPT: usize = 1_000;

/// Makes them known.
///
/// # Errors
/// What the library says of a name that is taken.
pub(super) fn add(context: &mut Context<'_, '_>) -> Result<(), DeclarationError> {
    context.add_function("hmac_sha256", hmac_sha256)?;
    context.add_function("sha256", sha256)?;
    context.add_function("matches", matches)
}

/// The library has this function, too, and compiles the expression at each call.
fn matches(This(text): This<Arc<String>>, pattern: Arc<String>) -> Result<bool, ExecutionError> {
    static KNOWN: LazyLock<Mutex<HashMap<Arc<String>, Regex>>> = LazyLock::new(Mutex::default);
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let found = known().get(&pattern).cloned();
    if let Some(regex) = found {
        return Ok(regex.is_match(&text));
    }
    let regex = Regex::new(&pattern).map_err(|error| {
        ExecutionError::function_error("matches", format!("`{pattern}` is no regular expression: {error}"))
    })?;
    let holds = regex.is_match(&text);
    let mut known = known();
    // A pattern that is made from a request could be another each time.
    if known.len() >= KEPT {
        known.clear();
    }
    known.insert(pattern, regex);
    Ok(holds)
}

fn hmac_sha256(Arguments(arguments): Arguments) -> Result<cel::Value, ExecutionError> {
    let wrong = |what: &str| ExecutionError::function_error("hmac_sha256", what);
    let [key, data, encoding @ ..] = arguments.as_slice() else {
        return Err(wrong("write it as hmac_sha256(key, data, \"hex\"|\"base64\")"));
    };
    let mut mac = Hmac::<Sha256>::new_from_slice(bytes(key).ok_or_else(|| wrong("the key is no text"))?)
        .map_err(|error| wrong(&error.to_string()))?;
    mac.update(bytes(data).ok_or_else(|| wrong("the data is neither text nor bytes"))?);
    encode(&mac.finalize().into_bytes(), encoding.first()).map_err(|what| wrong(&what))
}

fn sha256(Arguments(arguments): Arguments) -> Result<cel::Value, ExecutionError> {
    let wrong = |what: &str| ExecutionError::function_error("sha256", what);
    let [data, encoding @ ..] = arguments.as_slice() else {
        return Err(wrong("write it as sha256(data, \"hex\"|\"base64\")"));
    };
    let data = bytes(data).ok_or_else(|| wrong("the data is neither text nor bytes"))?;
    encode(&Sha256::digest(data), encoding.first()).map_err(|what| wrong(&what))
}

fn bytes(value: &cel::Value) -> Option<&[u8]> {
    match value {
        cel::Value::String(text) => Some(text.as_bytes()),
        cel::Value::Bytes(bytes) => Some(bytes),
        _ => None,
    }
}

fn encode(bytes: &[u8], encoding: Option<&cel::Value>) -> Result<cel::Value, String> {
    let name = match encoding {
        None => "hex",
        Some(cel::Value::String(name)) => name.as_str(),
        Some(_) => "",
    };
    match name {
        "hex" => Ok(from_json(&HEXLOWER.encode(bytes).into())),
        "base64" => Ok(from_json(&BASE64.encode(bytes).into())),
        other => Err(format!("`{other}` is no encoding; use \"hex\" or \"base64\"")),
    }
}
