//! What is wrong with the rate-limit headers of one answer, and of one answer after another.

use http::{HeaderName, StatusCode};
use jiff::fmt::rfc2822;

use super::{RateLimit, ResetIn};
use crate::check::api::{Check, Demands};
use crate::check::written;
use crate::model::exchange::{Answer, Exchange};
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::observation::Observation;
use crate::value::scope::Scope;

/// The numbers of one answer, as far as they could be read.
#[derive(Debug, Clone, Copy, Default)]
struct Quota {
    remaining: Option<u64>,
    reset: Option<u64>,
}

impl Check for RateLimit {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        if seen.exchanges.is_empty() {
            return Judgement::fails(written::nothing_sent("rate_limit", &self.place));
        }
        let mut out = Judgement::default();
        let wanted = if self.decreases { 2 } else { 1 };
        let samples = &seen.exchanges[seen.exchanges.len().saturating_sub(wanted)..];
        let mut quotas = Vec::with_capacity(samples.len());
        for exchange in samples {
            match &exchange.result {
                Ok(answer) => quotas.push(self.judge_answer(exchange, answer, scope, &mut out)),
                Err(failure) => {
                    out.assert(Some(written::no_answer("rate_limit", failure.kind, &self.place)));
                    return out;
                }
            }
        }
        if self.decreases {
            match quotas.as_slice() {
                [first, second] => self.judge_decrease(*first, *second, &mut out),
                _ => out.assert(Some(self.unknown("two answers one after another", "only one"))),
            }
        }
        out
    }

    fn demands(&self) -> Demands {
        self.wanted()
    }
}

impl RateLimit {
    fn judge_answer(&self, exchange: &Exchange, answer: &Answer, scope: &Scope, out: &mut Judgement) -> Quota {
        let refused = answer.status == StatusCode::TOO_MANY_REQUESTS;
        if refused {
            self.judge_refusal(exchange, answer, out);
        }
        let mut number = |name: Option<&HeaderName>| {
            let name = name.filter(|name| !refused || answer.headers.contains_key(*name))?;
            match whole(answer, name) {
                Ok(number) => {
                    out.assert(None);
                    Some(number)
                }
                Err(what) => {
                    let mut finding = self.wrong(name, "a whole number", what);
                    finding.note = similar(answer, name);
                    out.assert(Some(finding));
                    None
                }
            }
        };
        let limit = number(self.limit.as_ref());
        let remaining = number(Some(&self.remaining));
        let reset = number(self.reset.as_ref());
        if let (Some(limit), Some(remaining)) = (limit, remaining) {
            let above = remaining > limit;
            out.assert(
                above
                    .then(|| self.wrong(&self.remaining, format!("at most {limit}, the limit"), remaining.to_string())),
            );
        }
        if let (Some(floor), Some(remaining)) = (&self.floor, remaining) {
            out.assert(match floor.value(scope) {
                Err(what) => Some(written::unfilled("rate_limit", &field(&self.remaining), what)),
                Ok(floor_now) if remaining >= floor_now => None,
                Ok(floor_now) => Some(
                    self.wrong(&self.remaining, format!("at least {floor_now}"), remaining.to_string())
                        .at(floor.place()),
                ),
            });
        }
        if let (Some(name), Some(reset)) = (&self.reset, reset) {
            let fault = self.reset_in.fault(reset, exchange.started);
            out.assert(fault.map(|expected| {
                let milliseconds = ResetIn::Unix.fault(reset / 1000, exchange.started).is_none();
                let hint = if milliseconds { ", which would be unix milliseconds" } else { "" };
                self.wrong(name, expected, format!("{reset}{hint}"))
            }));
        }
        Quota { remaining, reset }
    }

    /// A 429 has to say when to come back.
    fn judge_refusal(&self, exchange: &Exchange, answer: &Answer, out: &mut Judgement) {
        let name = HeaderName::from_static("retry-after");
        let Some(text) = answer.headers.get(&name) else {
            let there = self.reset.as_ref().is_some_and(|reset| answer.headers.contains_key(reset));
            let or_reset = self.reset.as_ref().map_or(String::new(), |reset| format!(", or {reset}"));
            out.assert((!there).then(|| {
                let expected = format!("seconds or an HTTP date{or_reset}, as the answer is 429");
                self.wrong(&name, expected, "absent")
            }));
            return;
        };
        let right = match whole(answer, &name) {
            Ok(seconds) => ResetIn::Seconds.fault(seconds, exchange.started).is_none(),
            Err(_) => text.to_str().is_ok_and(is_http_date),
        };
        let shown = String::from_utf8_lossy(text.as_bytes()).into_owned();
        out.assert((!right).then(|| self.wrong(&name, "seconds (at most 31 days) or an HTTP date", shown)));
    }

    fn judge_decrease(&self, first: Quota, second: Quota, out: &mut Judgement) {
        let (Some(before), Some(after)) = (first.remaining, second.remaining) else {
            return out.assert(Some(self.unknown("a number on two answers, one after another", "not on both")));
        };
        if before == 0 && after == 0 {
            return out.assert(Some(self.unknown("less than the first answer's", "the quota was used up before")));
        }
        let renewed = after > before && matches!((first.reset, second.reset), (Some(old), Some(new)) if new > old);
        let right = after < before || renewed;
        out.assert((!right).then(|| {
            let expected = format!("less than {before}, the first answer's");
            let mut finding = self.wrong(&self.remaining, expected, after.to_string());
            if after > before {
                finding.note = Some("it may rise only when Reset moves forward".into());
            }
            finding
        }));
    }

    fn wrong(&self, name: &HeaderName, expected: impl Into<String>, actual: impl Into<String>) -> Finding {
        Finding::wrong("rate_limit", field(name), expected, actual).at(&self.place)
    }

    fn unknown(&self, expected: &str, actual: &str) -> Finding {
        self.wrong(&self.remaining, expected, actual).weighing(Weight::Unknown)
    }
}

fn field(name: &HeaderName) -> String {
    format!("header {name}")
}

/// The one value of a header, which is digits alone: no sign, no fraction, no list.
fn whole(answer: &Answer, name: &HeaderName) -> Result<u64, String> {
    let values: Vec<_> = answer.headers.get_all(name).iter().collect();
    let value = match values.as_slice() {
        [] => return Err("absent".into()),
        [value] => String::from_utf8_lossy(value.as_bytes()).into_owned(),
        more => return Err(format!("{} of them", more.len())),
    };
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    match value.parse() {
        Ok(number) if digits => Ok(number),
        _ => Err(format!("`{value}`")),
    }
}

/// For a header that is absent: what the answer has instead.
fn similar(answer: &Answer, name: &HeaderName) -> Option<String> {
    if answer.headers.contains_key(name) {
        return None;
    }
    let others: Vec<&str> =
        answer.headers.keys().map(HeaderName::as_str).filter(|key| key.contains("ratelimit")).collect();
    (!others.is_empty()).then(|| format!("the answer has {}", others.join(", ")))
}

/// Whether a text is a date as HTTP writes it (RFC 9110, section 5.6.7): always in GMT.
fn is_http_date(text: &str) -> bool {
    text.ends_with(" GMT") && rfc2822::DateTimeParser::new().parse_timestamp(text).is_ok()
}
