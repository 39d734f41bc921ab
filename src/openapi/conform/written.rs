//! A value that is written as text, as parameters and headers are: read by its style, and held to its schema.

use super::bench::Bench;
use super::guide::Guide;
use super::style::Reading;
use super::{Kind, broken, either, media};
use crate::model::json;
use crate::openapi::api::Parameter;
use crate::openapi::schema::{Direction, Undeclared};
use crate::value::matcher::show;

/// A text, and how it is read.
pub(super) struct Written<'w> {
    pub(super) kind: Kind,
    /// What it is called.
    pub(super) field: &'w str,
    pub(super) direction: Direction,
    /// Undoes the encoding of one part.
    pub(super) decode: fn(&str) -> String,
    /// The whole text, to be shown.
    pub(super) raw: &'w str,
}

type Value = Result<serde_json::Value, String>;

/// Reads and holds a value; false where nothing is there of it.
pub(super) fn hold(
    bench: &mut Bench<'_>,
    parameter: &Parameter,
    written: &Written<'_>,
    read: &mut dyn FnMut(Reading<'_>) -> Option<Value>,
) -> bool {
    let Some(schema) = &parameter.schema else {
        let reading =
            Reading { writing: parameter.writing, guide: Guide::none(), text_first: true, decode: written.decode };
        let there = read(reading).is_some();
        if let (true, Some(media)) = (there, &parameter.content) {
            content(bench, media, written);
        }
        return there;
    };
    let bundle = match bench.contract.schemas.bundled(schema, written.direction) {
        Ok(bundle) => bundle,
        Err(fault) => {
            bench.push(broken(written.field, &fault));
            return true;
        }
    };
    let guide = Guide::new(&bundle);
    let mut reading = Reading { writing: parameter.writing, guide, text_first: false, decode: written.decode };
    let value = match read(reading) {
        None => return false,
        Some(Ok(value)) => value,
        Some(Err(why)) => {
            let style = format!("a value that is written as its style says: {why}");
            bench.wrong(written.kind, written.field, &style, &show::short(&written.raw.into()), &parameter.at);
            return true;
        }
    };
    bench.unheld(&bundle);
    let value = if bundle.is_valid(&value) {
        value
    } else {
        // `1` may be text as well as a number, where the schema takes both.
        reading.text_first = true;
        let text = read(reading).and_then(Result::ok);
        match text.and_then(|text| either::fitting(&value, &text, |other| bundle.is_valid(other))) {
            Some(other) => other,
            None => {
                let misses = bench.contract.schemas.judge(schema, written.direction, Undeclared::Allow, &value);
                for miss in misses.into_iter().flatten() {
                    bench.miss(written.kind, written.field, miss);
                }
                return true;
            }
        }
    };
    if bench.options.values {
        bench.contract.values.seen(&bench.contract.document, schema, &value, &mut bench.touched.values);
    }
    true
}

/// Holds a value that is written in a media type.
fn content(bench: &mut Bench<'_>, media: &crate::openapi::api::Media, written: &Written<'_>) {
    let Some(schema) = &media.schema else { return };
    let text = (written.decode)(written.raw);
    if !media::is_json(&media::essence(&media.range)) {
        bench.hold(written.kind, written.field, written.direction, schema, &text.into());
        return;
    }
    match json::parse(text.as_bytes()) {
        Ok(value) => bench.hold(written.kind, written.field, written.direction, schema, &value),
        Err(why) => bench.wrong(written.kind, written.field, "JSON", &why, &media.at),
    }
}
