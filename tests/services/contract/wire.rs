//! Requests as the two APIs see them, their answers, and the loop that serves them.

use std::net::TcpListener;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request as HttpRequest, Response, StatusCode};
use serde_json::Value;
use tokio::sync::oneshot;

/// The longest body that is taken, in bytes.
const BODY_LIMIT: usize = 1 << 20;

/// The longest body that is read: who is refused before the last byte may not see why.
const READ_LIMIT: usize = 1 << 26;

/// Answers requests; the only thing that an API has to do.
pub(super) trait Service: Send + Sync + 'static {
    fn answer(&self, request: &Request) -> Answer;
}

/// A request; path and query as they were written.
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    headers: HeaderMap,
    /// None when it is longer than an API takes, or broke off.
    pub(super) body: Option<Bytes>,
}

impl Request {
    /// The values of a header, joined as RFC 9110 (section 5.3) has it.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let all: Vec<_> =
            self.headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }
}

/// An answer; its body is made into text when it goes out.
#[derive(Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Option<Value>,
    /// Sent in place of the body.
    pub(super) text: Option<&'static str>,
}

impl Answer {
    pub(super) fn json(status: u16, body: Value) -> Self {
        Self { status, headers: vec![("content-type", "application/json".into())], body: Some(body), text: None }
    }

    pub(super) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: None, text: None }
    }

    /// What a program that fell over answers.
    pub(super) fn crash() -> Self {
        let headers = vec![("content-type", "text/plain; charset=utf-8".into())];
        Self { status: 500, headers, body: None, text: Some("Internal Server Error") }
    }

    /// Sets a header, in place of one of that name.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.set(name, value);
        self
    }

    pub(super) fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.remove(name);
        self.headers.push((name, value.into()));
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.headers.retain(|(known, _)| *known != name);
    }

    /// The member of a body that is an object.
    pub(super) fn member(&mut self, key: &str) -> Option<&mut Value> {
        self.body.as_mut()?.get_mut(key)
    }
}

/// Serves until told to stop.
pub(super) fn serve(listener: TcpListener, service: &Arc<dyn Service>, stopped: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
        let service = Arc::clone(service);
        let app = axum::Router::new().fallback(move |request: HttpRequest<Body>| {
            let service = Arc::clone(&service);
            async move { write(service.answer(&read(request).await)) }
        });
        tokio::select! {
            served = axum::serve(listener, app) => served.expect("a service that goes on"),
            _ = stopped => {}
        }
    });
}

async fn read(request: HttpRequest<Body>) -> Request {
    let (head, body) = request.into_parts();
    Request {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body: axum::body::to_bytes(body, READ_LIMIT).await.ok().filter(|body| body.len() <= BODY_LIMIT),
    }
}

fn write(answer: Answer) -> Response<Body> {
    let mut response = Response::builder().status(StatusCode::from_u16(answer.status).expect("a status"));
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    let body = match (answer.text, answer.body) {
        (Some(text), _) => Body::from(text),
        (None, Some(body)) => Body::from(body.to_string()),
        (None, None) => Body::empty(),
    };
    response.body(body).expect("a response")
}
