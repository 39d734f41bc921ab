//! What Supabase says to requests that it refuses: `PostgREST`'s errors have four members, the gateway's a message and a hint.

use serde_json::{Value, json};

use super::super::wire::{Answer, remove};

/// An error in `PostgREST`'s words.
pub(super) fn error(status: u16, code: &str, message: &str, details: Option<&str>) -> Answer {
    Answer::json(status, &four(code, message, details))
}

/// The four members of `PostgREST`'s errors.
pub(super) fn four(code: &str, message: &str, details: Option<&str>) -> Value {
    json!({ "code": code, "details": details, "hint": null, "message": message })
}

/// An error in the gateway's words.
pub(super) fn gateway(status: u16, message: &str, hint: Option<&str>) -> Answer {
    let mut body = json!({ "message": message });
    if let Some(hint) = hint {
        body["hint"] = json!(hint);
    }
    Answer::json(status, &body)
}

pub(super) fn no_key() -> Answer {
    let hint = "No `apikey` request header or url param was found.";
    gateway(401, "No API key found in request", Some(hint)).with("sb-error-code", "UNAUTHORIZED_MISSING_API_KEY")
}

pub(super) fn bad_key() -> Answer {
    let hint = "Double check your Supabase `apikey`";
    gateway(401, "Invalid API key", Some(hint)).with("sb-error-code", "UNAUTHORIZED_INVALID_API_KEY")
}

/// The same answer; an error in `PostgREST`'s words lacks its details.
pub(super) fn without_details(answer: Answer) -> Answer {
    answer.with_json(|body| {
        if body.get("code").is_some() {
            remove(body, "details");
        }
    })
}
