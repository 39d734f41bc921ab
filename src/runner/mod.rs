//! Runs a plan: one loop orders what happens, cases run beside each other, every loop has a hard end.

pub mod attempt;
pub mod case;
pub mod dispatch;
pub mod drive;
pub mod executor;
pub mod judge;
pub mod retry;
pub mod signal;
pub mod undo;
