//! `holdpoint explore`: generated cases from a contract against a server, until the budget ends.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::Arc;

use http::{HeaderName, HeaderValue};
use regex::Regex;

use super::arguments::{Arguments, Explore, Output};
use super::console::{Console, conclude, print, say};
use super::exit;
use super::prepare::env;
use super::problem::Problem;
use super::run::heed;
use crate::explore::account;
use crate::explore::api::{Event, Options, Summary};
use crate::explore::credential::{Credential, Credentials};
use crate::explore::drive;
use crate::explore::oracle;
use crate::http::client::{Client, Settings};
use crate::model::exploration::Exploration;
use crate::model::mode::Mode;
use crate::model::outcome::Status;
use crate::model::secret::Secret;
use crate::model::verdict::Verdict;
use crate::openapi::conform::Contract;
use crate::openapi::document::Loading;
use crate::report::explore::{self as report, Kept, Teller};
use crate::syntax::nearest::suggestion;
use crate::syntax::span;
use crate::target::guard::Approval;
use crate::target::origin;
use crate::value::credential::looks_secret;
use crate::value::redact::Redactor;
use evidence::{Evidence, Marked, Subject};

mod evidence;

/// Explores.
///
/// # Errors
/// What is wrong with the document or with what was asked for.
pub(super) async fn explore(arguments: &Arguments, explore: &Explore, console: &Console) -> Result<Verdict, Problem> {
    let contract = contract(explore, console)?;
    let base =
        origin::base(&explore.url).map_err(|error| Problem::invalid(format!("the URL cannot be used: {error}")))?;
    let approval = Approval::of_run(explore.approve.as_deref(), &env)
        .map_err(|error| Problem::invalid(format!("failed to {error}")))?;
    let (credentials, secrets) = credentials(explore)?;
    let redactor = Redactor::new(secrets)
        .map_err(|error| Problem::invalid(format!("failed to {error}; a secret that cannot be masked is not sent")))?;
    let redactor = Arc::new(redactor);
    let options = options(explore, credentials, approval.is_some())?;
    if !contract.api.operations.iter().any(|one| options.chooses(one)) {
        return Err(Problem::invalid(match &explore.operation {
            Some(filter) => format!(
                "--operation `{filter}` fits none of the document's operations, such as `{}`",
                sample(&contract)
            ),
            None => "the document has no operations: there is nothing to explore".to_owned(),
        }));
    }
    let mut settings = Settings::new(Arc::from("explore"), Mode::Live, base.clone());
    settings.timeout = options.timeout;
    settings.connect_timeout = options.timeout.min(settings.connect_timeout);
    settings.writes = options.may_write;
    let client = Client::new(settings).map_err(|error| Problem::invalid(format!("failed to {error}")))?;
    let subject = Subject { contract: &contract, base: &base, seed: options.seed, approval: approval.as_ref() };
    let mut evidence = Evidence::begin(arguments, explore, &subject, &redactor)?;
    let client = Marked::new(client, options.seed);
    let stop = options.stop.clone();
    heed(move || stop.press());
    let human = arguments.common.output == Output::Human;
    let teller = Teller::new(&redactor, console.colours && human, console.watched, console.quiet);
    let mut broken = None;
    let mut sink = |event: Event<'_>| {
        let text = teller.tell(&event);
        if human && !text.is_empty() {
            broken = broken.take().or(print(&text).err());
        }
    };
    let summary = drive::explore(&contract, &client, &base, &options, &mut sink).await;
    teller.end();
    let exploration = account::exploration(&summary, &options);
    let status = status(&summary, &exploration);
    let verdict = evidence.end(&contract, &summary, exploration, status);
    for trouble in &evidence.troubles {
        say(&format!("error: {}", redactor.mask(trouble)));
    }
    if let Some(error) = broken {
        return Err(error.into());
    }
    let (ledger, file) = evidence.files();
    let text = if human {
        let told = teller.summary(&summary, verdict, options.seed, exit::code(verdict));
        if console.quiet { told } else { format!("{told}evidence  {}\n", ledger.display()) }
    } else {
        let kept = Kept { ledger: &ledger, evidence: &file };
        let document = report::document(&summary, &options, (verdict, exit::code(verdict)), &kept, &redactor);
        format!("{document}\n")
    };
    Ok(conclude(&text, verdict)?)
}

/// What it came to: what was found is red, what showed nothing is inconclusive, and what could not begin is invalid.
fn status(summary: &Summary, exploration: &Exploration) -> Status {
    if summary.interrupted {
        Status::Interrupted
    } else if summary.explored == 0 {
        Status::Invalid
    } else {
        Status::of(&exploration.judgement.findings)
    }
}

fn sample(contract: &Contract) -> String {
    contract.api.operations.first().map(crate::openapi::api::Operation::name).unwrap_or_default()
}

fn contract(explore: &Explore, console: &Console) -> Result<Contract, Problem> {
    let (contract, found) = Contract::load(&explore.openapi, &Loading::default()).map_err(Problem::Diagnostics)?;
    if found.has_errors() {
        return Err(Problem::Diagnostics(found));
    }
    if !found.is_empty() && !console.quiet {
        console.show(&found);
    }
    Ok(contract)
}

fn options(explore: &Explore, credentials: Credentials, may_write: bool) -> Result<Options, Problem> {
    let wrong = |flag: &str, what: String| Problem::invalid(format!("{flag}: {what}"));
    let known = || oracle::TABLE.iter().map(|row| row.id);
    for (flag, list) in [("--only", &explore.only), ("--skip", &explore.skip)] {
        if let Some(name) = list.iter().find(|name| !known().any(|id| id == **name)) {
            let hint = suggestion(name, known()).unwrap_or_else(|| "`holdpoint explain` lists them".into());
            return Err(wrong(flag, format!("there is no oracle `{name}`; {hint}")));
        }
    }
    let operation = match &explore.operation {
        Some(text) => Some(Regex::new(text).map_err(|error| wrong("--operation", error.to_string()))?),
        None => None,
    };
    let timeout = span::parse(&explore.timeout).map_err(|what| wrong("--timeout", what))?;
    let budget = account::budget(&explore.budget).map_err(|what| wrong("--budget", what))?;
    if timeout.is_zero() {
        return Err(wrong("--timeout", "no answer comes in no time".into()));
    }
    let late = explore.max_response_time.as_deref().map(span::parse).transpose();
    let late = late.map_err(|what| wrong("--max-response-time", what))?;
    if late.is_some_and(|late| late.is_zero()) {
        return Err(wrong("--max-response-time", "no answer comes in no time".into()));
    }
    let seed = explore.seed.unwrap_or_else(|| RandomState::new().build_hasher().finish() % 1_000_000);
    Ok(Options {
        budget,
        may_write,
        credentials,
        operation,
        only: explore.only.clone(),
        skip: explore.skip.clone(),
        jobs: usize::try_from(explore.jobs).unwrap_or(1),
        timeout,
        late,
        max_findings: explore.max_findings,
        ..Options::new(seed)
    })
}

type Secrets = Vec<(String, Secret)>;

/// What `--auth`, `--other-auth` and `--header` give.
fn credentials(explore: &Explore) -> Result<(Credentials, Secrets), Problem> {
    let mut credentials = Credentials::default();
    let mut secrets = Vec::new();
    for (flag, texts, into) in [
        ("--auth", &explore.auth, &mut credentials.given),
        ("--other-auth", &explore.other_auth, &mut credentials.others),
    ] {
        for text in texts {
            into.push(credential(flag, text, &mut secrets)?);
        }
    }
    for text in &explore.headers {
        let (name, value) = text.split_once(':').unwrap_or((text, ""));
        let name = HeaderName::from_bytes(name.trim().as_bytes());
        let value = HeaderValue::from_str(value.trim());
        let (Ok(name), Ok(value)) = (name, value) else {
            return Err(Problem::invalid("--header takes `Name: value`"));
        };
        // What is named like a credential, and is long enough to be one, is nowhere shown.
        if looks_secret(name.as_str())
            && let Some(text) = value.to_str().ok().filter(|text| text.len() >= 8)
        {
            secrets.push((name.as_str().to_uppercase().replace('-', "_"), Secret::new(text.to_owned())));
        }
        credentials.headers.push((name, value));
    }
    Ok((credentials, secrets))
}

/// A credential such as `bearer:env:NAME`.
fn credential(flag: &str, text: &str, secrets: &mut Secrets) -> Result<Credential, Problem> {
    let form = || {
        Problem::invalid(format!(
            "{flag} `{}` is none of bearer:env:NAME, basic:env:NAME, header:X-Key:env:NAME, query:KEY:env:NAME, cookie:KEY:env:NAME",
            text.split(':').next().unwrap_or_default()
        ))
    };
    let parts: Vec<&str> = text.split(':').collect();
    let (kind, name, variable) = match parts[..] {
        [kind @ ("bearer" | "basic"), "env", variable] => (kind, "", variable),
        [kind @ ("header" | "query" | "cookie"), name, "env", variable] => (kind, name, variable),
        _ => return Err(form()),
    };
    let value = env(variable).filter(|value| !value.is_empty());
    let Some(value) = value else {
        return Err(Problem::invalid(format!("{flag}: the environment variable {variable} is not set")));
    };
    let secret = Secret::new(value);
    secrets.push((variable.to_owned(), secret.clone()));
    if kind == "basic"
        && let Some((_, password)) = secret.expose().split_once(':')
    {
        secrets.push((variable.to_owned(), Secret::new(password.to_owned())));
    }
    let header = || HeaderName::from_bytes(name.as_bytes()).map_err(|_| form());
    Ok(match kind {
        "bearer" => Credential::Bearer(secret),
        "basic" => Credential::Basic(secret),
        "header" => Credential::Header(header()?, secret),
        "query" => Credential::Query(name.to_owned(), secret),
        _ => Credential::Cookie(name.to_owned(), secret),
    })
}
