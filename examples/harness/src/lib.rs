//! A crate whose API is checked by suites; see `tests/suites.rs`.
