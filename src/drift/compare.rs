//! Two answers to the same request, one of the mock and one of the live target: what differs by shape, and the change that would end it.

use std::collections::BTreeSet;

use http::{HeaderMap, Method};
use serde_json::{Value, json};

use super::body::is_stream;
use super::shape::Shape;
use crate::model::exchange::{Answer, Exchange, essence};

/// Headers that say something of the answer, and not of the way that it took; a name that ends in `*` is a beginning.
const MATTER: [&str; 22] = [
    "allow",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-location",
    "content-range",
    "content-type",
    "deprecation",
    "etag",
    "last-modified",
    "link",
    "location",
    "mcp-session-id",
    "preference-applied",
    "ratelimit*",
    "retry-after",
    "sunset",
    "traceparent",
    "www-authenticate",
    "x-ratelimit*",
    "x-request-id",
    "x-shopify-api-version",
];
/// Of these the value is compared too: it is chosen from a few.
const VALUED: [&str; 6] =
    ["allow", "content-encoding", "content-type", "preference-applied", "www-authenticate", "x-shopify-api-version"];
/// How deep a body is looked into.
const DEPTH: usize = 32;

/// Which part of an answer differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The status.
    Status,
    /// A header.
    Header,
    /// A part of the JSON body.
    Body,
}

impl Part {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Header => "header",
            Self::Body => "body",
        }
    }
}

/// One thing that a mock answers otherwise than the live target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The part.
    pub part: Part,
    /// Where: nothing for the status, a header's name, a path into the body.
    pub at: String,
    /// What is live, in words.
    pub live: String,
    /// What the mock has, in words.
    pub mock: String,
    /// What the stub has to say instead, as YAML below `then`; words where something has to go.
    pub change: String,
}

/// What came of a pair.
#[derive(Debug, PartialEq, Eq)]
pub enum Compared {
    /// Both were answered; what differs.
    Answered(Vec<Difference>),
    /// The live target did not answer; why. Nothing is known of the mock.
    Unknown(String),
}

/// Compares two exchanges of the same request.
#[must_use]
pub fn compare(mock: &Exchange, live: &Exchange) -> Compared {
    let (was, is) = match (mock.answer(), live.answer()) {
        (Some(mock), Some(live)) => (mock, live),
        (None, None) => return Compared::Answered(Vec::new()),
        (_, None) => {
            let why = live.failure().map_or("no answer", |failure| failure.kind.name());
            return Compared::Unknown(why.into());
        }
        (None, Some(live)) => {
            let failed = mock.failure().map_or("no answer", |failure| failure.kind.name());
            return Compared::Answered(vec![Difference {
                part: Part::Status,
                at: String::new(),
                live: live.status.as_str().into(),
                mock: failed.into(),
                change: format!("{}: …", live.status.as_str()),
            }]);
        }
    };
    let mut found = Vec::new();
    if was.status != is.status {
        found.push(Difference {
            part: Part::Status,
            at: String::new(),
            live: is.status.as_str().into(),
            mock: was.status.as_str().into(),
            change: format!("{}: …", is.status.as_str()),
        });
        // Bodies of two statuses are two things.
        return Compared::Answered(found);
    }
    // Of what type nothing is says nothing; to HEAD it says of what type the body would be.
    let typed = !(was.body.is_empty() && is.body.is_empty()) || live.request.method == Method::HEAD;
    headers(was, is, typed, &mut found);
    let (one, other) = (super::body::of(mock, was), super::body::of(live, is));
    // Bodies of two types are two things as well; a message is the same in a stream.
    let streamed = is_stream(was) || is_stream(is);
    if found.iter().any(|one| one.at == "content-type") && !(streamed && one.is_some() && other.is_some()) {
        return Compared::Answered(found);
    }
    match (one, other) {
        (Some(one), Some(other)) => {
            let sides = Sides { status: is.status.as_str().to_owned() };
            sides.shapes(&Shape::of(&one), &Shape::of(&other), &mut Vec::new(), &mut found);
        }
        (Some(_), None) if !was.body.is_empty() => {
            let live = if is.body.is_empty() { "an empty body" } else { "no JSON" };
            found.push(body("$", live, "JSON", "take the JSON out".into()));
        }
        (None, Some(other)) if !is.body.is_empty() => {
            let mock = if was.body.is_empty() { "an empty body" } else { "no JSON" };
            found.push(body("$", "JSON", mock, format!("{}: {{ json: {} }}", is.status.as_str(), short(&other))));
        }
        _ => {}
    }
    Compared::Answered(found)
}

fn body(at: &str, live: &str, mock: &str, change: String) -> Difference {
    Difference { part: Part::Body, at: at.into(), live: live.into(), mock: mock.into(), change }
}

fn matters(name: &str) -> bool {
    MATTER.iter().any(|known| known.strip_suffix('*').map_or(*known == name, |begin| name.starts_with(begin)))
}

fn value(headers: &HeaderMap, name: &str) -> String {
    let all: Vec<_> = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    all.join(", ")
}

/// What of a header's value is compared.
fn meant(name: &str, value: &str) -> BTreeSet<String> {
    let words = value.split(',').map(|part| part.trim().to_ascii_lowercase());
    match name {
        "content-type" => words.map(|word| essence(&word).to_owned()).collect(),
        // A challenge begins with its scheme (RFC 9110, section 11.6.1).
        "www-authenticate" => words.take(1).map(|word| word.split(' ').next().unwrap_or_default().to_owned()).collect(),
        _ => words.collect(),
    }
}

fn headers(mock: &Answer, live: &Answer, typed: bool, found: &mut Vec<Difference>) {
    let names: BTreeSet<&str> = mock
        .headers
        .keys()
        .chain(live.headers.keys())
        .map(http::HeaderName::as_str)
        .filter(|name| matters(name) && (typed || *name != "content-type"))
        .collect();
    for name in names {
        let (was, is) = (value(&mock.headers, name), value(&live.headers, name));
        let status = live.status.as_str();
        let change = format!("{status}: {{ headers: {{ {name}: {} }} }}", json!(is));
        let differs = match (mock.headers.contains_key(name), live.headers.contains_key(name)) {
            (true, true) => VALUED.contains(&name) && meant(name, &was) != meant(name, &is),
            _ => true,
        };
        if !differs {
            continue;
        }
        // Of a value that is made anew each time only that it is there is said, so that each lie is told once.
        let said = |there: bool, value: &str| match there {
            true if VALUED.contains(&name) => format!("`{value}`"),
            true => "there".to_owned(),
            false => "nothing".to_owned(),
        };
        found.push(Difference {
            part: Part::Header,
            at: name.into(),
            live: said(live.headers.contains_key(name), &is),
            mock: said(mock.headers.contains_key(name), &was),
            change: if live.headers.contains_key(name) { change } else { format!("take the header {name} out") },
        });
    }
}

/// A step into a body.
#[derive(Debug, Clone)]
enum Into {
    Member(String),
    Items,
}

struct Sides {
    status: String,
}

impl Sides {
    fn shapes(&self, mock: &Shape, live: &Shape, at: &mut Vec<Into>, found: &mut Vec<Difference>) {
        if at.len() > DEPTH {
            return;
        }
        let unlike = live.types.keys().any(|one| !mock.types.contains_key(one))
            || mock.types.keys().any(|one| !live.types.contains_key(one));
        if unlike {
            let news = live.types.iter().find(|(kind, _)| !mock.types.contains_key(kind)).map(|(_, value)| value);
            let example = news.unwrap_or_else(|| live.example());
            found.push(body(&path(at), &live.said(), &mock.said(), self.change(at, example)));
        }
        let words: Vec<&str> = live.words.difference(&mock.words).map(String::as_str).collect();
        if !words.is_empty() && mock.chooses() {
            let said =
                |words: &BTreeSet<String>| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
            found.push(body(&path(at), &said(&live.words), &said(&mock.words), self.change(at, &json!(words[0]))));
        }
        let objects = |shape: &Shape| shape.types.contains_key(&super::shape::Type::Object);
        // Of what is no object on one side, the members are no news.
        if objects(mock) && objects(live) {
            let names: BTreeSet<&String> = mock.members.keys().chain(live.members.keys()).collect();
            for name in names {
                at.push(Into::Member(name.clone()));
                match (mock.members.get(name), live.members.get(name)) {
                    (Some(was), Some(is)) => self.shapes(was, is, at, found),
                    (None, Some(is)) => {
                        let live = if live.always(name) { is.said() } else { format!("{}, at times", is.said()) };
                        found.push(body(&path(at), &live, "nothing", self.change(at, is.example())));
                    }
                    (Some(was), None) => {
                        let change = format!("take {} out", path(at));
                        found.push(body(&path(at), "nothing", &was.said(), change));
                    }
                    (None, None) => {}
                }
                at.pop();
            }
        }
        // An empty list says nothing of its items.
        if let (Some(was), Some(is)) = (&mock.items, &live.items) {
            at.push(Into::Items);
            self.shapes(was, is, at, found);
            at.pop();
        }
    }

    /// The answer that has this value at this place, as much of it as is needed to say so.
    fn change(&self, at: &[Into], value: &Value) -> String {
        let inner = at.iter().rev().fold(short(value), |inner, step| match step {
            Into::Member(name) => format!("{{ {}: {inner} }}", key(name)),
            Into::Items => format!("[{inner}]"),
        });
        format!("{}: {{ json: {inner} }}", self.status)
    }
}

/// How much of a text is repeated.
const EXCERPT: usize = 60;

/// A value as flow YAML, its insides left out.
fn short(value: &Value) -> String {
    match value {
        Value::Object(members) if members.is_empty() => "{}".into(),
        Value::Object(_) => "{ … }".into(),
        Value::Array(items) if items.is_empty() => "[]".into(),
        Value::Array(_) => "[…]".into(),
        Value::String(text) if text.chars().count() > EXCERPT => {
            json!(text.chars().take(EXCERPT).chain(['…']).collect::<String>()).to_string()
        }
        other => other.to_string(),
    }
}

fn is_plain(name: &str) -> bool {
    let rest = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') && name.chars().all(rest)
}

fn key(name: &str) -> String {
    if is_plain(name) { name.to_owned() } else { json!(name).to_string() }
}

/// A place as a path (RFC 9535).
fn path(at: &[Into]) -> String {
    at.iter().fold("$".to_owned(), |path, step| match step {
        Into::Member(name) if is_plain(name) => format!("{path}.{name}"),
        Into::Member(name) => format!("{path}[{}]", json!(name)),
        Into::Items => format!("{path}[*]"),
    })
}

#[cfg(test)]
mod tests;
