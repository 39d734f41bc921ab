//! The shipped suites, live against servers that nobody of this project wrote: what those do otherwise is found, and nothing else.
#![expect(clippy::expect_used, reason = "a test that cannot go on ends with a panic")]

#[path = "../it/program.rs"]
mod program;

mod mcp;
mod peer;
mod prism;
mod registries;
mod supabase;
