//! From a schema as it is written to its validator.

use std::collections::BTreeSet;
use std::sync::Arc;

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD};
use jsonschema::{Draft, Retrieve, Uri, ValidationError, Validator};
use serde_json::Value;

use super::Fault;
use super::link::{LINK, Link, Shelf, linked};
use super::pattern::take_out;

/// A shelf holds all that its schemas need.
struct Nothing;

impl Retrieve for Nothing {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        Err(format!("`{uri}` would have to be fetched, and nothing is fetched").into())
    }
}

/// A schema as it is held to values.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) validator: Arc<Validator>,
    /// Patterns that are not asserted, because the engine cannot hold them.
    pub(super) unheld: Vec<String>,
}

/// Compiles a schema of a shelf. What it refers to is asked for over there, but for what is `opened`.
pub(super) fn compile(shelf: &Arc<dyn Shelf>, index: usize, opened: &BTreeSet<usize>) -> Result<Compiled, Fault> {
    let mut schema = linked(&**shelf, index, opened);
    let mut unheld = Vec::new();
    let mut built = build(&schema, shelf);
    if built.is_err() {
        take_out(&mut schema, &mut unheld);
        if !unheld.is_empty() {
            built = build(&schema, shelf);
        }
    }
    match built {
        Ok(validator) => Ok(Compiled { validator: Arc::new(validator), unheld }),
        Err(error) => {
            let at = shelf.place(index, error.instance_path().as_str());
            let what = crate::value::matcher::show::cut(&error.to_string(), 200);
            Err(Fault::new(&at, format!("this is no valid schema: {what}")))
        }
    }
}

fn build(schema: &Value, shelf: &Arc<dyn Shelf>) -> Result<Validator, ValidationError<'static>> {
    let weak = Arc::downgrade(shelf);
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .with_retriever(Nothing)
        .with_keyword(LINK, move |_, number, _| {
            let index = number.as_u64().and_then(|number| usize::try_from(number).ok());
            let index = index.ok_or_else(|| ValidationError::custom("a link is a number"))?;
            Ok(Box::new(Link { shelf: weak.clone(), index }))
        })
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true)
        .with_format("byte", is_base64)
        .with_format("base64url", is_base64_for_addresses)
        .build(schema)
}

/// Base64 (RFC 4648, section 4); line breaks are let through, as mail has them.
fn is_base64(text: &str) -> bool {
    let clean: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    BASE64.decode(&clean).or_else(|_| BASE64_NOPAD.decode(&clean)).is_ok()
}

fn is_base64_for_addresses(text: &str) -> bool {
    BASE64URL.decode(text.as_bytes()).or_else(|_| BASE64URL_NOPAD.decode(text.as_bytes())).is_ok()
}
