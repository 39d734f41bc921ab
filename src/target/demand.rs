//! Whether what a command line says of targets, flags and variables can be meant, and what it decides.

use std::collections::BTreeMap;

use super::asked::Asked;
use super::flagd::FlagFile;
use super::origin;
use super::overrides::Overrides;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::endpoint::Evaluation;
use crate::syntax::nearest::suggestion;

/// Gathers what cannot be meant; false where live and mock are both demanded, and so nothing can be settled.
pub(super) fn check(asked: &Asked<'_>, found: &mut Diagnostics) -> bool {
    let Overrides { live, mock, flags, vars } = asked.overrides;
    if *mock && !live.is_empty() {
        found.push(
            Diagnostic::unplaced("contradiction", "--live and --mock are given together")
                .help("--mock mocks every target; without it, flags decide about those that --live does not name"),
        );
        return false;
    }
    twice("--live", live, found);
    twice("--flag", flags, found);
    twice("--var", vars, found);
    for (name, url) in live {
        if !asked.targets.contains_key(name.as_str()) {
            let known = asked.targets.keys().map(AsRef::as_ref);
            let what = Diagnostic::unplaced("unknown-target", format!("--live: there is no target `{name}`"));
            found.push(what.maybe_help(suggestion(name, known)));
        } else if !asked.needed.iter().any(|needed| needed.as_ref() == name) {
            let what = Diagnostic::unplaced("live-unused", format!("--live {name}: nothing that is selected uses it"));
            found.push(what.warning());
        }
        if let Some(Err(error)) = url.as_ref().map(origin::check) {
            found.push(Diagnostic::unplaced("url", format!("--live {name}: the URL cannot be used: {error}")));
        }
    }
    let mut known: Vec<&str> =
        asked.targets.values().filter_map(|target| Some(target.flag.as_ref()?.0.as_str())).collect();
    known
        .extend(asked.flags.iter().map(|(key, _)| key.as_str()).chain(asked.file.into_iter().flat_map(FlagFile::keys)));
    known.sort_unstable();
    known.dedup();
    for (key, _) in flags.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
        let what = Diagnostic::unplaced("flag-unknown", format!("--flag: nothing names the flag `{key}`"));
        found.push(what.maybe_help(suggestion(key, known.iter().copied())));
    }
    variables(asked, vars, found);
    true
}

fn variables(asked: &Asked<'_>, vars: &[(String, String)], found: &mut Diagnostics) {
    let targets = || asked.targets.values();
    let mut known: Vec<&str> = targets().flat_map(|target| &target.variables).map(|var| var.name.as_str()).collect();
    known.sort_unstable();
    known.dedup();
    for (name, _) in vars.iter().filter(|(name, _)| !known.contains(&name.as_str())) {
        if targets().any(|target| target.secrets.iter().any(|(secret, _)| secret == name)) {
            found.push(
                Diagnostic::unplaced("secret-given", format!("--var: `{name}` is a secret")).help(format!(
                    "a command line is no place for one: set {name}, or {name}_FILE, in the environment"
                )),
            );
            continue;
        }
        let what = Diagnostic::unplaced("undefined", format!("--var: no target has a variable `{name}`"));
        found.push(what.maybe_help(suggestion(name, known.iter().copied())));
    }
}

/// The same name with two values: one of them would silently win.
fn twice<T: PartialEq>(option: &str, pairs: &[(String, T)], found: &mut Diagnostics) {
    for (at, (name, value)) in pairs.iter().enumerate() {
        if pairs[..at].iter().any(|(other, before)| other == name && before != value) {
            found.push(Diagnostic::unplaced("contradiction", format!("{option}: `{name}` is given two values")));
        }
    }
}

/// The flags that `--live` and `--mock` decide.
pub(super) fn forced(asked: &Asked<'_>) -> BTreeMap<String, Evaluation> {
    let mut forced = BTreeMap::new();
    for target in asked.targets.values() {
        let Some((key, _)) = &target.flag else { continue };
        let live = asked.overrides.live.iter().any(|(name, _)| *name == *target.name);
        let (source, reason) = match (asked.overrides.mock, live) {
            (true, _) => ("--mock", "every target is mocked".to_owned()),
            (false, true) => ("--live", format!("--live {}", target.name)),
            (false, false) => continue,
        };
        let evaluation = Evaluation { key: key.clone(), value: live, source: source.to_owned(), reason };
        forced.entry(key.clone()).or_insert(evaluation);
    }
    forced
}
