//! A mock of an upstream: one YAML file, compiled once, answered by one engine, served by hyper or carried by `wiremock`.

pub mod answer;
pub mod case;
mod cel_functions;
pub mod cel_names;
pub mod cel_value;
pub mod condition;
pub mod contract;
mod decide;
pub mod delay;
pub mod engine;
pub mod error;
pub mod expect;
pub mod facts;
pub mod guard;
pub mod index;
pub mod journal;
pub mod load;
pub mod nearest;
pub mod pattern;
pub mod request;
pub mod server;
pub mod shape;
pub mod state;
pub mod stub;
pub mod wiremock;
pub mod world;
