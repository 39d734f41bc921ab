//! A value that shows a break: made from both schemas, and believed only after both validators were asked.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use super::side::Source;
use crate::openapi::at::push;
use crate::openapi::sample::{Hints, Sampler, Spot, shrink};
use crate::openapi::schema::{Bundle, Direction};
use crate::value::matcher::step::Step;

/// How many values are asked about at one place, and all in all.
const AT_ONE_PLACE: usize = 400;
const IN_ALL: usize = 1_500;

/// How many letters the values that are asked about have all in all.
const LETTERS: usize = 1 << 20;

/// A value larger than this, in letters, is made smaller with few questions only.
const LARGE: usize = 2_000;

/// Where a break is to be looked for, because nothing proved that there is none.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Suspect {
    /// The way into the value.
    pub(super) path: Vec<Step>,
    /// What is likely to show it there.
    pub(super) values: Vec<Value>,
    /// What was not proved, in words such as `maxLength`.
    pub(super) what: &'static str,
}

/// What a witness is to show, where there is more than one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wish<'w> {
    /// The keyword that refuses it.
    pub(super) keyword: Option<&'w str>,
    /// Where in the value, as a JSON pointer.
    pub(super) field: Option<&'w str>,
}

impl Wish<'_> {
    fn is_any(self) -> bool {
        self.keyword.is_none() && self.field.is_none()
    }
}

/// Looks for a value that one schema accepts and another refuses.
pub(super) struct Search<'s> {
    source: &'s Source,
    target: &'s Arc<Bundle>,
    wish: Wish<'s>,
    sampler: Sampler,
    other: Sampler,
    asked: HashSet<String>,
    letters: usize,
    /// A witness that is not what is wished for.
    second: Option<Value>,
}

impl<'s> Search<'s> {
    pub(super) fn new(source: &'s Source, target: &'s Arc<Bundle>, wish: Wish<'s>) -> Self {
        let bundle = source.closed.as_ref().unwrap_or(&source.open).clone();
        // Who keeps to what is declared does not send what only the service may say.
        let sampler = if source.is_declared() && source.direction == Direction::Request {
            Sampler::sent(bundle, Hints::default())
        } else {
            Sampler::of(bundle, Hints::default())
        };
        let other = Sampler::of(target.clone(), Hints::default());
        Self { source, target, wish, sampler, other, asked: HashSet::new(), letters: LETTERS, second: None }
    }

    /// A witness, where one is found: at the suspected places first, then among values of all kinds.
    pub(super) fn find(mut self, suspects: &[Suspect]) -> Option<Value> {
        let found = suspects.iter().find_map(|suspect| self.at(suspect)).or_else(|| self.anywhere());
        found.or(self.second.take()).map(|value| self.smaller(&value))
    }

    /// One that is found without a long search, at the suspected places alone.
    fn at(&mut self, suspect: &Suspect) -> Option<Value> {
        let field = pointer(&suspect.path);
        if self.wish.field.is_some_and(|wished| !wished.starts_with(&field)) {
            return None;
        }
        let (sampler, other) = (self.sampler.clone(), self.other.clone());
        let spots = sampler.spots(&suspect.path);
        let others = other.spots(&suspect.path);
        let mut left = AT_ONE_PLACE;
        let mut attempt = |search: &mut Self, values: Vec<Value>| {
            for value in values {
                for spot in &spots {
                    if left == 0 {
                        return None;
                    }
                    left -= 1;
                    if let Some(found) = spot.holding(&value).find_map(|whole| search.ask(&whole)) {
                        return Some(found);
                    }
                }
            }
            None
        };
        let given = suspect.values.clone();
        attempt(self, given)
            .or_else(|| attempt(self, spots.iter().flat_map(Spot::values).collect()))
            .or_else(|| attempt(self, others.iter().flat_map(Spot::wrongs).collect()))
            .or_else(|| attempt(self, others.iter().flat_map(Spot::values).collect()))
    }

    fn anywhere(&mut self) -> Option<Value> {
        let sampler = self.sampler.clone();
        let seeds = (0..16).filter_map(|seed| sampler.valid(seed).ok());
        let plain = sampler.plain().ok();
        if let Some(found) = plain.into_iter().chain(seeds).find_map(|value| self.ask(&value)) {
            return Some(found);
        }
        if let Some(found) = sampler.covering().into_iter().find_map(|one| self.ask(&one.value)) {
            return Some(found);
        }
        let other = self.other.clone();
        other.invalid().into_iter().find_map(|one| self.ask(&one.value))
    }

    /// The value, if it is a witness of what is wished for.
    fn ask(&mut self, value: &Value) -> Option<Value> {
        let text = value.to_string();
        if self.letters < text.len() || self.asked.len() >= IN_ALL || self.asked.contains(&text) {
            return None;
        }
        self.letters -= text.len();
        // As it is read by the other party.
        let read: Value = serde_json::from_str(&text).ok()?;
        self.asked.insert(text);
        if !self.shows(&read) {
            return None;
        }
        if self.wish.is_any() || self.is_wished(&read) {
            return Some(read);
        }
        self.second.get_or_insert(read);
        None
    }

    fn shows(&self, value: &Value) -> bool {
        !self.target.is_valid(value) && self.source.accepts(value)
    }

    fn is_wished(&self, value: &Value) -> bool {
        self.target.refusals(value).iter().any(|refusal| {
            self.wish.keyword.is_none_or(|keyword| refusal.keyword == keyword)
                && self.wish.field.is_none_or(|field| refusal.instance == field)
        })
    }

    /// The witness without what does not matter.
    fn smaller(&self, value: &Value) -> Value {
        let is_wished = self.wish.is_any() || self.is_wished(value);
        let mut left = if value.to_string().len() > LARGE { 200 } else { 600 };
        shrink(value, &mut |smaller| {
            if left == 0 {
                return false;
            }
            left -= 1;
            let same = serde_json::from_str::<Value>(&smaller.to_string()).is_ok_and(|read| read == *smaller);
            same && self.shows(smaller) && (self.wish.is_any() || !is_wished || self.is_wished(smaller))
        })
    }
}

fn pointer(path: &[Step]) -> String {
    let mut pointer = String::new();
    for step in path {
        match step {
            Step::Key(key) => push(&mut pointer, key),
            Step::Index(index) => push(&mut pointer, &index.to_string()),
        }
    }
    pointer
}
