//! Mock files of any text: loaded and rendered without a panic.
#![no_main]

use std::path::Path;
use std::sync::Arc;

use holdpoint::mock::load;
use holdpoint::model::place::Source;
use holdpoint::syntax::render::{Style, render};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Arc::new(Source { name: "mock.yaml".into(), text: text.into() });
    if let Err(found) = load::read(&source, Path::new("."), Path::new(".")) {
        let _ = render(found.iter(), Style { colours: false, width: 100 });
    }
});
