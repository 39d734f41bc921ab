//! Tests of what schemas share: each is compiled once, and says the same as if it stood alone.

use super::*;

const TREE: &str = "    Node: { type: object, required: [name], properties: { name: { type: string }, left: { $ref: '#/components/schemas/Node' }, leaf: { anyOf: [{ type: integer }, { $ref: '#/components/schemas/Leaf' }] } } }\n    Leaf: { type: object, required: [size], properties: { size: { type: integer }, in: { $ref: '#/components/schemas/Node' } } }\n    Two: { type: array, items: { $ref: '#/components/schemas/Node' } }";

#[test]
fn what_is_wrong_behind_references_is_told_where_it_stands() {
    let schemas = thirty(TREE);
    fits(&schemas, "Two", &json!([{"name": "a", "leaf": {"size": 1, "in": {"name": "b"}}}]));
    let deep = json!([{"name": "a"}, {"name": "b", "left": {"name": "c", "left": {"name": 1}}}]);
    assert_eq!(open(&schemas, "Two", &deep), ["$[1].left.left.name: type string / number 1"]);
    let chosen = json!([{"name": "a", "leaf": {"size": 1, "in": {"name": 2}}}]);
    let misses = schemas.judge(&named("Two"), Direction::Response, Undeclared::Allow, &chosen).unwrap();
    let note = misses[0].note.as_deref().unwrap();
    assert!(note.contains("$[0].leaf.in.name: expected type string, got number 2"), "{note}");
    let places = schemas.judge(&named("Two"), Direction::Response, Undeclared::Allow, &deep).unwrap();
    assert_eq!(places[0].at, named("Node").down(&["properties", "name", "type"]));
}

#[test]
fn a_schema_is_compiled_once_however_many_reach_it() {
    let schemas = thirty(TREE);
    let bundle = |name: &str| schemas.bundled(&named(name), Direction::Response).unwrap();
    let (two, node) = (bundle("Two"), bundle("Node"));
    let reference = two.part("/items/$ref").and_then(Value::as_str).unwrap();
    assert!(std::ptr::eq(two.target(reference).unwrap(), node.schema()));
    // Another direction, and a closed form, are other schemas.
    let request = schemas.bundled(&named("Node"), Direction::Request).unwrap();
    let closed = schemas.closed(&named("Node"), Direction::Response).unwrap();
    assert!(!std::ptr::eq(request.schema(), node.schema()) && !std::ptr::eq(closed.schema(), node.schema()));
    assert!(closed.schema()["additionalProperties"] == false && node.schema().get("additionalProperties").is_none());
}

#[test]
fn a_value_that_many_ways_lead_to_is_looked_at_once() {
    // Each level says twice what its inner value has to be: 2 to the power of 60 ways.
    let mut text = String::new();
    for level in 0..60 {
        let next = format!("{{ properties: {{ a: {{ $ref: '#/components/schemas/L{}' }} }} }}", level + 1);
        text += &format!("    L{level}: {{ allOf: [{next}, {next}] }}\n");
    }
    text += "    L60: { type: integer }";
    let schemas = thirty(&text);
    let nested = |inner: Value| (0..60).fold(inner, |value, _| json!({"a": value}));
    fits(&schemas, "L0", &nested(json!(1)));
    let bundle = schemas.bundled(&named("L0"), Direction::Response).unwrap();
    assert!(!bundle.is_valid(&nested(json!("x"))));
}

#[test]
fn schemas_that_are_defined_by_each_other_say_the_same_whoever_is_asked_first() {
    let text = "    A: { allOf: [{ $ref: '#/components/schemas/B' }, { required: [a] }] }\n    B: { allOf: [{ $ref: '#/components/schemas/C' }, { required: [b] }] }\n    C: { allOf: [{ $ref: '#/components/schemas/A' }, { required: [c] }] }";
    for order in [["A", "B", "C"], ["C", "B", "A"], ["B", "A", "C"]] {
        let schemas = thirty(text);
        for name in order {
            let bundle = schemas.bundled(&named(name), Direction::Response).unwrap();
            assert!(bundle.is_valid(&json!({"a": 1, "b": 1, "c": 1})), "{name} of {order:?}");
            for gone in ["a", "b", "c"] {
                let mut value = json!({"a": 1, "b": 1, "c": 1});
                value.as_object_mut().unwrap().remove(gone);
                assert!(!bundle.is_valid(&value), "{name} of {order:?} without {gone}");
            }
        }
    }
}

#[test]
fn a_schema_that_reaches_a_broken_one_is_broken_and_others_serve() {
    let schemas = thirty(
        "    Good: { properties: { x: { $ref: '#/components/schemas/Fine' } } }\n    Bad: { properties: { x: { $ref: '#/components/schemas/Fine' }, y: { $ref: '#/components/schemas/Broken' } } }\n    Fine: { type: integer }\n    Broken: { type: string, pattern: '(' }",
    );
    assert!(fault(&schemas, "Bad").starts_with("openapi.yaml:7:"), "{}", fault(&schemas, "Bad"));
    fits(&schemas, "Good", &json!({"x": 1}));
    assert!(fault(&schemas, "Bad").contains("this is no valid schema"), "{}", fault(&schemas, "Bad"));
    misses(&schemas, "Good", &json!({"x": "1"}), "type integer");
}

#[test]
fn what_is_undeclared_behind_references_is_told() {
    let schemas = thirty(
        "    Page: { type: object, properties: { data: { type: array, items: { anyOf: [{ type: string }, { $ref: '#/components/schemas/Item' }] } } } }\n    Item: { allOf: [{ $ref: '#/components/schemas/Base' }, { properties: { own: { type: integer } } }] }\n    Base: { properties: { id: { type: integer }, of: { $ref: '#/components/schemas/Page' } } }",
    );
    let value = json!({"data": [{"id": 1, "own": 2, "of": {"data": [{"id": 1, "strange": 3}]}}, "text"]});
    let told = said(&schemas, "Page", Direction::Response, Undeclared::Error, &value);
    assert_eq!(told, ["$.data[0].of.data[0].strange: nothing: the schema names no such property / 3"]);
}

#[test]
fn a_pattern_beyond_the_engine_is_not_asserted_and_said_to_be_so() {
    let schemas = thirty(
        "    A: { type: object, properties: { b: { $ref: '#/components/schemas/B' } } }\n    B: { type: string, maxLength: 3, pattern: '\\p{XDigit}{8}' }\n    C: { type: string, pattern: '^.{1,2097152}' }",
    );
    fits(&schemas, "A", &json!({"b": "abc"}));
    misses(&schemas, "A", &json!({"b": "abcd"}), "maxLength");
    let unheld = |name: &str| {
        let bundle = schemas.bundled(&named(name), Direction::Response).unwrap();
        bundle.unheld().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(unheld("A"), [r"\p{XDigit}{8}"]);
    assert_eq!(unheld("C"), [""; 0]);
    fits(&schemas, "C", &json!("x"));
    misses(&schemas, "C", &json!(""), "text that matches");
}
