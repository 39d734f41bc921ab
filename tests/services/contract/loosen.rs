//! The faults of who does not hold to the document: what each has struck from, or put into, the document that is enforced.

use serde_json::Value;

/// Fault, place, and what stands there instead; nothing, when the place is struck.
const CHANGES: &[(&str, &str, &str)] = &[
    ("quantity-unbounded", "/components/schemas/Line/properties/quantity/maximum", ""),
    ("order-extra-accepted", "/components/schemas/NewOrder/additionalProperties", ""),
    ("sku-pattern-unchecked", "/components/schemas/Sku/pattern", ""),
    ("priority-urgent-refused", "/components/schemas/Priority/enum", r#"["low", "normal", "high"]"#),
    ("wrap-enum-unchecked", "/components/schemas/Line/properties/wrap", r#"{"type": ["string", "null"]}"#),
    ("limit-top-refused", "/components/parameters/Limit/schema/maximum", "49"),
    ("title-optional", "/components/schemas/Issue/required", r#"["state"]"#),
    ("filter-state-unchecked", "/paths/~1issues/get/parameters/2/schema/properties/state", r#"{"type": "string"}"#),
    (
        "estimate-type-unchecked",
        "/components/schemas/Issue/properties/estimate",
        r#"{"minimum": -100, "maximum": 1000}"#,
    ),
    (
        "estimate-type-unchecked",
        "/components/schemas/IssueChange/properties/estimate",
        r#"{"minimum": -100, "maximum": 1000}"#,
    ),
    ("description-required", "/components/schemas/Issue/required", r#"["title", "state", "description"]"#),
    (
        "search-most-unbounded",
        "/paths/~1searches/post/requestBody/content/application~1x-www-form-urlencoded/schema/properties/most/maximum",
        "",
    ),
];

/// Makes the document what a fault has it be.
pub(super) fn loosen(document: &mut Value, fault: &str) {
    for (_, pointer, instead) in CHANGES.iter().filter(|(name, _, _)| *name == fault) {
        let (parent, key) = pointer.rsplit_once('/').expect("a place below the root");
        let parent = document.pointer_mut(parent).and_then(Value::as_object_mut).expect("a place in the document");
        assert!(parent.contains_key(key), "{pointer} is not in the document");
        if instead.is_empty() {
            parent.shift_remove(key);
        } else {
            parent.insert(key.to_owned(), serde_json::from_str(instead).expect("JSON"));
        }
    }
}
