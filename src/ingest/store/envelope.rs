//! Signatures of files that never change: a DSSE envelope (github.com/secure-systems-lab/dsse) over a file's name and digest.

use data_encoding::BASE64;
use ed25519_dalek::VerifyingKey;
use serde_json::{Value, json};

use super::{Store, signature};
use crate::artifact::sign::{Signer, is_signature, key_id};

/// What kind of statement is signed.
const KIND: &str = "application/vnd.holdpoint.specification.v1+json";

/// What is said of a file.
fn statement(file: &str, sha256: &str) -> String {
    json!({"file": file, "sha256": sha256}).to_string()
}

/// What the signature is over (DSSE protocol, "Pre-Authentication Encoding").
fn encoded(payload: &str) -> Vec<u8> {
    format!("DSSEv1 {} {KIND} {} {payload}", KIND.len(), payload.len()).into_bytes()
}

/// The envelope of a file.
#[must_use]
pub fn seal(file: &str, sha256: &str, signer: &Signer) -> Vec<u8> {
    let payload = statement(file, sha256);
    let value = json!({
        "payloadType": KIND,
        "payload": BASE64.encode(payload.as_bytes()),
        "signatures": [{"keyid": key_id(&signer.verifier()), "sig": signer.detached(&encoded(&payload))}],
    });
    format!("{value:#}\n").into_bytes()
}

/// Whether the envelope of a file is there, names this digest, and bears a signature of the key.
///
/// # Errors
/// In words, why not.
pub fn verify(store: &Store, file: &str, sha256: &str, key: &VerifyingKey) -> Result<(), String> {
    let name = signature(file);
    let bytes = std::fs::read(store.at(&name)).map_err(|_| format!("{name}: it is not there"))?;
    let value: Value = serde_json::from_slice(&bytes).map_err(|error| format!("{name}: it is no envelope: {error}"))?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    if value["payloadType"] != KIND {
        return Err(format!("{name}: its payloadType is not {KIND}"));
    }
    let wanted = statement(file, sha256);
    if BASE64.decode(text(&value["payload"]).as_bytes()).ok().as_deref() != Some(wanted.as_bytes()) {
        return Err(format!("{name}: it is about other bytes than log.jsonl names"));
    }
    let signed = encoded(&wanted);
    let mut any = value["signatures"].as_array().into_iter().flatten();
    if any.any(|one| is_signature(&text(&one["sig"]), &signed, key)) {
        return Ok(());
    }
    Err(format!("{name}: it bears no signature of the key"))
}
