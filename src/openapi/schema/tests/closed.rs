//! Tests of what is said of properties that a schema does not name.

use super::*;

fn closed(schemas: &Schemas, name: &str, value: &Value) -> Vec<String> {
    said(schemas, name, Direction::Response, Undeclared::Error, value)
}

#[test]
fn what_is_undeclared_is_named_wherever_it_is() {
    let schemas = thirty(
        "    A: { type: object, properties: { b: { $ref: '#/components/schemas/B' }, list: { type: array, items: { $ref: '#/components/schemas/B' } }, map: { type: object, additionalProperties: { $ref: '#/components/schemas/B' } }, any: { type: object }, open: { type: object, properties: { x: {} }, additionalProperties: true } } }\n    B: { type: object, required: [id, asked], properties: { id: { type: integer } } }",
    );
    let b = json!({"id": 1, "asked": 2});
    assert_eq!(
        closed(&schemas, "A", &json!({"b": b, "list": [b], "map": {"k": b}, "any": {"z": 1}, "open": {"z": 1}})),
        [] as [&str; 0]
    );
    let nothing = "nothing: the schema names no such property";
    let with = json!({"id": 1, "asked": 2, "x": 9});
    for (value, at) in [
        (json!({"b": with}), "$.b.x"),
        (json!({"list": [b, with]}), "$.list[1].x"),
        (json!({"map": {"k": with}}), "$.map.k.x"),
    ] {
        assert_eq!(closed(&schemas, "A", &value), [format!("{at}: {nothing} / 9")]);
        assert_eq!(open(&schemas, "A", &value), [] as [&str; 0]);
    }
    assert_eq!(
        closed(&schemas, "A", &json!({"b": with, "y": true, "list": [with]})),
        [format!("$.y: {nothing} / true"), format!("$.b.x: {nothing} / 9"), format!("$.list[0].x: {nothing} / 9")]
    );
    // What is wrong by itself comes first, and alone.
    assert_eq!(
        closed(&schemas, "A", &json!({"b": {"id": "1", "asked": 1}, "y": 1})),
        ["$.b.id: type integer / text \"1\""]
    );
}

#[test]
fn schemas_of_one_value_name_its_properties_together() {
    let schemas = thirty(
        "    A: { allOf: [{ $ref: '#/components/schemas/B' }, { properties: { c: { $ref: '#/components/schemas/B' } } }], properties: { a: {} } }\n    B: { type: object, properties: { b: {} } }\n    C: { oneOf: [{ type: object, required: [p], properties: { p: { $ref: '#/components/schemas/B' } } }, { type: object, required: [q], properties: { q: {} } }] }\n    D: { anyOf: [{ $ref: '#/components/schemas/B' }, { type: object }] }",
    );
    assert_eq!(closed(&schemas, "A", &json!({"a": 1, "b": 1, "c": {"b": 1}})), [] as [&str; 0]);
    let nothing = "nothing: the schema names no such property";
    assert_eq!(closed(&schemas, "A", &json!({"a": 1, "d": 1})), [format!("$.d: {nothing} / 1")]);
    // All around it would be unevaluated too, and is not told.
    assert_eq!(closed(&schemas, "A", &json!({"a": 1, "b": 2, "c": {"x": 1}})), [format!("$.c.x: {nothing} / 1")]);
    assert_eq!(closed(&schemas, "C", &json!({"p": {"b": 1}})), [] as [&str; 0]);
    assert_eq!(closed(&schemas, "C", &json!({"p": {"x": 1}})), [format!("$.p.x: {nothing} / 1")]);
    assert_eq!(closed(&schemas, "C", &json!({"q": 1, "z": 1})), [format!("$.z: {nothing} / 1")]);
    assert_eq!(closed(&schemas, "D", &json!({"z": 1})), [] as [&str; 0]);
}

#[test]
fn closing_lets_nothing_pass_that_is_wrong() {
    // Closed, only the second fits; as it is written, both do.
    let schemas = modern(
        "    A: { oneOf: [{ properties: { x: { properties: { k: {} } } } }, { properties: { x: { properties: { k: {}, m: {} } } } }] }\n    B: { not: { properties: { x: { properties: { k: {} } } }, required: [x] }, properties: { x: {}, y: {} } }",
    );
    assert!(closed(&schemas, "A", &json!({"x": {"k": 1, "m": 1}}))[0].contains("oneOf"));
    assert!(closed(&schemas, "B", &json!({"x": {"m": 1}}))[0].contains("not"));
}

#[test]
fn what_the_schema_says_itself_holds() {
    let schemas = modern(
        "    A: { properties: { a: {} }, additionalProperties: false }\n    B: { allOf: [{ properties: { a: {} } }], unevaluatedProperties: { type: integer } }\n    C: { $ref: '#/components/schemas/D', properties: { c: {} } }\n    D: { properties: { d: {} } }",
    );
    assert!(closed(&schemas, "A", &json!({"b": 1}))[0].contains("allows no such key"));
    assert_eq!(closed(&schemas, "B", &json!({"a": "x", "b": 1})), [] as [&str; 0]);
    assert_eq!(closed(&schemas, "C", &json!({"c": 1, "d": 1})), [] as [&str; 0]);
    assert!(closed(&schemas, "C", &json!({"e": 1}))[0].starts_with("$.e"));
}
