//! A bare hyper server on one thread: 141 bytes of JSON for every request.

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::Fault;

/// The answer: the size of a usual health answer.
const BODY: &str = concat!(
    r#"{"status":"ok","version":"4.12.1","queue_services":"ok","data_services":"ok","#,
    r#""checked_at":"2026-01-01T00:00:00Z","region":"eu-central-1-prd"}"#,
);

/// Serves until the caller loses patience.
pub(crate) async fn serve(delay: Duration) -> Result<(), Fault> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let service = service_fn(move |_: Request<Incoming>| async move {
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            let mut answer = Response::new(Full::new(Bytes::from_static(BODY.as_bytes())));
            answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            Ok::<_, Infallible>(answer)
        });
        tokio::spawn(http1::Builder::new().pipeline_flush(true).serve_connection(TokioIo::new(stream), service));
    }
}
