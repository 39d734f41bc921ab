//! What a receiver of webhooks keeps in mind: deliveries that it met, what took effect, and how new what it knows is.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::Delivery;

/// What a receiver knows of a delivery that it meets.
#[derive(Clone, Copy)]
pub(super) enum Seen {
    /// It is new, and the so many-th of its shop.
    New { of_the_shop: u64 },
    /// It came before, or what it tells did.
    Before,
    /// Something newer came before it.
    Overtaken,
}

#[derive(Default)]
pub(super) struct Memory {
    webhooks: HashSet<String>,
    events: HashSet<String>,
    /// How often each event took effect.
    effects: HashMap<String, u64>,
    /// How many new deliveries of each shop came.
    shops: HashMap<String, u64>,
    /// When the newest known state of each thing was made.
    newest: HashMap<String, Moment>,
}

/// When a state was made, as a receiver may compare it.
struct Moment {
    at: Timestamp,
    text: String,
}

impl Moment {
    /// What cannot be read was made at no known time, and is never old.
    fn of(text: &str) -> Option<Self> {
        text.parse().ok().map(|at| Self { at, text: text.to_owned() })
    }

    fn is_before(&self, other: &Self, fault: &str) -> bool {
        match fault {
            "stale-by-the-second" => self.at.as_second() < other.at.as_second(),
            "stale-by-text" => self.text < other.text,
            _ => self.at < other.at,
        }
    }
}

impl Memory {
    pub(super) fn effects(&self, event: &str) -> u64 {
        self.effects.get(event).copied().unwrap_or(0)
    }

    pub(super) fn take_effect(&mut self, delivery: &Delivery<'_>) {
        *self.effects.entry(delivery.event.to_owned()).or_default() += 1;
    }

    /// Keeps the delivery's ids, and tells whether one of them was known.
    pub(super) fn remember(&mut self, delivery: &Delivery<'_>) {
        self.knew(delivery, "");
    }

    fn knew(&mut self, delivery: &Delivery<'_>, fault: &str) -> bool {
        let event = match fault {
            "topics-deduplicated" => delivery.event.to_owned(),
            _ => format!("{} {}", delivery.event, delivery.topic),
        };
        // An empty id is none.
        let webhook = !delivery.webhook.is_empty() && !self.webhooks.insert(delivery.webhook.to_owned());
        let event = !delivery.event.is_empty() && !self.events.insert(event);
        match fault {
            "not-deduplicated" => false,
            "event-not-deduplicated" => webhook,
            "webhook-not-deduplicated" => event,
            _ => webhook || event,
        }
    }

    /// Whether what is known of the thing is newer; what is newest is kept.
    fn is_overtaken(&mut self, delivery: &Delivery<'_>, fault: &str) -> bool {
        let Some((thing, moment)) = delivery.thing.as_ref().zip(Moment::of(delivery.triggered_at)) else {
            return false;
        };
        let thing = if fault == "stale-of-all" { delivery.shop } else { thing.as_str() };
        match self.newest.get(thing) {
            Some(newest) if moment.is_before(newest, fault) => {
                if fault == "stale-poisons" {
                    self.newest.insert(thing.to_owned(), Moment { at: Timestamp::MAX, text: String::new() });
                }
                fault != "stale-overwrites"
            }
            _ => {
                self.newest.insert(thing.to_owned(), moment);
                false
            }
        }
    }

    /// Takes a good delivery: it takes effect where it is new and of the newest state.
    pub(super) fn meet(&mut self, delivery: &Delivery<'_>, fault: &str) -> Seen {
        if self.knew(delivery, fault) {
            return Seen::Before;
        }
        if self.is_overtaken(delivery, fault) {
            return Seen::Overtaken;
        }
        self.take_effect(delivery);
        let of_the_shop = self.shops.entry(delivery.shop.to_owned()).or_default();
        *of_the_shop += 1;
        Seen::New { of_the_shop: *of_the_shop }
    }
}
