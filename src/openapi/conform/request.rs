//! What is sent, held to the operation.

use super::bench::Bench;
use super::body::{self, Read};
use super::media::{self, ContentType};
use super::{Kind, broken, parameter};
use crate::model::exchange::Request;
use crate::openapi::api::Media;
use crate::openapi::schema::Direction;
use crate::value::matcher::show;

/// How a request's body is called.
const BODY: &str = "request body";

/// Holds a request to its operation.
pub(super) fn judge(bench: &mut Bench<'_>, request: &Request, captured: &[(String, String)]) {
    parameter::judge(bench, request, captured);
    let operation = bench.operation;
    let Some(declared) = &operation.body else {
        if !request.body.is_empty() {
            let actual = format!("{} bytes", request.body.len());
            bench.undeclared(Kind::RequestBody, BODY, "no body: none is declared", &actual, &operation.at);
        }
        return;
    };
    let written = request.headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if request.body.is_empty() && (written.is_none() || declared.required) {
        if declared.required {
            let expected = format!("a body (`required`): {}", media::list(&declared.content));
            bench.wrong(Kind::RequestBody, BODY, &expected, "nothing", &declared.at);
        }
        return;
    }
    if declared.content.is_empty() {
        return;
    }
    let kind = written.and_then(ContentType::read);
    let Some((kind, index)) =
        kind.and_then(|kind| Some((kind.among(&declared.content)?, kind)).map(|(at, kind)| (kind, at)))
    else {
        let at = declared.at.child("content");
        let actual = written.unwrap_or("nothing");
        bench.wrong(
            Kind::RequestContentType,
            "request header content-type",
            &media::list(&declared.content),
            actual,
            &at,
        );
        return;
    };
    bench.touched.request_media = Some(index);
    hold(bench, &kind, &declared.content[index], request);
}

fn hold(bench: &mut Bench<'_>, kind: &ContentType, media: &Media, request: &Request) {
    let bundle = match media.schema.as_ref().map(|at| bench.contract.schemas.bundled(at, Direction::Request)) {
        Some(Ok(bundle)) => Some(bundle),
        Some(Err(fault)) => return bench.push(broken(BODY, &fault)),
        None => None,
    };
    match body::read(kind, media, &request.body, bundle.as_deref(), || None) {
        Read::Value(value) => {
            if let Some(schema) = &media.schema {
                bench.hold(Kind::RequestBody, BODY, Direction::Request, schema, &value);
            }
        }
        Read::Items(items) => {
            for (index, item) in items.iter().enumerate() {
                if let Some(schema) = &media.item_schema {
                    let field = format!("{BODY}[{index}]");
                    bench.hold(Kind::RequestBody, &field, Direction::Request, schema, item);
                }
            }
        }
        Read::Bytes => {}
        Read::Unread => bench.unread.push(format!("the request's body of {}", kind.essence)),
        Read::Bad(expected, why) => bench.wrong(Kind::RequestBody, BODY, expected, &show::cut(&why, 200), &media.at),
    }
}
