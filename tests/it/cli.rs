//! What a person sees, and what a program reads of it.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::bench::server::{Server, answer, json, nobody};
use crate::bench::{Done, Yard, files};

/// A project as a newcomer may have it: two suites, a flag, a variable, a secret, something to undo.
fn yard() -> Yard {
    let project = "version: 1
flags: { file: flags.json }
targets:
  shop:
    flag: shop_live
    mock: ../mocks/shop.yaml
    vars: { SHOP_ID: {}, SHOP_MAIL: { optional: true } }
    secrets: [SHOP_TOKEN]
    mocked: { SHOP_ID: 7, SHOP_TOKEN: mock-shop-token-0001 }
    callers:
      clerk: { bearer: '${secret.SHOP_TOKEN}' }
      nobody: none
";
    let flags = "{\"flags\": {\"shop_live\": {\"state\": \"ENABLED\", \"variants\": {\"on\": true, \"off\": false}, \"defaultVariant\": \"off\"}}}";
    let mock = "mock: shop
secrets: [SHOP_TOKEN]
stubs:
  - { id: ready, when: { GET: /api }, then: { 200: { json: { data_services: ok, version: 4.1.0 } } } }
  - id: orders
    when: { GET: /orders, header: { authorization: { matches: '^Bearer ' } } }
    then: { 200: { json: { orders: [{ id: 1, state: open }, { id: 2, state: done }] } } }
  - { id: locked, when: { GET: /orders }, then: { 401: { json: { error: no token } } } }
  - { id: order, when: { POST: /orders }, then: { 201: { json: { id: 3 } } } }
";
    let health = "suite: shop/health
lane: health
target: shop
why: a shop that does not answer sells nothing
cases:
  - name: 'ready: its data services answer'
    covers: shop.ready
    why: the shop answers 200 even when its database is down
    call: GET /api
    expect:
      json:
        data_services: ok
";
    let runtime = "suite: shop/runtime
lane: runtime
target: shop
as: clerk
cases:
  - name: orders are listed
    covers: [shop.orders.list]
    call: GET /orders
    expect: { json: { 'orders[*].state': { each: { one_of: [open, done] } } } }
  - name: nobody sees them without a token
    covers: [shop.orders.authz]
    tags: safety
    rows: [{ id: nobody, as: nobody }]
    as: ${row.as}
    call: GET /orders
    expect: 401
  - name: an order can be made
    covers: [shop.orders.make, shop.orders.authz]
    call: POST /orders
    json: { shop: '${var.SHOP_ID}' }
    expect: 201
  - name: a mail is sent
    call: GET /orders
    query: { mail: '${var.SHOP_MAIL}' }
    expect: 200
";
    Yard::empty()
        .project(project)
        .file("suites/flags.json", flags)
        .file("mocks/shop.yaml", mock)
        .suite("shop/health", health)
        .suite("shop/runtime", runtime)
}

/// Holds what a person sees, with all that differs from run to run taken out.
#[track_caller]
pub(crate) fn shows(name: &str, yard: &Yard, arguments: &[&str]) -> Done {
    let done = yard.does(arguments);
    let folder = yard.path("").display().to_string();
    let text = format!("$ holdpoint {}\n{done}", arguments.join(" "));
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (pattern, instead) in [
        (folder.trim_end_matches('/'), "FOLDER"),
        (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID"),
        (r"[0-9a-f]{32}", "TRACE"),
        (r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", "DATE"),
        (r"127\.0\.0\.1:[0-9]+", "127.0.0.1:PORT"),
        (r"(<1|[0-9.]+) (ms|s)\b", "TIME"),
        (r" +TIME", " TIME"),
        (r"holdpoint [0-9]+\.[0-9]+\.[0-9]+", "holdpoint VERSION"),
    ] {
        settings.add_filter(pattern, instead);
    }
    settings.bind(|| insta::assert_snapshot!(name, text));
    done
}

#[test]
fn help() {
    shows("help", &yard(), &["--help"]).is(0, &[]);
    shows("help-run", &yard(), &["run", "--help"]).is(0, &[]);
    shows("help-diff", &yard(), &["diff", "--help"]).is(0, &["--ignore", "--severity-levels"]);
    yard().does(&["--version"]).is(0, &["holdpoint "]);
}

#[test]
fn every_verb_has_a_help_and_an_example_or_options() {
    for verb in
        ["run", "probe", "check", "list", "diff", "mock", "report", "import", "explain", "schema", "completions", "man"]
    {
        yard().does(&[verb, "--help"]).is(0, &["Usage: holdpoint"]);
    }
}

#[test]
fn a_green_run_on_mocks() {
    // One at a time, so that suites end in their order.
    shows("run-green", &yard(), &["run", "--jobs", "1"]).is(0, &[]);
    shows("run-green-one", &yard(), &["run", "shop/health"]).is(0, &[]);
    shows("run-quiet", &yard(), &["run", "shop/health", "--quiet"]).is(0, &[]);
}

#[test]
fn a_red_run_live() {
    let server = Server::always(json("{\"data_services\":\"failing\"}"));
    let live = format!("shop={}", server.url);
    shows("run-red", &yard(), &["run", "shop/health", "--live", &live]).is(100, &[]);
}

#[test]
fn a_run_that_knows_nothing() {
    let yard = yard().env("SHOP_TOKEN", "sesame-open-7").env("SHOP_ID", "7");
    let live = format!("shop={}", nobody());
    shows("run-inconclusive", &yard, &["run", "shop/runtime/orders are listed", "--live", &live]).is(75, &[]);
}

#[test]
fn a_run_that_is_invalid() {
    let server = Server::always(json("{}"));
    let live = format!("shop={}", server.url);
    shows("run-invalid", &yard(), &["run", "--live", &live]).is(2, &[]);
    shows("run-nothing", &yard(), &["run", "shop/helth"]).is(2, &[]);
    let yard = yard().env("SHOP_TOKEN", "sesame-open-7").env("SHOP_ID", "7");
    shows("run-unapproved", &yard, &["run", "shop/runtime/an order can be made", "--live", &live]).is(2, &[]);
}

#[test]
fn every_fault_at_once() {
    let one = "suite: shop/one
lane: helth
target: shop
cases:
  - { name: a, call: GET /api, expct: 200 }
";
    let two = "suite: shop/two
lane: health
target: shop
cases:
  - { name: a, call: GET /api, expect: { json: { data_services: '${var.SHOP_IDD}' } } }
  - { name: a, call: GTE /api, expect: { jsn: ok } }
  - { name: c, as: clrk, call: GET /api, expect: { json: { a: { mtches: x } } } }
";
    let yard = yard().suite("shop/one", one).suite("shop/two", two);
    let done = shows("check-faults", &yard, &["check"]);
    done.is(2, &["suites/shop/one.yaml", "suites/shop/two.yaml"]);
    assert!(done.err.matches("did you mean").count() >= 5, "{done}");
    assert!(yard.files("artifacts").is_empty());
}

#[test]
fn a_schema_that_takes_what_is_no_object_is_warned_of() {
    let suite = "suite: shop/open
lane: contract
target: shop
cases:
  - name: a
    call: GET /api
    expect:
      schema: { required: [data_services] }
      json: { $: { schema: { properties: { data_services: { const: ok } } } } }
";
    let yard = yard().suite("shop/open", suite);
    for arguments in [&["check"][..], &["run", "shop/open"]] {
        yard.does(arguments)
            .is(0, &["warning[open-schema]", "suites/shop/open.yaml:8:17", "suites/shop/open.yaml:9:30"]);
    }
    let document = conforms(&yard, &["check"], 0, "check.schema.json");
    assert_eq!(document["diagnostics"][0]["severity"], "warning");
    yard.suite("shop/open", &suite.replace("schema: {", "schema: { type: object,"))
        .does(&["check"])
        .is(0, &[])
        .lacks(&["warning"]);
}

#[test]
fn a_sound_check() {
    shows("check", &yard(), &["check"]).is(0, &["nothing was sent"]);
}

#[test]
fn what_there_is() {
    shows("list", &yard(), &["list"]).is(0, &[]);
    shows("list-covers", &yard(), &["list", "--covers"]).is(0, &[]);
    shows("list-one-cover", &yard(), &["list", "--covers=shop.orders.authz"]).is(0, &[]);
    shows("run-dry", &yard(), &["run", "--dry-run", "--tag", "safety"]).is(0, &[]);
}

#[test]
fn a_cover_that_nothing_has() {
    yard().does(&["list", "--covers=shop.nope"]).is(2, &["shop.nope"]);
}

#[test]
fn explanations() {
    shows("explain-exit-codes", &yard(), &["explain", "exit-codes"]).is(0, &[]);
    shows("explain-status", &yard(), &["explain", "status"]).is(0, &[]);
    shows("explain-covers", &yard(), &["explain", "shop.ready"]).is(0, &[]);
    shows("explain-nothing", &yard(), &["explain", "statsu"]).is(2, &[]);
}

#[test]
fn everything_that_is_listed_is_explained() {
    let yard = yard();
    let overview = yard.does(&["explain"]);
    let ids = overview
        .out
        .lines()
        .filter_map(|line| line.strip_prefix("  "))
        .filter_map(|line| line.split_whitespace().next());
    let ids: Vec<&str> = ids.collect();
    assert!(ids.len() > 50, "{overview}");
    for id in ids {
        yard.does(&["explain", id]).is(0, &[]);
    }
}

#[test]
fn every_finding_that_a_run_sends_a_person_to_is_explained() {
    let named = regex::Regex::new(r#"(?:Finding::wrong\(|checked\(step, )\s*"([a-z_]+)""#).unwrap();
    let mut ids = BTreeSet::new();
    for folder in ["src/runner", "src/step", "src/check"] {
        for (_, text) in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
            let text = String::from_utf8(text).unwrap();
            // What stands below is made for tests.
            let code = text.split("#[cfg(test)]").next().unwrap();
            ids.extend(named.captures_iter(code).map(|found| found[1].to_owned()));
        }
    }
    assert!(ids.len() > 15, "{ids:?}");
    for id in ids {
        yard().does(&["explain", &id]).is(0, &[]);
    }
}

#[test]
fn probes() {
    let server = Server::always(json("{\"data_services\":\"ok\"}"));
    let yard = yard();
    shows("probe-url", &yard, &["probe", &server.url]).is(0, &[]);
    shows("probe-target", &yard, &["probe", "shop"]).is(0, &[]);
    let sick = Server::always(answer(503, "", "down"));
    shows("probe-url-red", &yard, &["probe", &sick.url]).is(100, &[]);
    let live = format!("shop={}", sick.url);
    shows("probe-target-red", &yard, &["probe", "shop", "--live", &live]).is(100, &[]);
    yard.does(&["probe", "shp"]).is(2, &["did you mean `shop`?"]);
    yard.does(&["probe", "https://ada:sesame@example.test"]).is(2, &["login"]).lacks(&["sesame"]);
}

#[test]
fn probes_for_nagios() {
    let (well, sick) = (Server::always(json("{}")), Server::always(answer(503, "", "")));
    let probe = |url: &str| Yard::empty().does(&["probe", url, "--exit-style", "nagios"]);
    probe(&well.url).is(0, &["GREEN"]);
    probe(&sick.url).is(2, &["RED"]);
    // In the lane health, that nobody answers is the finding.
    probe(&nobody()).is(2, &["RED"]);
    probe("https://ada:sesame@example.test").is(3, &["login"]);
    Yard::empty().does(&["probe", "shop", "--exit-style", "nagios"]).is(3, &[]);
}

#[test]
fn wrong_arguments() {
    shows("wrong-flag", &yard(), &["run", "--lve", "shop"]).is(2, &[]);
    shows("wrong-verb", &yard(), &["rum"]).is(2, &[]);
    shows("no-verb", &yard(), &[]).is(2, &[]);
    shows("no-project", &Yard::empty(), &["run"]).is(2, &[]);
    for arguments in [
        &["run", "--jobs", "0"][..],
        &["run", "--seed", "x"],
        &["run", "--output", "xml"],
        &["report", "--report", "nope"],
    ] {
        yard().does(arguments).is(2, &[]);
    }
}

/// One JSON document on the standard output, as its schema says.
#[track_caller]
fn conforms(yard: &Yard, arguments: &[&str], code: i32, schema: &str) -> Value {
    let done = yard.does(&[arguments, &["--output", "json"]].concat());
    assert_eq!(done.code, Some(code), "{done}");
    let document = done.json();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts").join(schema);
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(&document).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{}\n{document:#}", faults.join("\n"));
    document
}

#[test]
fn runs_as_json() {
    let document = conforms(&yard(), &["run"], 0, "run.schema.json");
    assert_eq!((&document["verdict"], &document["exit_code"]), (&"green".into(), &0.into()));
    let server = Server::always(answer(500, "", "x"));
    let live = format!("shop={}", server.url);
    let document = conforms(&yard(), &["run", "shop/health", "--live", &live], 100, "run.schema.json");
    assert_eq!(document["exit_code"], 100);
    let live = format!("shop={}", nobody());
    let yard = yard().env("SHOP_TOKEN", "sesame-open-7").env("SHOP_ID", "7");
    conforms(&yard, &["run", "shop/runtime", "--live", &live], 75, "run.schema.json");
    conforms(&yard, &["run", "shop/runtime", "--no-skips"], 100, "run.schema.json");
    conforms(&yard, &["report"], 100, "run.schema.json");
    conforms(&yard, &["probe", &server.url], 100, "run.schema.json");
    let again = yard.does(&["run", "--output", "json"]);
    assert!(again.err.contains("GREEN") && !again.out.contains("GREEN"), "talk goes to the standard error");
}

#[test]
fn checks_as_json() {
    let document = conforms(&yard(), &["check"], 0, "check.schema.json");
    assert_eq!((&document["suites"], &document["mocks"]), (&2.into(), &1.into()));
    let broken =
        yard().suite("x", "suite: x\nlane: health\ntarget: shop\ncases:\n  - { name: a, call: GET /, expct: 1 }\n");
    let document = conforms(&broken, &["check"], 2, "check.schema.json");
    let first = &document["diagnostics"][0];
    assert_eq!((&first["place"]["line"], &first["place"]["file"]), (&5.into(), &"suites/x.yaml".into()), "{first}");
    conforms(&Yard::new(), &["check"], 2, "check.schema.json");
}

#[test]
fn lists_as_json() {
    let document = conforms(&yard(), &["list"], 0, "list.schema.json");
    assert_eq!((&document["cases"], &document["targets"][0]["mode"]), (&5.into(), &"mock".into()));
    assert_eq!(
        document["targets"][0]["to_go_live"],
        serde_json::json!(["HOLDPOINT_SHOP_URL", "SHOP_ID", "SHOP_TOKEN"])
    );
    conforms(&yard(), &["run", "--dry-run"], 0, "list.schema.json");
    let live =
        yard().env("HOLDPOINT_SHOP_URL", "http://127.0.0.1:9").env("SHOP_TOKEN", "sesame-open-7").env("SHOP_ID", "7");
    let document = conforms(&live, &["list", "--live", "shop"], 0, "list.schema.json");
    assert_eq!(document["targets"][0]["mode"], "live");
}

#[test]
fn what_a_program_asks_for_in_vain_is_json_too() {
    // A caller that reads JSON is not left with an empty standard output where a suite is broken.
    for arguments in [&["run", "nope"][..], &["list", "nope"]] {
        let done = yard().does(&[arguments, &["--output", "json"]].concat());
        done.is(2, &["nope"]);
    }
}

#[test]
fn wrong_arguments_are_told_in_the_form_that_they_ask_for() {
    for (arguments, said) in [
        (&["run", "--lve", "shop"][..], "unexpected argument '--lve'"),
        (&["rum"], "unrecognized subcommand 'rum'"),
        (&[], "requires a subcommand"),
        (&["run", "--jobs", "0"], "invalid value '0'"),
        (&["man"], "no form in JSON"),
        (&["completions", "bash"], "no form in JSON"),
    ] {
        let document = conforms(&yard(), arguments, 2, "error.schema.json");
        assert!(document["error"].as_str().is_some_and(|told| told.contains(said)), "{document:#}");
    }
    let wrong = ["run", "--output=json", "--exit-style=nagios", "--lve"];
    assert_eq!(yard().does(&wrong).is(3, &[]).json()["schema"], "holdpoint-error/v1");
    for arguments in [&["probe", "--exit-style", "nagios"][..], &["rum", "--exit-style=nagios"]] {
        assert_eq!(yard().does(arguments).is(3, &[]).out, "");
    }
    assert_eq!(yard().does(&["rum", "--", "--output", "json", "--exit-style", "nagios"]).is(2, &[]).out, "");
    yard().does(&["run", "--help", "--output", "json", "--exit-style", "nagios"]).is(0, &["Usage: holdpoint"]);
}

#[test]
fn colours_only_where_they_are_wanted() {
    let yard = yard();
    let escapes = |yard: &Yard| yard.run(&[]).out.contains('\u{1b}');
    assert!(!escapes(&yard));
    let yard = yard.env("CLICOLOR_FORCE", "1");
    assert!(escapes(&yard));
    let yard = yard.env("NO_COLOR", "1");
    assert!(!escapes(&yard));
}

#[test]
fn schemas_completions_and_the_manual() {
    for of in ["suite", "mock", "project"] {
        let schema = yard().does(&["schema", of]);
        jsonschema::meta::validate(&schema.is(0, &[]).json()).unwrap();
    }
    for shell in ["bash", "zsh", "fish"] {
        yard().does(&["completions", shell]).is(0, &["holdpoint"]);
    }
    yard().does(&["man"]).is(0, &[".TH"]);
}

#[test]
fn reports_do_not_write_over_each_other_or_over_a_suite() {
    let yard =
        crate::bench::Yard::of_cases("  - { name: a, call: GET /health, expect: 200 }\n").file("s.yaml", "x: 1\n");
    let twice = ["--report", "junit=a.xml", "--report", "markdown=a.xml"];
    yard.run(&twice).is(2, &["another report is written to a.xml already"]);
    yard.run(&["--report", "junit=-", "--report", "json"]).is(2, &["the standard output already"]);
    yard.run(&["--report", "junit", "--output", "json"]).is(2, &["the standard output already"]);
    yard.run(&["--report", "junit=s.yaml"]).is(2, &["would be lost"]);
    assert_eq!(yard.read("s.yaml"), "x: 1\n");
}

#[test]
fn explanations_as_json() {
    let document = conforms(&yard(), &["explain"], 0, "explain.schema.json");
    assert!(document["topics"].as_array().is_some_and(|all| all.len() > 50));
    for what in ["status", "exit-codes", "shop.ready"] {
        let document = conforms(&yard(), &["explain", what], 0, "explain.schema.json");
        assert_eq!(document["pages"][0]["id"], what);
    }
    conforms(&yard(), &["explain", "statsu"], 2, "error.schema.json");
}

#[test]
fn covers_as_json() {
    let document = conforms(&yard(), &["list", "--covers"], 0, "covers.schema.json");
    assert!(document["covers"].as_object().is_some_and(|all| all.len() > 1), "{document:#}");
    let document = conforms(&yard(), &["list", "--covers=shop.orders.authz"], 0, "covers.schema.json");
    let keys: Vec<_> = document["covers"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["shop.orders.authz"]);
    conforms(&yard(), &["list", "--covers=shop.nope"], 2, "error.schema.json");
}

#[test]
fn verifications_as_json() {
    let yard = yard();
    conforms(&yard, &["report", "--verify"], 2, "error.schema.json");
    yard.does(&["run", "shop/health"]).is(0, &[]);
    let document = conforms(&yard, &["report", "--verify"], 0, "verify.schema.json");
    assert_eq!((&document["ledgers"], &document["faults"]), (&1.into(), &Value::Array(Vec::new())));
    let ledger = yard.only("artifacts/integrations", ".jsonl");
    let text = std::fs::read_to_string(&ledger).unwrap();
    std::fs::write(&ledger, text.replace("green", "gren")).unwrap();
    let document = conforms(&yard, &["report", "--verify"], 75, "verify.schema.json");
    assert!(document["faults"][0].as_str().is_some_and(|fault| fault.contains("shop_health.jsonl")), "{document:#}");
}

#[test]
fn github_leaves_the_standard_output_to_the_document() {
    let yard = crate::bench::Yard::of_cases("  - { name: a, call: GET /health, expect: 200 }\n");
    let yard = yard.env("GITHUB_ACTIONS", "true");
    assert_eq!(yard.run(&["--output", "json"]).json()["schema"], "holdpoint-run/v1");
}

#[test]
fn a_contract_that_cannot_do_its_work() {
    let contract = "openapi: 3.0.3
info: { title: Shop, version: '1' }
security: [{ kye: [] }]
paths:
  /orders/{id}:
    get:
      operationId: readOrder
      responses:
        200: { $ref: '#/components/responses/Ordr' }
  /health:
    get:
      operationId: readOrder
      responses: {}
components:
  securitySchemes: { key: { type: http, scheme: bearer } }
  responses:
    Order:
      description: an order
      content: { json: { schema: { $ref: '#/components/schemas/Order' } } }
  schemas:
    Order:
      required: [idd]
      properties:
        id: { type: [integer, 'null'], minimum: 9, maximum: 1 }
        state: { type: string, enum: [open, 1], maxLenght: 3 }
";
    let yard = Yard::empty().file("openapi.yaml", contract);
    shows("check-contract", &yard, &["check", "openapi.yaml"]).is(2, &["contract-reference"]);
    let told = conforms(&yard, &["check", "openapi.yaml"], 2, "check.schema.json");
    assert_eq!((&told["contracts"], &told["suites"]), (&1.into(), &0.into()), "{told}");
    let codes: BTreeSet<&str> =
        told["diagnostics"].as_array().unwrap().iter().filter_map(|one| one["code"].as_str()).collect();
    for code in codes {
        yard.does(&["explain", code]).is(0, &[code]);
    }
}

#[test]
fn a_contract_beside_a_suite_is_checked_with_it() {
    let operation = "{ get: { responses: { 204: { description: done }, 4XX: { description: refused } } } }";
    let sound = format!("openapi: 3.1.0\ninfo: {{ title: Shop, version: '1' }}\npaths: {{ /a: {operation} }}\n");
    yard().file("suites/shop/openapi.yaml", &sound).does(&["check"]).is(0, &["1 mock, 1 contract"]);
    let wrong = "openapi: 3.1.0\ninfo: { title: Shop, version: '1' }\npaths:\n  /a/{x}: { get: {} }\n";
    let yard = yard().file("suites/shop/openapi.yaml", wrong);
    yard.does(&["check"]).is(2, &["contract-template", "suites/shop/openapi.yaml"]);
    let yard = yard.file("suites/shop/openapi.yaml", sound.replace("title", "sumary: orders, title"));
    yard.does(&["check"]).is(0, &["did you mean `summary`?", "1 warning"]);
    // A suite that names one has it checked under whatever name, and read once; so has one that two suites name.
    let suite = |name: &str| {
        format!(
            "suite: {name}\nlane: contract\ntarget: shop\ncontract: api/v2.yaml\ncases:\n  - {{ name: up, call: GET /a, expect: 204 }}\n"
        )
    };
    let named = |text: &str| {
        yard.file("suites/shop/api/v2.yaml", text).suite("shop/one", &suite("one")).suite("shop/two", &suite("two"))
    };
    let yard = named(&sound.replace("title", "sumary: orders, title"));
    let done = yard.does(&["check", "-vv"]);
    done.is(0, &["did you mean `summary`?", "suites/shop/api/v2.yaml", "2 warnings", "2 contracts"]);
    let reads = |done: &Done, file: &str| {
        done.err.lines().filter(|line| line.contains("reads a contract") && line.contains(file)).count()
    };
    assert_eq!((reads(&done, "v2.yaml"), reads(&done, "openapi.yaml")), (1, 1), "{done}");
    let done = yard.does(&["check", "-vv", "suites", "suites/shop/api/v2.yaml"]);
    assert_eq!(reads(done.is(0, &["2 contracts"]), "v2.yaml"), 1, "{done}");
    let yard = yard.file("suites/shop/api/v2.yaml", wrong);
    let done = yard.does(&["check"]);
    done.is(2, &["contract-template", "suites/shop/api/v2.yaml"]);
    let told = yard.does(&["check", "--output", "json"]).json();
    let all = told["diagnostics"].as_array().unwrap();
    let once = all.iter().filter(|one| one["code"] == "contract-template").count();
    assert_eq!((once, &told["contracts"]), (1, &2.into()), "{told:#}");
    for (text, code) in [("openapi: 4.0.0\n", "contract-dialect"), ("{\"openapi\": \"3.1.0\"", "contract-syntax")] {
        let yard = Yard::empty().file("api.json", text);
        yard.does(&["check", "api.json"]).is(2, &[code]);
    }
    Yard::empty().file("openapi.yaml", "").does(&["check", "openapi.yaml"]).is(2, &[]);
}

#[test]
fn a_first_suite() {
    let good = include_str!("../../src/openapi/lint/good.json");
    let yard = Yard::empty().file("openapi.json", good);
    shows("import", &yard, &["import", "openapi", "openapi.json"]).is(0, &["wrote"]);
    let suite = String::from_utf8(std::fs::read(yard.path("suites/shop/contract.yaml")).unwrap()).unwrap();
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("import-suite", suite);
    });
    yard.does(&["check"]).is(0, &["1 suite, 3 cases"]);
    let again = yard.does(&["import", "openapi", "openapi.json"]);
    again.is(2, &["suites/shop/contract.yaml", "not overwritten"]);
    let told = conforms(&yard, &["import", "openapi", "openapi.json", "--target", "other"], 0, "import.schema.json");
    assert!(told["project_lines"].as_str().unwrap().starts_with("  other:\n"), "{told}");
    assert_eq!((&told["cases"], &told["schema"]), (&3.into(), &"holdpoint-import/v1".into()), "{told}");
    yard.does(&["import", "openapi", "openapi.json", "--target", "Other"]).is(2, &["a target's name"]);
    yard.does(&["import", "openapi", "none.json"]).is(2, &["cannot be read"]);
    shows("help-import", &yard, &["import", "openapi", "--help"]).is(0, &[]);
}
