//! Pairs that mean the same or less, and pairs that break somebody.

use super::*;

#[test]
fn what_is_written_otherwise_and_says_the_same_is_seen_at_once() {
    let old = json!({
        "It": {"type": "object", "required": ["a", "b"], "description": "old", "properties": {
            "a": {"$ref": "#/components/schemas/A"}, "b": {"enum": [1, 2]}, "next": {"$ref": "#/components/schemas/It"}}},
        "A": {"type": "string", "title": "old", "example": "x"},
    });
    let new = json!({
        "It": {"required": ["b", "a"], "properties": {
            "next": {"$ref": "#/components/schemas/Moved"}, "b": {"enum": [2, 1]}, "a": {"type": "string"}}, "type": "object"},
        "Moved": {"$ref": "#/components/schemas/It"},
    });
    for direction in [Direction::Request, Direction::Response] {
        assert_eq!(verdict("3.0.3", &old, &new, direction, World::Open), Verdict::Covered);
    }
    let mut other = new.clone();
    other["It"]["properties"]["a"]["maxLength"] = json!(3);
    assert!(matches!(verdict("3.0.3", &old, &other, Direction::Request, World::Open), Verdict::Broken { .. }));
    // What is said beside a reference counts since 3.1 only.
    let beside = |version: &str| {
        let old = json!({"It": {"$ref": "#/components/schemas/A", "maxLength": 2}, "A": {"type": "string"}});
        let new = json!({"It": {"$ref": "#/components/schemas/A", "maxLength": 1}, "A": {"type": "string"}});
        verdict(version, &old, &new, Direction::Request, World::Open)
    };
    assert_eq!(beside("3.0.3"), Verdict::Covered);
    assert_eq!(beside("3.1.1"), Verdict::Broken { witness: json!("aa") });
}

#[test]
fn a_witness_is_the_one_that_is_asked_for() {
    let old = side(
        "3.1.1",
        &json!({"It": {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}}),
    );
    let new = side(
        "3.1.1",
        &json!({"It": {"type": "object", "required": ["b"], "properties": {
        "a": {"type": "string", "maxLength": 2}, "b": {"type": "integer", "maximum": 5}}}}),
    );
    let compat = Compat::new(&old, &new, World::Declared);
    let witness = |keyword, field| compat.witness_for(&it(), &it(), Direction::Request, keyword, field).unwrap();
    assert_eq!(witness(Some("required"), Some("/b")), json!({}));
    assert_eq!(witness(Some("maximum"), None), json!({"b": 6}));
    assert_eq!(witness(Some("maxLength"), Some("/a"))["a"], json!("aaa"));
    assert!(witness(Some("format"), None).is_object());
}
