//! Sessions of MCP (streamable HTTP, revisions 2025-03-26 to 2025-11-25): given by an answer, borne by what follows.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::{HeaderMap, HeaderName, HeaderValue};
use url::{Position, Url};

/// Names the session; given by an answer.
const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");
/// Names the revision that both sides settled on.
const VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");

/// The sessions of a case, one for each address, and the ids of its messages.
#[derive(Debug, Default)]
pub struct Sessions {
    given: Mutex<BTreeMap<String, Session>>,
    messages: AtomicU64,
}

#[derive(Debug, Default, Clone)]
struct Session {
    id: Option<HeaderValue>,
    version: Option<HeaderValue>,
}

impl Sessions {
    /// An id that no message of the case had, from 1.
    pub fn fresh_id(&self) -> u64 {
        self.messages.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Whether no answer has given one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.lock().values().any(|session| session.id.is_some())
    }

    /// Adds what belongs to the session at an address, and says whether there is one; headers that stand there win.
    pub fn dress(&self, url: &Url, headers: &mut HeaderMap) -> bool {
        let session = self.lock().get(place(url)).cloned().unwrap_or_default();
        let known = session.id.is_some();
        for (name, value) in [(SESSION, session.id), (VERSION, session.version)] {
            if let Some(value) = value.filter(|_| !headers.contains_key(&name)) {
                headers.insert(name, value);
            }
        }
        known
    }

    /// Begins anew at an address.
    pub fn forget(&self, url: &Url) {
        self.lock().remove(place(url));
    }

    /// Keeps what an answer gave: the session, and the revision that `initialize` settled on.
    pub fn keep(&self, url: &Url, headers: &HeaderMap, version: Option<&str>) {
        let id = headers.get(&SESSION).cloned();
        let version = version.and_then(|version| HeaderValue::from_str(version).ok());
        if id.is_none() && version.is_none() {
            return;
        }
        let mut given = self.lock();
        let session = given.entry(place(url).to_owned()).or_default();
        session.id = id.or_else(|| session.id.take());
        session.version = version.or_else(|| session.version.take());
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Session>> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The address without its query.
fn place(url: &Url) -> &str {
    &url[..Position::AfterPath]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    fn dressed(sessions: &Sessions, url: &str, own: &[(&'static str, &'static str)]) -> (bool, HeaderMap) {
        let mut headers = headers(own);
        (sessions.dress(&url.parse().unwrap(), &mut headers), headers)
    }

    #[test]
    fn what_was_given_is_borne_at_the_same_path_only_and_own_headers_win() {
        let sessions = Sessions::default();
        let url: Url = "http://t.test/mcp?a=1".parse().unwrap();
        assert_eq!(dressed(&sessions, "http://t.test/mcp", &[]), (false, HeaderMap::new()));
        sessions.keep(&url, &headers(&[("mcp-session-id", "s1")]), Some("2025-06-18"));
        let both = headers(&[("mcp-session-id", "s1"), ("mcp-protocol-version", "2025-06-18")]);
        assert_eq!(dressed(&sessions, "http://t.test/mcp", &[]), (true, both.clone()));
        assert_eq!(dressed(&sessions, "http://t.test/mcp/", &[]), (false, HeaderMap::new()));
        assert_eq!(dressed(&sessions, "http://t.test/mcp", &[("mcp-session-id", "own")]).1["mcp-session-id"], "own");
        // An answer that says nothing of it changes nothing.
        sessions.keep(&url, &HeaderMap::new(), None);
        assert_eq!(dressed(&sessions, "http://t.test/mcp", &[]), (true, both));
        sessions.keep(&url, &headers(&[("mcp-session-id", "s2")]), None);
        assert_eq!(dressed(&sessions, "http://t.test/mcp", &[]).1["mcp-session-id"], "s2");
        sessions.forget(&url);
        assert!(sessions.is_empty());
        assert_eq!((sessions.fresh_id(), sessions.fresh_id()), (1, 2));
    }
}
