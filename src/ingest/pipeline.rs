//! `pipeline.yaml` of a store: what is done after stages, and what gates demand; strict, every fault with its place.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderName;
use url::Url;

use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::node::Node;
use crate::model::place::Source;
use crate::syntax::path::read_text;
use crate::syntax::{read, yaml};

use super::stage::TABLE;
pub use shape::SHAPE;

mod shape;

/// Its name, from the store's folder.
pub const FILE: &str = "pipeline.yaml";

/// The gates that there are.
pub const GATES: [&str; 2] = ["publish", "deploy"];

/// What is done after stages, and what gates demand.
#[derive(Debug, Default)]
pub struct Pipeline {
    /// What is done after a stage that holds, in order.
    pub hooks: Vec<Hook>,
    /// The gates that are described, by name.
    pub gates: Vec<(String, Gate)>,
}

/// What is done after a stage.
#[derive(Debug)]
pub struct Hook {
    /// The stage.
    pub after: String,
    /// What is done.
    pub act: Act,
    /// How long it may take.
    pub within: Duration,
}

/// What a hook does.
#[derive(Debug)]
pub enum Act {
    /// Runs a program.
    Exec(Vec<String>),
    /// Tells an address, signed.
    Post {
        /// The address.
        url: Url,
        /// The environment variable of the key.
        key: String,
        /// The header of the signature.
        header: HeaderName,
        /// What stands before it.
        prefix: String,
    },
}

/// What a gate demands.
#[derive(Debug)]
pub struct Gate {
    /// Programs that have to succeed.
    pub sdk: Vec<Sdk>,
    /// Packages that must not have the version yet.
    pub absent: Vec<Package>,
    /// How often a registry is asked once more, the first wait, and the longest.
    pub retry: (u32, Duration, Duration),
    /// Suites whose last run has to be green, and how old it may be.
    pub suites: Vec<(String, Duration)>,
    /// How long the parts of the way may take; none where nothing is demanded.
    pub latency: Option<Latency>,
}

/// A program that has to succeed.
#[derive(Debug)]
pub struct Sdk {
    /// What people call it.
    pub name: String,
    /// The program and its arguments.
    pub argv: Vec<String>,
    /// How long it may take.
    pub within: Duration,
}

/// A package that must not have a version yet.
#[derive(Debug)]
pub struct Package {
    /// Whose package it is.
    pub registry: Registry,
    /// Its name.
    pub name: String,
    /// The registry's address.
    pub url: Url,
}

/// Whose package it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registry {
    /// npm.
    Npm,
    /// `PyPI`.
    Pypi,
}

/// How long the parts of the way may take.
#[derive(Debug)]
pub struct Latency {
    /// From dispatch to store.
    pub stored: Duration,
    /// The programs together.
    pub sdk: Duration,
    /// The registries.
    pub publish: Duration,
    /// From dispatch to the gate.
    pub total: Duration,
}

impl Pipeline {
    /// Whether anything runs a program.
    #[must_use]
    pub fn runs_programs(&self) -> bool {
        self.hooks.iter().any(|hook| matches!(hook.act, Act::Exec(_)))
            || self.gates.iter().any(|(_, gate)| !gate.sdk.is_empty())
    }

    /// The environment variables of its keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.hooks.iter().filter_map(|hook| match &hook.act {
            Act::Post { key, .. } => Some(key.as_str()),
            Act::Exec(_) => None,
        })
    }
}

/// Reads the file of a store; none where there is none.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub fn load(path: &Path) -> Result<Option<Pipeline>, Diagnostics> {
    if !path.exists() {
        return Ok(None);
    }
    let one = |one: Diagnostic| Diagnostics::from_iter([one]);
    let text = read_text(path).map_err(|error| {
        one(Diagnostic::unplaced("file", format!("the pipeline `{}` cannot be read: {error}", path.display())))
    })?;
    let source = Arc::new(Source { name: path.display().to_string(), text });
    parse(&source).map(Some)
}

/// Reads a pipeline.
///
/// # Errors
/// As [`load`].
pub fn parse(source: &Arc<Source>) -> Result<Pipeline, Diagnostics> {
    let mut found = Diagnostics::default();
    let root = yaml::parse(source).map_err(|one| Diagnostics::from_iter([one]))?;
    plain(&root, &mut found);
    read::conform(&root, SHAPE, &|_| None, &mut found);
    if found.has_errors() {
        return Err(found);
    }
    let items = |node: &Node, key: &str| node.get(key).and_then(Node::items).unwrap_or_default().to_vec();
    let hooks = items(&root, "hooks").iter().filter_map(|node| hook(node, &mut found)).collect();
    let mut gates = Vec::new();
    for name in GATES {
        if let Some(node) = root.get(name) {
            gates.push((name.to_owned(), gate(node, &mut found)));
        }
    }
    if found.has_errors() { Err(found) } else { Ok(Pipeline { hooks, gates }) }
}

/// Nothing is filled in here, so that what looks like a template would be taken to the letter.
fn plain(node: &Node, found: &mut Diagnostics) {
    if node.is_template() {
        found.push(wrong(node, "there are no templates in a pipeline"));
    }
    node.items().unwrap_or_default().iter().for_each(|item| plain(item, found));
    node.entries().iter().for_each(|entry| plain(&entry.value, found));
}

fn wrong(node: &Node, what: impl Into<String>) -> Diagnostic {
    Diagnostic::error("pipeline", &node.place, what)
}

fn span(node: &Node, key: &str, default: u64, found: &mut Diagnostics) -> Duration {
    let written = node.get(key).and_then(|node| found.keep(read::duration(node)));
    written.unwrap_or(Duration::from_secs(default))
}

fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key).and_then(Node::text).map(str::to_owned)
}

fn argv(node: &Node) -> Vec<String> {
    node.get("exec").and_then(Node::items).unwrap_or_default().iter().filter_map(Node::scalar_text).collect()
}

fn hook(node: &Node, found: &mut Diagnostics) -> Option<Hook> {
    let after = text(node, "after")?;
    if !TABLE.iter().any(|stage| stage.id == after) {
        let known: Vec<&str> = TABLE.iter().map(|stage| stage.id).collect();
        found.push(wrong(node, format!("there is no stage `{after}`; there are {}", known.join(", "))));
    }
    let within = span(node, "within", 30, found);
    let act = match (node.get("exec"), node.get("post")) {
        (Some(_), None) => Act::Exec(argv(node)),
        (None, Some(post)) => {
            let url = found.keep(address(post))?;
            let Some(key) = text(node, "hmac_sha256") else {
                found.push(wrong(node, "a hook that posts is signed: `hmac_sha256` names the variable of the key"));
                return None;
            };
            let header = text(node, "header").unwrap_or_else(|| "x-holdpoint-signature".to_owned());
            let header =
                HeaderName::try_from(&header).map_err(|_| wrong(node, format!("`{header}` is no header name")));
            Act::Post {
                url,
                key,
                header: found.keep(header)?,
                prefix: text(node, "prefix").unwrap_or_else(|| "sha256=".to_owned()),
            }
        }
        _ => {
            found.push(wrong(node, "a hook either runs a program (`exec`) or tells an address (`post`)"));
            return None;
        }
    };
    Some(Hook { after, act, within })
}

fn address(node: &Node) -> Result<Url, Diagnostic> {
    let url = node.text().and_then(|text| Url::parse(text).ok()).filter(Url::has_host);
    url.filter(|url| matches!(url.scheme(), "http" | "https")).ok_or_else(|| wrong(node, "this is no http address"))
}

fn gate(node: &Node, found: &mut Diagnostics) -> Gate {
    let items = |key: &str| node.get(key).and_then(Node::items).unwrap_or_default();
    let sdk = items("sdk").iter().filter_map(|one| {
        let within = span(one, "within", 300, found);
        Some(Sdk { name: text(one, "name")?, argv: argv(one), within })
    });
    let sdk = sdk.collect();
    let absent = items("absent").iter().filter_map(|one| found.keep(package(one))).collect();
    let suites = items("suites").iter().filter_map(|one| {
        let within = span(one, "within", 86_400, found);
        Some((text(one, "suite")?, within))
    });
    let suites = suites.collect();
    let retry = match node.get("retry") {
        Some(retry) => {
            let times = retry.get("times").and_then(|node| found.keep(read::whole(node, 0, 10))).unwrap_or(3);
            let times = u32::try_from(times).unwrap_or(0);
            (times, span(retry, "backoff", 1, found), span(retry, "cap", 30, found))
        }
        None => (3, Duration::from_secs(1), Duration::from_secs(30)),
    };
    let latency = node.get("latency").map(|node| Latency {
        stored: span(node, "stored", 120, found),
        sdk: span(node, "sdk", 300, found),
        publish: span(node, "publish", 60, found),
        total: span(node, "total", 600, found),
    });
    Gate { sdk, absent, retry, suites, latency }
}

fn package(node: &Node) -> Result<Package, Diagnostic> {
    let (registry, name, public) = match (text(node, "npm"), text(node, "pypi")) {
        (Some(name), None) => (Registry::Npm, name, "https://registry.npmjs.org"),
        (None, Some(name)) => (Registry::Pypi, name, "https://pypi.org"),
        _ => return Err(wrong(node, "a package is either one of `npm` or one of `pypi`")),
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || "@/._-~".contains(c);
    if name.is_empty() || !name.chars().all(fits) || name.contains("..") {
        return Err(wrong(node, format!("`{name}` is no name of a package")));
    }
    let url = match node.get("registry") {
        Some(node) => address(node)?,
        None => Url::parse(public).map_err(|error| wrong(node, error.to_string()))?,
    };
    Ok(Package { registry, name, url })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let source = Arc::new(Source { name: "p".into(), text: text.into() });
        match parse(&source) {
            Ok(_) => Vec::new(),
            Err(found) => found.iter().map(|one| format!("{} {}", one.code, one.message)).collect(),
        }
    }

    #[test]
    fn a_right_pipeline_is_read_with_its_defaults() {
        let text = "version: 1\nhooks: [{ after: store, exec: [echo, 1] }]\npublish:\n  sdk: [{ name: ts, exec: [x], within: 1m }]\n  absent: [{ npm: '@a/b' }, { pypi: c }]\n  latency: { sdk: 4m }\n";
        let source = Arc::new(Source { name: "p".into(), text: text.into() });
        let pipeline = parse(&source).unwrap();
        let (_, gate) = &pipeline.gates[0];
        assert!(pipeline.runs_programs() && gate.absent[1].url.as_str() == "https://pypi.org/");
        let latency = gate.latency.as_ref().unwrap();
        assert_eq!((latency.stored.as_secs(), latency.sdk.as_secs()), (120, 240));
        assert_eq!(gate.retry, (3, Duration::from_secs(1), Duration::from_secs(30)));
    }

    #[test]
    fn what_nobody_knows_or_what_demands_nothing_is_told() {
        for (text, said) in [
            ("version: 1\nhoks: []\n", "unknown-key"),
            ("version: 2\n", "out-of-range"),
            ("publish: {}\n", "missing-key"),
            ("version: 1\nhooks: []\n", "empty"),
            ("version: 1\nhooks: [{ after: stroe, exec: [a] }]\n", "there is no stage `stroe`"),
            ("version: 1\nhooks: [{ after: store, exec: ['${HOME}/x'] }]\n", "no templates"),
            ("version: 1\nhooks: [{ after: store }]\n", "either runs a program"),
            ("version: 1\nhooks: [{ after: store, exec: [a], post: 'http://x/' }]\n", "either runs a program"),
            ("version: 1\nhooks: [{ after: store, post: 'http://x/' }]\n", "is signed"),
            ("version: 1\nhooks: [{ after: store, post: 'ftp://x/', hmac_sha256: K }]\n", "no http address"),
            ("version: 1\npublish: { absent: [{ npm: a, pypi: b }] }\n", "either one of"),
            ("version: 1\npublish: { absent: [{ npm: 'a?b' }] }\n", "no name of a package"),
            ("version: 1\npublish: { retry: { backoff: soon } }\n", "wrong-span"),
        ] {
            let told = told(text);
            assert!(told.iter().any(|one| one.contains(said)), "{text}: {told:?}");
        }
    }
}
