//! What carries requests in the place of a network: whoever answers in memory does it behind the same client.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::Response;

use crate::model::exchange::{Failure, Request};

/// An answer that is under way, or why none comes.
pub type Carried<'a> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, Failure>> + Send + 'a>>;

/// Carries requests, one after another. Redirects, cookies, limits and encodings stay the client's.
pub trait Carrier: Send + Sync + Debug {
    /// Is told which step the next requests belong to.
    fn enters(&self, step: &Arc<str>);

    /// Carries one request. It may be dropped before it ends: then the client has given up.
    fn carry<'a>(&'a self, request: &'a Request) -> Carried<'a>;
}
