//! The fields of a form as an object (OpenAPI 3.1.1, section 4.8.15).

use serde_json::{Map, Value};

use super::guide::Guide;
use super::style::{Reading, of_form};
use super::{media, text};
use crate::model::json;
use crate::openapi::api::{Encoding, Media, Style, Writing};

/// How a property is written, where the document says so.
pub(super) fn encoding<'m>(media: &'m Media, name: &str) -> Option<&'m Encoding> {
    media.encoding.iter().find(|(known, _)| known == name).map(|(_, encoding)| encoding)
}

/// Reads a form that is written as a query is; what may be text as well as a number is text where text comes first.
pub(super) fn read(written: &str, media: &Media, guide: Guide<'_>, text_first: bool) -> Result<Value, String> {
    let pairs = text::pairs(written);
    let mut map = Map::new();
    for (name, raw) in &pairs {
        // `filter[a]=1` is a part of `filter`, where the form has such a property.
        let base = name.split('[').next().unwrap_or_default();
        let name = if guide.names(name) || !guide.names(base) { name.as_str() } else { base };
        if map.contains_key(name) {
            continue;
        }
        let own = guide.property(name);
        let said = encoding(media, name);
        let kind = said.and_then(|said| said.content_type.as_deref());
        let styled = said.is_some_and(|said| said.style.is_some() || said.explode.is_some());
        let is_json = kind.is_some_and(|kind| media::is_json(&media::essence(kind)));
        if is_json && !styled {
            let text = text::decode_form(raw);
            let value = json::parse(text.as_bytes()).map_err(|why| format!("the field `{name}` is no JSON: {why}"))?;
            map.insert(name.to_owned(), value);
            continue;
        }
        // An object is JSON where nothing else is said (OpenAPI 3.1.1, section 4.8.15.1.1), and so is each of a list.
        if kind.is_none()
            && !styled
            && let Some(value) = objects(own, name, &pairs)
        {
            map.insert(name.to_owned(), value);
            continue;
        }
        if kind.is_none() && !styled && own.types().wants_object() && pairs.iter().any(|(known, _)| known == name) {
            map.insert(name.to_owned(), of_form(raw).into());
            continue;
        }
        let style = said.and_then(|said| said.style).unwrap_or(if name.len() < pairs_name(&pairs, name) {
            Style::DeepObject
        } else {
            Style::Form
        });
        let explode = said.and_then(|said| said.explode).unwrap_or(style == Style::Form);
        let reading = Reading { writing: Writing { style, explode }, guide: own, text_first, decode: of_form };
        let mut used = vec![false; pairs.len()];
        match reading.pairs(name, &pairs, &mut used) {
            Some(Ok(value)) => drop(map.insert(name.to_owned(), value)),
            Some(Err(why)) => return Err(format!("the field `{name}`: {why}")),
            None => drop(map.insert(name.to_owned(), of_form(raw).into())),
        }
    }
    Ok(Value::Object(map))
}

/// An object, or a list of them, as JSON; none where it is written otherwise.
fn objects(own: Guide<'_>, name: &str, pairs: &[(String, &str)]) -> Option<Value> {
    let is_list = own.types().wants_list();
    let item = if is_list { own.item() } else { own };
    if !item.types().wants_object() {
        return None;
    }
    let found = pairs.iter().filter(|(known, _)| known == name);
    let parsed = found.map(|(_, raw)| json::parse(text::decode_form(raw).as_bytes()).ok().filter(Value::is_object));
    let mut values = parsed.collect::<Option<Vec<Value>>>()?;
    match (is_list, values.len()) {
        (_, 0) => None,
        (true, _) => Some(Value::Array(values)),
        (false, 1) => values.pop(),
        (false, _) => None,
    }
}

/// How long the longest name is that is, or begins like, a property's.
fn pairs_name(pairs: &[(String, &str)], name: &str) -> usize {
    let own = pairs
        .iter()
        .filter(|(other, _)| other.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('[')));
    own.map(|(other, _)| other.len()).max().unwrap_or(0)
}
