//! Client loops that check status and three fields of every answer: the least that any harness has to do.

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Empty};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::Fault;

/// N GETs over one connection with hyper alone.
pub(crate) async fn hyper(url: &str, times: u64) -> Result<(), Fault> {
    let address = url.trim_start_matches("http://");
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    for _ in 0..times {
        let request = Request::get("/health").header("host", address).body(Empty::<Bytes>::new())?;
        sender.ready().await?;
        let answer = sender.send_request(request).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        check(status, &body)?;
    }
    Ok(())
}

/// N GETs with reqwest.
pub(crate) async fn reqwest(url: &str, times: u64) -> Result<(), Fault> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let url = format!("{url}/health");
    for _ in 0..times {
        let answer = client.get(&url).send().await?;
        let status = answer.status();
        check(status, &answer.bytes().await?)?;
    }
    Ok(())
}

fn check(status: StatusCode, body: &[u8]) -> Result<(), Fault> {
    let value: Value = serde_json::from_slice(body)?;
    let holds =
        status == StatusCode::OK && ["status", "queue_services", "data_services"].iter().all(|key| value[key] == "ok");
    if holds { Ok(()) } else { Err(format!("unexpected answer {status}").into()) }
}
