//! How long to wait before the next try, and whether there may be one.

use std::time::Duration;

use jiff::fmt::rfc2822;
use sha2::{Digest as _, Sha256};

use crate::model::clock;
use crate::model::observation::Observation;
use crate::plan::flow::Retry;

/// Whether what was seen is something that this retry is for.
#[must_use]
pub fn applies(retry: &Retry, seen: &Observation) -> bool {
    match (seen.failure(), seen.answer()) {
        (Some(failure), _) => retry.failures.contains(&failure.kind),
        (None, Some(answer)) => retry.statuses.contains(&answer.status),
        (None, None) => false,
    }
}

/// The wait before try number `attempt + 1`: what `Retry-After` says (RFC 9110, 10.2.3), else a growing backoff.
#[must_use]
pub fn pause(retry: &Retry, seen: &Observation, attempt: u32, seed: u64, case: &str) -> Duration {
    if let Some(asked) = seen.answer().and_then(|answer| answer.header("retry-after")).and_then(retry_after) {
        return asked;
    }
    let doubled = retry.base.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
    let whole = doubled.min(retry.cap);
    if retry.jitter { whole.mul_f64(fraction(seed, case, attempt)) } else { whole }
}

/// `120`, or a date of HTTP; anything else says nothing.
fn retry_after(text: &str) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    let ahead = date.as_second() - clock::now().as_second();
    Some(Duration::from_secs(u64::try_from(ahead).unwrap_or(0)))
}

/// A number in 0..1 that is the same for the same seed, case and try.
fn fraction(seed: u64, case: &str, attempt: u32) -> f64 {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    hash.update(case.as_bytes());
    hash.update(attempt.to_be_bytes());
    let bytes: [u8; 32] = hash.finalize().into();
    let number = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    f64::from(number) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bytes::Bytes;
    use http::{HeaderMap, StatusCode, Version};
    use jiff::Timestamp;

    use super::*;
    use crate::model::exchange::{Answer, Exchange, Request, Timings};
    use crate::model::mode::Mode;

    fn seen(status: u16, retry_after: Option<&str>) -> Observation {
        let mut headers = HeaderMap::new();
        if let Some(text) = retry_after {
            headers.insert("retry-after", text.parse().unwrap());
        }
        let exchange = Exchange {
            target: "t".into(),
            mode: Mode::Mock,
            attempt: 1,
            started: Timestamp::UNIX_EPOCH,
            request: Request {
                method: http::Method::GET,
                url: "http://localhost/".parse().unwrap(),
                headers: HeaderMap::new(),
                body: Bytes::new(),
            },
            result: Ok(Answer::new(StatusCode::from_u16(status).unwrap(), Version::HTTP_11, headers, Bytes::new())),
            timings: Timings::default(),
            certificate: None,
            hops: Vec::new(),
            request_id: String::new(),
            traceparent: String::new(),
        };
        Observation { exchanges: vec![Arc::new(exchange)], ..Observation::default() }
    }

    fn policy(jitter: bool) -> Retry {
        Retry {
            times: 3,
            statuses: vec![StatusCode::SERVICE_UNAVAILABLE],
            failures: Vec::new(),
            base: Duration::from_millis(100),
            cap: Duration::from_millis(500),
            jitter,
            expected: false,
        }
    }

    #[test]
    fn it_is_for_what_it_names_alone() {
        assert!(applies(&policy(false), &seen(503, None)));
        assert!(!applies(&policy(false), &seen(500, None)));
        assert!(!applies(&policy(false), &seen(200, None)));
    }

    #[test]
    fn waits_grow_to_the_cap_and_obey_retry_after() {
        let wait = |attempt, header| pause(&policy(false), &seen(503, header), attempt, 1, "c").as_millis();
        assert_eq!([wait(1, None), wait(2, None), wait(3, None), wait(4, None)], [100, 200, 400, 500]);
        assert_eq!(wait(1, Some("2")), 2000);
        assert_eq!(wait(1, Some("Thu, 01 Jan 1970 00:00:00 GMT")), 0);
        assert_eq!(wait(1, Some("soon")), 100);
    }

    #[test]
    fn jitter_spreads_and_is_the_same_under_the_same_seed() {
        let wait = |seed| pause(&policy(true), &seen(503, None), 1, seed, "c");
        assert_eq!(wait(7), wait(7));
        let all: std::collections::BTreeSet<_> = (0..50).map(wait).collect();
        assert!(all.len() > 40 && all.iter().all(|wait| *wait <= Duration::from_millis(100)));
    }
}
