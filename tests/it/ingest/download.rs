//! A document that does not come, comes otherwise, or is none: the exit code says which, and nothing is stored.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use serde_json::{Value, json};

use super::{Shop, dispatch, document, host, served, sha256};
use crate::bench::server::{Reply, Server, answer, nobody};
use crate::services::spec_host::gzip;

/// Demands that a run ends so and leaves nothing in the store.
#[track_caller]
fn refused(server: &Server, text: &str, arguments: &[&str], code: i32, said: &str) {
    let shop = Shop::new();
    shop.take(server, "2.3.0", text, arguments).is(code, &[said]).lacks(&["panicked"]);
    assert_eq!(shop.kept(), Vec::<String>::new(), "{said}");
}

#[test]
fn what_is_packed_is_unpacked_before_it_is_judged() {
    let text = document("2.3.0");
    let packed = gzip::stored(text.as_bytes());
    let server = Server::new(move |asked, _| {
        if asked.header("accept-encoding").is_some_and(|accepted| accepted.contains("gzip")) {
            return answer(200, "content-encoding: gzip\r\n", &packed);
        }
        served(&document("2.3.0"))
    });
    Shop::new().take(&server, "2.3.0", &text, &[]).is(0, &["GREEN"]);
    let broken = Server::always(answer(200, "content-encoding: gzip\r\n", "no gzip at all"));
    refused(&broken, &text, &[], 75, "malformed");
    // What is older when it is packed is another document.
    let older = gzip::stored(document("2.2.0").as_bytes());
    let server = Server::new(move |_, before| match before {
        0 => served(&document("2.3.0")),
        _ => answer(200, "content-encoding: gzip\r\n", &older),
    });
    refused(&server, &text, &[], 100, "the second download has sha256");
}

#[test]
fn another_digest_is_red() {
    refused(&host(&document("2.3.1")), &document("2.3.0"), &[], 100, "nothing was stored");
    refused(&host(&format!("{}\n", document("2.3.0"))), &document("2.3.0"), &[], 100, "the first download has sha256");
    let changing = Server::new(|_, before| served(&format!("{}{}", document("2.3.0"), "\n".repeat(before))));
    refused(&changing, &document("2.3.0"), &[], 100, "the second download has sha256");
}

#[test]
fn what_does_not_come_is_inconclusive() {
    let text = document("2.3.0");
    let length = text.len() + 1;
    let long = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{text}");
    refused(&Server::always(Reply::Bytes(long.into_bytes())), &text, &[], 75, "no document came (cut)");
    for status in [404, 429, 500, 503] {
        let said = format!("the host answered {status}");
        refused(&Server::always(answer(status, "", &text)), &text, &[], 75, &said);
    }
    refused(&Server::always(answer(206, "", &text)), &text, &[], 75, "the host answered 206");
    refused(&Server::always(Reply::Bytes(Vec::new())), &text, &[], 75, "no document came (closed)");
    refused(&Server::always(Reply::Silence), &text, &["--timeout", "300ms"], 75, "no document came (timeout)");
    let shop = Shop::new();
    shop.takes(&dispatch(&nobody(), "2.3.0", &sha256(&text), "minor"), &[]).is(75, &["no document came (refused)"]);
    assert_eq!(shop.kept(), Vec::<String>::new());
}

#[test]
fn a_length_that_is_too_short_is_another_document() {
    let text = document("2.3.0");
    let length = text.len() - 1;
    let short = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{text}");
    refused(&Server::always(Reply::Bytes(short.into_bytes())), &text, &[], 100, "the first download has sha256");
}

#[test]
fn a_drip_ends_with_the_time_of_the_whole_download() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut socket in listener.incoming().flatten() {
            let mut head = [0; 4096];
            let _ = socket.read(&mut head);
            let _ = socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n");
            // A byte now and then, until the other side has enough of it.
            while socket.write_all(b" ").is_ok() {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
        }
    });
    let shop = Shop::new();
    let payload = dispatch(&url, "2.3.0", &sha256("x"), "minor");
    shop.takes(&payload, &["--timeout", "400ms"]).is(75, &["no document came (timeout)"]);
    assert_eq!(shop.kept(), Vec::<String>::new());
}

#[test]
fn a_document_has_a_largest_size() {
    let text = document("2.3.0");
    let largest = text.len().to_string();
    let less = (text.len() - 1).to_string();
    Shop::new().take(&host(&text), "2.3.0", &text, &["--max-bytes", &largest]).is(0, &["GREEN"]);
    refused(&host(&text), &text, &["--max-bytes", &less], 100, "no document came (too_large)");
}

#[test]
fn redirects_are_followed_within_the_origin_alone() {
    let text = document("2.3.0");
    let other = host(&text);
    let within = Server::new(|asked, _| match asked.path.as_str() {
        "/openapi.json" => answer(302, "location: /v2/openapi.json\r\n", ""),
        _ => served(&document("2.3.0")),
    });
    Shop::new().take(&within, "2.3.0", &text, &[]).is(0, &["GREEN"]);
    let away = format!("location: {}/openapi.json\r\n", other.url);
    refused(&Server::always(answer(302, &away, "")), &text, &[], 100, "no document came (origin)");
    assert!(other.seen().is_empty());
}

#[test]
fn what_is_no_sound_document_of_the_version_is_red() {
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut value: Value = serde_json::from_str(&document("2.3.0")).unwrap();
        change(&mut value);
        value.to_string()
    };
    let operation = "/paths/~1entries~1{entry}/get";
    for (text, said) in [
        (changed(&|value| value["openapi"] = json!("3.0.3")), "the document is OpenAPI 3.0"),
        (changed(&|value| value["openapi"] = json!("3.2.0")), "the document is OpenAPI 3.2"),
        (document("2.3.1"), "`info.version` of the document is \"2.3.1\", and the payload says 2.3.0"),
        (changed(&|value| value["info"]["version"] = json!(2.3)), "version"),
        (
            changed(&|value| value.pointer_mut(operation).unwrap()["operationId"] = json!("removeEntry")),
            "contract-operation-id",
        ),
        (
            changed(&|value| {
                value["components"]["schemas"]["Entry"]["properties"]["next"] =
                    json!({"$ref": "#/components/schemas/None"});
            }),
            "contract-reference",
        ),
        (
            changed(&|value| value["components"]["schemas"]["Entry"]["properties"]["note"]["nullable"] = json!(true)),
            "nullable",
        ),
        (
            changed(&|value| {
                value.pointer_mut("/paths/~1health/get").unwrap().as_object_mut().unwrap().remove("security");
            }),
            "contract-health",
        ),
        ("openapi: 3.1.0\ninfo: { title: t, version: 2.3.0 }\npaths: {}\n".to_owned(), "the document is no JSON"),
        ("<html></html>".to_owned(), "the document is no JSON"),
    ] {
        refused(&host(&text), &text, &[], 100, said);
    }
}
