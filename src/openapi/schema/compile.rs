//! From a bundle's JSON Schema to its validator.

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD};
use jsonschema::{Draft, Retrieve, Uri, ValidationError};
use serde_json::Value;

use super::Fault;
use super::bundle::{Bundle, Parts};

/// A bundle holds all that it needs.
struct Nothing;

impl Retrieve for Nothing {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        Err(format!("`{uri}` would have to be fetched, and nothing is fetched").into())
    }
}

/// Compiles a bundle.
pub(super) fn compile(parts: Parts) -> Result<Bundle, Fault> {
    let validator = jsonschema::options()
        .with_draft(Draft::Draft202012)
        .with_retriever(Nothing)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true)
        .with_format("byte", is_base64)
        .with_format("base64url", is_base64_for_addresses)
        .build(&parts.schema);
    match validator {
        Ok(validator) => Ok(Bundle::new(parts, validator)),
        Err(error) => Err(fault(&error, &parts)),
    }
}

fn fault(error: &ValidationError<'_>, parts: &Parts) -> Fault {
    let at = parts.places.find(error.instance_path().as_str());
    let what = crate::value::matcher::show::cut(&error.to_string(), 200);
    Fault::new(&at, format!("this is no valid schema: {what}"))
}

/// Base64 (RFC 4648, section 4); line breaks are let through, as mail has them.
fn is_base64(text: &str) -> bool {
    let clean: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    BASE64.decode(&clean).or_else(|_| BASE64_NOPAD.decode(&clean)).is_ok()
}

fn is_base64_for_addresses(text: &str) -> bool {
    BASE64URL.decode(text.as_bytes()).or_else(|_| BASE64URL_NOPAD.decode(text.as_bytes())).is_ok()
}
