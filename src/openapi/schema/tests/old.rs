//! Tests of the schemas of Swagger 2.0 and OpenAPI 3.0.

use super::*;

#[test]
fn nullable_adds_null_to_the_type_beside_it() {
    let schemas = thirty(
        "    A: { type: string, nullable: true }\n    B: { type: string, nullable: true, enum: [a] }\n    C: { nullable: true, allOf: [{ $ref: '#/components/schemas/D' }] }\n    D: { type: object }\n    E: { $ref: '#/components/schemas/D', nullable: true }\n    F: { type: string, x-nullable: true }\n    G: {}",
    );
    fits(&schemas, "A", &json!(null));
    fits(&schemas, "B", &json!(null));
    misses(&schemas, "B", &json!("b"), "one of \"a\", null");
    misses(&schemas, "C", &json!(null), "type object");
    misses(&schemas, "E", &json!(null), "type object");
    misses(&schemas, "F", &json!(null), "type string");
    fits(&schemas, "G", &json!(null));
}

#[test]
fn bounds_are_left_out_where_a_truth_value_says_so() {
    let schemas = thirty(
        "    A: { type: number, minimum: 1, exclusiveMinimum: true, maximum: 5, exclusiveMaximum: false }\n    B: { type: number, exclusiveMinimum: 1 }",
    );
    misses(&schemas, "A", &json!(1), "more than 1");
    fits(&schemas, "A", &json!(5));
    misses(&schemas, "A", &json!(6), "at most 5");
    let told = fault(&schemas, "B");
    assert!(told.contains("is true or false here") && told.contains("`exclusiveMinimum: true`"), "{told}");
}

#[test]
fn numbers_stay_within_their_format() {
    let schemas = thirty(
        "    A: { type: integer, format: int32 }\n    B: { type: integer, format: int64, minimum: 1 }\n    C: { type: string, format: int32 }\n    D: { type: number, format: float }",
    );
    fits(&schemas, "A", &json!(-2_147_483_648_i64));
    misses(&schemas, "A", &json!(2_147_483_648_i64), "at most 2147483647");
    fits(&schemas, "B", &json!(i64::MAX));
    misses(&schemas, "B", &json!(u64::MAX), "at most 9223372036854775807");
    misses(&schemas, "B", &json!(0), "at least 1");
    fits(&schemas, "C", &json!("99999999999"));
    fits(&schemas, "D", &json!(1e300));
}

#[test]
fn formats_are_asserted_where_they_are_known() {
    let schemas = thirty(
        "    A: { type: string, format: date-time }\n    B: { type: string, format: byte }\n    C: { type: string, format: uuid }\n    D: { type: string, format: our-own }\n    E: { type: string, format: date }",
    );
    for (name, right, wrong) in [
        ("A", "2026-01-02T03:04:05Z", "2026-01-02"),
        ("B", "aGFs\nbG8=", "a*b"),
        ("C", "123e4567-e89b-42d3-a456-426614174000", "123"),
        ("E", "2026-01-02", "2026-13-02"),
    ] {
        fits(&schemas, name, &json!(right));
        misses(&schemas, name, &json!(wrong), "text in the format");
    }
    fits(&schemas, "D", &json!("anything"));
}

#[test]
fn words_of_json_schema_that_thirty_does_not_know_assert_nothing() {
    let schemas = thirty(
        "    A: { type: object, const: 1, patternProperties: { x: { type: string } }, if: {}, then: false, propertyNames: false, $anchor: x }\n    B: { type: [string, 'null'] }\n    C: { type: strin }\n    D: { $ref: '#/components/schemas/E', type: string }\n    E: { type: integer }",
    );
    fits(&schemas, "A", &json!({"x": 1}));
    assert!(fault(&schemas, "B").contains("`type` is one word"), "{}", fault(&schemas, "B"));
    assert!(fault(&schemas, "C").contains("did you mean `string`?"), "{}", fault(&schemas, "C"));
    fits(&schemas, "D", &json!(1));
}

#[test]
fn swagger_has_words_of_its_own() {
    let schemas = whole(
        "swagger: '2.0'\ndefinitions:\n  A: { type: string, x-nullable: true }\n  B: { type: string, nullable: true }\n  C: { type: file }\n  D: { type: object, oneOf: [false], properties: { a: { $ref: '#/definitions/A' } } }\n",
    );
    fits(&schemas, "A", &json!(null));
    misses(&schemas, "B", &json!(null), "type string");
    fits(&schemas, "C", &json!("bytes"));
    fits(&schemas, "D", &json!({"a": null}));
    misses(&schemas, "D", &json!({"a": 1}), "$.a");
}

#[test]
fn a_side_is_not_asked_for_what_the_other_gives() {
    let schemas = thirty(
        "    A: { type: object, required: [id, secret], properties: { id: { type: integer, readOnly: true }, secret: { type: string, writeOnly: true } } }\n    B: { allOf: [{ $ref: '#/components/schemas/Base' }, { required: [id, name] }] }\n    Base: { type: object, properties: { id: { $ref: '#/components/schemas/Id' }, name: { type: string } } }\n    Id: { type: integer, readOnly: true }",
    );
    let request = |name: &str, value: Value| said(&schemas, name, Direction::Request, Undeclared::Allow, &value);
    let response = |name: &str, value: Value| said(&schemas, name, Direction::Response, Undeclared::Allow, &value);
    assert_eq!(request("A", json!({"secret": "x"})), [] as [&str; 0]);
    assert_eq!(request("A", json!({"id": 1})), ["$.secret: a value (`required`) / nothing"]);
    assert_eq!(response("A", json!({"id": 1})), [] as [&str; 0]);
    assert_eq!(response("A", json!({})), ["$.id: a value (`required`) / nothing"]);
    let told = response("A", json!({"id": 1, "secret": "x"}));
    assert_eq!(told, ["$.secret: nothing: a response does not give this property (`writeOnly`) / \"x\""]);
    assert_eq!(request("B", json!({"name": "x"})), [] as [&str; 0]);
    assert_eq!(response("B", json!({"name": "x"})), ["$.id: a value (`required`) / nothing"]);
}
