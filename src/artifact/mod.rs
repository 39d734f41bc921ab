//! Evidence and ledgers: what a run leaves behind, and how it is read and verified again.

pub mod append;
pub mod conceal;
pub mod encode;
pub mod error;
pub mod layout;
pub mod lines;
pub mod places;
pub mod read;
mod rebuild;
pub mod replay;
pub mod seal;
pub mod sign;
pub mod verify;
pub mod wire;
pub mod write;

#[cfg(test)]
pub(crate) mod sample;
