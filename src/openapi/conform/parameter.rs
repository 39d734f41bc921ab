//! The parameters of a request, wherever they stand.

use super::Kind;
use super::bench::Bench;
use super::style::{Reading, as_is, of_form};
use super::text;
use super::written::{self, Written};
use crate::model::exchange::Request;
use crate::openapi::api::{In, Parameter, SchemeKind, Style};
use crate::openapi::schema::Direction;

/// Holds each parameter of the operation to what the request has of it.
pub(super) fn judge(bench: &mut Bench<'_>, request: &Request, captured: &[(String, String)]) {
    let query = request.url.query().unwrap_or_default();
    let query_pairs = text::pairs(query);
    let mut used = vec![false; query_pairs.len()];
    let cookies = cookies(request);
    let mut cookies_used = vec![false; cookies.len()];
    let operation = bench.operation;
    let mut order: Vec<(usize, &Parameter)> = operation.parameters.iter().enumerate().collect();
    // What takes all that is left comes last.
    order.sort_by_key(|(_, one)| takes_rest(bench, one));
    for (index, parameter) in order {
        let field = format!("{} {}", parameter.location.name(), parameter.name);
        let there = match parameter.location {
            In::Path => {
                let Some((_, raw)) = captured.iter().find(|(name, _)| *name == parameter.name) else { continue };
                let written = of(&field, text::decode, raw);
                written::hold(bench, parameter, &written, &mut |reading| Some(reading.value(&parameter.name, raw)))
            }
            In::Query => in_pairs(bench, parameter, &field, &query_pairs, &mut used),
            In::Cookie => in_pairs(bench, parameter, &field, &cookies, &mut cookies_used),
            In::QueryString => {
                used.fill(true);
                let written = of(&field, text::decode, query);
                !query.is_empty()
                    && written::hold(bench, parameter, &written, &mut |reading| {
                        Some(reading.value(&parameter.name, query))
                    })
            }
            In::Header => {
                let values = request.headers.get_all(parameter.name.as_str()).iter();
                let values: Vec<_> = values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
                let raw = values.join(",");
                let written = of(&field, as_is, &raw);
                !values.is_empty()
                    && written::hold(bench, parameter, &written, &mut |reading| {
                        Some(reading.value(&parameter.name, &raw))
                    })
            }
        };
        if there {
            bench.touched.parameters.push(index);
        } else if parameter.required {
            bench.wrong(Kind::Parameter, &field, "a value (`required`)", "nothing", &parameter.at);
        }
    }
    bench.touched.parameters.sort_unstable();
    let keys = &bench.contract.api.schemes;
    let is_key = |name: &str| {
        let of =
            |kind: &SchemeKind| matches!(kind, SchemeKind::ApiKey { location: In::Query, name: key } if key == name);
        keys.iter().any(|scheme| of(&scheme.kind))
    };
    for ((name, raw), used) in query_pairs.iter().zip(used) {
        if !used && !is_key(name) {
            let field = format!("query {name}");
            let actual = text::decode_form(raw);
            let at = operation.at.clone();
            bench.undeclared(Kind::UndeclaredParameter, &field, "nothing: no such parameter is declared", &actual, &at);
        }
    }
}

/// Whether it is an object whose properties stand in the query by themselves.
fn takes_rest(bench: &Bench<'_>, parameter: &Parameter) -> bool {
    let writing = parameter.writing;
    if parameter.location != In::Query || writing.style != Style::Form || !writing.explode {
        return false;
    }
    let schema = parameter.schema.as_ref().and_then(|at| bench.contract.document.resolve(at).ok());
    schema.is_some_and(|(_, schema)| schema.get("type").is_none_or(|kind| kind == "object"))
}

fn of<'w>(field: &'w str, decode: fn(&str) -> String, raw: &'w str) -> Written<'w> {
    Written { kind: Kind::Parameter, field, direction: Direction::Request, decode, raw }
}

fn in_pairs(
    bench: &mut Bench<'_>,
    parameter: &Parameter,
    field: &str,
    pairs: &[(String, &str)],
    used: &mut [bool],
) -> bool {
    let own = pairs.iter().position(|(name, _)| *name == parameter.name);
    let raw = own.map_or("", |index| pairs[index].1);
    if let (Some(index), "", true) = (own, raw, parameter.may_be_empty) {
        used[index] = true;
        return true;
    }
    let before = used.to_vec();
    written::hold(bench, parameter, &of(field, of_form, raw), &mut |reading: Reading<'_>| {
        // It may be read twice.
        used.copy_from_slice(&before);
        reading.pairs(&parameter.name, pairs, used)
    })
}

/// The cookies of a request (RFC 6265, section 5.4).
fn cookies(request: &Request) -> Vec<(String, &str)> {
    let lines = request.headers.get_all(http::header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().trim_matches('"'))).collect()
}
