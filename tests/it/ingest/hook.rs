//! Hooks, and through them a run that is killed after each of its stages.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{Shop, dispatch, document, host, sha256};
use crate::bench::server::{Reply, Server, answer};
use crate::bench::{Yard, until};

const KEY: &str = "a-key-of-hooks-0001";

/// A folder with a store that has these hooks.
fn hooked(hooks: &str) -> Shop {
    let yard = Yard::empty().file("openapi/pipeline.yaml", format!("version: 1\nhooks:\n{hooks}\n"));
    Shop { yard: yard.env("HOOK_KEY", KEY) }
}

fn telling(stage: &str, server: &Server) -> String {
    format!("  - {{ after: {stage}, post: '{}/hook', hmac_sha256: HOOK_KEY }}", server.url)
}

#[test]
fn who_is_killed_after_any_stage_leaves_nothing_half_and_the_next_run_goes_on() {
    let text = document("1.10.0");
    let server = host(&text);
    for stage in ["payload", "download", "validate", "duplicate", "diff", "store", "notes", "sign", "latest"] {
        let silent = Server::always(Reply::Silence);
        let shop = Shop::new().has("1.9.0");
        let file = shop.yard.path("openapi/pipeline.yaml");
        std::fs::write(&file, format!("version: 1\nhooks:\n{}\n", telling(stage, &silent))).unwrap();
        let shop = Shop { yard: shop.yard.env("HOOK_KEY", KEY) };
        let mut child = shop.start(&dispatch(&server.url, "1.10.0", &sha256(&text), "minor"), &[]);
        until(stage, || !silent.seen().is_empty());
        child.kill().unwrap();
        child.wait().unwrap();
        let there = shop.kept().contains(&"history/openapi-1.10.0.json".to_owned());
        assert_eq!(there, ["store", "notes", "sign", "latest"].contains(&stage), "{stage}: {:?}", shop.kept());
        if there {
            assert_eq!(shop.yard.read("openapi/history/openapi-1.10.0.json"), text, "{stage}");
        }
        let latest = if stage == "latest" { "1.10.0" } else { "1.9.0" };
        assert_eq!(shop.latest()["version"], json!(latest), "{stage}");
        shop.is_sound();
        std::fs::remove_file(&file).unwrap();
        shop.take(&server, "1.10.0", &text, &[]).is(0, &["GREEN"]);
        assert_eq!(shop.latest()["version"], json!("1.10.0"), "{stage}");
        let kept = [
            "diff/diff-1.9.0-to-1.10.0.json",
            "history/openapi-1.10.0.json",
            "history/openapi-1.9.0.json",
            "latest.json",
            "notes/migration-1.9.0-to-1.10.0.md",
        ];
        assert_eq!(shop.kept(), kept, "{stage}");
        shop.is_sound();
    }
}

#[test]
fn what_a_killed_writer_left_is_swept_away() {
    let shop = Shop::new().has("1.9.0");
    std::fs::write(shop.yard.path("openapi/history/.passing-abc"), "{\"openapi\": \"3").unwrap();
    // Stored and not yet in the log: nobody may take it for known, and the same bytes are taken.
    let text = document("1.10.0");
    std::fs::write(shop.yard.path("openapi/history/openapi-1.10.0.json"), &text).unwrap();
    shop.yard.does(&["ingest", "--verify-store"]).is(100, &["openapi-1.10.0.json: log.jsonl does not name it"]);
    let other = document("1.10.0").replacen("Entries of", "Other entries of", 1);
    shop.take(&host(&other), "1.10.0", &other, &[]).is(100, &["1.10.0 is there with sha256"]);
    shop.take(&host(&text), "1.10.0", &text, &[]).is(0, &["1.10.0 is new"]);
    assert!(!shop.kept().iter().any(|file| file.contains("passing")), "{:?}", shop.kept());
    // Logged as the latest and not yet written as such.
    std::fs::remove_file(shop.yard.path("openapi/latest.json")).unwrap();
    shop.take(&host(&text), "1.10.0", &text, &[]).is(0, &["the latest is 1.10.0, as the log has it"]);
    shop.is_sound();
}

#[test]
fn a_hook_is_told_signed_and_one_that_is_not_heard_ends_the_run() {
    let text = document("2.3.0");
    let server = host(&text);
    let hearing = Server::always(answer(204, "", ""));
    let shop = hooked(&telling("store", &hearing));
    shop.take(&server, "2.3.0", &text, &[]).is(0, &["hook:store  told, and answered 204", "GREEN"]).lacks(&[KEY]);
    let asked = &hearing.seen()[0];
    let mut mac = Hmac::<Sha256>::new_from_slice(KEY.as_bytes()).unwrap();
    mac.update(&asked.body);
    let signature = format!("sha256={}", HEXLOWER.encode(&mac.finalize().into_bytes()));
    assert_eq!(asked.header("x-holdpoint-signature"), Some(signature.as_str()));
    let told: Value = serde_json::from_slice(&asked.body).unwrap();
    assert_eq!(
        (&told["stage"], &told["version"], &told["verdict"]),
        (&json!("store"), &json!("2.3.0"), &json!("passed"))
    );
    assert!(shop.yard.files(".").iter().all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains(KEY)));

    let refusing = Server::always(answer(500, "", ""));
    let shop = hooked(&telling("validate", &refusing));
    shop.take(&server, "2.3.0", &text, &[]).is(75, &["hook:validate  it answered 500", "INCONCLUSIVE"]);
    assert_eq!(shop.kept(), ["pipeline.yaml"]);
}

#[test]
fn a_program_runs_only_where_it_is_let_and_has_to_succeed() {
    let text = document("2.3.0");
    let server = host(&text);
    let right = hooked("  - { after: store, exec: [sh, -c, 'echo $HOLDPOINT_STAGE $HOLDPOINT_VERSION > told'] }");
    right.take(&server, "2.3.0", &text, &[]).is(2, &["runs programs, which needs --allow-exec"]);
    right.take(&server, "2.3.0", &text, &["--allow-exec"]).is(0, &["hook:store  `sh` exits 0"]);
    assert_eq!(right.yard.read("told"), "store 2.3.0\n");
    let wrong = hooked("  - { after: validate, exec: [sh, -c, 'echo no luck >&2; exit 3'] }");
    wrong.take(&server, "2.3.0", &text, &["--allow-exec"]).is(100, &["`sh` exits 3: no luck"]);
    assert_eq!(wrong.kept(), ["pipeline.yaml"]);
    let missing = hooked("  - { after: validate, exec: [no-such-program] }");
    missing.take(&server, "2.3.0", &text, &["--allow-exec"]).is(100, &["failed to start `no-such-program`"]);
    let slow = hooked("  - { after: validate, exec: [sleep, '60'], within: 100ms }");
    slow.take(&server, "2.3.0", &text, &["--allow-exec"]).is(100, &["failed to end within its time"]);
}

#[test]
fn what_the_pipeline_cannot_do_is_told_before_anything_is_sent() {
    let text = document("2.3.0");
    let server = host(&text);
    let shop = hooked("  - { after: stroe, post: 'http://127.0.0.1:1/', hmac_sha256: HOOK_KEY }\n  - { after: store }");
    shop.take(&server, "2.3.0", &text, &[]).is(2, &["there is no stage `stroe`", "either runs a program"]);
    let shop = hooked("  - { after: store, post: 'http://127.0.0.1:1/', hmac_sha256: NO_KEY }");
    shop.take(&server, "2.3.0", &text, &[]).is(2, &["the environment variable NO_KEY is not set"]);
    assert!(server.seen().is_empty());
    // Proving the store needs no key of a hook.
    let shop = Shop::new().has("1.9.0");
    let text = "version: 1\nhooks: [{ after: store, post: 'http://127.0.0.1:1/', hmac_sha256: NO_KEY }]\n";
    std::fs::write(shop.yard.path("openapi/pipeline.yaml"), text).unwrap();
    shop.is_sound();
}
