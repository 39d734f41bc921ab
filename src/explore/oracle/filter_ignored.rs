//! `filter-ignored`: a list that holds what its filter excludes, or lacks what it includes.

use serde_json::{Value, json};

use super::api::{Claim, Judge, Row, Whole, short};
use crate::explore::tale::{Role, Told};
use crate::explore::thing::{items, same_name, word};
use crate::openapi::at::path;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "filter-ignored",
    summary: "a filtered list has items that do not fit the filter",
    docs: "A query parameter has the name of a property of the items, and was sent with a value that an item had. Found are \
           items with another value, an empty list, and, where several values are asked for, a list that lacks those of one. A text counts as fitting where it contains the other, \
           whatever the case; numbers and times, which may be bounds, are not looked at.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (step, told) in whole.tale.all(Role::Filtered).filter(|(_, told)| told.succeeded()) {
        let Some((name, asked)) = asked(whole, told) else { continue };
        let Some((pointer, found)) = told.json().and_then(items) else { continue };
        let each = format!("{}[*]", path(&pointer));
        let other = found.iter().find_map(|item| {
            let (key, value) = item.as_object()?.iter().find(|(key, _)| same_name(key, name))?;
            (!fits(value, asked)).then_some((key, value))
        });
        let field = format!("query {name}");
        // Of several values each was one of an item that was listed without the filter.
        if let Some(missing) = missing(asked, found, name).filter(|_| told.judged.request.is_empty()) {
            let expect = json!({"json": {format!("{each}.{name}"): {"any": {"eq": missing}}}});
            let said = format!("items whose `{name}` is {}, as well", short(missing));
            claims.push(Claim::new(said, "none of them", expect).step(step).field(field).keyword("several"));
            continue;
        }
        if let Some((key, value)) = other {
            let expect = json!({"json": {format!("{each}.{key}"): {"none": {"eq": value}}}});
            let claim = Claim::new(format!("only items whose `{key}` is {}", short(asked)), short(value), expect);
            claims.push(claim.step(step).field(field));
        } else if found.is_empty() {
            let expect = json!({"json": {path(&pointer): {"length": {"ge": 1}}}});
            let said = format!("the items whose `{name}` is {}", short(asked));
            claims.push(Claim::new(said, "none", expect).step(step).field(field).keyword("empty"));
        }
    }
    claims
}

fn asked<'a>(whole: &'a Whole<'_>, told: &'a Told) -> Option<(&'a str, &'a Value)> {
    let index = told.about?;
    let (name, value) = (whole.operation(told).parameters[index].name.as_str(), told.draft.parameters[index].as_ref()?);
    match value {
        Value::Object(map) => map.iter().next().map(|(name, value)| (name.as_str(), value)),
        value => Some((name, value)),
    }
}

/// A value of several that no item has, where an item has one value only.
fn missing<'a>(asked: &'a Value, found: &'a [Value], name: &str) -> Option<&'a Value> {
    let named =
        |item: &'a Value| item.as_object()?.iter().find(|(key, _)| same_name(key, name)).map(|(_, value)| value);
    let values: Vec<&Value> = found.iter().filter_map(named).collect();
    let single = values.len() == found.len() && values.iter().all(|value| value.is_string());
    asked.as_array()?.iter().find(|one| single && !values.iter().any(|value| fits(value, one)))
}

fn fits(value: &Value, asked: &Value) -> bool {
    if let Value::Array(asked) = asked {
        return asked.iter().any(|one| fits(value, one));
    }
    match value {
        Value::Array(list) => list.iter().any(|one| fits(one, asked)),
        Value::Null | Value::Object(_) => true,
        other => {
            let (one, two) = (word(other).to_lowercase(), word(asked).to_lowercase());
            one.contains(&two) || two.contains(&one) && !one.is_empty()
        }
    }
}
