//! Puts an API behind the gate, and lets its fault spoil the answer.

use super::document::Document;
use super::gate::{Call, Lax, Refusal, admit, route};
use super::wire::{Answer, Request, Service};

/// An API: what stands behind the gate, and how its refusals look.
pub(super) trait Api: Send + Sync + 'static {
    /// Which of the known callers asks, from 0.
    fn known(&self, request: &Request) -> Option<usize>;
    fn handle(&self, call: &Call) -> Answer;
    fn refuse(&self, refusal: &Refusal) -> Answer;
    /// What the fault leaves out of the gate for an operation.
    fn lax(&self, operation: &str) -> Lax;
    /// Makes an answer wrong as the fault has it; `operation` is empty where none was found.
    fn spoil(&self, operation: &str, request: &Request, answer: &mut Answer);
}

/// An API and the document that it keeps to.
pub(super) struct Host<A> {
    pub(super) document: Document,
    pub(super) api: A,
}

impl<A: Api> Service for Host<A> {
    fn answer(&self, request: &Request) -> Answer {
        let api = &self.api;
        let (operation, mut answer) = match route(&self.document, request) {
            Err(refusal) => ("", api.refuse(&refusal)),
            Ok((operation, path)) => {
                let admitted = admit(operation, &path, request, |request| api.known(request), api.lax(&operation.id));
                let answer = match admitted {
                    Ok(call) => api.handle(&call),
                    Err(refusal) => api.refuse(&refusal),
                };
                (operation.id.as_str(), answer)
            }
        };
        api.spoil(operation, request, &mut answer);
        answer
    }
}
