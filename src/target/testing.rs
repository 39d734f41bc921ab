//! What the tests of this room share: diagnostics in a line each, projects from text, a provider of flags.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

use super::ofrep::Fetch;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::place::Source;
use crate::suite::project::{self, Project};

/// `code place message (help)`.
pub(super) fn line(diagnostic: &Diagnostic) -> String {
    let place = diagnostic.place.as_ref().map_or("-".to_owned(), ToString::to_string);
    let help = diagnostic.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    format!("{} {place} {}{help}", diagnostic.code, diagnostic.message)
}

/// All of them.
pub(super) fn told(found: &Diagnostics) -> Vec<String> {
    found.iter().map(line).collect()
}

/// A project that has to be right.
pub(super) fn project(text: &str) -> Project {
    let mut found = Diagnostics::default();
    let source = Arc::new(Source { name: "p.yaml".into(), text: text.into() });
    let project = project::parse(&source, Path::new("suites"), &mut found);
    project.unwrap_or_else(|| panic!("{:#?}", told(&found)))
}

/// A provider of flags on loopback: it answers each path with a status and a body, and keeps what it was sent.
pub(super) struct FakeProvider {
    pub(super) endpoint: String,
    pub(super) seen: Arc<Mutex<Vec<Seen>>>,
}

/// One request as it arrived.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) path: String,
    pub(super) headers: http::HeaderMap,
    pub(super) body: serde_json::Value,
}

impl FakeProvider {
    pub(super) async fn start(answer: fn(&str) -> (u16, &'static str)) -> Self {
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let log = seen.clone();
        let handler = move |request: axum::extract::Request| {
            let log = log.clone();
            async move {
                let (parts, body) = request.into_parts();
                let body = axum::body::to_bytes(body, 65_536).await.unwrap();
                let path = parts.uri.path().to_owned();
                let (status, text) = answer(&path);
                let body = serde_json::from_slice(&body).unwrap();
                log.lock().unwrap().push(Seen { path, headers: parts.headers, body });
                (http::StatusCode::from_u16(status).unwrap(), text)
            }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, axum::Router::new().fallback(handler)).await });
        Self { endpoint, seen }
    }
}

/// A client of a few lines: one request, one connection, read to its end.
pub(super) struct Wire;

impl Fetch for Wire {
    async fn post_json(
        &self,
        url: &Url,
        headers: &[(String, String)],
        body: Vec<u8>,
        timeout: Duration,
    ) -> Result<(u16, Vec<u8>), String> {
        let host = format!("{}:{}", url.host_str().unwrap(), url.port_or_known_default().unwrap());
        let mut head = format!("POST {} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n", url.path());
        for (name, value) in headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        let _ = write!(head, "content-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
        let exchange = async {
            let mut stream = TcpStream::connect(&host).await?;
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(&body).await?;
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).await?;
            Ok::<_, std::io::Error>(answer)
        };
        let answer = tokio::time::timeout(timeout, exchange).await.map_err(|_| "timed out".to_owned())?;
        let answer = answer.map_err(|error| error.kind().to_string())?;
        let answer = String::from_utf8(answer).map_err(|error| error.to_string())?;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or("cut")?;
        Ok((head[9..12].parse().unwrap(), body.as_bytes().to_vec()))
    }
}

/// No one may be asked.
pub(super) struct Nobody;

impl Fetch for Nobody {
    async fn post_json(
        &self,
        url: &Url,
        _: &[(String, String)],
        _: Vec<u8>,
        _: Duration,
    ) -> Result<(u16, Vec<u8>), String> {
        panic!("{url} was asked")
    }
}
