//! A mock's state: named values, tables and lists, and what a stub changes in them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::facts::Facts;
use super::guard::Guard;
use crate::value::function;
use crate::value::template::Template;

/// The most rows that a table and items that a list may hold in one case.
pub const MAX_ROWS: usize = 10_000;

/// The state as declared: what each name is, and how it begins.
#[derive(Debug, Default)]
pub struct Declared {
    /// What each name is.
    pub kinds: BTreeMap<String, Kind>,
    /// What a new case begins with.
    pub initial: Map<String, Value>,
}

/// What a name of the state is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Any value.
    Value,
    /// Rows by key; the column of that name holds the key.
    Table {
        /// The column.
        key: String,
    },
    /// Items in the order of their adding.
    List,
}

/// What a stub changes, as written.
#[derive(Debug)]
pub enum Op {
    /// `{ job: done }`
    Assign {
        /// The name.
        name: String,
        /// Its new value.
        value: Template,
    },
    /// `{ rows: contracts, where: status == "active", to: { status: deprecated } }`
    Rows {
        /// The table.
        table: String,
        /// Which rows; all where none is given.
        filter: Option<Guard>,
        /// The columns that change.
        to: Template,
    },
    /// `{ row: "contracts[${request.path.version}]", to: { status: active } }`
    Row {
        /// The table.
        table: String,
        /// The column that holds the key.
        column: String,
        /// Which row; it is made where there is none.
        key: Template,
        /// The columns that change.
        to: Template,
    },
    /// `{ append: audit, value: { … } }`
    Append {
        /// The list.
        list: String,
        /// The new item.
        value: Template,
    },
    /// `{ remove: "contracts[${request.path.version}]" }`
    Remove {
        /// The table.
        table: String,
        /// Which row.
        key: Template,
    },
    /// `{ remove: contracts, where: status == "draft" }`
    RemoveWhere {
        /// The table or list.
        name: String,
        /// Which rows or items.
        filter: Guard,
    },
}

impl Op {
    /// Every template in it.
    #[must_use]
    pub fn templates(&self) -> Vec<&Template> {
        match self {
            Self::Assign { value, .. } | Self::Append { value, .. } => vec![value],
            Self::Rows { to, .. } => vec![to],
            Self::Row { key, to, .. } => vec![key, to],
            Self::Remove { key, .. } => vec![key],
            Self::RemoveWhere { .. } => Vec::new(),
        }
    }
}

/// A change with everything filled in.
#[derive(Debug)]
pub enum Change {
    /// A name gets a value.
    Assign(String, Value),
    /// A row's columns get values; the row is made where there is none.
    Merge(String, String, Map<String, Value>),
    /// An item is added.
    Append(String, Value),
    /// A row goes.
    Remove(String, String),
    /// The items at these places go, which are in ascending order.
    RemoveItems(String, Vec<usize>),
}

/// What operations come to on the state as the request found it. Nothing is changed yet, so that a fault in one of
/// them changes nothing at all.
///
/// # Errors
/// In words, what cannot be done.
pub fn plan<'o>(ops: impl IntoIterator<Item = &'o Op>, facts: &Facts<'_>) -> Result<Vec<Change>, String> {
    let mut changes = Vec::new();
    for op in ops {
        match op {
            Op::Assign { name, value } => changes.push(Change::Assign(name.clone(), fill(value, facts)?)),
            Op::Rows { table, filter, to } => {
                let to = columns(to, facts)?;
                for key in selected(table, filter.as_ref(), facts)? {
                    changes.push(Change::Merge(table.clone(), key, to.clone()));
                }
            }
            Op::Row { table, column, key, to } => {
                let key = key_of(key, facts)?;
                let mut row = Map::new();
                if !exists(table, &key, facts) {
                    room(table, facts)?;
                    row.insert(column.clone(), Value::String(key.clone()));
                }
                row.extend(columns(to, facts)?);
                changes.push(Change::Merge(table.clone(), key, row));
            }
            Op::Append { list, value } => {
                room(list, facts)?;
                changes.push(Change::Append(list.clone(), fill(value, facts)?));
            }
            Op::Remove { table, key } => changes.push(Change::Remove(table.clone(), key_of(key, facts)?)),
            Op::RemoveWhere { name, filter } => match facts.state.get(name) {
                Some(Value::Array(items)) => {
                    let mut places = Vec::new();
                    for (place, item) in items.iter().enumerate() {
                        if row_holds(filter, item, facts)? {
                            places.push(place);
                        }
                    }
                    changes.push(Change::RemoveItems(name.clone(), places));
                }
                _ => changes.extend(
                    selected(name, Some(filter), facts)?.into_iter().map(|key| Change::Remove(name.clone(), key)),
                ),
            },
        }
    }
    Ok(changes)
}

/// Makes the changes.
pub fn apply(changes: Vec<Change>, state: &mut Map<String, Value>) {
    for change in changes {
        match change {
            Change::Assign(name, value) => {
                state.insert(name, value);
            }
            Change::Merge(table, key, columns) => {
                if let Some(Value::Object(rows)) = state.get_mut(&table) {
                    let row = rows.entry(key).or_insert_with(|| Value::Object(Map::new()));
                    if let Value::Object(row) = row {
                        row.extend(columns);
                    }
                }
            }
            Change::Append(list, item) => {
                if let Some(Value::Array(items)) = state.get_mut(&list) {
                    items.push(item);
                }
            }
            Change::Remove(table, key) => {
                if let Some(Value::Object(rows)) = state.get_mut(&table) {
                    rows.shift_remove(&key);
                }
            }
            Change::RemoveItems(list, places) => {
                if let Some(Value::Array(items)) = state.get_mut(&list) {
                    for place in places.into_iter().rev() {
                        items.remove(place);
                    }
                }
            }
        }
    }
}

fn fill(template: &Template, facts: &Facts<'_>) -> Result<Value, String> {
    template.fill(facts).map(Cow::into_owned).map_err(|unfilled| unfilled.to_string())
}

fn columns(template: &Template, facts: &Facts<'_>) -> Result<Map<String, Value>, String> {
    match fill(template, facts)? {
        Value::Object(map) => Ok(map),
        other => Err(format!("`to` has to be a mapping, and is {other}")),
    }
}

fn key_of(template: &Template, facts: &Facts<'_>) -> Result<String, String> {
    match fill(template, facts)? {
        Value::Null => Err("the key of a row is null".into()),
        value => function::text(&value),
    }
}

fn exists(table: &str, key: &str, facts: &Facts<'_>) -> bool {
    facts.state.get(table).is_some_and(|rows| rows.get(key).is_some())
}

fn room(name: &str, facts: &Facts<'_>) -> Result<(), String> {
    let held = match facts.state.get(name) {
        Some(Value::Object(rows)) => rows.len(),
        Some(Value::Array(items)) => items.len(),
        _ => 0,
    };
    if held < MAX_ROWS { Ok(()) } else { Err(format!("`{name}` holds {MAX_ROWS} already, which is the most")) }
}

fn selected(table: &str, filter: Option<&Guard>, facts: &Facts<'_>) -> Result<Vec<String>, String> {
    let Some(Value::Object(rows)) = facts.state.get(table) else {
        return Ok(Vec::new());
    };
    let mut keys = Vec::new();
    for (key, row) in rows {
        let takes = match filter {
            None => true,
            Some(filter) => row_holds(filter, row, facts)?,
        };
        if takes {
            keys.push(key.clone());
        }
    }
    Ok(keys)
}

fn row_holds(filter: &Guard, row: &Value, facts: &Facts<'_>) -> Result<bool, String> {
    let facts = Facts { row: Some(row), params: facts.params.clone(), computed: facts.computed.clone(), ..*facts };
    filter.holds(&facts).map_err(|what| format!("`where` {} {what}", filter.text()))
}
