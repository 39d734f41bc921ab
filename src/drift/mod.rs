//! Where a mock lies: the same cases asked of the mock and of the live target, and their answers compared by shape.

pub mod body;
pub mod compare;
pub mod group;
pub mod keep;
pub mod shape;
