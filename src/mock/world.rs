//! What a mock remembers of one case: its state, how often a key came, and what was answered to it.

use std::collections::{HashMap, VecDeque};

use serde_json::{Map, Value};

use super::answer::Filled;
use super::contract::store::Store;

/// How many keys a case remembers; beyond that the oldest is forgotten, so that a long-lived mock does not grow.
const MAX_KEYS: usize = 10_000;

/// A stub's place, and what its `key` gave.
pub type StubKey = (usize, String);

/// What is remembered of one case.
#[derive(Debug)]
pub struct World {
    /// The state.
    pub state: Map<String, Value>,
    /// How many requests came.
    pub arrivals: u64,
    /// How many requests were answered with a number of their own.
    pub seq: u64,
    /// What is remembered of keys.
    pub keys: Keys,
    /// What was made, where a contract is answered from with state.
    pub made: Store,
}

/// What is remembered of keys; apart from the state, so that it can change while facts are read from that.
#[derive(Debug, Default)]
pub struct Keys {
    counts: HashMap<StubKey, u64>,
    counted: VecDeque<StubKey>,
    replays: HashMap<StubKey, Stored>,
    replayed: VecDeque<StubKey>,
}

/// A first result, kept for its key.
#[derive(Debug)]
pub struct Stored {
    /// The digest of the body that it answered.
    pub digest: [u8; 32],
    /// The answer.
    pub answer: Filled,
    /// Whether it is still held back.
    pub in_flight: bool,
}

impl World {
    /// A world in which nothing has happened.
    #[must_use]
    pub fn new(state: Map<String, Value>) -> Self {
        Self { state, arrivals: 0, seq: 0, keys: Keys::default(), made: Store::default() }
    }
}

impl Keys {
    /// How often a key came before; counts this time.
    pub fn count(&mut self, key: StubKey) -> u64 {
        if let Some(count) = self.counts.get_mut(&key) {
            *count += 1;
            return *count - 1;
        }
        remember(&mut self.counts, &mut self.counted, key, 1);
        0
    }

    /// Whether any first result is kept.
    #[must_use]
    pub fn has_replays(&self) -> bool {
        !self.replays.is_empty()
    }

    /// The first result for a key.
    #[must_use]
    pub fn stored(&self, key: &StubKey) -> Option<&Stored> {
        self.replays.get(key)
    }

    /// Keeps a first result.
    pub fn store(&mut self, key: StubKey, stored: Stored) {
        remember(&mut self.replays, &mut self.replayed, key, stored);
    }

    /// Says that a first result is no longer held back.
    pub fn land(&mut self, key: &StubKey) {
        if let Some(stored) = self.replays.get_mut(key) {
            stored.in_flight = false;
        }
    }
}

fn remember<V>(map: &mut HashMap<StubKey, V>, order: &mut VecDeque<StubKey>, key: StubKey, value: V) {
    order.push_back(key.clone());
    map.insert(key, value);
    if order.len() > MAX_KEYS
        && let Some(oldest) = order.pop_front()
    {
        map.remove(&oldest);
    }
}
