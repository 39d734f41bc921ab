//! Our receiver of Shopify webhooks: signature first, then headers, one effect an event, and no old state over a newer one.

mod memory;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use super::System;
use super::wire::{Answer, Request, Service, Switch, error};
use memory::{Memory, Seen};

pub(super) const SECRET: &str = "hush-3c9f5a1e7b2d4860";

const REQUIRED: [(&str, &str); 4] = [
    ("x-shopify-topic", "topic-missing-accepted"),
    ("x-shopify-shop-domain", "shop-missing-accepted"),
    ("x-shopify-api-version", "version-missing-accepted"),
    ("x-shopify-webhook-id", "webhook-id-missing-accepted"),
];

/// The system, for the table.
pub(super) const SYSTEM: System = System {
    target: "shopify-receiver",
    catalogue: include_str!("shopify_receiver/faults.tsv"),
    settings,
    service: |fault| Arc::new(Receiver::new(fault)),
};

fn settings(url: &str) -> Vec<(&'static str, String)> {
    vec![("SHOPIFY_CLIENT_SECRET", SECRET.to_owned()), ("SHOPIFY_EFFECTS_URL", format!("{url}/effects"))]
}

struct Receiver {
    fault: Switch,
    memory: Mutex<Memory>,
}

/// What a delivery says of itself; what it does not say is empty.
pub(super) struct Delivery<'r> {
    topic: &'r str,
    shop: &'r str,
    webhook: &'r str,
    event: &'r str,
    triggered_at: &'r str,
    /// What it is about: a kind and an id, as far as the body has one.
    thing: Option<String>,
}

impl<'r> Delivery<'r> {
    fn of(request: &'r Request) -> Self {
        let header = |name| request.header(name).unwrap_or_default();
        let topic = header("x-shopify-topic");
        let kind = topic.split('/').next().unwrap_or_default();
        let id = &request.json()["id"];
        Self {
            topic,
            shop: header("x-shopify-shop-domain"),
            webhook: header("x-shopify-webhook-id"),
            event: header("x-shopify-event-id"),
            triggered_at: header("x-shopify-triggered-at"),
            thing: (!id.is_null()).then(|| format!("{kind}/{id}")),
        }
    }

    fn is_privacy(&self) -> bool {
        matches!(self.topic, "customers/data_request" | "customers/redact" | "shop/redact")
    }
}

impl Receiver {
    fn new(fault: Switch) -> Self {
        Self { fault, memory: Mutex::default() }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this is the digest of the body as it arrived.
    fn is_signed(&self, request: &Request, signature: &str) -> bool {
        let reserialised = serde_json::from_slice::<Value>(&request.body).map(|body| body.to_string());
        let body = match &reserialised {
            Ok(compact) if self.fault.is("body-reserialised") => compact.as_bytes(),
            _ if self.fault.is("body-trimmed") => request.body.trim_ascii(),
            _ => &request.body,
        };
        let mut hmac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("HMAC takes a key of any length");
        hmac.update(body);
        let base64 = BASE64.decode(signature.as_bytes()).ok();
        let hex = HEXLOWER_PERMISSIVE.decode(signature.as_bytes()).ok();
        let digest = match self.fault.on() {
            "hex-expected" => hex,
            "hex-accepted" => hex.or(base64),
            _ => base64,
        };
        digest.is_some_and(|digest| hmac.verify_slice(&digest).is_ok())
    }

    /// What is answered to a delivery that nobody signed, if it is one.
    fn refuse(&self, request: &Request, delivery: &Delivery<'_>) -> Option<Answer> {
        let signature = request.header("x-shopify-hmac-sha256").filter(|value| !value.is_empty());
        if signature.is_some_and(|signature| self.is_signed(request, signature)) {
            return None;
        }
        let unsigned = signature.is_none();
        match self.fault.on() {
            "missing-signature-accepted" if unsigned => return None,
            "missing-signature-400" if unsigned => return Some(Answer::json(400, &error("Missing signature"))),
            "wrong-signature-accepted" if !unsigned => return None,
            "privacy-unsigned" if unsigned && delivery.is_privacy() => return None,
            "privacy-unverified" if !unsigned && delivery.is_privacy() => return None,
            "privacy-refusal-400" if delivery.is_privacy() => {
                return Some(Answer::json(400, &error("Invalid signature")));
            }
            "refused-takes-effect" => self.memory().take_effect(delivery),
            "refused-is-remembered" => self.memory().remember(delivery),
            "wrong-signature-200" if !unsigned => {
                return Some(Answer::json(200, &json!({ "ok": false, "error": "Invalid signature" })));
            }
            _ => {}
        }
        let refused = Answer::json(401, &error("Missing or wrong signature"));
        Some(match self.fault.on() {
            "wrong-signature-403" if !unsigned => refused.status(403),
            "wrong-signature-500" if !unsigned => Answer::trace(),
            "wrong-signature-slow" if !unsigned => refused.slow(),
            _ => refused,
        })
    }

    /// What is answered to a delivery that lacks a header, if it does.
    fn incomplete(&self, request: &Request, delivery: &Delivery<'_>) -> Option<Answer> {
        let missing =
            |(name, fault): &(&str, &str)| request.header(name).is_none_or(str::is_empty) && !self.fault.is(fault);
        let (name, _) = REQUIRED.iter().find(|header| missing(header))?;
        let incomplete = Answer::json(400, &error(&format!("Missing {name}")));
        match self.fault.on() {
            "header-missing-takes-effect" => self.memory().take_effect(delivery),
            "header-missing-is-remembered" => self.memory().remember(delivery),
            _ => {}
        }
        Some(match self.fault.on() {
            "header-missing-200" => Answer::json(200, &json!({ "ok": false })),
            "header-missing-401" => incomplete.status(401),
            "header-missing-500" => Answer::trace(),
            _ => incomplete,
        })
    }

    fn receive(&self, request: &Request) -> Answer {
        let delivery = Delivery::of(request);
        if self.fault.is("headers-before-signature")
            && let Some(answer) = self.incomplete(request, &delivery)
        {
            return answer;
        }
        // The signature comes first: who cannot sign learns nothing of what else is wrong.
        if let Some(answer) = self.refuse(request, &delivery).or_else(|| self.incomplete(request, &delivery)) {
            return answer;
        }
        let seen = self.memory().meet(&delivery, self.fault.on());
        self.acknowledge(&delivery, seen)
    }

    fn acknowledge(&self, delivery: &Delivery<'_>, seen: Seen) -> Answer {
        let accepted = Answer::json(200, &json!({ "ok": true }));
        match (self.fault.on(), seen, delivery.topic) {
            ("duplicate-409", Seen::Before, _) => Answer::json(409, &error("Already delivered")),
            ("duplicate-500", Seen::Before, _) | ("privacy-redact-500", _, "customers/redact") => Answer::trace(),
            ("duplicate-slow", Seen::Before, _)
            | ("slow", Seen::New { .. }, _)
            | ("slow-uninstalled", _, "app/uninstalled") => accepted.slow(),
            ("slow-every-third", Seen::New { of_the_shop }, "orders/create") if of_the_shop.is_multiple_of(3) => {
                accepted.slow()
            }
            ("redirected", _, "app/uninstalled") => Answer::redirect("/webhooks/shopify/removed"),
            ("unavailable", _, "app/uninstalled") => Answer::json(503, &error("Try again later")),
            ("page", _, "app/uninstalled") => Answer::page(200, "Log in"),
            ("stale-409", Seen::Overtaken, _) => Answer::json(409, &error("Out of order")),
            ("privacy-404", ..) if delivery.is_privacy() => Answer::json(404, &error("Unknown topic")),
            ("privacy-shop-401", _, "shop/redact") => Answer::json(401, &error("Unknown shop")),
            ("privacy-204", ..) if delivery.is_privacy() => Answer::empty(204),
            _ => accepted,
        }
    }
}

impl Service for Receiver {
    fn answer(&self, request: &Request) -> Answer {
        match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/webhooks/shopify") => self.receive(request),
            (_, "/webhooks/shopify") => Answer::json(405, &error("Method not allowed")).with("allow", "POST"),
            ("GET", path) => match path.strip_prefix("/effects/") {
                Some(event) => Answer::json(200, &json!({ "count": self.memory().effects(event) })),
                None => Answer::json(404, &error("Not found")),
            },
            _ => Answer::json(404, &error("Not found")),
        }
    }
}
