//! A part of a list, as `limit`, `offset` and `page` ask for it where they are declared, and what is said of the whole.

use serde_json::{Map, Value, json};

use super::write::text;
use crate::mock::request::Request;
use crate::openapi::api::{In, Operation, Parameter};
use crate::openapi::document::Document;

/// How parameters are called that say how many.
const LIMITS: &[&str] = &["limit", "perpage", "pagesize", "size", "maxresults", "first", "top", "take"];
/// Those that say how many are passed over.
const OFFSETS: &[&str] = &["offset", "skip", "start", "startindex"];
/// Those that say which page.
const PAGES: &[&str] = &["page", "pagenumber", "pageindex"];

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) from: usize,
    pub(super) size: Option<usize>,
    number: Option<usize>,
}

fn plain(name: &str) -> String {
    name.trim_start_matches('$').replace(['_', '-', '[', ']', '.'], "").to_lowercase()
}

impl Page {
    pub(super) fn of(document: &Document, operation: &Operation, request: &Request) -> Self {
        let read = |names: &[&str]| {
            let is = |one: &&Parameter| one.location == In::Query && names.contains(&plain(&one.name).as_str());
            let parameter = operation.parameters.iter().find(is)?;
            let schema = parameter.schema.as_ref().and_then(|at| document.resolve(at).ok()).map(|(_, schema)| schema);
            let number = |key: &str| schema.and_then(|schema| schema.get(key)).and_then(Value::as_u64);
            let given = request.query().get(&parameter.name).and_then(|value| text(value).parse().ok());
            let value = given.or(number("default"));
            Some((value.and_then(|value| usize::try_from(value).ok()), number("minimum"), number("default")))
        };
        let size = read(LIMITS).and_then(|(value, ..)| value);
        let (page, least) = match read(PAGES) {
            Some((page, minimum, default)) => {
                // Where 0 is a page, it is the first.
                let least = usize::from(minimum != Some(0) && default != Some(0));
                (Some(page.unwrap_or(least)), least)
            }
            None => (None, 0),
        };
        let offset = read(OFFSETS).and_then(|(value, ..)| value);
        let by_page = page.zip(size).map(|(page, size)| page.saturating_sub(least).saturating_mul(size));
        Self { from: offset.or(by_page).unwrap_or(0), size, number: page }
    }

    /// What stands beside the list and counts it, as far as the whole still fits.
    pub(super) fn tell(self, whole: Value, total: usize, shown: usize, fits: &dyn Fn(&Value) -> bool) -> Value {
        let Value::Object(map) = &whole else { return whole };
        let more = self.from + shown < total;
        let mut counts = Vec::new();
        for (name, value) in map.iter().filter(|(_, value)| !value.is_array()) {
            if let Some(said) = self.said(&plain(name), total, shown, more) {
                counts.push((name, said));
            } else if let Value::Object(inner) = value {
                // `meta: { total: … }`
                let mut inner = inner.clone();
                for (key, value) in &mut inner {
                    if let Some(said) = self.said(&plain(key), total, shown, more) {
                        *value = said;
                    }
                }
                counts.push((name, Value::Object(inner)));
            }
        }
        let mut told = map.clone();
        told.extend(counts.iter().map(|(name, said)| ((*name).clone(), said.clone())));
        let told = Value::Object(told);
        if fits(&told) {
            return told;
        }
        // One by one, where not all of them fit.
        let mut told = map.clone();
        for (name, said) in counts {
            try_put(&mut told, name, said, fits);
        }
        Value::Object(told)
    }

    fn said(self, name: &str, total: usize, shown: usize, more: bool) -> Option<Value> {
        Some(match name {
            "total" | "totalcount" | "totalitems" | "totalresults" | "totalelements" => json!(total),
            "count" | "numberofelements" => json!(shown),
            "hasmore" | "hasnext" => json!(more),
            "totalpages" | "pages" => json!(self.size.filter(|size| *size > 0).map_or(1, |size| total.div_ceil(size))),
            name if OFFSETS.contains(&name) => json!(self.from),
            name if LIMITS.contains(&name) => json!(self.size.unwrap_or(shown)),
            name if PAGES.contains(&name) => json!(self.number?),
            // Also where there is more: nobody could follow what was made up.
            "next" | "nextpage" | "nexttoken" | "nextcursor" => Value::Null,
            _ => return None,
        })
    }
}

/// Puts a value in where it fits; no value at all is better than a wrong one where it is null.
fn try_put(told: &mut Map<String, Value>, name: &str, value: Value, fits: &dyn Fn(&Value) -> bool) {
    let mut without = told.clone();
    without.shift_remove(name);
    let is_null = value.is_null();
    let mut with = told.clone();
    with.insert(name.to_owned(), value);
    for changed in [Some(with), is_null.then_some(without)].into_iter().flatten() {
        let changed = Value::Object(changed);
        if fits(&changed)
            && let Value::Object(changed) = changed
        {
            *told = changed;
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_next_is_never_made_up_where_it_may_be_left_out() {
        let page = Page { from: 0, size: Some(1), number: None };
        let made = json!({"items": [1], "next": "c9404", "total": 9});
        let told = |fits: &dyn Fn(&Value) -> bool| page.tell(made.clone(), 5, 1, fits);
        assert_eq!(told(&|_| true), json!({"items": [1], "next": null, "total": 5}));
        let text = |whole: &Value| whole.get("next").is_none_or(Value::is_string);
        assert_eq!(told(&text), json!({"items": [1], "total": 5}));
        let demanded = |whole: &Value| whole["next"].is_string();
        assert_eq!(told(&demanded), json!({"items": [1], "next": "c9404", "total": 5}));
        assert_eq!(told(&|whole| whole == &made), made, "what is right stays where nothing else fits");
    }
}
