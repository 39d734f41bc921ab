//! What a person lets pass, and how much each change weighs: read from files, each fault at its place.

use std::path::Path;
use std::sync::Arc;

use crate::cli::problem::Problem;
use crate::diff::change::Diff;
use crate::diff::level::Level;
use crate::diff::policy::Policy;
use crate::diff::rule;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::node::Node;
use crate::model::place::{Place, Source};
use crate::model::shape::{Field, Record, Shape};
use crate::report::changes::{Fate, Known};
use crate::syntax::nearest::suggestion;
use crate::syntax::path::read_text;
use crate::syntax::{read, yaml};

/// A change that is known, and the last day on which it is let pass: days since 1970-01-01.
#[derive(Debug)]
pub(super) struct Ignored {
    known: Known,
    until: i64,
}

static ENTRY: Record = Record {
    name: "an ignored change",
    fields: &[
        Field::required("id", Shape::Text, "The id of the change, ours or oasdiff's."),
        Field::new("operation", Shape::Text, "Only at this operation, such as `POST /orders`."),
        Field::required("because", Shape::Text, "Why it is let pass."),
        Field::required("until", Shape::Text, "The last day on which it is, such as 2027-01-31."),
    ],
};

static FILE: Record = Record {
    name: "a file of ignored changes",
    fields: &[Field::required("ignore", Shape::List(&Shape::Record(&ENTRY)), "The changes that are let pass.")],
};

fn source(path: &Path) -> Result<Arc<Source>, Problem> {
    let text =
        read_text(path).map_err(|error| Problem::invalid(format!("`{}` cannot be read: {error}", path.display())))?;
    Ok(Arc::new(Source { name: path.display().to_string(), text }))
}

/// Reads the changes that are let pass.
pub(super) fn ignored(path: &Path) -> Result<Vec<Ignored>, Problem> {
    let node = yaml::parse(&source(path)?)?;
    let mut found = Diagnostics::default();
    read::conform(&node, Shape::Record(&FILE), &|_| None, &mut found);
    let list = node.get("ignore").and_then(Node::items).unwrap_or_default();
    let entries: Vec<Ignored> = list.iter().filter_map(|node| entry(node, &mut found)).collect();
    if found.has_errors() { Err(Problem::Diagnostics(found)) } else { Ok(entries) }
}

fn entry(node: &Node, found: &mut Diagnostics) -> Option<Ignored> {
    let (id, until, because) = (node.get("id")?, node.get("until")?, node.get("because")?);
    found.keep(known(id.text()?, &id.place));
    if because.text()?.trim().is_empty() {
        found.push(Diagnostic::error("diff-ignore", &because.place, "a reason has words"));
    }
    let date = until.text()?.parse::<jiff::civil::Date>();
    let date =
        date.map_err(|error| Diagnostic::error("diff-ignore", &until.place, format!("this is no date: {error}")));
    let known = Known {
        id: id.text()?.to_owned(),
        operation: node.get("operation").and_then(Node::text).map(str::to_owned),
        because: because.text()?.to_owned(),
        until: until.text()?.to_owned(),
        fate: Fate::Unused,
    };
    Some(Ignored { known, until: Policy::day(found.keep(date)?) })
}

/// Reads levels: a line each, `ID LEVEL`, as oasdiff has them.
pub(super) fn levels(path: &Path) -> Result<Vec<(String, Option<Level>)>, Problem> {
    let source = source(path)?;
    let mut found = Diagnostics::default();
    let mut levels: Vec<(String, Option<Level>)> = Vec::new();
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        let place = Place::new(source.clone(), start, start + line.trim_end().len());
        start += line.len();
        let words: Vec<&str> = line.split('#').next().unwrap_or_default().split_whitespace().collect();
        match words[..] {
            [] => {}
            [id, level] => {
                found.keep(known(id, &place));
                if levels.iter().any(|(other, _)| other == id) {
                    found.push(Diagnostic::error("diff-severity", &place, format!("`{id}` has a level already")));
                }
                let read = match level {
                    "none" => Some(None),
                    "err" => Some(Some(Level::Error)),
                    other => Level::named(other).map(Some),
                };
                match read {
                    Some(level) => levels.push((id.to_owned(), level)),
                    None => found.push(
                        Diagnostic::error("diff-severity", &place, format!("`{level}` is no level"))
                            .help("write error, warn, info or none"),
                    ),
                }
            }
            _ => found.push(Diagnostic::error("diff-severity", &place, "a line is `ID LEVEL`")),
        }
    }
    if found.has_errors() { Err(Problem::Diagnostics(found)) } else { Ok(levels) }
}

/// That some rule has a change of this name.
fn known(id: &str, place: &Place) -> Result<(), Diagnostic> {
    let rows = || rule::TABLE.iter().flat_map(|rule| rule.rows.iter().map(move |row| (row.id(rule), row.oasdiff)));
    if rows().any(|(own, oasdiff)| own == id || oasdiff == Some(id)) {
        return Ok(());
    }
    let names: Vec<String> = rows().map(|(own, _)| own).collect();
    Err(Diagnostic::error("diff-change", place, format!("no change is called `{id}`"))
        .maybe_help(suggestion(id, names.iter().map(String::as_str))))
}

/// Takes out what is let pass; gives each entry with what became of it. What is let pass no longer stays.
pub(super) fn pass_over(diff: &mut Diff, ignored: Vec<Ignored>, today: i64) -> Vec<Known> {
    let told = |Ignored { mut known, until }| {
        let is_over = until < today;
        let mut is_there = false;
        diff.changes.retain_mut(|change| {
            if change.id() != known.id && change.row.oasdiff != Some(known.id.as_str()) {
                return true;
            }
            let Some(name) = &known.operation else {
                is_there = true;
                return is_over;
            };
            let Some(at) = change.operations.iter().position(|operation| operation == name) else { return true };
            is_there = true;
            if !is_over {
                change.operations.remove(at);
            }
            !change.operations.is_empty()
        });
        known.fate = match (is_there, is_over) {
            (false, _) => Fate::Unused,
            (true, true) => Fate::Expired,
            (true, false) => Fate::Passed,
        };
        known
    };
    ignored.into_iter().map(told).collect()
}
