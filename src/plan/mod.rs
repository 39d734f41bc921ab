//! What will be run: every name resolved, every template read, nothing left to find out but what the target answers.

pub mod compile;
mod contract;
pub mod expand;
pub mod flow;
pub mod load;
pub mod names;
#[expect(clippy::module_inception, reason = "the room is named for what it makes")]
pub mod plan;
pub mod ready;
pub mod save;
pub mod select;
pub mod shape;
mod waivers;

#[cfg(test)]
mod reference_tests;
#[cfg(test)]
mod tests;
