//! From text to a value, by the style that it is written in (OpenAPI 3.1.1, section 4.8.12.4).

use serde_json::{Map, Value};

use super::guide::Guide;
use super::text::{decode, decode_form};
use crate::openapi::api::{Style, Writing};

/// How text is read.
#[derive(Clone, Copy)]
pub(super) struct Reading<'b> {
    pub(super) writing: Writing,
    pub(super) guide: Guide<'b>,
    /// Whether a text that may be both is text, and no number.
    pub(super) text_first: bool,
    /// Undoes the encoding of one part.
    pub(super) decode: fn(&str) -> String,
}

impl Reading<'_> {
    fn scalar(&self, guide: Guide<'_>, raw: &str) -> Value {
        guide.types().scalar(&(self.decode)(raw), self.text_first)
    }

    /// Reads what stands in a path or a header, or as one value in a query or a cookie.
    pub(super) fn value(&self, name: &str, raw: &str) -> Result<Value, String> {
        let types = self.guide.types();
        let body = match self.writing.style {
            Style::Label => raw.strip_prefix('.').ok_or("it has to begin with `.`")?,
            Style::Matrix => raw.strip_prefix(';').ok_or("it has to begin with `;`")?,
            _ => raw,
        };
        if types.wants_list() {
            return self.list(name, body);
        }
        if types.wants_object() {
            return self.object(name, body);
        }
        let body = if self.writing.style == Style::Matrix { matrix(name, body)? } else { body };
        Ok(self.scalar(self.guide, body))
    }

    fn list(&self, name: &str, body: &str) -> Result<Value, String> {
        let exploded = self.writing.explode;
        let item = self.guide.item();
        let parts: Vec<&str> = match self.writing.style {
            Style::Matrix if exploded => {
                body.split(';').map(|part| matrix(name, part)).collect::<Result<_, String>>()?
            }
            Style::Matrix => matrix(name, body)?.split(',').collect(),
            Style::Label if exploded => body.split('.').collect(),
            style => split(style, body),
        };
        // Nothing is a list of nothing.
        let parts = if parts == [""] { Vec::new() } else { parts };
        Ok(parts.into_iter().map(|part| self.scalar(item, part.trim())).collect())
    }

    fn object(&self, name: &str, body: &str) -> Result<Value, String> {
        let mut map = Map::new();
        let mut put = |key: &str, raw: &str| {
            let key = (self.decode)(key.trim());
            let value = self.scalar(self.guide.property(&key), raw);
            map.insert(key, value).map_or(Ok(()), |_| Err("a property stands twice".to_owned()))
        };
        let body = match self.writing.style {
            Style::Matrix if !self.writing.explode => matrix(name, body)?,
            _ => body,
        };
        if body.is_empty() {
            return Ok(Value::Object(map));
        }
        if self.writing.explode {
            let between = match self.writing.style {
                Style::Matrix => ';',
                Style::Label => '.',
                Style::Form => '&',
                _ => ',',
            };
            for part in body.split(between) {
                let (key, raw) = part.split_once('=').ok_or_else(|| format!("`{part}` is no `name=value`"))?;
                put(key, raw)?;
            }
        } else {
            let parts = split(self.writing.style, body);
            for pair in parts.chunks(2) {
                let [key, raw] = pair else { return Err("a name has no value".into()) };
                put(key, raw)?;
            }
        }
        Ok(Value::Object(map))
    }

    /// Reads pairs of a query, a form or a cookie that belong to one name; none where no pair does. What was used is
    /// marked.
    pub(super) fn pairs(
        &self,
        name: &str,
        pairs: &[(String, &str)],
        used: &mut [bool],
    ) -> Option<Result<Value, String>> {
        let types = self.guide.types();
        let mut of = |is_one: &dyn Fn(&str) -> bool| {
            let mut found = Vec::new();
            for (index, (key, raw)) in pairs.iter().enumerate() {
                if is_one(key) {
                    used[index] = true;
                    found.push((key.as_str(), *raw));
                }
            }
            found
        };
        if self.writing.style == Style::DeepObject {
            let found =
                of(&|key| key.strip_prefix(name).is_some_and(|rest| rest.starts_with('[') && rest.ends_with(']')));
            return (!found.is_empty()).then(|| Ok(self.deep(name, &found)));
        }
        if self.writing.explode && types.wants_object() {
            let free = self.guide.is_free();
            let own: Vec<bool> = used.to_vec();
            let mut map = Map::new();
            for (index, (key, raw)) in pairs.iter().enumerate() {
                if self.guide.names(key) || free && !own[index] {
                    used[index] = true;
                    map.insert(key.clone(), self.scalar(self.guide.property(key), raw));
                }
            }
            return (!map.is_empty()).then_some(Ok(Value::Object(map)));
        }
        // PHP and Rails write lists so, and so do documents that are made for them.
        let found = of(&|key| key == name);
        if self.writing.explode && types.wants_list() {
            let item = self.guide.item();
            return (!found.is_empty()).then(|| Ok(found.iter().map(|(_, raw)| self.scalar(item, raw)).collect()));
        }
        match found[..] {
            [] => None,
            [(_, raw)] => Some(self.value(name, raw)),
            _ => Some(Err(format!("it stands there {} times", found.len()))),
        }
    }

    /// `a[b]=1`; deeper ones, which the specification leaves open, are read as most servers do.
    fn deep(&self, name: &str, found: &[(&str, &str)]) -> Value {
        let mut whole = Value::Object(Map::new());
        for (key, raw) in found {
            let inner = &key[name.len() + 1..key.len() - 1];
            let mut here = &mut whole;
            let mut guide = self.guide;
            // `a[b][]=1` is one of a list.
            let keys: Vec<&str> = inner.strip_suffix("][").unwrap_or(inner).split("][").collect();
            for key in &keys {
                guide = guide.property(key);
                if !here.is_object() {
                    *here = Value::Object(Map::new());
                }
                here = &mut here[*key];
            }
            let item = guide.item();
            match here {
                Value::Array(items) => items.push(self.scalar(item, raw)),
                Value::Null if guide.types().wants_list() => *here = vec![self.scalar(item, raw)].into(),
                here => *here = self.scalar(guide, raw),
            }
        }
        whole
    }
}

/// Takes `name=value` apart; a bare name has an empty value.
fn matrix<'r>(name: &str, part: &'r str) -> Result<&'r str, String> {
    match part.split_once('=') {
        Some((key, value)) if decode(key) == name => Ok(value),
        None if decode(part) == name => Ok(""),
        _ => Err(format!("it has to be `;{name}=…`")),
    }
}

fn split(style: Style, body: &str) -> Vec<&str> {
    match style {
        Style::SpaceDelimited => split_at_any(body, &["%20", "+", " "]),
        Style::PipeDelimited => split_at_any(body, &["%7C", "%7c", "|"]),
        Style::TabDelimited => split_at_any(body, &["%09", "\t"]),
        _ => body.split(',').collect(),
    }
}

fn split_at_any<'r>(body: &'r str, marks: &[&str]) -> Vec<&'r str> {
    let mut parts = Vec::new();
    let mut rest = body;
    loop {
        let next = marks.iter().filter_map(|mark| rest.find(mark).map(|at| (at, mark.len()))).min();
        let Some((at, length)) = next else {
            parts.push(rest);
            return parts;
        };
        parts.push(&rest[..at]);
        rest = &rest[at + length..];
    }
}

/// Nothing is encoded, as in headers.
pub(super) fn as_is(text: &str) -> String {
    text.trim().to_owned()
}

/// As in queries and forms.
pub(super) fn of_form(text: &str) -> String {
    decode_form(text)
}
