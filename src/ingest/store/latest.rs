//! `latest.json`: what is known of the latest version, always as the log has it.

use serde_json::json;

use super::error::Error;
use super::log::Past;
use super::{LATEST, Store, publish};

/// The bytes that `latest.json` has to have; none where nothing is the latest.
#[must_use]
pub fn wanted(past: &Past) -> Option<Vec<u8>> {
    let (since, version) = past.latest.as_ref()?;
    let (_, stored) = past.stored.get(version)?;
    let value = json!({
        "version": version.to_string(),
        "checksum": stored.sha256,
        "time": since.to_string(),
        "url": stored.url,
    });
    Some(format!("{value:#}\n").into_bytes())
}

/// Writes `latest.json` where it is not as the log has it; whether it was not.
///
/// # Errors
/// The file system refuses.
pub fn settle(store: &Store, past: &Past) -> Result<bool, Error> {
    let path = store.at(LATEST);
    let Some(wanted) = wanted(past) else { return Ok(false) };
    if std::fs::read(&path).is_ok_and(|there| there == wanted) {
        return Ok(false);
    }
    publish::replace(&path, &wanted).map(|()| true)
}
