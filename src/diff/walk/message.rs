//! What goes over the wire in an operation: parameters, bodies, answers and their headers, paired.

use super::operations::{Sender, matched};
use super::{Of, Walk};
use crate::diff::rule::api::{Kind, Pair, Seat};
use crate::diff::rule::media_type;
use crate::diff::spot::{Held, Spot, Written};

/// The parameters of an operation: its own, and those of its path that it does not write anew.
fn parameters<'d>(operation: &Pair<'_, 'd>, of: impl Fn(&Pair<'_, 'd>) -> Option<Spot<'d>>) -> Vec<Spot<'d>> {
    let mut all: Vec<Spot<'d>> = Vec::new();
    let path = operation.up.and_then(&of);
    for spot in of(operation).iter().chain(path.iter()).flat_map(|spot| spot.items("parameters")) {
        let same = |other: &Spot<'d>| other.get("name") == spot.get("name") && other.get("in") == spot.get("in");
        if !all.iter().any(same) {
            all.push(spot);
        }
    }
    all
}

/// What parameters are known by: a header by its name without case, what stands in the path by where it stands there.
fn keys(spots: &[Spot<'_>], path: &str) -> Vec<String> {
    let names: Vec<&str> = path.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
    let name = |spot: &Spot<'_>| spot.text("name").unwrap_or_default().to_owned();
    let in_path = |spot: &&Spot<'_>| spot.text("in") == Some("path");
    let mut free =
        (0..).filter(|index| !spots.iter().filter(in_path).any(|spot| names.get(*index) == Some(&name(spot).as_str())));
    let of = |spot: &Spot<'_>| match spot.text("in").unwrap_or_default() {
        "header" => format!("header {}", name(spot).to_ascii_lowercase()),
        "path" => {
            let index = names.iter().position(|known| *known == name(spot));
            format!("path {}", index.or_else(|| free.next()).unwrap_or_default())
        }
        place => format!("{place} {}", name(spot)),
    };
    spots.iter().map(of).collect()
}

/// How values are written in a media type.
fn written(name: &str) -> Written {
    let name = crate::diff::rule::media_type::essence(name);
    if name == "application/json" || name.ends_with("+json") { Written::Typed } else { Written::Text }
}

/// How the values of a parameter or a header are written (OpenAPI 3.1.1, section 4.8.12.2.3): `form` and `explode` are what
/// goes without saying in a query and in a cookie.
fn text(spot: &Spot<'_>) -> Held {
    let goes = matches!(spot.text("in"), Some("query" | "cookie"));
    let form = spot.text("style").map_or(goes, |style| style == "form");
    let exploded = form && spot.get("explode").and_then(serde_json::Value::as_bool).unwrap_or(true);
    Held { nullable: false, written: if exploded { Written::Exploded } else { Written::Text } }
}

/// The path of an operation as one side writes it.
fn template<'d>(operation: &Pair<'_, 'd>, of: impl Fn(&Pair<'_, 'd>) -> Option<Spot<'d>>) -> String {
    operation.up.and_then(of).map(|spot| spot.at.name()).unwrap_or_default()
}

/// Joins what is gone and what is new where both are of one form, such as `application/json` and
/// `application/problem+json`: it is the same content under a more general or a more special name.
fn join(pairs: &mut Vec<(Option<usize>, Option<usize>)>, was: &[&str], is: &[&str]) {
    let gone: Vec<usize> = pairs.iter().filter_map(|(from, to)| from.filter(|_| to.is_none())).collect();
    for from in gone {
        let same = |pair: &&mut (Option<usize>, Option<usize>)| {
            pair.0.is_none() && pair.1.is_some_and(|to| media_type::form(is[to]) == media_type::form(was[from]))
        };
        if let Some(pair) = pairs.iter_mut().find(same) {
            pair.0 = Some(from);
            pairs.retain(|pair| *pair != (Some(from), None));
        }
    }
}

impl<'d> Walk<'d, '_> {
    /// What is sent and what comes back.
    pub(super) fn message(&mut self, operation: &Pair<'_, 'd>, index: usize, sender: Sender) {
        self.parameters(operation, index, sender);
        let (Some(old), Some(new)) = (&operation.old, &operation.new) else { return };
        let (old, new) = (old.child("requestBody"), new.child("requestBody"));
        if old.is_some() || new.is_some() {
            let pair = Pair {
                kind: Kind::Body,
                seat: sender.request(),
                name: "",
                old,
                new,
                up: Some(operation),
                policy: self.policy,
                outcome: None,
            };
            self.judge(&pair, Of::Operation(index));
            self.content(&pair, index);
        }
        self.responses(operation, index, sender);
    }

    fn parameters(&mut self, operation: &Pair<'_, 'd>, index: usize, sender: Sender) {
        let old = parameters(operation, |pair| pair.old.clone());
        let new = parameters(operation, |pair| pair.new.clone());
        let (was, is) = (template(operation, |pair| pair.old.clone()), template(operation, |pair| pair.new.clone()));
        let (old_keys, new_keys) = (keys(&old, &was), keys(&new, &is));
        let one: Vec<&str> = old_keys.iter().map(String::as_str).collect();
        let other: Vec<&str> = new_keys.iter().map(String::as_str).collect();
        let seat = if sender == Sender::Client { Seat::Parameter } else { Seat::ResponseHeader };
        for (from, to) in matched(&one, &other, str::to_owned) {
            let (from, to) = (from.map(|at| old[at].clone()), to.map(|at| new[at].clone()));
            let name = to.as_ref().or(from.as_ref()).and_then(|spot| spot.text("name")).unwrap_or_default();
            let pair = Pair {
                kind: Kind::Parameter,
                seat,
                name,
                old: from,
                new: to,
                up: Some(operation),
                policy: self.policy,
                outcome: None,
            };
            self.judge(&pair, Of::Operation(index));
            self.valued(&pair, index);
        }
    }

    /// The schema of a parameter or header, or of the media type that it is written in.
    fn valued(&mut self, pair: &Pair<'_, 'd>, index: usize) {
        let (Some(old), Some(new)) = (&pair.old, &pair.new) else { return };
        match (old.child("schema"), new.child("schema")) {
            (Some(from), Some(to)) => {
                let (from, to) = (from.held(text(old)), to.held(text(new)));
                self.root(&from, &to, pair.seat, index);
            }
            _ => self.content(pair, index),
        }
    }

    fn responses(&mut self, operation: &Pair<'_, 'd>, index: usize, sender: Sender) {
        let (Some(old), Some(new)) = (&operation.old, &operation.new) else { return };
        let (old, new) = (old.child("responses"), new.child("responses"));
        let names = |side: &Option<Spot<'d>>| -> Vec<&'d str> {
            side.iter()
                .flat_map(Spot::members)
                .map(|(name, _)| name.as_str())
                .filter(|name| !name.starts_with("x-"))
                .collect()
        };
        let (was, is) = (names(&old), names(&new));
        for (from, to) in matched(&was, &is, str::to_ascii_uppercase) {
            let name = to.map_or_else(|| was[from.unwrap_or_default()], |to| is[to]);
            let old = old.as_ref().and_then(|spot| spot.child(was[from?]));
            let new = new.as_ref().and_then(|spot| spot.child(is[to?]));
            let seat = sender.response();
            let pair = Pair {
                kind: Kind::Response,
                seat,
                name,
                old,
                new,
                up: Some(operation),
                policy: self.policy,
                outcome: None,
            };
            self.judge(&pair, Of::Operation(index));
            if pair.old.is_some() && pair.new.is_some() {
                self.headers(&pair, index);
                self.content(&pair, index);
            }
        }
    }

    fn headers(&mut self, response: &Pair<'_, 'd>, index: usize) {
        let (Some(old), Some(new)) = (&response.old, &response.new) else { return };
        let (old, new) = (old.child("headers"), new.child("headers"));
        let names = |side: &Option<Spot<'d>>| -> Vec<&'d str> {
            side.iter().flat_map(Spot::members).map(|(name, _)| name.as_str()).collect()
        };
        let (was, is) = (names(&old), names(&new));
        let seat = if response.seat == Seat::ResponseBody { Seat::ResponseHeader } else { Seat::Parameter };
        for (from, to) in matched(&was, &is, str::to_ascii_lowercase) {
            let name = to.map_or_else(|| was[from.unwrap_or_default()], |to| is[to]);
            let old = old.as_ref().and_then(|spot| spot.child(was[from?]));
            let new = new.as_ref().and_then(|spot| spot.child(is[to?]));
            let pair = Pair {
                kind: Kind::Header,
                seat,
                name,
                old,
                new,
                up: Some(response),
                policy: self.policy,
                outcome: None,
            };
            self.judge(&pair, Of::Operation(index));
            self.valued(&pair, index);
        }
    }

    /// The media types of a body, an answer, a parameter or a header.
    fn content(&mut self, up: &Pair<'_, 'd>, index: usize) {
        let (Some(old), Some(new)) = (&up.old, &up.new) else { return };
        let (old, new) = (old.child("content"), new.child("content"));
        let names = |side: &Option<Spot<'d>>| -> Vec<&'d str> {
            side.iter().flat_map(Spot::members).map(|(name, _)| name.as_str()).collect()
        };
        let (was, is) = (names(&old), names(&new));
        let mut pairs = matched(&was, &is, media_type::essence);
        if up.kind == Kind::Response {
            join(&mut pairs, &was, &is);
        }
        for (from, to) in pairs {
            let name = to.map_or_else(|| was[from.unwrap_or_default()], |to| is[to]);
            let old = old.as_ref().and_then(|spot| spot.child(was[from?]));
            let new = new.as_ref().and_then(|spot| spot.child(is[to?]));
            let pair = Pair {
                kind: Kind::Media,
                seat: up.seat,
                name,
                old,
                new,
                up: Some(up),
                policy: self.policy,
                outcome: None,
            };
            self.judge(&pair, Of::Operation(index));
            let (Some(old), Some(new)) = (&pair.old, &pair.new) else { continue };
            for key in ["schema", "itemSchema"] {
                if let (Some(old), Some(new)) = (old.child(key), new.child(key)) {
                    let held = Held { written: written(name), ..Held::default() };
                    self.root(&old.held(held), &new.held(held), pair.seat, index);
                }
            }
        }
    }
}
