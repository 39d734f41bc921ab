//! The project file `suites/holdpoint.yaml`: targets, flags and defaults, read and validated as a whole.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use data_encoding::HEXLOWER;
use indexmap::IndexMap;
use sha2::{Digest, Sha256};

use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::endpoint::{Callback, Target};
use crate::model::node::{Datum, Node};
use crate::model::place::{Place, Source};
use crate::model::shape::Shape;
use crate::syntax::path::{clean, read_text};
use crate::syntax::{read, yaml};

mod caller;
mod reading;
pub mod shape;
mod target;

/// The form of a project file, for the editor's schema.
pub const SHAPE: Shape = Shape::Record(&shape::PROJECT);

/// Where a project file is looked for, in each folder upward.
const NAMES: [&str; 2] = ["suites/holdpoint.yaml", "holdpoint.yaml"];

/// A project file, validated.
#[derive(Debug, Clone)]
pub struct Project {
    /// The version of its format: 1.
    pub version: u32,
    /// The file of feature flags, and where the project names it.
    pub flags_file: Option<(PathBuf, Place)>,
    /// The folder of the ledgers.
    pub artifacts: PathBuf,
    /// What holds where nothing else is said; already in the targets where it is about them.
    pub defaults: Defaults,
    /// Whether `exec` steps may start programs.
    pub allow_exec: bool,
    /// Where services elsewhere reach us.
    pub callback: Option<Callback>,
    /// The targets in the file's order.
    pub targets: IndexMap<Arc<str>, Arc<Target>>,
    /// The folder of the file; relative paths in it start here.
    pub root: PathBuf,
    /// The SHA-256 of the file's bytes, in lower-case hex.
    pub sha256: String,
}

/// What holds where nothing else is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Defaults {
    /// The limit of one exchange.
    pub timeout: Option<Duration>,
    /// How many cases run at once.
    pub jobs: Option<usize>,
    /// How many redirects are followed.
    pub redirects: Option<usize>,
}

/// Why there is no project file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("find a project file: neither suites/holdpoint.yaml nor holdpoint.yaml is in {} or in a folder above it", start.display())]
pub struct NotFound {
    /// Where the search began.
    pub start: PathBuf,
}

/// Looks for `suites/holdpoint.yaml`, then `holdpoint.yaml`, in a folder and in each one above it.
///
/// # Errors
/// When there is none up to the root of the file system.
pub fn find(start: &Path) -> Result<PathBuf, NotFound> {
    let here = |folder: &Path| NAMES.iter().map(|name| folder.join(name)).find(|path| path.is_file());
    // A file that is near keeps the short name that a person knows it by.
    let near = if start == Path::new(".") { here(Path::new("")) } else { here(start) };
    let above = || clean(&std::path::absolute(start).ok()?).ancestors().skip(1).find_map(here);
    near.or_else(above).ok_or_else(|| NotFound { start: start.to_owned() })
}

/// Reads a project file; none where it has an error, which is then in `found`.
pub fn load(path: &Path, found: &mut Diagnostics) -> Option<Project> {
    let text = match read_text(path) {
        Ok(text) => text,
        Err(error) => {
            found.push(Diagnostic::unplaced("file", format!("`{}` cannot be read: {error}", path.display())));
            return None;
        }
    };
    let source = Arc::new(Source { name: path.display().to_string(), text });
    parse(&source, path.parent().unwrap_or(Path::new("")), found)
}

/// Reads the text of a project file that stands in the folder `root`; none where it has an error.
pub fn parse(source: &Arc<Source>, root: &Path, found: &mut Diagnostics) -> Option<Project> {
    let mut own = Diagnostics::default();
    let project = project(source, root, &mut own);
    let project = project.filter(|_| !own.has_errors());
    found.absorb(own);
    project
}

fn project(source: &Arc<Source>, root: &Path, found: &mut Diagnostics) -> Option<Project> {
    let node = found.keep(yaml::parse(source))?;
    if !matches!(node.datum, Datum::Map(_)) {
        found.push(
            Diagnostic::error("wrong-type", &node.place, format!("a project file is a mapping, not {}", kind(&node)))
                .help("the shortest one is `version: 1` and `targets: { t: {} }`"),
        );
        return None;
    }
    read::conform(&node, SHAPE, &|_| None, found);
    version(&node, found);
    let defaults = node.get("defaults").map(|node| self::defaults(node, found)).unwrap_or_default();
    let mut reading = reading::Reading::new(found, root);
    let mut targets = IndexMap::new();
    for entry in node.get("targets").map(Node::entries).unwrap_or_default() {
        let target = target::read(entry, &defaults, &mut reading);
        targets.insert(target.name.clone(), Arc::new(target));
    }
    let flags = node.get("flags").and_then(|flags| flags.get("file"));
    let flags_file = flags.and_then(|file| Some((reading.path(file)?, file.place.clone())));
    let artifacts = match node.get("artifacts") {
        Some(written) => reading.path(written)?,
        None => clean(&root.join(default_artifacts(root))),
    };
    let callback = node.get("callback").and_then(|node| callback(node, &mut reading));
    let allow_exec = reading.get(&node, "allow_exec", read::boolean).unwrap_or_default();
    reading.finish();
    let sha256 = HEXLOWER.encode(&Sha256::digest(source.text.as_bytes()));
    Some(Project {
        version: 1,
        flags_file,
        artifacts,
        defaults,
        allow_exec,
        callback,
        targets,
        root: root.to_owned(),
        sha256,
    })
}

fn kind(node: &Node) -> &'static str {
    if node.place.source().text.trim().is_empty() { "empty" } else { node.kind_name() }
}

fn version(node: &Node, found: &mut Diagnostics) {
    let Some(version) = node.get("version") else { return };
    if version.to_json() != serde_json::json!(1) {
        let written = version.scalar_text().unwrap_or_else(|| version.kind_name().to_owned());
        found.push(
            Diagnostic::error("version", &version.place, format!("version {written} of the project file is not known"))
                .help("this program reads `version: 1`"),
        );
    }
}

fn defaults(node: &Node, found: &mut Diagnostics) -> Defaults {
    let mut whole = |key, min, max| {
        let number = found.keep(read::whole(node.get(key)?, min, max))?;
        usize::try_from(number).ok()
    };
    let (jobs, redirects) = (whole("jobs", 1, 10_000), whole("redirects", 0, 20));
    let timeout = node.get("timeout").and_then(|node| found.keep(reading::span(node)));
    Defaults { timeout, jobs, redirects }
}

fn callback(node: &Node, reading: &mut reading::Reading<'_>) -> Option<Callback> {
    let (listen, listen_at) = reading.plain(node, "listen")?;
    let (url, url_at) = reading.plain(node, "url")?;
    let Ok(listen) = listen.parse() else {
        let what = format!("`{listen}` is no address with a port");
        reading.found.push(Diagnostic::error("callback", &listen_at, what).help("write `listen: \"0.0.0.0:9555\"`"));
        return None;
    };
    match url.parse::<url::Url>() {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.fragment().is_none() => {
            Some(Callback { listen, url })
        }
        _ => {
            let what = format!("`{url}` is no address of HTTP that a path can stand behind");
            let help = "write `url: https://ci.example.test/hooks`";
            reading.found.push(Diagnostic::error("callback", &url_at, what).help(help));
            None
        }
    }
}

/// Beside a folder `suites`, and below a file that stands on top: never out of the repository.
fn default_artifacts(root: &Path) -> &'static str {
    let absolute = std::path::absolute(Path::new(".").join(root)).unwrap_or_else(|_| root.to_owned());
    if absolute.file_name().is_some_and(|name| name != "suites") {
        return "artifacts/integrations";
    }
    "../artifacts/integrations"
}

#[cfg(test)]
mod tests;
