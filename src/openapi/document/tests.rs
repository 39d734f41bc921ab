//! Tests of documents: files, references, places, Swagger 2.0.

use serde_json::json;

use super::*;
use crate::model::place::Source;

fn document(text: &str) -> Document {
    let source = Source { name: "openapi.yaml".into(), text: text.into() };
    parse(source).unwrap_or_else(|found| panic!("{:?}", found.into_vec()))
}

fn said(found: Result<Document, crate::model::diagnostic::Diagnostics>) -> Vec<String> {
    let line = |one: &crate::model::diagnostic::Diagnostic| {
        format!("{} {}", one.place.as_ref().map_or_else(String::new, ToString::to_string), one.message)
    };
    found.unwrap_err().into_vec().iter().map(line).collect()
}

#[test]
fn references_are_followed_and_circles_end() {
    let document = document(
        "openapi: 3.1.0\ncomponents:\n  schemas:\n    A: { $ref: '#/components/schemas/B' }\n    B: { type: string }\n    C: { $ref: '#/components/schemas/C' }\n    D: { $ref: '#/components/schemas/E' }\n    F: { $anchor: named, type: integer }\n    G: { $ref: '#named' }\n",
    );
    let at = |name: &str| At::file(0).down(&["components", "schemas", name]);
    assert_eq!(document.resolve(&at("A")).unwrap().1, &json!({"type": "string"}));
    assert_eq!(document.follow(&at("A")).unwrap(), at("B"));
    assert_eq!(document.follow(&at("G")).unwrap(), at("F"));
    assert!(document.follow(&at("C")).unwrap_err().to_string().contains("back to itself"));
    assert!(document.follow(&at("D")).unwrap_err().to_string().contains("there is nothing at"));
    assert_eq!(document.place(&at("B")).to_string(), "openapi.yaml:5:8");
    assert_eq!(document.key_place(&at("B")).to_string(), "openapi.yaml:5:5");
}

#[test]
fn files_beside_it_belong_to_it_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    };
    write("outside.yaml", "x: 1\n");
    write(
        "api/parts/order.yaml",
        "Order: { properties: { self: { $ref: '../openapi.yaml#/components/schemas/A' } } }\n",
    );
    write("api/parts/id.json", r#"{"type": "integer"}"#);
    let path = write(
        "api/openapi.yaml",
        "openapi: 3.0.0\ncomponents:\n  schemas:\n    A: { $ref: 'parts/order.yaml#/Order' }\n    I: { $ref: './parts/id.json' }\n",
    );
    let document = load(&path, &Loading::default()).unwrap();
    assert_eq!(document.files(), 3);
    let at = At::file(0).down(&["components", "schemas", "A"]);
    let (end, _) = document.resolve(&at).unwrap();
    assert!(document.place(&end).to_string().ends_with("order.yaml:1:8"), "{}", document.place(&end));
    let back = end.down(&["properties", "self"]);
    assert_eq!(document.follow(&back).unwrap(), end);
    assert_eq!(
        document.resolve(&At::file(0).down(&["components", "schemas", "I"])).unwrap().1,
        &json!({"type": "integer"})
    );

    let refused = |text: &str| said(load(&write("api/wrong.yaml", text), &Loading::default()));
    for (reference, why) in [
        ("../outside.yaml#/x", "leads out of the folder"),
        ("https://a.example/x.yaml", "nothing is fetched"),
        ("parts/none.yaml", "No such file"),
    ] {
        let lines = refused(&format!("openapi: 3.0.0\na: {{ b: {{ $ref: '{reference}' }} }}\n"));
        assert!(lines[0].contains("wrong.yaml:2:") && lines[0].contains(why), "{lines:?}");
    }
    let wider = Loading { root: Some(folder.path().to_owned()), pinned: Vec::new() };
    let path = write("api/wider.yaml", "openapi: 3.0.0\na: { $ref: '../outside.yaml#/x' }\n");
    assert_eq!(load(&path, &wider).unwrap().files(), 2);
}

#[test]
fn an_address_elsewhere_needs_a_copy_with_the_right_digest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("openapi.yaml");
    std::fs::write(&path, "openapi: 3.1.0\na: { $ref: 'https://a.example/s.json#/b' }\n").unwrap();
    let copy = folder.path().join("copy.json");
    std::fs::write(&copy, r#"{"b": {"type": "string"}}"#).unwrap();
    let pin = |sha256: &str| Loading {
        root: None,
        pinned: vec![Pinned { address: "https://a.example/s.json".into(), copy: copy.clone(), sha256: sha256.into() }],
    };
    let right = data_encoding::HEXLOWER.encode(&<sha2::Sha256 as sha2::Digest>::digest(std::fs::read(&copy).unwrap()));
    let document = load(&path, &pin(&right)).unwrap();
    assert_eq!(document.resolve(&At::file(0).child("a")).unwrap().1, &json!({"type": "string"}));
    assert!(said(load(&path, &pin(&"0".repeat(64))))[0].contains("has the SHA-256"));
}

#[test]
fn schemas_that_name_themselves_are_found() {
    let document = document(
        "openapi: 3.1.0\ncomponents:\n  schemas:\n    A: { $id: 'https://a.example/a', $defs: { x: { $anchor: x, type: integer } } }\n    B: { $ref: 'https://a.example/a#x' }\n    C: { $ref: 'https://a.example/a#/$defs/x' }\n    D: { $ref: '#x' }\n",
    );
    let at = |name: &str| At::file(0).down(&["components", "schemas", name]);
    let end = at("A").down(&["$defs", "x"]);
    assert_eq!(document.follow(&at("B")).unwrap(), end);
    assert_eq!(document.follow(&at("C")).unwrap(), end);
    assert!(document.follow(&at("D")).unwrap_err().why.contains("no `$anchor`"));
}

#[test]
fn data_holds_no_references() {
    let text = "openapi: 3.1.0\na: { example: { $ref: 'x.yaml' }, enum: [{ $ref: 'y.yaml' }], properties: { default: { $ref: '#/b' } } }\nb: {}\n";
    let document = document(text);
    let mut all = Vec::new();
    load::references(document.root(), 0, &mut |at, reference| all.push(format!("{at} {reference}")));
    assert_eq!(all, ["#/a/properties/default #/b"]);
}

#[test]
fn what_is_no_document_is_told_with_its_place() {
    let parsed = |text: &str| said(parse(Source { name: "a.json".into(), text: text.into() })).remove(0);
    assert!(parsed("{\"openapi\": \"3.1.0\",\n oops}").starts_with("a.json:2:"));
    assert!(parsed("a: [").contains("no valid YAML"));
    assert!(parsed("info: {}").contains("no OpenAPI document"));
    assert!(parsed(&format!("{{\"openapi\": {}1{}}}", "[".repeat(5000), "]".repeat(5000))).contains("a.json:1:"));
}

#[test]
fn what_was_moved_is_shown_where_it_was_written() {
    let text = "swagger: '2.0'\npaths:\n  /a:\n    get:\n      responses:\n        200:\n          schema: { $ref: '#/definitions/B' }\ndefinitions:\n  B: { type: string }\n";
    let document = document(text);
    let schema = At::file(0).down(&["paths", "/a", "get", "responses", "200", "content", "application/json", "schema"]);
    assert_eq!(document.place(&schema).to_string(), "openapi.yaml:7:19");
    let (end, value) = document.resolve(&schema).unwrap();
    assert_eq!((end.to_string().as_str(), value), ("#/components/schemas/B", &json!({"type": "string"})));
    assert_eq!(document.place(&end).to_string(), "openapi.yaml:9:6");
}

#[test]
fn names_are_gathered_once_however_many_references_there_are() {
    const MANY: usize = 20_000;
    let mut text = String::from(r#"{"openapi": "3.1.0", "components": {"schemas": {"#);
    for number in 0..MANY {
        // Each names itself, and refers to the next by its name.
        let next = (number + 1) % MANY;
        text.push_str(&format!(r#""S{number}": {{"$id": "s{number}.json", "items": {{"$ref": "s{next}.json"}}}},"#));
    }
    text.push_str(r#""Last": {"type": "string"}}}}"#);
    let before = identify::VISITS.get();
    let document = document(&text);
    let at = |name: &str| At::file(0).down(&["components", "schemas", name]);
    let reference = at("S7").child("items");
    assert_eq!(document.follow(&reference).unwrap(), at("S8"));
    // Each schema and its items, the last one, and the three that they stand in.
    assert_eq!(identify::VISITS.get() - before, 2 * MANY + 1 + 3);
}
