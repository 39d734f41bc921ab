//! Which source decides about a flag, and that none is a default.

use std::sync::Arc;

use super::*;
use crate::model::place::Source;
use crate::target::flagd;
use crate::target::testing::{FakeProvider, Nobody, Wire, told};

const FILE: &str = r#"{"flags": {
    "in_file": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "on"},
    "asleep": {"state": "DISABLED", "variants": {"on": true}, "defaultVariant": "on"}
}}"#;

struct Given<'a> {
    forced: &'a [(&'a str, bool)],
    flags: &'a [(&'a str, bool)],
    env: &'a [(&'a str, &'a str)],
    file: bool,
}

const NONE: Given<'static> = Given { forced: &[], flags: &[], env: &[], file: true };

/// `key=value source reason`, or what was found.
async fn ask<F: Fetch>(key: &str, given: Given<'_>, fetch: &F) -> Result<String, Vec<String>> {
    let file = Arc::new(Source { name: "suites/flags.json".into(), text: FILE.into() });
    let file = flagd::parse(&file, &mut Diagnostics::default()).unwrap();
    let forced = |(key, value): &(&str, bool)| {
        let evaluation =
            Evaluation { key: (*key).into(), value: *value, source: "--live".into(), reason: "--live t".into() };
        ((*key).to_owned(), evaluation)
    };
    let pairs: Vec<(String, bool)> = given.flags.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect();
    let sources = Sources {
        forced: given.forced.iter().map(forced).collect(),
        given: &pairs,
        env: &|name| given.env.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()),
        file: given.file.then_some(&file),
    };
    let place = Place::new(Arc::new(Source { name: "p.yaml".into(), text: key.into() }), 0, key.len());
    let mut found = Diagnostics::default();
    let evaluations = evaluate(&[(key.to_owned(), place)].into(), &sources, fetch, &mut found).await;
    match evaluations.as_slice() {
        [one] if found.is_empty() => Ok(format!("{}={} {} {}", one.key, one.value, one.source, one.reason)),
        [] => Err(told(&found)),
        _ => panic!("{evaluations:?} and {found:?}"),
    }
}

#[tokio::test]
async fn the_stronger_source_decides() {
    let env = &[("HOLDPOINT_FLAG_IN_FILE", "off")];
    let file = ask("in_file", NONE, &Nobody).await;
    assert_eq!(file, Ok("in_file=true suites/flags.json STATIC".into()));
    let by_env = ask("in_file", Given { env, ..NONE }, &Nobody).await;
    assert_eq!(by_env, Ok("in_file=false HOLDPOINT_FLAG_IN_FILE STATIC".into()));
    let given = ask("in_file", Given { env, flags: &[("in_file", true)], ..NONE }, &Nobody).await;
    assert_eq!(given, Ok("in_file=true --flag STATIC".into()));
    let all = Given { env, flags: &[("in_file", true)], forced: &[("in_file", false)], ..NONE };
    assert_eq!(ask("in_file", all, &Nobody).await, Ok("in_file=false --live --live t".into()));
}

#[tokio::test]
async fn a_provider_stands_between_environment_and_file() {
    let server = FakeProvider::start(|path| match path.rsplit('/').next().unwrap() {
        "in_file" => (200, r#"{"key": "in_file", "value": false, "reason": "SPLIT"}"#),
        "broken" => (503, ""),
        _ => (404, r#"{"errorCode": "FLAG_NOT_FOUND"}"#),
    })
    .await;
    let env = &[("OFREP_ENDPOINT", server.endpoint.as_str()), ("HOLDPOINT_FLAG_BROKEN", "")];
    assert_eq!(ask("in_file", Given { env, ..NONE }, &Wire).await, Ok("in_file=false ofrep SPLIT".into()));
    assert_eq!(
        ask("asleep", Given { env, ..NONE }, &Wire).await.unwrap_err()[0].split(' ').next(),
        Some("flag-disabled"),
        "what the provider does not know, the file decides"
    );
    assert_eq!(
        ask("broken", Given { env, ..NONE }, &Wire).await,
        Err(vec![
            "flag-evaluation p.yaml:1:1 the flag `broken` cannot be evaluated: the provider answered 503 (see \
             OFREP_ENDPOINT; `--flag broken=false` decides without the provider)"
                .into()
        ])
    );
    let given = Given { env, flags: &[("broken", false)], ..NONE };
    assert_eq!(ask("broken", given, &Nobody).await, Ok("broken=false --flag STATIC".into()));
    assert_eq!(
        ask("nope", Given { env, ..NONE }, &Wire).await,
        Err(vec![
            "flag-unknown p.yaml:1:1 neither the provider nor suites/flags.json knows the flag `nope` (add it to \
             suites/flags.json, or give `--flag nope=false`)"
                .into()
        ])
    );
}

#[tokio::test]
async fn a_flag_that_cannot_be_evaluated_is_an_error() {
    for (key, given, what) in [
        (
            "in_fiel",
            NONE,
            "flag-unknown p.yaml:1:1 suites/flags.json does not know the flag `in_fiel` (did you mean `in_file`?)",
        ),
        (
            "in_file",
            Given { file: false, ..NONE },
            "flag-unknown p.yaml:1:1 nothing that was asked knows the flag `in_file` (name a file under `flags`, or \
             give `--flag in_file=false`)",
        ),
        (
            "asleep",
            NONE,
            "flag-disabled p.yaml:1:1 the flag `asleep` cannot be evaluated (a flag that is off is `\"state\": \
             \"ENABLED\"` with `\"defaultVariant\": \"off\"`)",
        ),
        (
            "in_file",
            Given { env: &[("HOLDPOINT_FLAG_IN_FILE", "yes")], ..NONE },
            "flag-value - HOLDPOINT_FLAG_IN_FILE is neither on nor off (set it to true, false, 1, 0, on or off)",
        ),
        (
            "in_file",
            Given { env: &[("OFREP_ENDPOINT", "nowhere")], ..NONE },
            "flag-provider - OFREP_ENDPOINT cannot be used: it is no absolute URL; write one such as \
             https://chat.example.com",
        ),
    ] {
        assert_eq!(ask(key, given, &Nobody).await, Err(vec![what.to_owned()]), "{key}");
    }
}

#[test]
fn names_and_values_in_the_environment() {
    assert_eq!(variable("chatwoot_live"), "HOLDPOINT_FLAG_CHATWOOT_LIVE");
    assert_eq!(variable("my-flag.v2 é"), "HOLDPOINT_FLAG_MY_FLAG_V2__");
    assert_eq!([" true ", "1", "ON"].map(switch), [Some(true); 3]);
    assert_eq!(["false", "0", "Off"].map(switch), [Some(false); 3]);
    assert_eq!(["yes", "", "2", "enabled"].map(switch), [None; 4]);
}
