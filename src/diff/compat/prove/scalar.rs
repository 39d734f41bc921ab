//! Texts and numbers: whether a bound, a step, a length, a pattern or a format is implied.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::fits::{compare, is_asserted};
use super::set::Set;
use crate::openapi::sample::kinds::{Kinds, whole};

/// How many integers between two bounds are looked at one by one.
const FEW: i128 = 64;

/// A bound of numbers.
#[derive(Debug, Clone)]
struct Bound {
    at: Number,
    exclusive: bool,
}

/// The strictest bound that a set has; nothing where it has none.
fn bound(set: &Set<'_>, is_low: bool, integers: bool) -> Option<Bound> {
    let (plain, strict) = if is_low { ("minimum", "exclusiveMinimum") } else { ("maximum", "exclusiveMaximum") };
    let mut best: Option<Bound> = None;
    for (key, exclusive) in [(plain, false), (strict, true)] {
        for at in set.said(key).filter_map(Value::as_number) {
            let next = if integers { tightened(at, exclusive, is_low) } else { None };
            let next = next.unwrap_or(Bound { at: at.clone(), exclusive });
            let stricter = best.as_ref().is_none_or(|best| match compare(&next.at, &best.at) {
                Some(Ordering::Greater) => is_low,
                Some(Ordering::Less) => !is_low,
                Some(Ordering::Equal) => next.exclusive,
                None => false,
            });
            if stricter {
                best = Some(next);
            }
        }
    }
    best
}

/// A bound as the nearest integer within it.
fn tightened(at: &Number, exclusive: bool, is_low: bool) -> Option<Bound> {
    let towards: i128 = if is_low { 1 } else { -1 };
    let inner = match whole(at) {
        Some(at) if exclusive => at + towards,
        Some(at) => at,
        None => {
            let at = at.as_f64().filter(|at| at.abs() < 1e15)?;
            #[expect(clippy::cast_possible_truncation, reason = "small enough")]
            let at = (if is_low { at.ceil() } else { at.floor() }) as i128;
            at
        }
    };
    let inner = i64::try_from(inner).map(Number::from).or_else(|_| u64::try_from(inner).map(Number::from)).ok()?;
    Some(Bound { at: inner, exclusive: false })
}

/// Whether no number of a set can be.
pub(super) fn is_empty(set: &Set<'_>, kind: u8) -> bool {
    match kind {
        Kinds::INTEGER | Kinds::FRACTION => {
            let integers = kind == Kinds::INTEGER;
            let (low, high) = (bound(set, true, integers), bound(set, false, integers));
            low.zip(high).is_some_and(|(low, high)| match compare(&low.at, &high.at) {
                Some(Ordering::Greater) => true,
                Some(Ordering::Equal) => low.exclusive || high.exclusive || !integers && whole(&low.at).is_some(),
                _ => false,
            })
        }
        Kinds::STRING => least(set, "minLength") > most(set, "maxLength").unwrap_or(u64::MAX),
        Kinds::ARRAY => least(set, "minItems") > most(set, "maxItems").unwrap_or(u64::MAX),
        Kinds::OBJECT => least(set, "minProperties") > most(set, "maxProperties").unwrap_or(u64::MAX),
        _ => false,
    }
}

/// Every integer of a set, where there are few.
pub(super) fn few(set: &Set<'_>) -> Option<Vec<Value>> {
    let low = whole(&bound(set, true, true)?.at)?;
    let high = whole(&bound(set, false, true)?.at)?;
    let number = |value: i128| i64::try_from(value).map(Value::from).ok();
    (high - low < FEW).then(|| (low..=high).filter_map(number).collect())
}

/// The greatest common divisor.
fn divisor(one: i128, other: i128) -> i128 {
    if other == 0 { one } else { divisor(other, one % other) }
}

/// The greatest of the least sizes that are said.
pub(super) fn least(set: &Set<'_>, key: &str) -> u64 {
    set.said(key).filter_map(size).max().unwrap_or(0)
}

/// The least of the greatest sizes that are said.
pub(super) fn most(set: &Set<'_>, key: &str) -> Option<u64> {
    set.said(key).filter_map(size).min()
}

/// A size as it is written: JSON Schema allows `2.0`.
pub(super) fn size(value: &Value) -> Option<u64> {
    u64::try_from(whole(value.as_number()?)?).ok()
}

/// Whether all numbers or texts of a set keep to what a keyword of the target says; true also where it is none of theirs.
pub(super) fn implied(set: &Set<'_>, kind: u8, keyword: &str, said: &Value) -> bool {
    let numbers = kind == Kinds::INTEGER || kind == Kinds::FRACTION;
    match keyword {
        "minimum" | "exclusiveMinimum" | "maximum" | "exclusiveMaximum" if numbers => {
            let Some(wanted) = said.as_number() else { return false };
            let is_low = keyword.ends_with("inimum");
            let integers = kind == Kinds::INTEGER;
            let exclusive = keyword.starts_with("exclusive");
            let wanted = if integers { tightened(wanted, exclusive, is_low) } else { None }
                .unwrap_or(Bound { at: wanted.clone(), exclusive });
            let Some(has) = bound(set, is_low, integers) else { return false };
            match compare(&has.at, &wanted.at) {
                Some(Ordering::Equal) => has.exclusive || !wanted.exclusive,
                Some(Ordering::Greater) => is_low,
                Some(Ordering::Less) => !is_low,
                None => false,
            }
        }
        "multipleOf" if numbers => {
            let Some(wanted) = said.as_number() else { return false };
            if kind == Kinds::INTEGER && whole(wanted) == Some(1) {
                return true;
            }
            let steps = || set.said("multipleOf").filter_map(Value::as_number);
            // What is a multiple of two numbers is one of their least common multiple.
            let common =
                steps().filter_map(whole).filter(|step| (1..1 << 60).contains(step)).try_fold(1_i128, |all, step| {
                    let next = all / divisor(all, step) * step;
                    (next < 1 << 60).then_some(next)
                });
            match (common, whole(wanted)) {
                (Some(common), Some(wanted)) if wanted > 0 => common % wanted == 0,
                _ => steps().any(|has| has == wanted),
            }
        }
        "minLength" if kind == Kinds::STRING => size(said).is_some_and(|wanted| least(set, keyword) >= wanted),
        "maxLength" if kind == Kinds::STRING => {
            size(said).is_some_and(|wanted| most(set, keyword).is_some_and(|has| has <= wanted))
        }
        "pattern" if kind == Kinds::STRING => set.said("pattern").any(|has| has == said),
        "format" if kind == Kinds::STRING => {
            !said.as_str().is_some_and(is_asserted) || set.said("format").any(|has| has == said)
        }
        _ => true,
    }
}
