//! The gates: what is demanded holds, or they stay shut; what is not known never opens one.

use super::compare::{changed, taken, takes, without_delete};
use super::{Shop, dispatch, document, host, sha256, told};
use crate::bench::server::{Asked, Reply, Server, answer, nobody};
use crate::bench::{Done, Yard, fits};

const GATE: [&str; 4] = ["ingest", "--gate", "publish", "1.9.0"];

/// A store with 1.9.0 in it, and a gate that demands this.
fn gated(demands: &str) -> Shop {
    demanding(Shop::new().has("1.9.0"), demands)
}

fn demanding(shop: Shop, demands: &str) -> Shop {
    let file = shop.yard.path("openapi/pipeline.yaml");
    std::fs::write(file, format!("version: 1\npublish:\n{demands}\n")).unwrap();
    shop
}

fn asked(shop: &Shop, more: &[&str]) -> Done {
    shop.yard.does(&[&GATE[..], more].concat())
}

/// Registries as a script answers for them.
fn registries(script: impl Fn(&Asked, usize) -> u16 + Send + Sync + 'static) -> (Server, String) {
    let server = Server::new(move |asked, before| match script(asked, before) {
        302 => answer(302, "location: /elsewhere\r\n", ""),
        0 => Reply::Bytes(Vec::new()),
        status => answer(status, "", "{}"),
    });
    let demands = format!(
        "  absent: [{{ npm: '@example/api', registry: '{0}' }}, {{ pypi: example-api, registry: '{0}' }}]\n  retry: {{ times: 2, backoff: 1ms }}",
        server.url
    );
    (server, demands)
}

#[test]
fn a_gate_opens_where_everything_holds() {
    let (server, absent) = registries(|_, _| 404);
    let text = document("1.9.0");
    let mut payload = dispatch(&host(&text).url, "1.9.0", &sha256(&text), "minor");
    payload["client_payload"]["timestamp"] = jiff::Timestamp::now().to_string().into();
    let shop = Shop { yard: Yard::of_cases("  - { name: health, call: GET /health, expect: 200 }\n") };
    shop.takes(&payload, &[]).is(0, &[]);
    shop.yard.run(&[]).is(0, &[]);
    let demands = "  sdk: [{ name: typescript, exec: [sh, -c, 'test -f $HOLDPOINT_DOCUMENT'] }]\n  suites: [{ suite: api/contract, within: 1h }]\n  latency: { total: 9m }\n";
    let shop = demanding(shop, &format!("{demands}{absent}"));
    let done = asked(&shop, &["--allow-exec"]);
    done.is(0, &["GREEN"]);
    insta::assert_snapshot!(told(&done.out));
    assert_eq!(server.lines(), ["GET /@example%2Fapi/1.9.0", "GET /pypi/example-api/1.9.0/json"]);
    let told = asked(&shop, &["--allow-exec", "--output", "json"]).is(0, &[]).json();
    fits("ingest.schema.json", &told);
    // A suite that is red since then shuts it.
    let shop = Shop { yard: shop.yard.cases("  - { name: health, call: GET /health, expect: 404 }\n") };
    shop.yard.run(&[]).is(100, &[]);
    asked(&shop, &["--allow-exec"]).is(100, &["api/contract: its last run is red"]);
}

#[test]
fn what_is_not_in_the_store_or_was_changed_goes_no_further() {
    let shop = gated("  suites: [{ suite: api/contract }]");
    shop.yard.does(&["ingest", "--gate", "publish", "1.8.0"]).is(100, &["1.8.0 is not in the store"]);
    shop.yard.does(&["ingest", "--gate", "deploy", "1.9.0"]).is(2, &["does not describe the gate `deploy`"]);
    shop.yard.does(&["ingest", "--gate", "open", "1.9.0"]).is(2, &["there is no gate `open`"]);
    shop.yard.does(&["ingest", "--gate", "publish", "v1"]).is(2, &["`v1` is no semantic version"]);
    asked(&shop, &[]).is(75, &["api/contract: it has no ledger"]);
    let path = shop.yard.path("openapi/history/openapi-1.9.0.json");
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, "{}").unwrap();
    asked(&shop, &[]).is(100, &["the store was changed: history/openapi-1.9.0.json is not what was stored"]);
}

#[test]
fn a_registry_that_has_the_version_shuts_and_one_that_is_unknown_holds() {
    for (npm, pypi, code, said) in [
        (404, 404, 0, "2 absent"),
        (200, 404, 100, "@example/api 1.9.0 is published already"),
        (404, 200, 100, "example-api 1.9.0 is published already"),
        // What is not known of one does not hide what is known of the other.
        (503, 200, 100, "example-api 1.9.0 is published already"),
        (302, 404, 75, "whether @example/api has it is not known: it answered 302"),
        (404, 403, 75, "whether example-api has it is not known: it answered 403"),
        (404, 500, 75, "it answered 500, asked 3 times"),
        (0, 404, 75, "no answer came (closed)"),
    ] {
        let (_server, demands) = registries(move |asked, _| if asked.path.starts_with("/pypi") { pypi } else { npm });
        asked(&gated(&demands), &[]).is(code, &[said]);
    }
    let (_, demands) = registries(|_, _| 404);
    let port = demands.split("127.0.0.1:").nth(1).unwrap().split('\'').next().unwrap().to_owned();
    let unreachable = demands.replace(&format!("http://127.0.0.1:{port}"), &nobody());
    asked(&gated(&unreachable), &[]).is(75, &["no answer came (refused)"]);
}

#[test]
fn a_registry_that_was_late_is_asked_again() {
    let (server, demands) = registries(|_, before| if before < 2 { 503 } else { 404 });
    asked(&gated(&demands), &[]).is(0, &["2 absent"]);
    assert_eq!(server.seen().len(), 4);
}

#[test]
fn a_breaking_version_needs_a_note_that_someone_edited() {
    let shop = Shop::new().has("1.9.0");
    let account = takes(&shop, "2.0.0", &changed("2.0.0", without_delete), "major");
    assert_eq!(account.verdict, holdpoint::model::verdict::Verdict::Green, "{account:?}");
    let (_server, absent) = registries(|_, _| 404);
    let shop = demanding(shop, &absent);
    let publish = ["ingest", "--gate", "publish", "2.0.0"];
    shop.yard.does(&publish).is(100, &["nobody has edited notes/migration-1.9.0-to-2.0.0.md"]);
    let note = shop.yard.path("openapi/notes/migration-1.9.0-to-2.0.0.md");
    let text = std::fs::read_to_string(&note).unwrap();
    std::fs::write(&note, text.replace(text.lines().next().unwrap(), "Call /entries no more.")).unwrap();
    shop.yard.does(&publish).is(0, &["notes/migration-1.9.0-to-2.0.0.md was edited", "GREEN"]);
    std::fs::write(&note, "\n").unwrap();
    shop.yard.does(&publish).is(100, &["nobody has edited"]);
}

#[test]
fn a_version_that_nobody_compared_is_held() {
    let (_server, absent) = registries(|_, _| 404);
    let shop = Shop::new().has("1.8.0");
    taken(&shop, "1.9.0", &document("1.9.0"), "minor", None);
    let shop = demanding(shop, &absent);
    asked(&shop, &[]).is(75, &["it was never compared with 1.8.0"]);
}

#[test]
fn programs_have_to_be_let_and_to_succeed() {
    let shop = gated("  sdk: [{ name: python, exec: [sh, -c, 'echo no such type >&2; exit 1'] }]");
    asked(&shop, &[]).is(2, &["needs --allow-exec"]);
    asked(&shop, &["--allow-exec"]).is(100, &["python: `sh` exits 1: no such type"]);
}

#[test]
fn a_way_without_a_beginning_or_that_took_too_long_is_not_green() {
    asked(&gated("  latency: { total: 10m }"), &[]).is(75, &["dispatch to store is not known"]);
    let text = document("1.9.0");
    let mut payload = dispatch(&host(&text).url, "1.9.0", &sha256(&text), "minor");
    payload["client_payload"]["timestamp"] = "2026-01-01T00:00:00Z".into();
    let shop = Shop::new();
    shop.takes(&payload, &[]).is(0, &[]);
    asked(&demanding(shop, "  latency: { total: 10m }"), &[]).is(100, &["dispatch to store took"]);
}

#[test]
fn a_green_that_is_old_or_has_no_evidence_shows_nothing() {
    let yard = Yard::of_cases("  - { name: health, call: GET /health, expect: 200 }\n");
    let shop = demanding(Shop { yard }.has("1.9.0"), "  suites: [{ suite: api/contract, within: 1h }]");
    shop.yard.run(&[]).is(0, &[]);
    asked(&shop, &[]).is(0, &["1 green and fresh"]);
    let shop = demanding(shop, "  suites: [{ suite: api/contract, within: 0ms }]");
    asked(&shop, &[]).is(75, &["api/contract: its last run ended"]);
    let shop = demanding(shop, "  suites: [{ suite: api/contract, within: 1h }]");
    let evidence = shop.yard.only("artifacts/runs", ".jsonl");
    let whole = std::fs::read(&evidence).unwrap();
    std::fs::write(&evidence, &whole[1..]).unwrap();
    asked(&shop, &[]).is(75, &["its bytes are not those that the ledger names"]);
    std::fs::write(&evidence, whole).unwrap();
    asked(&shop, &[]).is(0, &["1 green and fresh"]);
    let ledger = shop.yard.only("artifacts/integrations", "api_contract.jsonl");
    let changed = std::fs::read_to_string(&ledger).unwrap().replacen("\"passed\":1", "\"passed\":2", 1);
    std::fs::write(&ledger, changed).unwrap();
    asked(&shop, &[]).is(75, &["it does not hold the line that heads.jsonl names"]);
}
