//! What was told of a service: requests that belong together, each with what came of it.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;

use super::draft::{Draft, Payload};
use super::law::Judged;
use crate::model::exchange::{Answer, Exchange};

/// What a request of a tale is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Makes what others need.
    Prepare,
    /// Is itself what is judged.
    Probe,
    /// Makes the thing that the tale is about.
    Make,
    /// Reads it.
    Read,
    /// Reads it where its `Location` says that it is.
    Located,
    /// Reads it once more, with nothing between.
    Again,
    /// Writes it anew.
    Replace,
    /// Changes a part of it.
    Patch,
    /// Reads it after a change.
    Changed,
    /// Asks whether it is still the same, by its old `ETag`.
    Unmodified,
    /// Changes it under a condition that no longer holds.
    Outdated,
    /// Lists it among others.
    List,
    /// Lists only so many.
    Limited,
    /// One page of several.
    Page,
    /// Lists only those with a value.
    Filtered,
    /// Lists them in an order.
    Sorted,
    /// Takes it away.
    Remove,
    /// Reads what lies below it.
    Below,
    /// Reads the same below another thing of its kind.
    Elsewhere,
    /// Reads what lay below it when it is gone.
    Orphan,
    /// Reads it when it is gone.
    Gone,
    /// Takes it away when it is gone.
    RemoveAgain,
    /// Lists when it is gone.
    Without,
    /// Sends the same once more, under the same key.
    Replay,
    /// Sends something else under the same key.
    Reused,
    /// Reads, changes or deletes it as another caller.
    Foreign,
    /// Follows a link of the document.
    Linked,
}

impl Role {
    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prepare => "prepare",
            Self::Probe => "probe",
            Self::Make => "create",
            Self::Read => "read",
            Self::Located => "follow Location",
            Self::Again => "read again",
            Self::Replace => "replace",
            Self::Patch => "patch",
            Self::Changed => "read after change",
            Self::Unmodified => "read if modified",
            Self::Outdated => "change if unmodified",
            Self::List => "list",
            Self::Limited => "list few",
            Self::Page => "page",
            Self::Filtered => "filter",
            Self::Sorted => "sort",
            Self::Remove => "delete",
            Self::Below => "read below",
            Self::Elsewhere => "read below another",
            Self::Orphan => "read below after delete",
            Self::Gone => "read after delete",
            Self::RemoveAgain => "delete again",
            Self::Without => "list after delete",
            Self::Replay => "replay",
            Self::Reused => "reuse key",
            Self::Foreign => "as another caller",
            Self::Linked => "follow link",
        }
    }
}

/// A part of a request that comes from an earlier answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// The part.
    pub spot: Spot,
    /// The earlier step's place in the tale.
    pub from: usize,
    /// What of its answer.
    pub source: Source,
}

/// A part of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// The parameter at this place.
    Parameter(usize),
    /// The value in the body that a JSON pointer leads to.
    Body(String),
}

/// A part of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The value in the body that a JSON pointer leads to.
    Json(String),
    /// What stands behind the last slash of the header `Location`.
    Location,
    /// A header.
    Header(String),
    /// Nothing of it: the value was our own choice.
    Chosen,
}

impl Source {
    /// What it is in an answer.
    #[must_use]
    pub fn take(&self, answer: &Answer) -> Option<Value> {
        match self {
            Self::Json(pointer) => {
                let value = answer.json().ok()?.pointer(pointer)?;
                (value.is_string() || value.is_number()).then(|| value.clone())
            }
            Self::Location => {
                let path = answer.header("location")?.split(['?', '#']).next()?.trim_end_matches('/');
                let last = path.rsplit('/').next().filter(|last| !last.is_empty())?;
                Some(Value::String(last.to_owned()))
            }
            Self::Header(name) => Some(Value::String(answer.header(name)?.to_owned())),
            Self::Chosen => None,
        }
    }
}

/// Puts a value where a binding says.
pub(super) fn put(draft: &mut Draft, spot: &Spot, value: &Value) {
    match spot {
        Spot::Parameter(index) => {
            if let Some(parameter) = draft.parameters.get_mut(*index) {
                *parameter = Some(value.clone());
            }
        }
        Spot::Body(pointer) => {
            if let Some(place) = draft.value_mut().and_then(|body| body.pointer_mut(pointer)) {
                *place = value.clone();
            }
        }
    }
}

/// One request of a tale.
#[derive(Debug)]
pub struct Told {
    /// What it was for.
    pub role: Role,
    /// What was meant.
    pub draft: Draft,
    /// What of it came from earlier answers.
    pub bindings: Vec<Binding>,
    /// What was sent, and what came of it.
    pub exchange: Arc<Exchange>,
    /// What the contract says of both.
    pub judged: Judged,
    /// Whether all that it names was made by this tale or given by the service.
    pub grounded: bool,
    /// The parameter that it is about, where it is about one.
    pub about: Option<usize>,
    /// What it reads, or lists among others, below another thing: the step that made it, and where its id stands.
    pub below: Option<(usize, Source)>,
}

impl Told {
    /// The whole answer, where one came.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        self.exchange.answer()
    }

    /// The status; 0 where no whole answer came.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.answer().map_or(0, |answer| answer.status.as_u16())
    }

    /// Whether it was answered with 2xx.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        (200..300).contains(&self.status())
    }

    /// The answer's body as JSON.
    #[must_use]
    pub fn json(&self) -> Option<&Value> {
        self.answer()?.json().ok()
    }

    /// A header of the answer.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.answer()?.header(name)
    }

    /// Whether bytes were sent that are no value of a media type.
    #[must_use]
    pub fn is_raw(&self) -> bool {
        matches!(self.draft.body, Payload::Raw { .. })
    }

    /// The body that was sent.
    #[must_use]
    pub fn sent(&self) -> &Bytes {
        &self.exchange.request.body
    }
}

/// Requests that belong together.
#[derive(Debug, Default)]
pub struct Tale {
    /// In the order in which they were sent.
    pub steps: Vec<Told>,
    /// Whether what was listed is all that there is to list.
    pub whole: bool,
    /// Whether the pages were walked to the last.
    pub walked: bool,
    /// How the ids of the things that it is about are called.
    pub names: Vec<String>,
}

impl Tale {
    /// The first step of a role, with its place.
    #[must_use]
    pub fn first(&self, role: Role) -> Option<(usize, &Told)> {
        self.steps.iter().enumerate().find(|(_, told)| told.role == role)
    }

    /// The step that a single request was sent in.
    #[must_use]
    pub fn probed(&self) -> Option<&Told> {
        self.steps.iter().rev().find(|told| matches!(told.role, Role::Probe | Role::Make))
    }

    /// Every step of a role, with its place.
    pub fn all(&self, role: Role) -> impl Iterator<Item = (usize, &Told)> {
        self.steps.iter().enumerate().filter(move |(_, told)| told.role == role)
    }
}
