//! The ground: plain data that every room speaks in; it imports no other room and knows no wire format.

pub mod clock;
pub mod diagnostic;
pub mod endpoint;
pub mod event;
pub mod exchange;
pub mod exploration;
pub mod finding;
pub mod id;
pub mod journal;
pub mod json;
pub mod kind;
pub mod lane;
pub mod mode;
pub mod node;
pub mod observation;
pub mod outcome;
pub mod pin;
pub mod place;
pub mod proof;
pub mod record;
pub mod reply;
pub mod secret;
pub mod shape;
pub mod stop;
pub mod verdict;
pub mod waiver;
