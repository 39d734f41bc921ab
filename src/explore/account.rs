//! What an exploration is worth as evidence: its findings in the words of a run, its account, and the exchanges to keep.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::api::{Budget, Found, Options, Summary};
use crate::model::exchange::Exchange;
use crate::model::exploration::Exploration;
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::proof::Proof;
use crate::syntax::span;

/// What an exploration came to, for a case of a run. What showed nothing has a finding of its own, so that it is not green.
#[must_use]
pub fn exploration(summary: &Summary, options: &Options) -> Exploration {
    let mut findings: Vec<Finding> = summary.found.iter().map(finding).collect();
    findings.extend(doubts(summary, options));
    let proofs = summary.found.iter().flat_map(|found| &found.exchanges).map(|sent| &sent.exchange);
    let mut exchanges: Vec<Arc<Exchange>> = Vec::new();
    for exchange in summary.shown.iter().chain(proofs) {
        if !exchanges.iter().any(|known| Arc::ptr_eq(known, exchange)) {
            exchanges.push(exchange.clone());
        }
    }
    exchanges.sort_by_key(|exchange| exchange.started);
    Exploration {
        judgement: Judgement { asserted: usize::try_from(summary.requests).unwrap_or(usize::MAX), findings },
        account: Arc::new(account(summary, options)),
        exchanges,
    }
}

/// A finding; the contract's place is said in words as well, for whoever shows no proofs.
fn finding(found: &Found) -> Finding {
    let field = format!("{} {}", found.operation, found.field);
    let keyword = if found.keyword.is_empty() { String::new() } else { format!(" ({})", found.keyword) };
    let finding = Finding::wrong(found.oracle, field.trim_end(), &found.expected, &found.got);
    let proof = Proof {
        operation: found.operation.clone(),
        contract: found.place.clone(),
        exchanges: found.exchanges.iter().map(|sent| sent.exchange.clone()).collect(),
        case: found.case.clone(),
    };
    let finding = Finding { proof: Some(Arc::new(proof)), ..finding };
    match &found.place {
        Some(place) => finding.note(format!("{place}{keyword}")),
        None => finding,
    }
}

/// Why what was not found is no proof that there is nothing.
fn doubts(summary: &Summary, options: &Options) -> Vec<Finding> {
    let doubt = |field: &str, expected: &str, actual: String| {
        Finding::wrong("explore", field, expected, actual).weighing(Weight::Unknown)
    };
    let mut doubts = Vec::new();
    if summary.explored == 0 {
        let why = summary.notes.first().cloned().unwrap_or_else(|| "the document has none".into());
        doubts.push(doubt("operations", "an operation that may be explored", format!("none: {why}")));
    } else if let Some(why) = &summary.blind {
        doubts.push(doubt("answers", "answers that can be judged", why.clone()));
    } else if summary.requests == 0 && !summary.interrupted {
        let why = summary.notes.first().cloned().unwrap_or_else(|| "there was no time".into());
        doubts.push(doubt("requests", "requests that can be sent", format!("none: {why}")));
    }
    let so_far = || format!("{} requests in {}", summary.requests, span::show(summary.took));
    if summary.interrupted {
        doubts.push(doubt("budget", &shown(options.budget), format!("stopped after {}", so_far())));
    } else if summary.cut {
        doubts.push(doubt("budget", &shown(options.budget), format!("{}, and then the deadline", so_far())));
    }
    doubts
}

/// A budget as it is written: `10s`, `2000 requests`.
#[must_use]
pub fn shown(budget: Budget) -> String {
    match budget {
        Budget::Time(span) => span::show(span),
        Budget::Requests(count) => format!("{count} requests"),
    }
}

/// A budget from text: `10s`, or a number of requests.
///
/// # Errors
/// In words.
pub fn budget(text: &str) -> Result<Budget, String> {
    if let Ok(count) = text.replace('_', "").parse::<u64>() {
        return if count == 0 { Err("a budget of nothing judges nothing".into()) } else { Ok(Budget::Requests(count)) };
    }
    match span::parse(text) {
        Ok(Duration::ZERO) => Err("a budget of nothing judges nothing".into()),
        Ok(span) => Ok(Budget::Time(span)),
        Err(_) => Err(format!("`{text}` is neither a span such as 10s nor a number of requests such as 2000")),
    }
}

/// What was done: `{seed, budget, writes, ms, operations, requests, claims, cleaned, notes, coverage}`.
#[must_use]
pub fn account(summary: &Summary, options: &Options) -> Value {
    json!({
        "seed": options.seed,
        "budget": match options.budget {
            Budget::Time(span) => json!({"ms": milliseconds(span)}),
            Budget::Requests(count) => json!({"requests": count}),
        },
        "writes": options.may_write,
        "ms": milliseconds(summary.took),
        "operations": {"declared": summary.operations, "explored": summary.explored, "succeeded": summary.succeeded},
        "requests": {
            "sent": summary.requests,
            "allowed": summary.fitting,
            "refused": summary.unfitting,
            "chains": summary.stories,
            "by_class": {
                "none": summary.classes[0], "1xx": summary.classes[1], "2xx": summary.classes[2],
                "3xx": summary.classes[3], "4xx": summary.classes[4], "5xx": summary.classes[5],
            },
        },
        "claims": summary.counts,
        "cleaned": {"deleted": summary.cleaned.0, "left": summary.cleaned.1},
        "notes": summary.notes,
        "coverage": summary.used,
    })
}

fn milliseconds(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::outcome::Status;

    fn status(change: impl Fn(&mut Summary)) -> Status {
        let mut summary = Summary { operations: 2, explored: 2, requests: 9, succeeded: 2, ..Summary::default() };
        change(&mut summary);
        Status::of(&exploration(&summary, &Options::new(7)).judgement.findings)
    }

    #[test]
    fn only_what_was_judged_to_its_end_passes() {
        assert_eq!(status(|_| {}), Status::Passed);
        assert_eq!(status(|one| one.explored = 0), Status::Inconclusive);
        assert_eq!(status(|one| one.requests = 0), Status::Inconclusive);
        assert_eq!(status(|one| one.blind = Some("nothing was answered".into())), Status::Inconclusive);
        assert_eq!(status(|one| one.cut = true), Status::Inconclusive);
        assert_eq!(status(|one| one.interrupted = true), Status::Inconclusive);
    }

    #[test]
    fn a_budget_is_a_span_or_a_number() {
        assert_eq!(budget("10s"), Ok(Budget::Time(Duration::from_secs(10))));
        assert_eq!(budget("2_000"), Ok(Budget::Requests(2_000)));
        for wrong in ["0", "0s", "soon", "-1", ""] {
            assert!(budget(wrong).is_err(), "{wrong}");
        }
        assert_eq!(shown(Budget::Requests(5)), "5 requests");
    }
}
