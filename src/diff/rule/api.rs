//! What every rule is: a row with its documentation, the changes that it knows, and a function that looks at a pair.

use std::collections::HashSet;

use serde_json::Value;

use crate::diff::level::Level;
use crate::diff::policy::Policy;
use crate::diff::spot::Spot;
use crate::openapi::at::At;
use crate::openapi::schema::Direction;

/// A rule: one thing of a contract that may change.
#[derive(Debug)]
pub struct Rule {
    /// What may change, such as `max-length`.
    pub id: &'static str,
    /// One line.
    pub summary: &'static str,
    /// Markdown: what it means for who uses the contract, and what to do.
    pub docs: &'static str,
    /// What it looks at.
    pub kind: Kind,
    /// Whether it is about which values are allowed, so that values prove or refute it.
    pub values: bool,
    /// Every change that it knows: one a place and action.
    pub rows: &'static [Row],
    /// Looks at a pair.
    pub(in crate::diff) look: fn(&Pair<'_, '_>, &mut Out<'_>),
}

/// One change that a rule knows.
#[derive(Debug)]
pub struct Row {
    /// What happened, such as `decreased`.
    pub action: &'static str,
    /// Where.
    pub seat: Seat,
    /// How much it weighs.
    pub level: Level,
    /// The name that it has in oasdiff, whose lists of what is ignored are understood.
    pub oasdiff: Option<&'static str>,
}

/// A row whose change oasdiff knows too.
pub(super) const fn row(action: &'static str, seat: Seat, level: Level, oasdiff: &'static str) -> Row {
    Row { action, seat, level, oasdiff: Some(oasdiff) }
}

/// A row whose change only this program tells.
pub(super) const fn own(action: &'static str, seat: Seat, level: Level) -> Row {
    Row { action, seat, level, oasdiff: None }
}

impl Row {
    /// The change's name, such as `request-max-length-decreased`.
    #[must_use]
    pub fn id(&self, rule: &Rule) -> String {
        match self.seat.direction() {
            _ if self.seat == Seat::Contract => format!("{}-{}", rule.id, self.action),
            Direction::Request => format!("request-{}-{}", rule.id, self.action),
            Direction::Response => format!("response-{}-{}", rule.id, self.action),
        }
    }
}

/// What kind of thing a pair is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The whole document.
    Document,
    /// All operations of a path; only told of where the whole path came or went.
    Path,
    /// An operation.
    Operation,
    /// A parameter.
    Parameter,
    /// The body of a request.
    Body,
    /// A media type of a body.
    Media,
    /// The answer of a status.
    Response,
    /// A header of an answer.
    Header,
    /// A schema.
    Schema,
    /// Both documents once more, when all else was found.
    Outcome,
    /// Two schemas of which one holds what the other is in a list of several forms, and says nothing beside.
    Wrapping,
}

/// Where something stands, and with it which way its data goes: callbacks and webhooks are sent by the server, so what they
/// carry stands where answers do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Seat {
    /// In the contract as such; no data goes there.
    Contract,
    /// The body of a request.
    RequestBody,
    /// Below the body of a request.
    RequestProperty,
    /// A parameter.
    Parameter,
    /// Below a parameter.
    ParameterProperty,
    /// The body of an answer.
    ResponseBody,
    /// Below the body of an answer.
    ResponseProperty,
    /// A header of an answer.
    ResponseHeader,
}

impl Seat {
    /// Which way data goes there. A contract as such counts as what is asked.
    #[must_use]
    pub const fn direction(self) -> Direction {
        match self {
            Self::Contract | Self::RequestBody | Self::RequestProperty | Self::Parameter | Self::ParameterProperty => {
                Direction::Request
            }
            Self::ResponseBody | Self::ResponseProperty | Self::ResponseHeader => Direction::Response,
        }
    }

    /// Where a part of what stands here stands.
    pub(in crate::diff) const fn below(self) -> Self {
        match self {
            Self::RequestBody | Self::RequestProperty => Self::RequestProperty,
            Self::Parameter | Self::ParameterProperty => Self::ParameterProperty,
            Self::ResponseBody | Self::ResponseProperty | Self::ResponseHeader => Self::ResponseProperty,
            Self::Contract => Self::Contract,
        }
    }
}

/// Two things that belong together, or one that has no other.
#[derive(Debug)]
pub(in crate::diff) struct Pair<'p, 'd> {
    pub(in crate::diff) kind: Kind,
    pub(in crate::diff) seat: Seat,
    /// What it is called: a path, a method with its path, a parameter, a status.
    pub(in crate::diff) name: &'p str,
    pub(in crate::diff) old: Option<Spot<'d>>,
    pub(in crate::diff) new: Option<Spot<'d>>,
    /// What it stands in; none for the document, and for schemas, which stand in more places than one.
    pub(in crate::diff) up: Option<&'p Pair<'p, 'd>>,
    pub(in crate::diff) policy: &'p Policy,
    /// What was found of everything; none before it was.
    pub(in crate::diff) outcome: Option<&'p Outcome>,
}

/// What a comparison came to.
#[derive(Debug, Default)]
pub(in crate::diff) struct Outcome {
    /// The schemas of the old document that some schema of the new one was compared with.
    pub(in crate::diff) used: HashSet<At>,
    /// Whether something is breaking.
    pub(in crate::diff) broke: bool,
}

impl<'d> Pair<'_, 'd> {
    /// Both, where there are two.
    pub(super) fn both(&self) -> Option<(&Spot<'d>, &Spot<'d>)> {
        Some((self.old.as_ref()?, self.new.as_ref()?))
    }

    /// What stands under a key on either side.
    pub(super) fn get(&self, key: &str) -> (Option<&'d Value>, Option<&'d Value>) {
        let of = |side: &Option<Spot<'d>>| side.as_ref().and_then(|spot| spot.get(key));
        (of(&self.old), of(&self.new))
    }

    /// The texts under a key.
    pub(super) fn texts(&self, key: &str) -> (Option<&'d str>, Option<&'d str>) {
        let (old, new) = self.get(key);
        (old.and_then(Value::as_str), new.and_then(Value::as_str))
    }

    /// Whether `true` stands under a key.
    pub(super) fn flags(&self, key: &str) -> (bool, bool) {
        let (old, new) = self.get(key);
        (old == Some(&Value::Bool(true)), new == Some(&Value::Bool(true)))
    }

    /// Whether it belongs to a path that clients call; webhooks and callbacks are called by the server.
    pub(super) fn is_served(&self) -> bool {
        self.above(Kind::Path).is_some_and(|path| path.name.starts_with('/'))
    }

    /// What is added to an action where the data never goes that way: a `readOnly` property is not sent, a `writeOnly` one
    /// does not come back (OpenAPI 3.1.1, section 4.8.24.2).
    pub(super) fn unseen(&self) -> Option<&'static str> {
        let (key, suffix) = match self.seat {
            Seat::RequestProperty => ("readOnly", "-where-read-only"),
            Seat::ResponseProperty => ("writeOnly", "-where-write-only"),
            _ => return None,
        };
        self.new.as_ref().is_some_and(|spot| spot.flag(key)).then_some(suffix)
    }

    /// What stands in the path to this of a kind: itself, or the nearest above it.
    pub(super) fn above(&self, kind: Kind) -> Option<&Self> {
        // The loop borrows each pair from the one below it.
        let mut here = self;
        while here.kind != kind {
            here = here.up?;
        }
        Some(here)
    }
}

/// What a rule found, before anyone asked whether it is so.
#[derive(Debug, Clone)]
pub(in crate::diff) struct Raw {
    pub(in crate::diff) rule: &'static Rule,
    pub(in crate::diff) row: &'static Row,
    pub(in crate::diff) old: Option<At>,
    pub(in crate::diff) new: Option<At>,
    pub(in crate::diff) text: String,
}

/// Where a rule says what it found.
#[derive(Debug)]
pub(in crate::diff) struct Out<'o> {
    rule: &'static Rule,
    found: &'o mut Vec<Raw>,
}

impl<'o> Out<'o> {
    pub(in crate::diff) const fn new(rule: &'static Rule, found: &'o mut Vec<Raw>) -> Self {
        Self { rule, found }
    }

    /// Whether the rule has a row for an action.
    pub(super) fn knows(&self, action: &str, seat: Seat) -> bool {
        self.rule.rows.iter().any(|row| row.action == action && row.seat == seat)
    }

    /// A change of the pair itself. Where the rule has no row for this action at the pair's place, it is none.
    pub(super) fn say(&mut self, pair: &Pair<'_, '_>, action: &str, text: impl Into<String>) {
        let at = |spot: &Option<Spot<'_>>| spot.as_ref().map(|spot| spot.at.clone());
        self.say_at(pair.seat, action, at(&pair.old), at(&pair.new), text);
    }

    /// A change of what stands under a key of the pair.
    pub(super) fn say_key(&mut self, pair: &Pair<'_, '_>, key: &str, action: &str, text: impl Into<String>) {
        let at = |spot: &Option<Spot<'_>>| {
            let spot = spot.as_ref()?;
            Some(if spot.get(key).is_some() { spot.at.child(key) } else { spot.at.clone() })
        };
        self.say_at(pair.seat, action, at(&pair.old), at(&pair.new), text);
    }

    /// A change of the values that are allowed, told under a keyword; by its milder row where the data never goes that way.
    pub(super) fn say_values(&mut self, pair: &Pair<'_, '_>, key: &str, action: &str, text: impl Into<String>) {
        let milder = pair.unseen().map(|suffix| format!("{action}{suffix}"));
        match milder.filter(|milder| self.knows(milder, pair.seat)) {
            Some(milder) => self.say_key(pair, key, &milder, text),
            None => self.say_key(pair, key, action, text),
        }
    }

    /// A change at two places.
    pub(super) fn say_at(
        &mut self,
        seat: Seat,
        action: &str,
        old: Option<At>,
        new: Option<At>,
        text: impl Into<String>,
    ) {
        let fits = |row: &&Row| row.action == action && row.seat == seat;
        if let Some(row) = self.rule.rows.iter().find(fits) {
            self.found.push(Raw { rule: self.rule, row, old, new, text: text.into() });
        }
    }
}
