//! `holdpoint ingest`: a dispatched specification verified, stored once and made known; rollback and proof of the store.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use semver::Version;
use uuid::Uuid;

use super::arguments::{Arguments, Ingest, Output};
use super::console::{Console, conclude, print, say};
use super::exit;
use super::prepare::{self, env};
use super::problem::{self, Problem};
use super::run::Signals;
use crate::artifact::layout::Layout;
use crate::artifact::sign::{self, Signer};
use crate::ingest::drive;
use crate::ingest::event::{Account, Event, Mark};
use crate::ingest::evidence::Evidence;
use crate::ingest::gate::drive as gate;
use crate::ingest::payload::Terms;
use crate::ingest::pipeline::{self, GATES, Pipeline};
use crate::ingest::rollback;
use crate::ingest::stage::api::{Options, Work};
use crate::ingest::store::{Store, verify};
use crate::model::diagnostic::Diagnostics;
use crate::model::place::Source;
use crate::model::secret::Secret;
use crate::model::verdict::Verdict;
use crate::report::ingest::{self as report, Kept};
use crate::syntax::path::read_text;
use crate::syntax::render::{self, Style};
use crate::syntax::span;
use crate::target::guard::Approval;
use crate::value::redact::Redactor;

mod compare;

/// The most that is read of a payload; GitHub takes a sixteenth.
const LARGEST: u64 = 1024 * 1024;

/// Takes a specification in, or does what was asked for with the store.
///
/// # Errors
/// What is wrong with the payload, or with what was asked for.
pub(super) async fn ingest(arguments: &Arguments, ingest: &Ingest, console: &Console) -> Result<Verdict, Problem> {
    let begun = Instant::now();
    let pipeline = pipeline(ingest)?;
    let keys = keys(&pipeline)?;
    let redactor = Redactor::new(keys.iter().cloned())
        .map_err(|error| Problem::invalid(format!("failed to {error}; a key that cannot be masked is not used")))?;
    let redactor = Arc::new(redactor);
    let (ledgers, _) = prepare::places(&arguments.common, ingest.artifacts.as_ref())?;
    let run = Uuid::now_v7().to_string();
    let layout = Layout::new(ledgers);
    let evidence = Evidence::new(layout.clone(), run.clone(), signer()?, redactor.clone());
    let human = arguments.common.output == Output::Human;
    let mut broken = None;
    let mut sink = |event: &Event| {
        let kept = evidence.keep(event).map_err(|error| format!("failed to {error}"));
        // What could not be kept is told as what it then is.
        let said =
            kept.as_ref().err().map(|why| Event { mark: Mark::Inconclusive, detail: why.clone(), ..event.clone() });
        let event = said.as_ref().unwrap_or(event);
        if human && (!console.quiet || event.mark.verdict() != Verdict::Green) {
            broken = broken.take().or(print(&report::stage(event, console.colours, &redactor)).err());
        }
        kept
    };
    let done = act(ingest, (pipeline, keys), &redactor, &layout, &mut sink).await?;
    let Told { action, version, mut account, faults } = done;
    let mut trouble = None;
    if let Err(error) = evidence.end(account.verdict, begun.elapsed()) {
        trouble = Some(format!("failed to {error}"));
        account.verdict = account.verdict.max(Verdict::Inconclusive);
    }
    if let Some(error) = broken {
        return Err(error.into());
    }
    if account.verdict == Verdict::Invalid && !account.found.is_empty() {
        return Err(Problem::Diagnostics(account.found));
    }
    let code = exit::code(account.verdict);
    if human {
        show(&account.found, console);
        for line in faults.iter().chain(&trouble) {
            say(&format!("error: {line}"));
        }
        let next = next(&account, ingest);
        let told = report::end(&account, code, begun.elapsed(), evidence.path(), next.as_deref(), console.colours);
        Ok(conclude(&told, account.verdict)?)
    } else {
        let diagnostics = problem::listed(&account.found);
        let evidence = evidence.path();
        let kept = Kept { action, run: &run, version, evidence, code, diagnostics, faults: &faults };
        let document = format!("{}\n", report::document(&account, &kept, &redactor));
        Ok(conclude(&document, account.verdict)?)
    }
}

/// What was done, and what came of it.
struct Told {
    action: &'static str,
    version: Option<String>,
    account: Account,
    faults: Vec<String>,
}

async fn act(
    ingest: &Ingest,
    (pipeline, keys): (Pipeline, Keys),
    redactor: &Arc<Redactor>,
    ledgers: &Layout,
    sink: &mut dyn FnMut(&Event) -> Result<(), String>,
) -> Result<Told, Problem> {
    let faults = Vec::new();
    if ingest.verify_store {
        return proven(ingest, sink);
    }
    let options = Options { pipeline, keys, ..options(ingest, redactor)? };
    if let Some(version) = &ingest.rollback_to {
        let approval = Approval::of_run(ingest.approve.as_deref(), &env)
            .map_err(|error| Problem::invalid(format!("failed to {error}")))?
            .ok_or_else(|| Problem::invalid("a rollback needs --approve 'who: why'"))?;
        let account = rollback::to(&options, version, &approval.to_string(), sink);
        return Ok(Told { action: "rollback", version: Some(version.to_string()), account, faults });
    }
    if let Some(asked) = &ingest.gate {
        return gated(ingest, asked, options, ledgers, sink).await;
    }
    let Some(path) = &ingest.payload else { return Err(Problem::invalid("there is no payload")) };
    let source = Arc::new(Source { name: path.display().to_string(), text: written(path)? });
    let version = version(&source.text);
    let mut signals = Signals::new()?;
    let account = tokio::select! {
        account = drive::ingest(Work::new(options, source), sink) => account,
        () = signals.next() => interrupted(),
    };
    Ok(Told { action: "ingest", version, account, faults })
}

/// Asks a gate.
async fn gated(
    ingest: &Ingest,
    asked: &[String],
    mut options: Options,
    ledgers: &Layout,
    sink: &mut dyn FnMut(&Event) -> Result<(), String>,
) -> Result<Told, Problem> {
    let (name, version) = (asked.first().map_or("", String::as_str), asked.get(1).map_or("", String::as_str));
    if !GATES.contains(&name) {
        return Err(Problem::invalid(format!("there is no gate `{name}`; there are {}", GATES.join(" and "))));
    }
    let version: Version =
        version.parse().map_err(|error| Problem::invalid(format!("`{version}` is no semantic version: {error}")))?;
    let at = options.pipeline.gates.iter().position(|(known, _)| known == name);
    let Some(at) = at else {
        let file = ingest.store.join(pipeline::FILE);
        let what = format!("{} does not describe the gate `{name}`; what demands nothing is no gate", file.display());
        return Err(Problem::invalid(what));
    };
    let (_, demands) = options.pipeline.gates.swap_remove(at);
    let mut signals = Signals::new()?;
    let account = tokio::select! {
        account = gate::gate(&options, &demands, &version, ledgers, sink) => account,
        () = signals.next() => interrupted(),
    };
    Ok(Told { action: "gate", version: Some(version.to_string()), account, faults: Vec::new() })
}

fn interrupted() -> Account {
    Account { events: Vec::new(), verdict: Verdict::Interrupted, found: Diagnostics::default() }
}

/// Proves the store.
fn proven(ingest: &Ingest, sink: &mut dyn FnMut(&Event) -> Result<(), String>) -> Result<Told, Problem> {
    let begun = Instant::now();
    let store = Store::new(&ingest.store);
    if !store.root().is_dir() {
        return Err(Problem::invalid(format!("there is no store at {}", store.root().display())));
    }
    let key = match env("HOLDPOINT_VERIFY_KEY_FILE").filter(|path| !path.is_empty()) {
        Some(path) => {
            Some(sign::public(Path::new(&path)).map_err(|error| Problem::invalid(format!("failed to {error}")))?)
        }
        None => signer()?.map(|signer| signer.verifier()),
    };
    let (mark, detail, faults) = match verify::all(&store, key.as_ref()) {
        Ok(found) if found.versions == 0 && found.faults.is_empty() => {
            (Mark::Inconclusive, "the store is empty: there is nothing to prove".to_owned(), Vec::new())
        }
        Ok(found) => {
            let counts = format!("{} versions, {} lines, {} signatures", found.versions, found.lines, found.signatures);
            match found.faults.len() {
                0 => (Mark::Passed, format!("{counts}: as they were written"), Vec::new()),
                count => (Mark::Failed, format!("{counts}, {count} faults: the store was changed"), found.faults),
            }
        }
        Err(error) => (Mark::Inconclusive, format!("failed to {error}"), Vec::new()),
    };
    let event = Event { stage: "verify".to_owned(), mark, took: begun.elapsed(), detail };
    let account = Account::of(event, sink);
    Ok(Told { action: "verify", version: None, account, faults })
}

fn options(ingest: &Ingest, redactor: &Arc<Redactor>) -> Result<Options, Problem> {
    let timeout = span::parse(&ingest.timeout).map_err(|what| Problem::invalid(format!("--timeout: {what}")))?;
    if timeout == Duration::ZERO {
        return Err(Problem::invalid("--timeout: no document comes in no time"));
    }
    Ok(Options {
        store: Store::new(&ingest.store),
        terms: Terms { allow_http: ingest.allow_http, repository: ingest.repository.clone() },
        timeout,
        largest: usize::try_from(ingest.max_bytes).unwrap_or(usize::MAX),
        signer: signer()?,
        compare: Some(Box::new(compare::ByMeaning)),
        pipeline: Pipeline::default(),
        keys: Vec::new(),
        redactor: redactor.clone(),
    })
}

type Keys = Vec<(String, Secret)>;

/// What the store's file says is done after stages; nothing where there is none.
fn pipeline(ingest: &Ingest) -> Result<Pipeline, Problem> {
    if ingest.verify_store || ingest.rollback_to.is_some() {
        return Ok(Pipeline::default());
    }
    let path = ingest.store.join(pipeline::FILE);
    let pipeline = pipeline::load(&path).map_err(Problem::Diagnostics)?.unwrap_or_default();
    if pipeline.runs_programs() && !ingest.allow_exec {
        return Err(Problem::invalid(format!("{} runs programs, which needs --allow-exec", path.display())));
    }
    Ok(pipeline)
}

/// The keys that its hooks sign with.
fn keys(pipeline: &Pipeline) -> Result<Keys, Problem> {
    let read = pipeline.keys().map(|name| match env(name).filter(|value| !value.is_empty()) {
        Some(value) => Ok((name.to_owned(), Secret::new(value))),
        None => Err(Problem::invalid(format!("the environment variable {name} is not set, which holds a hook's key"))),
    });
    read.collect()
}

/// Who signs, where the environment names a key.
fn signer() -> Result<Option<Signer>, Problem> {
    let path = env("HOLDPOINT_SIGNING_KEY_FILE").filter(|path| !path.is_empty());
    let read = path.map(|path| Signer::read(Path::new(&path))).transpose();
    read.map_err(|error| Problem::invalid(format!("failed to {error}")))
}

/// The payload's text.
fn written(path: &Path) -> Result<String, Problem> {
    if path != Path::new("-") {
        return read_text(path)
            .map_err(|error| Problem::invalid(format!("the payload `{}` cannot be read: {error}", path.display())));
    }
    let mut text = String::new();
    let read = std::io::stdin().lock().take(LARGEST + 1).read_to_string(&mut text);
    match read {
        Ok(length) if length as u64 > LARGEST => Err(Problem::invalid("the payload is larger than 1 MiB")),
        Ok(_) => Ok(text),
        Err(error) => Err(Problem::invalid(format!("the payload cannot be read from standard input: {error}"))),
    }
}

/// What version a payload says it is about, for the document that tells of it.
fn version(text: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    value.pointer("/client_payload/version")?.as_str().map(str::to_owned)
}

/// What is wrong with the document, each with its place.
fn show(found: &Diagnostics, console: &Console) {
    if found.is_empty() || console.quiet && !found.has_errors() {
        return;
    }
    let text = render::render(found.iter(), Style { colours: console.colours, width: console.width });
    say(text.trim_end());
}

/// What to do, where there is something.
fn next(account: &Account, ingest: &Ingest) -> Option<String> {
    let last = account.events.last()?;
    match account.verdict {
        Verdict::Green => None,
        Verdict::Inconclusive => Some(format!("try again; holdpoint explain {}", last.stage)),
        _ if ingest.verify_store || ingest.rollback_to.is_some() => None,
        _ => Some(format!("holdpoint explain {}", last.stage)),
    }
}
