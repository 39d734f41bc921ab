//! Generated cases from a contract: what a document promises, asked of a server until the budget ends.
//!
//! [`drive::explore`] is the door: a contract, a [`transport::Transport`], an address and [`api::Options`] in,
//! [`api::Event`]s while it goes on, an [`api::Summary`] out; [`account`] says what that is worth as evidence. What is found was seen twice, is as small as it could be made, and was judged by the
//! contract as it was sent, not by what was meant with it.

pub mod account;
pub mod api;
mod close;
mod confirm;
pub mod credential;
pub mod draft;
pub mod drive;
pub mod encode;
mod engine;
mod ground;
mod judge;
pub mod law;
mod make;
mod meant;
pub mod oracle;
mod paste;
mod resource;
mod round;
mod shrink;
mod story;
pub mod tale;
mod teller;
mod thing;
pub mod transport;
pub mod uncovered;
