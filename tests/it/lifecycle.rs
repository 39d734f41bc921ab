//! How a run ends that does not come to its end by itself, and what it leaves behind.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command};

use serde_json::Value;

use crate::bench::server::{Asked, Reply, Server, json};
use crate::bench::{Done, Yard, lines, until};

/// A first case that ends, a second one that is held with something to undo, and a third that never begins.
const HELD: &str = "  - { name: first, call: GET /first, expect: 200 }
  - name: second
    steps:
      - { call: POST /things, expect: 200, save: { thing: id }, undo: { call: 'DELETE /things/${thing}', expect: 200 } }
      - { call: GET /held, expect: 200 }
  - { name: third, call: GET /third, expect: 200 }
";

fn yard() -> Yard {
    Yard::new().suite("held", &format!("suite: held\nlane: contract\ntarget: api\norder: sequential\ncases:\n{HELD}"))
}

fn hold(asked: &Asked, _: usize) -> Reply {
    if asked.path == "/held" { Reply::Silence } else { json("{\"id\":7}") }
}

/// Starts the run that is held, and waits until it is.
fn held(yard: &Yard, server: &Server) -> Child {
    let mut child =
        yard.start(&["run", "--live", &server.live(), "--approve", "ada: test", "--report", "junit=junit.xml"]);
    until("the second case is held", || {
        server.lines().contains(&"GET /held".to_owned()) || child.try_wait().unwrap().is_some()
    });
    match child.try_wait().unwrap() {
        None => child,
        Some(_) => panic!("it ended before that\n{}", ended(child)),
    }
}

fn signal(child: &Child, name: &str) {
    let killed = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
}

fn ended(child: Child) -> Done {
    Done::of(child)
}

fn kinds(evidence: &[Value]) -> Vec<&str> {
    evidence
        .iter()
        .map(|line| line["kind"].as_str().or(line["type"].as_str()).or(line["event"].as_str()).unwrap_or("?"))
        .collect()
}

#[test]
fn killed_in_the_middle() {
    let (yard, server) = (yard(), Server::new(hold));
    let mut child = held(&yard, &server);
    let evidence = || yard.files("artifacts/runs");
    until("the first case stands in the evidence", || {
        evidence().iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("case.end"))
    });
    child.kill().unwrap();
    child.wait().unwrap();
    let evidence = yard.evidence();
    assert_eq!(kinds(&evidence).first(), Some(&"run.start"));
    assert!(!kinds(&evidence).contains(&"run.end"));
    let done = yard.does(&["report"]);
    done.is(75, &["incomplete", "INCONCLUSIVE", "1 passed"]);
    yard.does(&["report", "--output", "json"]).is(75, &["\"verdict\":\"inconclusive\""]);
    // No ledger says anything of it, and the next run is not hindered.
    assert!(yard.files("artifacts/integrations").is_empty());
    yard.run(&["held", "--filter", "first", "--live", &server.live()]).is(0, &[]);
}

#[test]
fn torn_evidence_is_named() {
    let (yard, server) = (yard(), Server::new(hold));
    let mut child = held(&yard, &server);
    until("the first case stands in the evidence", || {
        yard.files("artifacts/runs").iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("case.end"))
    });
    child.kill().unwrap();
    child.wait().unwrap();
    let path = yard.only("artifacts/runs", ".jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, &text[..text.len() - 10]).unwrap();
    yard.does(&["report"]).is(75, &["is torn", "incomplete"]);
    std::fs::write(&path, "").unwrap();
    let done = yard.does(&["report"]);
    assert!(matches!(done.code, Some(2 | 75)), "{done}");
}

/// What has to be true of a run that was stopped with care.
fn stopped_with_care(yard: &Yard, server: &Server, done: &Done) {
    done.is(130, &["INTERRUPTED", "exit 130"]);
    let asked = server.lines();
    assert!(asked.contains(&"DELETE /things/7".to_owned()), "nothing was undone: {asked:?}");
    assert!(!asked.contains(&"GET /third".to_owned()), "a new case began: {asked:?}");
    let evidence = yard.evidence();
    let last = evidence.last().unwrap();
    assert_eq!(kinds(&evidence).last(), Some(&"run.end"));
    assert_eq!((&last["verdict"], &last["exit_code"]), (&"interrupted".into(), &130.into()), "{last}");
    let ledger = lines(&yard.only("artifacts/integrations", "held.jsonl"));
    assert_eq!((&ledger[0]["verdict"], &ledger[0]["exit_code"]), (&"interrupted".into(), &130.into()));
    assert_eq!(ledger[0]["counts"]["passed"], 1);
    assert!(yard.read("junit.xml").contains("third"));
    yard.does(&["report"]).is(130, &["INTERRUPTED"]);
}

#[test]
fn interrupted() {
    let (yard, server) = (yard(), Server::new(hold));
    let child = held(&yard, &server);
    signal(&child, "INT");
    stopped_with_care(&yard, &server, &ended(child));
}

#[test]
fn terminated() {
    let (yard, server) = (yard(), Server::new(hold));
    let child = held(&yard, &server);
    signal(&child, "TERM");
    stopped_with_care(&yard, &server, &ended(child));
}

#[test]
fn interrupted_twice() {
    // The undo hangs too: who asks twice is not made to wait for it.
    let server = Server::new(|asked, _| match (asked.method.as_str(), asked.path.as_str()) {
        ("DELETE", _) | (_, "/held") => Reply::Silence,
        _ => json("{\"id\":7}"),
    });
    let yard = yard();
    let child = held(&yard, &server);
    signal(&child, "INT");
    until("the undo is under way", || server.lines().iter().any(|line| line.starts_with("DELETE")));
    signal(&child, "INT");
    ended(child).is(130, &[]);
    yard.does(&["report"]).is(75, &["incomplete"]);
}

#[test]
fn interrupted_in_the_setup() {
    let suite = "suite: s\nlane: contract\ntarget: api\nsetup: { once: { call: GET /held, expect: 200 } }\ncases:\n  - { name: a, call: GET /a, expect: 200 }\n  - { name: b, call: GET /b, expect: 200 }\n";
    let (yard, server) = (Yard::new().suite("s", suite), Server::new(hold));
    let child = held(&yard, &server);
    signal(&child, "INT");
    let done = ended(child);
    done.is(130, &["INTERRUPTED"]);
    assert_eq!(server.lines(), ["GET /held"], "a case began after the interrupt");
}

#[test]
fn interrupted_with_a_failed_undo() {
    let server = Server::new(|asked, _| match asked.method.as_str() {
        "DELETE" => crate::bench::server::answer(500, "", ""),
        _ => hold(asked, 0),
    });
    let yard = yard();
    let child = held(&yard, &server);
    signal(&child, "INT");
    ended(child).is(130, &["undo", "got 500"]);
}

#[test]
fn the_mock_server_stops_when_asked() {
    for name in ["INT", "TERM"] {
        let yard = Yard::new();
        let mut child = yard.start(&["mock", "mocks/api.yaml"]);
        let mut err = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        err.read_line(&mut line).unwrap();
        assert!(line.contains("Ctrl-C"), "{line}");
        signal(&child, name);
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn a_mock_may_name_its_projects_files_from_wherever_it_is_started() {
    let mock = "mock: api\ncontract: ../suites/openapi.yaml\nstubs: [{ id: a, when: { GET: /a }, then: 204 }]\n";
    let document = "openapi: 3.1.0\ninfo: { title: t, version: '1' }\npaths: { /a: { get: { responses: { 204: { description: none } } } } }\n";
    let yard = Yard::new().file("mocks/api.yaml", mock).file("suites/openapi.yaml", document);
    for file in ["mocks/api.yaml".to_owned(), yard.path("mocks/api.yaml").display().to_string()] {
        let mut child = yard.start(&["mock", &file]);
        let mut err = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        err.read_line(&mut line).unwrap();
        assert!(line.contains("Ctrl-C"), "{file}: {line}");
        signal(&child, "INT");
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn a_probe_that_watches_stops_when_asked() {
    let server = Server::always(json("{}"));
    for name in ["INT", "TERM"] {
        let yard = Yard::empty();
        let before = server.seen().len();
        let child = yard.start(&["probe", &server.url, "--watch", "10m"]);
        until("it was probed", || server.seen().len() > before);
        // Between two probes, or in one: both end it.
        signal(&child, name);
        let done = ended(child);
        assert!(matches!(done.code, Some(130)), "{name}: {done}");
    }
}

#[test]
fn a_probe_that_watches_outlives_a_suite_that_is_half_saved() {
    const SOUND: &str =
        "suite: api/health\nlane: health\ntarget: api\ncases:\n  - { name: a, call: GET /a, expect: 200 }\n";
    let server = Server::always(json("{}"));
    // Another suite of the target stays sound: it alone must not make the probe green.
    let other = SOUND.replace("api/health", "api/other");
    let yard = Yard::new().suite("health", SOUND).suite("other", &other);
    let file = |name: &str| std::fs::File::create(yard.path(name)).unwrap();
    let mut command = yard.command(&["probe", "api", "--watch", "10ms", "--live", &server.live()]);
    let child = command.stdout(file("out")).stderr(file("err")).spawn().unwrap();
    let said = |name: &str, word: &str| yard.read(name).matches(word).count();
    // Moved into place, so that nothing else is read than what stands here.
    let save = |text: &str| {
        std::fs::write(yard.path("saved"), text).unwrap();
        std::fs::rename(yard.path("saved"), yard.path("suites/health.yaml")).unwrap();
    };
    until("it is green", || said("out", "GREEN") > 0);
    for half in [&SOUND[..SOUND.len() - 12], &SOUND.replace("expect", "expct")] {
        let before = said("err", "error");
        save(half);
        until("it says what is wrong", || said("err", "error") > before);
        let green = said("out", "GREEN");
        until("it says so again", || said("err", "error") > before + 3);
        assert_eq!(said("out", "GREEN"), green, "green without the suite that is broken");
        save(SOUND);
        until("it is green again", || said("out", "GREEN") > green);
    }
    signal(&child, "INT");
    assert_eq!(ended(child).code, Some(130));
    yard.file("suites/health.yaml", "suite: [").does(&["probe", "api", "--watch", "10ms"]).is(2, &["error"]);
}

#[test]
fn a_reader_that_goes_away() {
    let cases = (0..5000)
        .map(|n| format!("  - {{ name: c{n}, call: GET /health, expect: 200 }}\n"))
        .collect::<Vec<_>>()
        .concat();
    let yard = Yard::of_cases(&cases);
    for arguments in [&["list"][..], &["list", "--output", "json"], &["explain"], &["schema"]] {
        let mut child = yard.command(arguments).spawn().unwrap();
        let mut out = child.stdout.take().unwrap();
        out.read_exact(&mut [0; 16]).unwrap();
        drop(out);
        let done = ended(child);
        done.is(0, &[]);
        assert!(done.err.is_empty(), "{done}");
    }
}

#[test]
fn a_reader_that_goes_away_makes_nothing_green() {
    let yard = Yard::of_cases("  - { name: a, cal: GET /health, expect: 200 }\n");
    let mut child = yard.command(&["check", "--output", "json"]).spawn().unwrap();
    drop(child.stdout.take());
    ended(child).is(2, &[]);
    let yard = Yard::of_cases("  - { name: a, call: GET /health, expect: 200 }\n");
    yard.run(&[]).is(0, &[]);
    let path = yard.only("artifacts/integrations", "/api_contract.jsonl");
    std::fs::write(&path, std::fs::read_to_string(&path).unwrap().replace("passed", "pased")).unwrap();
    let mut child = yard.command(&["report", "--verify", "--output", "json"]).spawn().unwrap();
    drop(child.stdout.take());
    ended(child).is(75, &[]);
}

#[test]
fn runs_are_chained() {
    let yard = Yard::of_cases("  - { name: a, call: GET /health, expect: 200 }\n");
    yard.run(&[]).is(0, &[]);
    yard.run(&[]).is(0, &[]);
    yard.does(&["report", "--verify"]).is(0, &["sound: 1 ledger,"]);
    let path = yard.only("artifacts/integrations", "/api_contract.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    let raw: Vec<&str> = text.lines().collect();
    let lines = lines(&path);
    assert_eq!(lines[0]["prev"], "0".repeat(64));
    let digest = data_encoding::HEXLOWER.encode(&<sha2::Sha256 as sha2::Digest>::digest(raw[0].as_bytes()));
    assert_eq!(lines[1]["prev"], digest.as_str());
    let evidence = std::fs::read(yard.path("artifacts").join(lines[1]["evidence"]["file"].as_str().unwrap())).unwrap();
    let digest = data_encoding::HEXLOWER.encode(&<sha2::Sha256 as sha2::Digest>::digest(&evidence));
    assert_eq!(lines[1]["evidence"]["sha256"], digest.as_str());
}

/// Two runs whose artifacts are then changed.
fn tampered(change: impl FnOnce(&Yard, &Path)) {
    let yard = Yard::of_cases("  - { name: a, call: GET /health, expect: 200 }\n");
    yard.run(&[]).is(0, &[]);
    yard.run(&[]).is(0, &[]);
    change(&yard, &yard.only("artifacts/integrations", ".jsonl"));
    let done = yard.does(&["report", "--verify"]);
    assert!(done.code == Some(75) && !done.err.is_empty(), "{done}");
}

fn rewrite(path: &Path, change: impl FnOnce(String) -> String) {
    std::fs::write(path, change(std::fs::read_to_string(path).unwrap())).unwrap();
}

#[test]
fn tampering_is_found() {
    tampered(|_, ledger| rewrite(ledger, |text| text.replacen("\"passed\":1", "\"passed\":2", 1)));
    tampered(|_, ledger| {
        rewrite(ledger, |text| text.lines().skip(1).map(|line| format!("{line}\n")).collect::<Vec<_>>().concat());
    });
    // The tail is gone: only the heads tell of it.
    tampered(|_, ledger| {
        rewrite(ledger, |text| text.lines().take(1).map(|line| format!("{line}\n")).collect::<Vec<_>>().concat());
    });
    tampered(|_, ledger| {
        rewrite(ledger, |text| text.lines().rev().map(|line| format!("{line}\n")).collect::<Vec<_>>().concat());
    });
    tampered(|_, ledger| std::fs::remove_file(ledger).unwrap());
    tampered(|yard, _| rewrite(&yard.files("artifacts/runs")[0].0, |text| text.replacen("passed", "failed", 1)));
    tampered(|yard, _| std::fs::remove_file(&yard.files("artifacts/runs")[1].0).unwrap());
}

#[test]
fn runs_at_the_same_time_keep_one_chain() {
    let yard = Yard::of_cases("  - { name: a, call: GET /health, expect: 200 }\n");
    let children: Vec<Child> = (0..8).map(|_| yard.start(&["run"])).collect();
    for child in children {
        ended(child).is(0, &["GREEN"]);
    }
    assert_eq!(lines(&yard.only("artifacts/integrations", ".jsonl")).len(), 8);
    yard.does(&["report", "--verify"]).is(0, &["sound"]);
}

#[test]
fn ledgers_and_evidence_lie_where_they_are_said_to() {
    let suite = |name: &str, target: &str| {
        format!("suite: {name}\nlane: health\n{target}\ncases:\n  - {{ name: a, call: GET /health, expect: 200 }}\n")
    };
    let project = "version: 1\nartifacts: ../kept/ledgers\ntargets:\n  eu: { mock: ../mocks/api.yaml }\n  us: { mock: ../mocks/api.yaml }\n";
    let yard = Yard::new()
        .project(project)
        .suite("one", &suite("deep/er/one", "target: eu"))
        .suite("two", &suite("two", "targets: [eu, us]"));
    yard.run(&[]).is(0, &["evidence  kept/ledgers/"]);
    let names: Vec<String> = yard
        .files("kept/ledgers")
        .iter()
        .map(|(path, _)| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, ["deep_er_one.jsonl", "two@eu.jsonl", "two@us.jsonl"]);
    let day = yard.files("kept/ledgers")[0].0.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
    assert!(day.len() == 10 && day.starts_with("20"), "{day}");
    let run = yard.only("kept/runs", ".jsonl");
    assert_eq!(run.parent().unwrap().file_name().unwrap().to_string_lossy(), day);
    let start = &lines(&run)[0];
    assert_eq!(run.file_stem().unwrap().to_string_lossy(), start["run"].as_str().unwrap());
    // One of the two targets alone keeps its own ledger.
    yard.run(&["two", "--target", "us"]).is(0, &[]);
    assert_eq!(lines(&yard.only("kept/ledgers", "two@us.jsonl")).len(), 2);
    yard.run(&["two", "--artifacts", "other/ledgers"]).is(0, &["other/ledgers"]);
    assert_eq!(yard.files("other/runs").len(), 1);
}

#[test]
fn junit_is_what_its_readers_expect() {
    let cases = "  - { name: 'a <good> & \"quoted\" one', call: GET /health, expect: 200 }\n  - { name: bad, call: GET /gone, expect: 200 }\n  - { name: out, modes: live, call: GET /health, expect: 200 }\n";
    let yard = Yard::of_cases(cases);
    yard.run(&["--report", "junit=out/junit.xml"]).is(100, &[]);
    let report = quick_junit::Report::deserialize_from_str(&yard.read("out/junit.xml")).unwrap();
    assert_eq!((report.tests, report.failures, report.errors), (3, 1, 0));
    let suite = &report.test_suites[0];
    assert_eq!((suite.name.as_str(), suite.tests, suite.disabled), ("api/contract", 3, None));
    let names: Vec<&str> = suite.test_cases.iter().map(|case| case.name.as_str()).collect();
    assert!(names.contains(&"a <good> & \"quoted\" one"), "{names:?}");
    assert!(
        suite
            .test_cases
            .iter()
            .all(|case| case.classname.as_deref().is_some_and(|class| class.contains("api/contract")))
    );
}

#[test]
fn nothing_is_left_running() {
    // The mocks of a run end with it: their ports are free again.
    let yard = Yard::of_cases("  - { name: a, call: GET /gone, expect: 200 }\n");
    let done = yard.run(&[]);
    let url = done.out.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
    until("the port is free", || std::net::TcpStream::connect(&url).is_err());
}

#[test]
fn a_suite_with_an_endless_name_is_told() {
    let name = "x".repeat(70_000);
    let yard = Yard::new().suite(
        "long.yaml",
        &format!(
            "suite: {name}\nlane: contract\ntarget: api\ncases: [{{ name: a, call: GET /health, expect: 200 }}]\n"
        ),
    );
    let done = yard.run(&["--mock"]);
    // No file system bears a ledger of that name.
    done.is(100, &["failed to"]).lacks(&["a bug"]);
}
