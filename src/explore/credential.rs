//! Who asks: credentials as they were given, none, and some of the right form that nobody knows.

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::draft::Caller;
use crate::http::encode::basic;
use crate::model::secret::Secret;
use crate::value::percent::encode;

/// A credential that was given.
#[derive(Debug, Clone)]
pub enum Credential {
    /// `Authorization: Bearer …`
    Bearer(Secret),
    /// `Authorization: Basic …` of `user:password`.
    Basic(Secret),
    /// A header of any name.
    Header(HeaderName, Secret),
    /// A parameter of the query.
    Query(String, Secret),
    /// A cookie.
    Cookie(String, Secret),
}

/// All that were given, and headers that every request bears.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// The credentials.
    pub given: Vec<Credential>,
    /// Those of another caller, who must not reach what the first one makes.
    pub others: Vec<Credential>,
    /// Other headers; one that a request is to be without, although it is required, is left out of it.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

/// What a stranger says: as long as a token is, and nobody's.
const STRANGE: &str = "holdpoint-stranger-0000000000000000";

impl Credentials {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.given.is_empty()
    }

    /// Adds the credentials to a request.
    pub(super) fn apply(
        &self,
        caller: Caller,
        headers: &mut HeaderMap,
        query: &mut Vec<String>,
        cookies: &mut Vec<String>,
    ) {
        if caller == Caller::Nobody {
            return;
        }
        for credential in if caller == Caller::Other { &self.others } else { &self.given } {
            let of = |secret: &Secret| match caller {
                Caller::Stranger => STRANGE.to_owned(),
                _ => secret.expose().to_owned(),
            };
            match credential {
                Credential::Bearer(secret) => put(headers, AUTHORIZATION, &format!("Bearer {}", of(secret))),
                Credential::Basic(secret) => {
                    let (user, password) = secret.expose().split_once(':').unwrap_or((secret.expose(), ""));
                    let password = if caller == Caller::Stranger { STRANGE } else { password };
                    headers.insert(AUTHORIZATION, basic(user, password));
                }
                Credential::Header(name, secret) => put(headers, name.clone(), &of(secret)),
                Credential::Query(name, secret) => {
                    query.push(format!("{}={}", encode(name), encode(&of(secret))));
                }
                Credential::Cookie(name, secret) => {
                    cookies.push(format!("{}={}", encode(name), encode(&of(secret))));
                }
            }
        }
    }
}

/// A text that no header may bear is left out: the service then says that nobody asks.
fn put(headers: &mut HeaderMap, name: HeaderName, text: &str) {
    if let Ok(mut value) = HeaderValue::from_str(text) {
        value.set_sensitive(true);
        headers.insert(name, value);
    }
}
