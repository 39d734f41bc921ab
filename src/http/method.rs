//! What asks a server to take a request for one of another method than it was sent with.

use http::HeaderName;

/// Headers by which a GET becomes a DELETE on the other side.
const OVERRIDES: [&str; 3] = ["x-http-method-override", "x-http-method", "x-method-override"];

/// Whether one of these headers or parameters of the query does.
#[must_use]
pub fn is_overridden<'a>(
    mut headers: impl Iterator<Item = &'a HeaderName>,
    mut query: impl Iterator<Item = &'a str>,
) -> bool {
    headers.any(|name| OVERRIDES.contains(&name.as_str())) || query.any(|name| name.eq_ignore_ascii_case("_method"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_and_a_parameter_are_known_and_others_left_alone() {
        let asks = |header: &'static str, query: &str| {
            is_overridden(std::iter::once(&HeaderName::from_static(header)), std::iter::once(query))
        };
        assert!(asks("x-http-method-override", "a") && asks("accept", "_Method"));
        assert!(!asks("accept", "method"));
    }
}
