//! Each kind of failure that can be had on loopback is told apart.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_compression::tokio::bufread::GzipEncoder;
use http::{HeaderValue, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use url::Url;

use super::server::{client, drained, fails, get, ok, raw, read_head, serve, settings};
use crate::http::client::{Client, Protocol};
use crate::model::exchange::FailureKind;

/// A server that reads a request, writes these bytes and closes.
async fn writes(bytes: &'static [u8]) -> Url {
    raw(move |mut socket| async move {
        read_head(&mut socket).await;
        socket.write_all(bytes).await.unwrap();
        socket.shutdown().await.unwrap();
    })
    .await
}

async fn check(url: &Url, kind: FailureKind) {
    fails(&client(url).send(get(url)).await, kind);
}

#[tokio::test]
async fn nothing_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url: Url = format!("http://{}/?secret=1", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let exchange = client(&url).send(get(&url)).await;
    let failure = fails(&exchange, FailureKind::Refused);
    assert!(failure.detail.contains("refused"), "{failure:?}");
    assert!(exchange.timings.connect.is_some() && exchange.timings.first_byte.is_none());
}

#[tokio::test]
async fn a_name_that_no_resolver_takes() {
    // A label over 63 octets (RFC 1035, 2.3.4) is refused before any question is sent.
    let url: Url = format!("http://{}.invalid/", "a".repeat(64)).parse().unwrap();
    let exchange = client(&url).send(get(&url)).await;
    fails(&exchange, FailureKind::Dns);
    assert!(exchange.timings.dns.is_some() && exchange.timings.connect.is_none());
}

#[tokio::test]
async fn no_connection_in_time() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    // Once the queue of unaccepted connections is full, the system leaves further ones unanswered.
    let mut queued = Vec::new();
    while let Ok(Ok(stream)) = tokio::time::timeout(Duration::from_millis(300), TcpStream::connect(address)).await {
        queued.push(stream);
    }
    let url: Url = format!("http://{address}/").parse().unwrap();
    let mut settings = settings(&url);
    settings.connect_timeout = Duration::from_millis(100);
    fails(&Client::new(settings.clone()).unwrap().send(get(&url)).await, FailureKind::ConnectTimeout);
    settings.connect_timeout = Duration::from_secs(60);
    settings.timeout = Duration::from_millis(100);
    fails(&Client::new(settings).unwrap().send(get(&url)).await, FailureKind::ConnectTimeout);
}

#[tokio::test]
async fn silence_after_the_connection_stood() {
    let url = raw(|mut socket| async move {
        read_head(&mut socket).await;
        std::future::pending::<()>().await;
    })
    .await;
    let mut outgoing = get(&url);
    outgoing.timeout = Some(Duration::from_millis(100));
    let exchange = client(&url).send(outgoing).await;
    fails(&exchange, FailureKind::Timeout);
    assert!(exchange.timings.connect.is_some());
}

#[tokio::test]
async fn silence_in_the_handshake_is_no_connect_timeout() {
    let url = raw(|socket| async move {
        std::future::pending::<()>().await;
        drop(socket);
    })
    .await;
    let url: Url = format!("https{}", &url.as_str()[4..]).parse().unwrap();
    let mut settings = settings(&url);
    settings.connect_timeout = Duration::from_millis(100);
    fails(&Client::new(settings).unwrap().send(get(&url)).await, FailureKind::Timeout);
}

#[tokio::test]
async fn silence_in_the_body() {
    let url = raw(|mut socket| async move {
        read_head(&mut socket).await;
        socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf").await.unwrap();
        std::future::pending::<()>().await;
    })
    .await;
    let mut outgoing = get(&url);
    outgoing.timeout = Some(Duration::from_millis(100));
    let exchange = client(&url).send(outgoing).await;
    assert!(fails(&exchange, FailureKind::Timeout).detail.contains("body"));
    assert!(exchange.timings.first_byte.is_some());
}

#[tokio::test]
async fn closed_before_any_byte() {
    check(&writes(b"").await, FailureKind::Closed).await;
}

#[tokio::test]
async fn reset_before_any_byte() {
    let url = raw(|mut socket| async move {
        read_head(&mut socket).await;
        socket.set_zero_linger().unwrap();
    })
    .await;
    check(&url, FailureKind::Reset).await;
}

#[tokio::test]
async fn cut_bodies() {
    check(&writes(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf").await, FailureKind::Cut).await;
    check(&writes(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n").await, FailureKind::Cut).await;
    check(&writes(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nhalf").await, FailureKind::Cut).await;
    let url = raw(|mut socket| async move {
        read_head(&mut socket).await;
        socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf").await.unwrap();
        socket.set_zero_linger().unwrap();
    })
    .await;
    check(&url, FailureKind::Cut).await;
}

#[tokio::test]
async fn malformed_answers() {
    for bytes in [
        &b"SSH-2.0-OpenSSH_9.9\r\n"[..],
        b"HTTP/1.1 two hundred\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nhalf\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\ncontent-encoding: gzip\r\n\r\nhalf",
    ] {
        check(&writes(bytes).await, FailureKind::Malformed).await;
    }
}

#[tokio::test]
async fn http1_in_answer_to_http2() {
    let url = raw(|mut socket| async move {
        socket.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        std::future::pending::<()>().await;
    })
    .await;
    let mut outgoing = get(&url);
    outgoing.protocol = Some(Protocol::Http2);
    fails(&client(&url).send(outgoing).await, FailureKind::Malformed);
}

#[tokio::test]
async fn larger_than_the_limit() {
    let zeros = drained(GzipEncoder::new(tokio::io::BufReader::new(tokio::io::repeat(0).take(200_000)))).await;
    let url = serve(move |seen| {
        let mut answer = ok(vec![b'x'; 100_000]);
        if seen.path == "/packed" {
            answer = ok(zeros.clone());
            answer.headers_mut().insert("content-encoding", HeaderValue::from_static("gzip"));
        }
        answer
    })
    .await;
    let mut settings = settings(&url);
    settings.max_body = 99_999;
    let client = Client::new(settings).unwrap();
    fails(&client.send(get(&url)).await, FailureKind::TooLarge);
    fails(&client.send(get(&url.join("packed").unwrap())).await, FailureKind::TooLarge);
    let mut settings = super::server::settings(&url);
    settings.max_body = 100_000;
    assert!(Client::new(settings).unwrap().send(get(&url)).await.answer().is_some());
}

#[tokio::test]
async fn another_origin_is_never_asked() {
    let url = serve(|_| panic!("a request came")).await;
    let base: Url = "http://127.0.0.1:1/".parse().unwrap();
    let exchange = client(&base).send(get(&url)).await;
    assert_eq!(exchange.failure().unwrap().kind, FailureKind::Origin);
    assert!(exchange.timings.connect.is_none());
}

#[tokio::test]
async fn a_proxy_that_is_not_there_or_refuses() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let refusing = writes(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n").await;
    for proxy in [gone.as_str(), refusing.as_str()] {
        for target in ["http://127.0.0.1:9/", "https://127.0.0.1:9/"] {
            let url = target.parse().unwrap();
            let mut settings = settings(&url);
            settings.proxy = Some(proxy.to_owned());
            fails(&Client::new(settings).unwrap().send(get(&url)).await, FailureKind::Proxy);
        }
    }
}

#[tokio::test]
async fn a_proxy_carries_requests() {
    let proxy = serve(|_| Response::new("carried".into())).await;
    let url = "http://127.0.0.1:9/".parse().unwrap();
    let mut settings = settings(&url);
    settings.proxy = Some(proxy.to_string());
    assert_eq!(Client::new(settings).unwrap().send(get(&url)).await.answer().unwrap().body, "carried");
}

#[tokio::test]
async fn a_refused_stream_is_not_tried_again() {
    let arrivals = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&arrivals);
    let url = raw(move |socket| {
        let counted = Arc::clone(&counted);
        async move {
            let mut connection = h2::server::handshake(socket).await.unwrap();
            while let Some(Ok((_, mut answer))) = connection.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                answer.send_reset(h2::Reason::REFUSED_STREAM);
            }
        }
    })
    .await;
    let mut outgoing = get(&url);
    outgoing.protocol = Some(Protocol::Http2);
    fails(&client(&url).send(outgoing).await, FailureKind::Reset);
    assert_eq!(arrivals.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_stream_that_ends_in_its_body() {
    let url = raw(|socket| async move {
        let mut connection = h2::server::handshake(socket).await.unwrap();
        while let Some(Ok((request, mut answer))) = connection.accept().await {
            let short = request.uri().path() == "/short";
            let head = Response::builder().header("content-length", 9).body(()).unwrap();
            let mut body = answer.send_response(head, false).unwrap();
            body.send_data("half".into(), short).unwrap();
            if !short {
                // One poll writes what is queued, which a reset would throw away.
                tokio::select! { biased; _ = connection.accept() => {}, () = std::future::ready(()) => {} }
                body.send_reset(h2::Reason::INTERNAL_ERROR);
            }
        }
    })
    .await;
    let client = client(&url);
    for path in ["reset", "short"] {
        let mut outgoing = get(&url.join(path).unwrap());
        outgoing.protocol = Some(Protocol::Http2);
        fails(&client.send(outgoing).await, FailureKind::Cut);
    }
}

#[tokio::test]
async fn a_reused_connection_that_closes_is_not_tried_again() {
    let arrivals = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&arrivals);
    let url = raw(move |mut socket| {
        let counted = Arc::clone(&counted);
        async move {
            read_head(&mut socket).await;
            counted.fetch_add(1, Ordering::SeqCst);
            socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await.unwrap();
            read_head(&mut socket).await;
            counted.fetch_add(1, Ordering::SeqCst);
        }
    })
    .await;
    let client = client(&url);
    assert!(client.send(get(&url)).await.answer().is_some());
    let exchange = client.send(get(&url)).await;
    fails(&exchange, FailureKind::Closed);
    assert!(exchange.timings.connect.is_none());
    assert_eq!(arrivals.load(Ordering::SeqCst), 2);
}
