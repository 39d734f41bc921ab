//! The real program, end to end.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends with a panic")]

#[path = "../services/mod.rs"]
mod services;

#[path = "../services/contract/mod.rs"]
mod apis;

mod alone;
mod bench;
mod cli;
mod contract;
mod contract_mock;
mod corpus;
mod coverage;
mod detect;
mod diff;
mod diff_step;
mod drift;
mod explore;
mod false_green;
mod flags;
mod format;
mod graphql;
mod http;
mod ingest;
mod json_rpc;
mod law;
mod lifecycle;
mod listen;
mod mocks;
mod pins;
mod program;
mod prove;
mod real;
mod recorded;
mod rows;
mod secrets;
mod shared;
mod targets;
mod tidy;
mod uncovered;
