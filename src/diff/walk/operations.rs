//! Paths, webhooks and callbacks: which operations belong together, whatever their path's parameters are called.

use std::collections::HashMap;

use super::{Of, Walk};
use crate::diff::rule::api::{Kind, Pair, Seat};
use crate::diff::spot::Spot;

/// The methods that a path may have (OpenAPI 3.1.1, section 4.8.9.1; `query` since 3.2).
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Who sends the request of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sender {
    /// Who calls the service.
    Client,
    /// The service: its callbacks and webhooks.
    Server,
}

impl Sender {
    /// Where the body of its requests stands.
    pub(super) const fn request(self) -> Seat {
        match self {
            Self::Client => Seat::RequestBody,
            Self::Server => Seat::ResponseBody,
        }
    }

    /// Where the body of an answer to it stands.
    pub(super) const fn response(self) -> Seat {
        match self {
            Self::Client => Seat::ResponseBody,
            Self::Server => Seat::RequestBody,
        }
    }
}

/// Names that belong together, in the order of the new ones, with what is gone last.
pub(super) fn matched<'a>(
    old: &[&'a str],
    new: &[&'a str],
    key: fn(&str) -> String,
) -> Vec<(Option<usize>, Option<usize>)> {
    let mut left: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, name) in old.iter().enumerate().rev() {
        left.entry(key(name)).or_default().push(index);
    }
    let mut pairs: Vec<(Option<usize>, Option<usize>)> = Vec::with_capacity(new.len());
    let mut taken = vec![false; old.len()];
    // The same words come first, so that `/a/{b}` and `/a/{c}` in one document keep their own.
    let exact: HashMap<&str, usize> = old.iter().enumerate().map(|(index, name)| (*name, index)).collect();
    for name in new {
        let same = exact.get(name).copied();
        if let Some(index) = same {
            taken[index] = true;
        }
        pairs.push((same, None));
    }
    for (index, name) in new.iter().enumerate() {
        if pairs[index].0.is_none()
            && let Some(list) = left.get_mut(&key(name))
        {
            while let Some(other) = list.pop() {
                if !taken[other] {
                    taken[other] = true;
                    pairs[index].0 = Some(other);
                    break;
                }
            }
        }
        pairs[index].1 = Some(index);
    }
    pairs.extend((0..old.len()).filter(|index| !taken[*index]).map(|index| (Some(index), None)));
    pairs
}

/// A path without the names of its parameters.
fn nameless(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut inside = false;
    for letter in path.chars() {
        inside = (inside || letter == '{') && letter != '}';
        if !inside {
            out.push(letter);
        }
    }
    out
}

impl<'d> Walk<'d, '_> {
    pub(super) fn document(&mut self, old: Spot<'d>, new: Spot<'d>) {
        let policy = self.policy;
        let pair = Pair {
            kind: Kind::Document,
            seat: Seat::Contract,
            name: "",
            old: Some(old),
            new: Some(new),
            up: None,
            policy,
            outcome: None,
        };
        self.judge(&pair, Of::Document);
        self.paths(&pair, "paths", Sender::Client, nameless, |path| path.starts_with('/'));
        self.paths(&pair, "webhooks", Sender::Server, str::to_owned, |_| true);
    }

    /// The members of an object of path items.
    fn paths(&mut self, up: &Pair<'_, 'd>, key: &str, sender: Sender, alike: fn(&str) -> String, is: fn(&str) -> bool) {
        let of = |side: &Option<Spot<'d>>| {
            let spot = side.as_ref()?.child(key)?;
            let names: Vec<&'d str> = spot
                .members()
                .map(|(name, _)| name.as_str())
                .filter(|name| !name.starts_with("x-") && is(name))
                .collect();
            Some((spot, names))
        };
        let (old, new) = (of(&up.old), of(&up.new));
        let names =
            |side: &Option<(Spot<'d>, Vec<&'d str>)>| side.as_ref().map_or_else(Vec::new, |(_, names)| names.clone());
        let item = |side: &Option<(Spot<'d>, Vec<&'d str>)>, index: Option<usize>| {
            let (spot, names) = side.as_ref()?;
            spot.child(names[index?])
        };
        let (old_names, new_names) = (names(&old), names(&new));
        for (one, other) in matched(&old_names, &new_names, alike) {
            let name = other.map_or_else(|| old_names[one.unwrap_or_default()], |index| new_names[index]);
            let name = if sender == Sender::Server {
                format!("{} {name}", key.trim_end_matches('s'))
            } else {
                name.to_owned()
            };
            let pair = Pair {
                kind: Kind::Path,
                seat: Seat::Contract,
                name: &name,
                old: item(&old, one),
                new: item(&new, other),
                up: Some(up),
                policy: self.policy,
                outcome: None,
            };
            self.path(&pair, sender);
        }
    }

    fn path(&mut self, pair: &Pair<'_, 'd>, sender: Sender) {
        self.judge(pair, Of::Document);
        let method = |side: &Option<Spot<'d>>, method: &str| side.as_ref().and_then(|spot| spot.child(method));
        let mut extra: Vec<String> = Vec::new();
        for side in [&pair.new, &pair.old].into_iter().flatten() {
            let more = side.child("additionalOperations");
            for (name, _) in more.iter().flat_map(Spot::members) {
                if !extra.contains(name) {
                    extra.push(name.clone());
                }
            }
        }
        for key in METHODS {
            let (old, new) = (method(&pair.old, key), method(&pair.new, key));
            self.operation(pair, &key.to_ascii_uppercase(), old, new, sender);
        }
        for name in extra {
            let of = |side: &Option<Spot<'d>>| side.as_ref()?.child("additionalOperations")?.child(&name);
            self.operation(pair, &name, of(&pair.old), of(&pair.new), sender);
        }
    }

    fn operation(
        &mut self,
        up: &Pair<'_, 'd>,
        method: &str,
        old: Option<Spot<'d>>,
        new: Option<Spot<'d>>,
        sender: Sender,
    ) {
        if old.is_none() && new.is_none() {
            return;
        }
        // A webhook and a callback are known by their own names first.
        let name =
            if sender == Sender::Client { format!("{method} {}", up.name) } else { format!("{} {method}", up.name) };
        let index = self.walked.operations.len();
        self.walked.operations.push(name.clone());
        let pair = Pair {
            kind: Kind::Operation,
            seat: Seat::Contract,
            name: &name,
            old,
            new,
            up: Some(up),
            policy: self.policy,
            outcome: None,
        };
        self.judge(&pair, Of::Operation(index));
        if pair.old.is_some() && pair.new.is_some() {
            self.message(&pair, index, sender);
            self.callbacks(&pair);
        }
    }

    /// What the server sends back later, by the names of the callbacks and their addresses.
    fn callbacks(&mut self, up: &Pair<'_, 'd>) {
        let (Some(old), Some(new)) = (&up.old, &up.new) else { return };
        let (old, new) = (old.child("callbacks"), new.child("callbacks"));
        let names = |side: &Option<Spot<'d>>| -> Vec<&'d str> {
            side.iter().flat_map(Spot::members).map(|(name, _)| name.as_str()).collect()
        };
        let (old_names, new_names) = (names(&old), names(&new));
        for (one, other) in matched(&old_names, &new_names, str::to_owned) {
            let of =
                |side: &Option<Spot<'d>>, names: &[&str], index: Option<usize>| side.as_ref()?.child(names[index?]);
            let name = other.map_or_else(|| old_names[one.unwrap_or_default()], |index| new_names[index]);
            let (one, other) = (of(&old, &old_names, one), of(&new, &new_names, other));
            let name = format!("{} callback {name}", up.name);
            // A callback is an object of addresses, each with a path item.
            let addresses = |side: &Option<Spot<'d>>| -> Vec<&'d str> {
                side.iter()
                    .flat_map(Spot::members)
                    .map(|(name, _)| name.as_str())
                    .filter(|name| !name.starts_with("x-"))
                    .collect()
            };
            let (was, is) = (addresses(&one), addresses(&other));
            let mut pairs = matched(&was, &is, str::to_owned);
            // One address that is written anew is the same callback.
            if let [(None, Some(new)), (Some(old), None)] = pairs[..] {
                pairs = vec![(Some(old), Some(new))];
            }
            for (from, to) in pairs {
                let item =
                    |side: &Option<Spot<'d>>, names: &[&str], index: Option<usize>| side.as_ref()?.child(names[index?]);
                let pair = Pair {
                    kind: Kind::Path,
                    seat: Seat::Contract,
                    name: &name,
                    old: item(&one, &was, from),
                    new: item(&other, &is, to),
                    up: Some(up),
                    policy: self.policy,
                    outcome: None,
                };
                self.path(&pair, Sender::Server);
            }
        }
    }
}
