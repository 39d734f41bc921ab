//! What holds for every row of the table.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::TABLE;
use super::api::Workshop;
use crate::model::diagnostic::Diagnostics;
use crate::model::node::Node;
use crate::model::place::Source;
use crate::openapi::shelf::Shelf;
use crate::syntax::read::conform;
use crate::syntax::yaml;

const HEADINGS: [&str; 3] = ["## What it does", "## Why", "## Example"];

/// The texts between ```yaml and ```.
fn examples(docs: &str) -> Vec<&str> {
    docs.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// What stands under the check's key, at the top or below `expect`.
fn demanded(id: &str, example: &str) -> Node {
    let source = Arc::new(Source { name: format!("example of {id}"), text: example.into() });
    let node = yaml::parse(&source).unwrap_or_else(|error| panic!("{id}: {error:?}"));
    let found = node.get(id).or_else(|| node.get("expect").and_then(|expect| expect.get(id))).cloned();
    found.unwrap_or_else(|| panic!("the example of `{id}` has no key `{id}`:\n{example}"))
}

#[test]
fn ids_are_unique_words_and_summaries_are_one_line() {
    let ids: BTreeSet<&str> = TABLE.iter().map(|kind| kind.id).collect();
    assert_eq!(ids.len(), TABLE.len(), "two checks share an id");
    for kind in TABLE {
        assert!(kind.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{}", kind.id);
        assert!(!kind.summary.is_empty() && !kind.summary.contains('\n'), "{}", kind.id);
        assert!(!kind.summary.ends_with('.'), "the summary of `{}` is a fragment", kind.id);
    }
}

#[test]
fn docs_have_their_headings_in_order_and_an_example() {
    for kind in TABLE {
        let headings: Vec<&str> = kind.docs.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(headings, HEADINGS, "the docs of `{}`", kind.id);
        assert!(!examples(kind.docs).is_empty(), "`{}` has no example", kind.id);
    }
}

#[test]
fn every_example_conforms_and_compiles() {
    for kind in TABLE {
        for example in examples(kind.docs) {
            let node = demanded(kind.id, example);
            let mut found = Diagnostics::default();
            conform(&node, kind.schema, &|_| None, &mut found);
            let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
            let check = (kind.compile)(&node, &mut Workshop::new(&mut found, folder, folder, &Shelf::default()));
            // An example may name a file, and there is none beside the docs.
            let (files, complaints): (Vec<_>, Vec<_>) = found.iter().partition(|diagnostic| diagnostic.code == "file");
            assert!(complaints.is_empty(), "{}: {complaints:?}\n{example}", kind.id);
            assert!(check.is_some() || !files.is_empty(), "{} gives no check and no diagnostic\n{example}", kind.id);
        }
    }
}

#[test]
fn no_check_takes_what_is_of_no_form_at_all() {
    for kind in TABLE {
        for text in ["{}", "[]", "null", "false", "{no such key at all: 1}"] {
            let node = yaml::parse(&Arc::new(Source { name: "t".into(), text: text.into() })).unwrap();
            let mut found = Diagnostics::default();
            let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
            // What a check may take in one of these is its own affair; silence is not.
            let check = (kind.compile)(&node, &mut Workshop::new(&mut found, folder, folder, &Shelf::default()));
            assert!(check.is_some() || found.has_errors(), "`{}` is silent about {text}", kind.id);
        }
    }
}
