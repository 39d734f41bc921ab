//! Answers from a contract: what no stub takes is answered as an OpenAPI document says.
//!
//! An example that conforms, else generated data that conforms; a request that breaks the document is refused as the
//! document declares it, and told. With `state` what was made is there. Nothing is compiled before an operation is asked
//! for, and nothing is answered that the document's own validator did not take.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::answer::Filled;
use crate::openapi::api::Operation;
use crate::openapi::conform::{Contract, Options};
use crate::openapi::schema::Undeclared;
use prepare::Prepared;
use resource::Resources;
use view::View;

mod answer;
pub mod check;
mod curl;
mod fit;
mod page;
mod prefer;
mod prepare;
mod refuse;
mod resource;
mod state;
pub mod store;
mod view;
mod write;

/// How many generated answers an operation has of each status and media type; the request says which.
const RING: usize = 64;

/// How a contract is answered from.
#[derive(Debug, Clone, Default)]
pub struct Serving {
    /// What generated data derives from.
    pub seed: u64,
    /// Whether what was made is there afterwards.
    pub state: bool,
    /// What stands before the document's paths, instead of the paths of its servers.
    pub prefix: Option<String>,
    /// The operations that are answered, as their places; all where left out.
    pub only: Option<Vec<usize>>,
}

/// A contract that is answered from.
#[derive(Debug)]
pub struct Provider {
    contract: Arc<Contract>,
    serving: Serving,
    /// Each operation's name in journals: its `operationId`, else method and path.
    names: Vec<Arc<str>>,
    desks: Vec<OnceLock<Desk>>,
    resources: OnceLock<Resources>,
}

/// What an operation has answered so far, by status and by the media type's place.
#[derive(Debug, Default)]
struct Desk {
    prepared: Table<Option<usize>, Arc<Prepared>>,
    views: Table<usize, Option<Arc<View>>>,
}

/// What is kept by status and media type.
type Table<K, V> = RwLock<HashMap<(u16, K), V>>;

/// An answer from a contract.
#[derive(Debug)]
pub struct Given {
    /// The answer.
    pub answer: Filled,
    /// The operation that it is counted for; none where the request was refused.
    pub operation: Option<usize>,
    /// What is told of a request that was refused.
    pub told: Option<String>,
    /// What kept the contract from being answered from.
    pub fault: Option<String>,
}

/// What is ready to be sent.
#[derive(Debug, Clone)]
struct Ready {
    headers: HeaderMap,
    body: Bytes,
}

/// An answer that is said to be wanted, such as 404, or why there is none.
type Made = Result<Ready, String>;

impl Given {
    /// An answer to a request that is right.
    fn of(number: usize, status: StatusCode, ready: Ready) -> Self {
        let answer = Filled { status, headers: ready.headers, body: ready.body };
        Self { answer, operation: Some(number), told: None, fault: None }
    }
}

impl Provider {
    /// A provider for a contract.
    #[must_use]
    pub fn new(contract: Arc<Contract>, serving: Serving) -> Self {
        let operations = &contract.api.operations;
        let name = |one: &Operation| one.id.as_deref().map_or_else(|| one.name().into(), Into::into);
        let names = operations.iter().map(name).collect();
        let desks = operations.iter().map(|_| OnceLock::new()).collect();
        Self { contract, serving, names, desks, resources: OnceLock::new() }
    }

    /// The contract.
    #[must_use]
    pub const fn contract(&self) -> &Arc<Contract> {
        &self.contract
    }

    /// The names of its operations, in the document's order.
    #[must_use]
    pub fn names(&self) -> &[Arc<str>] {
        &self.names
    }

    /// How many operations are answered.
    #[must_use]
    pub fn count(&self) -> usize {
        self.serving.only.as_ref().map_or(self.names.len(), Vec::len)
    }

    fn operation(&self, number: usize) -> &Operation {
        &self.contract.api.operations[number]
    }

    /// What an operation answers with a status, in one of the media types; made ready when first asked for.
    fn prepared(&self, operation: usize, status: StatusCode, media: Option<usize>) -> Arc<Prepared> {
        let desk = self.desks[operation].get_or_init(Desk::default);
        let key = (status.as_u16(), media);
        if let Some(known) = desk.prepared.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let made = Arc::new(Prepared::new(&self.contract, operation, status, media, self.serving.seed));
        desk.prepared.write().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert(made).clone()
    }

    /// Where the items are in what an operation answers; none where that is no object and no list.
    fn view(&self, operation: usize, status: StatusCode, media: usize) -> Option<Arc<View>> {
        let desk = self.desks[operation].get_or_init(Desk::default);
        let key = (status.as_u16(), media);
        if let Some(known) = desk.views.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let (resource, _) = self.resources().of(operation)?;
        let made = View::new(&self.contract, operation, status, media, resource).map(Arc::new);
        desk.views.write().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert(made).clone()
    }

    fn resources(&self) -> &Resources {
        self.resources.get_or_init(|| Resources::infer(&self.contract.api))
    }
}

/// How requests are held to the document: what it does not speak of is a service's own affair.
const fn open() -> Options {
    Options { may_be_wrong: false, undeclared: Undeclared::Allow, prefix: None, below: None, values: false }
}

/// How answers are held to the document: a mock gives nothing that is not declared.
const fn closed() -> Options {
    Options { may_be_wrong: false, undeclared: Undeclared::Error, prefix: None, below: None, values: false }
}

/// A number that is the same for the same parts (FNV-1a, 64 bits).
fn digest(parts: &[&[u8]]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for byte in *part {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        hash = (hash ^ 0xff).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}

#[cfg(test)]
mod tests;
