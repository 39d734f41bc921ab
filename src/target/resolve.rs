//! The one place that picks live or mock.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::asked::Asked;
use super::demand;
use super::flags::{self, Sources};
use super::ofrep::Fetch;
use super::overrides::Overrides;
use super::{live, missing, mocked};
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::endpoint::{Endpoint, Evaluation, Target};
use crate::model::mode::Mode;
use crate::model::place::Place;
use crate::syntax::nearest::suggestion;

pub use super::mocked::Mocked;

/// A target for which it is settled who answers.
#[derive(Debug)]
pub enum Settled {
    /// A real service: ready for requests.
    Live(Endpoint),
    /// A mock: [`Mocked::started`] makes it ready.
    Mock(Mocked),
}

/// The decision about every needed target.
#[derive(Debug)]
pub struct Resolution {
    /// The needed targets that could be settled, in the order in which they were asked for.
    pub settled: IndexMap<Arc<str>, Settled>,
    /// Every flag that was evaluated, by key; for the evidence.
    pub evaluations: Vec<Evaluation>,
}

impl Settled {
    /// The declaration.
    #[must_use]
    pub fn target(&self) -> &Arc<Target> {
        match self {
            Self::Live(endpoint) => &endpoint.target,
            Self::Mock(mocked) => mocked.target(),
        }
    }

    /// Who answers.
    #[must_use]
    pub fn mode(&self) -> Mode {
        match self {
            Self::Live(endpoint) => endpoint.mode,
            Self::Mock(_) => Mode::Mock,
        }
    }

    /// Why, for people.
    #[must_use]
    pub fn because(&self) -> &str {
        match self {
            Self::Live(endpoint) => &endpoint.because,
            Self::Mock(mocked) => mocked.because(),
        }
    }

    /// What keeps a case that needs a variable or secret from being run at all; none where it has a value, or is
    /// optional.
    #[must_use]
    pub fn missing(&self, name: &str) -> Option<Diagnostic> {
        missing::required(self.target(), self.mode(), self.has(name), name)
    }

    /// Why a case that needs an optional variable is left out; none where it has a value.
    #[must_use]
    pub fn left_out(&self, name: &str) -> Option<String> {
        missing::optional(self.target(), self.mode(), self.has(name), name)
    }

    fn has(&self, name: &str) -> bool {
        match self {
            Self::Live(endpoint) => endpoint.variables.contains_key(name) || endpoint.secrets.contains_key(name),
            Self::Mock(mocked) => mocked.has(name),
        }
    }
}

/// Decides for every needed target who answers its requests. What stands in the way is in `found`, all of it; a run
/// may begin only where that holds no error.
pub async fn resolve<F: Fetch>(asked: &Asked<'_>, fetch: &F, found: &mut Diagnostics) -> Resolution {
    let mut resolution = Resolution { settled: IndexMap::new(), evaluations: Vec::new() };
    if !demand::check(asked, found) {
        return resolution;
    }
    let mut needed: IndexMap<&str, &Arc<Target>> = IndexMap::new();
    for name in asked.needed {
        if let Some(target) = asked.targets.get(name) {
            needed.insert(name, target);
        } else {
            let known = asked.targets.keys().map(AsRef::as_ref);
            let what = Diagnostic::unplaced("unknown-target", format!("there is no target `{name}`"));
            found.push(what.maybe_help(suggestion(name, known)));
        }
    }
    let wanted: BTreeMap<String, Place> =
        needed.values().filter_map(|target| target.flag.clone()).chain(asked.flags.iter().cloned()).collect();
    let sources =
        Sources { forced: demand::forced(asked), given: &asked.overrides.flags, env: asked.env, file: asked.file };
    resolution.evaluations = flags::evaluate(&wanted, &sources, fetch, found).await;
    for target in needed.into_values() {
        let Some((mode, because)) = decide(target, asked.overrides, &resolution.evaluations) else { continue };
        let settled = match mode {
            Mode::Live => live::settle(target, because, asked, found).map(Settled::Live),
            Mode::Mock => mock(target, because, asked, found).map(Settled::Mock),
        };
        resolution.settled.extend(settled.map(|settled| (target.name.clone(), settled)));
    }
    resolution
}

/// Live or mock, and why. None where the target's flag could not be evaluated: that is told, and never a default.
fn decide(target: &Target, overrides: &Overrides, evaluations: &[Evaluation]) -> Option<(Mode, String)> {
    if overrides.mock {
        return Some((Mode::Mock, "--mock".to_owned()));
    }
    if overrides.live.iter().any(|(name, _)| *name == *target.name) {
        return Some((Mode::Live, format!("--live {}", target.name)));
    }
    let Some((key, _)) = &target.flag else {
        // A URL alone makes nothing live: only a flag or a command does.
        return Some((Mode::Mock, "no flag".to_owned()));
    };
    let flag = evaluations.iter().find(|evaluation| evaluation.key == *key)?;
    let (mode, state) = if flag.value { (Mode::Live, "on") } else { (Mode::Mock, "off") };
    Some((mode, format!("flag {key} {state} ({})", flag.source)))
}

fn mock(target: &Arc<Target>, because: String, asked: &Asked<'_>, found: &mut Diagnostics) -> Option<Mocked> {
    let name = &target.name;
    let Some((file, place)) = &target.mock else {
        let live = match &target.flag {
            Some((key, _)) => format!("give --live {name}=https://…, or turn the flag {key} on"),
            None => format!("give --live {name}=https://…"),
        };
        let what = format!("`{name}` has no mock and so has to be live, but it is not: {because}");
        found.push(
            Diagnostic::error("no-mock", &target.place, what).help(format!("{live}, or name a file under `mock`")),
        );
        return None;
    };
    if let Some((until, place)) = target.mock_until.as_ref().filter(|(until, _)| asked.today > *until) {
        let what = format!("the mock of `{name}` may answer until {until}, and today is {}", asked.today);
        let help = format!("give --live {name}=https://…, or extend the date on purpose");
        found.push(Diagnostic::error("mock-expired", place, what).help(help));
        return None;
    }
    Some(mocked::settle(target, because, (file, place), asked, found))
}

#[cfg(test)]
mod tests;
