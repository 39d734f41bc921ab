//! Hides credentials that are known by their name alone: headers and query parameters.

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::value::redact::Redactor;

/// What stands in the place of a credential whose value is not known.
pub const MASKED: &str = "[masked]";

/// Words that make a name a credential's.
const WORDS: [&str; 12] = [
    "token",
    "secret",
    "password",
    "passwd",
    "apikey",
    "accesskey",
    "privatekey",
    "credential",
    "authorization",
    "cookie",
    "sessionid",
    "signature",
];

/// Headers of nearly every exchange that carry none, so that they need not be looked into.
const HARMLESS: [&str; 12] = [
    "accept",
    "accept-encoding",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "host",
    "traceparent",
    "user-agent",
    "x-request-id",
];

/// Whether a header or parameter of this name carries a credential.
#[must_use]
pub fn is_credential(name: &str) -> bool {
    !HARMLESS.contains(&name) && holds_word(name)
}

fn holds_word(name: &str) -> bool {
    // Every other header of every exchange is asked about: one pass for all words instead of one for each.
    static ANY: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(WORDS).ok());
    let mut plain = String::with_capacity(name.len());
    plain.extend(name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(byte.to_ascii_lowercase())));
    let found = match &*ANY {
        Some(any) => any.is_match(&plain),
        None => WORDS.iter().any(|word| plain.contains(word)),
    };
    // Limits are often counted in tokens; a limit is no secret.
    found && !plain.contains("ratelimit")
}

/// A header's value, as it may be written.
#[must_use]
pub fn header<'a>(name: &str, value: &'a [u8], redactor: &Redactor) -> Cow<'a, str> {
    if is_credential(name) {
        return hide(value, redactor);
    }
    // The lossy reading looks at each letter; a header that is no UTF-8 is rare.
    let text = std::str::from_utf8(value).map_or_else(|_| String::from_utf8_lossy(value), Cow::Borrowed);
    if !["location", "content-location", "referer", "link"].contains(&name) {
        return text;
    }
    match parameters(&text, redactor) {
        Some(shown) => Cow::Owned(shown),
        None => text,
    }
}

/// A URL as it may be written: without a password, and without the values of parameters that carry credentials.
#[must_use]
pub fn url<'a>(url: &'a url::Url, redactor: &Redactor) -> Cow<'a, str> {
    if url.password().is_none() {
        return parameters(url.as_str(), redactor).map_or(Cow::Borrowed(url.as_str()), Cow::Owned);
    }
    let mut shown = url.clone();
    // The only error is a URL that can have no password.
    let _ = shown.set_password(Some("masked"));
    parameters(shown.as_str(), redactor).unwrap_or_else(|| shown.into()).into()
}

/// The text with the values of parameters that carry credentials hidden, in the query and behind `#`; none where there
/// are no such parameters.
fn parameters(text: &str, redactor: &Redactor) -> Option<String> {
    let start = text.find(['?', '#'])?;
    let mut shown = text[..start].to_owned();
    let mut hidden = false;
    for part in text[start..].split_inclusive(['?', '#', '&', '>']) {
        let end = part.find(['?', '#', '&', '>']).unwrap_or(part.len());
        match part[..end].split_once('=') {
            Some((name, value)) if is_credential(name) => {
                hidden = true;
                shown.push_str(name);
                shown.push('=');
                shown.push_str(&hide(value.as_bytes(), redactor));
                shown.push_str(&part[end..]);
            }
            _ => shown.push_str(part),
        }
    }
    hidden.then_some(shown)
}

/// The mark of a secret where the value is one that is known (after a scheme such as `Bearer`), so that a person can
/// put it back; else nothing of it.
fn hide<'a>(value: &[u8], redactor: &Redactor) -> Cow<'a, str> {
    let masked = redactor.mask_bytes(value);
    let Ok(text) = std::str::from_utf8(&masked) else { return MASKED.into() };
    let token = text.split_once(' ').filter(|(scheme, _)| is_scheme(scheme)).map_or(text, |(_, token)| token);
    let known = token.strip_prefix("[secret ").and_then(|rest| rest.strip_suffix(']'));
    match known {
        Some(name) if !name.contains(['[', ']', ' ']) => text.to_owned().into(),
        _ => MASKED.into(),
    }
}

fn is_scheme(word: &str) -> bool {
    ["bearer", "token", "basic", "apikey"].contains(&word.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::secret::Secret;

    #[test]
    fn credentials_are_hidden_by_name_and_known_ones_are_named() {
        let redactor = Redactor::new([("TOKEN".to_owned(), Secret::new("s3cr3t-value".to_owned()))]).unwrap();
        let shown = |name: &str, value: &'static str| header(name, value.as_bytes(), &redactor).into_owned();
        assert_eq!(shown("authorization", "Bearer unknown"), "[masked]");
        assert_eq!(shown("authorization", "Bearer s3cr3t-value"), "Bearer [secret TOKEN]");
        assert_eq!(shown("api_access_token", "s3cr3t-value"), "[secret TOKEN]");
        assert_eq!(shown("cookie", "a=s3cr3t-value; b=unknown"), "[masked]");
        assert_eq!(shown("x-api-key", "unknown"), "[masked]");
        assert_eq!(shown("x-ratelimit-remaining-tokens", "7"), "7");
        assert_eq!(shown("content-type", "text/plain"), "text/plain");
        assert_eq!(shown("location", "/cb?a=1#access_token=x&b=2"), "/cb?a=1#access_token=[masked]&b=2");
    }

    #[test]
    fn what_is_taken_for_harmless_holds_no_word() {
        assert!(!HARMLESS.into_iter().any(holds_word));
    }

    #[test]
    fn urls_lose_passwords_and_signatures() {
        let redactor = Redactor::new([("TOKEN".to_owned(), Secret::new("s3cr3t-value".to_owned()))]).unwrap();
        let shown = |text: &str| url(&url::Url::parse(text).unwrap(), &redactor).into_owned();
        assert_eq!(shown("https://h.test/a?b=1"), "https://h.test/a?b=1");
        assert_eq!(shown("https://u:pw@h.test/a"), "https://u:masked@h.test/a");
        assert_eq!(
            shown("https://h.test/a?x=1&X-Amz-Signature=abc&access_token=s3cr3t-value"),
            "https://h.test/a?x=1&X-Amz-Signature=[masked]&access_token=[secret TOKEN]"
        );
    }
}
