//! How long a connection is borne, told by beats in place of time.

use std::path::Path;

use bytes::Bytes;
use http_body_util::Full;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
use tokio::task::JoinHandle;

use super::super::{Desk, converse, protocol};
use super::*;
use crate::mock::engine::Engine;
use crate::mock::journal::Limits;
use crate::mock::load;
use crate::model::place::Source;

const MOCK: &str = "mock: m\nstubs:\n  - { id: echo, when: { POST: /echo }, then: { 200: { text: \"${request.raw}\" } } }\n  - { id: get, when: { GET: /long }, then: { 200: { text: LONG } } }\n";
/// What goes into the stream before someone reads.
const ROOM: usize = 1 << 10;
const ASK: &[u8] = b"GET /long HTTP/1.1\r\nhost: a\r\n\r\n";

struct Line {
    client: DuplexStream,
    pulse: watch::Sender<Pulse>,
    server: JoinHandle<()>,
}

impl Line {
    fn new() -> Self {
        let text = MOCK.replace("LONG", &"x".repeat(ROOM * 20));
        let source = Arc::new(Source { name: "m".into(), text });
        let mock = load::read(&source, Path::new("."), Path::new(".")).unwrap();
        let engine = Engine::new(Arc::new(mock), [].into(), &[].into(), Limits::default()).unwrap();
        let desk = Desk { engine: Arc::new(engine), address: ([127, 0, 0, 1], 80).into(), observer: None };
        let (client, stream) = tokio::io::duplex(ROOM);
        let (pulse, told) = watch::channel(Pulse::default());
        Self { client, pulse, server: tokio::spawn(converse(&protocol(), stream, Arc::new(desk), 0, told)) }
    }

    /// Whether the server still bears the connection after so many beats.
    async fn lasts(&self, beats: u64) -> bool {
        settle().await;
        for _ in 0..beats {
            self.pulse.send_modify(|pulse| pulse.beat += 1);
            settle().await;
        }
        !self.server.is_finished()
    }

    async fn read(&mut self, bytes: usize) {
        self.client.read_exact(&mut vec![0; bytes]).await.unwrap();
    }
}

/// Lets all others run until they wait.
async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_client_that_sends_no_whole_head_is_cut_off() {
    let half = "GET / HTTP/1.1\r\nhost: a\r\nx: ";
    for begun in ["", "P", "PRI * HTTP/2.0\r\n", half] {
        let mut line = Line::new();
        line.client.write_all(begun.as_bytes()).await.unwrap();
        assert!(line.lasts(PATIENCE - 1).await, "{begun:?}");
        assert!(!line.lasts(1).await, "{begun:?}");
    }
    let mut line = Line::new();
    line.client.write_all(half.as_bytes()).await.unwrap();
    for _ in 1..PATIENCE {
        line.client.write_all(b"drip by drip").await.unwrap();
        assert!(line.lasts(1).await);
    }
    line.client.write_all(b"drip by drip").await.unwrap();
    assert!(!line.lasts(1).await, "that it sends something does not help it");
}

#[tokio::test]
async fn a_client_that_asks_for_nothing_more_is_let_go() {
    let mut line = Line::new();
    for _ in 0..3 {
        line.client.write_all(b"POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n\r\nx").await.unwrap();
        settle().await;
        line.read(90).await;
        assert!(line.lasts(PATIENCE).await, "the time begins anew with each answer");
    }
    assert!(!line.lasts(PATIENCE).await);
}

#[tokio::test]
async fn a_request_under_way_may_take_its_time() {
    let mut line = Line::new();
    line.client.write_all(b"POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nab").await.unwrap();
    assert!(line.lasts(PATIENCE * 3).await);
    line.client.write_all(b"cd").await.unwrap();
    assert!(line.lasts(1).await);
    let mut answer = vec![0; 17];
    line.client.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 200 OK\r\n");
}

#[tokio::test]
async fn an_answer_may_be_taken_slowly_but_not_never() {
    let mut line = Line::new();
    line.client.write_all(ASK).await.unwrap();
    for _ in 0..PATIENCE * 3 {
        line.read(ROOM).await;
        assert!(line.lasts(1).await);
    }
    assert!(!line.lasts(PATIENCE).await);
}

#[tokio::test]
async fn http2_has_no_turns() {
    let Line { client, pulse, server } = Line::new();
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(client)).await.unwrap();
    tokio::spawn(connection);
    for _ in 0..2 {
        let request = http::Request::post("http://a/echo").body(Full::new(Bytes::from_static(b"x"))).unwrap();
        assert_eq!(sender.send_request(request).await.unwrap().status(), 200);
        for _ in 0..PATIENCE * 3 {
            pulse.send_modify(|pulse| pulse.beat += 1);
            settle().await;
        }
        assert!(!server.is_finished());
    }
}

#[tokio::test]
async fn a_server_that_stops_closes_what_waits() {
    let mut line = Line::new();
    line.client.write_all(b"POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n\r\nx").await.unwrap();
    assert!(line.lasts(1).await);
    line.pulse.send_modify(|pulse| pulse.stopping = true);
    settle().await;
    assert!(line.server.is_finished());
}
