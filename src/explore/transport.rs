//! What carries an exploration's requests to the service, and what keeps them within its limits.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use crate::http::client::{Client, Outgoing};
use crate::model::exchange::{Exchange, Request};

/// An exchange that is under way; a failure is inside of it.
pub type Carried<'a> = Pin<Box<dyn Future<Output = Exchange> + Send + 'a>>;

/// Carries requests; so many at once as the exploration has jobs.
pub trait Transport: Sync {
    /// Carries one request, for as long as `timeout` at most once it is on its way.
    fn carry(&self, request: Request, timeout: Duration) -> Carried<'_>;
}

impl Transport for Client {
    fn carry(&self, request: Request, timeout: Duration) -> Carried<'_> {
        Box::pin(self.send(Outgoing { timeout: Some(timeout), ..Outgoing::new(request) }))
    }
}
