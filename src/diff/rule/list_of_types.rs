//! The rule `list-of-types`: the types that `oneOf` or `anyOf` lists.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use super::shape::{self, covers, types};
use crate::diff::level::Level::{Error, Info};
use crate::diff::spot::Spot;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "list-of-types",
    summary: "the types that may stand in one place, as alternatives",
    docs: "A schema that is nothing but types, one of them or several in `oneOf` or `anyOf`: a type that is gone is \
           refused where it was taken, and a new one in what the server gives meets clients that cannot read it.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("narrowed", Seat::RequestBody, Error, "request-body-list-of-types-narrowed"),
    row("narrowed", Seat::RequestProperty, Error, "request-property-list-of-types-narrowed"),
    row("narrowed", Seat::Parameter, Error, "request-parameter-list-of-types-narrowed"),
    row("narrowed", Seat::ParameterProperty, Error, "request-parameter-property-list-of-types-narrowed"),
    own("narrowed-where-read-only", Seat::RequestProperty, Info),
    row("narrowed", Seat::ResponseBody, Info, "response-body-list-of-types-narrowed"),
    row("narrowed", Seat::ResponseProperty, Info, "response-property-list-of-types-narrowed"),
    own("narrowed", Seat::ResponseHeader, Info),
    row("widened", Seat::RequestBody, Info, "request-body-list-of-types-widened"),
    row("widened", Seat::RequestProperty, Info, "request-property-list-of-types-widened"),
    row("widened", Seat::Parameter, Info, "request-parameter-list-of-types-widened"),
    row("widened", Seat::ParameterProperty, Info, "request-parameter-property-list-of-types-widened"),
    row("widened", Seat::ResponseBody, Error, "response-body-list-of-types-widened"),
    row("widened", Seat::ResponseProperty, Error, "response-property-list-of-types-widened"),
    own("widened", Seat::ResponseHeader, Error),
    own("widened-where-write-only", Seat::ResponseProperty, Info),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((removed, added)) = pair.both().and_then(|(old, new)| changed(old, new)) else { return };
    let names = |all: &[&str]| all.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let gone = format!("{} may not stand here any more", names(&removed));
    let come = format!("{} may stand here now", names(&added));
    if !removed.is_empty() {
        out.say_values(pair, "oneOf", "narrowed", gone);
    }
    if !added.is_empty() {
        out.say_values(pair, "oneOf", "widened", come);
    }
}

/// Which types are gone and which are new, where both schemas are nothing but types and at least one lists them as
/// alternatives; none where they are the same. The rules of types and of alternatives leave such a pair to this one.
pub(in crate::diff) fn changed<'d>(old: &Spot<'d>, new: &Spot<'d>) -> Option<(Vec<&'d str>, Vec<&'d str>)> {
    let (from, to) = (Types::of(old)?, Types::of(new)?);
    if !from.alternatives && !to.alternatives {
        return None;
    }
    let only = |all: &[&'d str], other: &[&'d str]| -> Vec<&'d str> {
        all.iter().filter(|name| !covers(other, name)).copied().collect()
    };
    let (removed, added) = (only(&from.names, &to.names), only(&to.names, &from.names));
    (!removed.is_empty() || !added.is_empty()).then_some((removed, added))
}

/// The types that a schema is.
struct Types<'d> {
    names: Vec<&'d str>,
    /// Whether `oneOf` or `anyOf` lists them.
    alternatives: bool,
}

impl<'d> Types<'d> {
    /// The types of a schema; none where it is more than types.
    fn of(spot: &Spot<'d>) -> Option<Self> {
        if ["not", "allOf", "properties"].iter().any(|key| spot.get(key).is_some()) {
            return None;
        }
        let named = types(spot);
        if !named.is_empty() {
            return Some(Self { names: named, alternatives: false });
        }
        let key = ["oneOf", "anyOf"].into_iter().find(|key| spot.get(key).is_some())?;
        let mut names = Vec::new();
        for item in spot.items(key) {
            if shape::is_null(item.value) {
                continue;
            }
            let more = ["properties", "oneOf", "anyOf", "allOf"].iter().any(|key| item.get(key).is_some());
            let [name] = types(&item)[..] else { return None };
            if more {
                return None;
            }
            names.push(name);
        }
        Some(Self { names, alternatives: true })
    }
}
