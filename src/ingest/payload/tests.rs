//! Payloads that hold and payloads that do not, each fault by its place.

use serde_json::{Value, json};

use super::*;

fn right() -> Value {
    json!({
        "event_type": "openapi_spec_updated",
        "client_payload": {
            "version": "1.4.2",
            "checksum": "6c6a9979cfcda17d8e3284dfb8a6620a54df58adf301d97f4325f1d3e3905aac",
            "change_type": "patch",
            "download_url": "https://specs.example.test/openapi.json",
            "source_repo": "example/tools",
            "timestamp": "2026-11-20T08:00:00Z"
        }
    })
}

fn told(text: &str, terms: &Terms) -> Vec<String> {
    let source = Arc::new(Source { name: "p.json".into(), text: text.into() });
    match read(&source, terms) {
        Ok(_) => Vec::new(),
        Err(found) => found
            .iter()
            .map(|one| format!("{} {}", one.place.as_ref().map(ToString::to_string).unwrap_or_default(), one.message))
            .collect(),
    }
}

fn with(key: &str, value: Value) -> String {
    let mut payload = right();
    payload["client_payload"][key] = value;
    serde_json::to_string_pretty(&payload).unwrap()
}

#[test]
fn a_right_payload_is_read() {
    let source = Arc::new(Source { name: "p.json".into(), text: right().to_string() });
    let payload = read(&source, &Terms::default()).unwrap();
    assert_eq!((payload.version.to_string().as_str(), payload.change), ("1.4.2", Change::Patch));
    assert_eq!(payload.dispatched, Some("2026-11-20T08:00:00Z".parse().unwrap()));
    // More that a sender tells is its own matter, up to GitHub's ten.
    assert_eq!(told(&with("run_id", json!(7)), &Terms::default()), Vec::<String>::new());
}

#[test]
fn each_field_is_told_with_its_place_and_all_in_one_go() {
    let text = json!({
        "event_type": "e".repeat(101),
        "client_payload": {
            "version": "v1.4", "checksum": "AB", "change_type": "huge", "download_url": "ftp://x/", "source_repo": "tools",
            "timestamp": "yesterday"
        }
    });
    let told = told(&serde_json::to_string_pretty(&text).unwrap(), &Terms::default());
    let expected = [
        "p.json:2:17 `event_type` has 101 characters",
        "p.json:4:16 `version` is no semantic version",
        "p.json:5:17 `checksum` is no SHA-256",
        "p.json:6:20 `huge` is not one of major, minor, patch",
        "p.json:7:21 `download_url` has to be https, not ftp",
        "p.json:8:20 `source_repo` is no repository",
        "p.json:9:18 `timestamp` is no time",
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.starts_with(expected), "{told} is not {expected}");
    }
}

#[test]
fn what_is_missing_and_what_is_of_another_type_is_told() {
    let nothing = told(r#"{"event_type": "e", "client_payload": {}}"#, &Terms::default());
    assert_eq!(nothing.len(), 5, "{nothing:#?}");
    assert!(told(r#"{"client_payload": []}"#, &Terms::default()).len() == 2);
    assert!(told(&with("version", json!(1.4)), &Terms::default())[0].contains("has to be text, not a number"));
    assert!(told("version: 1", &Terms::default())[0].contains("this is no JSON"));
    assert!(told(r#"{"event_type": "a", "event_type": "b"}"#, &Terms::default())[0].contains("event_type"));
    assert!(told(r#"{"event_type": "a", "client_paylaod": {}}"#, &Terms::default())[0].contains("client_paylaod"));
}

#[test]
fn githubs_limits_are_held() {
    let mut many = right();
    for number in 0..4 {
        many["client_payload"][format!("more{number}")] = json!(1);
    }
    assert_eq!(told(&many.to_string(), &Terms::default()), Vec::<String>::new());
    many["client_payload"]["more4"] = json!(1);
    assert!(told(&many.to_string(), &Terms::default())[0].contains("has 11 properties; GitHub takes 10"));
    assert_eq!(told(&with("more", json!("x".repeat(65_000))), &Terms::default()), Vec::<String>::new());
    assert!(
        told(&with("more", json!("x".repeat(66_000))), &Terms::default())[0].contains("GitHub takes fewer than 65536")
    );
}

#[test]
fn http_passes_to_this_machine_alone_and_only_where_it_is_allowed() {
    let allowed = Terms { allow_http: true, repository: None };
    for (url, terms, said) in [
        ("http://127.0.0.1:80/a", &allowed, ""),
        ("http://[::1]/a", &allowed, ""),
        ("http://localhost/a", &allowed, ""),
        ("http://127.0.0.1/a", &Terms::default(), "has to be https, not http"),
        ("http://specs.example.test/a", &allowed, "http on another machine"),
        ("http://localhost.example.test/a", &allowed, "http on another machine"),
        ("https://ada:pw@specs.example.test/a", &allowed, "holds credentials"),
        ("specs.example.test/a", &allowed, "is no address"),
    ] {
        let told = told(&with("download_url", json!(url)), terms);
        assert!(if said.is_empty() { told.is_empty() } else { told[0].contains(said) }, "{url}: {told:?}");
    }
}

#[test]
fn in_strict_mode_one_repository_is_taken() {
    let strict = |only: &str| Terms { allow_http: false, repository: Some(only.to_owned()) };
    assert_eq!(told(&right().to_string(), &strict("Example/Tools")), Vec::<String>::new());
    assert!(told(&right().to_string(), &strict("example/other"))[0].contains("--strict takes example/other alone"));
}
