//! Who reads a body while it comes, and says when enough of it has.

use std::fmt::Debug;

use http::{HeaderMap, StatusCode};

use crate::model::exchange::Failure;

/// Reads along. What has come when it has enough is the body; the rest is not waited for.
pub trait Reader: Send + Debug {
    /// Is told of the head; whether that is enough.
    fn head(&mut self, status: StatusCode, headers: &HeaderMap) -> bool;

    /// Is told of the next bytes; whether they are enough.
    ///
    /// # Errors
    /// What came is beyond a limit.
    fn take(&mut self, bytes: &[u8]) -> Result<bool, Failure>;

    /// The body has ended before there was enough.
    ///
    /// # Errors
    /// What came is not whole.
    fn end(&mut self) -> Result<(), Failure>;
}
