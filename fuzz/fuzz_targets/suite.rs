//! Suites of any text: read, planned and rendered without a panic.
#![no_main]

use std::path::Path;
use std::sync::Arc;

use holdpoint::model::diagnostic::Diagnostics;
use holdpoint::model::place::Source;
use holdpoint::plan::load;
use holdpoint::suite::project;
use holdpoint::syntax::render::{Style, render};
use libfuzzer_sys::fuzz_target;

const PROJECT: &str = "version: 1\ntargets:\n  t:\n    vars: { A: { default: 1 } }\n    secrets: [S]\n    callers: { me: { bearer: \"${secret.S}\" }, nobody: none }\n";

fuzz_target!(|text: &str| {
    let mut found = Diagnostics::default();
    let declared = Arc::new(Source { name: "holdpoint.yaml".into(), text: PROJECT.into() });
    let Some(project) = project::parse(&declared, Path::new(""), &mut found) else { return };
    let source = Arc::new(Source { name: "suite.yaml".into(), text: text.into() });
    let loaded = load::of_source(&project, &source, Path::new("suite.yaml"));
    let _ = render(loaded.found.iter(), Style { colours: false, width: 100 });
});
