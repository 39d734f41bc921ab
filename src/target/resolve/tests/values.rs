//! Which values a settled target has, live and mocked, and which it lacks.

use jiff::civil::date;
use serde_json::json;
use url::Url;

use super::*;
use crate::model::journal::{Arrivals, Breach, Journal};
use crate::target::testing::line;

#[tokio::test]
async fn live_values_come_from_command_environment_and_default_never_from_the_mocked() {
    let env = &[("A", "from env"), ("B", "5"), ("C", ""), ("S", "the secret")];
    let run = Run { needed: &["shop"], live: &["shop=https://h"], env, ..Run::default() };
    let endpoint = run.live().await;
    // What the project shows to be a number is one, wherever it comes from.
    assert_eq!(json!(endpoint.variables), json!({"A": "from env", "B": 5, "EFFECTS": "none"}));
    assert_eq!(endpoint.secrets["S"].expose(), "the secret");
    assert!(endpoint.journal.is_none() && endpoint.mock_sha256.is_none());
    let run = Run { vars: &["A=given"], env: &[("A", "from env")], ..run };
    let endpoint = run.live().await;
    assert_eq!(json!(endpoint.variables), json!({"A": "given", "B": 4, "EFFECTS": "none"}));
    assert!(endpoint.secrets.is_empty());
}

#[tokio::test]
async fn a_secret_may_stand_in_a_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().to_str().unwrap();
    let env = &[("S_FILE", path)];
    let run = Run { needed: &["shop"], live: &["shop=https://h"], env, ..Run::default() };
    assert!(run.told().await[0].ends_with("cannot be used: it is empty"));
    for (text, secret) in [("abc\n", "abc"), ("abc\r\n", "abc"), ("a\n\n", "a\n"), (" abc", " abc")] {
        std::fs::write(path, text).unwrap();
        assert_eq!(run.live().await.secrets["S"].expose(), secret);
    }
    let twice = Run { env: &[("S_FILE", path), ("S", "abc")], ..run };
    assert_eq!(
        twice.told().await,
        ["secret-twice p.yaml:8:15 the secret `S` is given twice: S and S_FILE are both set (unset one of them)"]
    );
    let gone = Run { env: &[("S_FILE", "/nowhere/secret")], ..twice };
    assert!(gone.told().await[0].starts_with("secret-file p.yaml:8:15"));
}

#[derive(Debug)]
struct Blind;

impl Journal for Blind {
    fn arrivals(&self, _: &str) -> Arrivals {
        Arrivals::default()
    }
    fn close(&self, _: &str) -> Vec<Breach> {
        Vec::new()
    }
}

#[tokio::test]
async fn mocked_values_never_come_from_the_environment() {
    let env = &[("A", "env"), ("B", "env"), ("C", "env"), ("S", "env"), ("S_FILE", "/nowhere")];
    for (vars, expected) in [
        (&[][..], json!({"A": 1, "B": 4, "EFFECTS": "http://127.0.0.1:9/m/effects"})),
        (
            &["A=${base}", "C=x"][..],
            json!({"A": "${base}", "B": 4, "C": "x", "EFFECTS": "http://127.0.0.1:9/m/effects"}),
        ),
    ] {
        let mut answer = Run { needed: &["shop"], env, vars, ..Run::default() }.answer().await;
        assert_eq!(told(&answer.found), Vec::<String>::new());
        let Some(Settled::Mock(mocked)) = answer.settled.swap_remove("shop") else { panic!("not mocked") };
        assert_eq!(mocked.file().0, std::path::Path::new("mocks/shop.yaml"));
        let base = Url::parse("http://127.0.0.1:9/m/").unwrap();
        let endpoint = mocked.started(base.clone(), Arc::new(Blind), "abc".into()).unwrap();
        assert_eq!((endpoint.mode, &endpoint.base), (Mode::Mock, &base));
        assert_eq!(json!(endpoint.variables), expected);
        assert_eq!(endpoint.secrets["S"].expose(), "mock-secret-0001");
        assert_eq!(endpoint.mock_sha256.as_deref(), Some("abc"));
    }
}

#[tokio::test]
async fn what_has_no_value_is_told_only_when_asked_for() {
    let live = Run { needed: &["shop"], live: &["shop=https://h"], ..Run::default() };
    let endpoint = live.live().await;
    let ask = |name| missing::missing(&endpoint, name).map(|one| line(&one));
    assert_eq!(
        ask("A").as_deref(),
        Some(
            "variable-missing p.yaml:7:13 `shop` is live, and its variable `A` has no value (set the environment \
              variable A, or give --var A=…)"
        )
    );
    assert_eq!(
        ask("S").as_deref(),
        Some(
            "secret-missing p.yaml:8:15 `shop` is live, and its secret `S` has no value (set the environment \
              variable S, or S_FILE to the path of a file that holds it)"
        )
    );
    assert!(ask("SS").unwrap().starts_with("undefined p.yaml:3:3"));
    assert_eq!((ask("B"), ask("C")), (None, None));
    assert_eq!(missing::left_out(&endpoint, "C").as_deref(), Some("the optional variable C is not set"));
    assert_eq!((missing::left_out(&endpoint, "A"), missing::left_out(&endpoint, "B")), (None, None));
    let mocked = Run { needed: &["shop"], ..Run::default() }.answer().await;
    let shop = &mocked.settled["shop"];
    assert_eq!(["A", "B", "C", "S"].map(|name| shop.missing(name)), [None, None, None, None]);
    assert_eq!(shop.left_out("C").as_deref(), Some("the optional variable C has no mocked value"));
    let go = |env: &[(&str, &str)]| {
        missing::to_go_live(shop.target(), &|name| env.iter().find(|(key, _)| *key == name).map(|(_, v)| (*v).into()))
    };
    assert_eq!(go(&[]), ["HOLDPOINT_SHOP_URL", "A", "S"]);
    assert_eq!(go(&[URL, ("A", "1"), ("S_FILE", "x")]), Vec::<String>::new());
}

#[tokio::test]
async fn the_shipped_project_is_mocked_until_someone_says_otherwise() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("suites/holdpoint.yaml");
    let mut found = Diagnostics::default();
    let project = crate::suite::project::load(&path, &mut found).unwrap();
    let (path, place) = project.flags_file.as_ref().unwrap();
    let file = flagd::load(path, place, &mut found).unwrap();
    let needed: Vec<Arc<str>> = project.targets.keys().cloned().collect();
    let overrides = Overrides::default();
    let asked = Asked {
        targets: &project.targets,
        needed: &needed,
        flags: &[],
        file: Some(&file),
        overrides: &overrides,
        env: &|_| None,
        today: date(2026, 11, 20),
    };
    let resolution = resolve(&asked, &Nobody, &mut found).await;
    assert!(found.is_empty(), "{:?}", told(&found));
    assert_eq!(file.keys().count(), resolution.evaluations.len(), "every flag of the file is some target's");
    assert_eq!(resolution.settled.len(), needed.len());
    for (name, settled) in &resolution.settled {
        assert_eq!(settled.mode(), Mode::Mock, "{name}");
        let target = settled.target();
        for variable in &target.variables {
            assert_eq!(settled.missing(&variable.name), None);
            assert_eq!(settled.left_out(&variable.name), None);
        }
    }
}
