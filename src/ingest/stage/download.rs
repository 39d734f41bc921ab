//! `download`: the document is fetched twice, and both times it is what the payload says to the byte.

use std::sync::Arc;

use bytes::Bytes;
use data_encoding::HEXLOWER;
use http::header::{ACCEPT, ACCEPT_ENCODING};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use sha2::{Digest as _, Sha256};

use super::api::{Options, Stage};
use crate::http::client::{Client, Outgoing, Settings};
use crate::ingest::event::{Done, Stop};
use crate::ingest::payload::Payload;
use crate::model::exchange::{Failure, FailureKind, Request};
use crate::model::mode::Mode;

/// How many redirects are followed, within the origin.
const REDIRECTS: usize = 5;

pub(super) static STAGE: Stage = Stage {
    id: "download",
    summary: "The document is downloaded twice; both times its SHA-256 is the payload's checksum.",
    docs: r"The document is asked for once compressed and once plain, within a limit of size (`--max-bytes`) and of time (`--timeout`, for
all of one download, so that a slow drip ends too). Redirects are followed within the origin. The digest is taken over
the bytes after the content coding (gzip, br, zstd, deflate) is undone.

- A digest that is not the payload's, or two downloads that differ: red. Nothing is stored.
- A redirect to another origin, a document beyond the limit, a certificate that is not trusted: red.
- No answer, an answer that is cut, late or broken, or a status other than 200: inconclusive. Try again.
",
    act: |work| {
        Box::pin(async move {
            let payload = work.payload()?;
            let client = client(payload, &work.options)?;
            let first = fetch(&client, payload, None).await?;
            verify(&first, payload, "the first download")?;
            // What a cache holds compressed may be older than what it holds plain.
            let second = fetch(&client, payload, Some("identity")).await?;
            verify(&second, payload, "the second download")?;
            let said = format!("{} bytes, twice, sha256 {}", first.len(), payload.checksum);
            work.document = Some(first);
            Ok(Done::passed(said))
        })
    },
};

fn client(payload: &Payload, options: &Options) -> Result<Client, Stop> {
    let mut settings = Settings::new(Arc::from("specification"), Mode::Live, payload.url.clone());
    settings.timeout = options.timeout;
    settings.connect_timeout = settings.connect_timeout.min(options.timeout);
    settings.max_body = options.largest;
    settings.writes = false;
    Client::new(settings).map_err(|error| Stop::unknown(format!("failed to {error}")))
}

async fn fetch(client: &Client, payload: &Payload, coding: Option<&'static str>) -> Result<Bytes, Stop> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json, */*;q=0.1"));
    if let Some(coding) = coding {
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(coding));
    }
    let request = Request { method: Method::GET, url: payload.url.clone(), headers, body: Bytes::new() };
    let exchange = client.send(Outgoing { redirects: REDIRECTS, ..Outgoing::new(request) }).await;
    match exchange.result {
        Ok(answer) if answer.status == StatusCode::OK => Ok(answer.body),
        Ok(answer) => {
            Err(Stop::unknown(format!("the host answered {} where 200 is the document", answer.status.as_u16())))
        }
        Err(failure) => Err(failed(&failure)),
    }
}

fn failed(failure: &Failure) -> Stop {
    let said = format!("no document came ({}): {}", failure.kind.name(), failure.detail);
    match failure.kind {
        FailureKind::Origin | FailureKind::TooLarge => Stop::failed(said),
        kind if kind.is_tls() => Stop::failed(said),
        _ => Stop::unknown(said),
    }
}

fn verify(bytes: &[u8], payload: &Payload, which: &str) -> Result<(), Stop> {
    let found = HEXLOWER.encode(&Sha256::digest(bytes));
    if found == payload.checksum {
        return Ok(());
    }
    let said = format!("{which} has sha256 {found}, and the payload says {}; nothing was stored", payload.checksum);
    Err(Stop::failed(said))
}
