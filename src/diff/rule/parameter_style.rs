//! The rule `parameter-style`: how the value of a parameter is written.

use super::api::{Kind, Out, Pair, Rule, Seat, own};
use crate::diff::level::Level::Error;
use crate::diff::spot::Spot;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "parameter-style",
    summary: "how the values of parameters and headers are written",
    docs: "`style` and `explode` (OpenAPI 3.1.1, section 4.8.12.3) decide how a list or an object is written; where they \
           change, what was written before is read as another value. Of a single text or number nothing changes.",
    kind: Kind::Parameter,
    values: false,
    rows: &[own("changed", Seat::Parameter, Error), own("changed", Seat::ResponseHeader, Error)],
    look,
};

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((old, new)) = pair.both() else { return };
    let (was, is) = (written(old), written(new));
    let parts = |spot: &Spot<'_>| spot.child("schema").is_some_and(|schema| !is_single(&schema));
    let marked = |style: &str| ["label", "matrix"].contains(&style);
    if was != is && (parts(old) || parts(new) || marked(was.0) || marked(is.0)) {
        let text = |(style, explode): (&str, bool)| format!("style {style}, explode {explode}");
        out.say(
            pair,
            "changed",
            format!("the parameter `{}` is written as {} now, and was as {}", pair.name, text(is), text(was)),
        );
    }
}

/// Whether all values are single: texts, numbers, truth values.
fn is_single(schema: &Spot<'_>) -> bool {
    let single = |name: &str| ["string", "number", "integer", "boolean", "null"].contains(&name);
    match schema.get("type") {
        Some(serde_json::Value::String(name)) => single(name),
        Some(serde_json::Value::Array(names)) => names.iter().filter_map(serde_json::Value::as_str).all(single),
        _ => schema.get("enum").is_some(),
    }
}

/// Style and `explode`, the defaults written out.
fn written<'d>(spot: &Spot<'d>) -> (&'d str, bool) {
    let style = spot.text("style").unwrap_or(match spot.text("in") {
        Some("query" | "cookie") => "form",
        _ => "simple",
    });
    let explode = spot.get("explode").and_then(serde_json::Value::as_bool).unwrap_or(style == "form");
    (style, explode)
}
