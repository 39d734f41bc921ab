//! Templates of any text: read and filled in without a panic.
#![no_main]

use std::sync::Arc;

use holdpoint::model::place::{Place, Source};
use holdpoint::value::scope::{Ground, Scope};
use holdpoint::value::template::Template;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Arc::new(Source { name: "t".into(), text: text.into() });
    let place = Place::new(source, 0, text.len());
    if let Ok(template) = Template::text(text, &place) {
        let mut scope = Scope::new(Arc::new(Ground::default()), "s/c".into(), None);
        scope.save("a", serde_json::json!({"b": [1, "x", null]}));
        let _ = template.fill(&scope);
        let _ = template.fill_text(&scope);
    }
});
