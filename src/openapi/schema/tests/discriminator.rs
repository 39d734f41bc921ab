//! Tests of discriminators.

use super::*;

#[test]
fn the_branch_that_is_named_has_to_fit() {
    let schemas = thirty(
        "    Pet: { oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }], discriminator: { propertyName: kind, mapping: { kitty: '#/components/schemas/Cat', hound: Dog } } }\n    Cat: { type: object, required: [kind], properties: { kind: { type: string }, lives: { type: integer } } }\n    Dog: { type: object, required: [kind, bark], properties: { kind: { type: string }, bark: { type: string } } }",
    );
    fits(&schemas, "Pet", &json!({"kind": "kitty", "lives": 9}));
    fits(&schemas, "Pet", &json!({"kind": "Cat"}));
    // It takes nothing back of `oneOf`: both fit.
    misses(&schemas, "Pet", &json!({"kind": "Dog", "bark": "wau"}), "oneOf");
    misses(&schemas, "Pet", &json!({"kind": "Cat", "lives": "x"}), "$.lives: type integer");
    misses(&schemas, "Pet", &json!({"kind": "hound"}), "$.bark: a value");
    misses(&schemas, "Pet", &json!({"kind": "cow"}), "$.kind: one of");
}

#[test]
fn heirs_are_branches_of_what_they_are_made_of() {
    let text = |shelf: &str, discriminator: &str| {
        let at = format!("#/{}", shelf.replace(": ", "/").replace(' ', ""));
        (
            at.clone(),
            format!(
                "Pet: {{ type: object, required: [kind], discriminator: {discriminator}, properties: {{ kind: {{ type: string }} }} }}, Cat: {{ allOf: [{{ $ref: '{at}/Pet' }}, {{ type: object, properties: {{ lives: {{ type: integer }} }} }}] }}, Lion: {{ allOf: [{{ $ref: '{at}/Cat' }}], required: [mane] }}, Held: {{ allOf: [{{ $ref: '{at}/Pet' }}] }}"
            ),
        )
    };
    let (_, two) = text("definitions", "kind");
    let (_, three) = text("components/schemas", "{ propertyName: kind, mapping: { cat: Cat } }");
    for schemas in [
        whole(&format!("swagger: '2.0'\ndefinitions: {{ {two} }}\n")),
        whole(&format!("openapi: 3.0.0\ncomponents: {{ schemas: {{ {three} }} }}\n")),
    ] {
        fits(&schemas, "Pet", &json!({"kind": "Pet"}));
        fits(&schemas, "Pet", &json!({"kind": "Cat", "lives": 9}));
        misses(&schemas, "Pet", &json!({"kind": "Cat", "lives": "x"}), "$.lives");
        misses(&schemas, "Pet", &json!({"kind": "Lion"}), "$.mane");
        misses(&schemas, "Pet", &json!({"kind": "Cow"}), "$.kind: one of");
        fits(&schemas, "Cat", &json!({"kind": "Cat", "lives": 9}));
        let closed = |name: &str, value: &Value| said(&schemas, name, Direction::Response, Undeclared::Error, value);
        assert_eq!(closed("Pet", &json!({"kind": "Cat", "lives": 9})), [] as [&str; 0]);
        assert!(closed("Pet", &json!({"kind": "Pet", "lives": 9}))[0].starts_with("$.lives: nothing"));
    }
}

#[test]
fn a_branch_that_is_made_of_its_base_ends() {
    let schemas = thirty(
        "    Pet: { type: object, required: [kind], properties: { kind: { type: string } }, oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }], discriminator: { propertyName: kind } }\n    Cat: { allOf: [{ $ref: '#/components/schemas/Pet' }, { required: [lives], properties: { lives: { type: integer } } }] }\n    Dog: { allOf: [{ $ref: '#/components/schemas/Pet' }, { required: [bark], properties: { bark: { type: string } } }] }",
    );
    fits(&schemas, "Pet", &json!({"kind": "Cat", "lives": 1}));
    misses(&schemas, "Pet", &json!({"kind": "Cat", "bark": "x"}), "$.lives");
    fits(&schemas, "Dog", &json!({"kind": "Dog", "bark": "x"}));
    misses(&schemas, "Dog", &json!({"bark": "x"}), "$.kind");
}

#[test]
fn a_mapping_that_leads_nowhere_is_told() {
    let schemas = thirty(
        "    A: { oneOf: [{ $ref: '#/components/schemas/B' }], discriminator: { propertyName: k, mapping: { x: '#/components/schemas/None' } } }\n    B: {}\n    C: { discriminator: {} }",
    );
    assert!(fault(&schemas, "A").contains("None"), "{}", fault(&schemas, "A"));
    assert!(fault(&schemas, "C").contains("propertyName"), "{}", fault(&schemas, "C"));
}
