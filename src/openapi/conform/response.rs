//! What came back, held to the operation.

use http::{Method, StatusCode};

use super::bench::Bench;
use super::body::{self, Read};
use super::media::{self, ContentType};
use super::style::as_is;
use super::written::{self, Written};
use super::{Kind, broken};
use crate::model::exchange::{Answer, Request};
use crate::openapi::api::{Media, Response};
use crate::openapi::schema::Direction;
use crate::value::matcher::show;

/// How a body is called.
const BODY: &str = "$";

/// Holds an answer to its operation.
pub(super) fn judge(bench: &mut Bench<'_>, request: &Request, answer: &Answer) {
    let operation = bench.operation;
    let status = answer.status.as_u16();
    let Some(declared) = operation.response(status) else {
        let keys: Vec<String> = operation.responses.iter().map(|one| one.status.to_string()).collect();
        let expected = if keys.is_empty() { "none is declared".into() } else { format!("one of {}", keys.join(", ")) };
        let at = operation.at.child("responses");
        bench.wrong(Kind::UndeclaredStatus, "status", &expected, &status.to_string(), &at);
        return;
    };
    bench.touched.status = Some(declared.status);
    content(bench, request, answer, declared);
    for header in &declared.headers {
        let values = answer.headers.get_all(header.name.as_str()).iter();
        let values: Vec<_> = values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        let field = format!("header {}", header.name.to_ascii_lowercase());
        if values.is_empty() {
            if header.required {
                bench.wrong(Kind::Header, &field, "a value (`required`)", "nothing", &header.at);
            }
            continue;
        }
        let raw = values.join(",");
        let written =
            Written { kind: Kind::Header, field: &field, direction: Direction::Response, decode: as_is, raw: &raw };
        written::hold(bench, header, &written, &mut |reading| Some(reading.value(&header.name, &raw)));
    }
}

/// Whether an answer has no body by its nature (RFC 9110, section 6.4.1).
fn is_bodiless(method: &Method, status: StatusCode) -> bool {
    *method == Method::HEAD || status.is_informational() || matches!(status.as_u16(), 204 | 205 | 304)
}

fn content(bench: &mut Bench<'_>, request: &Request, answer: &Answer, declared: &Response) {
    let size = || format!("{} bytes", answer.body.len());
    if is_bodiless(&request.method, answer.status) {
        if !answer.body.is_empty() {
            let expected = format!("no body: {} has none", if request.method == Method::HEAD { "HEAD" } else { "it" });
            bench.wrong(Kind::Body, BODY, &expected, &size(), &declared.at);
        }
        return;
    }
    if declared.content.is_empty() {
        if !answer.body.is_empty() {
            bench.undeclared(Kind::Body, BODY, "no body: none is declared", &size(), &declared.at);
        }
        return;
    }
    let at = declared.at.child("content");
    let written = answer.header("content-type");
    if answer.body.is_empty() && written.is_none() {
        let expected = format!("a body: {}", media::list(&declared.content));
        bench.wrong(Kind::Body, BODY, &expected, "nothing", &at);
        return;
    }
    let kind = written.and_then(ContentType::read);
    let index = kind.as_ref().and_then(|kind| kind.among(&declared.content));
    let (Some(kind), Some(index)) = (kind, index) else {
        let field = "header content-type";
        let actual = written.unwrap_or("nothing");
        bench.wrong(Kind::UndeclaredContentType, field, &media::list(&declared.content), actual, &at);
        return;
    };
    bench.touched.response_media = Some(index);
    hold(bench, &kind, &declared.content[index], answer);
}

fn hold(bench: &mut Bench<'_>, kind: &ContentType, media: &Media, answer: &Answer) {
    // JSON needs no schema to be read, and a closed schema may be all that is needed to judge it.
    let needs = media.schema.as_ref().filter(|_| !media::is_json(&kind.essence) || bench.contract.is_swagger());
    let bundle = match needs.map(|at| bench.contract.schemas.bundled(at, Direction::Response)) {
        Some(Ok(bundle)) => Some(bundle),
        Some(Err(fault)) => return bench.push(broken(BODY, &fault)),
        None => None,
    };
    match body::read(kind, media, &answer.body, bundle.as_deref(), || Some(answer.json())) {
        Read::Value(value) => {
            if let Some(schema) = &media.schema {
                bench.hold(Kind::Body, BODY, Direction::Response, schema, &value);
            }
        }
        Read::Items(items) => {
            for (index, item) in items.iter().enumerate() {
                if let Some(schema) = &media.item_schema {
                    bench.hold(Kind::Body, &format!("{BODY}[{index}]"), Direction::Response, schema, item);
                }
            }
        }
        Read::Bytes => {}
        Read::Unread => bench.unread.push(format!("the answer's body of {}", kind.essence)),
        Read::Bad(expected, why) => bench.wrong(Kind::Body, BODY, expected, &show::cut(&why, 200), &media.at),
    }
}
