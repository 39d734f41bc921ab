//! Things that a service keeps: how they are named, where their ids stand, and which items a list has.

use serde_json::Value;

use crate::openapi::at::push;

/// Names under which lists of things stand, the most telling first.
const LISTS: [&str; 12] = [
    "items", "data", "results", "content", "entries", "records", "list", "values", "elements", "rows", "objects",
    "page",
];

/// The items of a list's answer and where they stand.
#[must_use]
pub(super) fn items(body: &Value) -> Option<(String, &Vec<Value>)> {
    if let Value::Array(items) = body {
        return Some((String::new(), items));
    }
    let map = body.as_object()?;
    let list = |key: &str| map.get(key).and_then(Value::as_array).map(|items| (format!("/{key}"), items));
    if let Some(found) = LISTS.iter().find_map(|key| list(key)) {
        return Some(found);
    }
    let mut arrays = map.iter().filter_map(|(key, value)| {
        let items = value.as_array()?;
        items.iter().all(Value::is_object).then(|| {
            let mut pointer = String::new();
            push(&mut pointer, key);
            (pointer, items)
        })
    });
    let first = arrays.next()?;
    arrays.next().is_none().then_some(first)
}

/// The names that an id may have: that of the parameter it is put into, and the usual ones.
#[must_use]
pub(super) fn id_names(parameter: &str, singular: &str) -> Vec<String> {
    let mut names = vec![parameter.to_owned()];
    let camel = camel(singular);
    names.extend(["id".to_owned(), format!("{singular}_id"), format!("{camel}Id"), format!("{camel}ID")]);
    names.extend(
        ["uuid", "uid", "guid", "_id", "key", "code", "slug", "name", "number", "ref", "reference"].map(str::to_owned),
    );
    names
}

/// The id of a thing, and where it stands: on its top, or one level below (`data.id`).
#[must_use]
pub(super) fn id_of(value: &Value, names: &[String]) -> Option<(String, Value)> {
    let map = value.as_object()?;
    for name in names {
        let found = map.iter().find(|(key, value)| *key == name && is_id(value));
        if let Some((key, value)) = found {
            let mut pointer = String::new();
            push(&mut pointer, key);
            return Some((pointer, value.clone()));
        }
    }
    let mut inner = map.iter().filter(|(_, value)| value.is_object());
    inner.find_map(|(key, value)| {
        let map = value.as_object()?;
        let name = names.iter().take(4).find(|name| map.get(*name).is_some_and(is_id))?;
        let mut pointer = String::new();
        push(&mut pointer, key);
        push(&mut pointer, name);
        Some((pointer, map[name].clone()))
    })
}

fn is_id(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.is_empty()) || value.is_u64() || value.is_i64()
}

/// `orders` → `order`, `categories` → `category`.
#[must_use]
pub(super) fn singular(plural: &str) -> String {
    let word = plural.to_ascii_lowercase().replace('-', "_");
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with('s') && !stem.is_empty() => stem.to_owned(),
        _ => word,
    }
}

/// `order_item` → `orderItem`.
fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut letters = part.chars();
        out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    out
}

/// A name without case and without what divides its words: `customerId` and `customer_id` are one.
#[must_use]
pub(super) fn plain(name: &str) -> String {
    name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

/// Whether two names mean one thing: `label` and `labels`, `dueDate` and `due_date`.
#[must_use]
pub(super) fn same_name(one: &str, other: &str) -> bool {
    let stem = |name: &str| singular(&plain(name));
    stem(one) == stem(other)
}

/// The thing that a name is an id of: `customer_id`, `customerId` → `customer`.
#[must_use]
pub(super) fn thing_named(name: &str) -> Option<String> {
    for ending in ["_id", "-id", "Id", "ID", "_uuid", "Uuid", "_key", "_code", "_slug"] {
        if let Some(stem) = name.strip_suffix(ending)
            && !stem.is_empty()
        {
            return Some(plain(stem));
        }
    }
    None
}

/// Whether two values are one, numbers by their value and texts as people write them.
#[must_use]
pub(super) fn alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64() && !is_long(one) && !is_long(other),
        (Value::String(a), Value::String(b)) => a == b || plain(a) == plain(b) && !plain(a).is_empty(),
        _ => one == other,
    }
}

/// Whether it is an integer that a number of floating point does not hold exactly.
#[must_use]
pub(super) fn is_long(value: &Value) -> bool {
    value.as_i64().map_or(value.is_u64(), |number| number.unsigned_abs() > 9_007_199_254_740_991)
}

/// How every UUID begins that was made up here, so that no other is taken for one.
const MADE_UP: &str = "0b57ac1e-";

/// A UUID that nobody has.
#[must_use]
pub(super) fn made_up(seed: u64) -> String {
    let high = u128::from(seed) << 64 | u128::from(seed.rotate_left(29));
    let uuid = uuid::Builder::from_random_bytes(high.to_be_bytes()).into_uuid().to_string();
    format!("{MADE_UP}{}", &uuid[MADE_UP.len()..])
}

/// Whether it is one.
#[must_use]
pub(super) fn is_made_up(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with(MADE_UP))
}

/// As text, to compare what stands in an address with what stands in a body.
#[must_use]
pub(super) fn word(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Whether a property tells of the thing's own history, and so changes by itself.
#[must_use]
pub(super) fn is_volatile(name: &str) -> bool {
    let plain = plain(name);
    ["updated", "modified", "version", "etag", "revision", "lastseen", "changed", "accessed", "timestamp", "links"]
        .iter()
        .any(|word| plain.contains(word))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn things_are_known_by_their_names() {
        for (many, one) in [("orders", "order"), ("categories", "category"), ("addresses", "address"), ("boxes", "box")]
        {
            assert_eq!(singular(many), one);
        }
        assert_eq!(thing_named("customer_id").as_deref(), Some("customer"));
        assert_eq!(thing_named("lineItemId").as_deref(), Some("lineitem"));
        assert_eq!(thing_named("id"), None);
        let names = id_names("order_id", "order");
        assert_eq!(id_of(&json!({"total": 1, "id": 7}), &names).unwrap().0, "/id");
        assert_eq!(id_of(&json!({"data": {"id": "x"}}), &names).unwrap().0, "/data/id");
        assert_eq!(items(&json!({"next": null, "orders": [{"id": 1}]})).unwrap().0, "/orders");
    }

    #[test]
    fn long_integers_are_only_alike_when_equal() {
        assert!(alike(&json!(1), &json!(1.0)));
        assert!(!alike(&json!(9_007_199_254_740_993_u64), &json!(9_007_199_254_740_992_u64)));
        assert!(alike(&json!(" Ada "), &json!("ada")));
    }
}
