//! A hold point for API integrations: suites against live or mocked endpoints, evidence, and an exit code that a rollout can trust.
//!
//! Most people use the program (`README.md`). A Rust crate uses [`harness`], which makes its suites its tests, and
//! [`mock`], which serves mock files. Everything else is public for the program's sake.
//!
//! # The pipeline
//!
//! Data runs down one way:
//!
//! 1. [`suite`] finds files and reads them as they were written, each part with its place.
//! 2. [`plan`] puts rows and fragments in place, resolves every name and compiles every step and check: an immutable
//!    plan, or every diagnostic of every file at once.
//! 3. [`plan::select`] keeps the cases that are meant; a part that selects nothing is an error.
//! 4. [`target`] evaluates flags and settles each target as live or mocked: the one place that picks.
//! 5. [`mock`] answers for targets that are not live, with a fresh state for each case.
//! 6. [`runner`] drives cases side by side; one loop puts every event in order.
//! 7. [`step`] does one thing, through [`http`], and gives what it saw.
//! 8. [`check`] judges what was seen, purely, and gives findings.
//! 9. [`artifact`] and [`report`] write events down, redacted: evidence first, then what a person reads.
//! 10. [`cli`] makes the verdict an exit code, and is the only room that knows them.
//!
//! # What holds everywhere
//!
//! - Nothing vacuous passes: a check that asserted nothing, a selection of nothing and a run of nothing are never green.
//! - An error never promotes. [`model::verdict::Verdict`] is ordered, and the worst one of a run is its verdict.
//! - Every name is resolved before anything is sent, as far as that can be known.
//! - A mode stands at each exchange; an answer of a mock in a live run is an error.
//! - A secret is a [`model::secret::Secret`] and leaves by way of a redactor only.
//! - Only [`http`] sends, only [`cli`] and [`report`] print, only [`cli`] exits.
//! - [`suite`], [`plan`], [`value`] and [`check`] send nothing and wait for nothing.
//!
//! # The rooms
//!
//! | room | what it is for |
//! |---|---|
//! | [`model`] | the words that all rooms share; it imports none |
//! | [`syntax`] | YAML with places, shapes, and how a diagnostic is shown |
//! | [`value`] | templates, paths, matchers, masking |
//! | [`openapi`] | OpenAPI documents, and data that fits them |
//! | [`diff`] | what changed between two contracts, and whom it breaks |
//! | [`graphql`] | pinned schemas, and documents and answers that are held to them |
//! | [`suite`] | suites and the project file, as written |
//! | [`plan`] | what will be run |
//! | [`step`], [`check`], [`report`] | tables: one file for each kind |
//! | [`http`] | the client |
//! | [`program`] | programs of the machine |
//! | [`explore`] | generated cases from a contract |
//! | [`drift`] | answers of a mock and of a live target, compared |
//! | [`ingest`] | the specification pipeline: verify, store once, compare, make known |
//! | [`mock`] | the mock engine, its server, and a carrier for the `wiremock` crate |
//! | [`target`] | flags, approval, live or mocked |
//! | [`runner`] | drives a plan |
//! | [`prove`] | makes mocks answer wrongly, and demands that suites notice |
//! | [`harness`] | a plan as tests of a crate |
//! | [`artifact`] | ledgers and evidence |
//! | [`catalog`] | every row of every table, for `holdpoint explain` |
//! | [`cli`] | the commands |
//!
//! Which room may import which is held by a test (`tests/it/tidy.rs`).
#![forbid(unsafe_code)]

pub mod artifact;
pub mod catalog;
pub mod check;
pub mod cli;
pub mod diff;
pub mod drift;
pub mod explore;
pub mod graphql;
pub mod harness;
pub mod http;
pub mod ingest;
pub mod mock;
pub mod model;
pub mod openapi;
pub mod plan;
pub mod program;
pub mod prove;
pub mod report;
pub mod runner;
pub mod step;
pub mod suite;
pub mod syntax;
pub mod target;
pub mod value;
