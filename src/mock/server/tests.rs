//! What the server does on the wire.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::sync::{Mutex, mpsc};

use super::*;
use crate::mock::load;
use crate::model::place::Source;

fn start(text: &str, options: ServeOptions) -> Result<Server, MockError> {
    let source = Arc::new(Source { name: "m".into(), text: text.into() });
    serve(Arc::new(load::read(&source, Path::new("."), Path::new(".")).unwrap()), options)
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

fn write(stream: &mut TcpStream, head: &str, body: &str) {
    let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    write!(stream, "{head} HTTP/1.1\r\nhost: mock.test\r\n{length}\r\n{body}").unwrap();
}

/// Head and body of one answer; `HEAD` answers have none.
fn read_answer(stream: &mut TcpStream, has_body: bool) -> (String, String) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        assert_eq!(stream.read(&mut byte).unwrap(), 1, "closed after {}", String::from_utf8_lossy(&head));
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |n| n.parse().unwrap());
    let mut body = vec![0; if has_body { length } else { 0 }];
    stream.read_exact(&mut body).unwrap();
    (head, String::from_utf8(body).unwrap())
}

const PLAIN: &str = "mock: plain\nstubs:\n  - { id: a, when: { GET: \"/a/{x}\" }, then: { 200: { text: \"${request.origin} ${request.path.x}\" } } }\n  - { id: echo, when: { POST: /echo }, then: { 200: { text: \"${request.raw}\" } } }\n";

#[test]
fn one_connection_carries_many_requests() {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let told = seen.clone();
    let observer: Observer = Arc::new(move |one: &Seen<'_>| {
        told.lock()
            .unwrap()
            .push(format!("{} {} {} {:?}", one.request.method, one.request.target, one.status, one.stub));
    });
    let server = start(PLAIN, ServeOptions { observer: Some(observer), ..ServeOptions::default() }).unwrap();
    let mut stream = connect(&server);
    write(&mut stream, "GET /a/1", "");
    let (head, body) = read_answer(&mut stream, true);
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && head.contains("x-holdpoint-mock: plain\r\n"), "{head}");
    assert_eq!(body, "http://mock.test 1");
    write(&mut stream, "HEAD /a/1", "");
    assert!(read_answer(&mut stream, false).0.contains("content-length: 18\r\n"), "HEAD tells the length of GET");
    write(&mut stream, "POST /echo", "{}");
    assert_eq!(read_answer(&mut stream, true).1, "{}");
    write(&mut stream, "GET /nope", "");
    let (head, body) = read_answer(&mut stream, true);
    assert!(head.starts_with("HTTP/1.1 404") && head.contains("application/problem+json") && body.contains("nearest"));
    let seen_here = server.journal().arrivals("");
    assert_eq!(seen_here.list.iter().map(|arrival| arrival.connection).collect::<Vec<_>>(), [0; 4]);
    assert!(seen_here.list.is_sorted_by_key(|arrival| arrival.at));
    assert_eq!(
        *seen.lock().unwrap(),
        [
            "GET /a/1 200 OK Some(\"a\")",
            "HEAD /a/1 200 OK Some(\"a\")",
            "POST /echo 200 OK Some(\"echo\")",
            "GET /nope 404 Not Found None",
        ]
    );
}

#[test]
fn a_held_back_answer_holds_up_no_other() {
    let text = "mock: m\nstubs:\n  - { id: slow, when: { GET: /slow }, then: { 200: { delay: 400ms } } }\n  - { id: quick, when: { GET: /quick }, then: 200 }\n";
    let server = start(text, ServeOptions::default()).unwrap();
    let (tell, told) = mpsc::channel();
    let ask = |path: &'static str| {
        let (mut stream, tell) = (connect(&server), tell.clone());
        std::thread::spawn(move || {
            write(&mut stream, &format!("GET {path}"), "");
            read_answer(&mut stream, true);
            tell.send(path).unwrap();
        })
    };
    let mut threads: Vec<_> = (0..20).map(|_| ask("/slow")).collect();
    while server.journal().arrivals("").list.len() < 20 {
        std::thread::yield_now();
    }
    threads.push(ask("/quick"));
    let order: Vec<&str> = (0..21).map(|_| told.recv().unwrap()).collect();
    assert_eq!(order[0], "/quick", "{order:?}");
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn a_client_that_gives_up_sets_its_key_free() {
    let text = "mock: m\nstubs:\n  - id: a\n    when: { POST: /a }\n    key: \"${request.query.k}\"\n    then: { 201: { delay: 60s } }\n    replay: { in_flight: 409 }\n";
    let server = start(text, ServeOptions::default()).unwrap();
    let mut first = connect(&server);
    write(&mut first, "POST /a?k=1", "");
    while server.journal().arrivals("").list.is_empty() {
        std::thread::yield_now();
    }
    let mut second = connect(&server);
    write(&mut second, "POST /a?k=1", "");
    assert!(read_answer(&mut second, true).0.starts_with("HTTP/1.1 409"));
    drop(first);
    let status = loop {
        write(&mut second, "POST /a?k=1", "");
        let head = read_answer(&mut second, true).0;
        if !head.starts_with("HTTP/1.1 409") {
            break head;
        }
    };
    assert!(status.starts_with("HTTP/1.1 201"), "{status}");
}

#[test]
fn a_body_that_is_too_large_is_refused_and_kept_in_the_journal() {
    let server = start(PLAIN, ServeOptions::default()).unwrap();
    let mut announced = connect(&server);
    write!(announced, "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: {}\r\n\r\n", MAX_BODY + 1).unwrap();
    assert!(read_answer(&mut announced, true).0.starts_with("HTTP/1.1 413"));
    let mut chunked = connect(&server);
    write!(chunked, "POST /echo HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n").unwrap();
    let chunk = vec![b'x'; 1 << 20];
    for _ in 0..11 {
        // The server may close before everything is sent, which is its right.
        let _ = write!(chunked, "{:x}\r\n", chunk.len())
            .and_then(|()| chunked.write_all(&chunk))
            .and_then(|()| chunked.write_all(b"\r\n"));
    }
    assert!(read_answer(&mut chunked, true).0.starts_with("HTTP/1.1 413"));
    let breaches = server.journal().close("");
    assert_eq!(breaches.len(), 2);
    assert_eq!(breaches[0].actual, "the body is larger than 10 MiB");
    let mut fits = connect(&server);
    write(&mut fits, "POST /echo", &"y".repeat(1 << 20));
    assert_eq!(read_answer(&mut fits, true).1.len(), 1 << 20);
}

#[test]
fn http2_with_prior_knowledge_is_spoken_on_the_same_port() {
    let server = start(PLAIN, ServeOptions::default()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let body = runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(server.address()).await.unwrap();
        let (mut sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let request = HttpRequest::get(format!("{}/a/7?q", server.url())).body(Full::new(Bytes::new())).unwrap();
        let answer = sender.send_request(request).await.unwrap();
        assert_eq!(answer.version(), http::Version::HTTP_2);
        answer.into_body().collect().await.unwrap().to_bytes()
    });
    assert_eq!(body, format!("{} 7", server.url()));
    assert_eq!(server.journal().arrivals("").list[0].target, "/a/7?q");
}

#[test]
fn it_stops_when_dropped_and_says_where_it_cannot_listen() {
    let server = start(PLAIN, ServeOptions::default()).unwrap();
    let address = server.address();
    let options = ServeOptions { listen: Some(address), ..ServeOptions::default() };
    let error = start(PLAIN, options.clone()).unwrap_err();
    assert!(error.to_string().starts_with(&format!("listen on {address} for the mock `plain`: ")), "{error}");
    let mut idle = connect(&server);
    write(&mut idle, "GET /a/1", "");
    read_answer(&mut idle, true);
    drop(server);
    assert_eq!(idle.read(&mut [0]).unwrap_or(0), 0, "an idle connection is closed");
    assert!(TcpStream::connect(address).is_err());
    let again = start(PLAIN, options).unwrap();
    assert_eq!(again.address(), address);
    again.stop();
}

#[test]
fn the_journal_is_bounded() {
    let limits = Limits { arrivals: 10, ..Limits::default() };
    let server = start(PLAIN, ServeOptions { limits, ..ServeOptions::default() }).unwrap();
    let mut stream = connect(&server);
    for number in 0..25 {
        write(&mut stream, &format!("GET /a/{number}"), "");
        read_answer(&mut stream, true);
    }
    let seen = server.journal().arrivals("");
    assert_eq!((seen.list.len(), seen.lost, seen.list[0].target.as_str()), (10, 15, "/a/15"));
}
