//! HTTP as the program speaks it, against real servers: TLS, HTTP/2, compression, cookies, bodies, redirects.

use std::io::Write as _;
use std::net::TcpListener;

use crate::bench::Yard;
use crate::bench::server::{Reply, Server, answer, json};
use crate::bench::tls;

const OK: &str = "  - { name: a, call: GET /health, expect: { json: { status: ok } } }\n";

fn ok() -> Reply {
    json("{\"status\":\"ok\"}")
}

fn project(settings: &str) -> String {
    format!("version: 1\ntargets:\n  api: {{ {settings} }}\n")
}

#[test]
fn our_own_authority() {
    let server = Server::tls(tls::config(tls::issued(4000), false), |_, _| ok());
    let yard = Yard::of_cases(OK).file("suites/ca.pem", tls::authority());
    yard.run(&["--live", &server.live()]).is(100, &["certificate"]);
    yard.project(&project("tls: { ca: ca.pem }"))
        .run(&["--live", &server.live()])
        .is(0, &["GREEN"])
        .lacks(&["INSECURE"]);
}

#[test]
fn a_certificate_that_is_not_looked_at_is_shouted() {
    let server = Server::tls(tls::config(tls::issued(2020), false), |_, _| ok());
    let yard = Yard::of_cases(OK).file("suites/ca.pem", tls::authority()).project(&project("tls: { ca: ca.pem }"));
    yard.run(&["--live", &server.live()]).is(100, &["expired"]);
    let yard = yard.project(&project("tls: { insecure: true }"));
    yard.run(&["--live", &server.live()]).is(0, &["INSECURE  api accepts any certificate"]);
}

#[test]
fn a_name_that_is_not_in_the_certificate() {
    let server = Server::tls(tls::config(tls::issued(4000), false), |_, _| ok());
    let yard = Yard::of_cases(OK).file("suites/ca.pem", tls::authority()).project(&project("tls: { ca: ca.pem }"));
    yard.run(&["--live", &server.live().replace("localhost", "127.0.0.1")]).is(100, &["certificate"]);
}

#[test]
fn a_clients_certificate() {
    let server = Server::tls(tls::config(tls::issued(4000), true), |_, _| ok());
    let (cert, key) = tls::client();
    let yard = Yard::of_cases(OK)
        .file("suites/ca.pem", tls::authority())
        .file("suites/cert.pem", cert)
        .file("suites/key.pem", key);
    let yard = yard.project(&project("tls: { ca: ca.pem }"));
    yard.run(&["--live", &server.live()]).is(100, &["ertificate"]);
    let yard = yard.project(&project("tls: { ca: ca.pem, cert: cert.pem, key: key.pem }"));
    yard.run(&["--live", &server.live()]).is(0, &["GREEN"]);
    yard.project(&project("tls: { cert: cert.pem }"))
        .run(&["--live", &server.live()])
        .is(2, &["`cert` and `key` go together"]);
}

#[test]
fn how_long_a_certificate_lasts() {
    let server = Server::tls(tls::config(tls::issued(4000), false), |_, _| ok());
    let yard = |within: &str| {
        let cases = format!(
            "  - {{ name: a, call: GET /health, expect: {{ cert: {{ expires_in: '> {within}', names: {{ contains: localhost }} }} }} }}\n"
        );
        Yard::of_cases(&cases).file("suites/ca.pem", tls::authority()).project(&project("tls: { ca: ca.pem }"))
    };
    yard("14d").run(&["--live", &server.live()]).is(0, &[]);
    yard("1000000d").run(&["--live", &server.live()]).is(100, &["expires_in"]);
    // On plain HTTP there is no certificate, and so nothing holds.
    let plain = Server::always(ok());
    yard("14d").run(&["--live", &plain.live()]).is(100, &["cert"]);
}

/// A server that speaks HTTP/2 without TLS, and nothing else.
fn http2() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("api=http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let service =
                        hyper::service::service_fn(|request: http::Request<hyper::body::Incoming>| async move {
                            let body = format!("{{\"status\":\"ok\",\"version\":\"{:?}\"}}", request.version());
                            Ok::<_, std::convert::Infallible>(http::Response::new(http_body_util::Full::new(
                                bytes::Bytes::from(body),
                            )))
                        });
                    let executor = hyper_util::rt::TokioExecutor::new();
                    let socket = hyper_util::rt::TokioIo::new(socket);
                    let _ = hyper::server::conn::http2::Builder::new(executor).serve_connection(socket, service).await;
                });
            }
        });
    });
    url
}

#[test]
fn http_2_where_it_is_said() {
    let cases = "  - { name: a, call: GET /health, expect: { json: { version: HTTP/2.0 } } }\n";
    let url = http2();
    let yard = Yard::of_cases(cases).project(&project("http2: true"));
    yard.run(&["--live", &url]).is(0, &["GREEN"]);
    let plain = Yard::of_cases(cases).project(&project(""));
    assert_ne!(plain.run(&["--live", &url]).code, Some(0));
    // A mock stands in for such a target too.
    Yard::of_cases(OK).project(&project("http2: true, mock: ../mocks/api.yaml")).run(&[]).is(0, &["MOCKED"]);
}

fn gzip(text: &str) -> Vec<u8> {
    // Stored, not squeezed: header, one block, CRC-32 and length (RFC 1952, RFC 1951).
    let bytes = text.as_bytes();
    let length = u16::try_from(bytes.len()).unwrap();
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    out.write_all(&length.to_le_bytes()).unwrap();
    out.write_all(&(!length).to_le_bytes()).unwrap();
    out.write_all(bytes).unwrap();
    let crc = !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    });
    out.write_all(&crc.to_le_bytes()).unwrap();
    out.write_all(&u32::from(length).to_le_bytes()).unwrap();
    out
}

#[test]
fn compressed_answers() {
    let server = Server::always(answer(200, "content-encoding: gzip\r\n", gzip("{\"status\":\"ok\"}")));
    Yard::of_cases(OK).run(&["--live", &server.live()]).is(0, &[]);
    assert!(server.seen()[0].header("accept-encoding").unwrap().contains("gzip"));
    let mut cut = gzip("{\"status\":\"ok\"}");
    cut.truncate(cut.len() - 10);
    let server = Server::always(answer(200, "content-encoding: gzip\r\n", cut));
    Yard::of_cases(OK).run(&["--live", &server.live()]).is(100, &[]);
    let server = Server::always(answer(200, "content-encoding: gzip\r\n", "{\"status\":\"ok\"}"));
    Yard::of_cases(OK).run(&["--live", &server.live()]).is(100, &[]);
}

#[test]
fn cookies_stay_in_their_case() {
    let server = Server::new(|asked, _| match asked.path.as_str() {
        "/login" => answer(200, "set-cookie: sid=abc; Path=/\r\n", "{}"),
        _ => json(&format!("{{\"cookie\":\"{}\"}}", asked.header("cookie").unwrap_or("none"))),
    });
    let cases = "  - name: one\n    steps:\n      - { call: GET /login, expect: { cookie: { sid: { value: abc } } } }\n      - { call: GET /me, expect: { json: { cookie: sid=abc } } }\n  - { name: two, call: GET /me, expect: { json: { cookie: none } } }\n";
    let suite = format!("suite: s\nlane: contract\ntarget: api\norder: sequential\ncases:\n{cases}");
    Yard::new().suite("s", &suite).run(&["--live", &server.live()]).is(0, &["2 passed"]);
}

#[test]
fn bodies() {
    let server = Server::always(json("{}"));
    let cases = "  - { name: json, call: POST /json, json: { a: [1, ü, null] }, expect: 200 }\n  - { name: form, call: POST /form, form: { a: [1, 2], b: 'x y&z' }, expect: 200 }\n  - { name: parts, call: POST /parts, multipart: { note: hello, file: { file: data.bin, type: image/png } }, expect: 200 }\n  - { name: text, call: PUT /text, body: 'plain ☃', content_type: text/plain, expect: 200 }\n  - { name: file, call: PUT /file, body_file: data.bin, expect: 200 }\n";
    let data = [0_u8, 255, 10, 13, 200];
    let yard = Yard::of_cases(cases).file("suites/api/data.bin", data);
    yard.run(&["--live", &server.live(), "--approve", "ada: test"]).is(0, &["5 passed"]);
    let seen = server.seen();
    let of = |path: &str| seen.iter().find(|asked| asked.path == path).unwrap();
    assert_eq!(
        (of("/json").text().as_str(), of("/json").header("content-type")),
        ("{\"a\":[1,\"ü\",null]}", Some("application/json"))
    );
    assert_eq!(of("/form").text(), "a=1&a=2&b=x+y%26z");
    assert_eq!(of("/form").header("content-type"), Some("application/x-www-form-urlencoded"));
    let parts = of("/parts");
    let boundary =
        parts.header("content-type").unwrap().strip_prefix("multipart/form-data; boundary=").unwrap().to_owned();
    assert!(parts.body.windows(data.len()).any(|window| window == data));
    for word in [boundary.as_str(), "name=\"note\"", "hello", "filename=\"data.bin\"", "image/png"] {
        assert!(parts.text().contains(word), "{word}: {}", parts.text());
    }
    assert_eq!((of("/text").text().as_str(), of("/text").header("content-type")), ("plain ☃", Some("text/plain")));
    assert_eq!(of("/file").body, data);
}

#[test]
fn redirects_within_the_origin() {
    let server = Server::new(|asked, _| match asked.path.as_str() {
        "/old" => answer(301, "location: /new\r\n", ""),
        "/loop" => answer(302, "location: /loop\r\n", ""),
        _ => ok(),
    });
    let run = |case: &str| Yard::of_cases(&format!("  - {{ name: a, {case} }}\n")).run(&["--live", &server.live()]);
    run("call: GET /old, redirects: 1, expect: { json: { status: ok } }").is(0, &[]);
    run("call: GET /old, expect: 301").is(0, &[]);
    run("call: GET /loop, redirects: 3, expect: 200").is(100, &[]);
}

#[test]
fn what_a_head_and_a_204_have() {
    let server = Server::new(|asked, _| match asked.method.as_str() {
        "HEAD" => Reply::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 400\r\nconnection: close\r\n\r\n".to_vec()),
        _ => answer(204, "", ""),
    });
    let cases = "  - { name: head, call: HEAD /a, expect: { status: 200, body: { length: 0 } } }\n  - { name: none, call: GET /a, expect: { status: 204, body: { length: 0 } } }\n";
    Yard::of_cases(cases).run(&["--live", &server.live()]).is(0, &["2 passed"]);
}
