//! Takes connections of services that call us back, within limits of size, number and time.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::{Answer, Arrival, Boxes, plain};

/// The largest body that is taken.
const MAX_BODY: usize = 8 * 1024 * 1024;
/// How many connections there may be at once.
const CONNECTIONS: usize = 256;
/// How long a head, and then a body, may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long no connection is taken after the system could not give one.
const BACK_OFF: Duration = Duration::from_millis(50);

/// Takes connections until it is given up.
pub(super) async fn serve(listener: TcpListener, boxes: Arc<Boxes>) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(slot) = slots.clone().acquire_owned().await else { return };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a callback's connection could not be taken");
                tokio::time::sleep(BACK_OFF).await;
                continue;
            }
        };
        let boxes = boxes.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(boxes.clone(), request));
            let mut protocol = http1::Builder::new();
            protocol.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
            // What a service breaks off is its own affair: only whole requests count.
            let _ = protocol.serve_connection(TokioIo::new(stream), service).await;
            drop(slot);
        });
    }
}

async fn answer(boxes: Arc<Boxes>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let Answer { status, headers, body } = decide(&boxes, request).await;
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

async fn decide(boxes: &Boxes, request: Request<Incoming>) -> Answer {
    let at = Timestamp::now();
    let (parts, body) = request.into_parts();
    let Some((token, path)) = boxes.find(parts.uri.path()) else {
        tracing::warn!(method = %parts.method, "a callback came to an address of no case that runs");
        return plain(StatusCode::NOT_FOUND, "no case has this address");
    };
    let body = match tokio::time::timeout(PATIENCE, Limited::new(body, MAX_BODY).collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            return plain(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 8 MiB");
        }
        Ok(Err(_)) => return plain(StatusCode::BAD_REQUEST, "the body could not be read"),
        Err(_) => return plain(StatusCode::REQUEST_TIMEOUT, "the body did not end in time"),
    };
    let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let Ok(url) = format!("{}/{token}{path}{query}", boxes.url).parse() else {
        return plain(StatusCode::BAD_REQUEST, "the address cannot be read");
    };
    let none = Answer { status: StatusCode::NO_CONTENT, headers: HeaderMap::new(), body: Bytes::new() };
    boxes.put(
        &token,
        Arrival { at, method: parts.method, path, url, awaited: false, headers: parts.headers, body, answer: none },
    )
}
