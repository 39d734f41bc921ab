//! Evaluates feature flags: command line, then environment, then a provider, then the file; never a default.

use std::collections::BTreeMap;

use super::environment::{Environment, switch};
use super::flagd::FlagFile;
use super::ofrep::{Fetch, Provider};
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::endpoint::Evaluation;
use crate::model::place::Place;
use crate::syntax::nearest::nearest;

/// Where values of flags come from, the strongest first.
pub struct Sources<'a> {
    /// By `--live` and `--mock`.
    pub forced: BTreeMap<String, Evaluation>,
    /// By `--flag`.
    pub given: &'a [(String, bool)],
    /// By `HOLDPOINT_FLAG_<KEY>`, and for the provider's settings.
    pub env: &'a Environment<'a>,
    /// By the file of flags.
    pub file: Option<&'a FlagFile>,
}

/// Evaluates each flag, named at its place; one that cannot be evaluated is an error in `found`, and left out.
pub async fn evaluate<F: Fetch>(
    wanted: &BTreeMap<String, Place>,
    sources: &Sources<'_>,
    fetch: &F,
    found: &mut Diagnostics,
) -> Vec<Evaluation> {
    let mut evaluations = Vec::new();
    let mut open = Vec::new();
    for (key, place) in wanted {
        match near(key, sources) {
            Some(evaluation) => evaluations.extend(found.keep(evaluation)),
            None => open.push((key, place)),
        }
    }
    if !open.is_empty() {
        // A provider's settings count only once something is asked of it.
        match Provider::from_env(sources.env) {
            Ok(provider) => {
                let far = open.iter().map(|(key, place)| far(key, place, provider.as_ref(), sources.file, fetch));
                for evaluation in futures_util::future::join_all(far).await {
                    evaluations.extend(found.keep(evaluation));
                }
            }
            Err(misset) => found.push(Diagnostic::unplaced("flag-provider", misset.to_string())),
        }
    }
    evaluations.sort_by(|one, other| one.key.cmp(&other.key));
    evaluations
}

/// What this run's command line or environment says.
fn near(key: &str, sources: &Sources<'_>) -> Option<Result<Evaluation, Diagnostic>> {
    let evaluation = |value, source: &str, reason: &str| {
        Ok(Evaluation { key: key.to_owned(), value, source: source.to_owned(), reason: reason.to_owned() })
    };
    if let Some(forced) = sources.forced.get(key) {
        return Some(Ok(forced.clone()));
    }
    if let Some((_, value)) = sources.given.iter().find(|(given, _)| given == key) {
        return Some(evaluation(*value, "--flag", "STATIC"));
    }
    let name = variable(key);
    let text = (sources.env)(&name).filter(|text| !text.trim().is_empty())?;
    Some(match switch(&text) {
        Some(value) => evaluation(value, &name, "STATIC"),
        None => Err(Diagnostic::unplaced("flag-value", format!("{name} is neither on nor off"))
            .help("set it to true, false, 1, 0, on or off")),
    })
}

/// What a provider says, or the file where the provider does not know the flag.
async fn far<F: Fetch>(
    key: &str,
    place: &Place,
    provider: Option<&Provider>,
    file: Option<&FlagFile>,
    fetch: &F,
) -> Result<Evaluation, Diagnostic> {
    if let Some(provider) = provider {
        match provider.evaluate(key, fetch).await {
            Ok(Some(evaluation)) => return Ok(evaluation),
            Ok(None) => {}
            Err(error) => {
                let what = format!("the flag `{key}` cannot be evaluated: {error}");
                return Err(Diagnostic::error("flag-evaluation", place, what)
                    .help(format!("see OFREP_ENDPOINT; `--flag {key}=false` decides without the provider")));
            }
        }
    }
    let Some(flag) = file.and_then(|file| file.get(key)) else {
        return Err(unknown(key, place, provider.is_some(), file));
    };
    let source = file.map(|file| file.name.clone()).unwrap_or_default();
    match flag.value {
        Some(value) => Ok(Evaluation { key: key.to_owned(), value, source, reason: "STATIC".to_owned() }),
        None => Err(Diagnostic::error("flag-disabled", place, format!("the flag `{key}` cannot be evaluated"))
            .label("named here")
            .also(&flag.place, "its state is DISABLED")
            .help("a flag that is off is `\"state\": \"ENABLED\"` with `\"defaultVariant\": \"off\"`")),
    }
}

fn unknown(key: &str, place: &Place, asked: bool, file: Option<&FlagFile>) -> Diagnostic {
    let near = file.and_then(|file| nearest(key, file.keys())).map(|near| format!("did you mean `{near}`?"));
    let sources = match (asked, file) {
        (true, Some(file)) => format!("neither the provider nor {} knows", file.name),
        (true, None) => "the provider does not know".to_owned(),
        (false, Some(file)) => format!("{} does not know", file.name),
        (false, None) => "nothing that was asked knows".to_owned(),
    };
    let advice = match file {
        Some(file) => format!("add it to {}, or give `--flag {key}=false`", file.name),
        None => format!("name a file under `flags`, or give `--flag {key}=false`"),
    };
    Diagnostic::error("flag-unknown", place, format!("{sources} the flag `{key}`")).help(near.unwrap_or(advice))
}

/// The environment variable that sets a flag: `HOLDPOINT_FLAG_CHATWOOT_LIVE`.
#[must_use]
pub fn variable(key: &str) -> String {
    let key: String = key
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' })
        .collect();
    format!("HOLDPOINT_FLAG_{key}")
}

#[cfg(test)]
mod tests;
