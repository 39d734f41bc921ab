//! What is known of each operation before anything is sent: how its values are made, and a plain request of it.

use serde_json::Value;

use super::draft::{Draft, Payload};
use super::encode::can_write;
use crate::openapi::api::{In, Operation};
use crate::openapi::conform::Contract;
use crate::openapi::sample::{Hints, Sampler};
use crate::openapi::schema::Direction;

/// What is known of an operation.
#[derive(Debug)]
pub(super) struct Ground {
    /// Makes values for each parameter.
    pub(super) samplers: Vec<Option<Sampler>>,
    /// Makes bodies, by the place of their media type.
    pub(super) media: Vec<(usize, Sampler)>,
    /// A request with what is required and nothing more, and with a body where one can be sent; none where a value that is
    /// required cannot be made, with the reason.
    pub(super) plain: Result<Draft, String>,
}

/// Words that the whole document names.
#[must_use]
pub(super) fn hints(contract: &Contract) -> Hints {
    let mut hints = Hints::default();
    for (_, schema) in
        contract.document.root().pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten()
    {
        hints.join(&Hints::from_schema(schema));
    }
    for operation in &contract.api.operations {
        hints.describe(None, &operation.words);
        for parameter in &operation.parameters {
            hints.describe(Some(&parameter.name), &parameter.words);
            parameter.examples.iter().for_each(|example| hints.name(&parameter.name, example.clone()));
        }
        let media = operation.body.iter().flat_map(|body| &body.content);
        for media in media {
            if let Some(schema) = media.schema.as_ref().and_then(|at| contract.document.get(at)) {
                hints.join(&Hints::from_schema(schema));
            }
            media.examples.iter().for_each(|example| hints.learn(&example.value));
        }
    }
    hints
}

impl Ground {
    /// Looks at an operation.
    #[must_use]
    pub(super) fn new(contract: &Contract, index: usize, hints: &Hints) -> Self {
        let operation = &contract.api.operations[index];
        let all = &hints.named;
        let sampler = |at: Option<&crate::openapi::at::At>, named: Option<&str>| {
            let bundle = contract.schemas.bundled(at?, Direction::Request).ok()?;
            let mut hints = hints.clone();
            // A parameter has no name inside of its schema, where constants are looked up by name.
            if let Some(known) = named.and_then(|name| all.get(name).cloned()) {
                for text in known.iter().filter_map(Value::as_str) {
                    hints.texts.retain(|other| other != text);
                    hints.texts.insert(0, text.to_owned());
                }
                hints.texts.truncate(64);
            }
            Some(Sampler::sent(bundle, hints))
        };
        let samplers: Vec<Option<Sampler>> = operation
            .parameters
            .iter()
            .map(|one| {
                let at = one.schema.as_ref().or_else(|| one.content.as_ref().and_then(|media| media.schema.as_ref()));
                sampler(at, Some(&one.name))
            })
            .collect();
        let contents = operation.body.iter().flat_map(|body| &body.content).enumerate();
        let media: Vec<(usize, Sampler)> = contents
            .filter(|(_, media)| can_write(media))
            .filter_map(|(place, media)| Some((place, sampler(media.schema.as_ref(), None)?)))
            .collect();
        let plain = plain(contract, index, operation, &samplers, &media);
        Self { samplers, media, plain }
    }

    /// A request with values that a seed gives: some optional parts, some not.
    #[must_use]
    pub(super) fn random(&self, operation: &Operation, seed: u64) -> Option<Draft> {
        let mut draft = self.plain.as_ref().ok()?.clone();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let Some(sampler) = &self.samplers[index] else { continue };
            let turn = mix(seed, index as u64);
            if parameter.location == In::Path || parameter.required || turn.is_multiple_of(3) {
                let value = sampler.valid(turn).ok().filter(|value| value.is_string() || !is_empty(value));
                draft.parameters[index] = value.or_else(|| draft.parameters[index].take());
            }
        }
        if !self.media.is_empty() {
            let turn = mix(seed, 1 << 20);
            let (place, sampler) = &self.media[usize::try_from(turn % self.media.len() as u64).unwrap_or(0)];
            if let Ok(value) = sampler.valid(turn) {
                draft.body = Payload::Value { media: *place, value };
            }
        }
        Some(draft)
    }
}

fn plain(
    contract: &Contract,
    index: usize,
    operation: &Operation,
    samplers: &[Option<Sampler>],
    media: &[(usize, Sampler)],
) -> Result<Draft, String> {
    let mut draft = Draft::bare(index, &contract.api);
    for (place, parameter) in operation.parameters.iter().enumerate().filter(|(_, one)| one.required) {
        let shown = parameter.examples.first().cloned();
        let made = || match &samplers[place] {
            Some(sampler) => sampler.plain().map_err(|error| format!("`{}`: {error}", parameter.name)),
            None => Ok(Value::String("holdpoint".into())),
        };
        draft.parameters[place] = Some(match shown {
            // An empty path segment, and text that is empty where something is required, is rarely meant.
            Some(value) => value,
            None => solid(made()?, samplers[place].as_ref()),
        });
    }
    if let Some(body) = &operation.body {
        match media.first() {
            Some((place, sampler)) => {
                let media = &body.content[*place];
                let bundle = media.schema.as_ref().and_then(|at| contract.schemas.bundled(at, Direction::Request).ok());
                let fits = |value: &&Value| bundle.as_ref().is_some_and(|bundle| bundle.is_valid(value));
                let shown = media.examples.iter().map(|example| &example.value).find(fits).cloned();
                let value = match shown {
                    Some(value) => value,
                    None => sampler.plain().map_err(|error| format!("its body: {error}"))?,
                };
                draft.body = Payload::Value { media: *place, value };
            }
            None if body.required => {
                let written = body.content.iter().position(can_write);
                let place = written.ok_or("its body is in no media type that can be written here")?;
                draft.body = Payload::Value { media: place, value: Value::Object(serde_json::Map::new()) };
            }
            None => {}
        }
    }
    Ok(draft)
}

/// A value that is something where an empty text, list or object would be no value at all.
fn solid(value: Value, sampler: Option<&Sampler>) -> Value {
    if !is_empty(&value) {
        return value;
    }
    let other = (0..20).filter_map(|seed| sampler?.valid(seed).ok()).filter(|one| !is_empty(one));
    let mut found = other.filter(|one| one.as_str().is_none_or(str::is_ascii));
    found.next().unwrap_or(value)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// A seed from a seed and a number.
#[must_use]
pub(super) fn mix(seed: u64, number: u64) -> u64 {
    let mut z = seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
