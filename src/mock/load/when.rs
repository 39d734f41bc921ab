//! From what stands under `when` to methods, a path and conditions.

use http::{HeaderName, Method};
use serde_json::Value;

use super::desk::{Desk, inside};
use crate::mock::cel_names::Allowed;
use crate::mock::condition::{Condition, Subject};
use crate::mock::facts::Known;
use crate::mock::guard::Guard;
use crate::mock::pattern::Pattern;
use crate::mock::shape::METHODS;
use crate::mock::stub::Methods;
use crate::model::diagnostic::Diagnostic;
use crate::model::node::{Datum, Entry, Node};
use crate::syntax::read;
use crate::value::credential::refuse_literals;
use crate::value::expression::{Expression, Name};
use crate::value::select::Path;

/// Words of matchers whose operands are compared as they are.
const EQUALITY: [&str; 8] = ["eq", "ne", "one_of", "none_of", "contains", "unordered", "starts_with", "ends_with"];
/// Words of matchers that compare numbers.
const ORDER: [&str; 6] = ["lt", "le", "gt", "ge", "between", "close_to"];
/// Words of matchers that hold matchers.
const NESTED: [&str; 3] = ["each", "any", "none"];

/// Which requests a stub takes.
#[derive(Debug)]
pub(super) struct When {
    /// Which methods.
    pub(super) methods: Methods,
    /// Which paths.
    pub(super) pattern: Pattern,
    /// What else.
    pub(super) conditions: Vec<Condition>,
    /// What else, in CEL.
    pub(super) guard: Option<Guard>,
}

/// Reads a `when`; the path's names become known.
pub(super) fn read_when(desk: &mut Desk<'_>, node: &Node, known: &mut Known) -> Option<When> {
    let route = route(desk, node);
    if let Some((_, pattern)) = &route {
        known.params = pattern.names().map(str::to_owned).collect();
    }
    if let Some(headers) = node.get("header") {
        refuse_literals(headers, "the header", &mut desk.found);
    }
    let mut conditions = Vec::new();
    for (key, make) in PARTS {
        for entry in node.get(key).map(Node::entries).unwrap_or_default() {
            conditions.extend(make(desk, entry, known));
        }
    }
    if let Some(body) = node.get("body") {
        conditions.extend(textual(desk, Subject::Body, "body".into(), body, known));
    }
    for entry in node.get("state").map(Node::entries).unwrap_or_default() {
        conditions.extend(state(desk, entry, known));
    }
    let guard = node.get("guard").and_then(|guard| desk.guard(guard, known, Allowed::Mock));
    let (methods, pattern) = route?;
    Some(When { methods, pattern, conditions, guard })
}

type Make = fn(&mut Desk<'_>, &Entry, &Known) -> Option<Condition>;

/// The cheap ones first, so that a body is parsed only where everything else holds.
const PARTS: [(&str, Make); 4] = [("header", header), ("query", query), ("form", form), ("json", json)];

fn route(desk: &mut Desk<'_>, node: &Node) -> Option<(Methods, Pattern)> {
    let mut routes: Vec<&Entry> =
        node.entries().iter().filter(|entry| METHODS.contains(&entry.key.as_str()) || entry.key == "any").collect();
    routes.extend(node.entry("path"));
    let entry = match routes.as_slice() {
        [one] => *one,
        [] => {
            desk.found.push(
                Diagnostic::error("missing-key", &node.place, "a `when` needs a method with its path")
                    .help("write GET: /path, any: /path, or method: [GET, PUT] with path: /path"),
            );
            return None;
        }
        [first, second, ..] => {
            desk.found.push(
                Diagnostic::error("two-paths", &second.key_place, "a `when` takes one path, and this is its second")
                    .also(&first.key_place, "the first")
                    .help("for several methods write method: [GET, PUT] with path: /path, or two stubs"),
            );
            return None;
        }
    };
    let methods = match (entry.key.as_str(), node.get("method")) {
        ("path", Some(methods)) => listed(desk, methods)?,
        ("path", None) => {
            desk.found.push(
                Diagnostic::error("missing-key", &entry.key_place, "`path` stands beside `method`")
                    .help("write method: [GET, PUT] beside it, or any: /path for every method"),
            );
            return None;
        }
        (_, Some(methods)) => {
            desk.wrong("two-paths", &methods.place, "`method` stands beside `path`, not beside a method with its path");
            return None;
        }
        ("any", None) => Methods::Any,
        (method, None) => Methods::These { list: vec![method.parse().ok()?], head: false },
    };
    let text = desk.found.keep(read::text(&entry.value).map(str::to_owned))?;
    match Pattern::parse(&text) {
        Ok(pattern) => Some((methods, pattern)),
        Err((at, what)) => {
            desk.wrong("path", &inside(&entry.value, at, 1), format!("this path cannot be read: {what}"));
            None
        }
    }
}

fn listed(desk: &mut Desk<'_>, node: &Node) -> Option<Methods> {
    let mut list = Vec::new();
    for item in read::one_or_many(node) {
        let text = desk.found.keep(read::text(item).map(str::to_owned))?;
        let parsed = text.parse::<Method>().ok().filter(|_| text.bytes().all(|byte| !byte.is_ascii_lowercase()));
        match parsed {
            Some(method) if !list.contains(&method) => list.push(method),
            Some(_) => desk.wrong("method", &item.place, format!("`{text}` stands here for the second time")),
            None => {
                desk.wrong("method", &item.place, format!("`{text}` is no method; methods are written in capitals"));
            }
        }
    }
    (!list.is_empty()).then_some(Methods::These { list, head: false })
}

fn header(desk: &mut Desk<'_>, entry: &Entry, known: &Known) -> Option<Condition> {
    let Ok(name) = entry.key.parse::<HeaderName>() else {
        desk.wrong("header", &entry.key_place, format!("`{}` is no name of a header", entry.key));
        return None;
    };
    let label = format!("header {name}");
    textual(desk, Subject::Header(name), label, &entry.value, known)
}

fn query(desk: &mut Desk<'_>, entry: &Entry, known: &Known) -> Option<Condition> {
    textual(desk, Subject::Query(entry.key.clone()), format!("query {}", entry.key), &entry.value, known)
}

fn form(desk: &mut Desk<'_>, entry: &Entry, known: &Known) -> Option<Condition> {
    textual(desk, Subject::Form(entry.key.clone()), format!("form {}", entry.key), &entry.value, known)
}

fn json(desk: &mut Desk<'_>, entry: &Entry, known: &Known) -> Option<Condition> {
    let matcher = desk.matcher(&entry.value, known);
    let path = match Path::parse(&entry.key) {
        Ok(path) => path,
        Err(what) => {
            desk.wrong("json-path", &entry.key_place, what);
            return None;
        }
    };
    let plain = path.text().strip_prefix("$.").unwrap_or_default();
    let steps = match Expression::parse(plain) {
        Ok(Expression::Name(name)) if path.is_singular() => {
            let mut steps = vec![crate::value::expression::Segment::Key(name.root)];
            steps.extend(name.rest);
            Some(steps)
        }
        _ => None,
    };
    Some(Condition {
        label: format!("json {}", entry.key),
        equals: plain_value(&entry.value),
        numeric: false,
        matcher: matcher?,
        subject: Subject::Json { path, steps },
    })
}

fn state(desk: &mut Desk<'_>, entry: &Entry, known: &Known) -> Option<Condition> {
    let matcher = desk.matcher(&entry.value, known);
    let Ok(Expression::Name(name)) = Expression::parse(&entry.key) else {
        desk.wrong("unknown-name", &entry.key_place, format!("`{}` is no name of the state", entry.key));
        return None;
    };
    if let Err((what, hint)) = known.check("state", Some(&name.root), None) {
        desk.found.push(Diagnostic::error("unknown-name", &entry.key_place, what).maybe_help(hint));
        return None;
    }
    Some(Condition {
        label: format!("state {}", entry.key),
        equals: None,
        numeric: false,
        matcher: matcher?,
        subject: Subject::State(Name { root: name.root, rest: name.rest }),
    })
}

/// A condition on something that HTTP carries as text: `page: 2` means the text "2".
fn textual(desk: &mut Desk<'_>, subject: Subject, label: String, node: &Node, known: &Known) -> Option<Condition> {
    let node = as_text(node);
    let matcher = desk.matcher(&node, known)?;
    Some(Condition { subject, matcher, equals: plain_value(&node), numeric: compares_numbers(&node), label })
}

fn as_text(node: &Node) -> Node {
    let datum = match &node.datum {
        Datum::Number(_) | Datum::Bool(_) => Datum::Text(node.scalar_text().unwrap_or_default()),
        Datum::List(items) => Datum::List(items.iter().map(as_text).collect()),
        Datum::Map(entries) => Datum::Map(
            entries
                .iter()
                .map(|entry| {
                    let text = EQUALITY.contains(&entry.key.as_str()) || NESTED.contains(&entry.key.as_str());
                    Entry { value: if text { as_text(&entry.value) } else { entry.value.clone() }, ..entry.clone() }
                })
                .collect(),
        ),
        other => other.clone(),
    };
    Node { datum, place: node.place.clone() }
}

fn compares_numbers(node: &Node) -> bool {
    node.entries().iter().any(|entry| {
        ORDER.contains(&entry.key.as_str()) || (NESTED.contains(&entry.key.as_str()) && compares_numbers(&entry.value))
    })
}

/// The one text or flag that a matcher wants, where it says no more than that.
fn plain_value(node: &Node) -> Option<Value> {
    match &node.datum {
        Datum::Text(text) if !text.contains("${") => Some(Value::String(text.clone())),
        Datum::Bool(flag) => Some(Value::Bool(*flag)),
        Datum::Number(number) if !number.is_f64() => Some(Value::Number(number.clone())),
        Datum::Map(entries) => match entries.as_slice() {
            [only] if only.key == "eq" && !matches!(only.value.datum, Datum::Map(_)) => plain_value(&only.value),
            _ => None,
        },
        _ => None,
    }
}
