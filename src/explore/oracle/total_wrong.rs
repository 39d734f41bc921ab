//! `total-wrong`: a list that says how many there are, and has another number of them.

use serde_json::{Value, json};

use super::api::{Claim, Judge, Row, Whole};
use crate::explore::tale::Role;
use crate::explore::thing::{items, plain};
use crate::openapi::at::path;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "total-wrong",
    summary: "a list's total is not the number of its items",
    docs: "A list was walked to its last page, and its `total` (`total_count`, `totalItems`, …) is not the number of items \
           that came.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let tale = whole.tale;
    if !tale.whole {
        return Vec::new();
    }
    let lists = tale.all(Role::List).chain(tale.all(Role::Page));
    let bodies: Vec<(usize, &Value)> = lists.filter_map(|(step, told)| Some((step, told.json()?))).collect();
    let sum: usize = bodies.iter().filter_map(|(_, body)| Some(items(body)?.1.len())).sum();
    let Some((step, pointer, total)) = bodies.iter().find_map(|(step, body)| {
        let (pointer, total) = total(body)?;
        Some((*step, pointer, total))
    }) else {
        return Vec::new();
    };
    if usize::try_from(total) == Ok(sum) {
        return Vec::new();
    }
    let expect = json!({"json": {path(&pointer): {"ne": total}}});
    vec![
        Claim::new(format!("{sum}: so many items came"), total.to_string(), expect)
            .step(step)
            .field(format!("body{pointer}")),
    ]
}

fn total(body: &Value) -> Option<(String, u64)> {
    let named = |map: &serde_json::Map<String, Value>, above: &str| {
        let mut all = map.iter();
        all.find_map(|(key, value)| {
            let known = ["total", "totalcount", "totalitems", "totalelements", "totalresults", "itemcount"];
            let number = value.as_u64().filter(|_| known.contains(&plain(key).as_str()))?;
            Some((format!("{above}/{key}"), number))
        })
    };
    let map = body.as_object()?;
    named(map, "").or_else(|| {
        let inner =
            ["meta", "pagination", "paging", "page"].iter().filter_map(|key| Some((key, map.get(*key)?.as_object()?)));
        inner.into_iter().find_map(|(key, inner)| named(inner, &format!("/{key}")))
    })
}
