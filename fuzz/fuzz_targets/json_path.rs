//! A JSON path, a line break, a document: selected and judged without a panic.
#![no_main]

use holdpoint::value::select::Path;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (path, document) = text.split_once('\n').unwrap_or((text, "{\"a\": [{\"b\": 1}, null]}"));
    let Ok(document) = serde_json::from_str(document) else { return };
    if let Ok(path) = Path::parse(path) {
        let selected = path.select(&document);
        assert_eq!(selected.len(), path.values(&document).len());
        let _ = path.dead_end(&document);
    }
});
