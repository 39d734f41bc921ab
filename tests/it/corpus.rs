//! The readers of what comes from outside, over the corpus of the fuzzers and over text made of its pieces: no panic.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use holdpoint::mock::load as mock;
use holdpoint::model::diagnostic::Diagnostics;
use holdpoint::model::place::{Place, Source};
use holdpoint::openapi::at::At;
use holdpoint::openapi::conform::Contract;
use holdpoint::openapi::lint::run::lint;
use holdpoint::openapi::schema::{Direction, Undeclared};
use holdpoint::plan::load;
use holdpoint::suite::project;
use holdpoint::syntax::render::{Style, render};
use holdpoint::value::scope::{Ground, Scope};
use holdpoint::value::select;
use holdpoint::value::template::Template;
use proptest::prelude::*;
use serde_json::Value;

const PROJECT: &str = "version: 1\ntargets:\n  t:\n    vars: { A: { default: 1 } }\n    secrets: [S]\n    callers: { me: { bearer: \"${secret.S}\" }, nobody: none }\n";
const STYLE: Style = Style { colours: false, width: 100 };

fn corpus(target: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files
        .into_iter()
        .map(|path| (path.clone(), String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned()))
        .collect()
}

/// Reads a suite; how much is wrong with it.
fn suite(text: &str) -> usize {
    let mut found = Diagnostics::default();
    let declared = Arc::new(Source { name: "holdpoint.yaml".into(), text: PROJECT.into() });
    let project = project::parse(&declared, Path::new(""), &mut found).unwrap();
    let loaded =
        load::of_source(&project, &Arc::new(Source { name: "s.yaml".into(), text: text.into() }), Path::new("s.yaml"));
    let _ = render(loaded.found.iter(), STYLE);
    loaded.found.len()
}

fn template(text: &str) {
    let source = Arc::new(Source { name: "t".into(), text: text.into() });
    if let Ok(template) = Template::text(text, &Place::new(source, 0, text.len())) {
        let _ = template.fill(&Scope::new(Arc::new(Ground::default()), "s/c".into(), None));
    }
}

fn mock_file(text: &str) {
    let source = Arc::new(Source { name: "m.yaml".into(), text: text.into() });
    if let Err(found) = mock::read(&source, Path::new("."), Path::new(".")) {
        let _ = render(found.iter(), STYLE);
    }
}

fn json_path(text: &str) {
    let (path, document) = text.split_once('\n').unwrap_or((text, "{}"));
    if let (Ok(document), Ok(path)) = (serde_json::from_str(document), select::Path::parse(path)) {
        assert_eq!(path.select(&document).len(), path.values(&document).len());
        let _ = path.dead_end(&document);
    }
}

/// Reads a document and holds it to every rule, its examples to their schemas.
fn document(text: &str) -> usize {
    match Contract::parse(Source { name: "openapi.yaml".into(), text: text.into() }) {
        Ok((contract, told)) => {
            let fits = |at: &At, value: &Value| {
                let _ = contract.schemas.judge(at, Direction::Response, Undeclared::Error, value);
                Ok(())
            };
            let found = lint(&contract.document, &contract.api, told, &fits);
            let _ = render(found.iter(), STYLE);
            contract.api.operations.len()
        }
        Err(found) => {
            let _ = render(found.iter(), STYLE);
            0
        }
    }
}

#[test]
fn the_corpus_is_read() {
    for (path, text) in corpus("document") {
        assert_eq!(document(&text), 1, "{} has one operation", path.display());
    }
    for (path, text) in corpus("suite") {
        assert_eq!(suite(&text), 0, "{} is no sound suite, and a poor seed", path.display());
    }
    for (_, text) in corpus("template") {
        template(&text);
    }
    for (_, text) in corpus("json_path") {
        json_path(&text);
    }
    for (_, text) in corpus("mock") {
        mock_file(&text);
    }
}

/// A seed with pieces cut out, doubled and put in elsewhere: near enough to a suite to get far into its reader.
fn mangled(target: &'static str) -> impl Strategy<Value = String> {
    let seeds: Vec<String> = corpus(target).into_iter().map(|(_, text)| text).collect();
    let cut = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4_u8);
    (prop::sample::select(seeds), prop::collection::vec(cut, 1..6)).prop_map(|(seed, cuts)| {
        let mut letters: Vec<char> = seed.chars().collect();
        for (from, length, to, what) in cuts {
            let from = from.index(letters.len() + 1);
            let end = (from + length.index(40)).min(letters.len());
            let piece: Vec<char> = letters[from..end].to_vec();
            match what {
                0 => drop(letters.drain(from..end)),
                1 => drop(letters.splice(from..end, "${ [{:'\u{e9}\u{0}".chars())),
                _ => {
                    let to = to.index(letters.len() + 1);
                    drop(letters.splice(to..to, piece));
                }
            }
        }
        letters.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_suite_makes_it_panic(text in mangled("suite")) {
        suite(&text);
    }

    #[test]
    fn no_mock_makes_it_panic(text in mangled("mock")) {
        mock_file(&text);
    }

    #[test]
    fn no_document_makes_it_panic(text in mangled("document")) {
        document(&text);
    }

    #[test]
    fn no_path_makes_it_panic(text in mangled("json_path")) {
        json_path(&text);
    }
}
