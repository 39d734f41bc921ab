//! The parts of a `multipart/form-data` body as an object (RFC 7578).

use serde_json::{Map, Value};

use super::form::encoding;
use super::guide::Guide;
use super::media;
use crate::model::json;
use crate::openapi::api::Media;

struct Part<'b> {
    name: String,
    kind: Option<String>,
    is_file: bool,
    body: &'b [u8],
}

/// Reads a body; what may be text as well as a number is text where text comes first. A file stands there as the text that
/// its bytes are, or as empty text.
pub(super) fn read(
    bytes: &[u8],
    boundary: &str,
    media: &Media,
    guide: Guide<'_>,
    text_first: bool,
) -> Result<Value, String> {
    let mut map: Map<String, Value> = Map::new();
    for part in parts(bytes, boundary)? {
        let own = guide.property(&part.name);
        let types = own.types();
        let said = encoding(media, &part.name).and_then(|said| said.content_type.clone());
        if let (Some(said), Some(kind)) = (&said, &part.kind) {
            let allowed = said.split(',').map(media::essence);
            let kind = media::essence(kind);
            let fits = |range: &String| {
                *range == kind || range == "*/*" || range.strip_suffix('*').is_some_and(|start| kind.starts_with(start))
            };
            if !allowed.collect::<Vec<_>>().iter().any(fits) {
                return Err(format!("the part `{}` is {kind}, and {said} is declared", part.name));
            }
        }
        let kind = part.kind.clone().or(said).map(|kind| media::essence(&kind));
        let item = if types.wants_list() { own.item() } else { own };
        // An object is JSON where nothing else is said (OpenAPI 3.1.1, section 4.8.15.1.1).
        let is_json = kind.as_deref().map_or(item.types().wants_object(), media::is_json);
        let value = if is_json {
            json::parse(part.body).map_err(|why| format!("the part `{}` is no JSON: {why}", part.name))?
        } else {
            match std::str::from_utf8(part.body) {
                Ok(text) if part.is_file => text.into(),
                Ok(text) => item.types().scalar(text, text_first),
                Err(_) => "".into(),
            }
        };
        match map.get_mut(&part.name) {
            Some(Value::Array(items)) if types.wants_list() => items.push(value),
            Some(_) => return Err(format!("the part `{}` stands there twice", part.name)),
            None if types.wants_list() && !value.is_array() => drop(map.insert(part.name, vec![value].into())),
            None => drop(map.insert(part.name, value)),
        }
    }
    Ok(Value::Object(map))
}

fn parts<'b>(bytes: &'b [u8], boundary: &str) -> Result<Vec<Part<'b>>, String> {
    let mark = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut rest = match find(bytes, mark.as_bytes()) {
        Some(at) if at == 0 || bytes[..at].ends_with(b"\n") => &bytes[at + mark.len()..],
        _ => return Err(format!("the boundary `{boundary}` does not stand in it")),
    };
    let between = format!("\r\n{mark}");
    loop {
        if rest.starts_with(b"--") {
            return Ok(parts);
        }
        let start = find(rest, b"\r\n").ok_or("a boundary does not end its line")?;
        let body = &rest[start..];
        let end = find(&body[2.min(body.len())..], between.as_bytes()).map(|at| at + 2);
        // A part without headers begins with the empty line itself.
        let end = end.ok_or("the last part does not end")?;
        parts.push(part(&body[2..end])?);
        rest = &body[end + between.len()..];
    }
}

fn part(bytes: &[u8]) -> Result<Part<'_>, String> {
    let (head, body) = match find(bytes, b"\r\n\r\n") {
        Some(at) => (&bytes[..at], &bytes[at + 4..]),
        None => return Err("a part has no empty line behind its headers".into()),
    };
    let head = String::from_utf8_lossy(head);
    let header = |name: &str| {
        let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
        lines.find(|(known, _)| known.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
    };
    let said = header("content-disposition").ok_or("a part has no Content-Disposition")?;
    let said_of = |key: &str| {
        let mut all = said.split(';').skip(1).filter_map(|part| part.split_once('='));
        all.find(|(known, _)| known.trim().eq_ignore_ascii_case(key))
            .map(|(_, value)| value.trim().trim_matches('"').to_owned())
    };
    let name = said_of("name").ok_or("a part has no name")?;
    Ok(Part { name, kind: header("content-type"), is_file: said_of("filename").is_some(), body })
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
