//! The tables of one Supabase project, and which of their rows a query finds.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::super::wire::Request;

pub(super) const IDEAS: &str = "ideas";
pub(super) const SECRETS: &str = "idea_secrets";
pub(super) const PERFORMANCE: &str = "content_performance";

/// Parameters of a query that are no filter.
const WORDS: [&str; 6] = ["select", "order", "limit", "offset", "on_conflict", "columns"];
const OPERATORS: [&str; 16] =
    ["eq", "neq", "gt", "gte", "lt", "lte", "like", "ilike", "match", "imatch", "in", "is", "cs", "cd", "fts", "not"];

pub(super) struct Tables {
    ideas: Mutex<Ideas>,
}

/// The one table that is written to.
pub(super) struct Ideas {
    pub(super) next: u64,
    pub(super) rows: Vec<Value>,
}

impl Default for Tables {
    fn default() -> Self {
        let rows = [("spring-launch", "launch"), ("care-guide", "evergreen"), ("odd-socks", "wildcard")];
        let mut ideas = Ideas { next: 1, rows: Vec::new() };
        for (slug, kind) in rows {
            let row = ideas.make(&json!({ "slug": slug, "type": kind }));
            ideas.rows.push(row);
        }
        Self { ideas: Mutex::new(ideas) }
    }
}

impl Tables {
    pub(super) fn ideas(&self) -> MutexGuard<'_, Ideas> {
        self.ideas.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All rows of a table.
    pub(super) fn rows(&self, table: &str) -> Vec<Value> {
        match table {
            IDEAS => self.ideas().rows.clone(),
            SECRETS => vec![json!({ "id": 1, "note": "margin" }), json!({ "id": 2, "note": "supplier" })],
            _ => vec![json!({ "id": 1, "idea_id": 1, "clicks": 10 })],
        }
    }
}

impl Ideas {
    /// A new row with what was sent, not yet in the table.
    pub(super) fn make(&mut self, sent: &Value) -> Value {
        let id = self.next;
        self.next += 1;
        let or = |name: &str, default: Value| sent.get(name).cloned().unwrap_or(default);
        let at = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string();
        json!({
            "id": id,
            "slug": sent["slug"],
            "type": or("type", Value::Null),
            "title": or("title", Value::Null),
            "status": or("status", json!("draft")),
            "priority": or("priority", json!("medium")),
            "created_at": at,
        })
    }
}

/// The columns of a table; none where there is no such table.
pub(super) fn columns(table: &str) -> Option<&'static [&'static str]> {
    match table {
        IDEAS => Some(&["id", "slug", "type", "title", "status", "priority", "created_at"]),
        SECRETS => Some(&["id", "note"]),
        PERFORMANCE => Some(&["id", "idea_id", "clicks"]),
        _ => None,
    }
}

/// The filters of a query: column, operator, value.
pub(super) fn filters(request: &Request) -> impl Iterator<Item = (&str, &str, &str)> {
    request.parameters().iter().filter(|(name, _)| !WORDS.contains(&name.as_str())).map(|(column, filter)| {
        let (operator, value) = filter.split_once('.').unwrap_or((filter, ""));
        (column.as_str(), operator, value)
    })
}

/// The first column of a query that the table does not have.
pub(super) fn unknown_column(request: &Request, columns: &[&str]) -> Option<String> {
    let selected = request.query("select").unwrap_or("*").split(',').filter(|name| *name != "*");
    let ordered = request.query("order").into_iter().map(|order| order.split('.').next().unwrap_or_default());
    let named = selected.chain(ordered).chain(filters(request).map(|(column, ..)| column));
    let mut unknown = named.filter(|name| !columns.contains(name));
    unknown.next().map(str::to_owned)
}

/// The first filter whose operator does not exist.
pub(super) fn unknown_operator(request: &Request) -> Option<String> {
    filters(request)
        .find(|(_, operator, _)| !OPERATORS.contains(operator))
        .map(|(_, operator, value)| format!("{operator}.{value}"))
}

/// Whether all filters of a query hold for a row; those of an unknown operator or column are passed over.
pub(super) fn fits(request: &Request, row: &Value) -> bool {
    filters(request).all(|(column, operator, value)| {
        let Some(found) = row.get(column) else {
            return true;
        };
        let found = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
        match operator {
            "eq" => found == value,
            "neq" => found != value,
            "in" => value.trim_matches(['(', ')']).split(',').any(|one| one == found),
            _ => true,
        }
    })
}

/// The selected columns of a row.
pub(super) fn select(row: &Value, columns: &[&str]) -> Value {
    let taken = columns.iter().map(|name| ((*name).to_owned(), row[*name].clone()));
    Value::Object(taken.collect::<Map<String, Value>>())
}
