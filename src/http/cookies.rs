//! The cookies of one case.

use std::sync::{Mutex, PoisonError};

use cookie_store::{CookieStore, RawCookie};
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};
use url::Url;

/// Keeps what answers set and gives what requests must carry (RFC 6265); shared by the requests of one case only.
#[derive(Debug, Default)]
pub struct Jar(Mutex<CookieStore>);

impl Jar {
    /// Keeps the cookies that an answer from `url` sets.
    pub(super) fn keep(&self, headers: &HeaderMap, url: &Url) {
        if headers.contains_key(SET_COOKIE) {
            let values =
                headers.get_all(SET_COOKIE).iter().filter_map(|value| std::str::from_utf8(value.as_bytes()).ok());
            let cookies = values.filter_map(|text| RawCookie::parse(text).ok().map(RawCookie::into_owned));
            self.0.lock().unwrap_or_else(PoisonError::into_inner).store_response_cookies(cookies, url);
        }
    }

    /// Sets the Cookie header for `url`: the request's own cookies, then those kept.
    pub(super) fn put(&self, headers: &mut HeaderMap, own: Option<&HeaderValue>, url: &Url) {
        let joined = match (own, self.kept(url)) {
            (Some(own), Some(kept)) => HeaderValue::from_bytes(&[own.as_bytes(), b"; ", kept.as_bytes()].concat()).ok(),
            (own, kept) => kept.or_else(|| own.cloned()),
        };
        match joined {
            Some(joined) => headers.insert(COOKIE, joined),
            None => headers.remove(COOKIE),
        };
    }

    fn kept(&self, url: &Url) -> Option<HeaderValue> {
        let store = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pairs: Vec<String> = store.get_request_values(url).map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { None } else { HeaderValue::try_from(pairs.join("; ")).ok() }
    }
}
