//! Rows as `PostgREST` reads, inserts and deletes them: filters, orders, ranges, counts, and what `Prefer` asks for.

use serde_json::{Value, json};

use super::super::wire::{Answer, Request, remove};
use super::refusals::{error, four};
use super::tables::{IDEAS, PERFORMANCE, SECRETS, columns, fits, select, unknown_column, unknown_operator};
use super::{Role, Supabase};

const OBJECT: &str = "application/vnd.pgrst.object+json";
/// Preferences that are known, without their values.
const PREFERENCES: [&str; 7] = ["handling", "return", "count", "resolution", "missing", "max-affected", "tx"];

fn preferences(request: &Request) -> Vec<&str> {
    request.header("prefer").into_iter().flat_map(|all| all.split(',')).map(str::trim).collect()
}

/// The rows that are wanted of those that were found: the first one, and behind the last one.
struct Window {
    from: usize,
    to: usize,
}

impl Window {
    fn of(request: &Request, total: usize) -> Self {
        let number = |text: &str| text.parse::<usize>().ok();
        if let Some((from, to)) = request.header("range").and_then(|range| range.split_once('-')) {
            return Self { from: number(from).unwrap_or(0), to: number(to).map_or(total, |to| (to + 1).min(total)) };
        }
        let from = request.query("offset").and_then(number).unwrap_or(0);
        let to = request.query("limit").and_then(number).map_or(total, |limit| (from + limit).min(total));
        Self { from, to }
    }
}

impl Supabase {
    pub(super) fn table(&self, request: &Request, role: Role, table: &str) -> Answer {
        let Some(known) = columns(table) else {
            let told = |status, code| {
                error(status, code, &format!("Could not find the table 'public.{table}' in the schema cache"), None)
            };
            return match self.fault.on() {
                "table-missing-empty" => Answer::json(200, &json!([])).with("content-range", "*/*"),
                "table-missing-code" => told(404, "42P01"),
                "table-missing-400" => told(400, "PGRST205"),
                _ => told(404, "PGRST205"),
            };
        };
        if let Some(refused) = self.unfit(request, table, known) {
            return refused;
        }
        match request.method.as_str() {
            "GET" | "HEAD" => self.read(request, role, table, known),
            "POST" | "PATCH" | "DELETE" if role == Role::Anon => {
                let told = format!("new row violates row-level security policy for table \"{table}\"");
                error(401, "42501", &told, None)
            }
            "POST" => self.insert(request, table, known),
            "DELETE" => {
                self.tables.ideas().rows.retain(|row| !fits(request, row));
                Answer::empty(204).with("content-range", "*/*")
            }
            _ => error(405, "PGRST117", "Unsupported HTTP method", None),
        }
    }

    /// What is refused of a request, whatever it wants to do.
    fn unfit(&self, request: &Request, table: &str, known: &[&str]) -> Option<Answer> {
        let wanted = preferences(request);
        let strange = |one: &&str| !PREFERENCES.contains(&one.split('=').next().unwrap_or_default());
        if wanted.contains(&"handling=strict")
            && let Some(strange) = wanted.iter().copied().find(strange)
            && !self.fault.is("strict-ignored")
        {
            let code = if self.fault.is("strict-code") { "PGRST100" } else { "PGRST122" };
            let told = "Invalid preferences given with handling=strict";
            return Some(error(400, code, told, Some(&format!("Invalid preferences: {strange}"))));
        }
        if let Some(column) = unknown_column(request, known)
            && !self.fault.is("column-ignored")
        {
            let told = |status, code| error(status, code, &format!("column {table}.{column} does not exist"), None);
            return Some(match self.fault.on() {
                "column-code" => told(400, "PGRST204"),
                "column-500" => told(500, "42703"),
                _ => told(400, "42703"),
            });
        }
        let filter = unknown_operator(request)?;
        let told = format!("\"failed to parse filter ({filter})\" (line 1, column 1)");
        match self.fault.on() {
            "filter-ignored" => None,
            "filter-code" => Some(error(400, "42883", &told, Some(&told))),
            _ => Some(error(400, "PGRST100", &told, Some(&told))),
        }
    }

    fn read(&self, request: &Request, role: Role, table: &str, known: &[&str]) -> Answer {
        let hidden = table == SECRETS && role == Role::Anon;
        if hidden {
            match self.fault.on() {
                "rls-500" => return Answer::trace(),
                "rls-code" => return error(403, "PGRST301", "permission denied for table idea_secrets", None),
                _ => {}
            }
        }
        let mut rows = self.tables.rows(table);
        let counted = preferences(request).contains(&"count=exact");
        let kept = rows.len();
        if hidden && !self.fault.is("rls-leak") {
            rows.clear();
        }
        rows.retain(|row| fits(request, row));
        self.order(request, &mut rows);
        let total = if hidden && self.fault.is("rls-count-leak") { kept } else { rows.len() };
        if request.header("accept").is_some_and(|accept| accept.contains(OBJECT)) {
            return self.single(request, &rows, known);
        }
        let mut window = Window::of(request, rows.len());
        if counted && window.from > rows.len() {
            return self.behind(window.from, rows.len());
        }
        if self.fault.is("count-offset-ignored") {
            window = Window { from: 0, to: window.to - window.from };
        }
        let chosen = request.query("select").filter(|list| *list != "*");
        let chosen: Vec<&str> = chosen.map_or_else(|| known.to_vec(), |list| list.split(',').collect());
        let page: Vec<Value> =
            rows[window.from.min(window.to)..window.to].iter().map(|row| select(row, &chosen)).collect();
        if page.is_empty() && self.fault.is("list-empty-404") && request.query("order").is_some() {
            return error(404, "PGRST116", "no rows", None);
        }
        self.page(request, page, &window, counted.then_some(total))
    }

    fn order(&self, request: &Request, rows: &mut [Value]) {
        let Some((column, way)) = request.query("order").map(|order| order.split_once('.').unwrap_or((order, "asc")))
        else {
            return;
        };
        rows.sort_by_key(|row| (row[column].as_u64(), row[column].as_str().map(str::to_owned)));
        if way == "desc" && !self.fault.is("list-not-descending") {
            rows.reverse();
        }
        // Of lists of pairs alone, so that no page of a count is another one.
        if self.fault.is("list-shuffled")
            && request.query("select") == Some("id,slug")
            && way == "asc"
            && rows.len() > 1
        {
            rows.swap(0, 1);
        }
    }

    fn behind(&self, from: usize, total: usize) -> Answer {
        let code = if self.fault.is("range-code") { "PGRST100" } else { "PGRST103" };
        let details = format!("An offset of {from} was requested, but there are only {total} rows.");
        let refused = error(416, code, "Requested range not satisfiable", Some(&details));
        match self.fault.on() {
            "range-200" => Answer::json(200, &json!([])).with("content-range", format!("*/{total}")),
            "range-total-missing" => refused,
            "range-total-zero" => refused.with("content-range", "*/0"),
            _ => refused.with("content-range", format!("*/{total}")),
        }
    }

    fn single(&self, request: &Request, rows: &[Value], known: &[&str]) -> Answer {
        let chosen = request.query("select").unwrap_or_default();
        let chosen: Vec<&str> = if chosen.is_empty() { known.to_vec() } else { chosen.split(',').collect() };
        let shown = |row: &Value| Answer::json(200, &select(row, &chosen)).with("content-range", "0-0/*");
        let typed = |answer: Answer| answer.with("content-type", format!("{OBJECT}; charset=utf-8"));
        match (rows, self.fault.on()) {
            ([one], "single-array") => {
                typed(Answer::json(200, &json!([select(one, &chosen)]))).with("content-range", "0-0/*")
            }
            ([one], "single-content-type") => shown(one),
            ([one], _) | ([one, ..], "single-first-of-many") => typed(shown(one)),
            ([], "single-none-null") => typed(Answer::json(200, &Value::Null)).with("content-range", "*/*"),
            _ => {
                let code = if self.fault.is("single-code") { "PGRST117" } else { "PGRST116" };
                let details = format!("The result contains {} rows", rows.len());
                error(406, code, "Cannot coerce the result to a single JSON object", Some(&details))
            }
        }
    }

    fn page(&self, request: &Request, mut page: Vec<Value>, window: &Window, total: Option<usize>) -> Answer {
        let ready = request.query("limit") == Some("1") && request.query("select") == Some("id");
        let pairs = request.query("select") == Some("id,slug") && total.is_none();
        for row in &mut page {
            match self.fault.on() {
                "ready-id-text" if ready => row["id"] = json!(row["id"].to_string()),
                "list-id-text" if pairs => row["id"] = json!(row["id"].to_string()),
                "list-extra-column" if pairs => row["type"] = json!("launch"),
                _ => {}
            }
            if request.query("select") == Some("created_at") {
                let at = row["created_at"].as_str().unwrap_or_default().to_owned();
                match self.fault.on() {
                    "times-space" => row["created_at"] = json!(at.replace('T', " ").replace("+00:00", "+00")),
                    "times-local" => row["created_at"] = json!(at.replace("+00:00", "")),
                    "times-unix" => row["created_at"] = json!(1_795_151_698),
                    _ => {}
                }
            }
        }
        let mut last = window.to;
        if pairs && self.fault.is("list-range-long") {
            last += 1;
        }
        let first = if self.fault.is("count-from-zero") && total.is_some() { 0 } else { window.from };
        let span = if page.is_empty() { "*".to_owned() } else { format!("{first}-{}", last.saturating_sub(1)) };
        let of = match (total, self.fault.on()) {
            (Some(total), "count-one-more") if total > 0 => (total + 1).to_string(),
            (Some(total), "count-of-page") if total > 0 => page.len().to_string(),
            (Some(total), _) => total.to_string(),
            (None, "list-range-counted") if pairs => window.to.to_string(),
            (None, _) => "*".to_owned(),
        };
        let part = total.is_some_and(|total| page.len() < total && !page.is_empty());
        let status = if part && !self.fault.is("count-200") { 206 } else { 200 };
        let mut answer = Answer::json(status, &Value::Array(page)).with("content-range", format!("{span}/{of}"));
        if total.is_some() && !self.fault.is("count-applied-missing") {
            answer = answer.with("preference-applied", "count=exact");
        }
        match self.fault.on() {
            "ready-503" if ready => {
                error(503, "PGRST002", "Could not query the database for the schema cache. Retrying.", None)
            }
            "ready-slow" if ready => answer.slow(),
            "ready-range-missing" if ready => answer.without("content-range"),
            "list-range-missing" if pairs => answer.without("content-range"),
            "list-content-type" if pairs => answer.with("content-type", "text/plain; charset=utf-8"),
            _ => answer,
        }
    }

    fn insert(&self, request: &Request, table: &str, known: &[&str]) -> Answer {
        let sent = request.json();
        let Some(members) = sent.as_object() else {
            return self.no_json();
        };
        if let Some(strange) = members.keys().find(|name| !known.contains(&name.as_str())) {
            let told = format!("Could not find the '{strange}' column of '{table}' in the schema cache");
            return error(400, "PGRST204", &told, None);
        }
        if table == PERFORMANCE {
            let status = if self.fault.is("foreign-400") { 400 } else { 409 };
            let told = "insert or update on table \"content_performance\" violates foreign key constraint";
            return error(status, "23503", told, Some("Key (idea_id) is not present in table \"ideas\"."));
        }
        if table != IDEAS {
            return error(401, "42501", &format!("permission denied for table {table}"), None);
        }
        if sent["slug"].is_null() && !self.fault.is("notnull-201") {
            let code = if self.fault.is("notnull-code") { "22004" } else { "23502" };
            let told = "null value in column \"slug\" of relation \"ideas\" violates not-null constraint";
            return error(400, code, told, Some("Failing row contains (null)."));
        }
        let mut ideas = self.tables.ideas();
        let row = ideas.make(&sent);
        if let Some(there) = ideas.rows.iter_mut().find(|there| there["slug"] == sent["slug"]) {
            let taken = format!("Key (slug)=({}) already exists.", sent["slug"].as_str().unwrap_or_default());
            let told = "duplicate key value violates unique constraint \"ideas_slug_key\"";
            match self.fault.on() {
                "dup-overwrites" => *there = row,
                "dup-refused-overwrites" => {
                    *there = row;
                    return error(409, "23505", told, Some(&taken));
                }
                "dup-400" => return error(400, "23505", told, Some(&taken)),
                "dup-code" => return error(409, "23000", told, Some(&taken)),
                _ => return error(409, "23505", told, Some(&taken)),
            }
            return Answer::empty(201).with("content-range", "*/*");
        }
        // Only of the rows that the cases of inserts make: others are there to be listed.
        let lost = self.fault.is("insert-minimal-lost") && sent["type"] == "wildcard";
        if !lost || !preferences(request).contains(&"return=minimal") {
            ideas.rows.push(row.clone());
        }
        drop(ideas);
        self.inserted(request, &sent, &row)
    }

    fn no_json(&self) -> Answer {
        let mut body = four("PGRST102", "Empty or invalid json", None);
        match self.fault.on() {
            "error-no-hint" => remove(&mut body, "hint"),
            "error-status-code" => body["statusCode"] = json!(400),
            "error-code-number" => body["code"] = json!(400),
            "error-code-words" => body["code"] = json!("invalid_json"),
            "error-page" => return Answer::page(400, "Bad Request"),
            _ => {}
        }
        Answer::json(400, &body)
    }

    fn inserted(&self, request: &Request, sent: &Value, row: &Value) -> Answer {
        let wanted = preferences(request);
        let shown = json!([row]);
        if wanted.contains(&"return=representation") {
            let answer = match self.fault.on() {
                "insert-200" => Answer::json(200, &shown),
                "insert-object" => Answer::json(201, row),
                "insert-echo" => Answer::json(201, &json!([sent])),
                _ => Answer::json(201, &shown),
            };
            return answer.with("content-range", "*/*").with("preference-applied", "return=representation");
        }
        let made = Answer::empty(201).with("content-range", "*/*");
        if wanted.contains(&"return=headers-only") {
            let id = row["id"].as_u64().unwrap_or_default();
            let made = made.with("preference-applied", "return=headers-only");
            return match self.fault.on() {
                "insert-location-missing" => made,
                "insert-location-other" => made.with("location", "/ideas?id=eq.1"),
                _ => made.with("location", format!("/ideas?id=eq.{id}")),
            };
        }
        if self.fault.is("insert-minimal-body") && sent["type"] == "wildcard" {
            return Answer::json(201, &shown).with("content-range", "*/*");
        }
        made
    }
}
