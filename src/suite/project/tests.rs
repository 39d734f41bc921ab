//! What a project file gives, and what it refuses, with places.

use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::syntax::render::{Style, render};
use crate::syntax::schema;

fn read(text: &str) -> (Option<Project>, Diagnostics) {
    let mut found = Diagnostics::default();
    let source = Arc::new(Source { name: "suites/holdpoint.yaml".into(), text: text.into() });
    let project = parse(&source, Path::new("suites"), &mut found);
    assert_eq!(project.is_none(), found.has_errors(), "no error is silent, and nothing wrong is used");
    (project, found)
}

fn right(text: &str) -> Project {
    let (project, found) = read(text);
    project.unwrap_or_else(|| panic!("{}", shown(&found)))
}

fn shown(found: &Diagnostics) -> String {
    render(found.iter(), Style { colours: false, width: 110 })
}

/// `code: underlined text`, of each diagnostic of a target with these keys.
fn wrong(keys: &str) -> Vec<String> {
    let (_, found) = read(&format!("version: 1\ntargets: {{ t: {{ {keys} }} }}\n"));
    let text = |place: &Place| place.source().text[place.span()].to_owned();
    found.iter().map(|d| format!("{}: {}", d.code, d.place.as_ref().map(text).unwrap_or_default())).collect()
}

#[test]
fn the_shortest_file_is_enough() {
    let project = right("version: 1\ntargets: { t: {} }\n");
    let target = &project.targets["t"];
    assert_eq!(project.version, 1);
    assert_eq!(project.artifacts, Path::new("artifacts/integrations"));
    assert_eq!((project.flags_file, project.allow_exec, project.defaults), (None, false, Defaults::default()));
    assert!(target.mock.is_none() && target.flag.is_none() && target.url.is_none());
    assert!(!target.http2 && !target.tls.insecure);
    assert_eq!(project.sha256, HEXLOWER.encode(&Sha256::digest("version: 1\ntargets: { t: {} }\n")));
}

#[test]
fn every_key_arrives() {
    let project = right(
        "version: 1
flags: { file: flags.json }
artifacts: ./../evidence
defaults: { timeout: 5s, jobs: 8, redirects: 2 }
allow_exec: true
targets:
  shop:
    url: https://${env.SHOP}.example.com/api
    flag: shop_live
    mock: ../mocks/shop.yaml
    mock_until: 2027-01-31
    vars: { A: {}, B: { default: 4 }, C: { optional: true } }
    secrets: [S]
    mocked: { A: '${base}/a', S: mock-secret-0001 }
    callers:
      all: { header: { x-token: '${secret.S}' }, query: { page: 1 }, cookie: { theme: dark } }
      bearer: { bearer: 'x${secret.S}' }
      basic: { basic: { user: '${var.A}', password: '${secret.S}' } }
      nobody: none
    headers: { accept: application/json }
    max_concurrency: 4
    rate: 600/m
    http2: true
    tls: { ca: ca.pem, cert: c.pem, key: k.pem, insecure: true }
    proxy: socks5://proxy.example:1080
    redirects: 0
  plain: {}
",
    );
    let shop = &project.targets["shop"];
    assert_eq!(project.flags_file.as_ref().map(|(path, _)| path.as_path()), Some(Path::new("suites/flags.json")));
    assert_eq!(project.artifacts, Path::new("evidence"));
    assert_eq!((project.defaults.jobs, project.allow_exec), (Some(8), true));
    assert_eq!(shop.mock.as_ref().unwrap().0, Path::new("mocks/shop.yaml"));
    assert_eq!(shop.mock_until.as_ref().unwrap().0.to_string(), "2027-01-31");
    assert_eq!(shop.variables.iter().map(|v| v.optional).collect::<Vec<_>>(), [false, false, true]);
    assert_eq!(shop.variables[1].default, Some(json!(4)));
    assert_eq!(shop.mocked["A"], json!("${base}/a"));
    assert_eq!(
        shop.callers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["all", "bearer", "basic", "nobody"]
    );
    assert_eq!((shop.rate, shop.max_concurrency, shop.http2), (Some(10.0), Some(4), true));
    assert_eq!(shop.tls.ca.as_deref(), Some(Path::new("suites/ca.pem")));
    assert_eq!((shop.redirects, shop.timeout), (Some(0), Some(Duration::from_secs(5))));
    assert_eq!((project.targets["plain"].redirects, &project.targets["plain"].url), (Some(2), &None));
}

#[test]
fn a_file_with_many_faults_tells_all_of_them() {
    let (_, found) = read(
        "version: 2
flgas: { file: flags.json }
targets:
  Chatwoot:
    mock: ../mocks/chatwoot.yaml
    vars:
      ACCOUNT: {}
    secrets: [TOKEN]
    mocked: { ACOUNT: 1 }
    callers:
      agent: { header: { api_access_token: 0123456789abcdef } }
      typo: { bearer: '${secret.TOKN}' }
",
    );
    assert_snapshot!(shown(&found), @r"
    error[unknown-key]: `flgas` is not a key of a project file
     --> suites/holdpoint.yaml:2:1
      |
    2 | flgas: { file: flags.json }
      | ^^^^^
      |
      = help: did you mean `flags`?

    error[version]: version 2 of the project file is not known
     --> suites/holdpoint.yaml:1:10
      |
    1 | version: 2
      |          ^
      |
      = help: this program reads `version: 1`

    error[name]: `Chatwoot` cannot be a target's name
     --> suites/holdpoint.yaml:4:3
      |
    4 |   Chatwoot:
      |   ^^^^^^^^
      |
      = help: a lower-case letter, then lower-case letters, digits and `-`: `chatwoot-receiver`

    error[undefined]: this target has no variable or secret `ACOUNT`
     --> suites/holdpoint.yaml:9:15
      |
    9 |     mocked: { ACOUNT: 1 }
      |               ^^^^^^
      |
      = help: did you mean `ACCOUNT`?

    error[mocked-missing]: the variable `ACCOUNT` has no value for a mocked run
     --> suites/holdpoint.yaml:7:7
      |
    7 |       ACCOUNT: {}
      |       ^^^^^^^
      |
      = help: add it to this target: `mocked: { ACCOUNT: … }`

    error[mocked-missing]: the secret `TOKEN` has no value for a mocked run
     --> suites/holdpoint.yaml:8:15
      |
    8 |     secrets: [TOKEN]
      |               ^^^^^
      |
      = help: add it to this target: `mocked: { TOKEN: … }`

    error[undefined]: this target has no secret `TOKN`
      --> suites/holdpoint.yaml:12:23
       |
    12 |       typo: { bearer: '${secret.TOKN}' }
       |                       ^^^^^^^^^^^^^^^^
       |
       = help: did you mean `TOKEN`?

    error[literal-credential]: the header `api_access_token` is written as plain text
      --> suites/holdpoint.yaml:11:44
       |
    11 |       agent: { header: { api_access_token: **************** } }
       |                                            ^^^^^^^^^^^^^^^^
       |
       = help: draw it from a secret, such as ${secret.TOKEN}; a value that no service shall know is ${fresh.id}
    ");
}

#[test]
fn what_is_no_project_at_all_says_what_one_is() {
    for (text, what) in [("", "not empty"), ("[]", "not a list"), ("hello", "not text")] {
        let (_, found) = read(text);
        let first = found.iter().next().unwrap();
        assert!(first.message.ends_with(what), "{}", first.message);
        assert_eq!(first.help.as_deref(), Some("the shortest one is `version: 1` and `targets: { t: {} }`"));
    }
    for text in ["version: 1", "targets: {t: {}}", "version: 1\ntargets: {}", "version: '1'\ntargets: {t: {}}"] {
        assert_eq!(read(text).1.len(), 1, "{text}");
    }
}

#[test]
fn a_literal_credential_is_refused_and_not_repeated() {
    for keys in [
        "headers: { X-API-Key: hunter2hunter2 }",
        "callers: { a: { header: { authorization: Bearer hunter2hunter2 } } }",
        "callers: { a: { bearer: hunter2hunter2 } }",
        "callers: { a: { basic: { user: u, password: hunter2hunter2 } } }",
        "callers: { a: { query: { api_key: hunter2hunter2 } } }",
        "callers: { a: { cookie: { session: hunter2hunter2 } } }",
        "url: 'https://u:hunter2hunter2@h'",
        "url: 'https://u:hunter2hunter2@${env.H}'",
        "proxy: 'http://u:hunter2hunter2@h'",
    ] {
        let (_, found) = read(&format!("version: 1\ntargets: {{ t: {{ {keys} }} }}\n"));
        assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), ["literal-credential"], "{keys}");
        assert!(!shown(&found).contains("hunter2"), "{}", shown(&found));
    }
    for keys in [
        "secrets: [S], headers: { X-API-Key: 'k-${secret.S}' }",
        "callers: { a: { header: { authorization: 'Bearer ${fresh.id}' } } }",
        "callers: { a: { header: { X-API-Key: '' } } }",
        "callers: { a: { header: { idempotency-key: abc } } }",
        "url: https://h/a@b",
    ] {
        assert_eq!(wrong(keys), Vec::<String>::new(), "{keys}");
    }
}

#[test]
fn what_cannot_be_meant_says_where() {
    for (keys, what) in [
        ("vars: { a: {} }", "name: a"),
        ("vars: { A: { default: null } }", "wrong-type: null"),
        ("vars: { A: { default: '${env.B}' } }", "template-here: '${env.B}'"),
        ("vars: { A: { default: 1, optional: true } }", "contradiction: default"),
        ("vars: { A: {} }, secrets: [A]", "duplicate-name: A"),
        ("secrets: [A, A]", "duplicate-name: A"),
        ("secrets: [a-b]", "name: a-b"),
        ("vars: { A: {} }, mock: m", "mocked-missing: A"),
        ("secrets: [A], mock: m", "mocked-missing: A"),
        ("secrets: [A], mock: m, mocked: { A: 123456789012 }", "wrong-type: 123456789012"),
        ("vars: { A: {} }, mock: m, mocked: { A: null }", "wrong-type: null"),
        ("vars: { A: {} }, mock: m, mocked: { A: '${env.A}' }", "template-here: '${env.A}'"),
        ("vars: { A: {} }, mocked: { A: 1 }", "contradiction: mocked"),
        ("mock_until: 2027-01-31", "contradiction: mock_until"),
        ("mock: m, mock_until: soon", "wrong-date: soon"),
        ("mock: ''", "empty: ''"),
        ("flag: '${env.F}'", "template-here: '${env.F}'"),
        ("url: chat.example.com", "url: chat.example.com"),
        ("url: ftp://h", "url: ftp://h"),
        ("url: '${var.A}'", "template-here: '${var.A}'"),
        ("url: '${env.A'", "template: ${"),
        ("rate: 20", "wrong-rate: 20"),
        ("rate: 0/s", "wrong-rate: 0/s"),
        ("rate: 20/w", "wrong-rate: 20/w"),
        ("timeout: 0s", "out-of-range: 0s"),
        ("timeout: '${env.T}'", "wrong-span: '${env.T}'"),
        ("max_concurrency: 0", "out-of-range: 0"),
        ("tls: { cert: c.pem }", "contradiction: cert"),
        ("proxy: proxy.example", "url: proxy.example"),
        ("callers: { a: {} }", "empty: {}"),
        ("callers: { a: nobody }", "wrong-word: nobody"),
        ("callers: { a: '${secret.S}' }", "template-here: '${secret.S}'"),
        ("callers: { a b: none }", "name: a b"),
        ("callers: { a: { header: { 'a b': c } } }", "name: 'a b'"),
        ("callers: { a: { basic: { user: u } } }", "missing-key: { user: u }"),
        (
            "callers: { a: { bearer: '${fresh.id}', header: { Authorization: '${fresh.id}' } } }",
            "contradiction: Authorization",
        ),
        ("callers: { a: { query: { page: '${var.P}' } } }", "undefined: '${var.P}'"),
        ("headers: { 'x:y': z }", "name: 'x:y'"),
        ("headers: { x: \"a\\nb\" }", "header-value: \"a\\nb\""),
        ("mok: m", "unknown-key: mok"),
    ] {
        assert_eq!(wrong(keys), [what], "{keys}");
    }
    for name in ["T", "1t", "t_t", "-t", "'t t'", "é"] {
        let (_, found) = read(&format!("version: 1\ntargets: {{ {name}: {{}} }}\n"));
        assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), ["name"], "{name}");
    }
}

#[test]
fn the_file_is_found_from_below() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("a/b");
    std::fs::create_dir_all(&deep).unwrap();
    assert_eq!(find(&deep), Err(NotFound { start: deep.clone() }));
    std::fs::write(folder.path().join("holdpoint.yaml"), "").unwrap();
    assert_eq!(find(&deep), Ok(folder.path().join("holdpoint.yaml")));
    std::fs::create_dir(folder.path().join("a/suites")).unwrap();
    std::fs::write(folder.path().join("a/suites/holdpoint.yaml"), "").unwrap();
    assert_eq!(find(&deep), Ok(folder.path().join("a/suites/holdpoint.yaml")));
    assert_eq!(find(&folder.path().join("a/suites")), Ok(folder.path().join("a/suites/holdpoint.yaml")));
    assert!(NotFound { start: "x".into() }.to_string().starts_with("find a project file"));
}

#[test]
fn artifacts_stay_in_the_repository() {
    let source = Arc::new(Source { name: "p".into(), text: "version: 1\ntargets: { t: {} }\n".into() });
    for (root, artifacts) in [
        ("suites", "artifacts/integrations"),
        ("/r/suites", "/r/artifacts/integrations"),
        ("/r", "/r/artifacts/integrations"),
        ("", "artifacts/integrations"),
    ] {
        let project = parse(&source, Path::new(root), &mut Diagnostics::default()).unwrap();
        assert_eq!(project.artifacts, Path::new(artifacts), "{root}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_an_error() {
    let mut found = Diagnostics::default();
    assert!(load(Path::new("/nowhere/holdpoint.yaml"), &mut found).is_none());
    assert!(found.has_errors());
}

/// The file that ships with the program.
fn shipped() -> Project {
    let mut found = Diagnostics::default();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("suites/holdpoint.yaml");
    load(&path, &mut found).unwrap_or_else(|| panic!("{}", shown(&found)))
}

#[test]
fn the_shipped_project_is_right_and_its_mocked_secrets_are_told_apart() {
    let project = shipped();
    assert_eq!(
        project.targets.keys().map(AsRef::as_ref).collect::<Vec<_>>(),
        [
            "integrations",
            "chatwoot",
            "chatwoot-receiver",
            "governance",
            "spine-hub",
            "spine-family",
            "spec-host",
            "supabase",
            "idea-pool",
            "npm-registry",
            "pypi-registry",
            "publer",
            "ga4",
            "gsc",
            "storefront-mcp",
            "shopify-receiver",
            "shopify"
        ]
    );
    let mut seen = std::collections::BTreeMap::new();
    for target in project.targets.values() {
        for (name, _) in &target.secrets {
            let value = target.mocked[name].as_str().unwrap().to_owned();
            assert!(value.len() >= 12, "{name}");
            // Two targets may share a secret, by its name.
            assert_eq!(seen.entry(value).or_insert(name), &name);
        }
    }
}

#[test]
fn the_editors_schema_takes_what_the_reader_takes() {
    let schema = schema::document("A project file", "urn:holdpoint:project", SHAPE, &|_| None);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("suites/holdpoint.yaml");
    let text = std::fs::read_to_string(path).unwrap();
    let node = yaml::parse(&Arc::new(Source { name: "p".into(), text })).unwrap();
    assert!(validator.is_valid(&node.to_json()));
    assert!(!validator.is_valid(&json!({"version": 2, "targets": {"t": {}}})));
    assert!(!validator.is_valid(&json!({"version": 1, "targets": {"t": {"rate": "20"}}})));
    assert!(!validator.is_valid(&json!({"version": 1, "targets": {"t": {"callers": {"a": {}, "b": "nobody"}}}})));
}

/// The last place not behind `at` where a letter begins.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,80}") {
        let _ = shown(&read(&text).1);
    }

    #[test]
    fn no_cut_or_swapped_byte_makes_it_panic(from in 0..2600usize, length in 0..40usize, with in "[\\[\\]{}:,'\"$ a0\\n-é]{0,4}") {
        let whole = include_str!("../../../suites/holdpoint.yaml");
        let from = boundary(whole, from);
        let to = boundary(whole, from + length).max(from);
        let text = format!("{}{with}{}", &whole[..from], &whole[to..]);
        let _ = shown(&read(&text).1);
    }
}
