//! The client against real servers on loopback.

mod behaviour;
mod failures;
mod secure;
mod server;
