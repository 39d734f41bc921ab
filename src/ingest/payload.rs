//! The payload of a `repository_dispatch`: read with places, held to GitHub's limits and to ours, every fault at once.

use std::sync::Arc;

use jiff::Timestamp;
use semver::Version;
use url::{Host, Url};

use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::node::{Datum, Node};
use crate::model::place::{Place, Source};
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::{read, yaml};

/// The most characters of an `event_type`, and the most properties of a `client_payload` (GitHub REST API, "Create a
/// repository dispatch event").
const LONGEST_EVENT: usize = 100;
const MOST_PROPERTIES: usize = 10;
/// A `client_payload` has to be smaller than this, in bytes.
const PAYLOAD_LIMIT: usize = 64 * 1024;
/// The longest version: it stands in the names of files.
const LONGEST_VERSION: usize = 100;

const CHANGES: [&str; 3] = ["major", "minor", "patch"];

static DISPATCH: Record = Record {
    name: "a dispatch",
    fields: &[
        Field::required("event_type", Shape::Text, "The event's name, at most 100 characters."),
        Field::required("client_payload", Shape::Any, "What the event says: version, checksum, change_type, …"),
    ],
};

/// How much a version claims to change; ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Nothing that a client notices.
    Patch,
    /// Something new.
    Minor,
    /// Something that breaks a client.
    Major,
}

impl Change {
    /// The word in a payload.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    fn named(word: &str) -> Self {
        match word {
            "major" => Self::Major,
            "minor" => Self::Minor,
            _ => Self::Patch,
        }
    }
}

/// A payload that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// The event's name.
    pub event_type: String,
    /// The document's version.
    pub version: Version,
    /// The SHA-256 of the document's bytes, lower-case hex.
    pub checksum: String,
    /// How much it claims to change.
    pub change: Change,
    /// Where the document is.
    pub url: Url,
    /// The repository that it comes from, `owner/name`.
    pub repository: String,
    /// When it was dispatched, where the payload says so.
    pub dispatched: Option<Timestamp>,
}

/// What is demanded of a payload beside its form.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// Lets `http` addresses of this very machine pass.
    pub allow_http: bool,
    /// The one repository that a payload may come from.
    pub repository: Option<String>,
}

/// Reads a payload.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub fn read(source: &Arc<Source>, terms: &Terms) -> Result<Payload, Diagnostics> {
    let root = json(source).map_err(|one| Diagnostics::from_iter([one]))?;
    let mut found = Diagnostics::default();
    read::conform(&root, Shape::Record(&DISPATCH), &|_| None, &mut found);
    let event_type = root.get("event_type").and_then(Node::text).unwrap_or_default().to_owned();
    if let Some(node) = root.get("event_type").filter(|node| node.text().is_some()) {
        let length = event_type.chars().count();
        if length == 0 || length > LONGEST_EVENT {
            found.push(wrong(node, format!("`event_type` has {length} characters; GitHub takes 1 to {LONGEST_EVENT}")));
        }
    }
    let payload = root.get("client_payload").and_then(|node| client(node, event_type, terms, &mut found));
    match payload {
        Some(payload) if !found.has_errors() => Ok(payload),
        _ => Err(found),
    }
}

/// JSON with places: read by two parsers, because the one that knows places also takes what is no JSON.
fn json(source: &Arc<Source>) -> Result<Node, Diagnostic> {
    if let Err(error) = serde_json::from_str::<serde_json::Value>(&source.text) {
        let start: usize = source.text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let at = start + error.column().saturating_sub(1);
        let place = Place::new(source.clone(), at, at + 1);
        return Err(Diagnostic::error("payload", &place, format!("this is no JSON: {error}")));
    }
    yaml::parse(source)
}

fn client(node: &Node, event_type: String, terms: &Terms, found: &mut Diagnostics) -> Option<Payload> {
    let Datum::Map(entries) = &node.datum else {
        found.push(wrong(node, format!("`client_payload` has to be an object, not {}", node.kind_name())));
        return None;
    };
    if entries.len() > MOST_PROPERTIES {
        let count = entries.len();
        found.push(wrong(node, format!("`client_payload` has {count} properties; GitHub takes {MOST_PROPERTIES}")));
    }
    let bytes = node.to_json().to_string().len();
    if bytes >= PAYLOAD_LIMIT {
        found.push(wrong(node, format!("`client_payload` has {bytes} bytes; GitHub takes fewer than {PAYLOAD_LIMIT}")));
    }
    let mut field = |name: &str, what: &str| text(node, name, what, found);
    let (version, checksum) = (
        field("version", "the version of the document"),
        field("checksum", "the SHA-256 of the document's bytes, 64 digits of lower-case hex"),
    );
    let change = field("change_type", "one of major, minor, patch");
    let (url, repository) = (
        field("download_url", "where the document is, an https address"),
        field("source_repo", "the repository that the document comes from, owner/name"),
    );
    let version = version.and_then(|node| found.keep(semantic(node)));
    let checksum = checksum.and_then(|node| found.keep(digest(node)));
    let change = change.and_then(|node| found.keep(read::choice(node, &CHANGES)));
    let url = url.and_then(|node| found.keep(address(node, terms)));
    let repository = repository.and_then(|node| found.keep(origin(node, terms)));
    let dispatched = match node.get("timestamp") {
        Some(node) => Some(found.keep(moment(node))?),
        None => None,
    };
    Some(Payload {
        event_type,
        version: version?,
        checksum: checksum?,
        change: Change::named(change?),
        url: url?,
        repository: repository?,
        dispatched,
    })
}

fn wrong(node: &Node, what: impl Into<String>) -> Diagnostic {
    Diagnostic::error("payload", &node.place, what)
}

fn text<'n>(node: &'n Node, name: &str, what: &str, found: &mut Diagnostics) -> Option<&'n Node> {
    let Some(value) = node.get(name) else {
        found.push(wrong(node, format!("`client_payload` needs `{name}`")).help(format!("`{name}`: {what}")));
        return None;
    };
    if value.text().is_none() {
        found.push(wrong(value, format!("`{name}` has to be text, not {}", value.kind_name())).help(what));
        return None;
    }
    Some(value)
}

fn semantic(node: &Node) -> Result<Version, Diagnostic> {
    let written = node.text().unwrap_or_default();
    if written.len() > LONGEST_VERSION {
        return Err(wrong(node, format!("`version` is longer than {LONGEST_VERSION} characters")));
    }
    Version::parse(written).map_err(|error| {
        wrong(node, format!("`version` is no semantic version: {error}")).help("write one such as 1.4.2, without a v")
    })
}

fn digest(node: &Node) -> Result<String, Diagnostic> {
    let written = node.text().unwrap_or_default();
    if written.len() == 64 && written.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return Ok(written.to_owned());
    }
    Err(wrong(node, "`checksum` is no SHA-256: 64 digits of lower-case hex").help("sha256sum openapi.json gives it"))
}

fn address(node: &Node, terms: &Terms) -> Result<Url, Diagnostic> {
    let url = Url::parse(node.text().unwrap_or_default())
        .map_err(|error| wrong(node, format!("`download_url` is no address: {error}")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(node, "`download_url` holds credentials, which every log would show"));
    }
    let here = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if terms.allow_http && here => Ok(url),
        "http" if terms.allow_http => {
            Err(wrong(node, "`download_url` is http on another machine, where anyone on the way may change it")
                .help("--allow-http lets http pass to this machine alone"))
        }
        scheme => Err(wrong(node, format!("`download_url` has to be https, not {scheme}"))),
    }
}

fn origin(node: &Node, terms: &Terms) -> Result<String, Diagnostic> {
    let written = node.text().unwrap_or_default();
    let is_name = |part: &str| {
        !part.is_empty()
            && part.len() <= 100
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    if !written.split_once('/').is_some_and(|(owner, name)| is_name(owner) && is_name(name)) {
        return Err(wrong(node, "`source_repo` is no repository: write owner/name"));
    }
    match &terms.repository {
        // GitHub does not tell `A` from `a` in names.
        Some(only) if !only.eq_ignore_ascii_case(written) => {
            Err(wrong(node, format!("`source_repo` is {written}, and --strict takes {only} alone")))
        }
        _ => Ok(written.to_owned()),
    }
}

fn moment(node: &Node) -> Result<Timestamp, Diagnostic> {
    let written = node.text().unwrap_or_default();
    written
        .parse()
        .map_err(|_| wrong(node, "`timestamp` is no time").help("write it as RFC 3339: 2026-11-20T08:00:00Z"))
}

#[cfg(test)]
mod tests;
