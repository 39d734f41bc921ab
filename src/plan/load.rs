//! Suite files into one plan: every diagnostic of every file at once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::compile::{self, Around};
use super::plan::{Plan, Suite};
use super::shape::named;
use crate::graphql::schema::Schemas;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::place::{Place, Source};
use crate::openapi::shelf::Shelf;
use crate::suite::discover;
use crate::suite::document::{self, Document};
use crate::suite::project::Project;
use crate::syntax::nearest::suggestion;
use crate::syntax::path::{clean, read_text};

/// One file: what it says, or what is wrong with it.
#[derive(Debug)]
pub struct Loaded {
    /// The path.
    pub path: PathBuf,
    /// The suite's name, where it could be read.
    pub name: Option<String>,
    /// The suite for each of its targets.
    pub suites: Vec<Suite>,
    /// What is wrong with it.
    pub found: Diagnostics,
}

/// The files below the project's folder, or those that were named.
///
/// # Errors
/// The folder or file that cannot be read.
pub fn files(project: &Project, named: &[PathBuf]) -> Result<Vec<PathBuf>, Diagnostic> {
    let unreadable = |(path, error): (PathBuf, std::io::Error)| {
        Diagnostic::unplaced("file", format!("`{}` cannot be read: {error}", path.display()))
    };
    if named.is_empty() {
        let root = if project.root.as_os_str().is_empty() { Path::new(".") } else { &project.root };
        return discover::suites(root).map_err(unreadable);
    }
    let mut files = Vec::new();
    for path in named {
        if path.is_dir() {
            files.extend(discover::suites(path).map_err(unreadable)?);
        } else {
            files.push(path.clone());
        }
    }
    files.dedup();
    Ok(files)
}

/// Reads and plans each file.
#[must_use]
pub fn load(project: &Project, files: &[PathBuf], allow_exec: bool) -> Vec<Loaded> {
    load_with(project, files, allow_exec, &Shelf::default())
}

/// The same, and the contracts that they name stand on a shelf afterwards.
#[must_use]
pub fn load_with(project: &Project, files: &[PathBuf], allow_exec: bool, shelf: &Shelf) -> Vec<Loaded> {
    let (home, schemas) = (home(project), Schemas::default());
    let around = Around { root: &home, allow_exec: allow_exec || project.allow_exec, shelf, schemas: &schemas };
    let mut seen: HashMap<String, Place> = HashMap::new();
    files
        .iter()
        .map(|path| {
            let mut found = Diagnostics::default();
            let document = read(path, &mut found);
            if let Some(document) = &document
                && let Some(first) = seen.insert(document.name.0.clone(), document.name.1.clone())
            {
                found.push(
                    Diagnostic::error(
                        "duplicate-suite",
                        &document.name.1,
                        format!("another file holds a suite named `{}`", document.name.0),
                    )
                    .also(&first, "the other one"),
                );
            }
            let suites =
                document.as_ref().map(|document| plan(document, path, project, around, &mut found)).unwrap_or_default();
            Loaded { path: path.clone(), name: document.map(|document| document.name.0), suites, found }
        })
        .collect()
}

/// Reads and plans a suite that stands in no file.
#[must_use]
pub fn of_source(project: &Project, source: &Arc<Source>, path: &Path) -> Loaded {
    let (home, shelf, schemas) = (home(project), Shelf::default(), Schemas::default());
    let around = Around { root: &home, allow_exec: false, shelf: &shelf, schemas: &schemas };
    let mut found = Diagnostics::default();
    let document = document::read(source, &named, &mut found);
    let suites =
        document.as_ref().map(|document| plan(document, path, project, around, &mut found)).unwrap_or_default();
    Loaded { path: path.to_owned(), name: document.map(|document| document.name.0), suites, found }
}

/// The project's folder: the one above `suites/`, where the project file stands in such a folder.
#[must_use]
pub fn home(project: &Project) -> PathBuf {
    let here = if project.root.as_os_str().is_empty() { Path::new(".") } else { &project.root };
    match std::path::absolute(here) {
        Ok(whole) if whole.file_name().is_some_and(|name| name == "suites") => clean(&project.root.join("..")),
        _ => project.root.clone(),
    }
}

fn read(path: &Path, found: &mut Diagnostics) -> Option<Document> {
    let text =
        found
            .keep(read_text(path).map_err(|error| {
                Diagnostic::unplaced("file", format!("`{}` cannot be read: {error}", path.display()))
            }))?;
    let source = Arc::new(Source { name: path.display().to_string(), text });
    document::read(&source, &named, found)
}

fn plan(
    document: &Document,
    path: &Path,
    project: &Project,
    around: Around<'_>,
    found: &mut Diagnostics,
) -> Vec<Suite> {
    let mut suites = Vec::new();
    for (name, place) in &document.targets {
        match project.targets.get(name.as_str()) {
            Some(target) => suites.push(compile::suite(document, target, path, around, found)),
            None => found.push(
                Diagnostic::error("unknown-target", place, format!("the project file declares no target `{name}`"))
                    .maybe_help(suggestion(name, project.targets.keys().map(AsRef::as_ref).collect::<Vec<_>>())),
            ),
        }
    }
    suites
}

/// All suites of all files as one plan.
#[must_use]
pub fn join(loaded: Vec<Loaded>) -> Plan {
    Plan { suites: loaded.into_iter().flat_map(|file| file.suites).collect() }
}
