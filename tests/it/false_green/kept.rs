//! Evidence that cannot be kept: the run is red, and says so.

use super::GREEN;
use crate::bench::{Done, Yard};

#[test]
fn the_folder_of_evidence_is_a_file() {
    let yard = Yard::of_cases(GREEN).file("artifacts/runs", "");
    yard.run(&[]).is(100, &["trouble", "artifacts/runs", "exit 100"]);
    let ledger = crate::bench::lines(&yard.only("artifacts/integrations", ".jsonl"));
    assert_eq!(ledger[0]["verdict"], "red", "a green ledger without evidence");
}

#[test]
fn the_folder_of_ledgers_is_a_file() {
    let yard = Yard::of_cases(GREEN).file("artifacts/integrations", "");
    yard.run(&[]).is(100, &["trouble", "artifacts/integrations", "exit 100"]);
}

#[test]
fn the_file_of_heads_is_a_folder() {
    let yard = Yard::of_cases(GREEN).file("artifacts/heads.jsonl/x", "");
    yard.run(&[]).is(100, &["trouble", "heads.jsonl", "exit 100"]);
    only_red(&yard);
}

#[test]
fn the_folder_given_is_a_file() {
    let yard = Yard::of_cases(GREEN);
    yard.run(&["--artifacts", "mocks/api.yaml"]).is(100, &["trouble", "exit 100"]);
}

#[test]
fn a_full_disk_under_the_heads() {
    let yard = Yard::of_cases(GREEN);
    std::fs::create_dir_all(yard.path("artifacts")).unwrap();
    std::os::unix::fs::symlink("/dev/full", yard.path("artifacts/heads.jsonl")).unwrap();
    yard.run(&[]).is(100, &["trouble", "heads.jsonl", "exit 100"]);
    only_red(&yard);
}

#[test]
fn a_full_disk_under_a_report() {
    let yard = Yard::of_cases(GREEN);
    for kind in ["jsonl", "json", "junit", "markdown", "terminal"] {
        yard.run(&["--report", &format!("{kind}=/dev/full")]).is(100, &["trouble", "No space left", "exit 100"]);
        only_red(&yard);
    }
    yard.run(&["--report", "junit=whole.xml"]).is(0, &["GREEN"]);
    yard.does(&["report", "--verify"]).is(0, &[]);
}

#[test]
fn a_head_that_can_be_written_no_more() {
    let head = format!("{{\"file\":\"integrations/x.jsonl\",\"lines\":1,\"head\":\"{}\"}}\n", "0".repeat(64));
    let yard = Yard::of_cases(GREEN).file("artifacts/heads.jsonl", head.repeat(1000));
    let script = format!("ulimit -f 128; exec '{}' run", env!("CARGO_BIN_EXE_holdpoint"));
    let done = Done::of(yard.program("sh").args(["-c", &script]).spawn().unwrap());
    done.is(100, &["trouble", "heads.jsonl", "File too large", "exit 100"]);
    only_red(&yard);
    assert_eq!(yard.read("artifacts/heads.jsonl"), head.repeat(1000));
}

/// Demands that no ledger says green of a run that ended with 100.
#[track_caller]
fn only_red(yard: &Yard) {
    let ledger = crate::bench::lines(&yard.only("artifacts/integrations", ".jsonl"));
    assert!(!ledger.is_empty());
    for line in ledger {
        assert_eq!((&line["verdict"], &line["exit_code"]), (&"red".into(), &100.into()), "{line}");
        assert!(line["notes"].as_array().is_some_and(|notes| !notes.is_empty()), "{line}");
    }
}

#[test]
fn a_full_disk_under_the_standard_output() {
    let yard = Yard::of_cases(GREEN);
    for arguments in [&["run"][..], &["run", "--output", "json"], &["list"], &["check"], &["explain", "call"]] {
        let full = std::fs::File::create("/dev/full").unwrap();
        let done = Done::of(yard.command(arguments).stdout(full).spawn().unwrap());
        assert!(!matches!(done.code, Some(0)), "{arguments:?}: {done}");
    }
}

#[test]
fn a_file_that_may_not_grow() {
    let cases = (0..200).map(|n| GREEN.replace("it answers", &format!("case {n}"))).collect::<Vec<_>>().concat();
    let yard = Yard::of_cases(&cases);
    let script = format!("ulimit -f 8; exec '{}' run", env!("CARGO_BIN_EXE_holdpoint"));
    let done = Done::of(yard.program("sh").args(["-c", &script]).spawn().unwrap());
    done.is(100, &["trouble", "File too large", "exit 100"]);
}

#[test]
fn a_report_that_cannot_be_opened() {
    let yard = Yard::of_cases(GREEN);
    yard.run(&["--report", "junit=mocks/api.yaml/x.xml"]).is(2, &["--report junit"]);
    yard.run(&["--report", "junit="]).is(2, &["a path is missing"]);
    yard.run(&["--report", "junitt=x"]).is(2, &["did you mean `junit`?"]);
}

#[test]
fn a_signing_key_that_cannot_be_read() {
    Yard::of_cases(GREEN).env("HOLDPOINT_SIGNING_KEY_FILE", "nowhere.pem").run(&[]).is(2, &["nowhere.pem"]);
}

#[test]
fn a_closed_standard_output_does_not_make_a_run_green() {
    let yard = Yard::of_cases("  - { name: a, call: GET /gone, expect: 200 }\n");
    let mut child = yard.start(&["run"]);
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(100));
}
