//! Which service answers: flags, the one place that picks live or mock, and what may be sent where.

pub mod asked;
mod demand;
pub mod environment;
pub mod flagd;
pub mod flags;
pub mod guard;
mod live;
pub mod memory;
pub mod missing;
mod mocked;
pub mod ofrep;
pub mod origin;
pub mod overrides;
pub mod provider;
pub mod resolve;
pub mod start;

#[cfg(test)]
mod testing;
