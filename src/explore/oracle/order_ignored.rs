//! `order-ignored`: a list that is not in the order that was asked for.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::api::{Claim, Judge, Row, Whole, short};
use crate::explore::tale::Role;
use crate::explore::thing::{items, plain};

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "order-ignored",
    summary: "a sorted list is not in order",
    docs: "A query parameter `sort` (`order_by`, …) names a property of the items, and the items are neither in rising nor \
           in falling order of it; where it says which (`-price`, `price_desc`), they are not in that one. Looked at \
           are numbers, times, and texts of small letters and digits.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (step, told) in whole.tale.all(Role::Sorted).filter(|(_, told)| told.succeeded()) {
        let asked = told.about.and_then(|index| {
            let value = told.draft.parameters[index].as_ref()?;
            value.as_str().or_else(|| value.get(0)?.as_str())
        });
        let (Some(asked), Some((_, found))) = (asked, told.json().and_then(items)) else { continue };
        let Some((key, direction)) = found.first().and_then(|item| property(asked, item)) else { continue };
        let values: Vec<&Value> = found.iter().filter_map(|item| item.get(&key)).collect();
        if values.len() < 3 || values.len() != found.len() {
            continue;
        }
        let orders: Option<Vec<Ordering>> = values.windows(2).map(|pair| compare(pair[0], pair[1])).collect();
        let Some(orders) = orders else { continue };
        let rises = orders.iter().all(|order| order.is_le());
        let falls = orders.iter().all(|order| order.is_ge());
        let holds = match direction {
            Some(true) => falls,
            Some(false) => rises,
            None => rises || falls,
        };
        if !holds {
            let got = values.iter().take(4).map(|value| short(value)).collect::<Vec<_>>().join(", ");
            let claim = Claim::new(format!("items in the order `{asked}`"), got, json!({"status": "2xx"}));
            claims.push(claim.step(step).field(format!("query {asked}")));
        }
    }
    claims
}

/// The property that an order names, and whether it falls.
pub(super) fn property(asked: &str, item: &Value) -> Option<(String, Option<bool>)> {
    let lower = asked.to_ascii_lowercase();
    let (name, direction) = if let Some(name) = lower.strip_prefix('-') {
        (name, Some(true))
    } else if let Some(name) = lower.strip_prefix('+') {
        (name, Some(false))
    } else {
        let endings = [("desc", true), ("asc", false)];
        let found = endings.iter().find_map(|(ending, falls)| {
            let stem = lower.strip_suffix(ending)?;
            stem.ends_with(['_', ':', '.', '-', ' ', ',']).then(|| (&stem[..stem.len() - 1], Some(*falls)))
        });
        found.unwrap_or((lower.as_str(), None))
    };
    let key = item.as_object()?.keys().find(|key| plain(key) == plain(name))?;
    Some((key.clone(), direction))
}

fn compare(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => a.as_f64()?.partial_cmp(&b.as_f64()?),
        (Value::String(a), Value::String(b)) => {
            let plain = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
            let time = |text: &str| text.parse::<jiff::Timestamp>().ok();
            match (time(a), time(b)) {
                (Some(a), Some(b)) => Some(a.cmp(&b)),
                _ if plain(a) && plain(b) => Some(a.cmp(b)),
                _ => None,
            }
        }
        _ => None,
    }
}
