//! The references tell the truth: their examples plan without a diagnostic, and no key or table row is missing.

use std::path::Path;
use std::sync::Arc;

use crate::check;
use crate::model::diagnostic::Diagnostics;
use crate::model::place::Source;
use crate::model::shape::{Field, Shape};
use crate::plan::load;
use crate::step;
use crate::suite::project::{self, Project, shape};
use crate::suite::shape::{CASE, FRAGMENT, SHARED, STEP, SUITE};
use crate::syntax::render::{Style, render};
use crate::value::function::FUNCTIONS;
use crate::value::{fresh, matcher};

const REFERENCE: &str = include_str!("../../suites/README.md");
const FRONT: &str = include_str!("../../README.md");

/// The YAML blocks of a page whose first line is this mark, each with its line.
fn blocks<'p>(page: &'p str, mark: &str) -> Vec<(usize, &'p str)> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(found) = page[at..].find("```yaml\n") {
        let start = at + found + "```yaml\n".len();
        let end = start + page[start..].find("\n```").expect("a block ends") + 1;
        if page[start..end].lines().next() == Some(mark) {
            blocks.push((page[..start].lines().count(), &page[start..end]));
        }
        at = end;
    }
    blocks
}

fn shown(found: &Diagnostics) -> String {
    render(found.iter(), Style { colours: false, width: 120 })
}

fn project_of(name: &str, page: &str) -> Project {
    let [(_, text)] = blocks(page, "# project")[..] else { panic!("{name} has one project file") };
    let source = Arc::new(Source { name: name.into(), text: text.into() });
    let mut found = Diagnostics::default();
    let project = project::parse(&source, Path::new("suites"), &mut found);
    project.unwrap_or_else(|| panic!("{}", shown(&found)))
}

#[test]
fn every_suite_of_the_references_plans() {
    for (name, page, fewest) in [("suites/README.md", REFERENCE, 7), ("README.md", FRONT, 1)] {
        let project = project_of(name, page);
        let suites = blocks(page, "# suite");
        assert!(suites.len() >= fewest, "{name} has only {} suites", suites.len());
        for (line, text) in suites {
            let source = Arc::new(Source { name: format!("{name}, from line {line}"), text: text.into() });
            let loaded = load::of_source(&project, &source, Path::new("suites/example.yaml"));
            assert!(loaded.found.iter().next().is_none(), "{}", shown(&loaded.found));
            assert!(loaded.suites.iter().any(|suite| !suite.cases.is_empty()), "{name}, line {line}: no case");
        }
    }
}

/// The keys of a shape, and of what lies in it.
fn keys(shape: Shape, names: &mut Vec<&'static str>) {
    match shape {
        Shape::Record(record) => of_fields(record.fields, names),
        Shape::List(inner) | Shape::OneOrMany(inner) | Shape::Map(inner) => keys(*inner, names),
        Shape::Either(shapes) => shapes.iter().for_each(|shape| keys(*shape, names)),
        _ => {}
    }
}

fn of_fields(fields: &[Field], names: &mut Vec<&'static str>) {
    for field in fields {
        names.push(field.name);
        keys(field.shape, names);
    }
}

/// Whether the reference has the name in code: alone, or as a key in a form such as `{ within, every }`.
fn named(name: &str) -> bool {
    REFERENCE.contains(&format!("`{name}`"))
        || ["{ ", ", ", "`"]
            .iter()
            .any(|before| [" }", ",", ":"].iter().any(|after| REFERENCE.contains(&format!("{before}{name}{after}"))))
}

#[test]
fn the_reference_names_every_key_and_every_row() {
    let mut names = Vec::new();
    for fields in [shape::PROJECT.fields, SUITE.fields, CASE.fields, STEP.fields, SHARED, FRAGMENT] {
        of_fields(fields, &mut names);
    }
    for kind in step::TABLE {
        keys(kind.schema, &mut names);
    }
    names.extend(check::TABLE.iter().map(|kind| kind.id));
    names.extend(matcher::TABLE.iter().map(|row| row.name));
    assert!(names.contains(&"jitter") && names.contains(&"tamper"), "keys within keys are looked at");
    let missing: Vec<_> = names.into_iter().filter(|name| !named(name)).collect();
    assert!(missing.is_empty(), "suites/README.md does not name {missing:?}");
    for function in FUNCTIONS {
        assert!(REFERENCE.contains(&format!("| `{}(", function.name)), "{}", function.name);
    }
    for kind in fresh::KINDS {
        assert!(REFERENCE.contains(&format!("`fresh.{kind}`")), "{kind}");
    }
}
