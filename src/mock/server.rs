//! A mock on a socket: hyper on a thread of its own, HTTP/1.1 and HTTP/2 with prior knowledge on one port.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;
use http::{Request as HttpRequest, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use serde_json::Value;
use tokio::sync::oneshot;

use super::engine::{Engine, Reply};
use super::error::MockError;
use super::journal::Limits;
use super::request::Request;
use super::stub::Mock;
use crate::model::journal::Journal;
use crate::model::secret::Secret;

/// The largest body that a request may have.
const MAX_BODY: usize = 10 << 20;
/// How long connections may take to end when the server stops.
const GRACE: Duration = Duration::from_secs(1);
/// How long to wait after a failed accept, which most often means that file descriptors have run out.
const BACK_OFF: Duration = Duration::from_millis(20);

/// What was answered, for those who watch.
#[derive(Debug)]
pub struct Seen<'a> {
    /// The request.
    pub request: &'a Request,
    /// The status that is answered.
    pub status: StatusCode,
    /// The stub that answers; none where nothing matched.
    pub stub: Option<&'a str>,
    /// For a request that nothing matched: what was nearest.
    pub nearest: Option<&'a str>,
}

/// Someone who is told of each request as soon as its answer is known.
pub type Observer = Arc<dyn Fn(&Seen<'_>) + Send + Sync>;

/// How a mock is served.
#[derive(Clone, Default)]
pub struct ServeOptions {
    /// Where to listen; any free port of 127.0.0.1 where left out.
    pub listen: Option<SocketAddr>,
    /// The secrets that the mock names.
    pub secrets: BTreeMap<String, Secret>,
    /// Values of the mock's variables, in place of its defaults.
    pub vars: BTreeMap<String, Value>,
    /// How much the journal keeps for one case.
    pub limits: Limits,
    /// Who is told of each request.
    pub observer: Option<Observer>,
}

impl fmt::Debug for ServeOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServeOptions").field("listen", &self.listen).finish_non_exhaustive()
    }
}

/// A mock that listens; it stops when dropped.
#[derive(Debug)]
pub struct Server {
    engine: Arc<Engine>,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Serves a mock.
///
/// # Errors
/// Where a secret or variable is missing, or the address cannot be listened on.
pub fn serve(mock: Arc<Mock>, options: ServeOptions) -> Result<Server, MockError> {
    let name = mock.name.clone();
    let engine = Arc::new(Engine::new(mock, options.secrets, &options.vars, options.limits)?);
    let address = options.listen.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let listening = |cause| MockError::Listen { mock: name.clone(), address, cause };
    let listener = TcpListener::bind(address).map_err(listening)?;
    listener.set_nonblocking(true).map_err(listening)?;
    let address = listener.local_addr().map_err(listening)?;
    let start = |cause| MockError::Start { mock: name.clone(), cause };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(start)?;
    let listener = {
        let _inside = runtime.enter();
        tokio::net::TcpListener::from_std(listener).map_err(start)?
    };
    let (stop, stopped) = oneshot::channel();
    let desk =
        Arc::new(Desk { engine: engine.clone(), origin: format!("http://{address}"), observer: options.observer });
    let thread = std::thread::Builder::new()
        .name(format!("mock {name}"))
        // Guards are evaluated here, and may nest as deep as they are allowed to.
        .stack_size(8 << 20)
        .spawn(move || runtime.block_on(listen(listener, desk, stopped)))
        .map_err(start)?;
    Ok(Server { engine, address, stop: Some(stop), thread: Some(thread) })
}

impl Server {
    /// Where it answers: `http://127.0.0.1:8080`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address that it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it saw.
    #[must_use]
    pub fn journal(&self) -> Arc<dyn Journal> {
        self.engine.clone()
    }

    /// The mock that it runs.
    #[must_use]
    pub fn mock(&self) -> &Arc<Mock> {
        self.engine.mock()
    }

    /// Takes no new connection, lets answers that are on their way arrive for a second, and ends.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

struct Desk {
    engine: Arc<Engine>,
    origin: String,
    observer: Option<Observer>,
}

async fn listen(listener: tokio::net::TcpListener, desk: Arc<Desk>, mut stopped: oneshot::Receiver<()>) {
    let graceful = GracefulShutdown::new();
    let connections = AtomicU64::new(0);
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).keep_alive(true).pipeline_flush(true);
    builder.http2().timer(TokioTimer::new());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = &mut stopped => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "the mock could not accept a connection");
                tokio::time::sleep(BACK_OFF).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let number = connections.fetch_add(1, Ordering::Relaxed);
        let desk = desk.clone();
        let service = service_fn(move |request| answer(desk.clone(), request, number));
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = watched.await {
                tracing::debug!(%error, "a connection to the mock ended early");
            }
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
}

async fn answer(
    desk: Arc<Desk>,
    request: HttpRequest<Incoming>,
    connection: u64,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let at = desk.engine.elapsed();
    let (parts, body) = request.into_parts();
    let bytes = read(body).await;
    let target = parts.uri.path_and_query().map_or(parts.uri.path(), http::uri::PathAndQuery::as_str).to_owned();
    let mut request = Request::new(parts.method, target, parts.headers, Bytes::new());
    request.at = at;
    request.connection = connection;
    request.origin = origin(&desk, &parts.uri, &request);
    let reply = match bytes {
        Ok(bytes) => {
            request.body = bytes;
            desk.engine.answer(&request)
        }
        Err((status, why)) => desk.engine.refuse(&request, status, &why),
    };
    if let Some(observer) = &desk.observer {
        observer(&Seen {
            request: &request,
            status: reply.answer.status,
            stub: reply.stub.as_deref(),
            nearest: reply.nearest.as_deref(),
        });
    }
    Ok(give(reply).await)
}

async fn read(body: Incoming) -> Result<Bytes, (StatusCode, String)> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let too_large = || (StatusCode::PAYLOAD_TOO_LARGE, format!("the body is larger than {} MiB", MAX_BODY >> 20));
    // What is announced as too large is refused before it is sent.
    if body.size_hint().lower() > MAX_BODY as u64 {
        return Err(too_large());
    }
    match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(error) => Err((StatusCode::BAD_REQUEST, format!("the body could not be read: {error}"))),
    }
}

async fn give(reply: Reply) -> Response<Full<Bytes>> {
    if !reply.delay.is_zero() {
        tokio::time::sleep(reply.delay).await;
    }
    // The key is in flight until now; a client that gave up drops this future, and so lands it as well.
    drop(reply.landing);
    let mut response = Response::new(Full::new(reply.answer.body));
    *response.status_mut() = reply.answer.status;
    *response.headers_mut() = reply.answer.headers;
    response
}

fn origin(desk: &Desk, uri: &http::Uri, request: &Request) -> String {
    let host = request.headers.get(http::header::HOST).and_then(|host| host.to_str().ok());
    match host.or(uri.authority().map(http::uri::Authority::as_str)) {
        Some(host) => ["http://", host].concat(),
        None => desk.origin.clone(),
    }
}

#[cfg(test)]
mod tests;
