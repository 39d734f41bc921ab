//! Origins and addresses: what a base URL may be, how a path joins it, and which URLs share an origin.

use url::Url;

/// Why a URL cannot be the base of a target. No message repeats the URL: it may hold what no log may keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotBase {
    /// It cannot be read as an absolute URL.
    #[error("it is no absolute URL; write one such as https://chat.example.com")]
    NotAbsolute,
    /// Its scheme is another.
    #[error("its scheme is neither http nor https")]
    Scheme,
    /// It has a login.
    #[error("it holds a login; a login belongs to a caller: `basic: {{ user, password }}`")]
    Login,
    /// It has a query or a fragment.
    #[error("it has a query or a fragment, which joining a path would lose")]
    Query,
}

/// Why a path does not join a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotJoined {
    /// It does not start with `/`.
    #[error("a path starts with `/`")]
    NotPath,
    /// It has a part `.` or `..`, which would silently become another path.
    #[error("a path has no part `.` or `..`")]
    Dots,
    /// It has a `#`.
    #[error("a fragment is never sent; write `%23` for a `#`")]
    Fragment,
    /// It has a tab, a line break or another control character.
    #[error("a path has no control characters")]
    Control,
}

/// Reads a text as the base of a target.
///
/// # Errors
/// Why it cannot be one.
pub fn base(text: &str) -> Result<Url, NotBase> {
    let url = Url::parse(text).map_err(|_| NotBase::NotAbsolute)?;
    check(&url)?;
    Ok(url)
}

/// Whether a URL may be the base of a target.
///
/// # Errors
/// Why it may not.
pub fn check(url: &Url) -> Result<(), NotBase> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(NotBase::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(NotBase::Login);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(NotBase::Query);
    }
    Ok(())
}

/// Whether two URLs have the same scheme, host and port (RFC 6454), and are http or https at all.
#[must_use]
pub fn same(one: &Url, other: &Url) -> bool {
    let web = |url: &Url| matches!(url.scheme(), "http" | "https");
    web(one) && web(other) && one.origin() == other.origin()
}

/// A base with a path below it; the base keeps its own path: `https://h/api/v1` and `/users/me?full=1` are
/// `https://h/api/v1/users/me?full=1`. Whatever the path is, the result has the base's origin.
///
/// # Errors
/// Why the path is none.
pub fn join(base: &Url, path: &str) -> Result<Url, NotJoined> {
    if path.contains('#') {
        return Err(NotJoined::Fragment);
    }
    if path.chars().any(char::is_control) {
        return Err(NotJoined::Control);
    }
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (path, None),
    };
    if !path.is_empty() && !path.starts_with('/') {
        return Err(NotJoined::NotPath);
    }
    // The URL standard takes `\` for `/` and `%2e` for `.`: neither may change the path behind one's back.
    let path = path.replace('\\', "%5C");
    if path.to_ascii_lowercase().replace("%2e", ".").split('/').any(|part| matches!(part, "." | "..")) {
        return Err(NotJoined::Dots);
    }
    let mut url = base.clone();
    if !path.is_empty() {
        url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    }
    url.set_query(query);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn only_absolute_urls_of_the_web_without_login_are_bases() {
        for right in ["https://h", "http://127.0.0.1:8080/api/v1/", "https://[::1]:8443"] {
            assert!(base(right).is_ok(), "{right}");
        }
        for (wrong, why) in [
            ("", NotBase::NotAbsolute),
            ("chat.example.com", NotBase::NotAbsolute),
            ("/api", NotBase::NotAbsolute),
            ("https://", NotBase::NotAbsolute),
            ("ftp://h", NotBase::Scheme),
            ("localhost:3000", NotBase::Scheme),
            ("https://u:p@h", NotBase::Login),
            ("https://u@h", NotBase::Login),
            ("https://h/?a=1", NotBase::Query),
            ("https://h/#a", NotBase::Query),
        ] {
            assert_eq!(base(wrong), Err(why), "{wrong}");
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        assert!(same(&url("https://h/a"), &url("https://H:443/b?c")));
        for (one, other) in [
            ("https://h", "http://h"),
            ("https://h", "https://h:8443"),
            ("https://h", "https://h.evil.example"),
            ("data:text/plain,a", "data:text/plain,a"),
            ("file:///a", "file:///a"),
        ] {
            assert!(!same(&url(one), &url(other)), "{one} {other}");
        }
    }

    #[test]
    fn a_path_joins_below_the_base() {
        for (base, path, whole) in [
            ("https://h", "/users/me", "https://h/users/me"),
            ("https://h/api/v1", "/users/me", "https://h/api/v1/users/me"),
            ("https://h/api/v1/", "/users/me?a=1&b=%20", "https://h/api/v1/users/me?a=1&b=%20"),
            ("https://h/api", "", "https://h/api"),
            ("https://h/api", "?a=b", "https://h/api?a=b"),
            ("https://h", "//evil.example/x", "https://h//evil.example/x"),
            ("https://h", "/v1/doi/10.1234%2FExample", "https://h/v1/doi/10.1234%2FExample"),
            ("https://h", "/a b\\c", "https://h/a%20b%5Cc"),
            ("https://h", "/v1beta/properties/1:runReport", "https://h/v1beta/properties/1:runReport"),
        ] {
            assert_eq!(join(&url(base), path).unwrap().as_str(), whole);
        }
    }

    #[test]
    fn what_would_become_another_path_is_refused() {
        let base = url("https://h/api/v1");
        for (path, why) in [
            ("users", NotJoined::NotPath),
            ("https://evil.example/", NotJoined::NotPath),
            ("/../admin", NotJoined::Dots),
            ("/a/%2E%2e/b", NotJoined::Dots),
            ("/a/./b", NotJoined::Dots),
            ("/a#b", NotJoined::Fragment),
            ("/a\nb", NotJoined::Control),
        ] {
            assert_eq!(join(&base, path), Err(why), "{path}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_joined_has_the_origin_and_the_path_of_its_base(path in "(/|\\\\|[a-z@:%.?]|\\PC){0,24}") {
            let base = url("https://h:8443/api/v1");
            if let Ok(whole) = join(&base, &path) {
                prop_assert!(same(&base, &whole));
                prop_assert!(whole.path().starts_with("/api/v1"));
                prop_assert!(whole.username().is_empty());
            }
        }
    }
}
