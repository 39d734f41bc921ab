//! What the rules of deprecation share: when something ends (`x-sunset`), how firm it is (`x-stability-level`), and what of
//! its deprecation keeps to the policy.

use serde_json::Value;

use super::api::{Kind, Pair};
use crate::diff::policy::Policy;
use crate::diff::spot::Spot;

/// How firm something is, from the loosest on.
const STABILITY: [&str; 4] = ["draft", "alpha", "beta", "stable"];

/// How firm something is; none where another word stands there. Where nothing does, it is stable.
pub(super) fn stability(spot: &Spot<'_>) -> Option<usize> {
    match spot.get("x-stability-level") {
        None => Some(STABILITY.len() - 1),
        Some(Value::String(level)) => STABILITY.iter().position(|name| name == level),
        Some(_) => None,
    }
}

/// The name of how firm something is.
pub(super) fn stability_name(level: usize) -> &'static str {
    STABILITY[level]
}

/// Whether nobody may rely on it yet.
fn is_draft(spot: &Spot<'_>) -> bool {
    stability(spot).is_some_and(|level| level < 2)
}

/// When something ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sunset {
    /// Nothing is said.
    Unsaid,
    /// What stands there is no date.
    Unreadable,
    /// On this day, counted from 1970-01-01.
    Day(i64),
}

/// When something ends: a date (RFC 3339, `full-date` or `date-time`) under `x-sunset`.
pub(super) fn sunset(spot: &Spot<'_>) -> Sunset {
    match spot.get("x-sunset") {
        None => Sunset::Unsaid,
        Some(Value::String(text)) => {
            let date = text.parse::<jiff::civil::Date>().ok().filter(|_| text.len() == 10);
            let date =
                date.or_else(|| Some(text.parse::<jiff::Timestamp>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).date()));
            date.map_or(Sunset::Unreadable, |date| Sunset::Day(Policy::day(date)))
        }
        Some(_) => Sunset::Unreadable,
    }
}

/// How many days have to lie between the deprecation of something and its end.
pub(super) fn grace(spot: &Spot<'_>, policy: &Policy) -> i64 {
    match stability(spot) {
        Some(2) => policy.days_beta.into(),
        Some(3) => policy.days_stable.into(),
        _ => 0,
    }
}

/// The word for what happened to the deprecation of something, and what is to be said of it; none where nothing did. How
/// firm it is, its operation says.
pub(super) fn deprecation(pair: &Pair<'_, '_>) -> Option<(&'static str, String)> {
    let (old, new) = pair.both()?;
    let policy = pair.policy;
    let operation = pair.above(Kind::Operation)?;
    let (_, firm) = operation.both()?;
    let is = (old.flag("deprecated"), new.flag("deprecated"));
    if is.1 && stability(firm).is_none_or(|level| level < 2) {
        return None;
    }
    let grace = grace(firm, policy);
    match is {
        (false, true) => Some(begun(new, policy, grace)),
        (true, false) => Some(("reactivated", "is not deprecated any more".into())),
        (true, true) => moved(old, new, policy, grace),
        (false, false) => None,
    }
}

fn begun(new: &Spot<'_>, policy: &Policy, grace: i64) -> (&'static str, String) {
    match sunset(new) {
        Sunset::Unsaid if grace > 0 => {
            ("sunset-missing", format!("is deprecated without `x-sunset`; {grace} days have to lie before its end"))
        }
        Sunset::Unsaid => ("deprecated", "is deprecated".into()),
        Sunset::Unreadable => ("sunset-unreadable", format!("is deprecated, and `x-sunset` is no date: {}", said(new))),
        Sunset::Day(day) if day - policy.today < grace => {
            ("sunset-too-early", format!("is deprecated and ends on {}, in fewer than {grace} days", said(new)))
        }
        Sunset::Day(_) => ("deprecated-with-sunset", format!("is deprecated, and ends on {}", said(new))),
    }
}

fn moved(old: &Spot<'_>, new: &Spot<'_>, policy: &Policy, grace: i64) -> Option<(&'static str, String)> {
    match (sunset(old), sunset(new)) {
        (Sunset::Unsaid, _) | (Sunset::Unreadable, Sunset::Unreadable) => None,
        (_, Sunset::Unsaid) => Some((
            "sunset-deleted",
            format!("is still deprecated, and does not say any more when it ends (was {})", said(old)),
        )),
        (Sunset::Unreadable, _) => {
            Some(("sunset-moved-unreadable", format!("had an `x-sunset` that is no date: {}", said(old))))
        }
        (_, Sunset::Unreadable) => {
            Some(("sunset-moved-unreadable", format!("has an `x-sunset` that is no date: {}", said(new))))
        }
        (Sunset::Day(was), Sunset::Day(is)) if is < was && is - policy.today < grace => Some((
            "sunset-moved-too-early",
            format!("ends on {} and not on {}: in fewer than {grace} days", said(new), said(old)),
        )),
        (Sunset::Day(was), Sunset::Day(is)) if is < was && is < policy.today => {
            Some(("sunset-moved-too-early", format!("ends on {} and not on {}: that is past", said(new), said(old))))
        }
        _ => None,
    }
}

/// What is gone: the word for it, and what is to be said; none where it might go.
pub(super) fn removal(pair: &Pair<'_, '_>) -> Option<(&'static str, String)> {
    let (old, policy) = (pair.old.as_ref()?, pair.policy);
    if pair.above(Kind::Operation)?.old.as_ref().is_some_and(is_draft) {
        return None;
    }
    if !old.flag("deprecated") {
        return Some(("removed", "is gone without having been deprecated".into()));
    }
    match sunset(old) {
        Sunset::Unsaid => Some(("removed-deprecated", "is gone; it was deprecated".into())),
        Sunset::Unreadable => {
            Some(("removed-sunset-unreadable", format!("is gone, and its `x-sunset` was no date: {}", said(old))))
        }
        Sunset::Day(day) if day > policy.today => {
            Some(("removed-before-sunset", format!("is gone before {}, the day on which it was to end", said(old))))
        }
        Sunset::Day(_) => None,
    }
}

fn said(spot: &Spot<'_>) -> String {
    spot.get("x-sunset")
        .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        .unwrap_or_default()
}
