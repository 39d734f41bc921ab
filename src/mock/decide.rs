//! What a request comes to: which stub takes it, what that stub changes, and what it answers.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::answer::{Filled, problem};
use super::contract::Given;
use super::facts::{Facts, Ground};
use super::nearest::{mask, nearest};
use super::pattern::{Params, split};
use super::request::Request;
use super::state::{apply, plan};
use super::stub::{Mock, Stub};
use super::world::{Stored, StubKey, World};

/// Decides for one mock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judge<'m> {
    pub(super) mock: &'m Mock,
    pub(super) ground: &'m Ground,
}

enum Choice {
    Stub(usize, Params),
    Replay(StubKey),
    None,
}

/// What a request comes to.
#[derive(Debug)]
pub(super) struct Decided {
    pub(super) answer: Filled,
    pub(super) delay: Duration,
    pub(super) stub: Option<usize>,
    pub(super) nearest: Option<String>,
    /// The key that is in flight until the answer has been given.
    pub(super) landing: Option<StubKey>,
    /// What kept the mock from answering as its file says.
    pub(super) fault: Option<String>,
}

impl Judge<'_> {
    /// Whether a stub takes the request; nothing is changed.
    pub(super) fn takes(self, request: &Request, world: &World) -> bool {
        let mut facts = Facts { seq: world.seq, ..Facts::new(self.ground, request, &world.state) };
        !matches!(self.choose(&mut facts, world), Choice::None)
            || self.mock.provider.as_ref().is_some_and(|provider| provider.takes(request))
    }

    fn choose(self, facts: &mut Facts<'_>, world: &World) -> Choice {
        let path = facts.request.path();
        let mut held = None;
        for number in self.mock.index.literal(path) {
            if let Some(choice) = self.consider(*number, Params::new(), facts, world, &mut held) {
                return choice;
            }
        }
        if self.mock.index.has_templates() {
            let segments = split(path);
            for number in self.mock.index.templates(path) {
                if let Some(params) = self.mock.stubs[number].pattern.params(&segments)
                    && let Some(choice) = self.consider(number, params, facts, world, &mut held)
                {
                    return choice;
                }
            }
        }
        held.map_or(Choice::None, |(number, params)| Choice::Stub(number, params))
    }

    // A key that was answered before is answered so again, whatever the first answer changed in the state; so a stub
    // that matches because of the state is held until no later one knows the key.
    fn consider(
        self,
        number: usize,
        params: Params,
        facts: &mut Facts<'_>,
        world: &World,
        held: &mut Option<(usize, Params)>,
    ) -> Option<Choice> {
        let stub = &self.mock.stubs[number];
        if !stub.methods.take(&facts.request.method) {
            return None;
        }
        facts.params = params;
        if stub.replay.is_some()
            && world.keys.has_replays()
            && let Some(key) = key(stub, facts)
        {
            let key = (number, key);
            if world.keys.stored(&key).is_some() {
                return Some(Choice::Replay(key));
            }
        }
        let holds = held.is_none()
            && stub.conditions.iter().all(|condition| condition.holds(facts))
            && stub.guard.as_ref().is_none_or(|guard| guard.holds(facts) == Ok(true));
        if !holds {
            return None;
        }
        let params = std::mem::take(&mut facts.params);
        if world.keys.has_replays() && stub.reads_state() {
            *held = Some((number, params));
            return None;
        }
        Some(Choice::Stub(number, params))
    }

    pub(super) fn decide(self, request: &Request, world: &mut World) -> Decided {
        world.arrivals += 1;
        let mut facts = Facts { seq: world.seq, ..Facts::new(self.ground, request, &world.state) };
        match self.choose(&mut facts, world) {
            Choice::Stub(number, params) => self.execute(number, params, request, world),
            Choice::Replay(key) => self.repeat(&key, request, world),
            Choice::None => {
                let why = match self.mock.provider.as_ref().map(|one| one.answer(request, &mut world.made)) {
                    Some(Ok(given)) => return self.promised(given, &facts),
                    Some(Err(why)) => Some(mask(&why, &facts)),
                    None => None,
                };
                let mut found = nearest(self.mock, &mut facts);
                if let Some(why) = why {
                    found.text = format!("{}; {why}", found.text);
                }
                let detail = format!(
                    "{} {} matched none of the {} stubs of the mock `{}`",
                    request.method,
                    request.target,
                    self.mock.stubs.len(),
                    self.mock.name
                );
                let members = json!({"title": "no stub matches", "detail": detail, "nearest": found.value});
                let answer = problem(&self.mock.signature, StatusCode::NOT_FOUND, members);
                Decided { nearest: Some(found.text), ..Decided::now(answer, None) }
            }
        }
    }

    fn promised(self, given: Given, facts: &Facts<'_>) -> Decided {
        let mut answer = given.answer;
        answer.sign(&self.mock.signature);
        let nearest = given.told.map(|told| mask(&told, facts));
        let stub = given.operation.map(|operation| self.mock.stubs.len() + operation);
        Decided { nearest, fault: given.fault, ..Decided::now(answer, stub) }
    }

    fn repeat(self, key: &StubKey, request: &Request, world: &World) -> Decided {
        let (Some(stored), Some(replay)) = (world.keys.stored(key), &self.mock.stubs[key.0].replay) else {
            return self.fault(key.0, "its first result is gone");
        };
        let stub = Some(key.0);
        if stored.digest == <[u8; 32]>::from(Sha256::digest(&request.body)) && !stored.in_flight {
            return Decided::now(stored.answer.clone(), stub);
        }
        let same = stored.digest == <[u8; 32]>::from(Sha256::digest(&request.body));
        let answer = if same { &replay.in_flight } else { &replay.other_body };
        let facts = Facts::new(self.ground, request, &world.state);
        match answer.fill(&facts) {
            Ok(filled) => Decided::now(filled, stub),
            Err(what) => self.fault(key.0, &what),
        }
    }

    fn execute(self, number: usize, params: Params, request: &Request, world: &mut World) -> Decided {
        let stub = &self.mock.stubs[number];
        world.seq += u64::from(stub.counts);
        let (seq, arrival) = (world.seq, world.arrivals);
        let mut facts = Facts { params, seq, arrival, ..Facts::new(self.ground, request, &world.state) };
        let key = key(stub, &facts);
        for (name, guard) in &stub.compute {
            match guard.value(&facts) {
                Ok(value) => facts.computed.insert(name.clone(), value),
                Err(what) => return self.fault(number, &format!("`compute` {name}: {what}")),
            };
        }
        let step = match stub.steps.len() {
            1 => 0,
            steps => {
                let before = world.keys.count((number, key.clone().unwrap_or_default()));
                usize::try_from(before).unwrap_or(usize::MAX).min(steps - 1)
            }
        };
        let answer = &stub.steps[step];
        let changes = match plan(stub.set.iter().chain(&answer.set), &facts) {
            Ok(changes) => changes,
            Err(what) => return self.fault(number, &format!("`set`: {what}")),
        };
        if !changes.is_empty() {
            let Facts { params, computed, .. } = facts;
            apply(changes, &mut world.state);
            facts = Facts { params, computed, seq, arrival, ..Facts::new(self.ground, request, &world.state) };
        }
        let filled = match answer.fill(&facts) {
            Ok(filled) => filled,
            Err(what) => return self.fault(number, &what),
        };
        let delay = answer
            .delay
            .map_or(Duration::ZERO, |delay| delay.draw(self.ground.seed, request.case.as_str(), &stub.id, arrival));
        let mut decided = Decided { delay, ..Decided::now(filled, Some(number)) };
        if stub.replay.is_some()
            && let Some(key) = key
            && is_final(decided.answer.status)
        {
            let key = (number, key);
            let in_flight = !delay.is_zero();
            let digest = Sha256::digest(&request.body).into();
            world.keys.store(key.clone(), Stored { digest, answer: decided.answer.clone(), in_flight });
            decided.landing = in_flight.then_some(key);
        }
        decided
    }

    fn fault(self, number: usize, what: &str) -> Decided {
        let stub = &self.mock.stubs[number];
        let detail = format!("the stub `{}` could not answer: {what}", stub.id);
        let members = json!({"title": "the mock failed", "detail": detail});
        let answer = problem(&self.mock.signature, StatusCode::INTERNAL_SERVER_ERROR, members);
        Decided { fault: Some(detail), ..Decided::now(answer, Some(number)) }
    }
}

impl Decided {
    fn now(answer: Filled, stub: Option<usize>) -> Self {
        Self { answer, delay: Duration::ZERO, stub, nearest: None, landing: None, fault: None }
    }
}

/// What the stub's `key` gives; none where it has none, or where the request brings nothing for it.
fn key(stub: &Stub, facts: &Facts<'_>) -> Option<String> {
    match stub.key.as_ref()?.fill(facts).ok()?.as_ref() {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// Whether a client would not try again after it, so that it is the result of its key.
fn is_final(status: StatusCode) -> bool {
    !(status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429))
}
