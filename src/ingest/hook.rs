//! Hooks: what is done after a stage that holds, before the next one is tried.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method};
use serde_json::json;
use sha2::Sha256;

use super::event::{Done, Event, Stop};
use super::evidence::millis;
use super::pipeline::{Act, Hook};
use super::stage::api::Work;
use crate::http::client::{Client, Outgoing, Settings};
use crate::model::exchange::Request;
use crate::model::mode::Mode;
use crate::program::{Error, Program};

/// Runs a hook; gives the event that tells of it.
pub(super) async fn run(hook: &Hook, before: &Event, work: &Work) -> Event {
    let begun = Instant::now();
    let version = work.payload.as_ref().map(|payload| payload.version.to_string()).unwrap_or_default();
    let ended = match &hook.act {
        Act::Exec(argv) => {
            let name = argv.first().cloned().unwrap_or_default();
            let root = work.options.store.root();
            let environment = [
                ("HOLDPOINT_STAGE", before.stage.clone()),
                ("HOLDPOINT_VERSION", version),
                (
                    "HOLDPOINT_STORE",
                    std::path::absolute(root).unwrap_or_else(|_| root.to_owned()).display().to_string(),
                ),
            ];
            program(Program {
                name,
                arguments: argv.iter().skip(1).cloned().collect(),
                folder: ".".into(),
                environment: environment.map(|(name, value)| (name.to_owned(), value)).into(),
                input: String::new(),
                limit: hook.within,
            })
            .await
        }
        Act::Post { .. } => post(hook, before, &version, work).await,
    };
    let (mark, detail) = match ended {
        Ok(Done { mark, detail }) | Err(Stop { mark, detail, .. }) => (mark, detail),
    };
    Event { stage: format!("hook:{}", before.stage), mark, took: begun.elapsed(), detail }
}

/// Runs a program that has to succeed.
pub(super) async fn program(program: Program) -> Result<Done, Stop> {
    let name = program.name.clone();
    match program.run().await {
        Ok(ended) if ended.code == Some(0) => Ok(Done::passed(format!("`{name}` exits 0"))),
        Ok(ended) => {
            let said = String::from_utf8_lossy(if ended.err.is_empty() { &ended.out } else { &ended.err }).into_owned();
            let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned();
            let code = ended.code.map_or_else(|| "is ended by a signal".to_owned(), |code| format!("exits {code}"));
            Err(Stop::failed(format!("`{name}` {code}: {last}")))
        }
        Err(error @ (Error::Late | Error::Start(..))) => Err(Stop::failed(format!("`{name}` failed to {error}"))),
        Err(error) => Err(Stop::unknown(format!("`{name}` failed to {error}"))),
    }
}

/// Tells an address of a stage, signed with HMAC-SHA256 over the body.
async fn post(hook: &Hook, before: &Event, version: &str, work: &Work) -> Result<Done, Stop> {
    let Act::Post { url, key, header, prefix } = &hook.act else { return Ok(Done::skipped("it posts nothing")) };
    let secret = work.options.keys.iter().find(|(name, _)| name == key).map(|(_, secret)| secret);
    let Some(secret) = secret else { return Err(Stop::unknown(format!("the variable {key} of the key is not set"))) };
    let body = json!({
        "schema": "holdpoint-ingest-hook/v1",
        "version": version,
        "stage": before.stage,
        "verdict": before.mark.name(),
        "ms": millis(before.took),
        "detail": work.options.redactor.mask(&before.detail),
    })
    .to_string();
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).map_err(|e| Stop::unknown(e.to_string()))?;
    mac.update(body.as_bytes());
    let signature = format!("{prefix}{}", HEXLOWER.encode(&mac.finalize().into_bytes()));
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header, HeaderValue::from_str(&signature).map_err(|e| Stop::unknown(e.to_string()))?);
    let mut settings = Settings::new(Arc::from("hook"), Mode::Live, url.clone());
    settings.timeout = hook.within;
    settings.max_body = 1024 * 1024;
    let client = Client::new(settings).map_err(|error| Stop::unknown(format!("failed to {error}")))?;
    let request = Request { method: Method::POST, url: url.clone(), headers, body: Bytes::from(body) };
    let exchange = client.send(Outgoing::new(request)).await;
    match exchange.result {
        Ok(answer) if answer.status.is_success() => {
            Ok(Done::passed(format!("told, and answered {}", answer.status.as_u16())))
        }
        Ok(answer) => Err(Stop::unknown(format!("it answered {}", answer.status.as_u16()))),
        Err(failure) => Err(Stop::unknown(format!("it was not told ({}): {}", failure.kind.name(), failure.detail))),
    }
}
