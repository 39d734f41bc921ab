//! A mock file carried by the `wiremock` crate, for Rust users' own tests: the same engine decides and answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;
use wiremock::{Match, Respond, ResponseTemplate};

use super::engine::Engine;
use super::error::MockError;
use super::journal::Limits;
use super::request::{Origin, Request};
use super::stub::Mock;
use crate::model::journal::Journal;
use crate::model::secret::Secret;

/// A mock file as `wiremock::Match` and `wiremock::Respond` at once:
///
/// ```no_run
/// # async fn carried() -> Result<(), Box<dyn std::error::Error>> {
/// use std::{path::Path, sync::Arc};
/// use holdpoint::mock::{load, wiremock::Carrier};
///
/// let mock = load::load(Path::new("mocks/shop.yaml"), Path::new(".")).map_err(|_| "the mock file is wrong")?;
/// let carrier = Carrier::new(Arc::new(mock), Default::default(), &Default::default())?;
/// let server = wiremock::MockServer::start().await;
/// wiremock::Mock::given(carrier.clone()).respond_with(carrier.clone()).mount(&server).await;
/// // … the code under test calls server.uri() …
/// assert!(carrier.close("").is_empty());
/// # Ok(()) }
/// ```
///
/// A request that no stub takes is left to the crate's other mocks. The crate normalises URLs before anyone sees
/// them, and cannot say when a delayed answer has been given, so `in_flight` never shows here.
#[derive(Debug, Clone)]
pub struct Carrier {
    engine: Arc<Engine>,
}

impl Carrier {
    /// Makes a mock ready to be carried.
    ///
    /// # Errors
    /// Where a secret or variable is missing.
    pub fn new(
        mock: Arc<Mock>,
        secrets: BTreeMap<String, Secret>,
        vars: &BTreeMap<String, Value>,
    ) -> Result<Self, MockError> {
        Ok(Self { engine: Arc::new(Engine::new(mock, secrets, vars, Limits::default())?) })
    }

    /// What it saw.
    #[must_use]
    pub fn journal(&self) -> Arc<dyn Journal> {
        self.engine.clone()
    }

    /// Ends a case (`""` where requests name none) and tells what did not come as the file expects.
    #[must_use]
    pub fn close(&self, case: &str) -> Vec<crate::model::journal::Breach> {
        self.engine.close(case)
    }

    fn request(&self, seen: &wiremock::Request) -> Request {
        let target = match seen.url.query() {
            Some(query) => format!("{}?{query}", seen.url.path()),
            None => seen.url.path().to_owned(),
        };
        let body = Bytes::copy_from_slice(&seen.body);
        let mut request = Request::new(seen.method.clone(), target, seen.headers.clone(), body);
        request.origin = Origin::Known(seen.url.origin().ascii_serialization());
        request.at = self.engine.elapsed();
        request
    }
}

impl Match for Carrier {
    fn matches(&self, request: &wiremock::Request) -> bool {
        self.engine.takes(&self.request(request))
    }
}

impl Respond for Carrier {
    fn respond(&self, request: &wiremock::Request) -> ResponseTemplate {
        let reply = self.engine.answer(&self.request(request));
        let mut template = ResponseTemplate::new(reply.answer.status.as_u16());
        for (name, value) in &reply.answer.headers {
            template = template.append_header(name.clone(), value.clone());
        }
        template.set_body_bytes(reply.answer.body.to_vec()).set_delay(reply.delay)
    }
}

#[cfg(test)]
mod tests;
