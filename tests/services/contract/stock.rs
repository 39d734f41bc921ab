//! What both APIs' records are made with: ids and times that are the same in each run, and pages.

use serde_json::{Map, Value};

use super::decode;

/// The nth id: a UUID of version 4.
pub(super) fn uuid(nth: u64) -> String {
    let mixed = u128::from(mix(nth)) << 64 | u128::from(mix(!nth));
    uuid::Builder::from_random_bytes(mixed.to_be_bytes()).into_uuid().to_string()
}

/// A number that looks like no other's.
pub(super) fn mix(nth: u64) -> u64 {
    let first = (nth ^ nth >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9).wrapping_add(0x9E37_79B9_7F4A_7C15);
    let second = (first ^ first >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    second ^ second >> 31
}

/// The time of the nth change: a second later than the one before it.
pub(super) fn time(nth: u64) -> String {
    let seconds = i64::try_from(nth).expect("fewer changes than seconds");
    jiff::Timestamp::from_second(1_767_225_600 + seconds).expect("a time within the calendar").to_string()
}

/// The records from `offset`, `limit` of them at most.
pub(super) fn page(records: &[&Value], offset: u64, limit: u64) -> Vec<Value> {
    let at = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    records.iter().skip(at(offset)).take(at(limit)).map(|record| (*record).clone()).collect()
}

/// Writes whole numbers as such, `1.0` as `1`.
pub(super) fn whole(record: &mut Value, key: &str) {
    if let Some(member) = record.get_mut(key)
        && let Some(number) = decode::whole(member)
    {
        *member = number.into();
    }
}

/// Puts a default where a key is absent.
pub(super) fn absent(record: &mut Value, key: &str, default: Value) {
    if let Some(members) = record.as_object_mut() {
        members.entry(key).or_insert(default);
    }
}

/// Sets each member of `change` in `record`.
pub(super) fn merge(record: &mut Value, change: &Value) {
    if let (Some(members), Some(change)) = (record.as_object_mut(), change.as_object()) {
        members.extend(change.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
}

/// An object of some members first, and those of another after them.
pub(super) fn with(first: Value, rest: &Value) -> Value {
    let mut record = if first.is_object() { first } else { Value::Object(Map::new()) };
    merge(&mut record, rest);
    record
}

/// Where the record of an id stands.
pub(super) fn find(records: &[Value], key: &str, id: &Value) -> Option<usize> {
    // An id is one of the first members, and thousands of records are looked through: no key is hashed.
    let held = |record: &Value| {
        let member = record.as_object().and_then(|record| record.iter().find(|(name, _)| *name == key));
        member.is_some_and(|(_, value)| value == id)
    };
    records.iter().position(held)
}
