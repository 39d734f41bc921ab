//! A comparison of mock and live as people and programs read it: each lie with the change that ends it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::block::Ink;
use super::wording::{many, plain};
use crate::drift::compare::Part;
use crate::drift::group::{Account, Lie};
use crate::model::verdict::Verdict;
use crate::value::redact::Redactor;

/// How much of a value is said.
const SAID: usize = 160;
/// How many cases are named that saw the same.
const NAMED: usize = 2;

/// The mock file of each target, as shown to people.
pub type Files = BTreeMap<String, String>;

/// The comparison as a person reads it.
#[must_use]
pub fn tell(
    account: &Account,
    files: &Files,
    verdict: Verdict,
    code: u8,
    colours: bool,
    redactor: &Redactor,
) -> String {
    let ink = Ink(colours);
    let mut out = String::new();
    let mut last = None;
    for lie in &account.lies {
        let stub = (lie.target.clone(), lie.stub.clone());
        if last.as_ref() != Some(&stub) {
            let _ = writeln!(out, "\n{}  {}", ink.red("DRIFT"), ink.bold(&whose(lie, files, redactor)));
            last = Some(stub);
        }
        lines(&mut out, lie, ink, redactor);
    }
    if !account.left.is_empty() {
        out.push('\n');
    }
    for left in &account.left {
        let (case, why) = (plain(&left.case, SAID, redactor), plain(&left.why, SAID * 2, redactor));
        let _ = writeln!(out, "  {} {case}: {why}", ink.yellow("not compared"));
    }
    let word = verdict.name().to_uppercase();
    let word = if verdict == Verdict::Green { ink.green(&word) } else { ink.red(&word) };
    let _ = writeln!(
        out,
        "\n{word}  {} of {} compared · {} · exit {code}",
        many(account.pairs as u64, "answer"),
        many(account.cases as u64, "case"),
        many(account.lies.len() as u64, "difference"),
    );
    out
}

/// Whose answer it is: the stub and its file, or the request where no stub answered.
fn whose(lie: &Lie, files: &Files, redactor: &Redactor) -> String {
    let file = files.get(&*lie.target).map_or_else(|| lie.target.to_string(), Clone::clone);
    let said = match &lie.stub {
        Some(stub) => format!("{file} · stub `{stub}` · {}", lie.request),
        None => format!("{file} · no stub · {}", lie.request),
    };
    plain(&said, SAID * 2, redactor)
}

fn lines(out: &mut String, lie: &Lie, ink: Ink, redactor: &Redactor) {
    let said = |text: &str| plain(text, SAID, redactor);
    let difference = &lie.difference;
    let at = match difference.part {
        Part::Status => "status".to_owned(),
        Part::Header => format!("header {}", difference.at),
        Part::Body => difference.at.clone(),
    };
    let (live, mock) = (said(&difference.live), said(&difference.mock));
    let _ = writeln!(out, "  {}  live {}, mock {}", ink.bold(&said(&at)), ink.green(&live), ink.red(&mock));
    let _ = writeln!(out, "    {}   {}", ink.dim("then"), plain(&difference.change, SAID * 2, redactor));
    let named: Vec<&str> = lie.cases.iter().take(NAMED).map(String::as_str).collect();
    let more = match lie.cases.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let _ = writeln!(out, "    {}   {}{more}", ink.dim("seen"), plain(&named.join(", "), SAID * 2, redactor));
}

/// `holdpoint-drift/v1`
#[must_use]
pub fn document(account: &Account, files: &Files, verdict: Verdict, code: u8, redactor: &Redactor) -> Value {
    let mask = |text: &str| redactor.mask(text).into_owned();
    let lies = account.lies.iter().map(|lie| {
        json!({
            "target": &*lie.target,
            "mock": files.get(&*lie.target),
            "stub": lie.stub,
            "request": mask(&lie.request),
            "part": lie.difference.part.name(),
            "at": mask(&lie.difference.at),
            "live": mask(&lie.difference.live),
            "mocked": mask(&lie.difference.mock),
            "change": mask(&lie.difference.change),
            "cases": lie.cases.iter().map(|case| mask(case)).collect::<Vec<_>>(),
        })
    });
    let left = account
        .left
        .iter()
        .map(|left| json!({"case": mask(&left.case), "why": mask(&left.why), "unknown": left.unknown}));
    json!({
        "schema": "holdpoint-drift/v1",
        "verdict": verdict.name(),
        "exit_code": code,
        "cases": account.cases,
        "answers": account.pairs,
        "differences": lies.collect::<Vec<_>>(),
        "not_compared": left.collect::<Vec<_>>(),
    })
}
