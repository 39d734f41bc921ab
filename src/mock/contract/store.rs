//! What was made by requests of one case, in the order of its making, within limits.

use std::collections::{HashMap, VecDeque};

use serde_json::{Map, Value};

/// How many items a collection holds; the oldest goes where one more comes.
pub const MOST_ITEMS: usize = 10_000;
/// How many collections a case holds; the oldest goes where one more comes.
pub const MOST_COLLECTIONS: usize = 1_000;

/// What was made, by the path of its collection.
#[derive(Debug, Default)]
pub struct Store {
    collections: HashMap<String, Collection>,
    order: VecDeque<String>,
}

#[derive(Debug, Default)]
struct Collection {
    items: Map<String, Value>,
    made: u64,
}

impl Store {
    /// One of a collection.
    #[must_use]
    pub fn get(&self, key: &str, id: &str) -> Option<&Value> {
        self.collections.get(key)?.items.get(id)
    }

    /// All of a collection, the oldest first.
    #[must_use]
    pub fn all(&self, key: &str) -> impl ExactSizeIterator<Item = (&String, &Value)> {
        static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
        self.collections.get(key).map_or(&*NONE, |known| &known.items).iter()
    }

    /// How many were made in a collection so far.
    #[must_use]
    pub fn made(&self, key: &str) -> u64 {
        self.collections.get(key).map_or(0, |known| known.made)
    }

    /// Puts one into a collection; what had the same id is replaced where it stood.
    pub fn put(&mut self, key: &str, id: String, value: Value) {
        if !self.collections.contains_key(key) {
            self.order.push_back(key.to_owned());
            if self.order.len() > MOST_COLLECTIONS
                && let Some(oldest) = self.order.pop_front()
            {
                self.collections.remove(&oldest);
            }
        }
        let collection = self.collections.entry(key.to_owned()).or_default();
        if collection.items.insert(id, value).is_none() {
            collection.made += 1;
        }
        if collection.items.len() > MOST_ITEMS
            && let Some(oldest) = collection.items.keys().next().cloned()
        {
            collection.items.shift_remove(&oldest);
        }
    }

    /// Takes one out, and with it the collections that lie below it.
    pub fn remove(&mut self, key: &str, id: &str) -> Option<Value> {
        let gone = self.collections.get_mut(key)?.items.shift_remove(id)?;
        let below = format!("{key}/{}/", id.replace('/', "%2F"));
        self.collections.retain(|key, _| !key.starts_with(&below));
        self.order.retain(|key| !key.starts_with(&below));
        Some(gone)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_oldest_goes_where_there_is_no_room() {
        let mut store = Store::default();
        for number in 0..=MOST_ITEMS {
            store.put("/a", number.to_string(), json!(number));
        }
        assert_eq!(store.all("/a").len(), MOST_ITEMS);
        assert_eq!((store.get("/a", "0"), store.made("/a")), (None, MOST_ITEMS as u64 + 1));
        for number in 0..MOST_COLLECTIONS {
            store.put(&format!("/b/{number}/c"), "x".into(), json!(1));
        }
        assert_eq!(store.all("/a").len(), 0);
        assert_eq!(store.all("/b/0/c").len(), 1);
    }

    #[test]
    fn what_lies_below_goes_with_it() {
        let mut store = Store::default();
        store.put("/a", "1".into(), json!(1));
        store.put("/a/1/b", "2".into(), json!(2));
        store.put("/a/10/b", "3".into(), json!(3));
        assert_eq!(store.remove("/a", "1"), Some(json!(1)));
        assert_eq!(store.remove("/a", "1"), None);
        assert_eq!((store.all("/a/1/b").len(), store.all("/a/10/b").len()), (0, 1));
    }
}
