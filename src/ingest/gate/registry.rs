//! `registry`: no registry has the version yet; what is not known is never "not yet".

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};
use semver::Version;
use url::Url;

use super::api::Demand;
use crate::http::client::{Client, Outgoing, Settings};
use crate::ingest::event::{Done, Stop};
use crate::ingest::pipeline::{Package, Registry};
use crate::model::exchange::Request;
use crate::model::mode::Mode;
use crate::value::percent;

/// How long one question may take.
const LIMIT: Duration = Duration::from_secs(15);

pub(super) static DEMAND: Demand = Demand {
    id: "registry",
    summary: "No registry has the version yet: 404 alone says so.",
    docs: r"`absent: [{ npm: NAME }, { pypi: NAME }]` asks each registry for the version. 404 is absent. 200 is there: red, a published
version cannot be published again. Anything else (an error, a redirect, no answer) is not known: inconclusive. A registry
that does not answer, or answers 429 or 5xx, is asked again (`retry: { times, backoff, cap }`), with twice the wait each
time.
",
    look: |subject| {
        Box::pin(async move {
            if subject.gate.absent.is_empty() {
                return Ok(Done::skipped("no registry is asked"));
            }
            let mut unknown = None;
            for package in &subject.gate.absent {
                let (times, backoff, cap) = subject.gate.retry;
                let mut wait = backoff;
                let mut tries = 0;
                let answer = loop {
                    match ask(package, subject.version).await {
                        Answer::Late(_) if tries < times => {
                            tokio::time::sleep(wait.min(cap)).await;
                            wait = wait.saturating_mul(2);
                            tries += 1;
                        }
                        answer => break answer,
                    }
                };
                match answer {
                    Answer::Absent => {}
                    Answer::There => {
                        let said = format!("{} {} is published already", package.name, subject.version);
                        return Err(Stop::failed(said));
                    }
                    Answer::Late(what) | Answer::Other(what) => {
                        let tried = if tries > 0 { format!(", asked {} times", tries + 1) } else { String::new() };
                        let said = format!("whether {} has it is not known: {what}{tried}", package.name);
                        unknown.get_or_insert(Stop::unknown(said));
                    }
                }
            }
            match unknown {
                Some(stop) => Err(stop),
                None => Ok(Done::passed(format!("{} absent", subject.gate.absent.len()))),
            }
        })
    },
};

enum Answer {
    Absent,
    There,
    /// What may be otherwise soon.
    Late(String),
    /// What will not.
    Other(String),
}

/// Where a registry tells of a version.
fn address(package: &Package, version: &Version) -> Option<Url> {
    // A scope's slash is part of the name; its `@` stays as npm writes it.
    let name = percent::encode_but(&package.name, "@");
    let path = match package.registry {
        Registry::Npm => format!("{name}/{version}"),
        Registry::Pypi => format!("pypi/{name}/{version}/json"),
    };
    let base = package.url.as_str().trim_end_matches('/');
    Url::parse(&format!("{base}/{path}")).ok()
}

async fn ask(package: &Package, version: &Version) -> Answer {
    let Some(url) = address(package, version) else { return Answer::Other("it has no address".to_owned()) };
    let mut settings = Settings::new(Arc::from("registry"), Mode::Live, url.clone());
    settings.timeout = LIMIT;
    settings.writes = false;
    let client = match Client::new(settings) {
        Ok(client) => client,
        Err(error) => return Answer::Other(format!("failed to {error}")),
    };
    let request = Request { method: Method::GET, url, headers: HeaderMap::new(), body: Bytes::new() };
    match client.send(Outgoing::new(request)).await.result {
        Ok(answer) => match answer.status.as_u16() {
            404 => Answer::Absent,
            200 => Answer::There,
            status @ (429 | 500..=599) => Answer::Late(format!("it answered {status}")),
            status => Answer::Other(format!("it answered {status}")),
        },
        Err(failure) => Answer::Late(format!("no answer came ({}): {}", failure.kind.name(), failure.detail)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_the_registries() {
        let version = Version::new(1, 4, 2);
        let at = |registry, name: &str, url: &str| {
            let package = Package { registry, name: name.to_owned(), url: url.parse().unwrap() };
            address(&package, &version).unwrap().to_string()
        };
        assert_eq!(at(Registry::Npm, "@a/b", "https://r.example/"), "https://r.example/@a%2Fb/1.4.2");
        assert_eq!(at(Registry::Npm, "b", "https://r.example/npm"), "https://r.example/npm/b/1.4.2");
        assert_eq!(at(Registry::Pypi, "a-b", "https://r.example"), "https://r.example/pypi/a-b/1.4.2/json");
    }
}
