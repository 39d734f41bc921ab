//! Tests over all rules: real documents, hostile ones, and good ones with anything changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::TABLE;
use super::fixture::{document, found, schema};
use crate::model::diagnostic::Severity;
use crate::openapi::document::{self, Loading};

const GOOD: &str = include_str!("good.json");

#[test]
fn rules_are_documented_and_have_names_of_their_own() {
    let mut seen = BTreeSet::new();
    for rule in TABLE {
        assert!(seen.insert(rule.id) && rule.id.starts_with("contract-"), "{}", rule.id);
        assert!(rule.summary.ends_with('.') && rule.docs.len() > 100, "{}", rule.id);
    }
}

#[test]
fn of_a_good_document_nothing_is_said() {
    let found = found(&document(GOOD));
    let said: Vec<_> = found.iter().filter(|one| one.severity > Severity::Note).collect();
    assert!(said.is_empty(), "{said:#?}");
}

#[test]
fn documents_that_hold_nothing_are_taken() {
    for text in [
        "openapi: 3.1.0\n",
        "swagger: '2.0'\n",
        "openapi: 3.0.0\npaths:\n",
        "openapi: 3.2.0\npaths: []\ncomponents: 1\n",
    ] {
        let _ = found(&document(text));
    }
}

#[test]
fn circles_and_depth_end() {
    let deep = format!("{}{{}}{}", "{ allOf: [".repeat(30), "] }".repeat(30));
    let _ = found(&document(&schema("3.1.0", &deep)));
    let circle = "{ allOf: [{ $ref: '#/components/schemas/A' }, { anyOf: [{ $ref: '#/components/schemas/A' }] }], required: [x], discriminator: { propertyName: a } }";
    let _ = found(&document(&schema("3.1.0", circle)));
}

#[test]
fn a_hundred_thousand_references_end() {
    let names = |count: usize, each: &dyn Fn(usize) -> Value| -> Value {
        (0..count).map(|index| (format!("S{index}"), each(index))).collect::<serde_json::Map<_, _>>().into()
    };
    let with =
        |schemas: Value| json!({"openapi": "3.1.0", "paths": {}, "components": {"schemas": schemas}}).to_string();
    let to = |index: usize| json!({"$ref": format!("#/components/schemas/S{index}")});
    let _ = found(&document(&with(names(100_000, &|index| to((index + 1) % 100_000)))));
    let _ = found(&document(&with(names(30_000, &|_| json!({"properties": {"a": to(0)}, "required": ["b"]})))));
    let _ = found(&document(&with(names(30_000, &|index| to(index + 1_000_000)))));
    let parts: Vec<Value> = (0..3_000).map(to).collect();
    let _ = found(&document(&with(names(3_000, &|index| {
        if index < 50 { json!({"allOf": parts, "required": ["x"]}) } else { json!({"properties": {"a": {}}}) }
    }))));
    let next = |index: usize| json!({"allOf": vec![to(index + 1); 12], "discriminator": {"propertyName": "k"}});
    let _ = found(&document(&with(names(40, &|index| if index == 39 { json!({}) } else { next(index) }))));
    let paths: serde_json::Map<String, Value> =
        (0..5_000).map(|index| (format!("/{{a}}/p{index}"), json!({"get": {}}))).collect();
    let _ = found(&document(&json!({"openapi": "3.1.0", "paths": paths}).to_string()));
}

/// Every place of a document, as pointers.
fn pointers(value: &Value, here: &str, all: &mut Vec<String>) {
    all.push(here.to_owned());
    let child = |key: &str| {
        let mut pointer = here.to_owned();
        crate::openapi::at::push(&mut pointer, key);
        pointer
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| pointers(value, &child(key), all)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| pointers(value, &child(&index.to_string()), all));
        }
        _ => {}
    }
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z/{}#$.]{0,8}".prop_map(Value::from),
        Just(json!({"$ref": "#"})),
        Just(json!({"$ref": "#/components/schemas/Order"})),
        Just(json!({"$ref": 3})),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec(("(type|allOf|required|\\$ref|items|enum|[a-z]{1,4})", inner), 0..3)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_changed_nothing_panics(
        changes in prop::collection::vec((any::<prop::sample::Index>(), anything()), 1..5),
        version in prop::sample::select(vec!["3.0.3", "3.1.1", "3.2.0", "2.0"]),
    ) {
        let mut value: Value = serde_json::from_str(GOOD).unwrap();
        for (index, change) in changes {
            let mut all = Vec::new();
            pointers(&value, "", &mut all);
            if let Some(place) = value.pointer_mut(&all[index.index(all.len())]) {
                *place = change;
            }
        }
        if let Some(map) = value.as_object_mut() {
            map.shift_remove("openapi");
            map.insert(if version == "2.0" { "swagger" } else { "openapi" }.into(), version.into());
        }
        let source = crate::model::place::Source { name: "a.json".into(), text: value.to_string() };
        if let Ok(document) = document::parse(source) {
            let _ = found(&document);
            let (api, _) = crate::openapi::read::read(&document);
            let _ = crate::openapi::draft::draft(&document, &api, "target");
        }
    }
}

fn files(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, all);
        } else if path.extension().is_some_and(|kind| ["json", "yaml", "yml"].iter().any(|known| kind == *known)) {
            all.push(path);
        }
    }
}

#[test]
#[ignore = "reads every document below HOLDPOINT_DOCUMENTS; with HOLDPOINT_RULE it shows what that rule says"]
fn real_documents_are_read_through() {
    let folder = std::env::var("HOLDPOINT_DOCUMENTS").expect("HOLDPOINT_DOCUMENTS names a folder of documents");
    let wanted = std::env::var("HOLDPOINT_RULE").unwrap_or_default();
    let mut all = Vec::new();
    files(Path::new(&folder), &mut all);
    all.sort();
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let (mut documents, mut slowest, mut shown) = (0, (0, PathBuf::new()), String::new());
    for path in all {
        let Ok(document) = document::load(&path, &Loading::default()) else { continue };
        documents += 1;
        let start = Instant::now();
        let found = found(&document);
        let took = start.elapsed().as_millis();
        if took > slowest.0 {
            slowest = (took, path.clone());
        }
        let mut here: BTreeMap<String, usize> = BTreeMap::new();
        for one in found.iter() {
            let key = format!("{:24} {}", one.code, one.severity.name());
            let count = here.entry(key).or_default();
            *count += 1;
            if one.code == wanted && *count <= 2 {
                let place = one.place.as_ref().map(ToString::to_string).unwrap_or_default();
                shown += &format!(
                    "{} {place} {} ({})\n",
                    one.severity.name(),
                    one.message,
                    one.help.as_deref().unwrap_or("")
                );
            }
        }
        for (key, count) in here {
            let entry = counts.entry(key).or_default();
            *entry = (entry.0 + 1, entry.1 + count);
        }
    }
    for (key, (files, times)) in counts {
        shown += &format!("{key:34} {files:6} documents {times:8} times\n");
    }
    shown += &format!("{documents} documents; the slowest: {} ms, {}\n", slowest.0, slowest.1.display());
    let out = std::env::temp_dir().join("holdpoint-lint.txt");
    std::fs::write(&out, shown).unwrap();
    assert!(documents > 0, "there is no document below {folder}");
}
