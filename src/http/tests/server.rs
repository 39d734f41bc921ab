//! Servers on loopback that do what a test says, each on a port of the system's choice.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Method, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use url::Url;

use crate::http::client::{Client, Outgoing, Settings};
use crate::model::exchange::{Exchange, Failure, FailureKind, Request};
use crate::model::mode::Mode;

/// A request as a server saw it.
pub(super) struct Seen {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Gives each connection to `script`.
pub(super) async fn raw<F, S>(script: F) -> Url
where
    F: Fn(TcpStream) -> S + Send + 'static,
    S: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(script(socket));
        }
    });
    url
}

/// Answers each request on HTTP/1.1 or 2.
pub(super) async fn serve(answer: impl Fn(Seen) -> Response<Bytes> + Send + Sync + 'static) -> Url {
    let answer = Arc::new(answer);
    raw(move |socket| speak(socket, Arc::clone(&answer))).await
}

/// The same behind TLS; the name in the address is `localhost`, the port the listener's.
pub(super) async fn serve_tls(
    config: rustls::ServerConfig,
    answer: impl Fn(Seen) -> Response<Bytes> + Send + Sync + 'static,
) -> Url {
    let (answer, acceptor) = (Arc::new(answer), TlsAcceptor::from(Arc::new(config)));
    let mut url = raw(move |socket| {
        let (answer, acceptor) = (Arc::clone(&answer), acceptor.clone());
        async move {
            if let Ok(stream) = acceptor.accept(socket).await {
                speak(stream, answer).await;
            }
        }
    })
    .await;
    url.set_host(Some("localhost")).unwrap();
    format!("https{}", &url.as_str()[4..]).parse().unwrap()
}

async fn speak<T>(stream: T, answer: Arc<impl Fn(Seen) -> Response<Bytes> + Send + Sync + 'static>)
where
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request: http::Request<Incoming>| {
        let answer = Arc::clone(&answer);
        async move {
            let (head, body) = request.into_parts();
            let seen = Seen {
                method: head.method,
                path: head.uri.path().to_owned(),
                headers: head.headers,
                body: body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default(),
            };
            Ok::<_, Infallible>(answer(seen).map(Full::new))
        }
    });
    let _ = auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
}

/// Reads a request's head and no more.
pub(super) async fn read_head(socket: &mut TcpStream) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await.unwrap());
    }
}

/// All bytes of a stream.
pub(super) async fn drained(mut encoder: impl AsyncRead + Unpin) -> Bytes {
    let mut bytes = Vec::new();
    encoder.read_to_end(&mut bytes).await.unwrap();
    bytes.into()
}

/// A plain answer.
pub(super) fn ok(body: impl Into<Bytes>) -> Response<Bytes> {
    Response::new(body.into())
}

/// The settings that tests start from.
pub(super) fn settings(origin: &Url) -> Settings {
    Settings::new(Arc::from("target"), Mode::Live, origin.clone())
}

/// A client with these settings.
pub(super) fn client(origin: &Url) -> Client {
    Client::new(settings(origin)).unwrap()
}

/// A request of a method for an address.
pub(super) fn request(method: Method, url: Url) -> Outgoing {
    Outgoing::new(Request { method, url, headers: HeaderMap::new(), body: Bytes::new() })
}

/// A GET for an address.
pub(super) fn get(url: &Url) -> Outgoing {
    request(Method::GET, url.clone())
}

/// The failure, which has to be of this kind.
pub(super) fn fails(exchange: &Exchange, kind: FailureKind) -> &Failure {
    let failure = exchange.failure().unwrap_or_else(|| panic!("an answer came: {exchange:?}"));
    assert_eq!(failure.kind, kind, "{failure:?}");
    assert!(!failure.detail.is_empty());
    assert!(!failure.detail.contains("http"), "an address shows: {}", failure.detail);
    failure
}
