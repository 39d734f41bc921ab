//! Where a contract comes from: a file, an address, a revision of a git repository, or what was ingested.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use http::Method;
use url::Url;

use crate::cli::problem::Problem;
use crate::http::client::{Client, Outgoing, Settings};
use crate::model::exchange::{FailureKind, Request};
use crate::model::mode::Mode;
use crate::model::place::Source;
use crate::model::verdict::Verdict;
use crate::openapi::document::{Document, Loading, load, parse};
use crate::syntax::path::LARGEST;

/// Where stored documents lie, and whether addresses may be without TLS.
pub(super) struct Places<'p> {
    pub(super) store: &'p Path,
    pub(super) allow_http: bool,
}

/// Reads a contract.
///
/// # Errors
/// Why it cannot be had (unreachable: inconclusive), or what is wrong in it.
pub(super) async fn read(name: &str, places: &Places<'_>) -> Result<Document, Problem> {
    if let Some(rest) = name.strip_prefix("git:") {
        return alone(git(rest)?);
    }
    if let Some(version) = name.strip_prefix("store:") {
        if version.contains(['/', '\\']) || version.is_empty() {
            return Err(Problem::invalid(format!("`{version}` is no version; write store:1.2.0")));
        }
        return file(&places.store.join("history").join(format!("openapi-{version}.json")));
    }
    if name.starts_with("https://") || name.starts_with("http://") {
        return alone(fetch(name, places.allow_http).await?);
    }
    file(Path::new(name))
}

fn file(path: &Path) -> Result<Document, Problem> {
    load(path, &Loading::default()).map_err(Problem::Diagnostics)
}

fn alone(source: Source) -> Result<Document, Problem> {
    parse(source).map_err(Problem::Diagnostics)
}

/// What `git show REV:PATH` gives.
fn git(rest: &str) -> Result<Source, Problem> {
    let wrong = || Problem::invalid(format!("`git:{rest}` is no revision with a path; write git:main:openapi.yaml"));
    let (revision, path) = rest.split_once(':').ok_or_else(wrong)?;
    if revision.is_empty() || path.is_empty() || revision.starts_with('-') {
        return Err(wrong());
    }
    let object = format!("{revision}:{path}");
    let size: Option<u64> = String::from_utf8_lossy(&cat("-s", &object)?).trim().parse().ok();
    if size.is_none_or(|size| size > LARGEST) {
        return Err(Problem::invalid(format!("`{object}` is larger than {} MiB", LARGEST >> 20)));
    }
    let text =
        String::from_utf8(cat("blob", &object)?).map_err(|_| Problem::invalid(format!("`{object}` is no UTF-8")))?;
    Ok(Source { name: object, text })
}

/// What `git cat-file HOW OBJECT` writes: no shell, no pager, and nothing of the object's name is read as an option.
fn cat(how: &str, object: &str) -> Result<Vec<u8>, Problem> {
    let done = Command::new("git").args(["cat-file", how, object]).stdin(Stdio::null()).output();
    let done = done.map_err(|error| Problem::invalid(format!("`git` cannot be started: {error}")))?;
    if done.status.success() {
        return Ok(done.stdout);
    }
    let said = String::from_utf8_lossy(&done.stderr);
    let why = said.trim().trim_start_matches("fatal: ").replace(['\n', '\r'], " ");
    Err(Problem::invalid(format!("git has no file `{object}`: {why}")))
}

/// What an address gives.
async fn fetch(address: &str, allow_http: bool) -> Result<Source, Problem> {
    let url: Url = address.parse().map_err(|error| Problem::invalid(format!("`{address}` is no address: {error}")))?;
    if url.scheme() == "http" && !allow_http {
        return Err(Problem::invalid(format!(
            "`{address}` is read without TLS by whoever sits between; --allow-http takes it"
        )));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Problem::invalid("an address may not hold credentials: save the document, and compare the file"));
    }
    let mut settings = Settings::new(Arc::from("contract"), Mode::Live, url.clone());
    settings.writes = false;
    settings.max_body = usize::try_from(LARGEST).unwrap_or(usize::MAX);
    let client = Client::new(settings).map_err(|error| Problem::invalid(format!("failed to {error}")))?;
    let request = Request { method: Method::GET, url, headers: http::HeaderMap::new(), body: bytes::Bytes::new() };
    let exchange = client.send(Outgoing::new(request)).await;
    let unknown = |why: String| Problem::Said(Verdict::Inconclusive, format!("`{address}` {why}"));
    let answer = exchange.result.as_ref().map_err(|failure| match failure.kind {
        FailureKind::TooLarge => Problem::invalid(format!("`{address}` is larger than {} MiB", LARGEST >> 20)),
        _ => unknown(format!("cannot be had: {}", failure.detail)),
    })?;
    if !answer.status.is_success() {
        return Err(unknown(format!("answers {}", answer.status)));
    }
    let text =
        String::from_utf8(answer.body.to_vec()).map_err(|_| Problem::invalid(format!("`{address}` is no UTF-8")))?;
    Ok(Source { name: address.to_owned(), text })
}
