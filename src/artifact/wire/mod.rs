//! The versioned JSON forms of ledgers and evidence.

pub mod case;
pub mod exchange;
pub mod ledger;
pub mod line;
pub mod part;
pub mod run;
