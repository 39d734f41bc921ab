//! A mocked target whose mock answers in memory: no socket, and each time a state in which nothing has happened.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, DATE, HOST};
use http::{HeaderValue, Method, Response, StatusCode};
use jiff::fmt::rfc2822::DateTimePrinter;
use serde_json::Value;
use url::Url;

use super::resolve::{Mocked, Resolution, Settled};
use super::start;
use crate::mock::engine::Engine;
use crate::mock::journal::Limits;
use crate::mock::request::{Origin, Request as Arrived};
use crate::mock::stub::Mock;
use crate::model::clock;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::endpoint::Endpoint;
use crate::model::exchange::{Failure, FailureKind, Request};
use crate::model::secret::Secret;

/// What stands where an address has to: nothing is ever sent to it.
const BASE: &str = "http://127.0.0.1:9";

/// A mocked target, ready to answer in memory as often as is wanted.
#[derive(Debug)]
pub struct Standin {
    endpoint: Arc<Endpoint>,
    mock: Arc<Mock>,
    secrets: BTreeMap<String, Secret>,
    vars: BTreeMap<String, Value>,
}

/// Makes each settled target one that answers in memory; `home` is the project's folder, out of which no mock's file
/// leads.
///
/// # Errors
/// Every fault of every mock file, and each target that is live.
pub fn standins(resolution: Resolution, home: &Path) -> Result<BTreeMap<Arc<str>, Arc<Standin>>, Diagnostics> {
    let mut found = Diagnostics::default();
    let mut all = BTreeMap::new();
    for (name, settled) in resolution.settled {
        match settled {
            Settled::Mock(mocked) => {
                all.extend(one(mocked, home, &mut found).map(|standin| (name, Arc::new(standin))));
            }
            Settled::Live(endpoint) => {
                let what =
                    format!("`{name}` is live ({}), and only a mock can be asked for wrong answers", endpoint.because);
                found.push(Diagnostic::error("live-target", &endpoint.target.place, what).help("give --mock"));
            }
        }
    }
    if found.has_errors() { Err(found) } else { Ok(all) }
}

fn one(mocked: Mocked, home: &Path, found: &mut Diagnostics) -> Option<Standin> {
    let mock = Arc::new(start::read(&mocked, home, found)?);
    let place = mocked.file().1.clone();
    let failed = |name: &str, error: &dyn std::fmt::Display| {
        Diagnostic::error("mock", &place, format!("the mock of `{name}` failed to {error}"))
    };
    let (secrets, vars) = mocked.values();
    let name = mocked.target().name.clone();
    let engine = Engine::new(mock.clone(), secrets.clone(), &vars, Limits::default());
    let engine = found.keep(engine.map_err(|error| failed(&name, &error)))?;
    let base = found.keep(Url::parse(BASE).map_err(|error| failed(&name, &error)))?;
    let endpoint = found.keep(mocked.started(base, Arc::new(engine), mock.sha256.clone()))?;
    Some(Standin { endpoint: Arc::new(endpoint), mock, secrets, vars })
}

impl Standin {
    /// The target as it is settled; its journal sees nothing of what [`Standin::fresh`] gives.
    #[must_use]
    pub const fn endpoint(&self) -> &Arc<Endpoint> {
        &self.endpoint
    }

    /// The target with a mock of its own, to which nothing has happened and whose clock starts now.
    ///
    /// # Errors
    /// None that [`standins`] would not have told.
    pub fn fresh(&self) -> Result<(Arc<Endpoint>, Arc<Engine>), String> {
        let engine = Engine::new(self.mock.clone(), self.secrets.clone(), &self.vars, Limits::default());
        let engine = Arc::new(engine.map_err(|error| format!("failed to {error}"))?);
        let Endpoint { target, mode, base, because, variables, secrets, mock_sha256, .. } = &*self.endpoint;
        let endpoint = Endpoint {
            target: target.clone(),
            mode: *mode,
            base: base.clone(),
            because: because.clone(),
            variables: variables.clone(),
            secrets: secrets.clone(),
            journal: Some(engine.clone()),
            mock_sha256: mock_sha256.clone(),
        };
        Ok((Arc::new(endpoint), engine))
    }
}

/// Asks a mock in memory, and gets what it would have sent over a socket, after the time that it would have taken.
///
/// # Errors
/// That the request goes elsewhere: in memory nobody else answers.
pub async fn ask(engine: &Engine, request: &Request) -> Result<Response<Bytes>, Failure> {
    let origin = request.url.origin().ascii_serialization();
    if origin != BASE {
        let detail = format!("{origin} is no address of the mock, and nothing else is asked");
        return Err(Failure { kind: FailureKind::Refused, detail });
    }
    let target = request.url[url::Position::BeforePath..url::Position::AfterQuery].to_owned();
    let mut headers = request.headers.clone();
    // What a client of HTTP/1.1 adds on the way (RFC 9112, sections 3.2 and 6.2).
    headers.entry(HOST).or_insert(HeaderValue::from_static("127.0.0.1:9"));
    if !request.body.is_empty() {
        headers.entry(CONTENT_LENGTH).or_insert(request.body.len().into());
    }
    let mut arrived = Arrived::new(request.method.clone(), target, headers, request.body.clone());
    arrived.at = engine.elapsed();
    arrived.origin = Origin::Known(BASE.to_owned());
    let reply = engine.answer(&arrived);
    if !reply.delay.is_zero() {
        tokio::time::sleep(reply.delay).await;
    }
    // The key is in flight until now, also where the client has given up and this was dropped.
    drop(reply.landing);
    let answer = reply.answer;
    // No body comes after these (RFC 9110, sections 9.3.2, 15.3.5 and 15.4.5).
    let bare =
        request.method == Method::HEAD || [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&answer.status);
    let mut response = Response::new(if bare { Bytes::new() } else { answer.body });
    *response.status_mut() = answer.status;
    let length = response.body().len();
    let headers = response.headers_mut();
    *headers = answer.headers;
    // What a server adds (RFC 9110, sections 6.6.1 and 8.6).
    if !bare {
        headers.entry(CONTENT_LENGTH).or_insert(length.into());
    }
    if let Ok(date) = DateTimePrinter::new().timestamp_to_rfc9110_string(&clock::now())
        && let Ok(date) = HeaderValue::try_from(date)
    {
        headers.entry(DATE).or_insert(date);
    }
    Ok(response)
}
