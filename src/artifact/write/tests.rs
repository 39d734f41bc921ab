//! What is written, and what is said when it cannot be.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use super::*;
use crate::artifact::{sample, sign, verify};
use crate::model::outcome::Status;
use crate::model::secret::Secret;

fn layout(folder: &TempDir) -> Layout {
    Layout::new(folder.path().join("artifacts/integrations"))
}

fn writer(folder: &TempDir, secret: &str) -> Writer {
    let redactor = Redactor::new([("TOKEN".to_owned(), Secret::new(secret.to_owned()))]).unwrap();
    Writer::new(Settings::new(layout(folder), Arc::new(redactor), sample::exit_code)).unwrap()
}

fn events() -> Vec<Event> {
    let seen = sample::exchange(&[("authorization", "Bearer hunter2-hunter2")], br#"{"key":"hunter2-hunter2"}"#, b"{}");
    let unreachable = sample::unknown(0, sample::id("chatwoot/health", "other"));
    let failed = sample::failing(1, sample::id("publer/health", "ready"), Arc::new(sample::exchange(&[], b"", b"")));
    let passed = sample::outcome(0, sample::id("chatwoot/health", "ready"), Status::Passed);
    let skipped = sample::outcome(1, sample::id("publer/health", "skipped"), Status::NotRun);
    sample::run(
        sample::head(&["chatwoot/health", "publer/health"]),
        vec![
            (seen, passed),
            (sample::refused(), unreachable),
            (sample::exchange(&[], b"", &[0xff, 0xfe, 0]), failed),
            (sample::exchange(&[], b"", &b"long ".repeat(10_000)), skipped),
        ],
    )
}

fn lines(path: &Path) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn only_evidence(folder: &TempDir) -> PathBuf {
    layout(folder).evidence(layout::day(sample::at(0)), "0199-run")
}

fn schema(name: &str) -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts").join(name);
    jsonschema::validator_for(&serde_json::from_slice(&fs::read(path).unwrap()).unwrap()).unwrap()
}

fn assert_valid(validator: &jsonschema::Validator, line: &Value) {
    let errors: Vec<String> =
        validator.iter_errors(line).map(|error| format!("{} at {}", error, error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{line:#}");
}

#[test]
fn a_run_leaves_evidence_and_one_ledger_line_a_suite() {
    let folder = TempDir::new().unwrap();
    let mut writer = writer(&folder, "hunter2-hunter2");
    sample::tell(&mut writer, &events()).unwrap();

    let evidence = lines(&only_evidence(&folder));
    let types: Vec<&str> = evidence.iter().map(|line| line["type"].as_str().unwrap()).collect();
    assert_eq!(
        types,
        [
            "run.start",
            "exchange",
            "case.end",
            "exchange",
            "undo",
            "case.end",
            "suite.end",
            "exchange",
            "case.end",
            "exchange",
            "case.end",
            "suite.end",
            "run.end"
        ]
    );
    assert_eq!(evidence[1]["request"]["headers"][0][1], "Bearer [secret TOKEN]");
    assert_eq!(evidence[1]["request"]["body"]["text"], r#"{"key":"[secret TOKEN]"}"#);
    assert_eq!(evidence[1]["request"]["body"]["bytes"], 25);
    assert_eq!(evidence[1]["ms"]["total"], 142.017);
    assert_eq!(evidence[3]["failure"]["kind"], "refused");
    assert_eq!(evidence[7]["answer"]["body"]["bytes"], 3);
    assert_eq!(evidence[9]["answer"]["body"]["excerpt"].as_str().unwrap().len(), BODY_LIMIT);
    assert_eq!(evidence[8]["findings"][0]["place"]["line"], 6);
    assert_eq!(evidence[8]["findings"][0]["place"]["column"], 24);
    assert_eq!(evidence[8]["checks"][0]["findings"][0], 0);
    let validator = schema("evidence.schema.json");
    for line in &evidence {
        assert_valid(&validator, line);
    }

    let validator = schema("ledger.schema.json");
    for (suite, verdict, code) in [("chatwoot_health", "inconclusive", 75), ("publer_health", "red", 100)] {
        let ledger = lines(&layout(&folder).day(layout::day(sample::at(0))).join(format!("{suite}.jsonl")));
        assert_eq!(ledger.len(), 1);
        assert_valid(&validator, &ledger[0]);
        assert_eq!((&ledger[0]["verdict"], &ledger[0]["exit_code"]), (&verdict.into(), &code.into()));
        assert_eq!(ledger[0]["evidence"]["lines"], evidence.len());
        assert_eq!(ledger[0]["evidence"]["file"], "runs/2026-11-18/0199-run.jsonl");
    }
    assert_eq!(verify::all(&layout(&folder), None).unwrap(), []);
    let all = fs::read_to_string(only_evidence(&folder)).unwrap();
    assert!(!all.contains("hunter2"));
}

#[test]
fn a_secret_that_is_a_word_of_ours_changes_no_meaning() {
    for word in ["live", "green", "chatwoot", "inconclusive", "2026", "exchange", "1795000001"] {
        let folder = TempDir::new().unwrap();
        let mut writer = writer(&folder, word);
        sample::tell(&mut writer, &events()).unwrap();
        let validator = schema("evidence.schema.json");
        for line in lines(&only_evidence(&folder)) {
            assert_valid(&validator, &line);
        }
        let ledgers = verify::ledgers(&layout(&folder)).unwrap();
        assert_eq!(ledgers.len(), 2, "{word}");
        let validator = schema("ledger.schema.json");
        for line in ledgers.iter().flat_map(|path| lines(path)) {
            assert_valid(&validator, &line);
            assert!(line["suite"].as_str().unwrap().contains("/health"), "{word}");
        }
        assert_eq!(verify::all(&layout(&folder), None).unwrap(), []);
        assert!(crate::artifact::replay::read(&only_evidence(&folder)).unwrap().replayed.complete, "{word}");
    }
}

#[test]
fn a_line_that_would_leak_is_refused_and_the_ledger_is_red() {
    let folder = TempDir::new().unwrap();
    // Only the escapes of the written line make this the secret: masking cannot see it, the guard does.
    let mut writer = writer(&folder, "ab\\tcd");
    let passed = sample::outcome(0, sample::id("a", "ready"), Status::Passed);
    let events = sample::run(sample::head(&["a"]), vec![(sample::exchange(&[], b"", b"ab\tcd"), passed)]);
    let errors: Vec<String> = events.iter().filter_map(|event| writer.observe(event).err()).collect();
    assert_eq!(errors, ["failed to write a line of exchange without giving away the secret TOKEN"]);
    let evidence = lines(&only_evidence(&folder));
    assert_eq!(evidence[1]["type"], "refused");
    assert_valid(&schema("evidence.schema.json"), &evidence[1]);
    assert_eq!(evidence.last().unwrap()["verdict"], "red");
    let ledger = lines(&layout(&folder).ledger(layout::day(sample::at(0)), "a", None));
    assert_eq!((&ledger[0]["verdict"], &ledger[0]["exit_code"]), (&"red".into(), &100.into()));
    assert_eq!(ledger[0]["notes"][0], "the evidence could not be written in full");
    assert_valid(&schema("ledger.schema.json"), &ledger[0]);
}

#[test]
fn a_full_disk_is_said_once_with_path_and_cause() {
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut evidence = Evidence::on(Path::new("runs/x.jsonl"), full);
    evidence.line(b"{}").unwrap();
    let error = evidence.flush().unwrap_err().to_string();
    assert_eq!(error, "write runs/x.jsonl: No space left on device (os error 28)");
    evidence.line(b"{}").unwrap();
    evidence.flush().unwrap();
}

#[test]
fn what_cannot_be_created_is_said_and_the_ledger_is_red() {
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("artifacts")).unwrap();
    fs::write(folder.path().join("artifacts/runs"), "a file where a folder should be").unwrap();
    let mut writer = writer(&folder, "unused-secret");
    let passed = sample::outcome(0, sample::id("a", "ready"), Status::Passed);
    let events = sample::run(sample::head(&["a"]), vec![(sample::exchange(&[], b"", b""), passed)]);
    let errors: Vec<String> = events.iter().filter_map(|event| writer.observe(event).err()).collect();
    assert_eq!(errors.len(), 1);
    assert!(errors[0].starts_with("failed to create ") && errors[0].contains("artifacts/runs"), "{errors:?}");
    let ledger = lines(&layout(&folder).ledger(layout::day(sample::at(0)), "a", None));
    assert_eq!((&ledger[0]["verdict"], &ledger[0]["evidence"]), (&"red".into(), &Value::Null));
    assert_valid(&schema("ledger.schema.json"), &ledger[0]);
}

#[test]
fn a_ledger_that_is_no_file_is_said() {
    let folder = TempDir::new().unwrap();
    let path = layout(&folder).ledger(layout::day(sample::at(0)), "a", None);
    fs::create_dir_all(&path).unwrap();
    let mut writer = writer(&folder, "unused-secret");
    let events = sample::run(sample::head(&["a", "b"]), vec![]);
    let error = sample::tell(&mut writer, &events).unwrap_err();
    assert!(error.contains("a.jsonl"), "{error}");
    assert!(layout(&folder).ledger(layout::day(sample::at(0)), "b", None).is_file(), "the others are written");
}

#[test]
fn suites_that_never_ended_have_their_line_too() {
    let folder = TempDir::new().unwrap();
    let mut writer = writer(&folder, "unused-secret");
    let mut passed = sample::outcome(0, sample::id("a", "ready"), Status::Passed);
    passed.id.target = Some("eu".into());
    let mut events = sample::run(sample::head(&["a", "b"]), vec![(sample::exchange(&[], b"", b""), passed)]);
    events.retain(|event| !matches!(event, Event::SuiteEnded(_)));
    let Some(Event::RunEnded(record)) = events.pop() else { panic!() };
    events.push(Event::Interrupted);
    events.push(Event::RunEnded(Arc::new(RunRecord { verdict: Verdict::Interrupted, ..(*record).clone() })));
    sample::tell(&mut writer, &events).unwrap();
    let date = layout::day(sample::at(0));
    // The case's id says that the suite names several targets, though this run has one.
    let first = lines(&layout(&folder).ledger(date, "a", Some("chatwoot")));
    assert_eq!((&first[0]["verdict"], &first[0]["exit_code"]), (&"interrupted".into(), &130.into()));
    assert_eq!((&first[0]["counts"]["planned"], &first[0]["counts"]["passed"]), (&2.into(), &1.into()));
    let second = lines(&layout(&folder).ledger(date, "b", None));
    assert_eq!((&second[0]["verdict"], &second[0]["cases"]), (&"interrupted".into(), &Value::Array(vec![])));
}

#[test]
fn lines_are_signed_with_the_given_key() {
    // RFC 8410, section 10.3; a key that the whole world knows.
    const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
    let folder = TempDir::new().unwrap();
    let (private, public) = (folder.path().join("private.pem"), folder.path().join("public.pem"));
    fs::write(&private, PRIVATE).unwrap();
    fs::write(&public, PUBLIC).unwrap();
    let key = sign::public(&public).unwrap();
    let settings = || Settings {
        signing_key: Some(private.clone()),
        ..Settings::new(layout(&folder), Arc::default(), sample::exit_code)
    };
    let mut writer = Writer::new(settings()).unwrap();
    sample::tell(&mut writer, &events()).unwrap();
    assert_eq!(verify::all(&layout(&folder), Some(&key)).unwrap(), []);
    let path = layout(&folder).ledger(layout::day(sample::at(0)), "publer/health", None);
    assert_valid(&schema("ledger.schema.json"), &lines(&path)[0]);

    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\"red\"", "\"green\"")).unwrap();
    let faults: Vec<String> =
        verify::all(&layout(&folder), Some(&key)).unwrap().iter().map(ToString::to_string).collect();
    assert!(faults.iter().any(|fault| fault.ends_with("bears no signature of the key")), "{faults:?}");

    fs::write(&private, PUBLIC).unwrap();
    let error = Writer::new(settings()).unwrap_err().to_string();
    assert!(error.starts_with("read the signing key"), "{error}");
}
