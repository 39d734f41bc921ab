//! What a request carries, what an answer gives, and what becomes of connections, cookies and redirects.

use std::sync::Arc;

use async_compression::tokio::bufread::{BrotliEncoder, GzipEncoder, ZlibEncoder, ZstdEncoder};
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderValue, Method, Response, StatusCode, Version};

use super::server::{client, drained, get, ok, request, serve, settings};
use crate::http::client::{Client, Protocol};
use crate::http::cookies::Jar;
use crate::model::exchange::FailureKind;

#[tokio::test]
async fn phases_of_a_fresh_connection_are_absent_on_a_reused_one() {
    let mut url = serve(|_| ok("here")).await;
    url.set_host(Some("localhost")).unwrap();
    let client = client(&url);
    let first = client.send(get(&url)).await.timings;
    assert!(first.dns.is_some() && first.connect.is_some() && first.tls.is_none() && first.first_byte.is_some());
    let parts = first.dns.unwrap() + first.connect.unwrap() + first.first_byte.unwrap();
    assert!(parts <= first.total, "{first:?}");
    let second = client.send(get(&url)).await.timings;
    assert!(second.dns.is_none() && second.connect.is_none() && second.tls.is_none() && second.first_byte.is_some());
}

#[tokio::test]
async fn the_request_is_kept_as_sent() {
    let url = serve(|seen| {
        let id = seen.headers["x-request-id"].clone();
        let mut answer = ok(seen.body);
        answer.headers_mut().insert("x-request-id", id);
        answer.headers_mut().insert("x-length", seen.headers["content-length"].clone());
        answer
    })
    .await;
    let client = client(&url);
    let mut outgoing = request(Method::POST, url.clone());
    outgoing.request.body = "payload".into();
    outgoing.request_id = "id-1".to_owned();
    let exchange = client.send(outgoing).await;
    let answer = exchange.answer().unwrap();
    assert_eq!((answer.status, answer.version, &answer.body[..]), (StatusCode::OK, Version::HTTP_11, &b"payload"[..]));
    assert_eq!(answer.header("x-request-id"), Some("id-1"));
    assert_eq!(answer.header("x-length"), Some("7"));
    assert_eq!(exchange.request.headers["x-request-id"], "id-1");
    let mut empty = request(Method::POST, url.clone());
    empty.request_id = "id-2".to_owned();
    assert_eq!(client.send(empty).await.answer().unwrap().header("x-length"), Some("0"));
}

#[tokio::test]
async fn http2_with_prior_knowledge() {
    let url = serve(|_| ok("two")).await;
    let mut settings = settings(&url);
    settings.http2 = true;
    let client = Client::new(settings).unwrap();
    assert_eq!(client.send(get(&url)).await.answer().unwrap().version, Version::HTTP_2);
    let mut outgoing = get(&url);
    outgoing.protocol = Some(Protocol::Http1);
    assert_eq!(client.send(outgoing).await.answer().unwrap().version, Version::HTTP_11);
}

#[tokio::test]
async fn codings_are_undone_and_their_headers_stay() {
    let plain = "the same text again and again, ".repeat(50);
    let bytes = plain.as_bytes();
    let packed = [
        ("gzip", drained(GzipEncoder::new(bytes)).await),
        ("br", drained(BrotliEncoder::new(bytes)).await),
        ("zstd", drained(ZstdEncoder::new(bytes)).await),
        ("deflate", drained(ZlibEncoder::new(bytes)).await),
        ("gzip, br", drained(BrotliEncoder::new(&drained(GzipEncoder::new(bytes)).await[..])).await),
    ];
    for (coding, packed) in packed {
        let body = packed.clone();
        let url = serve(move |_| {
            let mut answer = ok(body.clone());
            answer.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
            answer
        })
        .await;
        let client = client(&url);
        let exchange = client.send(get(&url)).await;
        let answer = exchange.answer().unwrap();
        assert_eq!(answer.body, plain, "{coding}");
        assert_eq!(answer.header("content-encoding"), Some(coding));
        assert_eq!(answer.header("content-length"), Some(packed.len().to_string().as_str()));
        let mut raw = get(&url);
        raw.decompress = false;
        assert_eq!(client.send(raw).await.answer().unwrap().body, packed);
    }
}

#[tokio::test]
async fn the_answer_to_head_has_no_body_to_decode() {
    let url = serve(|_| {
        let mut answer = ok("");
        answer.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        answer
    })
    .await;
    assert!(client(&url).send(request(Method::HEAD, url.clone())).await.answer().is_some());
}

#[tokio::test]
async fn each_jar_keeps_its_own_cookies() {
    let url = serve(|seen| {
        let carried = seen.headers.get(COOKIE).map(|cookie| Bytes::copy_from_slice(cookie.as_bytes()));
        let mut answer = ok(carried.unwrap_or_default());
        if seen.path == "/login" {
            answer.headers_mut().append(SET_COOKIE, HeaderValue::from_static("session=1; Path=/"));
        }
        answer
    })
    .await;
    let client = client(&url);
    let (mine, other) = (Arc::new(Jar::default()), Arc::new(Jar::default()));
    let send = async |path: &str, jar: Option<&Arc<Jar>>, own: Option<&'static str>| {
        let mut outgoing = get(&url.join(path).unwrap());
        outgoing.jar = jar.cloned();
        if let Some(own) = own {
            outgoing.request.headers.insert(COOKIE, HeaderValue::from_static(own));
        }
        client.send(outgoing).await.answer().unwrap().body.clone()
    };
    assert_eq!(send("login", Some(&mine), None).await, "");
    assert_eq!(send("x", Some(&mine), None).await, "session=1");
    assert_eq!(send("x", Some(&mine), Some("a=b")).await, "a=b; session=1");
    assert_eq!(send("x", Some(&other), Some("a=b")).await, "a=b");
    assert_eq!(send("x", None, None).await, "");
}

fn redirects(seen: &super::server::Seen, elsewhere: &'static str) -> Response<Bytes> {
    let (status, to) = match seen.path.as_str() {
        "/found" | "/cookie" => (302, "/end"),
        "/other" => (303, "/end"),
        "/kept" => (307, "/end"),
        "/loop" => (302, "/loop"),
        "/away" => (302, elsewhere),
        _ => {
            let cookie = seen.headers.get(COOKIE).map_or("", |cookie| cookie.to_str().unwrap());
            return ok(format!("{} {} {cookie}", seen.method, String::from_utf8_lossy(&seen.body)));
        }
    };
    let mut answer = ok("moved");
    *answer.status_mut() = StatusCode::from_u16(status).unwrap();
    answer.headers_mut().insert(LOCATION, HeaderValue::from_static(to));
    if seen.path == "/cookie" {
        answer.headers_mut().insert(SET_COOKIE, HeaderValue::from_static("k=v"));
    }
    answer
}

#[tokio::test]
async fn redirects_are_followed_within_the_origin() {
    let url = serve(|seen| redirects(&seen, "http://localhost:1/")).await;
    let client = client(&url);
    let send = async |method: Method, path: &str, times: usize| {
        let mut outgoing = request(method, url.join(path).unwrap());
        outgoing.redirects = times;
        if outgoing.request.method == Method::POST {
            outgoing.request.body = "body".into();
        }
        outgoing.jar = Some(Arc::default());
        client.send(outgoing).await
    };
    let text = |exchange: &crate::model::exchange::Exchange| {
        String::from_utf8(exchange.answer().unwrap().body.to_vec()).unwrap().trim().to_owned()
    };
    assert_eq!(send(Method::GET, "found", 0).await.answer().unwrap().status, StatusCode::FOUND);
    let followed = send(Method::POST, "found", 1).await;
    assert_eq!(text(&followed), "GET");
    assert_eq!(followed.hops.len(), 1);
    assert_eq!(followed.hops[0].to, url.join("end").unwrap());
    assert_eq!(followed.request.method, Method::POST);
    assert_eq!(text(&send(Method::PUT, "other", 1).await), "GET");
    assert_eq!(text(&send(Method::POST, "kept", 1).await), "POST body");
    assert_eq!(text(&send(Method::GET, "cookie", 1).await), "GET  k=v");
    let looping = send(Method::GET, "loop", 3).await;
    assert_eq!((looping.hops.len(), looping.answer().unwrap().status), (3, StatusCode::FOUND));
    let away = send(Method::GET, "away", 3).await;
    assert_eq!(away.failure().unwrap().kind, FailureKind::Origin);
    assert_eq!(send(Method::GET, "away", 0).await.answer().unwrap().status, StatusCode::FOUND);
}

#[tokio::test]
async fn concurrent_exchanges_keep_their_phases_apart() {
    let url = serve(|_| ok("here")).await;
    let client = client(&url);
    let sent: Vec<_> = (0..32)
        .map(|_| {
            let (client, outgoing) = (client.clone(), get(&url));
            tokio::spawn(async move { client.send(outgoing).await })
        })
        .collect();
    for exchange in sent {
        let exchange = exchange.await.unwrap();
        assert!(exchange.answer().is_some());
        assert!(exchange.timings.connect.unwrap_or_default() <= exchange.timings.total);
    }
}

#[tokio::test]
async fn the_environment_names_a_proxy_but_not_for_loopback() {
    let proxy = serve(|_| ok("carried")).await;
    // The environment is the process's, so the question is put to another one.
    let child = tokio::process::Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "http::tests::behaviour::under_a_proxy"])
        .envs([("HTTP_PROXY", proxy.as_str()), ("http_proxy", proxy.as_str()), ("NO_PROXY", ""), ("no_proxy", "")])
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && said.contains("1 passed"), "{said}");
}

#[tokio::test]
#[ignore = "run by the test before it"]
async fn under_a_proxy() {
    if std::env::var_os("HTTP_PROXY").is_none() {
        return; // Somebody runs the ignored tests by themselves; without a proxy this would leave loopback.
    }
    let near = serve(|_| ok("direct")).await;
    assert_eq!(client(&near).send(get(&near)).await.answer().unwrap().body, "direct");
    let far = "http://service.test/".parse().unwrap();
    assert_eq!(client(&far).send(get(&far)).await.answer().unwrap().body, "carried");
}
