//! The rule `version`: whether `info.version` tells that something broke.

use semver::Version;

use super::api::{Kind, Out, Pair, Row, Rule, Seat, row};
use crate::diff::level::Level::Info;
use crate::diff::spot::Spot;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "version",
    summary: "whether the version of the document rose with what it breaks",
    docs: "By Semantic Versioning a breaking change asks for a new major version (below 1.0.0: a new minor one). A version \
           that is not one of Semantic Versioning says nothing.",
    kind: Kind::Outcome,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("not-bumped", Seat::Contract, Info, "api-version-not-bumped"),
    row("major-not-bumped", Seat::Contract, Info, "api-major-version-not-bumped"),
    row("decreased", Seat::Contract, Info, "api-version-decreased"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((old, new)) = pair.both() else { return };
    let version = |spot: &Spot<'_>| Version::parse(spot.child("info")?.text("version")?.trim_start_matches('v')).ok();
    let (Some(was), Some(is)) = (version(old), version(new)) else { return };
    if !pair.outcome.is_some_and(|outcome| outcome.broke) {
        return;
    }
    let (action, text) = match is.cmp_precedence(&was) {
        std::cmp::Ordering::Equal => ("not-bumped", format!("something broke, and the version is {is} still")),
        std::cmp::Ordering::Less => {
            ("decreased", format!("something broke, and the version went from {was} back to {is}"))
        }
        std::cmp::Ordering::Greater if is.major > was.major => return,
        std::cmp::Ordering::Greater if was.major == 0 && is.major == 0 && is.minor > was.minor => return,
        std::cmp::Ordering::Greater => {
            ("major-not-bumped", format!("something broke, and the version went from {was} to {is} only"))
        }
    };
    let at = |spot: &Spot<'_>| Some(spot.at.down(&["info", "version"]));
    out.say_at(pair.seat, action, at(old), at(new), text);
}
