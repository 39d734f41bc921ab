//! The wire between a service and its client: requests as services see them, answers as they word them, and what may be wrong on the way.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request as HttpRequest, Response, StatusCode};
use futures_util::{StreamExt as _, stream};
use serde_json::{Value, json};
use tokio::sync::oneshot;

/// How long a slow answer takes: past the budget of 5 s.
pub(super) const SLOW: Duration = Duration::from_secs(6);

const BODY_LIMIT: usize = 1 << 20;

/// Answers requests; the only thing that a service has to do.
pub(super) trait Service: Send + Sync + 'static {
    /// Settings of a run that what is wrong brings along, in the place of the system's own.
    fn settings(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn answer(&self, request: &Request) -> Answer;
}

/// The one fault that is on, if any.
pub(super) struct Switch {
    on: Option<String>,
}

impl Switch {
    pub(super) fn new(on: Option<String>) -> Self {
        Self { on }
    }

    /// The fault that is on; empty when none is.
    pub(super) fn on(&self) -> &str {
        self.on.as_deref().unwrap_or_default()
    }

    pub(super) fn is(&self, id: &str) -> bool {
        self.on() == id
    }
}

/// A request, its path as it was written.
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) body: Bytes,
    query: Vec<(String, String)>,
    headers: HeaderMap,
}

impl Request {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All of the query, in its order.
    pub(super) fn parameters(&self) -> &[(String, String)] {
        &self.query
    }

    /// The body as JSON, null when it is none.
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

/// An answer, and how it goes out.
pub(super) struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    after: Duration,
    cut: bool,
}

impl Answer {
    pub(super) fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type", content_type.to_owned())];
        Self { status, headers, body: body.into(), after: Duration::ZERO, cut: false }
    }

    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", body.to_string())
    }

    /// A web page where an answer in JSON is due.
    pub(super) fn page(status: u16, title: &str) -> Self {
        let page =
            format!("<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n");
        Self::new(status, "text/html; charset=utf-8", page)
    }

    pub(super) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), after: Duration::ZERO, cut: false }
    }

    pub(super) fn redirect(location: &str) -> Self {
        Self::page(302, "You are being redirected").with("location", location)
    }

    /// A 500 with the inside of the program turned out.
    pub(super) fn trace() -> Self {
        Self::new(500, "text/plain; charset=utf-8", format!("Internal Server Error\n\n{STACK}"))
    }

    /// Sets a header, in place of one of that name.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self
    }

    pub(super) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Changes a body that is JSON.
    pub(super) fn with_json(mut self, change: impl FnOnce(&mut Value)) -> Self {
        if let Ok(mut body) = serde_json::from_slice(&self.body) {
            change(&mut body);
            self.body = body.to_string().into_bytes();
        }
        self
    }

    pub(super) fn before_body(mut self, text: &str) -> Self {
        self.body.splice(0..0, text.bytes());
        self
    }

    pub(super) fn slow(mut self) -> Self {
        self.after = SLOW;
        self
    }

    /// Declares the whole body, sends half of it, and closes the connection.
    pub(super) fn cut(mut self) -> Self {
        self.cut = true;
        self
    }
}

/// A stack trace such as must not leave a server.
pub(super) const STACK: &str = "TypeError: Cannot read properties of undefined (reading 'id')\n    at findRecord (/srv/app/src/records.js:42:17)\n    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)\n";

/// An error object of one key.
pub(super) fn error(message: &str) -> Value {
    json!({ "error": message })
}

/// Serves until told to stop; connections that are open then are dropped, since a slow answer may not hold a test up.
pub(super) fn serve(listener: TcpListener, service: &Arc<dyn Service>, jitter_ms: u64, stopped: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
        let seen = Arc::new(AtomicU64::new(1));
        let service = Arc::clone(service);
        let app = axum::Router::new().fallback(move |request: HttpRequest<Body>| {
            let service = Arc::clone(&service);
            let seen = Arc::clone(&seen);
            async move {
                let answer = service.answer(&read(request).await);
                let pause = answer.after + jitter(seen.fetch_add(1, Ordering::Relaxed), jitter_ms);
                if !pause.is_zero() {
                    tokio::time::sleep(pause).await;
                }
                write(answer)
            }
        });
        tokio::select! {
            served = axum::serve(listener, app) => served.expect("a service that goes on"),
            _ = stopped => {}
        }
    });
}

async fn read(request: HttpRequest<Body>) -> Request {
    let (head, body) = request.into_parts();
    let query = url::form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes());
    Request {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: query.into_owned().collect(),
        headers: head.headers,
        // A body that breaks off is as good as none: what was signed or asked cannot be known.
        body: axum::body::to_bytes(body, BODY_LIMIT).await.unwrap_or_default(),
    }
}

fn write(answer: Answer) -> Response<Body> {
    let mut response = Response::builder().status(StatusCode::from_u16(answer.status).expect("a status"));
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    if !answer.cut {
        return response.body(Body::from(answer.body)).expect("a response");
    }
    response = response.header("content-length", answer.body.len());
    let half = Bytes::from(answer.body[..answer.body.len() / 2].to_vec());
    let sent = stream::iter([Ok::<_, io::Error>(half)]);
    let broken = stream::once(async {
        // Pending once, so that the half is flushed before the error closes the connection.
        tokio::task::yield_now().await;
        Err(io::Error::from(io::ErrorKind::ConnectionReset))
    });
    response.body(Body::from_stream(sent.chain(broken))).expect("a response")
}

/// The delay of the nth answer: spread evenly, and the same in each run.
fn jitter(nth: u64, most_ms: u64) -> Duration {
    let mixed = nth.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33;
    Duration::from_millis(mixed % (most_ms + 1))
}

/// Takes a key out of an object.
pub(super) fn remove(object: &mut Value, key: &str) {
    if let Some(members) = object.as_object_mut() {
        members.shift_remove(key);
    }
}
