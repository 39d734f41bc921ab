//! Numbers compared by value, exactly: `1` is `1.0`, and `9007199254740993` is not `9007199254740992`.

use std::cmp::Ordering;

use serde_json::Number;

/// The number whose value is compared exactly with whole numbers: beyond it a float is no neighbour of any of them.
const HUGE: f64 = 1e38;

/// Compares two numbers by value.
#[must_use]
pub(super) fn compare(one: &Number, other: &Number) -> Ordering {
    match (whole(one), whole(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        (Some(one), None) => beside(one, float(other)),
        (None, Some(other)) => beside(other, float(one)).reverse(),
        (None, None) => float(one).partial_cmp(&float(other)).unwrap_or(Ordering::Equal),
    }
}

/// Whether two numbers are surely equal: of one beyond 64 bits not every digit is kept, and so it equals nothing.
#[must_use]
pub(super) fn same(one: &Number, other: &Number) -> bool {
    alike(one, other) && !is_beyond(one) && !is_beyond(other)
}

/// Whether two numbers are equal as far as their digits are kept.
#[must_use]
pub(super) fn alike(one: &Number, other: &Number) -> bool {
    compare(one, other) == Ordering::Equal
}

/// Whether whole numbers of that size are kept as floats, several of them as the same one (RFC 8259, section 6).
#[must_use]
pub(super) fn is_beyond(number: &Number) -> bool {
    number.is_f64() && !(-9_223_372_036_854_775_808.0 < float(number) && float(number) < 18_446_744_073_709_551_616.0)
}

/// Whether it has no fraction.
#[must_use]
pub(super) fn is_whole(number: &Number) -> bool {
    whole(number).is_some() || float(number).fract() == 0.0
}

/// The number that a text is, written as JSON writes numbers.
#[must_use]
pub(super) fn written(text: &str) -> Option<Number> {
    let text = text.trim();
    // Only digits may begin and end a number; `serde_json` would take spaces.
    text.ends_with(|last: char| last.is_ascii_digit()).then(|| serde_json::from_str(text).ok()).flatten()
}

/// As a float, rounded where it has to be.
#[must_use]
pub(super) fn float(number: &Number) -> f64 {
    number.as_f64().unwrap_or(f64::NAN)
}

fn whole(number: &Number) -> Option<i128> {
    if let Some(small) = number.as_i64() {
        return Some(small.into());
    }
    if let Some(large) = number.as_u64() {
        return Some(large.into());
    }
    let float = float(number);
    (float.fract() == 0.0 && float.abs() < HUGE).then(|| truncated(float))
}

#[expect(clippy::cast_possible_truncation, reason = "callers ask only below HUGE, which fits")]
const fn truncated(float: f64) -> i128 {
    float as i128
}

/// Compares a whole number with a float that is none, or is huge.
fn beside(whole: i128, float: f64) -> Ordering {
    if float.abs() >= HUGE {
        return if float > 0.0 { Ordering::Less } else { Ordering::Greater };
    }
    if whole <= truncated(float.floor()) { Ordering::Less } else { Ordering::Greater }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(one: &str, other: &str) -> Ordering {
        compare(&serde_json::from_str(one).unwrap(), &serde_json::from_str(other).unwrap())
    }

    #[test]
    fn values_count_and_not_spellings() {
        assert_eq!(order("1", "1.0"), Ordering::Equal);
        assert_eq!(order("0", "-0.0"), Ordering::Equal);
        assert_eq!(order("100", "1e2"), Ordering::Equal);
        assert_eq!(order("9007199254740993", "9007199254740992"), Ordering::Greater);
        assert_eq!(order("9007199254740993", "9007199254740992.0"), Ordering::Greater);
        assert_eq!(order("18446744073709551615", "-1"), Ordering::Greater);
        assert_eq!(order("1", "1.5"), Ordering::Less);
        assert_eq!(order("-1", "-1.5"), Ordering::Greater);
        assert_eq!(order("2.5", "2"), Ordering::Greater);
        assert_eq!(order("5", "1e300"), Ordering::Less);
        assert_eq!(order("-1e300", "5"), Ordering::Less);
        assert_eq!(order("0.1", "0.2"), Ordering::Less);
    }

    #[test]
    fn what_is_beyond_64_bits_equals_nothing() {
        for (one, other) in [
            ("12345678901234567890123", "12345678901234567890124"),
            ("12345678901234567890123", "12345678901234567890123"),
            ("-9223372036854775809", "-9223372036854775808"),
            ("18446744073709551616", "18446744073709551617"),
            ("1e22", "10000000000000000000001"),
        ] {
            let [one, other] = [one, other].map(|text| serde_json::from_str(text).unwrap());
            assert!(alike(&one, &other) && !same(&one, &other) && !same(&other, &one), "{one} {other}");
        }
        for (one, other) in [
            ("18446744073709551615", "18446744073709551615"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("9007199254740993", "9007199254740993"),
            ("1.5", "1.5"),
            ("1e18", "1000000000000000000"),
        ] {
            assert!(same(&serde_json::from_str(one).unwrap(), &serde_json::from_str(other).unwrap()), "{one}");
        }
        assert_eq!(order("18446744073709551615", "18446744073709551616"), Ordering::Less);
        assert_eq!(order("12345678901234567890123", "5"), Ordering::Greater);
    }

    #[test]
    fn only_whole_texts_are_numbers() {
        assert_eq!(written(" 5 ").map(|number| number.to_string()).as_deref(), Some("5"));
        assert!(written("-1.5e3").is_some());
        for text in ["", "5 apples", "0x5", "05", "1.", "NaN", "+1", "5,0"] {
            assert!(written(text).is_none(), "{text}");
        }
    }
}
