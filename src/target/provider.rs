//! A provider of flags asked over HTTP.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use url::Url;

use super::ofrep::Fetch;
use crate::http::client::{Client, Outgoing, Settings};
use crate::model::exchange::Request;
use crate::model::mode::Mode;

/// Asks with a client of its own: a provider is no target.
#[derive(Debug, Clone, Copy)]
pub struct OverHttp;

impl Fetch for OverHttp {
    async fn post_json(
        &self,
        url: &Url,
        headers: &[(String, String)],
        body: Vec<u8>,
        timeout: Duration,
    ) -> Result<(u16, Vec<u8>), String> {
        let client = Client::new(Settings::new("flag provider".into(), Mode::Live, url.clone()))
            .map_err(|error| format!("failed to {error}"))?;
        let mut all = HeaderMap::new();
        all.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, value) in headers {
            let name =
                HeaderName::try_from(name).map_err(|_| "OFREP_HEADERS holds a name that is no header's".to_owned())?;
            let value = HeaderValue::try_from(value)
                .map_err(|_| "OFREP_HEADERS holds a value that no header may have".to_owned())?;
            all.insert(name, value);
        }
        let request = Request { method: Method::POST, url: url.clone(), headers: all, body: body.into() };
        let exchange = client.send(Outgoing { timeout: Some(timeout), ..Outgoing::new(request) }).await;
        match exchange.result {
            Ok(answer) => Ok((answer.status.as_u16(), answer.body.to_vec())),
            Err(failure) => Err(format!("{}: {}", failure.kind.name(), failure.detail)),
        }
    }
}
