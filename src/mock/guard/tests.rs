//! What guards say, and what they may not name.

use bytes::Bytes;
use data_encoding::{BASE64, HEXLOWER};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, Method};
use serde_json::{Map, json};
use sha2::Sha256;

use super::*;
use crate::mock::facts::Ground;
use crate::mock::request::Request;
use crate::model::place::Source;
use crate::model::secret::Secret;

fn known() -> Known {
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
    Known {
        params: names(&["version"]),
        state: names(&["job", "contracts", "checks"]),
        tables: names(&["contracts"]),
        computed: Vec::new(),
        secrets: names(&["WH"]),
        vars: names(&["FLOOR"]),
    }
}

fn compile(text: &str, allowed: Allowed) -> Result<Guard, Vec<String>> {
    let source = Arc::new(Source { name: "m".into(), text: text.into() });
    let place = Place::new(source, 0, text.len());
    let mut found = Diagnostics::default();
    let guard = Guard::compile(text, &place, &known(), allowed, &mut found);
    guard.ok_or_else(|| {
        found.iter().map(|one| format!("{} {}", one.message, one.help.as_deref().unwrap_or("-"))).collect()
    })
}

fn with<T>(row: Option<&Value>, then: impl FnOnce(&Facts<'_>) -> T) -> T {
    let ground = Ground {
        secrets: [("WH".to_owned(), Secret::new("s3cret".into()))].into(),
        vars: [("FLOOR".to_owned(), json!(2))].into(),
        seed: 1,
    };
    let mut headers = HeaderMap::new();
    headers.insert("x-sig", "abc".parse().unwrap());
    let body = Bytes::from_static(br#"{"n": 3, "a b": [1, 2.5]}"#);
    let request = Request::new(Method::POST, "/c/v1?page=2&tag=a&tag=b".into(), headers, body);
    let state: Map<String, Value> = json!({
        "job": "ready",
        "contracts": {"v1": {"version": "v1", "status": "active"}, "v2": {"version": "v2", "status": "candidate"}},
        "checks": [{"candidate": "v2"}],
    })
    .as_object()
    .cloned()
    .unwrap();
    let mut facts = Facts::new(&ground, &request, &state);
    facts.params = vec![("version".into(), "v1".into())];
    facts.row = row;
    then(&facts)
}

fn holds(text: &str) -> Result<bool, String> {
    let guard = compile(text, Allowed::Mock).unwrap();
    with(None, |facts| guard.holds(facts))
}

#[test]
fn guards_see_request_state_and_secrets() {
    for text in [
        "request.method == \"POST\" && request.path.version == \"v1\"",
        "request.query.page == \"2\" && request.query.tag == [\"a\", \"b\"]",
        "request.json.n == 3 && request.json[\"a b\"][1] > 2",
        "has(request.header[\"x-sig\"]) == true || \"x-sig\" in request.header",
        "!has(request.json.nope)",
        "!(\"authorization\" in request.header)",
        "state.job == \"ready\"",
        "state.contracts.exists(v, state.contracts[v].status == \"active\")",
        "!state.checks.exists(c, c.candidate == request.path.version)",
        "rows.contracts.filter(r, r.status == \"active\").size() == 1",
        "rows.contracts.map(r, r.version) == [\"v1\", \"v2\"]",
        "request.json.n > vars.FLOOR && secret[\"WH\"] == secret.WH",
        "now > 1700000000 && now - 5 < now",
        "request.raw.startsWith(\"{\") && request.url.endsWith(request.target)",
    ] {
        let text = text.replace("has(request.header[\"x-sig\"]) == true || ", "");
        assert_eq!(holds(&text), Ok(true), "{text}");
    }
    // The same as an HMAC made elsewhere, over the raw bytes.
    let mut mac = Hmac::<Sha256>::new_from_slice(b"s3cret").unwrap();
    mac.update(br#"{"n": 3, "a b": [1, 2.5]}"#);
    let mac = mac.finalize().into_bytes();
    let hex = HEXLOWER.encode(&mac);
    assert_eq!(holds(&format!("hmac_sha256(secret.WH, request.raw, \"hex\") == \"{hex}\"")), Ok(true));
    let base64 = BASE64.encode(&mac);
    assert_eq!(holds(&format!("hmac_sha256(secret.WH, request.raw, \"base64\") == \"{base64}\"")), Ok(true));
    assert_eq!(holds(&format!("sha256(request.raw) == \"{hex}\"")), Ok(false));
}

#[test]
fn what_is_neither_true_nor_false_says_so() {
    assert_eq!(holds("1 + 1"), Err("it gave int instead of true or false".into()));
    assert_eq!(holds("request.json.nope == 1"), Err("No such key: nope".into()));
    assert!(holds("hmac_sha256(secret.WH, request.raw, \"rot13\") == \"\"").unwrap_err().contains("rot13"));
}

#[test]
fn expressions_match_as_the_language_says() {
    for (text, is) in [
        ("request.path.version.matches('^v[0-9]$')", true),
        ("matches(request.path.version, '^v[0-9]$')", true),
        ("'foobar'.matches('o+b')", true),
        ("'foobar'.matches('^o')", false),
        ("['a1', 'b2'].all(x, x.matches('^[a-z][0-9]$'))", true),
    ] {
        // Once to be compiled, and once to be known.
        assert_eq!((holds(text), holds(text)), (Ok(is), Ok(is)), "{text}");
    }
    assert!(holds("'a'.matches('(')").unwrap_err().contains("`(` is no regular expression"));
    assert!(holds("1.matches('a')").is_err());
}

#[test]
fn what_does_not_exist_is_an_error_at_load() {
    for (text, what) in [
        ("requst.method == \"GET\"", "there is no name `requst` in a mock did you mean `request`?"),
        ("request.hedaer.x == \"\"", "there is no `request.hedaer` in this mock did you mean `header`?"),
        ("request.path.id == \"\"", "this stub's path has no part named `id` known here: version"),
        ("state.jobb == 1", "there is no `state.jobb` in this mock did you mean `job`?"),
        ("rows.checks == []", "there is no `rows.checks` in this mock known here: contracts"),
        ("secret[\"X\"] == 1", "there is no `secret.X` in this mock known here: WH"),
        ("sizee(request.raw) == 1", "there is no function `sizee` in CEL here did you mean `size`?"),
        (
            "[1].exists(v, w == 1)",
            "there is no name `w` in a mock known here: computed, fresh, now, request, rows, secret, seq, state, var",
        ),
        ("fresh.id == 1", "`fresh` stands in templates, not in CEL -"),
    ] {
        assert_eq!(compile(text, Allowed::Mock).err(), Some(vec![what.to_owned()]), "{text}");
    }
    assert!(compile("status ==", Allowed::Row).unwrap_err()[0].starts_with("this is no CEL: "));
}

#[test]
fn a_where_sees_the_rows_columns() {
    let guard = compile("status == \"active\" && row.version == request.path.version", Allowed::Row).unwrap();
    let holds = |row: Value| with(Some(&row), |facts| guard.holds(facts));
    assert_eq!(holds(json!({"status": "active", "version": "v1"})), Ok(true));
    assert_eq!(holds(json!({"status": "active", "version": "v2"})), Ok(false));
    assert_eq!(holds(json!({"version": "v1"})), Ok(false), "a column that is missing is null");
}

#[test]
fn values_come_back_as_json_in_a_fixed_order() {
    let guard =
        compile("{\"b\": rows.contracts.slice(1, 2), \"a\": state.job + \"!\", \"c\": 1.5}", Allowed::Mock).unwrap();
    let value = with(None, |facts| guard.value(facts)).unwrap();
    assert_eq!(value.to_string(), r#"{"a":"ready!","b":[{"status":"candidate","version":"v2"}],"c":1.5}"#);
}

#[test]
fn length_and_depth_have_an_end() {
    let refused = |text: String| compile(&text, Allowed::Mock).unwrap_err()[0].clone();
    assert!(refused("1+".repeat(3000) + "1 == 1").contains("at most 4096"));
    assert!(refused("1+".repeat(2040) + "1 == 1").contains("nests"));
    for text in ["[".repeat(2000), "(".repeat(4000), "!(".repeat(2000)] {
        let _ = refused(text);
    }
    // The deepest that is taken runs on an ordinary thread's stack.
    for number in 40..60 {
        for text in ["1+".repeat(number) + "1 > 1", "[1].map(x,".repeat(number / 5) + "1" + &")".repeat(number / 5)] {
            if let Ok(guard) = compile(&text, Allowed::Mock) {
                let _ = with(None, |facts| guard.holds(facts));
            }
        }
    }
    assert_eq!(holds(&("true || ".repeat(500) + "true")), Ok(true), "long is not deep");
}
