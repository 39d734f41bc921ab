//! A list that only grows: what was put in stays where it is, so that it can be looked at while others add to it.

use std::sync::OnceLock;

const CHUNK: usize = 256;

/// How many it holds at most.
pub(super) const MOST: usize = CHUNK * CHUNK;

type Chunk<T> = Box<[OnceLock<T>]>;

/// Slots, each filled once.
#[derive(Debug)]
pub(super) struct Slots<T>(Box<[OnceLock<Chunk<T>>]>);

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self((0..CHUNK).map(|_| OnceLock::new()).collect())
    }
}

impl<T> Slots<T> {
    /// What is in a slot.
    pub(super) fn get(&self, at: usize) -> Option<&T> {
        self.0.get(at / CHUNK)?.get()?[at % CHUNK].get()
    }

    /// Fills a slot; one that is filled already, or lies beyond [`MOST`], stays as it is.
    pub(super) fn set(&self, at: usize, value: T) {
        if let Some(chunk) = self.0.get(at / CHUNK) {
            let chunk = chunk.get_or_init(|| (0..CHUNK).map(|_| OnceLock::new()).collect());
            let _ = chunk[at % CHUNK].set(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_filled_once_and_only_up_to_the_last() {
        let slots = Slots::default();
        for at in [0, 255, 256, MOST - 1] {
            assert_eq!(slots.get(at), None);
            slots.set(at, at);
            slots.set(at, 7);
            assert_eq!(slots.get(at), Some(&at));
        }
        slots.set(MOST, 1);
        assert_eq!(slots.get(MOST), None);
    }
}
