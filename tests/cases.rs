//! Every check judged over what it may see: `tests/cases/check/<id>/<name>/` is a trial; `BLESS=1` rewrites what is expected.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use holdpoint::check;
use holdpoint::check::api::Workshop;
use holdpoint::model::diagnostic::Diagnostics;
use holdpoint::model::exchange::{Answer, Certificate, Exchange, Failure, FailureKind, Hop, Request, Timings};
use holdpoint::model::finding::Finding;
use holdpoint::model::journal::{Arrival, Arrivals};
use holdpoint::model::mode::Mode;
use holdpoint::model::observation::Observation;
use holdpoint::model::place::Source;
use holdpoint::model::secret::Secret;
use holdpoint::openapi::shelf::Shelf;
use holdpoint::step::json_rpc;
use holdpoint::syntax::yaml;
use holdpoint::value::scope::{Ground, Scope};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version};
use jiff::Timestamp;
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/check");
    let mut trials = vec![Trial::test("every check is shown both ways", {
        let root = root.clone();
        move || both_ways(&root)
    })];
    for kind in check::TABLE {
        for folder in folders(&root.join(kind.id)) {
            let name = format!("{}/{}", kind.id, folder.file_name().unwrap_or_default().to_string_lossy());
            trials.push(Trial::test(name, move || trial(kind.id, &folder)).with_kind("check"));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// A check that no folder shows to hold, or none to fail, is not known to do its work.
fn both_ways(root: &Path) -> Result<(), Failed> {
    let shows = |id: &str, how: &str| {
        folders(&root.join(id))
            .iter()
            .any(|folder| folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(how)))
    };
    let lacking: Vec<String> = check::TABLE
        .iter()
        .flat_map(|kind| ["right", "wrong"].map(|how| (kind.id, how)))
        .filter(|(id, how)| !shows(id, how))
        .map(|(id, how)| format!("tests/cases/check/{id}/{how}-…"))
        .collect();
    let strange: Vec<PathBuf> =
        folders(root).into_iter().filter(|folder| !check::TABLE.iter().any(|kind| folder.ends_with(kind.id))).collect();
    if lacking.is_empty() && strange.is_empty() {
        return Ok(());
    }
    Err(format!("missing: {lacking:?}; of no check: {strange:?}").into())
}

fn trial(id: &str, folder: &Path) -> Result<(), Failed> {
    let path = folder.join("case.yaml");
    let text = std::fs::read_to_string(&path)?;
    let node = yaml::parse(&Arc::new(Source { name: "case.yaml".into(), text })).map_err(|found| found.message)?;
    let mut found = Diagnostics::default();
    let kind = check::TABLE.iter().find(|kind| kind.id == id).ok_or("no such check")?;
    let expect = node.get("expect").ok_or("`expect` is missing")?;
    let compiled = (kind.compile)(expect, &mut Workshop::new(&mut found, folder, folder, &Shelf::default()));
    let check =
        compiled.ok_or_else(|| found.iter().map(|found| found.message.clone()).collect::<Vec<_>>().join("; "))?;
    let seen = observation(&node.get("seen").ok_or("`seen` is missing")?.to_json())?;
    let ground =
        Ground { secrets: [("KEY".to_owned(), Secret::new("s3cret-of-the-case".into()))].into(), ..Ground::default() };
    let judgement = check.judge(&seen, &Scope::new(Arc::new(ground), "cases/x".into(), None));
    let mut told = format!("{} asserted\n", judgement.asserted);
    for finding in &judgement.findings {
        let Finding { weight, field, expected, actual, .. } = finding;
        told.push_str(&format!("{weight:?} {field}: expected {expected}, got {actual}\n"));
        if let Some(note) = &finding.note {
            // Files beside the case are told by their name alone, wherever the case lies.
            told.push_str(&format!("  {}\n", note.replace(&format!("{}/", folder.display()), "")));
        }
    }
    let right = folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("right"));
    if right != judgement.findings.is_empty() {
        return Err(format!("the name says {}, and it came to\n{told}", if right { "right" } else { "wrong" }).into());
    }
    let kept = folder.join("told.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&kept, &told)?;
    }
    let expected = std::fs::read_to_string(&kept).unwrap_or_default();
    if expected == told { Ok(()) } else { Err(format!("expected\n{expected}\ngot\n{told}").into()) }
}

/// One exchange, or `exchanges` in order; and what a mock saw, under `arrivals`.
fn observation(seen: &Value) -> Result<Observation, Failed> {
    let one = std::slice::from_ref(seen);
    let list = seen["exchanges"].as_array().map_or(one, Vec::as_slice);
    let exchanges = list.iter().map(|value| exchange(value).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
    let arrivals =
        seen["arrivals"].as_array().map(|list| Arrivals { list: list.iter().map(arrival).collect(), lost: 0 });
    // A message of JSON-RPC was sent: with this method and id, without an id as a notification.
    let reply = seen["sent_rpc"]["method"].as_str().and_then(|method| {
        let id = seen["sent_rpc"].get("id").cloned();
        Some(json_rpc::reply::read(id, method.to_owned(), exchanges.last()?.answer()?))
    });
    Ok(Observation { elapsed: Duration::from_millis(1), exchanges, arrivals, reply, ..Observation::default() })
}

fn exchange(value: &Value) -> Result<Exchange, Failed> {
    let text = |value: &Value, usual: &str| value.as_str().unwrap_or(usual).to_owned();
    let body = match &value["json"] {
        Value::Null => Bytes::from(text(&value["body"], "")),
        json => Bytes::from(json.to_string()),
    };
    let status = u16::try_from(value["status"].as_u64().unwrap_or(200))?;
    let result = match value["failure"].as_str() {
        Some(name) => {
            let kind = FailureKind::ALL.into_iter().find(|kind| kind.name() == name).ok_or("no such failure")?;
            Err(Failure { kind, detail: "as the case says".into() })
        }
        None => Ok(Answer::new(StatusCode::from_u16(status)?, Version::HTTP_11, headers(&value["headers"])?, body)),
    };
    let total = Duration::from_millis(value["ms"].as_u64().unwrap_or(5));
    let started: Timestamp = "2026-11-20T06:00:00Z".parse()?;
    let certificate = value["certificate_days"].as_i64().map(|days| {
        let day = |number: i64| started + jiff::SignedDuration::from_hours(24 * number);
        Arc::new(Certificate {
            subject: "CN=api.example.test".into(),
            issuer: "CN=an issuer".into(),
            names: vec!["api.example.test".into()],
            not_before: day(-1),
            not_after: day(days),
            serial: "01".into(),
            sha256: "00".repeat(32),
            chain: 2,
        })
    });
    let hops = value["hops"].as_array().into_iter().flatten();
    let hop = |to: &Value| -> Result<Hop, Failed> {
        Ok(Hop { status: StatusCode::FOUND, from: "https://api.example.test/".parse()?, to: text(to, "").parse()? })
    };
    Ok(Exchange {
        target: "api".into(),
        mode: Mode::Mock,
        attempt: 1,
        started,
        request: Request {
            method: Method::GET,
            url: text(&value["url"], "https://api.example.test/x").parse()?,
            headers: headers(&value["sent"])?,
            body: Bytes::new(),
        },
        result,
        timings: Timings { total, first_byte: Some(total), ..Timings::default() },
        certificate,
        hops: hops.map(hop).collect::<Result<_, _>>()?,
        request_id: "request-1".into(),
        traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".into(),
    })
}

fn arrival(value: &Value) -> Arrival {
    Arrival {
        stub: value["stub"].as_str().map(str::to_owned),
        at: Duration::from_millis(value["at"].as_u64().unwrap_or(0)),
        connection: 1,
        method: Method::GET,
        target: "/x".into(),
        headers: headers(&value["headers"]).unwrap_or_default(),
        body: Bytes::new(),
        status: 200,
        nearest: None,
    }
}

fn headers(value: &Value) -> Result<HeaderMap, Failed> {
    let mut headers = HeaderMap::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        for value in value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice) {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            headers.append(HeaderName::try_from(name.as_str())?, HeaderValue::try_from(text)?);
        }
    }
    Ok(headers)
}
