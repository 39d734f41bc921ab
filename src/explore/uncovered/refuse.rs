//! Which refusals a client can provoke, and by which request.

use bytes::Bytes;
use http::Method;
use serde_json::Value;

use super::scale::Scale;
use crate::explore::draft::{Caller, Draft, Payload};
use crate::explore::resource::How;
use crate::openapi::api::{In, Operation, StatusKey};
use crate::openapi::conform::Kind;
use crate::openapi::sample::Sampler;

/// A type that no service speaks.
const STRANGE: &str = "application/x-holdpoint";

/// How many wrong values of a part are looked at.
const VALUES: usize = 60;

/// A request that is refused.
pub(super) struct Refusal {
    pub(super) draft: Draft,
    /// Whether what its path names has to be there.
    pub(super) grounded: bool,
}

/// A request that is answered with a status, and the status as a suite expects it.
///
/// # Errors
/// Why no request provokes it.
pub(super) fn refusal(scale: &Scale<'_>, operation: usize, key: StatusKey) -> Result<(Refusal, Value), &'static str> {
    let shape = scale.operation(operation);
    let codes: Vec<u16> = match key {
        StatusKey::Code(code) => vec![code],
        StatusKey::Class(4) | StatusKey::Default => vec![404, 401, 400, 422, 415, 406],
        StatusKey::Class(_) => Vec::new(),
    };
    let own = |code: &u16| shape.response(*code).is_some_and(|response| response.status == key);
    let mut why = match key {
        StatusKey::Class(class) => reason(u16::from(class) * 100),
        StatusKey::Code(code) => reason(code),
        StatusKey::Default => "no refusal that is not declared otherwise can be provoked",
    };
    for code in codes.into_iter().filter(own) {
        match provoked(scale, operation, shape, code) {
            Ok(refusal) => {
                let expect = if key == StatusKey::Code(code) { code.into() } else { Value::from("4xx") };
                return Ok((refusal, expect));
            }
            Err(what) if key == StatusKey::Code(code) => why = what,
            Err(_) => {}
        }
    }
    Err(why)
}

/// Why a status is not the client's to provoke.
const fn reason(code: u16) -> &'static str {
    match code {
        403 => "it needs a caller who is known and may less",
        405 => "the method is declared, and so it is allowed",
        409 | 410 | 423 | 424 => "it depends on what is there",
        413 | 414 | 431 => "the document does not say how much is too much",
        425 | 429 => "it depends on how often is asked",
        500..=599 => "it is the service's own trouble",
        200..=399 => "it depends on what the service does",
        _ => "no way is known to provoke it",
    }
}

fn provoked(scale: &Scale<'_>, operation: usize, shape: &Operation, code: u16) -> Result<Refusal, &'static str> {
    let none = "no request of it was made that its contract allows";
    let plain = scale.plain(operation).map_err(|_| none)?;
    let declares = |code: u16| shape.responses.iter().any(|response| response.status == StatusKey::Code(code));
    let found = |draft: Option<Draft>, grounded: bool| draft.map(|draft| Refusal { draft, grounded });
    let wrong = |draft: Option<Draft>| found(draft, true);
    let path = || found(wrong_parameter(scale, &plain, &[In::Path]), false);
    let others = || wrong(wrong_parameter(scale, &plain, &[In::Query, In::Header, In::Cookie]));
    match code {
        400 => wrong(broken_body(shape, &plain))
            .or_else(others)
            .or_else(|| if declares(422) { None } else { wrong(wrong_body(scale, &plain)) })
            .or_else(path)
            .or_else(|| wrong(without_body(shape, &plain)))
            .ok_or("its contract allows any request"),
        422 => wrong(wrong_body(scale, &plain)).or_else(others).or_else(path).ok_or("its contract allows any request"),
        401 if shape.callers.is_empty() || shape.callers.iter().any(Vec::is_empty) => {
            Err("the document asks for no credential")
        }
        401 => Ok(Refusal { draft: nobodys(scale, plain).by(Caller::Nobody), grounded: false }),
        404 => unknown(scale, operation, &plain)
            .map_or_else(path, |draft| found(Some(draft), false))
            .ok_or("nothing in its path names a thing that might not be there"),
        406 => {
            let mut draft = plain;
            draft.headers.push(("accept".into(), STRANGE.into()));
            Ok(Refusal { draft, grounded: true })
        }
        412 => {
            let mut draft = plain;
            let declared = shape.parameters.iter().position(|one| one.name.eq_ignore_ascii_case("if-match"));
            if let Some(index) = declared {
                draft.parameters[index] = None;
            }
            draft.headers.push(("if-match".into(), "\"holdpoint\"".into()));
            Ok(Refusal { draft, grounded: true })
        }
        415 => {
            let content = shape.body.iter().flat_map(|body| &body.content);
            let any = content.into_iter().any(|media| matches!(media.range.as_str(), "*/*" | "application/*"));
            if shape.body.is_none() || any || is_bodiless(&shape.method) {
                return Err("it takes no body, or any");
            }
            let bytes = Bytes::from_static(b"holdpoint");
            Ok(Refusal {
                draft: plain.body(Payload::Raw { content_type: Some(STRANGE.into()), bytes }),
                grounded: true,
            })
        }
        other => Err(reason(other)),
    }
}

fn is_bodiless(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD || *method == Method::TRACE
}

/// With ids in the path that are likely to be nobody's, as far as they can be made up.
fn nobodys(scale: &Scale<'_>, plain: Draft) -> Draft {
    let shape = scale.operation(plain.operation);
    let places = shape.parameters.iter().enumerate().filter(|(_, one)| one.location == In::Path);
    places.fold(plain, |draft, (index, _)| match scale.fresh(draft.operation, index) {
        Some(value) => draft.with(index, Some(value)),
        None => draft,
    })
}

/// A request for a thing that is not there; none where there is no such thing, or where asking makes it.
fn unknown(scale: &Scale<'_>, operation: usize, plain: &Draft) -> Option<Draft> {
    let shape = scale.operation(operation);
    let made = scale.resources.written_by(operation).is_some()
        && shape.responses.iter().any(|response| response.status == StatusKey::Code(201));
    let places: Vec<usize> = shape
        .parameters
        .iter()
        .enumerate()
        .filter(|(_, one)| one.location == In::Path)
        .map(|(index, _)| index)
        .collect();
    if places.is_empty() || made && !places.iter().any(|index| is_of_another(scale, operation, *index)) {
        return None;
    }
    let draft = nobodys(scale, plain.clone());
    places.iter().any(|index| draft.parameters[*index] != plain.parameters[*index]).then_some(draft)
}

/// Whether a parameter names what another operation makes.
fn is_of_another(scale: &Scale<'_>, operation: usize, index: usize) -> bool {
    let provider = scale.resources.providers[operation][index].as_ref();
    provider.is_some_and(|provider| matches!(provider.how, How::Makes(_) | How::Says(_)))
}

/// With a value of a parameter that the contract refuses after it was written; else without one that is required.
fn wrong_parameter(scale: &Scale<'_>, plain: &Draft, locations: &[In]) -> Option<Draft> {
    let ground = scale.ground(plain.operation);
    let shape = scale.operation(plain.operation);
    let refused = |draft: &Draft| scale.refuses(draft, Kind::Parameter);
    for location in locations {
        let of = || shape.parameters.iter().enumerate().filter(|(_, one)| one.location == *location);
        // A condition (RFC 9110, section 13.1) is hardly ever looked at so closely.
        let asked = of().filter(|(_, one)| !one.name.to_ascii_lowercase().starts_with("if-"));
        let drafts = asked.flat_map(|(index, _)| {
            let values = ground.samplers[index].iter().flat_map(Sampler::invalid).take(VALUES);
            // A text that says what it is, where a text is wrong.
            let values = std::iter::once(Value::from("holdpoint")).chain(values.map(|one| one.value));
            values.map(move |value| (index, value))
        });
        let drafts = drafts.map(|(index, value)| {
            // A wrong type is wrong to everybody; of the others the shortest is the easiest to read.
            let rank = if value == "holdpoint" { 0 } else { value.to_string().len() };
            (rank, plain.clone().with(index, Some(value)))
        });
        let found = drafts.filter(|(_, draft)| refused(draft)).min_by_key(|(rank, _)| *rank);
        if let Some((_, draft)) = found {
            return Some(draft);
        }
        let mut without = of().filter(|(_, one)| one.required).map(|(index, _)| plain.clone().with(index, None));
        if let Some(draft) = without.find(|draft| *location != In::Path && refused(draft)) {
            return Some(draft);
        }
    }
    None
}

/// With a body that does not fit its schema: first without what is required, then of another type.
fn wrong_body(scale: &Scale<'_>, plain: &Draft) -> Option<Draft> {
    if plain.body == Payload::Nothing {
        return None;
    }
    let ground = scale.ground(plain.operation);
    for (media, sampler) in &ground.media {
        let mut wrong: Vec<_> = sampler.invalid().into_iter().take(10 * VALUES).collect();
        let rank = |keyword: &str| {
            let first = ["required", "type", "enum", "const"];
            // Many services pass over what they do not know.
            let last = usize::from(["additionalProperties", "unevaluatedProperties"].contains(&keyword));
            first.iter().position(|known| *known == keyword).unwrap_or(first.len() + last)
        };
        // A body that is no object at all is often said to be no JSON.
        wrong.sort_by_key(|one| (one.pointer.is_empty(), rank(one.keyword), one.pointer.matches('/').count()));
        let mut drafts = wrong.into_iter().take(VALUES).map(|one| {
            let body = Payload::Value { media: *media, value: one.value };
            plain.clone().body(body)
        });
        if let Some(draft) = drafts.find(|draft| scale.refuses(draft, Kind::RequestBody)) {
            return Some(draft);
        }
    }
    None
}

/// With a body that is no JSON.
fn broken_body(shape: &Operation, plain: &Draft) -> Option<Draft> {
    if plain.body == Payload::Nothing {
        return None;
    }
    let json = shape.body.as_ref()?.content.iter().find(|media| media.range.contains("json"))?;
    let body = Payload::Raw { content_type: Some(json.range.clone()), bytes: Bytes::from_static(b"{") };
    Some(plain.clone().body(body))
}

/// Without the body that is required.
fn without_body(shape: &Operation, plain: &Draft) -> Option<Draft> {
    let required = shape.body.as_ref().is_some_and(|body| body.required) && !is_bodiless(&shape.method);
    required.then(|| plain.clone().body(Payload::Nothing))
}
