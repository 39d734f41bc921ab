//! A mock on a socket: hyper on a thread of its own, HTTP/1.1 and HTTP/2 with prior knowledge on one port.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;
use http::{Request as HttpRequest, Response, StatusCode, Version};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{oneshot, watch};
use tokio::time::MissedTickBehavior;

use super::engine::{Engine, Reply};
use super::error::MockError;
use super::journal::Limits;
use super::request::{Origin, Request};
use super::stub::Mock;
use crate::model::journal::Journal;
use crate::model::secret::Secret;

mod line;

use line::{BEAT, Pulse, Turn, Watched, tend};

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
    let desk = Arc::new(Desk { engine: engine.clone(), address, observer: options.observer });
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
    address: SocketAddr,
    observer: Option<Observer>,
}

async fn listen(listener: tokio::net::TcpListener, desk: Arc<Desk>, mut stopped: oneshot::Receiver<()>) {
    let (pulse, _) = watch::channel(Pulse::default());
    let mut connections = 0;
    let protocol = protocol();
    let mut beats = tokio::time::interval(BEAT);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = beats.tick() => {
                pulse.send_modify(|pulse| pulse.beat += 1);
                continue;
            }
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
        tokio::spawn(converse(&protocol, stream, desk.clone(), connections, pulse.subscribe()));
        connections += 1;
    }
    drop(listener);
    pulse.send_modify(|pulse| pulse.stopping = true);
    let _ = tokio::time::timeout(GRACE, pulse.closed()).await;
}

fn protocol() -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    // `tend` sees to it that heads come in time, without a timer for each request.
    builder.http1().header_read_timeout(None).keep_alive(true).pipeline_flush(true);
    builder.http2().timer(TokioTimer::new());
    builder
}

/// Answers what comes over one connection, until it ends.
fn converse<S>(
    protocol: &auto::Builder<TokioExecutor>,
    stream: S,
    desk: Arc<Desk>,
    number: u64,
    pulse: watch::Receiver<Pulse>,
) -> impl Future<Output = ()> + use<S>
where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let turn = Arc::new(Turn::default());
    let caller = Arc::new(Caller { desk, number, turn: turn.clone() });
    let service = service_fn(move |request| answer(caller.clone(), request));
    let stream = TokioIo::new(Watched { stream, turn: turn.clone() });
    tend(protocol.serve_connection(stream, service).into_owned(), turn, pulse)
}

/// Who asks over one connection.
struct Caller {
    desk: Arc<Desk>,
    number: u64,
    turn: Arc<Turn>,
}

/// The answer to a request. One without a body is decided here and now, before the future: hyper reads on before it
/// polls that, and would need a new buffer if a request still held the old one.
fn answer(
    caller: Arc<Caller>,
    request: HttpRequest<Incoming>,
) -> impl Future<Output = Result<Response<Full<Bytes>>, Infallible>> {
    caller.turn.ours();
    let (parts, body) = request.into_parts();
    // What comes over HTTP/2 has no turns: one connection carries many requests at once.
    let takes_turns = parts.version != Version::HTTP_2;
    let request = caller.desk.request(parts, caller.number);
    let decided = if body.is_end_stream() {
        Ok(caller.desk.answer(&request))
    } else {
        // In a box, so that the future of a request without a body is small.
        Err(Box::new((request, body)))
    };
    async move {
        let reply = match decided {
            Ok(reply) => reply,
            Err(undecided) => {
                let (mut request, body) = *undecided;
                match read(body).await {
                    Ok(bytes) => {
                        request.body = bytes;
                        caller.desk.answer(&request)
                    }
                    Err((status, why)) => caller.desk.refuse(&request, status, &why),
                }
            }
        };
        if !reply.delay.is_zero() {
            tokio::time::sleep(reply.delay).await;
        }
        // The key is in flight until now; a client that gave up drops this future, and so lands it as well.
        drop(reply.landing);
        if takes_turns {
            caller.turn.theirs();
        }
        let mut response = Response::new(Full::new(reply.answer.body));
        *response.status_mut() = reply.answer.status;
        *response.headers_mut() = reply.answer.headers;
        Ok(response)
    }
}

impl Desk {
    fn request(&self, parts: http::request::Parts, connection: u64) -> Request {
        let at = self.engine.elapsed();
        let target = parts.uri.path_and_query().map_or(parts.uri.path(), http::uri::PathAndQuery::as_str).to_owned();
        let origin = Origin::Served { authority: parts.uri.into_parts().authority, address: self.address };
        let mut request = Request::new(parts.method, target, parts.headers, Bytes::new());
        (request.at, request.connection, request.origin) = (at, connection, origin);
        request
    }

    fn answer(&self, request: &Request) -> Reply {
        self.tell(request, self.engine.answer(request))
    }

    fn refuse(&self, request: &Request, status: StatusCode, why: &str) -> Reply {
        self.tell(request, self.engine.refuse(request, status, why))
    }

    fn tell(&self, request: &Request, reply: Reply) -> Reply {
        if let Some(observer) = &self.observer {
            observer(&Seen {
                request,
                status: reply.answer.status,
                stub: reply.stub.as_deref(),
                nearest: reply.nearest.as_deref(),
            });
        }
        reply
    }
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

#[cfg(test)]
mod tests;
