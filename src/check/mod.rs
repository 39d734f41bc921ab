//! The table of checks: one file each; to add one is to add its file and its two lines here.

pub mod api;
#[cfg(test)]
mod fixture;
mod limit;
mod sample;
mod seen;
#[cfg(test)]
mod table_tests;
mod written;

mod body;
mod by_status;
mod calls;
mod cert;
pub mod contract;
mod cookie;
pub mod diff;
mod error;
pub mod graphql;
mod header;
mod html;
mod json;
mod messages;
pub mod no_secret;
mod paging;
mod pinned;
mod problem;
mod rate_limit;
mod redirect;
pub mod rpc;
mod same_as;
mod schema;
mod status;
mod time;
mod traceparent;

use crate::model::kind::Kind;

/// Every check, in the order in which their findings are told.
pub static TABLE: &[&Kind<api::Compile>] = &[
    &status::KIND,
    &by_status::KIND,
    &error::KIND,
    &rpc::KIND,
    &redirect::KIND,
    &header::KIND,
    &cookie::KIND,
    &problem::KIND,
    &graphql::KIND,
    &json::KIND,
    &messages::KIND,
    &schema::KIND,
    &contract::KIND,
    &diff::KIND,
    &body::KIND,
    &html::KIND,
    &same_as::KIND,
    &pinned::KIND,
    &paging::KIND,
    &rate_limit::KIND,
    &traceparent::KIND,
    &time::KIND,
    &cert::KIND,
    &calls::KIND,
    &no_secret::KIND,
];
