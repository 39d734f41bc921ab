//! Two contracts compared by what they mean: which values and calls were promised, and which still are.
//!
//! Data runs down one way: two documents → pairs of what belongs together (`walk`) → what the rules of [`rule`] find in a
//! pair → what of that is so by the values that schemas allow ([`compat`], with a witness) → changes, one a cause.

pub mod change;
pub mod compare;
pub mod compat;
mod group;
mod judge;
pub mod level;
pub mod policy;
pub mod rule;
mod spot;
mod walk;
pub mod wire;
