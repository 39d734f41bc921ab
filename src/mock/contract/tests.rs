//! Every answer is valid by its document, with and without state; what breaks the document is refused and told.

use http::{HeaderName, HeaderValue, Method, Version};
use serde_json::{Value, json};
use url::Url;

use super::store::Store;
use super::*;
use crate::mock::request::Request;
use crate::model::exchange;
use crate::model::place::Source;
use crate::openapi::conform::Contract;

mod documents;
mod lies;
mod made;

/// The document that most tests are about.
pub(super) const SHOP: &str = include_str!("tests/shop.yaml");

/// Headers of a request; an empty value takes one out.
type Headers<'a> = &'a [(&'static str, &'a str)];

/// A provider with what it has made so far.
pub(super) struct Shop {
    pub(super) provider: Provider,
    pub(super) store: Store,
}

/// What came back, held to the document.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) status: u16,
    pub(super) body: Value,
    pub(super) headers: HeaderMap,
    pub(super) told: Option<String>,
}

pub(super) fn contract(text: &str) -> Arc<Contract> {
    let source = Source { name: "shop.yaml".into(), text: text.into() };
    let Ok((contract, found)) = Contract::parse(source) else { panic!("the document cannot be read") };
    assert!(!found.has_errors(), "{:?}", found.iter().map(|one| &one.message).collect::<Vec<_>>());
    Arc::new(contract)
}

impl Shop {
    pub(super) fn new(text: &str, serving: Serving) -> Self {
        Self { provider: Provider::new(contract(text), serving), store: Store::default() }
    }

    pub(super) fn ask(&mut self, line: &str, headers: Headers<'_>, body: &str) -> Result<Seen, String> {
        let (method, target) = line.split_once(' ').unwrap();
        let method: Method = method.parse().unwrap();
        let mut map = HeaderMap::new();
        map.insert("authorization", HeaderValue::from_static("Bearer x"));
        if !body.is_empty() {
            map.insert("content-type", HeaderValue::from_static("application/json"));
        }
        for (name, value) in headers {
            map.insert(HeaderName::from_static(name), value.parse().unwrap());
            if value.is_empty() {
                map.remove(*name);
            }
        }
        let request = Request::new(method.clone(), target.into(), map.clone(), Bytes::from(body.to_owned()));
        let given = self.provider.answer(&request, &mut self.store)?;
        assert_eq!(given.fault, None, "{line}");
        let answer = &given.answer;
        let url = Url::parse(&format!("http://mock{target}")).unwrap();
        let seen = exchange::Request { method, url, headers: map, body: Bytes::new() };
        let carried =
            exchange::Answer::new(answer.status, Version::HTTP_11, answer.headers.clone(), answer.body.clone());
        let path = request.path();
        if let (None, Ok((number, _))) = (&given.told, self.provider.contract.route(&seen.method, path, None)) {
            let breaches = self.provider.contract.judge_answer(number, &seen, &carried, &closed()).breaches;
            assert!(breaches.is_empty(), "{line}: {breaches:#?}");
        }
        let body = serde_json::from_slice(&answer.body)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&answer.body).into_owned()));
        Ok(Seen { status: answer.status.as_u16(), body, headers: answer.headers.clone(), told: given.told })
    }

    pub(super) fn get(&mut self, line: &str) -> Seen {
        let seen = self.ask(line, &[], "").unwrap();
        assert_eq!(seen.told, None, "{line}");
        seen
    }
}

fn shop() -> Shop {
    Shop::new(SHOP, Serving::default())
}

const ID: &str = "0191d6a8-0f1c-7c3a-9a55-3d1f4c6f1e01";

#[test]
fn every_answer_of_every_operation_is_valid_over_200_seeds() {
    for seed in 0..200 {
        let mut shop = Shop::new(SHOP, Serving { seed, ..Serving::default() });
        let order = json!({"id": ID, "email": "a@b.example", "created_at": "2026-01-01T00:00:00Z"}).to_string();
        for line in [
            "GET /v1/status".to_owned(),
            format!("GET /v1/orders?limit={}", seed % 100 + 1),
            format!("GET /v1/orders/{ID}"),
            format!("DELETE /v1/orders/{ID}"),
            format!("GET /v1/orders/{ID}/lines"),
            format!("GET /v1/orders/{ID}/lines/{seed}"),
            "GET /v1/export".to_owned(),
            "POST /v1/ping".to_owned(),
        ] {
            shop.get(&line);
        }
        for line in ["POST /v1/orders".to_owned(), format!("PUT /v1/orders/{ID}")] {
            assert_eq!(shop.ask(&line, &[], &order).unwrap().told, None);
        }
        for code in ["400", "401", "404", "422"] {
            let line = if code == "404" { format!("GET /v1/orders/{ID}") } else { "POST /v1/orders".into() };
            let seen = shop.ask(&line, &[("prefer", &format!("code={code}"))], "").unwrap();
            assert_eq!((seen.status.to_string().as_str(), seen.told), (code, None));
        }
    }
}

#[test]
fn the_same_request_has_the_same_answer_and_another_seed_another() {
    let ask = |seed: u64, target: &str| {
        Shop::new(SHOP, Serving { seed, ..Serving::default() }).get(&format!("GET /v1/orders{target}")).body
    };
    assert_eq!(ask(1, ""), ask(1, ""));
    assert_ne!(ask(1, ""), ask(2, ""));
    let different = (1..20).filter(|limit| ask(1, &format!("?limit={limit}")) != ask(1, "")).count();
    assert!(different > 10, "the request chooses among what is generated: {different}");
}

#[test]
fn an_example_that_conforms_is_taken_and_one_that_does_not_is_told() {
    let mut shop = shop();
    assert_eq!(shop.get("GET /v1/status").body, json!({"state": "up"}));
    let seen = shop.ask("GET /v1/status", &[("prefer", "example=down")], "").unwrap();
    assert_eq!((seen.body, seen.told), (json!({"state": "down"}), None));
    for (name, told) in [("wrong", "does not fit its own schema"), ("gone", "there is wrong, up, down")] {
        let seen = shop.ask("GET /v1/status", &[("prefer", &format!("example={name}"))], "").unwrap();
        assert_eq!(seen.status, 400);
        assert!(seen.told.unwrap().contains(told));
    }
}

#[test]
fn accept_and_prefer_choose_the_answer() {
    let mut shop = shop();
    let seen = shop.ask("GET /v1/status", &[("accept", "text/plain")], "").unwrap();
    assert!(seen.body.as_str().unwrap().len() >= 3 && seen.headers["content-type"] == "text/plain");
    let seen = shop.ask("GET /v1/status", &[("accept", "image/png")], "").unwrap();
    assert_eq!(seen.status, 406);
    assert!(seen.told.unwrap().ends_with("; it declares no answer 406"));
    let seen = shop.ask("GET /v1/status", &[("prefer", "code=503")], "").unwrap();
    assert_eq!((seen.status, seen.told), (503, None));
    let seen = shop.ask("GET /v1/status", &[("prefer", "code=204")], "").unwrap();
    assert!(seen.told.unwrap().contains("not declared"));
}

#[test]
fn what_breaks_the_contract_is_refused_as_it_declares_and_told() {
    let mut shop = shop();
    let wrong = json!({"id": ID, "email": 7, "created_at": "2026-01-01T00:00:00Z"}).to_string();
    let post = "POST /v1/orders";
    let seen = shop.ask(post, &[], &wrong).unwrap();
    assert_eq!(seen.status, 422);
    let message = seen.body["error"]["message"].as_str().unwrap();
    assert!(message.contains("request body.email") || message.contains("$.email"), "{message}");
    let told = seen.told.unwrap();
    assert!(told.starts_with("POST /orders of the contract: ") && told.contains("(shop.yaml:"), "{told}");
    let cases: [(&str, Headers<'_>, &str, u16); 8] = [
        (post, &[], "{", 400),
        (post, &[("content-type", "text/csv")], "a", 415),
        (post, &[], "", 422),
        (post, &[("authorization", "")], &wrong, 401),
        (post, &[("authorization", "Basic eDp5")], &wrong, 401),
        ("GET /v1/orders?limit=0", &[], "", 400),
        ("GET /v1/orders/7", &[], "", 400),
        ("PATCH /v1/orders", &[], "", 405),
    ];
    for (line, headers, body, status) in cases {
        let seen = shop.ask(line, headers, body).unwrap();
        assert_eq!(seen.status, status, "{line} {body}");
        assert!(seen.told.is_some(), "{line}");
        match status {
            401 => assert_eq!(seen.headers["www-authenticate"], "Bearer"),
            405 => assert_eq!(seen.headers["allow"], "GET, POST"),
            400 => assert_eq!(seen.body["status"], 400),
            _ => {}
        }
    }
    assert!(shop.ask("GET /v1/ordres", &[], "").unwrap_err().contains("nearest is `/orders`"));
    assert!(shop.ask("GET /orders", &[], "").unwrap_err().contains("begin with /v1"));
}

#[test]
fn only_what_is_named_is_answered_and_below_another_base() {
    let serving = Serving { only: Some(vec![0]), prefix: Some("/api".into()), ..Serving::default() };
    let mut shop = Shop::new(SHOP, serving);
    assert_eq!(shop.ask("GET /api/status", &[], "").unwrap().status, 200);
    assert!(shop.ask("GET /api/orders", &[], "").unwrap_err().contains("not among `operations`"));
    assert!(shop.ask("GET /v1/status", &[], "").is_err());
    let curl = shop.provider.curl("http://127.0.0.1:1").unwrap();
    assert_eq!((shop.provider.count(), curl.as_str()), (1, "curl -sS 'http://127.0.0.1:1/api/status'"));
    let shop = Shop::new(SHOP, Serving { only: Some(vec![1]), ..Serving::default() });
    let curl = shop.provider.curl("http://127.0.0.1:1").unwrap();
    assert_eq!(curl, "curl -sS -H 'authorization: Bearer x' 'http://127.0.0.1:1/v1/orders'");
}
