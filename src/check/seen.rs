//! What a check looks into, or the finding that there is nothing to look into.

use bytes::Bytes;
use serde_json::Value;

use crate::model::exchange::Answer;
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::value::matcher::show;

/// The answer.
pub(super) fn answer<'s>(check: &'static str, seen: &'s Observation, place: &Place) -> Result<&'s Answer, Judgement> {
    match (seen.answer(), seen.failure()) {
        (Some(answer), _) => Ok(answer),
        (None, Some(failure)) => {
            let weight = if failure.kind.is_unreachable() { Weight::Unknown } else { Weight::Wrong };
            let actual = format!("none ({}: {})", failure.kind.name(), failure.detail);
            Err(Judgement::fails(Finding::wrong(check, "answer", "an answer", actual).weighing(weight).at(place)))
        }
        (None, None) => Err(fault(check, check, "this step has no HTTP answer", place)),
    }
}

/// The bytes of the answer or of the document.
pub(super) fn bytes<'s>(check: &'static str, seen: &'s Observation, place: &Place) -> Result<&'s Bytes, Judgement> {
    match &seen.document {
        Some(document) => Ok(&document.bytes),
        None => answer(check, seen, place).map(|answer| &answer.body),
    }
}

/// The JSON of the answer or of the document.
pub(super) fn json<'s>(check: &'static str, seen: &'s Observation, place: &Place) -> Result<&'s Value, Judgement> {
    let bytes = bytes(check, seen, place)?;
    seen.json().map_err(|what| {
        let actual = match (bytes.is_empty(), start(bytes)) {
            (true, _) => "an empty body".to_owned(),
            (false, Some(text)) => format!("{}{text:?}", kind_of(seen)),
            (false, None) => format!("{}{} bytes that are no text", kind_of(seen), bytes.len()),
        };
        Judgement::fails(Finding::wrong(check, "body", "JSON", actual).note(what).at(place))
    })
}

fn kind_of(seen: &Observation) -> String {
    let answer = if seen.document.is_some() { None } else { seen.answer() };
    match (answer, answer.and_then(|answer| answer.header("content-type"))) {
        (Some(_), Some(kind)) => format!("{kind}: "),
        (Some(_), None) => "no content type: ".into(),
        (None, _) => String::new(),
    }
}

/// The start of a text, its white space made single; none where the bytes are no text, or empty.
pub(super) fn start(bytes: &Bytes) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let words: Vec<&str> = text.split_whitespace().take(160).collect();
    (!words.is_empty()).then(|| show::cut(&words.join(" "), 160))
}

/// That the suite is wrong, seen only now.
pub(super) fn fault(check: &'static str, field: &str, what: impl Into<String>, place: &Place) -> Judgement {
    let finding = Finding::wrong(check, field, "a demand that can be judged", what);
    Judgement::fails(finding.weighing(Weight::Suite).at(place))
}
