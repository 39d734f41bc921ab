//! The rule `content-encoding`: how bytes are written in a text.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use crate::diff::level::Level::{Error, Info};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "content-encoding",
    summary: "how bytes are written in a text",
    docs: "`contentEncoding`, such as `base64`, tells how the bytes in a text are written. Who writes them in the \
           old way is not understood, and who reads them in the old way reads something else.",
    kind: Kind::Schema,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("changed", Seat::RequestBody, Error, "request-body-content-encoding-changed"),
    row("changed", Seat::RequestProperty, Error, "request-property-content-encoding-changed"),
    own("changed", Seat::Parameter, Error),
    own("changed", Seat::ParameterProperty, Error),
    own("changed-where-read-only", Seat::RequestProperty, Info),
    row("changed", Seat::ResponseBody, Error, "response-body-content-encoding-changed"),
    row("changed", Seat::ResponseProperty, Error, "response-property-content-encoding-changed"),
    own("changed", Seat::ResponseHeader, Error),
    own("changed-where-write-only", Seat::ResponseProperty, Info),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let text = match pair.texts("contentEncoding") {
        (Some(from), Some(to)) if from != to => format!("`contentEncoding` was `{from}`, and is `{to}`"),
        (None, Some(to)) => format!("`contentEncoding` is `{to}` now; there was none"),
        (Some(from), None) => format!("`contentEncoding` was `{from}`; there is none any more"),
        _ => return,
    };
    out.say_values(pair, "contentEncoding", "changed", text);
}
