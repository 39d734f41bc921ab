//! One side of an exchange at a time, for those who answer: which operation is meant, and what is wrong with one side.

use http::Method;

use super::bench::Bench;
use super::{Breach, Contract, Options, Verdict, request, response};
use crate::model::exchange::{Answer, Request};

/// An operation as its place among [`crate::openapi::api::Api::operations`], and what stands where its path has names,
/// still percent-encoded.
pub type Route = (usize, Vec<(String, String)>);

impl Contract {
    /// The operation of a method and a path (without a query).
    ///
    /// # Errors
    /// Why there is none.
    pub fn route(&self, method: &Method, path: &str, prefix: Option<&str>) -> Result<Route, Box<Breach>> {
        self.router.find(&self.api, method, path, prefix).map(|found| (found.operation, found.captured))
    }

    /// Holds a request to an operation that was found for it.
    #[must_use]
    pub fn judge_request(&self, route: &Route, request: &Request, options: &Options) -> Verdict {
        let mut bench = Bench::new(self, options, route.0);
        request::judge(&mut bench, request, &route.1);
        bench.verdict()
    }

    /// Holds an answer to an operation; of the request only the method counts.
    #[must_use]
    pub fn judge_answer(&self, operation: usize, request: &Request, answer: &Answer, options: &Options) -> Verdict {
        let mut bench = Bench::new(self, options, operation);
        response::judge(&mut bench, request, answer);
        bench.verdict()
    }
}
