//! `holdpoint diff`: what is told of two contracts, in each form, and which exit code it comes to.

use std::io::Read as _;
use std::process::Stdio;

use serde_json::Value;

use crate::bench::server::{Server, answer, nobody};
use crate::bench::{Done, Yard, fits};
use crate::cli::shows;

const OLD: &str = include_str!("diff/old.yaml");
const NEW: &str = include_str!("diff/new.yaml");

/// A folder with two versions of a contract: breaking is a shorter text that three operations take, a parameter, a media
/// type and an operation that are gone.
fn yard() -> Yard {
    Yard::empty().file("old.yaml", OLD).file("new.yaml", NEW)
}

fn diff(yard: &Yard, more: &[&str]) -> Done {
    yard.does(&[&["diff", "old.yaml", "new.yaml"], more].concat())
}

fn json(yard: &Yard, more: &[&str]) -> Value {
    let told = diff(yard, &[more, &["--output", "json"]].concat()).json();
    fits("diff.schema.json", &told);
    told
}

/// The ids of all changes, in order.
fn ids(told: &Value) -> Vec<&str> {
    told["changes"].as_array().unwrap().iter().map(|change| change["id"].as_str().unwrap()).collect()
}

/// Two documents of one operation, which differ in its parameters.
fn parameters(old: &str, new: &str) -> Yard {
    let document = |parameters: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{ title: a, version: '1' }}\npaths:\n  /a:\n    get:\n      parameters: [{parameters}]\n\
             \x20     responses: {{ '200': {{ description: ok }} }}\n"
        )
    };
    Yard::empty().file("old.yaml", document(old)).file("new.yaml", document(new))
}

#[test]
fn a_person_reads_what_breaks_first() {
    shows("diff-text", &yard(), &["diff", "old.yaml", "new.yaml"]).is(100, &[]);
    shows("diff-quiet", &yard(), &["diff", "old.yaml", "new.yaml", "--quiet", "--level", "error"]).is(100, &[]);
    shows("diff-narrow", &yard().env("COLUMNS", "48"), &["diff", "old.yaml", "new.yaml", "--level", "error"])
        .is(100, &[]);
    shows("diff-same", &yard(), &["diff", "old.yaml", "old.yaml"]).is(0, &["byte for byte"]);
    let told = diff(&yard(), &["--verbose"]);
    told.is(100, &["POST /orders, PUT /orders/{id}, PATCH /orders/{id}", "from   components/schemas/Order"]);
    // Colours are for terminals, unless somebody insists.
    told.lacks(&["\u{1b}["]);
    assert!(diff(&yard().env("CLICOLOR_FORCE", "1"), &[]).out.contains("\u{1b}[1;31mBREAKING"));
    assert!(!told.out.contains("\n\n\n"), "{told}");
}

#[test]
fn it_is_told_to_changelogs_clients_and_github() {
    shows("diff-markdown", &yard(), &["diff", "old.yaml", "new.yaml", "--format", "markdown"]).is(100, &[]);
    shows("diff-migration-note", &yard(), &["diff", "old.yaml", "new.yaml", "--format", "migration-note"]).is(100, &[]);
    shows("diff-github", &yard(), &["diff", "old.yaml", "new.yaml", "--format", "github"]).is(100, &[]);
    diff(&parameters("", ""), &["--format", "migration-note"]).is(0, &["Nothing breaks"]);
}

#[test]
fn a_page_needs_nothing_else_and_obeys_nothing_of_a_document() {
    let told = diff(&yard(), &["--format", "html"]);
    told.is(100, &["<!DOCTYPE html>"]).lacks(&["<script", "src=", "href=", "http://", "https://"]);
    let body = &told.out[told.out.find("<body>").unwrap()..];
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("diff-html", body);
    });
    for tag in ["section", "details", "main", "dl", "pre", "dd", "ul"] {
        assert_eq!(body.matches(&format!("<{tag}")).count(), body.matches(&format!("</{tag}>")).count(), "{tag}");
    }
    let evil = "<img onerror=\"x\" src='y'>&amp;";
    let yard = parameters("", &format!("{{ name: {evil:?}, in: query, required: true, schema: {{ type: string }} }}"));
    let told = diff(&yard, &["--format", "html"]);
    told.is(100, &["&lt;img"]).lacks(&["<img"]);
}

#[test]
fn a_program_reads_all_of_it_under_a_schema() {
    let told = json(&yard(), &[]);
    assert_eq!((&told["verdict"], &told["exit_code"]), (&"red".into(), &100.into()));
    let errors = told["changes"].as_array().unwrap().iter().filter(|change| change["level"] == "error").count();
    assert_eq!(told["summary"]["error"], errors);
    let length = told["changes"].as_array().unwrap().iter();
    let length: Vec<_> = length.filter(|change| change["id"] == "request-max-length-decreased").collect();
    assert_eq!(length.len(), 1, "one cause is told once");
    let operations = length[0]["operations"].as_array().unwrap();
    assert_eq!(operations.len(), 3, "{operations:?}");
    // The value is what the one version takes and the other does not.
    assert!((11..=12).contains(&length[0]["witness"].as_str().unwrap().chars().count()));
    assert_eq!(length[0]["where"]["new"]["file"], "new.yaml");
    let line = length[0]["where"]["new"]["line"].as_u64().unwrap();
    let written = NEW.lines().nth(usize::try_from(line).unwrap() - 1).unwrap();
    assert!(written.contains("maxLength: 10"), "{written}");

    let apart = json(&yard(), &["--ungrouped"]);
    assert_eq!(ids(&apart).iter().filter(|id| **id == "request-max-length-decreased").count(), 3);
    assert!(
        apart["changes"].as_array().unwrap().iter().all(|change| change["operations"].as_array().unwrap().len() < 2)
    );
    assert_eq!(apart["summary"]["error"], errors + 2);

    let worst = json(&yard(), &["--level", "error"]);
    assert!(worst["changes"].as_array().unwrap().iter().all(|change| change["level"] == "error"));
    assert_eq!(worst["summary"], told["summary"], "what is not told is counted");
}

#[test]
fn what_makes_it_red_is_chosen() {
    let query = |name: &str, more: &str| format!("{{ name: {name}, in: query, schema: {{ type: string{more} }} }}");
    let risky = parameters(&query("q", ""), "");
    let any = parameters("", &query("q", ""));
    let (breaking, same) = (yard(), parameters("", ""));
    // Of each pair: breaking, risky, any, none.
    for (name, yard, codes) in [
        ("breaking", &breaking, [100, 100, 100, 0]),
        ("risky", &risky, [0, 100, 100, 0]),
        ("any", &any, [0, 0, 100, 0]),
        ("same", &same, [0, 0, 0, 0]),
    ] {
        for (fail_on, code) in ["breaking", "risky", "any", "none"].into_iter().zip(codes) {
            let done = diff(yard, &["--fail-on", fail_on]);
            assert_eq!(done.code, Some(code), "{name} --fail-on {fail_on}\n{done}");
        }
    }
}

#[test]
fn what_nobody_can_decide_is_not_known() {
    // Two ways to write the same, of which nothing short of comparing look-arounds can say so.
    let text = |pattern: &str| format!("{{ name: q, in: query, schema: {{ type: string, pattern: '{pattern}' }} }}");
    let yard = parameters(&text("^(?=ab|ba)[ab]{2}$"), &text("^(?=ba|ab)[ba]{2}$"));
    diff(&yard, &["--fail-on", "risky"]).is(75, &["INCONCLUSIVE", "why"]);
    assert_eq!(json(&yard, &["--fail-on", "risky"])["verdict"], "inconclusive");
}

#[test]
fn flags_that_contradict_each_other_are_told() {
    diff(&yard(), &["--output", "json", "--format", "text"]).is(2, &["--output json and --format"]);
    diff(&yard(), &["--fail-on", "risky", "--level", "error"]).is(2, &["--level error", "--fail-on risky"]);
    diff(&yard(), &["--fail-on", "any", "--level", "warn"]).is(2, &["--level warn"]);
    diff(&yard(), &["--fail-on", "none", "--level", "error"]).is(0, &[]);
    diff(&yard(), &["--format", "migration-note", "--ungrouped"]).is(2, &["--ungrouped"]);
}

#[test]
fn what_is_known_is_let_pass_until_its_day() {
    let list = |id: &str, more: &str, until: &str| {
        format!("ignore:\n  - id: {id}\n    because: no client sends more than ten\n    until: {until}\n{more}")
    };
    let with = |text: String| yard().file("known.yaml", text);
    let ignore = ["--ignore", "known.yaml"];
    // By our name and by oasdiff's.
    for id in ["request-max-length-decreased", "request-property-max-length-decreased"] {
        let yard = with(list(id, "", "2999-12-31"));
        assert!(!ids(&json(&yard, &ignore)).contains(&"request-max-length-decreased"), "{id}");
        assert_eq!(json(&yard, &ignore)["ignored"][0]["state"], "passed");
        diff(&yard, &ignore).is(100, &[&format!("ignored  {id}: let pass until 2999-12-31: no client sends")]);
    }
    // At one operation: the other two are told.
    let yard = with(list("request-max-length-decreased", "    operation: POST /orders\n", "2999-12-31"));
    let told = json(&yard, &ignore);
    let left = told["changes"].as_array().unwrap().iter().find(|one| one["id"] == "request-max-length-decreased");
    assert_eq!(left.unwrap()["operations"], serde_json::json!(["PUT /orders/{id}", "PATCH /orders/{id}"]));
    // After its day it is told again.
    let yard = with(list("request-max-length-decreased", "", "2020-01-31"));
    assert!(ids(&json(&yard, &ignore)).contains(&"request-max-length-decreased"));
    diff(&yard, &[&ignore[..], &["--quiet"]].concat()).is(100, &["until 2020-01-31 only, and is told again"]);
    // What is not there any more is told.
    let yard = with(list("request-max-length-decreased", "    operation: GET /nowhere\n", "2999-12-31"));
    assert_eq!(json(&yard, &ignore)["ignored"][0]["state"], "unused");
    diff(&yard, &ignore).is(100, &["request-max-length-decreased of GET /nowhere: nothing is like that any more"]);

    let wrong = "ignore:\n  - { id: request-max-lenght-decreased, because: x, until: 2999-12-31 }\n  \
                 - { id: request-max-length-decreased, because: ' ', until: 2999-02-31 }\n  \
                 - { id: request-max-length-decreased, until: 2999-01-31, when: never }\n";
    shows("diff-ignore-wrong", &with(wrong.to_owned()), &["diff", "old.yaml", "new.yaml", "--ignore", "known.yaml"])
        .is(2, &["did you mean `request-max-length-decreased`?", "known.yaml:2:11"]);
    diff(&yard, &["--ignore", "nothing.yaml"]).is(2, &["nothing.yaml"]);
}

#[test]
fn levels_are_those_of_the_organisation() {
    let with = |text: &str| yard().file("levels.txt", text);
    let levels = ["--severity-levels", "levels.txt"];
    let all = "# as oasdiff has them\nrequest-property-max-length-decreased info\noperation-removed warn   # soon\n\
               new-required-request-parameter none\n";
    let told = json(&with(all), &levels);
    let level =
        |id: &str| told["changes"].as_array().unwrap().iter().find(|one| one["id"] == id).map(|one| &one["level"]);
    assert_eq!(level("request-max-length-decreased"), Some(&"info".into()));
    assert_eq!(level("operation-removed"), Some(&"warn".into()));
    assert_eq!(level("request-parameter-added-required"), None);
    // What is never told is no reason to say that nothing changed.
    let yard = parameters("", "{ name: q, in: query, schema: { type: string } }")
        .file("levels.txt", "new-optional-request-parameter none\n");
    diff(&yard, &levels).is(0, &["No other change is told."]).lacks(&["say the same"]);
    diff(&with("operation-removed err\noperation-removed warn\n"), &levels)
        .is(2, &["levels.txt:2:1", "a level already"]);
    diff(&with("\noperation-removd err\n"), &levels).is(2, &["levels.txt:2:1", "did you mean `operation-removed`?"]);
    diff(&with("operation-removed fatal\n"), &levels).is(2, &["`fatal` is no level"]);
    diff(&with("operation-removed\n"), &levels).is(2, &["a line is `ID LEVEL`"]);
}

#[test]
fn a_contract_comes_from_a_revision_of_git() {
    let yard = yard().file("api/contract.yaml", OLD);
    for arguments in [
        &["init", "--quiet", "--initial-branch", "main"][..],
        &["add", "api/contract.yaml"],
        &["-c", "user.name=a", "-c", "user.email=a@example.test", "commit", "--quiet", "--message", "one"],
    ] {
        Done::of(yard.program("git").args(arguments).spawn().unwrap()).is(0, &[]);
    }
    yard.does(&["diff", "git:main:api/contract.yaml", "new.yaml"]).is(100, &["main:api/contract.yaml:"]);
    yard.does(&["diff", "git:HEAD:api/contract.yaml", "old.yaml"]).is(0, &["byte for byte"]);
    for (source, why) in [
        ("git:main:nothing.yaml", "git has no file `main:nothing.yaml`"),
        ("git:nowhere:api/contract.yaml", "git has no file `nowhere:api/contract.yaml`"),
        ("git:main:api", "git has no file `main:api`"),
        ("git:main", "no revision with a path"),
        ("git:--output=x:y", "no revision with a path"),
    ] {
        yard.does(&["diff", source, "new.yaml"]).is(2, &[why]);
    }
}

#[test]
fn a_contract_comes_from_an_address() {
    let yard = yard();
    let from = |server: &Server, more: &[&str]| {
        yard.does(&[&["diff", &format!("{}/openapi.yaml", server.url), "new.yaml"], more].concat())
    };
    let right = Server::always(answer(200, "content-type: application/yaml\r\n", OLD));
    from(&right, &["--allow-http"]).is(100, &["request-max-length-decreased"]);
    from(&right, &[]).is(2, &["without TLS", "--allow-http"]);
    assert_eq!(right.seen().len(), 1, "without leave nothing is sent");
    from(&Server::always(answer(404, "", "no")), &["--allow-http"]).is(75, &["answers 404"]);
    yard.does(&["diff", &format!("{}/a", nobody()), "new.yaml", "--allow-http"]).is(75, &["cannot be had"]);
    from(&Server::always(answer(200, "", b"openapi: \xff")), &["--allow-http"]).is(2, &["no UTF-8"]);
    from(&Server::always(answer(200, "", "<html>")), &["--allow-http"]).is(2, &[]);
    let large = vec![b' '; (32 << 20) + 1];
    from(&Server::always(answer(200, "", large)), &["--allow-http"]).is(2, &["larger than 32 MiB"]);
    let told = yard.does(&["diff", "https://ada:sesame-7@localhost/a", "new.yaml"]);
    told.is(2, &["may not hold credentials"]).lacks(&["sesame-7"]);
}

#[test]
fn a_contract_comes_from_a_store_or_a_file() {
    let document = "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"a\", \"version\": \"1\"}, \"paths\": {}}";
    let yard =
        yard().file("openapi/history/openapi-1.2.0.json", document).file("other/history/openapi-1.2.0.json", document);
    yard.does(&["diff", "store:1.2.0", "store:1.2.0"]).is(0, &["byte for byte"]);
    yard.does(&["diff", "store:1.2.0", "old.yaml", "--store", "other"]).is(0, &["operation-added"]);
    yard.does(&["diff", "store:9.9.9", "old.yaml"]).is(2, &["openapi-9.9.9.json"]);
    for version in ["store:", "store:../x", "store:..\\x"] {
        yard.does(&["diff", version, "old.yaml"]).is(2, &["is no version"]);
    }
    yard.does(&["diff", "nothing.yaml", "old.yaml"]).is(2, &["nothing.yaml"]);
    let yard = yard.file("list.yaml", "- a\n").file("swagger.json", SWAGGER).file("raw.yaml", b"a: \xff");
    yard.does(&["diff", "list.yaml", "old.yaml"]).is(2, &["list.yaml"]);
    yard.does(&["diff", "raw.yaml", "old.yaml"]).is(2, &["raw.yaml"]);
    // Swagger 2.0 and OpenAPI 3.1 are held against each other by what they say.
    let told = yard.does(&["diff", "swagger.json", "new.yaml", "--output", "json"]).json();
    fits("diff.schema.json", &told);
    assert!(ids(&told).contains(&"operation-added"), "{told}");
    assert!(!ids(&told).contains(&"operation-removed"), "{told}");
}

const SWAGGER: &str = r#"{
  "swagger": "2.0",
  "info": { "title": "Orders", "version": "1.0.0" },
  "paths": { "/health": { "get": { "operationId": "health", "responses": { "200": { "description": "Well." } } } } }
}"#;

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let yard = yard();
    let mut child = yard.command(&["diff", "old.yaml", "new.yaml"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(said, "");
    // What nobody read is no less red.
    assert_eq!(child.wait().unwrap().code(), Some(100));
}

#[test]
fn each_change_is_explained() {
    let yard = yard();
    for name in ["max-length", "request-max-length-decreased", "request-parameter-max-length-decreased"] {
        let told = yard.does(&["explain", name]);
        told.is(0, &["# max-length (diff rule)", "| `request-max-length-decreased` | a parameter | error |"]);
    }
    yard.does(&["explain", "request-max-lenght-decreased"]).is(2, &["did you mean `request-max-length-decreased`?"]);
    yard.does(&["explain", "diff"]).is(0, &["holdpoint diff", "--ignore"]);
}
