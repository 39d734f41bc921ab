//! The rule `values`: what schemas allow, where no other rule has a name for what changed.

use super::api::{Kind, Row, Rule, Seat, own};
use crate::diff::level::Level::Error;

/// The rule. It looks at nothing itself: it is what values show when no other rule found what they show.
pub(in crate::diff) static RULE: Rule = Rule {
    id: "values",
    summary: "which values a schema allows, in whatever way it says so",
    docs: "Two schemas are held against each other by their values. Where one that was taken is refused now (`narrowed`), or\n\
           one may come now that was not promised (`widened`), it is breaking, whichever keywords did it. The value is shown,\n\
           and was checked by both schemas.\n",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look: |_, _| {},
};

const ROWS: &[Row] = &[
    own("narrowed", Seat::RequestBody, Error),
    own("narrowed", Seat::RequestProperty, Error),
    own("narrowed", Seat::Parameter, Error),
    own("narrowed", Seat::ParameterProperty, Error),
    own("widened", Seat::ResponseBody, Error),
    own("widened", Seat::ResponseProperty, Error),
    own("widened", Seat::ResponseHeader, Error),
];
