//! The table of steps: one file each; to add one is to add its file and its two lines here.

pub mod api;
pub mod callback;
pub mod caller;
pub mod coverage;
pub mod payload;
pub mod request;
pub mod session;
pub mod station;

mod call;
mod diff;
mod exec;
mod explore;
mod file;
mod graphql;
pub mod json_rpc;
mod listen;
mod wait;
mod webhook;

use crate::model::kind::Kind;

/// Every kind of step.
pub static TABLE: &[&Kind<api::Compile>] = &[
    &call::KIND,
    &graphql::KIND,
    &json_rpc::KIND,
    &webhook::KIND,
    &listen::KIND,
    &explore::KIND,
    &file::KIND,
    &diff::KIND,
    &exec::KIND,
    &wait::KIND,
];
