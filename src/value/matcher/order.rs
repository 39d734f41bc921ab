//! Matchers of order and distance: `lt`, `le`, `gt`, `ge`, `between`, `close_to`.

use std::cmp::Ordering;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Number, Value, json};

use super::api::{Reading, Row, Subject};
use super::measure::{Measure, Miss, measured};
use super::operand::Fault;
use super::step::Step;
use super::{moment, number, show};

#[derive(Debug)]
struct Limit {
    bound: Bound,
    words: &'static str,
    allows: fn(Ordering) -> bool,
}

#[derive(Debug)]
enum Bound {
    Number(Number),
    Day(Date),
    Moment(Timestamp),
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Day(day) => day.fmt(f),
            Self::Moment(moment) => moment.fmt(f),
        }
    }
}

impl Bound {
    fn read(value: &Value) -> Result<Self, Fault> {
        let bound = match value {
            Value::Number(number) => Some(Self::Number(number.clone())),
            // A variable from the environment is text; as a limit only its number can be meant.
            Value::String(text) => number::written(text)
                .map(Self::Number)
                .or_else(|| moment::day(text).map(Self::Day))
                .or_else(|| moment::of_text(text).map(Self::Moment)),
            _ => None,
        };
        bound.ok_or_else(|| {
            Fault::new(format!("a number, a date or a time is expected, not {}", show::kinded(value)))
                .help("write `3`, \"2026-11-20\" or \"2026-11-20T06:00:00Z\"")
        })
    }

    const fn kind(&self) -> &'static str {
        match self {
            Self::Number(_) => "a number",
            Self::Day(_) => "a date",
            Self::Moment(_) => "a time",
        }
    }

    /// How `value` lies to this bound; in words, why that cannot be said.
    fn place(&self, subject: &Subject<'_>, value: &Value) -> Result<Ordering, Miss> {
        let order = match self {
            Self::Number(bound) => match number_of(subject, value) {
                Some(number) if number::alike(&number, bound) && !number::same(&number, bound) => {
                    return Err(Miss::beyond(value));
                }
                number => number.map(|number| number::compare(&number, bound)),
            },
            Self::Day(bound) => value.as_str().and_then(moment::day).map(|day| day.cmp(bound)),
            Self::Moment(bound) => value.as_str().and_then(moment::of_text).map(|moment| moment.cmp(bound)),
        };
        order.ok_or_else(|| Miss::stranger(format!("{}, which is not {}", show::kinded(value), self.kind())))
    }
}

fn number_of(subject: &Subject<'_>, value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) if subject.reading == Reading::Written => number::written(text),
        _ => None,
    }
}

const fn limited(read: fn(&Value) -> Result<Limit, Fault>) -> Measure<Limit> {
    Measure {
        read,
        says: |limit| format!("{} {}", limit.words, limit.bound),
        suits_list: |_| false,
        test: |limit, subject, value| {
            let order = limit.bound.place(subject, value)?;
            if (limit.allows)(order) { Ok(()) } else { Err(Miss::shown(value)) }
        },
    }
}

fn bound_schema() -> Value {
    json!({"type": ["number", "string"]})
}

/// `lt`
pub(super) static LT: Row = Row {
    name: "lt",
    docs: "less than a number, or before a date or time",
    schema: bound_schema,
    compile: |node, bench| {
        static MEASURE: Measure<Limit> =
            limited(|value| Ok(Limit { bound: Bound::read(value)?, words: "less than", allows: Ordering::is_lt }));
        measured(node, bench, &MEASURE)
    },
};

/// `le`
pub(super) static LE: Row = Row {
    name: "le",
    docs: "at most a number, a date or a time",
    schema: bound_schema,
    compile: |node, bench| {
        static MEASURE: Measure<Limit> =
            limited(|value| Ok(Limit { bound: Bound::read(value)?, words: "at most", allows: Ordering::is_le }));
        measured(node, bench, &MEASURE)
    },
};

/// `gt`
pub(super) static GT: Row = Row {
    name: "gt",
    docs: "more than a number, or after a date or time",
    schema: bound_schema,
    compile: |node, bench| {
        static MEASURE: Measure<Limit> =
            limited(|value| Ok(Limit { bound: Bound::read(value)?, words: "more than", allows: Ordering::is_gt }));
        measured(node, bench, &MEASURE)
    },
};

/// `ge`
pub(super) static GE: Row = Row {
    name: "ge",
    docs: "at least a number, a date or a time",
    schema: bound_schema,
    compile: |node, bench| {
        static MEASURE: Measure<Limit> =
            limited(|value| Ok(Limit { bound: Bound::read(value)?, words: "at least", allows: Ordering::is_ge }));
        measured(node, bench, &MEASURE)
    },
};

/// `between`
pub(super) static BETWEEN: Row = Row {
    name: "between",
    docs: "in a range, both ends included: [low, high]",
    schema: || json!({"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": ["number", "string"]}}),
    compile: |node, bench| measured(node, bench, &RANGE),
};

static RANGE: Measure<(Bound, Bound)> = Measure {
    read: |value| {
        let Some([low, high]) = value.as_array().map(Vec::as_slice) else {
            return Err(Fault::new("a range is a list of two: [low, high]"));
        };
        let low = Bound::read(low).map_err(|fault| fault.inside(Step::Index(0)))?;
        let high = Bound::read(high).map_err(|fault| fault.inside(Step::Index(1)))?;
        let order = match (&low, &high) {
            (Bound::Number(low), Bound::Number(high)) => number::compare(low, high),
            (Bound::Day(low), Bound::Day(high)) => low.cmp(high),
            (Bound::Moment(low), Bound::Moment(high)) => low.cmp(high),
            _ => return Err(Fault::new(format!("{} and {} make no range", low.kind(), high.kind()))),
        };
        if order.is_gt() {
            return Err(Fault::new(format!("nothing lies between {low} and {high}")).help("write the lower end first"));
        }
        Ok((low, high))
    },
    says: |(low, high)| format!("between {low} and {high}"),
    suits_list: |_| false,
    test: |(low, high), subject, value| {
        let inside = low.place(subject, value)?.is_ge() && high.place(subject, value)?.is_le();
        if inside { Ok(()) } else { Err(Miss::shown(value)) }
    },
};

#[derive(Debug)]
struct Near {
    to: Number,
    by: Number,
}

/// `close_to`
pub(super) static CLOSE_TO: Row = Row {
    name: "close_to",
    docs: "a number at most so far from another: {to: 3.14, by: 0.01}",
    schema: || {
        json!({"type": "object", "required": ["to", "by"], "additionalProperties": false, "properties": {
            "to": {"type": ["number", "string"]}, "by": {"type": ["number", "string"]}}})
    },
    compile: |node, bench| measured(node, bench, &NEAR),
};

static NEAR: Measure<Near> = Measure {
    read: |value| {
        let map = value.as_object().filter(|map| map.keys().all(|key| key == "to" || key == "by"));
        let number =
            |key: &str| match map.and_then(|map| map.get(key)) {
                Some(Value::Number(number)) => Ok(number.clone()),
                Some(Value::String(text)) if number::written(text).is_some() => {
                    number::written(text).ok_or_else(|| Fault::new("a number is expected"))
                }
                Some(other) => Err(Fault::new(format!("a number is expected, not {}", show::kinded(other)))
                    .inside(Step::Key(key.into()))),
                None => Err(Fault::new("this takes a mapping: {to: 3.14, by: 0.01}")),
            };
        let (to, by) = (number("to")?, number("by")?);
        if number::float(&by) < 0.0 {
            return Err(Fault::new("a distance is not negative").inside(Step::Key("by".into())));
        }
        Ok(Near { to, by })
    },
    says: |near| format!("{} ± {}", near.to, near.by),
    suits_list: |_| false,
    test: |near, subject, value| {
        let Some(there) = number_of(subject, value) else {
            return Err(Miss::stranger(show::kinded(value)));
        };
        let (to, by, there) = (number::float(&near.to), number::float(&near.by), number::float(&there));
        // The rounding of decimal fractions must not decide at the very edge.
        let slack = 4.0 * f64::EPSILON * to.abs().max(there.abs());
        if (there - to).abs() <= by + slack { Ok(()) } else { Err(Miss::shown(value)) }
    },
};
