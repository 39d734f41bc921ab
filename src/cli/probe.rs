//! `holdpoint probe`: the health of one target or URL, now; a line a check, then the verdict.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use url::Url;

use super::arguments::{Arguments, Probe};
use super::console::Console;
use super::prepare;
use super::problem::{self, Problem};
use super::run::{self, Wish};
use super::sinks::Person;
use crate::model::diagnostic::Diagnostics;
use crate::model::lane::Lane;
use crate::model::place::Source;
use crate::model::verdict::Verdict;
use crate::plan::load::{self, Loaded};
use crate::plan::select::Selection;
use crate::suite::project::{self, Project};
use crate::syntax::nearest::suggestion;
use crate::syntax::span;
use crate::target::overrides::Overrides;

/// How many checks of a probe run at once.
const JOBS: usize = 64;

/// Probes once, or again and again.
///
/// # Errors
/// That there is nothing to probe.
pub(super) async fn probe(arguments: &Arguments, probe: &Probe, console: &Console) -> Result<Verdict, Problem> {
    let wrong = |flag: &str, what: String| Problem::invalid(format!("{flag}: {what}"));
    let timeout = span::parse(&probe.timeout).map_err(|what| wrong("--timeout", what))?;
    let watch = match &probe.watch {
        Some(text) => Some(span::parse(text).map_err(|what| wrong("--watch", what))?),
        None => None,
    };
    if watch.is_some_and(|span| span.is_zero()) || timeout.is_zero() {
        return Err(Problem::invalid("a span of no time cannot be waited for"));
    }
    // One listener for all probes: after the first of them, nothing else would heed what comes between two.
    let mut signals = match watch {
        Some(_) => Some(run::Signals::new().map_err(|error| wrong("--watch", error.to_string()))?),
        None => None,
    };
    let mut begun = false;
    loop {
        let verdict = match once(arguments, probe, console).await {
            // A suite that is read while it is saved is read again after the pause; until then nothing is green.
            Err(problem @ (Problem::Diagnostics(_) | Problem::Said(Verdict::Invalid, _))) if begun => {
                problem::tell(&problem, arguments.common.output, console)
            }
            done => done?,
        };
        begun = true;
        let (Some(pause), Some(signals)) = (watch.filter(|_| verdict != Verdict::Interrupted), &mut signals) else {
            return Ok(verdict);
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = signals.next() => return Ok(Verdict::Interrupted),
        }
    }
}

async fn once(arguments: &Arguments, probe: &Probe, console: &Console) -> Result<Verdict, Problem> {
    let is_url = probe.what.starts_with("http://") || probe.what.starts_with("https://");
    let (project, loaded, overrides) = if is_url { of_url(probe)? } else { of_target(arguments, probe)? };
    let mut found = Diagnostics::default();
    let mut sound = Vec::new();
    for mut file in loaded {
        let own = std::mem::take(&mut file.found);
        // One that cannot be read at all may be of this target.
        let unknown = file.suites.is_empty();
        let concerned =
            unknown || file.suites.iter().any(|suite| *suite.target.name == *probe.what && suite.lane == Lane::Health);
        if own.has_errors() && (concerned || is_url) {
            found.absorb(own);
        } else if !own.has_errors() {
            sound.push(file);
        }
    }
    if found.has_errors() {
        return Err(Problem::Diagnostics(found));
    }
    let mut plan = load::join(sound);
    let targets = if is_url { Vec::new() } else { vec![probe.what.clone()] };
    let health =
        plan.suites.iter().any(|suite| suite.lane == Lane::Health && (is_url || *suite.target.name == *probe.what));
    if !health {
        let known = project.targets.keys().map(AsRef::as_ref).collect::<Vec<_>>();
        let hint = if known.contains(&probe.what.as_str()) {
            "a probe runs a target's suites of the lane health; write one, or probe its URL".to_owned()
        } else {
            suggestion(&probe.what, known).unwrap_or_default()
        };
        return Err(Problem::invalid(format!("there is nothing to probe of `{}`: {hint}", probe.what)));
    }
    Selection { targets, lanes: vec![Lane::Health], ..Selection::default() }.apply(&mut plan)?;
    let approval = prepare::approval(&probe.place)?;
    let resolution = prepare::resolve(&project, &plan, &overrides).await?;
    let endpoints = prepare::start(&project, resolution)?;
    let wish = Wish {
        reports: Vec::new(),
        // A URL that no project knows leaves no ledger: there is no suite whose history it could be.
        artifacts: (!is_url).then(|| probe.artifacts.clone().unwrap_or_else(|| project.artifacts.clone())),
        output: arguments.common.output,
        jobs: JOBS,
        fail_fast: false,
        no_skips: false,
        pins: None,
        seed: None,
        selection: vec!["probe".into(), probe.what.clone()],
        person: Person::Lines,
        stdout_taken: false,
    };
    let ready = run::ready(&project, plan, endpoints, approval.as_ref(), &wish)?;
    run::carry_out(ready, wish, console).await
}

type Found = (Project, Vec<Loaded>, Overrides);

/// The health suites of a target of the project.
fn of_target(arguments: &Arguments, probe: &Probe) -> Result<Found, Problem> {
    let project = prepare::project(&arguments.common, &[])?;
    let files = load::files(&project, &[])?;
    let loaded = load::load(&project, &files, probe.place.allow_exec);
    Ok((project, loaded, prepare::overrides(&probe.place)?))
}

/// A suite made for one URL: it answers 2xx in time, and its certificate lasts.
fn of_url(probe: &Probe) -> Result<Found, Problem> {
    let url = Url::parse(&probe.what).map_err(|error| Problem::invalid(format!("this is no URL: {error}")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Problem::invalid(
            "a URL with a login would stand in logs; declare a target with a `basic` caller instead",
        ));
    }
    let origin = url.origin().ascii_serialization();
    let address = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let path = serde_json::Value::from(format!("GET {}", address.replace("${", "$${"))).to_string();
    let timeout = &probe.timeout;
    let certificate = if url.scheme() == "https" {
        format!(
            "  - name: its certificate lasts two weeks\n    call: {path}\n    timeout: {timeout}\n    expect: {{ status: [2xx, 3xx, 4xx, 5xx], cert: {{ expires_in: \"> 14d\" }} }}\n"
        )
    } else {
        String::new()
    };
    let text = format!(
        "suite: probe\nlane: health\ntarget: url\ncases:\n  - name: it answers 2xx\n    call: {path}\n    timeout: {timeout}\n    expect: {{ status: 2xx, time: \"< {timeout}\" }}\n{certificate}"
    );
    let mut found = Diagnostics::default();
    let declared = Arc::new(Source { name: "probe".into(), text: "version: 1\ntargets:\n  url: {}\n".into() });
    let project = project::parse(&declared, Path::new(""), &mut found).ok_or(Problem::Diagnostics(found))?;
    let suite = Arc::new(Source { name: format!("probe of {origin}"), text });
    let loaded = load::of_source(&project, &suite, &PathBuf::new());
    let mut overrides = Overrides::default();
    overrides
        .live
        .push(("url".into(), Some(Url::parse(&origin).map_err(|error| Problem::invalid(error.to_string()))?)));
    Ok((project, vec![loaded], overrides))
}
