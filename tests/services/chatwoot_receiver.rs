//! Our application's receiver of Chatwoot webhooks: verifies the signature over the raw body, and lets each delivery take effect once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use data_encoding::HEXLOWER_PERMISSIVE;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use super::System;
use super::wire::{Answer, Request, Service, Switch, error};

pub(super) const SECRET: &str = "cw-hook-7d1e5a90c2f4b863";

/// How far a timestamp may be from now, in seconds.
const WINDOW: i64 = 300;

/// The system, for the table.
pub(super) const SYSTEM: System = System {
    target: "chatwoot-receiver",
    catalogue: include_str!("chatwoot_receiver/faults.tsv"),
    settings,
    service: |fault| Arc::new(Receiver::new(fault)),
};

fn settings(url: &str) -> Vec<(&'static str, String)> {
    vec![("CHATWOOT_WEBHOOK_SECRET", SECRET.to_owned()), ("CHATWOOT_EFFECTS_URL", format!("{url}/effects"))]
}

struct Receiver {
    fault: Switch,
    effects: Mutex<HashMap<String, u64>>,
}

/// Why a delivery is refused.
enum Refusal {
    Unsigned,
    Untimed,
    WrongSignature,
    TooOld { seconds: i64 },
    TooNew,
}

impl Receiver {
    fn new(fault: Switch) -> Self {
        Self { fault, effects: Mutex::default() }
    }

    fn effects(&self) -> MutexGuard<'_, HashMap<String, u64>> {
        self.effects.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_effect(&self, delivery: &str) {
        *self.effects().entry(delivery.to_owned()).or_default() += 1;
    }

    fn verify(&self, request: &Request) -> Result<(), Refusal> {
        let signature =
            request.header("x-chatwoot-signature").filter(|value| !value.is_empty()).ok_or(Refusal::Unsigned)?;
        let timestamp = request.header("x-chatwoot-timestamp").ok_or(Refusal::Untimed)?;
        let seconds: i64 = timestamp.parse().map_err(|_| Refusal::Untimed)?;
        let digest = signature
            .strip_prefix("sha256=")
            .and_then(|hex| HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok())
            .ok_or(Refusal::WrongSignature)?;
        let reserialised = serde_json::from_slice::<Value>(&request.body).map(|body| body.to_string());
        let body = match &reserialised {
            Ok(compact) if self.fault.is("body-reserialised") => compact.as_bytes(),
            _ => &request.body,
        };
        let mut hmac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("HMAC takes a key of any length");
        if !self.fault.is("timestamp-not-signed") {
            hmac.update(timestamp.as_bytes());
            hmac.update(b".");
        }
        hmac.update(body);
        hmac.verify_slice(&digest).map_err(|_| Refusal::WrongSignature)?;
        match jiff::Timestamp::now().as_second().saturating_sub(seconds) {
            age if age > WINDOW => Err(Refusal::TooOld { seconds: age }),
            age if age < -WINDOW => Err(Refusal::TooNew),
            _ => Ok(()),
        }
    }

    /// Whether the fault that is on lets this refusal pass.
    fn overlooks(&self, refusal: &Refusal) -> bool {
        match refusal {
            Refusal::Unsigned => self.fault.is("missing-signature-accepted"),
            Refusal::Untimed => self.fault.is("missing-timestamp-accepted"),
            Refusal::WrongSignature => self.fault.is("wrong-signature-accepted"),
            Refusal::TooOld { seconds } => {
                self.fault.is("stale-accepted") || (self.fault.is("stale-half-hour") && *seconds <= 1800)
            }
            Refusal::TooNew => self.fault.is("future-accepted"),
        }
    }

    fn refuse(&self, refusal: &Refusal, delivery: &str) -> Answer {
        let message = match refusal {
            Refusal::Unsigned => "Missing signature",
            Refusal::Untimed => "Missing or malformed timestamp",
            Refusal::WrongSignature => "Invalid signature",
            Refusal::TooOld { .. } | Refusal::TooNew => "Timestamp outside of the window",
        };
        let refused = Answer::json(401, &error(message));
        if !matches!(refusal, Refusal::WrongSignature) {
            return refused;
        }
        if self.fault.is("refused-takes-effect") {
            self.take_effect(delivery);
        }
        if self.fault.is("wrong-signature-200") {
            return Answer::json(200, &json!({ "ok": false, "error": "Invalid signature" }));
        }
        match self.fault.on() {
            "wrong-signature-403" => refused.status(403),
            "wrong-signature-500" => Answer::trace(),
            "wrong-signature-slow" => refused.slow(),
            _ => refused,
        }
    }

    fn receive(&self, request: &Request) -> Answer {
        // The signature comes first: who cannot sign learns nothing of what else is wrong.
        let delivery = request.header("x-chatwoot-delivery").filter(|id| !id.is_empty());
        if let Err(refusal) = self.verify(request)
            && !self.overlooks(&refusal)
        {
            return self.refuse(&refusal, delivery.unwrap_or_default());
        }
        let accepted = Answer::json(200, &json!({ "ok": true }));
        let Some(delivery) = delivery else {
            return match self.fault.on() {
                "missing-delivery-accepted" => accepted,
                "missing-delivery-401" => Answer::json(401, &error("Missing delivery id")),
                _ => Answer::json(400, &error("Missing delivery id")),
            };
        };
        let seen = {
            let mut effects = self.effects();
            let count = effects.entry(delivery.to_owned()).or_default();
            let seen = *count > 0;
            if !self.fault.is("no-effect") && (!seen || self.fault.is("not-deduplicated")) {
                *count += 1;
            }
            seen
        };
        match self.fault.on() {
            "duplicate-409" if seen => Answer::json(409, &error("Already delivered")),
            "duplicate-500" if seen => Answer::trace(),
            "duplicate-slow" if seen => accepted.slow(),
            "slow" if !seen => accepted.slow(),
            "slow-with-conversations" if request.json()["event"] == "conversation_updated" => accepted.slow(),
            _ => accepted,
        }
    }
}

impl Service for Receiver {
    fn answer(&self, request: &Request) -> Answer {
        match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/webhooks/chatwoot") => self.receive(request),
            (_, "/webhooks/chatwoot") => Answer::json(405, &error("Method not allowed")).with("allow", "POST"),
            ("GET", path) => match path.strip_prefix("/effects/") {
                Some(delivery) => {
                    Answer::json(200, &json!({ "count": self.effects().get(delivery).copied().unwrap_or(0) }))
                }
                None => Answer::json(404, &error("Not found")),
            },
            _ => Answer::json(404, &error("Not found")),
        }
    }
}
