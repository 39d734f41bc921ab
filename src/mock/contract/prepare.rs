//! What one operation answers with one status in one media type: examples that conform, and a ring of generated answers.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, StatusCode, Version};
use serde_json::{Value, json};
use url::Url;

use super::{Made, RING, Ready, closed, digest, open, prefer, write};
use crate::model::exchange::{Answer, Request};
use crate::openapi::api::{Media, Operation, Parameter, Response};
use crate::openapi::at::At;
use crate::openapi::conform::{Contract, Options};
use crate::openapi::sample::{Hints, Sampler};
use crate::openapi::schema::Direction;

/// How many values are made for one slot before the document counts as one that nothing fits.
const TRIES: u64 = 12;

/// Everything that can be answered so.
#[derive(Debug)]
pub(super) struct Prepared {
    contract: Arc<Contract>,
    operation: usize,
    status: StatusCode,
    media: Option<usize>,
    seed: u64,
    bodies: OnceLock<Result<Source, String>>,
    headers: OnceLock<Vec<(Parameter, Source)>>,
    examples: OnceLock<Vec<(String, Option<Ready>)>>,
    ring: Box<[OnceLock<Made>]>,
}

/// Where values come from.
#[derive(Debug)]
enum Source {
    Sampler(Box<Sampler>),
    /// Items of a stream.
    Items(Box<Sampler>),
    /// No schema says anything.
    Free(Value),
}

impl Source {
    fn value(&self, seed: u64) -> Result<Value, String> {
        match self {
            Self::Sampler(sampler) => sampler.valid(seed).map_err(|none| none.to_string()),
            Self::Items(sampler) => {
                let items = (0..3).map(|item| sampler.valid(seed.wrapping_add(item)).map_err(|none| none.to_string()));
                items.collect::<Result<Vec<_>, _>>().map(Value::Array)
            }
            Self::Free(value) => Ok(value.clone()),
        }
    }
}

/// What makes values of a schema.
///
/// # Errors
/// Why nothing can be held to it.
pub(super) fn sampler(contract: &Contract, at: &At, direction: Direction) -> Result<Sampler, String> {
    let bundle = contract.schemas.bundled(at, direction).map_err(|fault| fault.why.clone())?;
    Ok(Sampler::of(bundle, Hints::default()))
}

/// Whether an answer has no body by its nature (RFC 9110, section 6.4.1).
pub(super) fn is_bodiless(method: &Method, status: StatusCode) -> bool {
    *method == Method::HEAD || matches!(status.as_u16(), 100..200 | 204 | 205 | 304)
}

impl Prepared {
    pub(super) fn new(
        contract: &Arc<Contract>,
        operation: usize,
        status: StatusCode,
        media: Option<usize>,
        seed: u64,
    ) -> Self {
        let place = digest(&[
            contract.api.operations[operation].name().as_bytes(),
            &status.as_u16().to_be_bytes(),
            &media.unwrap_or(usize::MAX).to_be_bytes(),
            &seed.to_be_bytes(),
        ]);
        Self {
            contract: contract.clone(),
            operation,
            status,
            media,
            seed: place,
            bodies: OnceLock::new(),
            headers: OnceLock::new(),
            examples: OnceLock::new(),
            ring: (0..RING).map(|_| OnceLock::new()).collect(),
        }
    }

    fn operation(&self) -> &Operation {
        &self.contract.api.operations[self.operation]
    }

    fn response(&self) -> Option<&Response> {
        self.operation().response(self.status.as_u16())
    }

    fn declared(&self) -> Option<&Media> {
        self.response()?.content.get(self.media?)
    }

    /// The first example that conforms.
    pub(super) fn example(&self) -> Option<&Ready> {
        self.examples().iter().find_map(|(_, ready)| ready.as_ref())
    }

    /// The example of a name.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn named(&self, name: &str) -> Result<&Ready, String> {
        match self.examples().iter().find(|(known, _)| known == name) {
            Some((_, Some(ready))) => Ok(ready),
            Some((_, None)) => Err(format!("the example `{name}` does not fit its own schema")),
            None => {
                let names: Vec<&str> = self.examples().iter().map(|(name, _)| name.as_str()).collect();
                Err(match names[..] {
                    [] => format!("there is no example `{name}`: the answer has none"),
                    _ => format!("there is no example `{name}`: there is {}", names.join(", ")),
                })
            }
        }
    }

    /// A generated answer, the same for the same number.
    pub(super) fn generated(&self, number: u64) -> &Made {
        let slot = usize::try_from(number % RING as u64).unwrap_or(0);
        self.ring[slot].get_or_init(|| self.generate(slot as u64))
    }

    /// A value as its body, with the headers that are required: what is not declared so is refused.
    ///
    /// # Errors
    /// In what it breaks the document.
    pub(super) fn carry(&self, value: &Value, number: u64) -> Made {
        let media = self.declared().ok_or("no body is declared")?;
        let body = write::body(media, value)?;
        self.with_headers(&body, number, &closed())
    }

    fn examples(&self) -> &[(String, Option<Ready>)] {
        self.examples.get_or_init(|| {
            let Some(media) = self.declared() else { return Vec::new() };
            let ready = |value: &Value| {
                write::example(media, value).iter().find_map(|body| self.with_headers(body, 0, &open()).ok())
            };
            media.examples.iter().map(|example| (example.name.clone(), ready(&example.value))).collect()
        })
    }

    fn generate(&self, slot: u64) -> Made {
        let Some(media) = self.declared() else { return self.with_headers(&Bytes::new(), slot, &open()) };
        let source = self.bodies.get_or_init(|| self.source(media)).as_ref().map_err(Clone::clone)?;
        let mut why = String::new();
        for turn in 0..TRIES {
            let seed = digest(&[&self.seed.to_be_bytes(), &slot.to_be_bytes(), &turn.to_be_bytes()]);
            let made = source.value(seed).and_then(|value| write::body(media, &value));
            // What a schema demands it may not name; so what is not named is let through where nothing else is found.
            let options = if turn < TRIES / 2 { closed() } else { open() };
            match made.and_then(|body| self.with_headers(&body, seed, &options)) {
                Ok(ready) => return Ok(ready),
                Err(what) => why = what,
            }
        }
        Err(why)
    }

    fn source(&self, media: &Media) -> Result<Source, String> {
        let item = media.item_schema.as_ref().filter(|_| write::is_lines(&media.range));
        match (item, &media.schema) {
            (Some(at), _) => {
                sampler(&self.contract, at, Direction::Response).map(|sampler| Source::Items(sampler.into()))
            }
            (None, Some(at)) => {
                sampler(&self.contract, at, Direction::Response).map(|sampler| Source::Sampler(sampler.into()))
            }
            (None, None) if prefer::is_json(&media.range) => Ok(Source::Free(json!({}))),
            (None, None) => Ok(Source::Free(json!("text"))),
        }
    }

    /// A body with the headers that are required, held to the document.
    fn with_headers(&self, body: &Bytes, number: u64, options: &Options) -> Made {
        let mut why = String::new();
        let required = self.required();
        for turn in 0..if required.is_empty() { 1 } else { TRIES } {
            let mut headers = HeaderMap::new();
            if let Some(kind) = self.declared().and_then(|media| write::content_type(&media.range)) {
                headers.insert(CONTENT_TYPE, kind);
            }
            for (parameter, source) in required {
                let seed = digest(&[&self.seed.to_be_bytes(), &number.to_be_bytes(), &turn.to_be_bytes()]);
                if let Some((name, value)) = write::header(parameter, &source.value(seed)?) {
                    headers.insert(name, value);
                }
            }
            let ready = Ready { headers, body: body.clone() };
            match self.hold(&ready, options) {
                Ok(()) => return Ok(ready),
                Err(what) => why = what,
            }
        }
        Err(why)
    }

    fn required(&self) -> &[(Parameter, Source)] {
        self.headers.get_or_init(|| {
            let declared = self.response().map(|response| response.headers.as_slice()).unwrap_or_default();
            let source = |header: &Parameter| {
                let schema = header.schema.as_ref().or_else(|| header.content.as_ref()?.schema.as_ref());
                let made = schema.and_then(|at| sampler(&self.contract, at, Direction::Response).ok());
                made.map_or_else(|| Source::Free(json!("text")), |sampler| Source::Sampler(sampler.into()))
            };
            declared.iter().filter(|one| one.required).map(|one| (one.clone(), source(one))).collect()
        })
    }

    /// Whether the document takes an answer.
    pub(super) fn hold(&self, ready: &Ready, options: &Options) -> Result<(), String> {
        let url = Url::parse("http://mock/").map_err(|error| error.to_string())?;
        let method = self.operation().method.clone();
        let request = Request { method, url, headers: HeaderMap::new(), body: Bytes::new() };
        let answer = Answer::new(self.status, Version::HTTP_11, ready.headers.clone(), ready.body.clone());
        let verdict = self.contract.judge_answer(self.operation, &request, &answer, options);
        match verdict.breaches.first() {
            None => Ok(()),
            Some(first) => Err(format!("{}: expected {}, found {}", first.field, first.expected, first.actual)),
        }
    }
}
