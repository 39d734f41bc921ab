//! The matcher of time, `within`, and the forms in which services write times.

use std::time::Duration;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Number, Value, json};

use super::api::{Reading, Row};
use super::measure::{Measure, Miss, measured};
use super::operand::Fault;
use super::step::Step;
use super::{number, show};
use crate::syntax::span;

/// Seconds from here on would be after the year 5138, so that milliseconds are meant.
const MILLISECONDS_FROM: f64 = 1e11;

/// A day: `2026-11-20`.
#[must_use]
pub(super) fn day(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

/// `2026-11-20 06:07:08`, which is taken as UTC; a fraction may follow.
#[must_use]
pub(super) fn spaced(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    if bytes.len() < 19
        || bytes[10] != b' '
        || !bytes[11..].iter().all(|byte| byte.is_ascii_digit() || b":.".contains(byte))
    {
        return None;
    }
    let civil: DateTime = text.parse().ok()?;
    civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// `Fri, 20 Nov 2026 06:07:08 GMT` (RFC 9110, section 5.6.7, the preferred form).
#[must_use]
pub(super) fn http(text: &str) -> Option<Timestamp> {
    if !text.ends_with(" GMT") || text.len() != 29 {
        return None;
    }
    jiff::fmt::rfc2822::parse(text).ok().map(|zoned| zoned.timestamp())
}

/// A time in any of the forms of text.
#[must_use]
pub(super) fn of_text(text: &str) -> Option<Timestamp> {
    // Zone names in brackets are no part of RFC 3339.
    let rfc3339 = || (!text.contains('[')).then(|| text.parse().ok()).flatten();
    spaced(text).or_else(rfc3339).or_else(|| http(text))
}

fn of_number(number: &Number) -> Option<Timestamp> {
    let seconds = number::float(number);
    let seconds = if seconds.abs() > MILLISECONDS_FROM { seconds / 1000.0 } else { seconds };
    let span = SignedDuration::try_from_secs_f64(seconds).ok()?;
    Timestamp::UNIX_EPOCH.checked_add(span).ok()
}

/// A time in any form: text, or seconds or milliseconds since 1970.
#[must_use]
pub(super) fn of_value(value: &Value, reading: Reading) -> Option<Timestamp> {
    match value {
        Value::String(text) if reading == Reading::Written => {
            of_text(text).or_else(|| number::written(text).and_then(|number| of_number(&number)))
        }
        Value::String(text) => of_text(text),
        Value::Number(number) => of_number(number),
        _ => None,
    }
}

/// `within`
pub(super) static WITHIN: Row = Row {
    name: "within",
    docs: "a time at most so far from now, on either side: 120s; or from another time: {of: \"${made.json.at}\", by: 2s}",
    schema: || {
        json!({"anyOf": [{"type": "string"}, {"type": "object", "required": ["of", "by"], "additionalProperties": false,
            "properties": {"of": {"type": ["string", "number"]}, "by": {"type": "string"}}}]})
    },
    compile: |node, bench| measured(node, bench, &NEAR),
};

#[derive(Debug)]
struct Window {
    of: Option<Timestamp>,
    by: Duration,
}

static NEAR: Measure<Window> = Measure {
    read: |value| match value {
        Value::String(text) => Ok(Window { of: None, by: span(text)? }),
        Value::Object(map) if map.len() == 2 && map.contains_key("of") && map.contains_key("by") => {
            let of = of_value(&map["of"], Reading::Written).ok_or_else(|| {
                Fault::new(format!("{} is no time", show::short(&map["of"]))).inside(Step::Key("of".into()))
            })?;
            let by = map["by"].as_str().ok_or_else(|| Fault::new("a span of time such as 2s is expected"));
            Ok(Window { of: Some(of), by: by.and_then(span).map_err(|fault| fault.inside(Step::Key("by".into())))? })
        }
        _ => Err(Fault::new("a span of time such as 120s is expected, or {of: time, by: 2s}")),
    },
    says: |window| {
        let by = span::show(window.by);
        match window.of {
            None => format!("a time within {by} of now"),
            Some(of) => format!("a time within {by} of {of}"),
        }
    },
    suits_list: |_| false,
    test: |window, subject, value| {
        let Some(there) = of_value(value, subject.reading) else {
            return Err(Miss::stranger(format!("{}, which is no time in a known form", show::kinded(value))));
        };
        let of = window.of.unwrap_or_else(|| subject.lookup.now());
        let apart = there.duration_since(of);
        if apart.unsigned_abs() <= window.by {
            return Ok(());
        }
        let side = if apart.is_negative() { "earlier" } else { "later" };
        Err(Miss::saying(format!("{}, {} {side}", show::short(value), span::show(apart.unsigned_abs()))))
    },
};

fn span(text: &str) -> Result<Duration, Fault> {
    span::parse(text).map_err(Fault::new)
}
