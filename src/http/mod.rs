//! Requests over the wire and what came of them; the only user of reqwest.

pub mod carrier;
mod certificate;
mod classify;
pub mod client;
pub mod cookies;
mod decode;
pub mod encode;
mod flight;
mod headers;
pub mod method;
mod phases;
pub mod reader;
mod redirect;
pub mod sse;
pub mod tls;

#[cfg(test)]
mod tests;
