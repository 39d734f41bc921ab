//! `save`: names for parts of what a step saw.

use regex::Regex;
use scraper::{Html, Selector};
use serde_json::Value;

use crate::check::api::Workshop;
use crate::model::diagnostic::Diagnostic;
use crate::model::finding::Finding;
use crate::model::node::{Entry, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::value::scope::Scope;
use crate::value::select::Path;
use crate::value::template::Template;

/// One saved name.
#[derive(Debug)]
pub struct Save {
    /// The name.
    pub name: String,
    from: From,
    matches: Option<Regex>,
    place: Place,
}

#[derive(Debug)]
enum From {
    Json(Path),
    /// A path with templates, read when it is used.
    Filled(Template),
    Header(String),
    Cookie(String),
    Html(Selector, String),
    Body,
}

impl Save {
    /// Reads one pair of `save`.
    pub fn compile(entry: &Entry, shop: &mut Workshop<'_>) -> Option<Self> {
        let node = &entry.value;
        let save = |from, matches| Some(Self { name: entry.key.clone(), from, matches, place: node.place.clone() });
        if node.text().is_some() {
            return save(json(node, shop)?, None);
        }
        let matches = match node.get("matches") {
            Some(pattern) => {
                Some(shop.found.keep(Regex::new(pattern.text().unwrap_or_default()).map_err(|error| {
                    Diagnostic::error("regex", &pattern.place, format!("this is no regular expression: {error}"))
                }))?)
            }
            None => None,
        };
        let sources: Vec<&Entry> = node.entries().iter().filter(|entry| entry.key != "matches").collect();
        let [source] = sources.as_slice() else {
            shop.found.push(
                Diagnostic::error(
                    "save",
                    &node.place,
                    "a saved value comes from one of json, header, cookie, html, body",
                )
                .help("write `name: json.path`, or `name: { header: etag }`"),
            );
            return None;
        };
        let text = source.value.text().unwrap_or_default().to_owned();
        let from = match source.key.as_str() {
            "json" => json(&source.value, shop)?,
            "header" => From::Header(text.to_lowercase()),
            "cookie" => From::Cookie(text),
            "html" => match Selector::parse(&text) {
                Ok(selector) => From::Html(selector, text),
                Err(_) => {
                    shop.found.push(Diagnostic::error(
                        "css-selector",
                        &source.value.place,
                        format!("`{text}` is no CSS selector"),
                    ));
                    return None;
                }
            },
            _ => From::Body,
        };
        save(from, matches)
    }

    /// The value; a part that is not there is a finding.
    ///
    /// # Errors
    /// What is not there.
    pub fn take(&self, seen: &Observation, scope: &Scope) -> Result<Value, Finding> {
        let missing = |field: String, actual: String| {
            Finding::wrong("save", field, format!("something to keep as `{}`", self.name), actual).at(&self.place)
        };
        let value = match &self.from {
            From::Json(path) => select(path, seen).map_err(|(field, actual)| missing(field, actual))?,
            From::Filled(template) => {
                let text = template.fill_text(scope).map_err(|what| what.finding("save"))?;
                let path = Path::parse(&text).map_err(|what| missing(text.to_string(), what))?;
                select(&path, seen).map_err(|(field, actual)| missing(field, actual))?
            }
            From::Header(name) => match seen.answer().and_then(|answer| answer.header(name)) {
                Some(text) => Value::from(text),
                None => return Err(missing(format!("header {name}"), "no such header".into())),
            },
            From::Cookie(name) => match cookie(seen, name) {
                Some(text) => Value::from(text),
                None => return Err(missing(format!("cookie {name}"), "no such cookie".into())),
            },
            From::Html(selector, text) => {
                let body = seen.bytes().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
                match Html::parse_document(&body).select(selector).next() {
                    Some(element) => {
                        Value::from(element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
                    }
                    None => return Err(missing(format!("html {text}"), "no such element".into())),
                }
            }
            From::Body => match seen.bytes().and_then(|bytes| std::str::from_utf8(bytes).ok()) {
                Some(text) => Value::from(text),
                None => return Err(missing("body".into(), "no text".into())),
            },
        };
        let Some(pattern) = &self.matches else { return Ok(value) };
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match pattern.captures(&text) {
            Some(groups) => Ok(Value::from(groups.get(1).or(groups.get(0)).map_or("", |group| group.as_str()))),
            None => Err(missing(format!("`{pattern}`"), "no match".into())),
        }
    }
}

fn json(node: &Node, shop: &mut Workshop<'_>) -> Option<From> {
    let text = node.text().unwrap_or_default();
    if node.is_template() {
        return Some(From::Filled(shop.found.keep(Template::compile(node))?));
    }
    Some(From::Json(
        shop.found.keep(Path::parse(text).map_err(|what| Diagnostic::error("json-path", &node.place, what)))?,
    ))
}

fn select(path: &Path, seen: &Observation) -> Result<Value, (String, String)> {
    let value = seen.json().map_err(|what| ("body".to_owned(), format!("no JSON: {what}")))?;
    let found = path.values(value);
    match (path.is_singular(), found.as_slice()) {
        (_, []) => Err((path.text().to_owned(), path.dead_end(value))),
        (true, [one, ..]) => Ok((*one).clone()),
        (false, many) => Ok(Value::Array(many.iter().map(|value| (*value).clone()).collect())),
    }
}

fn cookie(seen: &Observation, name: &str) -> Option<String> {
    let headers = seen.answer()?.headers.get_all(http::header::SET_COOKIE);
    headers.iter().find_map(|header| {
        let (key, rest) = header.to_str().ok()?.split_once('=')?;
        (key.trim() == name).then(|| rest.split(';').next().unwrap_or_default().trim().to_owned())
    })
}
