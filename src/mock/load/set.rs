//! The state: how it begins, and what stubs change in it.

use serde_json::{Map, Value};

use super::desk::{Desk, has_any, inside};
use crate::mock::cel_names::Allowed;
use crate::mock::facts::Known;
use crate::mock::state::{Declared, Kind, MAX_ROWS, Op};
use crate::model::diagnostic::Diagnostic;
use crate::model::node::{Datum, Node};
use crate::syntax::nearest::suggestion;
use crate::syntax::read;
use crate::value::template::Template;

/// Words that begin a change, and so are no names of the state.
const WORDS: [&str; 6] = ["rows", "row", "append", "remove", "where", "to"];

/// Reads how the state begins.
pub(super) fn read_state(desk: &mut Desk<'_>, node: &Node) -> Declared {
    let mut declared = Declared::default();
    for entry in node.entries() {
        let right = entry.key.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
            && !entry.key.starts_with(|letter: char| letter.is_ascii_digit());
        if !right || entry.key.is_empty() {
            desk.wrong("state", &entry.key_place, format!("`{}` is no name: letters, digits and _ are", entry.key));
            continue;
        }
        if WORDS.contains(&entry.key.as_str()) {
            desk.wrong("state", &entry.key_place, format!("`{}` is a word of `set`, and so no name", entry.key));
            continue;
        }
        if let Some((kind, initial)) = beginning(desk, &entry.value) {
            declared.kinds.insert(entry.key.clone(), kind);
            declared.initial.insert(entry.key.clone(), initial);
        }
    }
    declared
}

fn beginning(desk: &mut Desk<'_>, node: &Node) -> Option<(Kind, Value)> {
    if has_any(node, &["table"]) {
        only(desk, node, "a table", &["table", "rows"])?;
        let key = desk.found.keep(read::text(node.get("table")?).map(str::to_owned))?;
        let mut rows = Map::new();
        for row in node.get("rows").and_then(Node::items).unwrap_or_default() {
            let Some(name) = row.get(&key).and_then(Node::scalar_text) else {
                desk.wrong("state", &row.place, format!("this row lacks its key, the column `{key}`"));
                continue;
            };
            if rows.insert(name.clone(), row.to_json()).is_some() {
                desk.wrong("state", &row.place, format!("a row with the key `{name}` stands here for the second time"));
            }
        }
        full(desk, node, rows.len());
        return Some((Kind::Table { key }, Value::Object(rows)));
    }
    if has_any(node, &["list"]) {
        only(desk, node, "a list", &["list", "items"])?;
        let flag = node.get("list")?;
        if desk.found.keep(read::boolean(flag)) == Some(false) {
            desk.wrong("state", &flag.place, "`list: true` makes a list; a value that is no list needs no word");
        }
        let items = node.get("items").and_then(Node::items).unwrap_or_default();
        full(desk, node, items.len());
        return Some((Kind::List, items.iter().map(Node::to_json).collect()));
    }
    if has_template(node) {
        desk.wrong("state", &node.place, "a state begins with plain values; nothing is filled in here");
    }
    Some((Kind::Value, node.to_json()))
}

fn full(desk: &mut Desk<'_>, node: &Node, count: usize) {
    if count > MAX_ROWS {
        desk.wrong("state", &node.place, format!("this begins with {count}; at most {MAX_ROWS} are held"));
    }
}

fn has_template(node: &Node) -> bool {
    match &node.datum {
        Datum::List(items) => items.iter().any(has_template),
        Datum::Map(entries) => entries.iter().any(|entry| has_template(&entry.value)),
        _ => node.is_template(),
    }
}

fn only(desk: &mut Desk<'_>, node: &Node, what: &str, known: &[&'static str]) -> Option<()> {
    let mut sound = true;
    for entry in node.entries() {
        if !known.contains(&entry.key.as_str()) {
            desk.found.push(read::unknown_key(&entry.key, &entry.key_place, what, known.iter().copied()));
            sound = false;
        }
    }
    sound.then_some(())
}

/// Reads what is changed: one change, or a list of them.
pub(super) fn read_set(desk: &mut Desk<'_>, node: &Node, known: &Known, declared: &Declared) -> Vec<Op> {
    if !matches!(node.datum, Datum::Map(_) | Datum::List(_)) {
        desk.wrong("wrong-type", &node.place, format!("expected a change of the state, found {}", node.kind_name()));
    }
    let mut ops = Vec::new();
    for one in read::one_or_many(node) {
        if one.entries().is_empty() {
            desk.wrong("empty", &one.place, "this changes nothing");
        } else if has_any(one, &WORDS) {
            ops.extend(operation(desk, one, known, declared));
        } else {
            for entry in one.entries() {
                match declared.kinds.get(&entry.key) {
                    Some(Kind::Value) => {
                        let value = desk.template(&entry.value, known);
                        ops.extend(value.map(|value| Op::Assign { name: entry.key.clone(), value }));
                    }
                    Some(kind) => {
                        let (is, how) = kind_words(kind);
                        desk.found.push(
                            Diagnostic::error("state", &entry.key_place, format!("`{}` is {is}", entry.key)).help(how),
                        );
                    }
                    None => desk.found.push(unknown(&entry.key, &entry.key_place, declared)),
                }
            }
        }
    }
    ops
}

fn kind_words(kind: &Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Value => ("a value", "write { name: value }"),
        Kind::Table { .. } => {
            ("a table", "write { row: \"name[key]\", to: … }, { rows: name, where: …, to: … } or { remove: … }")
        }
        Kind::List => ("a list", "write { append: name, value: … } or { remove: name, where: … }"),
    }
}

fn unknown(name: &str, place: &crate::model::place::Place, declared: &Declared) -> Diagnostic {
    let known = declared.kinds.keys().map(String::as_str);
    let hint = suggestion(name, known).or_else(|| Some("declare it under `state` at the top of the file".into()));
    Diagnostic::error("unknown-name", place, format!("there is no `{name}` in this mock's state")).maybe_help(hint)
}

fn operation(desk: &mut Desk<'_>, node: &Node, known: &Known, declared: &Declared) -> Option<Op> {
    let keys: &[&'static str] = if has_any(node, &["rows"]) {
        &["rows", "where", "to"]
    } else if has_any(node, &["row"]) {
        &["row", "to"]
    } else if has_any(node, &["append"]) {
        &["append", "value"]
    } else {
        &["remove", "where"]
    };
    only(desk, node, "this change", keys)?;
    let Some(subject) = node.get(keys[0]) else {
        desk.wrong("missing-key", &node.place, "a change begins with `rows`, `row`, `append` or `remove`");
        return None;
    };
    let filter = match node.get("where") {
        Some(filter) => Some(desk.guard(filter, known, Allowed::Row)?),
        None => None,
    };
    let needed = |desk: &mut Desk<'_>, key: &str| {
        let value = node.get(key);
        if value.is_none() {
            desk.wrong("missing-key", &node.place, format!("this change needs the key `{key}`"));
        }
        desk.template(value?, known)
    };
    match keys[0] {
        "rows" => {
            let table = named(desk, subject, declared, |kind| matches!(kind, Kind::Table { .. }))?;
            let to = columns(desk, node, needed)?;
            Some(Op::Rows { table, filter, to })
        }
        "row" => {
            let (table, key) = row(desk, subject, known, declared)?;
            let to = columns(desk, node, needed)?;
            let Some(Kind::Table { key: column }) = declared.kinds.get(&table) else {
                return None;
            };
            Some(Op::Row { table, column: column.clone(), key, to })
        }
        "append" => {
            let list = named(desk, subject, declared, |kind| *kind == Kind::List)?;
            Some(Op::Append { list, value: needed(desk, "value")? })
        }
        _ => {
            if let Some(filter) = filter {
                let name = named(desk, subject, declared, |kind| *kind != Kind::Value)?;
                return Some(Op::RemoveWhere { name, filter });
            }
            let (table, key) = row(desk, subject, known, declared)?;
            Some(Op::Remove { table, key })
        }
    }
}

fn columns(
    desk: &mut Desk<'_>,
    node: &Node,
    needed: impl FnOnce(&mut Desk<'_>, &str) -> Option<Template>,
) -> Option<Template> {
    if let Some(to) = node.get("to")
        && !matches!(to.datum, Datum::Map(_))
    {
        desk.wrong("wrong-type", &to.place, format!("`to` is a mapping of columns, not {}", to.kind_name()));
        return None;
    }
    needed(desk, "to")
}

fn named(desk: &mut Desk<'_>, node: &Node, declared: &Declared, fits: impl Fn(&Kind) -> bool) -> Option<String> {
    let name = desk.found.keep(read::text(node).map(str::to_owned))?;
    match declared.kinds.get(&name) {
        Some(kind) if fits(kind) => Some(name),
        Some(kind) => {
            let (is, how) = kind_words(kind);
            desk.found.push(Diagnostic::error("state", &node.place, format!("`{name}` is {is}")).help(how));
            None
        }
        None => {
            desk.found.push(unknown(&name, &node.place, declared));
            None
        }
    }
}

/// `contracts[${request.path.version}]`
fn row(desk: &mut Desk<'_>, node: &Node, known: &Known, declared: &Declared) -> Option<(String, Template)> {
    let text = desk.found.keep(read::text(node).map(str::to_owned))?;
    let parts = text.split_once('[').and_then(|(table, rest)| Some((table, rest.strip_suffix(']')?)));
    let Some((table, key)) = parts.filter(|(_, key)| !key.is_empty()) else {
        desk.found.push(
            Diagnostic::error("state", &node.place, format!("`{text}` names no row"))
                .help("a row is written as \"table[key]\", such as \"contracts[${request.path.version}]\""),
        );
        return None;
    };
    match declared.kinds.get(table) {
        Some(Kind::Table { .. }) => {}
        Some(kind) => {
            let what = format!("`{table}` is {}, and only a table has rows", kind_words(kind).0);
            desk.wrong("state", &inside(node, 0, table.len()), what);
            return None;
        }
        None => {
            desk.found.push(unknown(table, &inside(node, 0, table.len()), declared));
            return None;
        }
    }
    let place = inside(node, table.len() + 1, key.len());
    let template = desk.template_text(key, &place, known)?;
    Some((table.to_owned(), template))
}
