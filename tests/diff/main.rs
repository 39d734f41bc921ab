//! Two contracts compared: beside what another tool finds, by meaning, and by properties that hold for any two.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends with a panic")]

mod meaning;
mod oasdiff;
mod rules;
