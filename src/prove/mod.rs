//! Mutation testing of suites against their mocks: a green suite has to be able to go red.
//!
//! A case runs in memory on a virtual clock. Its exchanges are kept; then, for each, what the mock answers is made wrong in
//! one way, the case runs again from a fresh state under the same seed, and it has to notice.

pub mod account;
pub mod api;
pub mod drive;
mod freedom;
mod given;
mod line;
mod message;
pub mod mutation;
pub mod paste;
mod pool;
mod scene;
mod trial;
pub mod waiver;
