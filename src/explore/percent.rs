//! Percent-encoding (RFC 3986, 2.1) of whatever stands in a request.

/// Text with everything escaped but what RFC 3986, section 2.3, leaves unreserved.
#[must_use]
pub(super) fn escape(text: &str, keep: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || keep.as_bytes().contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
