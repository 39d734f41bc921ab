//! References, recursion and discriminators: pairs that only a look through them tells.

use super::table::{
    Say::{Broken as B, Covered as C},
    hold,
};
use super::*;

#[test]
fn references_and_recursion() {
    let tree = |leaf: Value| {
        json!({"It": {"type": "object", "required": ["leaf"], "properties": {
            "leaf": leaf, "left": {"$ref": "#/components/schemas/It"}, "all": {"type": "array", "items": {"$ref": "#/components/schemas/It"}}}}})
    };
    let unrolled = |leaf: Value| {
        json!({
            "It": {"type": "object", "required": ["leaf"], "properties": {
                "leaf": leaf, "left": {"$ref": "#/components/schemas/Other"}, "all": {"type": "array", "items": {"$ref": "#/components/schemas/It"}}}},
            "Other": {"allOf": [{"$ref": "#/components/schemas/It"}, {"required": ["leaf"]}]},
        })
    };
    let mutual = |last: Value| {
        json!({
            "It": {"type": "object", "properties": {"b": {"$ref": "#/components/schemas/B"}}},
            "B": {"type": "object", "properties": {"c": {"$ref": "#/components/schemas/C"}}},
            "C": {"type": "object", "properties": {"it": {"$ref": "#/components/schemas/It"}, "last": last}},
        })
    };
    let pets = |cat: Value, extra: bool| {
        let mut all = json!({
            "It": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
                "discriminator": {"propertyName": "kind"}},
            "Cat": {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": ["Cat"]}, "lives": cat}},
            "Dog": {"type": "object", "required": ["kind", "bark"], "properties": {"kind": {"enum": ["Dog"]}, "bark": {"type": "string"}}},
        });
        if extra {
            all["It"]["oneOf"].as_array_mut().unwrap().push(json!({"$ref": "#/components/schemas/Cow"}));
            all["Cow"] = json!({"type": "object", "required": ["kind", "milk"], "properties": {"kind": {"enum": ["Cow"]}, "milk": {"type": "integer"}}});
        }
        all
    };
    let base = |bark: Value| {
        json!({
            "It": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}, "discriminator": {"propertyName": "kind"}},
            "Dog": {"allOf": [{"$ref": "#/components/schemas/It"}, {"type": "object", "properties": {"bark": bark}}]},
        })
    };
    hold(
        "3.1.1",
        World::Declared,
        &[
            (tree(json!({"type": "integer"})), tree(json!({"type": "integer"})), C, C),
            (tree(json!({"type": "integer"})), unrolled(json!({"type": "integer"})), C, C),
            (tree(json!({"type": "integer"})), unrolled(json!({"type": "number"})), C, B),
            (tree(json!({"type": "string"})), tree(json!({"type": "string", "maxLength": 3})), B, C),
            (mutual(json!({"enum": ["a", "b"]})), mutual(json!({"enum": ["b"]})), B, C),
            (mutual(json!({"enum": ["a", "b"]})), mutual(json!({"anyOf": [{"const": "a"}, {"const": "b"}]})), C, C),
            (
                json!({"It": {"type": "array", "items": {"$ref": "#/components/schemas/A"}}, "A": {"type": "string"}}),
                json!({"type": "array", "items": {"type": "string"}}),
                C,
                C,
            ),
            (base(json!({"type": "string"})), base(json!({"type": "string", "minLength": 2})), B, C),
        ],
    );
    hold(
        "3.0.3",
        World::Declared,
        &[
            (pets(json!({"type": "integer"}), false), pets(json!({"type": "number"}), false), C, B),
            (pets(json!({"type": "integer"}), false), pets(json!({"type": "integer", "minimum": 1}), false), B, C),
            (pets(json!({"type": "integer"}), false), pets(json!({"type": "integer"}), true), C, B),
        ],
    );
}
