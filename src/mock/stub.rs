//! A mock file as it is run: typed, with all names resolved and everything compiled.

use std::sync::Arc;

use http::{HeaderValue, Method};
use serde_json::Value;

use super::answer::Answer;
use super::condition::Condition;
use super::contract::Provider;
use super::expect::Expected;
use super::guard::Guard;
use super::index::Index;
use super::pattern::Pattern;
use super::state::{Declared, Op};
use crate::model::place::Place;
use crate::value::percent::encode;
use crate::value::template::Template;

/// A mock of one upstream.
#[derive(Debug)]
pub struct Mock {
    /// Its name.
    pub name: String,
    /// The SHA-256 of the file's bytes, lower-case hex.
    pub sha256: String,
    /// The names of the secrets that it needs.
    pub secrets: Vec<String>,
    /// The variables that it takes, each with its default where it has one.
    pub vars: Vec<(String, Option<Value>)>,
    /// What random delays and `fresh.*` derive from.
    pub seed: u64,
    /// Who shares a state.
    pub isolate: Isolate,
    /// The stubs in file order.
    pub stubs: Vec<Stub>,
    /// What answers where no stub does.
    pub provider: Option<Provider>,
    /// The state.
    pub state: Declared,
    /// What must have arrived.
    pub expected: Expected,
    /// Its name as every answer bears it.
    pub(super) signature: HeaderValue,
    pub(super) index: Index,
}

impl Mock {
    /// The names of all that answers: the stubs, then the operations of the contract that it answers from.
    pub fn takers(&self) -> impl Iterator<Item = &Arc<str>> {
        self.stubs.iter().map(|stub| &stub.id).chain(self.provider.iter().flat_map(Provider::names))
    }

    /// The name of what answers, by its number.
    #[must_use]
    pub fn taker(&self, number: usize) -> Option<&Arc<str>> {
        match number.checked_sub(self.stubs.len()) {
            None => self.stubs.get(number).map(|stub| &stub.id),
            Some(operation) => self.provider.as_ref()?.names().get(operation),
        }
    }
}

/// Who shares a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Isolate {
    /// Each case has its own.
    Case,
    /// All cases of a suite share one.
    Suite,
}

/// What is answered to which requests.
#[derive(Debug)]
pub struct Stub {
    /// Its name in journals and diagnostics.
    pub id: Arc<str>,
    /// Where it was written.
    pub place: Place,
    /// Which methods it takes.
    pub methods: Methods,
    /// Which paths it takes.
    pub pattern: Pattern,
    /// What else has to hold, request before state.
    pub conditions: Vec<Condition>,
    /// What else has to hold, in CEL.
    pub guard: Option<Guard>,
    /// `computed.X`, from the state as the request found it.
    pub compute: Vec<(String, Guard)>,
    /// What tells requests apart for `steps` and `replay`.
    pub key: Option<Template>,
    /// What a repeated key gives.
    pub replay: Option<Replay>,
    /// The answers: the first arrival's, the second's, …; the last stays. There is at least one.
    pub steps: Vec<Answer>,
    /// What it changes in the state.
    pub set: Vec<Op>,
    /// Whether it counts `seq` up.
    pub counts: bool,
}

impl Stub {
    /// How a person calls what it takes: `POST /orders/{id}`.
    #[must_use]
    pub fn head(&self) -> String {
        format!("{} {}", self.methods.name(), self.pattern)
    }

    /// Says in every answer whose it is.
    pub(super) fn sign(&mut self, signature: &HeaderValue) {
        // What is percent-encoded is ASCII, and can be a header.
        let stub = HeaderValue::from_str(&encode(&self.id)).unwrap_or_else(|_| HeaderValue::from_static("-"));
        let replay = self.replay.iter_mut().flat_map(|replay| [&mut replay.other_body, &mut replay.in_flight]);
        for answer in self.steps.iter_mut().chain(replay) {
            answer.sign(signature, &stub);
        }
    }

    /// How much it demands beside method and path.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.conditions.len() + usize::from(self.guard.is_some())
    }

    /// Whether it depends on more than the request.
    #[must_use]
    pub fn reads_state(&self) -> bool {
        self.conditions.iter().any(Condition::reads_state) || self.guard.as_ref().is_some_and(Guard::reads_state)
    }
}

/// Which methods a stub takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Methods {
    /// All of them.
    Any,
    /// These.
    These {
        /// As written.
        list: Vec<Method>,
        /// Whether HEAD is answered as GET is, without the body.
        head: bool,
    },
}

impl Methods {
    /// Whether a method is one of them.
    #[must_use]
    pub fn take(&self, method: &Method) -> bool {
        match self {
            Self::Any => true,
            Self::These { list, head } => list.contains(method) || (*head && *method == Method::HEAD),
        }
    }

    /// As a person writes them.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Any => "ANY".into(),
            Self::These { list, .. } => list.iter().map(Method::as_str).collect::<Vec<_>>().join("|"),
        }
    }
}

/// What a repeated key gives.
#[derive(Debug)]
pub struct Replay {
    /// The answer to the same key with another body.
    pub other_body: Answer,
    /// The answer while the first one is still held back.
    pub in_flight: Answer,
}
