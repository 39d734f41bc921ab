//! Feature flags from a provider over HTTP: `OpenFeature`'s remote evaluation protocol, single flags.

use std::fmt::Write as _;
use std::future::Future;
use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use super::environment::Environment;
use super::origin;
use crate::model::endpoint::Evaluation;
use crate::value::percent::encode;

/// The limit of one evaluation where `OFREP_TIMEOUT_MS` does not say.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How much of a provider's own words is repeated.
const DETAILS: usize = 200;

/// Someone who can send a POST; the composition root gives the one of `http`.
pub trait Fetch {
    /// Sends a JSON body, follows no redirect, and gives status and body of the answer.
    ///
    /// # Errors
    /// In words, why there is no whole answer.
    fn post_json(
        &self,
        url: &Url,
        headers: &[(String, String)],
        body: Vec<u8>,
        timeout: Duration,
    ) -> impl Future<Output = Result<(u16, Vec<u8>), String>> + Send;
}

/// A provider as the environment names it.
#[derive(Clone)]
pub struct Provider {
    endpoint: Url,
    headers: Vec<(String, String)>,
    timeout: Duration,
}

/// A setting of the provider that cannot be used. No message repeats the value: it may be a credential.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misset {
    /// `OFREP_ENDPOINT`
    #[error("OFREP_ENDPOINT cannot be used: {0}")]
    Endpoint(origin::NotBase),
    /// `OFREP_HEADERS`
    #[error("OFREP_HEADERS cannot be used: write it as `name=value,name2=value2`, percent-encoded")]
    Headers,
    /// `OFREP_TIMEOUT_MS`
    #[error("OFREP_TIMEOUT_MS cannot be used: it is no whole number of milliseconds above 0")]
    Timeout,
}

/// Why a provider gave no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotEvaluated {
    /// No whole answer.
    #[error("the provider gave no answer: {0}")]
    NoAnswer(String),
    /// An answer that is not one of the protocol's for a value or an unknown flag.
    #[error("the provider answered {status}{details}")]
    Refused {
        /// The status.
        status: u16,
        /// What it said about it.
        details: String,
    },
    /// A 200 that holds no value for this flag.
    #[error("the provider's answer cannot be used: {0}")]
    Useless(String),
}

impl Provider {
    /// The provider that `OFREP_ENDPOINT` names, where it is set.
    ///
    /// # Errors
    /// Which setting cannot be used.
    pub fn from_env(env: &Environment<'_>) -> Result<Option<Self>, Misset> {
        let set = |name: &str| env(name).filter(|value| !value.trim().is_empty());
        let Some(endpoint) = set("OFREP_ENDPOINT") else { return Ok(None) };
        let endpoint = origin::base(endpoint.trim()).map_err(Misset::Endpoint)?;
        let headers = match set("OFREP_HEADERS") {
            Some(text) => headers(&text).ok_or(Misset::Headers)?,
            None => Vec::new(),
        };
        let timeout = match set("OFREP_TIMEOUT_MS") {
            Some(text) => match text.trim().parse::<u64>() {
                Ok(ms) if ms > 0 => Duration::from_millis(ms),
                _ => return Err(Misset::Timeout),
            },
            None => TIMEOUT,
        };
        Ok(Some(Self { endpoint, headers, timeout }))
    }

    /// Asks for a flag; none where the provider does not know it.
    ///
    /// # Errors
    /// Why there is no value: never taken for one.
    pub async fn evaluate<F: Fetch>(&self, key: &str, fetch: &F) -> Result<Option<Evaluation>, NotEvaluated> {
        let path = format!("/ofrep/v1/evaluate/flags/{}", encode(key));
        let url = origin::join(&self.endpoint, &path).map_err(|error| NotEvaluated::Useless(error.to_string()))?;
        let body = json!({"context": {"targetingKey": "holdpoint"}}).to_string().into_bytes();
        let answer = fetch.post_json(&url, &self.headers, body, self.timeout).await;
        let (status, body) = answer.map_err(NotEvaluated::NoAnswer)?;
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        match status {
            200 => value(key, &body).map(Some),
            // Only the protocol's own 404: one from a wrong address says nothing about the flag.
            404 if body["errorCode"] == "FLAG_NOT_FOUND" => Ok(None),
            status => Err(NotEvaluated::Refused { status, details: details(&body) }),
        }
    }
}

fn value(key: &str, body: &Value) -> Result<Evaluation, NotEvaluated> {
    let useless = |what: String| Err(NotEvaluated::Useless(what));
    if let Some(other) = body["key"].as_str().filter(|other| *other != key) {
        return useless(format!("it is about the flag `{}`", short(other)));
    }
    let reason = body["reason"].as_str().unwrap_or("UNKNOWN");
    // With these reasons the value is the default of whoever asks, and we have none.
    if matches!(reason, "ERROR" | "DISABLED") {
        return useless(format!("its reason is {reason}"));
    }
    match body["value"].as_bool() {
        Some(value) => Ok(Evaluation { key: key.to_owned(), value, source: "ofrep".to_owned(), reason: short(reason) }),
        None => useless("it holds no boolean `value`".to_owned()),
    }
}

fn details(body: &Value) -> String {
    let mut out = String::new();
    for part in ["errorCode", "errorDetails"] {
        if let Some(text) = body[part].as_str().filter(|text| !text.is_empty()) {
            let _ = write!(out, "{}{}", if out.is_empty() { ": " } else { ", " }, short(text));
        }
    }
    out
}

fn short(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(DETAILS).collect()
}

/// `k=v,k2=v2`, each percent-decoded; none where it is not of that form.
fn headers(text: &str) -> Option<Vec<(String, String)>> {
    let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=')?;
            let (name, value) = (decoded(name.trim())?, decoded(value.trim())?);
            http::HeaderName::from_bytes(name.as_bytes()).ok()?;
            http::HeaderValue::from_str(&value).ok()?;
            Some((name, value))
        })
        .collect()
}

fn decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            out.push(*first);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        out.extend(data_encoding::HEXLOWER_PERMISSIVE.decode(digits).ok()?);
        rest = after;
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests;
