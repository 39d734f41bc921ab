//! A body as values, by its content type.

use std::borrow::Cow;

use serde_json::Value;

use super::guide::Guide;
use super::media::{self, ContentType};
use super::{either, form, multipart};
use crate::model::json;
use crate::openapi::api::Media;
use crate::openapi::schema::Bundle;

/// A body that was read.
pub(super) enum Read<'b> {
    /// One value.
    Value(Cow<'b, Value>),
    /// Values one after another.
    Items(Vec<Value>),
    /// Bytes of which the schema says nothing.
    Bytes,
    /// What this program does not read.
    Unread,
    /// What is not what its content type says.
    Bad(&'static str, String),
}

/// Reads a body. `parsed` gives it as JSON where that was read before.
pub(super) fn read<'b>(
    kind: &ContentType,
    media: &Media,
    bytes: &[u8],
    bundle: Option<&Bundle>,
    parsed: impl FnOnce() -> Option<Result<&'b Value, &'b str>>,
) -> Read<'b> {
    let guide = bundle.map_or_else(Guide::none, Guide::new);
    let essence = kind.essence.as_str();
    // Bytes may be sent under any name (`type: file` of Swagger 2.0).
    if bundle.is_some() && guide.is_binary() && !guide.types().wants_object() {
        return Read::Bytes;
    }
    if media::is_json(essence) {
        return match parsed() {
            Some(Ok(value)) => Read::Value(Cow::Borrowed(value)),
            Some(Err(why)) => Read::Bad("JSON", why.to_owned()),
            None => match json::parse(bytes) {
                Ok(value) => Read::Value(Cow::Owned(value)),
                Err(why) => Read::Bad("JSON", why),
            },
        };
    }
    if media::is_lines(essence) {
        return lines(bytes);
    }
    match essence {
        "application/x-www-form-urlencoded" => match std::str::from_utf8(bytes) {
            Ok(text) => owned("a form", bundle, |text_first| form::read(text, media, guide, text_first)),
            Err(error) => Read::Bad("a form", error.to_string()),
        },
        "multipart/form-data" => match kind.parameter("boundary") {
            Some(boundary) => {
                let read = |text_first| multipart::read(bytes, boundary, media, guide, text_first);
                owned("parts of a form", bundle, read)
            }
            None => Read::Bad("parts of a form", "its content type names no `boundary`".into()),
        },
        "text/plain" => match std::str::from_utf8(bytes) {
            Ok(text) => owned("text", bundle, |text_first| Ok(guide.types().scalar(text, text_first))),
            Err(_) => Read::Bytes,
        },
        _ if bundle.is_none() && media.item_schema.is_none() => Read::Bytes,
        _ if bundle.is_some() && guide.types().takes_text() => match std::str::from_utf8(bytes) {
            Ok(text) => Read::Value(Cow::Owned(text.into())),
            Err(_) => Read::Bytes,
        },
        _ => Read::Unread,
    }
}

/// What is written as text, read as the schema takes it.
fn owned<'b>(what: &'static str, bundle: Option<&Bundle>, read: impl Fn(bool) -> Result<Value, String>) -> Read<'b> {
    let value = match read(false) {
        Ok(value) => value,
        Err(why) => return Read::Bad(what, why),
    };
    let text = bundle.filter(|bundle| !bundle.is_valid(&value)).and_then(|bundle| {
        let text = read(true).ok()?;
        either::fitting(&value, &text, |other| bundle.is_valid(other))
    });
    Read::Value(Cow::Owned(text.unwrap_or(value)))
}

fn lines<'b>(bytes: &[u8]) -> Read<'b> {
    let mut items = Vec::new();
    let parts =
        bytes.split(|byte| matches!(byte, b'\n' | 0x1e)).map(<[u8]>::trim_ascii).filter(|part| !part.is_empty());
    for (index, part) in parts.enumerate() {
        match json::parse(part) {
            Ok(value) => items.push(value),
            Err(why) => return Read::Bad("a JSON value on each line", format!("value {}: {why}", index + 1)),
        }
    }
    Read::Items(items)
}
