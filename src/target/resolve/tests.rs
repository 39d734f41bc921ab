//! Who answers for each target, by which rule, and at which address.

use insta::assert_snapshot;
use jiff::civil::{Date, date};

use super::*;
use crate::suite::project::Project;
use crate::syntax::render::{Style, render};
use crate::target::flagd;
use crate::target::overrides;
use crate::target::testing::{FakeProvider, Nobody, Wire, project, told};

const PROJECT: &str = "version: 1
targets:
  shop:
    flag: shop_live
    mock: ../mocks/shop.yaml
    mock_until: 2027-01-31
    vars: { A: {}, B: { default: 4 }, C: { optional: true }, EFFECTS: { default: none } }
    secrets: [S]
    mocked: { A: 1, EFFECTS: '${base}/effects', S: mock-secret-0001 }
  twin: { flag: shop_live, mock: ../mocks/twin.yaml }
  lone: {}
  hub-two: { url: 'https://${env.HUB}.example.com/api/', flag: hub_live }
";

const FLAGS: &str = r#"{"flags": {
    "shop_live": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off"},
    "hub_live": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "on"}
}}"#;

/// What a run was given: needed targets, arguments, environment.
#[derive(Default)]
struct Run<'a> {
    needed: &'a [&'a str],
    live: &'a [&'a str],
    mock: bool,
    flags: &'a [&'a str],
    vars: &'a [&'a str],
    env: &'a [(&'a str, &'a str)],
    today: Option<Date>,
}

struct Answer {
    settled: IndexMap<Arc<str>, Settled>,
    evaluations: Vec<Evaluation>,
    found: Diagnostics,
}

impl Run<'_> {
    async fn with<F: Fetch>(&self, project: &Project, fetch: &F) -> Answer {
        let source = crate::model::place::Source { name: "suites/flags.json".into(), text: FLAGS.into() };
        let file = flagd::parse(&Arc::new(source), &mut Diagnostics::default()).unwrap();
        let overrides = Overrides {
            live: self.live.iter().map(|text| overrides::live(text).unwrap()).collect(),
            mock: self.mock,
            flags: self.flags.iter().map(|text| overrides::flag(text).unwrap()).collect(),
            vars: self.vars.iter().map(|text| overrides::var(text).unwrap()).collect(),
        };
        let needed: Vec<Arc<str>> = self.needed.iter().map(|name| Arc::from(*name)).collect();
        let asked = Asked {
            targets: &project.targets,
            needed: &needed,
            flags: &[],
            file: Some(&file),
            overrides: &overrides,
            env: &|name| self.env.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()),
            today: self.today.unwrap_or(date(2026, 11, 20)),
        };
        let mut found = Diagnostics::default();
        let Resolution { settled, evaluations } = resolve(&asked, fetch, &mut found).await;
        Answer { settled, evaluations, found }
    }

    async fn answer(&self) -> Answer {
        self.with(&project(PROJECT), &Nobody).await
    }

    /// `target mode because` of each, with nothing found.
    async fn modes(&self) -> Vec<String> {
        let answer = self.answer().await;
        assert_eq!(told(&answer.found), Vec::<String>::new());
        answer.settled.iter().map(|(name, one)| format!("{name} {} {}", one.mode(), one.because())).collect()
    }

    /// What was found.
    async fn told(&self) -> Vec<String> {
        told(&self.answer().await.found)
    }

    async fn live(&self) -> Endpoint {
        let answer = self.answer().await;
        match answer.settled.into_values().next() {
            Some(Settled::Live(endpoint)) => endpoint,
            other => panic!("{other:?} {:?}", told(&answer.found)),
        }
    }
}

const URL: (&str, &str) = ("HOLDPOINT_SHOP_URL", "https://shop.example.com");

#[tokio::test]
async fn the_strongest_word_decides() {
    let shop = Run { needed: &["shop"], ..Run::default() };
    assert_eq!(shop.modes().await, ["shop mock flag shop_live off (suites/flags.json)"]);
    let url_alone = Run { needed: &["shop"], env: &[URL], ..Run::default() };
    assert_eq!(url_alone.modes().await, ["shop mock flag shop_live off (suites/flags.json)"]);
    let env = &[URL, ("HOLDPOINT_FLAG_SHOP_LIVE", "1")];
    let by_env = Run { needed: &["shop"], env, ..Run::default() };
    assert_eq!(by_env.modes().await, ["shop live flag shop_live on (HOLDPOINT_FLAG_SHOP_LIVE)"]);
    let by_flag = Run { needed: &["shop"], env, flags: &["shop_live=off"], ..Run::default() };
    assert_eq!(by_flag.modes().await, ["shop mock flag shop_live off (--flag)"]);
    let by_command = Run { needed: &["shop"], env, flags: &["shop_live=off"], live: &["shop"], ..Run::default() };
    assert_eq!(by_command.modes().await, ["shop live --live shop"]);
    let mocked = Run { needed: &["shop"], env, flags: &["shop_live=on"], mock: true, ..Run::default() };
    assert_eq!(mocked.modes().await, ["shop mock --mock"]);
}

#[tokio::test]
async fn the_evaluations_say_what_was_decided() {
    let evaluations = |answer: Answer| -> Vec<_> {
        let show = |e: &Evaluation| format!("{}={} {} {}", e.key, e.value, e.source, e.reason);
        answer.evaluations.iter().map(show).collect()
    };
    let both = Run { needed: &["hub-two", "shop"], env: &[("HUB", "h")], ..Run::default() };
    assert_eq!(
        evaluations(both.answer().await),
        ["hub_live=true suites/flags.json STATIC", "shop_live=false suites/flags.json STATIC"]
    );
    let live = Run { needed: &["shop"], live: &["shop=https://h"], ..Run::default() };
    assert_eq!(evaluations(live.answer().await), ["shop_live=true --live --live shop"]);
    let mock = Run { needed: &["shop"], mock: true, ..Run::default() };
    assert_eq!(evaluations(mock.answer().await), ["shop_live=false --mock every target is mocked"]);
}

#[tokio::test]
async fn a_flag_has_one_value_in_a_run_so_targets_that_share_it_go_together() {
    let env = &[("HOLDPOINT_TWIN_URL", "https://twin.example.com")];
    let run = Run { needed: &["shop", "twin"], live: &["shop=https://h"], env, ..Run::default() };
    assert_eq!(run.modes().await, ["shop live --live shop", "twin live flag shop_live on (--live)"]);
}

#[tokio::test]
async fn the_providers_word_counts_and_its_failure_settles_nothing() {
    let server =
        FakeProvider::start(|path| if path.ends_with("/shop_live") { (200, r#"{"value": true}"#) } else { (500, "") })
            .await;
    let env = &[URL, ("OFREP_ENDPOINT", server.endpoint.as_str())];
    let answer = Run { needed: &["shop", "hub-two"], env, ..Run::default() }.with(&project(PROJECT), &Wire).await;
    assert_eq!(answer.settled["shop"].because(), "flag shop_live on (ofrep)");
    assert!(!answer.settled.contains_key("hub-two"), "a flag that cannot be evaluated is no default");
    assert_eq!(answer.found.iter().map(|one| one.code).collect::<Vec<_>>(), ["flag-evaluation"]);
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused() {
    let run = Run::default;
    let shop = &["shop"][..];
    for (run, what) in [
        (
            Run { needed: shop, live: &["shop"], mock: true, ..run() },
            "contradiction - --live and --mock are given together",
        ),
        (
            Run { needed: shop, live: &["shpo=https://h"], ..run() },
            "unknown-target - --live: there is no target `shpo` (did you mean `shop`?)",
        ),
        (
            Run { needed: shop, live: &["lone=https://h"], ..run() },
            "live-unused - --live lone: nothing that is selected uses it",
        ),
        (
            Run { needed: shop, live: &["shop=https://a", "shop=https://b"], ..run() },
            "contradiction - --live: `shop` is given two values",
        ),
        (
            Run { needed: shop, flags: &["shop_lvie=on"], ..run() },
            "flag-unknown - --flag: nothing names the flag `shop_lvie` (did you mean `shop_live`?)",
        ),
        (
            Run { needed: shop, flags: &["shop_live=on", "shop_live=off"], env: &[URL], ..run() },
            "contradiction - --flag: `shop_live` is given two values",
        ),
        (
            Run { needed: shop, vars: &["AA=1"], ..run() },
            "undefined - --var: no target has a variable `AA` (did you mean `A`?)",
        ),
        (Run { needed: shop, vars: &["S=abc"], ..run() }, "secret-given - --var: `S` is a secret"),
        (Run { needed: &["shup"], ..run() }, "unknown-target - there is no target `shup` (did you mean `shop`?)"),
    ] {
        let told = run.told().await;
        assert_eq!(told.len(), 1, "{told:#?}");
        assert!(told[0].starts_with(what), "{told:#?}");
    }
}

#[tokio::test]
async fn a_live_target_needs_an_address_of_the_web() {
    let env = |value| [("HOLDPOINT_SHOP_URL", value), ("HOLDPOINT_FLAG_SHOP_LIVE", "on")];
    for (value, why) in [
        ("shop.example.com", "it is no absolute URL; write one such as https://chat.example.com"),
        ("ftp://shop.example.com", "its scheme is neither http nor https"),
        ("https://u:hunter2@h", "it holds a login; a login belongs to a caller: `basic: { user, password }`"),
        ("https://h?key=hunter2", "it has a query or a fragment, which joining a path would lose"),
    ] {
        let told = Run { needed: &["shop"], env: &env(value), ..Run::default() }.told().await;
        assert_eq!(told, [format!("url p.yaml:3:3 the URL of `shop` from HOLDPOINT_SHOP_URL cannot be used: {why}")]);
    }
    for value in ["", " "] {
        let told = Run { needed: &["shop"], env: &env(value), ..Run::default() }.told().await;
        assert_eq!(told.len(), 1, "{told:?}");
    }
    let env = env("https://env.example.com/api");
    let run = Run { needed: &["shop"], env: &env, ..Run::default() };
    assert_eq!(run.live().await.base.as_str(), "https://env.example.com/api");
    let run = Run { live: &["shop=https://given.example.com"], ..run };
    assert_eq!(run.live().await.base.as_str(), "https://given.example.com/");
    let hub = Run { needed: &["hub-two"], env: &[("HUB", "h")], ..Run::default() };
    assert_eq!(hub.live().await.base.as_str(), "https://h.example.com/api/");
}

#[tokio::test]
async fn faults_of_several_targets_are_told_together() {
    let found = Run { needed: &["shop", "lone", "hub-two"], live: &["shop"], ..Run::default() }.answer().await.found;
    assert_snapshot!(render(found.iter(), Style { colours: false, width: 110 }), @r"
    error[live-without-url]: `shop` is live by --live shop, but has no URL
     --> p.yaml:4:11
      |
    4 |     flag: shop_live
      |           ^^^^^^^^^ HOLDPOINT_SHOP_URL is not set
      |
      = help: set HOLDPOINT_SHOP_URL, or give --live shop=https://…

    error[no-mock]: `lone` has no mock and so has to be live, but it is not: no flag
      --> p.yaml:11:3
       |
    11 |   lone: {}
       |   ^^^^
       |
       = help: give --live lone=https://…, or name a file under `mock`

    error[live-without-url]: `hub-two` is live by flag hub_live on (suites/flags.json), but has no URL
      --> p.yaml:12:64
       |
    12 |   hub-two: { url: 'https://${env.HUB}.example.com/api/', flag: hub_live }
       |                                                                ^^^^^^^^ HUB is not set
       |
       = help: set HUB, or give --live hub-two=https://…
    ");
}

#[tokio::test]
async fn a_target_without_a_mock_has_to_be_live() {
    let lone = Run { needed: &["lone"], env: &[("HOLDPOINT_LONE_URL", "https://h")], ..Run::default() };
    assert_eq!(
        lone.told().await,
        ["no-mock p.yaml:11:3 `lone` has no mock and so has to be live, but it is not: no flag (give --live \
          lone=https://…, or name a file under `mock`)"]
    );
    assert_eq!(Run { mock: true, ..lone }.told().await.len(), 1);
    let lone =
        Run { needed: &["lone"], env: &[("HOLDPOINT_LONE_URL", "https://h")], live: &["lone"], ..Run::default() };
    assert_eq!(lone.modes().await, ["lone live --live lone"]);
}

#[tokio::test]
async fn a_mock_answers_until_its_last_day() {
    let on = |today| Run { needed: &["shop"], today: Some(today), ..Run::default() };
    assert_eq!(on(date(2027, 1, 31)).modes().await.len(), 1);
    let late = on(date(2027, 2, 1));
    assert!(
        late.told().await[0].starts_with("mock-expired p.yaml:6:17 the mock of `shop` may answer until 2027-01-31")
    );
    let live = Run { live: &["shop=https://h"], ..late };
    assert_eq!(live.modes().await, ["shop live --live shop"]);
}

mod values;
