//! Numbers between bounds, exactly: integers of every size, and steps such as 0.01.

use serde_json::{Number, Value};

use super::kinds::{Kinds, whole};
use super::rng::Rng;

/// What a schema says of a number.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    pub(super) low: Option<Edge>,
    pub(super) high: Option<Edge>,
    /// `multipleOf` as digits and how many of them stand after the point.
    pub(super) step: Option<Step>,
    /// Bounds that a format brings, which not every validator knows: kept by valid values, never the reason of an
    /// invalid one.
    pub(super) format: Option<(i128, i128)>,
}

/// A bound.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub(super) number: Number,
    pub(super) exclusive: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    pub(super) digits: i128,
    pub(super) scale: u32,
}

/// The integers that JSON readers written in Rust keep.
const WHOLE: (i128, i128) = (i64::MIN as i128, u64::MAX as i128);

const LARGEST: i128 = 10_i128.pow(31);

pub(super) fn float(number: &Number) -> f64 {
    number.as_f64().unwrap_or(0.0)
}

pub(super) fn less(one: &Number, other: &Number) -> bool {
    match (whole(one), whole(other)) {
        (Some(one), Some(other)) => one < other,
        _ => float(one) < float(other),
    }
}

pub(super) fn integer(value: i128) -> Option<Value> {
    if let Ok(small) = i64::try_from(value) {
        return Some(Value::from(small));
    }
    u64::try_from(value).ok().map(Value::from)
}

/// A decimal as the number that its digits read as.
pub(super) fn decimal(digits: i128, scale: u32) -> Option<Value> {
    if scale == 0 {
        return integer(digits);
    }
    let value: f64 = format!("{digits}e-{scale}").parse().ok()?;
    Number::from_f64(value).map(Value::Number)
}

impl Step {
    pub(super) fn read(number: &Number) -> Option<Self> {
        if let Some(digits) = whole(number) {
            return (digits > 0).then_some(Self { digits, scale: 0 });
        }
        // The shortest text that reads as the number is what stood in the document.
        let text = number.to_string();
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text.as_str(), 0),
        };
        let (front, back) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: i128 = format!("{front}{back}").parse().ok()?;
        let scale = i32::try_from(back.len()).ok()? - exponent;
        (digits > 0 && (1..=30).contains(&scale)).then_some(Self { digits, scale: scale.unsigned_abs() })
    }

    /// What is a multiple of both.
    pub(super) fn and(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let raise = |step: Self| step.digits.checked_mul(10_i128.checked_pow(scale - step.scale)?);
        let (one, two) = (raise(self)?, raise(other)?);
        let digits = (one / common(one, two)).checked_mul(two)?;
        (digits <= LARGEST).then_some(Self { digits, scale })
    }

    /// The integers among the multiples.
    pub(super) fn whole(self) -> i128 {
        let ten = 10_i128.checked_pow(self.scale).unwrap_or(1);
        self.digits / common(self.digits, ten)
    }

    fn value(self) -> f64 {
        format!("{}e-{}", self.digits, self.scale).parse().unwrap_or(1.0)
    }

    /// Whether a number is one of the multiples, as its decimal digits read.
    fn holds(self, number: &Number) -> bool {
        if let Some(value) = whole(number) {
            return value % self.whole() == 0;
        }
        Self::read(&Number::from_f64(float(number).abs()).unwrap_or_else(|| Number::from(0))).is_some_and(|read| {
            let scale = read.scale.max(self.scale);
            let raise = |step: Self| step.digits.checked_mul(10_i128.checked_pow(scale - step.scale)?);
            matches!((raise(read), raise(self)), (Some(one), Some(two)) if one % two == 0)
        })
    }
}

fn common(mut one: i128, mut two: i128) -> i128 {
    while two != 0 {
        (one, two) = (two, one % two);
    }
    one.abs().max(1)
}

fn down(value: i128, by: i128) -> i128 {
    value.div_euclid(by)
}

fn up(value: i128, by: i128) -> i128 {
    -((-value).div_euclid(by))
}

#[allow(clippy::cast_possible_truncation)] // `as` keeps to the range's end
fn rounded(value: f64) -> i128 {
    value as i128
}

impl Numbers {
    /// The integers between the bounds.
    pub(super) fn range(&self) -> (i128, i128) {
        let (mut low, mut high) = self.format.unwrap_or(WHOLE);
        if let Some(edge) = &self.low {
            let at = whole(&edge.number).map_or_else(
                || rounded(float(&edge.number).ceil()),
                |at| at.saturating_add(i128::from(edge.exclusive)),
            );
            low = low.max(at);
        }
        if let Some(edge) = &self.high {
            let at = whole(&edge.number).map_or_else(
                || rounded(float(&edge.number).floor()),
                |at| at.saturating_sub(i128::from(edge.exclusive)),
            );
            high = high.min(at);
        }
        // What is larger is no number that JSON's readers keep; within this, sums and products do not overflow.
        (low.clamp(-LARGEST, LARGEST), high.clamp(-LARGEST, LARGEST))
    }

    /// The keyword that a number breaks.
    pub(super) fn fault(&self, number: &Number) -> Option<&'static str> {
        if let Some(edge) = &self.low {
            let below = less(number, &edge.number);
            if below || edge.exclusive && !less(&edge.number, number) {
                return Some(if edge.exclusive { "exclusiveMinimum" } else { "minimum" });
            }
        }
        if let Some(edge) = &self.high {
            let above = less(&edge.number, number);
            if above || edge.exclusive && !less(number, &edge.number) {
                return Some(if edge.exclusive { "exclusiveMaximum" } else { "maximum" });
            }
        }
        if self.step.is_some_and(|step| !step.holds(number)) {
            return Some("multipleOf");
        }
        if let (Some((low, high)), Some(value)) = (self.format, whole(number))
            && (value < low || value > high)
        {
            return Some("format");
        }
        None
    }

    /// The multiples' numbers between the bounds: integers, as counts of the step.
    fn counts(&self) -> Option<(i128, i128, i128)> {
        let by = self.step.map_or(1, Step::whole);
        let (low, high) = self.range();
        let (first, last) = (up(low, by), down(high, by));
        (first <= last).then_some((first, last, by))
    }

    /// The lowest and the highest integer.
    pub(super) fn ends(&self) -> Option<(i128, i128)> {
        self.counts().map(|(first, last, by)| (first * by, last * by))
    }

    pub(super) fn pick(&self, kinds: Kinds, rng: &mut Rng, plain: bool) -> Option<Value> {
        let fraction = kinds.has(Kinds::FRACTION) && !(plain && kinds.has(Kinds::INTEGER));
        if fraction && (!kinds.has(Kinds::INTEGER) || rng.once_in(2)) {
            let found = self.fraction(rng, plain);
            if found.is_some() || !kinds.has(Kinds::INTEGER) {
                return found;
            }
        }
        let found = self.integer(rng, plain);
        if found.is_none() && kinds.has(Kinds::FRACTION) {
            return self.fraction(rng, plain);
        }
        found
    }

    fn integer(&self, rng: &mut Rng, plain: bool) -> Option<Value> {
        let (first, last, by) = self.counts()?;
        if plain {
            return integer(0.clamp(first, last) * by);
        }
        // Small numbers are what most fields hold, and what people read.
        let (low, high) = if rng.once_in(32) {
            (first, last)
        } else {
            let near = 0.clamp(first, last);
            let low = if self.low.is_some() { first.max(near - 1000) } else { near };
            (low, last.min(near.saturating_add(1000)))
        };
        integer(rng.between(low, high) * by)
    }

    fn fraction(&self, rng: &mut Rng, plain: bool) -> Option<Value> {
        let low = self.low.as_ref().map(|edge| float(&edge.number));
        let high = self.high.as_ref().map(|edge| float(&edge.number));
        let (low, high) = match (low, high) {
            (Some(low), Some(high)) => (low, high),
            (Some(low), None) => (low, low + low.abs().max(1000.0)),
            (None, Some(high)) => (high - high.abs().max(1000.0), high),
            (None, None) => (0.0, 1000.0),
        };
        let fits = |value: &Value| matches!(value, Value::Number(number) if self.fault(number).is_none());
        if let Some(step) = self.step {
            let size = step.value();
            let (first, last) = (rounded((low / size).ceil()), rounded((high / size).floor()));
            let count = if plain { 0.clamp(first.min(last), last) } else { rng.between(first, last) };
            return [count, first.saturating_add(1), last.saturating_sub(1), first, last]
                .into_iter()
                .filter_map(|count| decimal(count.checked_mul(step.digits)?, step.scale))
                .find(fits);
        }
        let span = high - low;
        let at = low + span * if plain { 0.5 } else { rng.unit() };
        let cents = Number::from_f64((at * 100.0).round() / 100.0).map(Value::Number);
        let fine = Number::from_f64(at).map(Value::Number);
        let ends = [low, high].into_iter().filter_map(Number::from_f64).map(Value::Number);
        cents.into_iter().chain(fine).chain(ends).find(fits)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn number(value: &Value) -> Number {
        value.as_number().unwrap().clone()
    }

    fn edge(value: &Value, exclusive: bool) -> Edge {
        Edge { number: number(value), exclusive }
    }

    #[test]
    fn steps_are_exact() {
        let step = Step::read(&number(&json!(0.01))).unwrap();
        assert_eq!(step, Step { digits: 1, scale: 2 });
        assert!(step.holds(&number(&json!(0.07))) && !step.holds(&number(&json!(0.075))));
        let both = step.and(Step::read(&number(&json!(0.15))).unwrap()).unwrap();
        assert_eq!((both.digits, both.scale, both.whole()), (15, 2, 3));
    }

    #[test]
    fn what_is_picked_lies_between_the_bounds() {
        let rules = Numbers {
            low: Some(edge(&json!(-7), true)),
            high: Some(edge(&json!(9_223_372_036_854_775_900_u64), false)),
            step: Step::read(&number(&json!(5))),
            format: None,
        };
        assert_eq!(rules.ends(), Some((-5, 9_223_372_036_854_775_900)));
        let cents =
            Numbers { step: Step::read(&number(&json!(0.01))), low: Some(edge(&json!(0.1), false)), ..rules.clone() };
        for seed in 0..500 {
            for (rules, kinds) in [(&rules, Kinds::INTEGER), (&cents, Kinds::INTEGER | Kinds::FRACTION)] {
                let value = rules.pick(Kinds(kinds), &mut Rng::new(seed, 0), seed % 9 == 0).unwrap();
                assert_eq!(rules.fault(&number(&value)), None, "{value}");
            }
        }
    }
}
