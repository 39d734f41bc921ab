//! A ledger's line: one run of one suite.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::part::Counts;

/// One case in a ledger's line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Case<'a> {
    /// Its id.
    pub id: Cow<'a, str>,
    /// How it ended.
    pub status: Cow<'a, str>,
    /// How long it took, in milliseconds.
    pub ms: f64,
    /// Why, where it did not pass.
    pub reason: Option<Cow<'a, str>>,
}

/// The evidence that a line rests on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Evidence<'a> {
    /// Its path, from the folder that holds ledgers and runs.
    pub file: Cow<'a, str>,
    /// The SHA-256 of the whole file.
    pub sha256: Cow<'a, str>,
    /// How many lines it has.
    pub lines: u64,
}

/// One run of one suite.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ledger<'a> {
    /// The version of this form.
    pub schema: Cow<'a, str>,
    /// The run's id.
    pub run: Cow<'a, str>,
    /// The suite's name.
    pub suite: Cow<'a, str>,
    /// Its lane.
    pub lane: Cow<'a, str>,
    /// Its target.
    pub target: Cow<'a, str>,
    /// Who answered: `live` or `mock`.
    pub mode: Cow<'a, str>,
    /// When its first case started.
    pub started: Cow<'a, str>,
    /// When its last case ended.
    pub ended: Cow<'a, str>,
    /// What it came to.
    pub verdict: Cow<'a, str>,
    /// The exit code of that verdict.
    pub exit_code: u8,
    /// How many cases ended how.
    pub counts: Counts,
    /// Every case that came to an end.
    pub cases: Vec<Case<'a>>,
    /// What is under test.
    pub subject: Option<Cow<'a, str>>,
    /// The SHA-256 of the contract it was held to.
    pub contract_sha256: Option<Cow<'a, str>>,
    /// The SHA-256 of the mock file that answered.
    pub mock_sha256: Option<Cow<'a, str>>,
    /// Each flag that was evaluated.
    pub flags: BTreeMap<Cow<'a, str>, bool>,
    /// Who approved live writes, and why.
    pub approval: Option<Cow<'a, str>>,
    /// The evidence; none where it could not be written.
    pub evidence: Option<Evidence<'a>>,
    /// What else is to be known of this line, such as a torn line before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Cow<'a, str>>,
    /// The SHA-256 of the bytes of the line before; 64 zeros in a file's first line.
    pub prev: Cow<'a, str>,
    /// The signature, always last: base64 of ed25519 over the SHA-256 of the line without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sig: Option<Cow<'a, str>>,
}
