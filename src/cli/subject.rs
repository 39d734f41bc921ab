//! What is under test: the commit, as the environment or the checkout says it.

use std::path::Path;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

/// Environment variables that name the commit, the most explicit first.
const NAMES: [&str; 4] = ["HOLDPOINT_SUBJECT", "GIT_SHA", "GITHUB_SHA", "CI_COMMIT_SHA"];

/// The commit, where someone says it.
#[must_use]
pub(super) fn commit(env: &dyn Fn(&str) -> Option<String>, start: &Path) -> Option<String> {
    NAMES.iter().find_map(|name| env(name)).filter(|text| !text.trim().is_empty()).or_else(|| of_checkout(start))
}

/// The commit of the checkout around a folder, read from its files: no program is started for it.
fn of_checkout(start: &Path) -> Option<String> {
    let start = std::path::absolute(start).ok()?;
    let git = start.ancestors().map(|folder| folder.join(".git")).find(|path| path.is_dir())?;
    let head = std::fs::read_to_string(git.join("HEAD")).ok()?;
    let Some(name) = head.trim().strip_prefix("ref: ") else { return hex(head.trim()) };
    let loose = std::fs::read_to_string(git.join(name)).ok().and_then(|text| hex(text.trim()));
    loose.or_else(|| {
        let packed = std::fs::read_to_string(git.join("packed-refs")).ok()?;
        packed.lines().find_map(|line| hex(line.strip_suffix(name)?.trim()))
    })
}

fn hex(text: &str) -> Option<String> {
    (text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| text.to_owned())
}

/// The SHA-256 of bytes, lower-case hex.
#[must_use]
pub(super) fn sha256(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}
