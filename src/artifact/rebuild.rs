//! Outcomes and exchanges as far as evidence holds them.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version};
use url::Url;

use super::wire::case::{self, WEIGHTS};
use super::wire::part::duration;
use super::wire::{exchange as wire, run};
use crate::model::exchange::{Answer, Certificate, Exchange, Failure, FailureKind, Hop, Request, Timings};
use crate::model::finding::{Finding, Weight};
use crate::model::id::CaseId;
use crate::model::outcome::{Checked, Outcome, Status, Undone};
use crate::model::place::{Place, Source};
use crate::model::proof::Proof;

/// Places further down than this are shown at the top: a line number may not fill the memory.
const LAST_LINE: usize = 1_000_000;

/// More names of checks than any version has.
const MOST_NAMES: usize = 1024;

/// An id of a case that is known by its text only, as exchanges name it.
pub(super) fn id_of(text: &str) -> CaseId {
    let (suite, case) = text.rsplit_once('/').unwrap_or(("", text));
    CaseId { suite: suite.into(), target: None, case: case.into(), row: None }
}

/// An outcome as it was.
pub(super) fn outcome(
    end: case::CaseEnd<'_>,
    undone: Vec<Undone>,
    faulty: Option<Arc<Exchange>>,
    exchanges: &HashMap<String, Arc<Exchange>>,
) -> Result<Outcome, String> {
    let findings: Vec<Finding> =
        end.findings.into_iter().map(|found| finding(found, exchanges)).collect::<Result<_, _>>()?;
    let checks = end.checks.into_iter().map(|check| Checked {
        step: check.step.into_owned(),
        check: known(&check.check),
        place: place(&check.place),
        asserted: check.asserted,
        findings: check.findings.iter().filter_map(|index| findings.get(*index).cloned()).collect(),
    });
    let target: Arc<str> = end.target.into();
    Ok(Outcome {
        id: CaseId {
            suite: end.suite.into(),
            target: end.several_targets.then(|| target.clone()),
            case: end.name.into(),
            row: end.row.map(Into::into),
        },
        suite: end.index,
        lane: run::lane(&end.lane)?,
        target,
        mode: run::mode(&end.mode)?,
        covers: end.covers.into_owned().into(),
        status: Status::named(&end.status).ok_or_else(|| format!("there is no status {}", end.status))?,
        reason: end.reason.map(std::borrow::Cow::into_owned),
        took: duration(end.ms),
        checks: checks.collect(),
        findings,
        undone,
        exchanges: end.exchanges,
        explored: end.explored.into_iter().map(|account| Arc::new(account.into_owned())).collect(),
        faulty,
        why: end.why.map(std::borrow::Cow::into_owned),
        place: place(&end.place),
    })
}

fn finding(found: case::Finding<'_>, exchanges: &HashMap<String, Arc<Exchange>>) -> Result<Finding, String> {
    let weight = WEIGHTS.iter().find(|(_, name)| *name == found.weight);
    let weight: Weight = weight.ok_or_else(|| format!("there is no weight {}", found.weight))?.0;
    let difference = found
        .difference
        .and_then(|both| Some((serde_json::from_str(&both.expected).ok()?, serde_json::from_str(&both.actual).ok()?)));
    Ok(Finding {
        weight,
        check: known(&found.check),
        field: found.field.into_owned(),
        expected: found.expected.into_owned(),
        actual: found.actual.into_owned(),
        difference,
        place: found.place.as_ref().map(place),
        note: found.note.map(std::borrow::Cow::into_owned),
        proof: found.proof.map(|proof| {
            Arc::new(Proof {
                operation: proof.operation.into_owned(),
                contract: proof.contract.as_ref().map(place),
                exchanges: proof.exchanges.iter().filter_map(|id| exchanges.get(&**id).cloned()).collect(),
                case: proof.case.map(std::borrow::Cow::into_owned),
            })
        }),
        pin: None,
    })
}

/// A place in a text that has the one line that is known where it stood.
fn place(wire: &case::Place<'_>) -> Place {
    let above = wire.line.saturating_sub(1).min(LAST_LINE);
    let column = wire.column.saturating_sub(1).min(LAST_LINE);
    let line = wire.text.as_deref().map_or_else(|| " ".repeat(column + 1), str::to_owned);
    let offset = |characters: usize| line.char_indices().nth(characters).map_or(line.len(), |(at, _)| at);
    let (start, end) = (above + offset(column), above + offset(column.saturating_add(wire.width)));
    let text = format!("{}{line}", "\n".repeat(above));
    Place::new(Arc::new(Source { name: wire.file.clone().into_owned(), text }), start, end)
}

/// The name of a check for as long as the program lives: there are few of them, and the model names them so.
fn known(name: &str) -> &'static str {
    static NAMES: OnceLock<Mutex<HashSet<&'static str>>> = OnceLock::new();
    let mut names = NAMES.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(name) = names.get(name) {
        return name;
    }
    if names.len() >= MOST_NAMES || name.len() > 64 {
        return "unknown";
    }
    let name: &'static str = Box::leak(name.to_owned().into_boxed_str());
    names.insert(name);
    name
}

/// An exchange as far as it was written: masked, and with bodies cut.
pub(super) fn exchange(seen: wire::Exchange<'_>) -> Result<Exchange, String> {
    let result = match (seen.answer, seen.failure) {
        (Some(answer), _) => Ok(Answer::new(
            StatusCode::from_u16(answer.status).map_err(|error| error.to_string())?,
            version(&answer.version),
            headers(&answer.headers),
            body(answer.body),
        )),
        (None, Some(failure)) => {
            let kind = FailureKind::ALL.into_iter().find(|kind| kind.name() == failure.kind);
            Err(Failure { kind: kind.unwrap_or(FailureKind::Other), detail: failure.detail.into_owned() })
        }
        (None, None) => return Err("an exchange has neither answer nor failure".to_owned()),
    };
    let hops = seen.hops.iter().map(|hop| {
        let status = StatusCode::from_u16(hop.status).map_err(|error| error.to_string())?;
        Ok::<_, String>(Hop { status, from: url(&hop.from)?, to: url(&hop.to)? })
    });
    Ok(Exchange {
        target: (&*seen.target).into(),
        mode: run::mode(&seen.mode)?,
        attempt: seen.attempt,
        started: run::timestamp(&seen.started)?,
        request: Request {
            method: Method::from_bytes(seen.request.method.as_bytes()).map_err(|error| error.to_string())?,
            url: url(&seen.request.url)?,
            headers: headers(&seen.request.headers),
            body: body(seen.request.body),
        },
        result,
        timings: Timings {
            dns: seen.ms.dns.map(duration),
            connect: seen.ms.connect.map(duration),
            tls: seen.ms.tls.map(duration),
            first_byte: seen.ms.first_byte.map(duration),
            total: duration(seen.ms.total),
        },
        certificate: seen.certificate.map(certificate).transpose()?.map(Arc::new),
        hops: hops.collect::<Result<_, _>>()?,
        request_id: seen.request_id.into_owned(),
        traceparent: seen.traceparent.into_owned(),
    })
}

fn certificate(seen: wire::Certificate<'_>) -> Result<Certificate, String> {
    Ok(Certificate {
        subject: seen.subject.into_owned(),
        issuer: seen.issuer.into_owned(),
        names: seen.names.into_owned(),
        not_before: run::timestamp(&seen.not_before)?,
        not_after: run::timestamp(&seen.not_after)?,
        serial: seen.serial.into_owned(),
        sha256: seen.sha256.into_owned(),
        chain: seen.chain,
    })
}

fn body(body: Option<wire::Body<'_>>) -> Bytes {
    let text = body.and_then(|body| body.text.or(body.excerpt));
    text.map(|text| Bytes::from(text.into_owned())).unwrap_or_default()
}

fn headers(list: &wire::Headers<'_>) -> HeaderMap {
    let pairs = list.iter().filter_map(|(name, value)| {
        Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_bytes(value.as_bytes()).ok()?))
    });
    let mut map = HeaderMap::new();
    pairs.for_each(|(name, value)| {
        map.append(name, value);
    });
    map
}

/// A URL, or one that leads nowhere where masking left none.
fn url(text: &str) -> Result<Url, String> {
    Url::parse(text).or_else(|_| Url::parse("about:blank")).map_err(|error| error.to_string())
}

fn version(name: &str) -> Version {
    match name {
        "HTTP/0.9" => Version::HTTP_09,
        "HTTP/1.0" => Version::HTTP_10,
        "HTTP/2" => Version::HTTP_2,
        "HTTP/3" => Version::HTTP_3,
        _ => Version::HTTP_11,
    }
}
