//! The rule `type`: of which kind values are.

use std::fmt;

use serde_json::Value;

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use super::list_of_types;
use super::shape::{covers, left, types};
use crate::diff::level::Level::{Error, Info, Warn};
use crate::diff::spot::{Spot, Written};
use crate::diff::walk::keyword::asserts;
use crate::openapi::schema::Direction;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "type",
    summary: "the type and the format of values",
    docs: "A value of another type, or of another format, is refused where it was taken, or breaks who reads it. A \
           type within another (`integer` in `number`) is told apart: `generalized` is wider, `specialized` is \
           narrower. Where values are written as text (forms, XML, parameters, headers) a change that no one can \
           see on the wire is `compatible`.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("specialized", Seat::ParameterProperty, Error, "request-parameter-property-type-specialized"),
    row("changed", Seat::RequestBody, Error, "request-body-type-changed"),
    row("changed", Seat::RequestProperty, Error, "request-property-type-changed"),
    row("changed", Seat::Parameter, Error, "request-parameter-type-changed"),
    row("changed", Seat::ParameterProperty, Warn, "request-parameter-property-type-changed"),
    own("changed-where-read-only", Seat::RequestProperty, Info),
    row("changed", Seat::ResponseBody, Error, "response-body-type-changed"),
    row("changed", Seat::ResponseProperty, Error, "response-property-type-changed"),
    row("changed", Seat::ResponseHeader, Error, "response-header-type-changed"),
    own("changed-where-write-only", Seat::ResponseProperty, Info),
    row("compatible", Seat::RequestBody, Info, "request-body-type-compatible"),
    row("compatible", Seat::RequestProperty, Info, "request-property-type-compatible"),
    row("compatible", Seat::ResponseBody, Info, "response-body-type-compatible"),
    row("compatible", Seat::ResponseProperty, Info, "response-property-type-compatible"),
    row("compatible", Seat::ResponseHeader, Info, "response-header-type-compatible"),
    row("generalized", Seat::RequestBody, Info, "request-body-type-generalized"),
    row("generalized", Seat::RequestProperty, Info, "request-property-type-generalized"),
    row("generalized", Seat::Parameter, Info, "request-parameter-type-generalized"),
    row("generalized", Seat::ParameterProperty, Info, "request-parameter-property-type-generalized"),
    row("generalized", Seat::ResponseBody, Error, "response-body-type-generalized"),
    row("generalized", Seat::ResponseProperty, Error, "response-property-type-generalized"),
    row("generalized", Seat::ResponseHeader, Error, "response-header-type-generalized"),
    own("generalized-where-write-only", Seat::ResponseProperty, Info),
    row("specialized", Seat::ResponseBody, Info, "response-body-type-specialized"),
    row("specialized", Seat::ResponseProperty, Info, "response-property-type-specialized"),
    row("specialized", Seat::ResponseHeader, Info, "response-header-type-specialized"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((old, new)) = pair.both() else { return };
    if types(old).is_empty() && types(new).is_empty() && old.get("format") == new.get("format") {
        return;
    }
    let (was, is) = (Typing::of(old, new), Typing::of(new, old));
    if (was.is_same_kind(&is) && was.format == is.format) || list_of_types::changed(old, new).is_some() {
        return;
    }
    let written = new.held.written;
    let text = format!("{was} is {is} now");
    let action = match (pair.seat, pair.seat.direction()) {
        // How the properties of an object in a parameter are written depends on who reads it.
        (Seat::ParameterProperty, _) => match (breaks(&was, &is, Written::Typed), breaks(&was, &is, written)) {
            (true, true) => "specialized",
            (false, false) => "generalized",
            _ => "changed",
        },
        (_, Direction::Request) if breaks(&was, &is, written) && !is_list_of_one(old, new) => "changed",
        (_, Direction::Request) if is_swap(&was, &is) && out.knows("compatible", pair.seat) => "compatible",
        (_, Direction::Request) => "generalized",
        (_, Direction::Response) if breaks(&is, &was, written) => {
            let wider = !was.is_same_kind(&is) && was.is_within(&is) && is.takes_format_of(&was);
            if wider { "generalized" } else { "changed" }
        }
        (_, Direction::Response) if is_swap(&is, &was) => "compatible",
        (_, Direction::Response) => "specialized",
    };
    let key = if was.is_same_kind(&is) { "format" } else { "type" };
    out.say_values(pair, key, action, text);
}

/// What a schema says of the kind of its values.
struct Typing<'d> {
    /// Without `null`, of which `nullable` tells; none where any kind is allowed.
    types: Vec<&'d str>,
    format: Option<&'d str>,
}

impl<'d> Typing<'d> {
    /// What a schema says, beside the other one of its pair: what its parts say of a format is told of the parts.
    fn of(spot: &Spot<'d>, other: &Spot<'d>) -> Self {
        let composed = types(spot).is_empty() && ["allOf", "oneOf", "anyOf"].iter().any(|key| spot.get(key).is_some());
        let format = spot.text("format").or_else(|| other.text("format").filter(|_| composed));
        Self { types: left(spot), format: format.filter(|format| !format.is_empty()) }
    }

    fn is_same_kind(&self, other: &Self) -> bool {
        self.types.len() == other.types.len() && self.types.iter().all(|name| other.types.contains(name))
    }

    /// Whether every value of these types is one of those.
    fn is_within(&self, other: &Self) -> bool {
        !self.types.is_empty() && self.types.iter().all(|name| covers(&other.types, name))
    }

    /// Whether every text or number of the other's format is one of this one's.
    fn takes_format_of(&self, other: &Self) -> bool {
        let Some(format) = self.format else { return true };
        let wider = |kind: &str| match kind {
            "number" => matches!((other.format, format), (Some("float"), "double")),
            "integer" => {
                matches!((other.format, format), (Some("int32"), "int64" | "bigint") | (Some("int64"), "bigint"))
            }
            "string" => matches!((other.format, format), (Some("date" | "time"), "date-time")),
            _ => false,
        };
        other.format == self.format || matches!(self.types[..], [kind] if wider(kind))
    }
}

impl fmt::Display for Typing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let types =
            if self.types.is_empty() { "any type".to_owned() } else { format!("`{}`", self.types.join("` or `")) };
        f.write_str(&types)?;
        self.format.map_or(Ok(()), |format| write!(f, " (`{format}`)"))
    }
}

/// Whether who sends what the one says is refused by the other.
fn breaks(sent: &Typing<'_>, taken: &Typing<'_>, written: Written) -> bool {
    if !sent.is_same_kind(taken) && taken.types.is_empty() {
        return false;
    }
    // What is written as text is a text, whatever else it is; but one item by item is more texts than one.
    let texts = written == Written::Exploded && sent.types.iter().any(|name| ["array", "object"].contains(name));
    let text = written != Written::Typed && !texts && taken.types.contains(&"string");
    let kind = sent.is_same_kind(taken) || sent.is_within(taken) || text;
    !kind || !taken.takes_format_of(sent)
}

/// Whether one kind took the place of another that is no part of it, which only text bears.
fn is_swap(sent: &Typing<'_>, taken: &Typing<'_>) -> bool {
    !sent.is_same_kind(taken) && !sent.types.is_empty() && !taken.types.is_empty() && !sent.is_within(taken)
}

/// Whether a single value became a list whose items take what it was, where a list is written item by item: `?color=red` is
/// a list of one.
fn is_list_of_one(old: &Spot<'_>, new: &Spot<'_>) -> bool {
    let both = old.held.written == Written::Exploded && new.held.written == Written::Exploded;
    let single = !types(old).is_empty() && !types(old).iter().any(|name| ["array", "object"].contains(name));
    let least = new.get("minItems").and_then(Value::as_u64).unwrap_or_default();
    let Some(items) = new.child("items").filter(|_| both && single && types(new) == ["array"] && least <= 1) else {
        return false;
    };
    let (was, is) = (Typing::of(old, &items), Typing::of(&items, old));
    !breaks(&was, &is, Written::Text) && says_same(old, &items)
}

/// Whether two schemas say the same of their values, types and formats not counted.
fn says_same(one: &Spot<'_>, other: &Spot<'_>) -> bool {
    let (Some(map), Some(rest)) = (one.map(), other.map()) else { return one.value == other.value };
    let told = |key: &str| ["nullable", "type", "format"].contains(&key) || !asserts(key);
    map.keys().chain(rest.keys()).all(|key| told(key) || map.get(key) == rest.get(key))
}
