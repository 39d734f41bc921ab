//! A hold point for API integrations: suites against live or mocked endpoints, evidence, and an exit code that a rollout can trust.
#![forbid(unsafe_code)]

pub mod artifact;
pub mod check;
pub mod harness;
pub mod http;
pub mod mock;
pub mod model;
pub mod plan;
pub mod report;
pub mod runner;
pub mod step;
pub mod suite;
pub mod syntax;
pub mod target;
pub mod value;
