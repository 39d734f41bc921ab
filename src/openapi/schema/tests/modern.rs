//! Tests of the schemas of OpenAPI 3.1 and the drafts that it may name.

use super::*;

#[test]
fn what_stands_beside_a_reference_counts() {
    let schemas = modern(
        "    A: { $ref: '#/components/schemas/B', maxLength: 3 }\n    B: { type: [string, 'null'], minLength: 2 }\n    C: { type: string, nullable: true }\n    D: { const: 1 }",
    );
    fits(&schemas, "A", &json!("abc"));
    fits(&schemas, "A", &json!(null));
    misses(&schemas, "A", &json!("abcd"), "maxLength");
    misses(&schemas, "A", &json!("a"), "minLength");
    misses(&schemas, "C", &json!(null), "type string");
    misses(&schemas, "D", &json!(2), "1");
}

#[test]
fn other_drafts_are_read_as_they_are_meant() {
    let schemas = modern(
        "    Seven: { $schema: 'http://json-schema.org/draft-07/schema#', type: array, items: [{ type: string }], additionalItems: { type: integer } }\n    SevenRef: { $schema: 'http://json-schema.org/draft-07/schema', $ref: '#/components/schemas/B', maxLength: 1 }\n    B: { type: string }\n    Four: { $schema: 'http://json-schema.org/draft-04/schema#', minimum: 1, exclusiveMinimum: true, const: 3 }\n    Six: { $schema: 'http://json-schema.org/draft-06/schema#', const: 3, if: true, then: false, dependencies: { a: [b], c: { required: [d] } } }\n    Old: { $schema: 'https://json-schema.org/draft/2019-09/schema' }",
    );
    fits(&schemas, "Seven", &json!(["a", 1]));
    misses(&schemas, "Seven", &json!([1]), "$[0]: type string");
    misses(&schemas, "Seven", &json!(["a", "b"]), "$[1]: type integer");
    let misses_of =
        |value: &Value| schemas.judge(&named("Seven"), Direction::Response, Undeclared::Allow, value).unwrap();
    assert_eq!(misses_of(&json!([1]))[0].at, named("Seven").down(&["items", "0", "type"]));
    assert_eq!(misses_of(&json!(["a", "b"]))[0].at, named("Seven").down(&["additionalItems", "type"]));
    fits(&schemas, "SevenRef", &json!("abc"));
    misses(&schemas, "Four", &json!(1), "more than 1");
    fits(&schemas, "Four", &json!(2));
    misses(&schemas, "Six", &json!(2), "3");
    fits(&schemas, "Six", &json!(3));
    assert!(fault(&schemas, "Old").contains("2019-09"), "{}", fault(&schemas, "Old"));
}

#[test]
fn the_documents_dialect_holds_for_all_schemas() {
    let text = "openapi: 3.1.0\njsonSchemaDialect: http://json-schema.org/draft-04/schema#\ncomponents:\n  schemas:\n    A: { minimum: 1, exclusiveMinimum: true }\n    B: { $schema: 'https://spec.openapis.org/oas/3.1/dialect/base', const: 2 }\n";
    let schemas = whole(text);
    misses(&schemas, "A", &json!(1), "more than 1");
    misses(&schemas, "B", &json!(1), "2");
}

#[test]
fn a_dynamic_reference_leads_to_the_outermost_anchor() {
    let schemas = modern(
        "    Tree: { $id: 'https://a.example/tree', $dynamicAnchor: node, type: object, properties: { data: true, children: { type: array, items: { $dynamicRef: '#node' } } } }\n    Strict: { $id: 'https://a.example/strict', $dynamicAnchor: node, $ref: tree, unevaluatedProperties: false }",
    );
    fits(&schemas, "Tree", &json!({"children": [{"daat": 1}]}));
    misses(&schemas, "Strict", &json!({"children": [{"daat": 1}]}), "$.children[0].daat: nothing");
    fits(&schemas, "Strict", &json!({"children": [{"data": 1}]}));
}

#[test]
fn relative_references_start_at_the_schema_that_names_itself() {
    let schemas = modern(
        "    A: { $id: 'https://a.example/x/a', $defs: { b: { type: string }, c: { $id: b, type: integer } }, properties: { b: { $ref: '#/$defs/b' }, c: { $ref: b }, file: { $ref: '#/components/schemas/B' } } }\n    B: { type: boolean }",
    );
    fits(&schemas, "A", &json!({"b": "x", "c": 1, "file": true}));
    misses(&schemas, "A", &json!({"b": 1}), "$.b: type string");
    misses(&schemas, "A", &json!({"c": "x"}), "$.c: type integer");
    misses(&schemas, "A", &json!({"file": "x"}), "$.file: type boolean");
}

#[test]
fn a_value_that_defines_itself_ends() {
    let schemas = modern(
        "    A: { allOf: [{ $ref: '#/components/schemas/B' }], properties: { a: { type: string } } }\n    B: { anyOf: [{ $ref: '#/components/schemas/A' }], properties: { b: { type: string } } }",
    );
    fits(&schemas, "A", &json!({"a": "x", "b": "y"}));
    misses(&schemas, "A", &json!({"a": 1}), "$.a");
    misses(&schemas, "A", &json!({"b": 1}), "$.b");
}

#[test]
fn the_way_to_a_dynamic_anchor_leads_through_schemas_that_stand_in_others() {
    let schemas = modern(
        "    A: { $id: 'https://a.example/main', if: { $id: first, $defs: { thing: { $id: thing, $dynamicAnchor: thing, type: number } } }, then: { $id: second, $ref: start, $defs: { thing: { $dynamicAnchor: thing, type: 'null' } } }, $defs: { start: { $id: start, $dynamicRef: 'inner#thing' }, inner: { $id: inner, $dynamicAnchor: thing, type: string } } }",
    );
    fits(&schemas, "A", &json!(null));
    misses(&schemas, "A", &json!("text"), "type null");
    misses(&schemas, "A", &json!(42), "type null");
}
