//! Whether a sample is evidence at all, before anything is measured on it.

use crate::model::exchange::Exchange;
use crate::model::finding::{Finding, Weight};
use crate::model::place::Place;

/// What is wrong with a sample that is not the last: it failed, or was answered with another class of status. Only the
/// last exchange is judged by the other checks, so that a fault between would else be hidden by a good end.
pub(super) fn fault(
    check: &'static str,
    field: &str,
    number: usize,
    sample: &Exchange,
    last: &Exchange,
    place: &Place,
) -> Option<Finding> {
    let expected =
        last.answer().map(|answer| format!("samples that end as the last one, with {}", answer.status.as_u16()))?;
    let (actual, weight) = match &sample.result {
        Err(failure) => {
            let weight = if failure.kind.is_unreachable() { Weight::Unknown } else { Weight::Wrong };
            (format!("sample {number} failed ({})", failure.kind.name()), weight)
        }
        Ok(answer) => {
            let alike = last.answer().is_some_and(|last| last.status.as_u16() / 100 == answer.status.as_u16() / 100);
            if alike {
                return None;
            }
            (format!("sample {number} was answered with {}", answer.status.as_u16()), Weight::Wrong)
        }
    };
    Some(Finding::wrong(check, field, expected, actual).weighing(weight).at(place))
}
