//! The day on which something ends, as `x-sunset` says it, and how long that has to be after its deprecation.

use jiff::civil::Date;
use serde_json::Value;

use crate::diff::policy::Policy;
use crate::diff::spot::Said;

/// When something ends: a date (`2027-01-31`), or a time (RFC 3339) whose day counts. Days since 1970-01-01; an error is what
/// stands there instead.
pub(super) fn sunset(said: &Said<'_>) -> Option<Result<i64, String>> {
    let value = said.get("x-sunset")?;
    let day = |text: &str| -> Option<i64> {
        // What follows the day of a time is looked at by its form alone.
        let date = if text.len() > 10 {
            text.parse::<jiff::Timestamp>().ok()?;
            text.get(..10)?
        } else {
            text
        };
        let date: Date = date.parse().ok()?;
        Some(i64::from((date - jiff::civil::date(1970, 1, 1)).get_days()))
    };
    Some(value.as_str().and_then(day).ok_or_else(|| value.to_string()))
}

/// How many days have to lie between a deprecation and its end, by `x-stability-level`.
pub(super) fn days(policy: &Policy, said: &Said<'_>) -> u32 {
    match said.get("x-stability-level").and_then(Value::as_str) {
        Some("draft" | "alpha") => 0,
        Some("beta") => policy.days_beta,
        _ => policy.days_stable,
    }
}
