//! Text of addresses and forms: percent-encoding undone, pairs taken apart.

use crate::value::percent;

/// Undoes percent-encoding; what is not encoded soundly stays as it is.
pub(super) fn decode(text: &str) -> String {
    percent::decode(text).into_owned()
}

/// The same, and `+` is a space, as in queries and forms.
pub(super) fn decode_form(text: &str) -> String {
    if text.contains('+') { decode(&text.replace('+', " ")) } else { decode(text) }
}

/// The pairs of a query or a form: names decoded, values as they are written.
pub(super) fn pairs(text: &str) -> Vec<(String, &str)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode_form(name), value)
        })
        .collect()
}
