//! What an exploration came to, in the words of a run: what it found, its account, and the exchanges to keep.

use std::sync::Arc;

use serde_json::Value;

use super::exchange::Exchange;
use super::finding::Judgement;

/// An exploration that came to its end: it judged what it sent by itself.
#[derive(Debug, Clone)]
pub struct Exploration {
    /// What it found; an assertion for each request that it judged.
    pub judgement: Judgement,
    /// What was done: `{seed, budget, writes, ms, operations, requests, claims, cleaned, notes, coverage}`.
    pub account: Arc<Value>,
    /// What its evidence keeps, in the order in which it was sent.
    pub exchanges: Vec<Arc<Exchange>>,
}
