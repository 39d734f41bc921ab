//! What a comparison finds: changes, each with its level, its two places and what proves it.

use serde_json::Value;

use super::level::Level;
use super::rule::api::{Kind, Row, Rule};
use crate::model::place::Place;
use crate::model::verdict::Verdict;

/// How sure it is that a change is what its level says.
#[derive(Debug, Clone, PartialEq)]
pub enum Proof {
    /// It stands in the documents, or follows from them.
    Proved,
    /// This value was checked: the one version takes it, the other does not.
    Witnessed(Value),
    /// Nobody could say, and why.
    Undecided(String),
}

impl Proof {
    /// Its name in every output.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Witnessed(_) => "witnessed",
            Self::Undecided(_) => "undecided",
        }
    }
}

/// One change, with all that it touches.
#[derive(Debug, Clone)]
pub struct Change {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// Which of the rule's rows it is.
    pub row: &'static Row,
    /// Its level, after the policy was asked.
    pub level: Level,
    /// The operations that it touches, such as `POST /orders`, in the document's order; none where it touches the whole.
    pub operations: Vec<String>,
    /// Where it was written in the old document: a JSON pointer, and its place in the text.
    pub old: Option<Where>,
    /// Where it is written in the new document.
    pub new: Option<Where>,
    /// What changed, in words.
    pub text: String,
    /// What it rests on.
    pub proof: Proof,
    /// Whether it is of words only: the same is allowed as before.
    pub same: bool,
    /// What it comes from: the component or the place that changed.
    pub group: String,
}

impl Change {
    /// Its name here, such as `request-max-length-decreased`.
    #[must_use]
    pub fn id(&self) -> String {
        self.row.id(self.rule)
    }
}

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Where {
    /// The JSON pointer (RFC 6901) with `#` before it, and the file's name before that where it is not the first one.
    pub pointer: String,
    /// Its place in the text.
    pub place: Place,
}

/// All changes between two documents.
#[derive(Debug, Clone, Default)]
pub struct Diff {
    /// By operation and place, in the order of the new document.
    pub changes: Vec<Change>,
}

impl Diff {
    /// How many changes there are of a level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.changes.iter().filter(|change| change.level == level).count()
    }

    /// The changes that add something, or take something away that nobody relied on; not those of words only.
    pub fn additive(&self) -> impl Iterator<Item = &Change> {
        let adds = |change: &&Change| change.level == Level::Info && !change.same && change.rule.kind != Kind::Outcome;
        self.changes.iter().filter(adds)
    }

    /// What the changes come to where those of a level and above count. Where only what nobody could decide would make it
    /// red, it is not known.
    #[must_use]
    pub fn verdict(&self, least: Level) -> Verdict {
        let mut counted = self.changes.iter().filter(|change| change.level >= least).peekable();
        if counted.peek().is_none() {
            Verdict::Green
        } else if counted.all(|change| matches!(change.proof, Proof::Undecided(_))) {
            Verdict::Inconclusive
        } else {
            Verdict::Red
        }
    }

    /// The breaking changes that nobody could decide.
    pub fn undecided(&self) -> impl Iterator<Item = &Change> {
        let open = |change: &&Change| change.level == Level::Error && matches!(change.proof, Proof::Undecided(_));
        self.changes.iter().filter(open)
    }
}
