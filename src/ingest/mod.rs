//! The specification pipeline: a dispatched OpenAPI document is verified, stored once, compared and made known.

pub mod compare;
pub mod drive;
pub mod event;
pub mod evidence;
pub mod gate;
mod hook;
pub mod payload;
pub mod pipeline;
pub mod rollback;
pub mod stage;
pub mod store;
