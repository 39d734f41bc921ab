//! The official JSON Schema Test Suite over bundles; `HOLDPOINT_JSON_SCHEMA_SUITE` names its folder.
//!
//! What is decided otherwise than the suite does stands in `suite.txt`, with the reason; anything more or less fails.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::*;
use crate::openapi::document::{Loading, Pinned, load};

fn files(folder: &Path, all: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { files(&path, all) } else { all.push(path) }
    }
}

#[test]
#[ignore = "needs a folder of its own"]
fn the_official_suite_is_passed() {
    let root = std::env::var_os("HOLDPOINT_JSON_SCHEMA_SUITE").map(PathBuf::from).expect("the suite's folder");
    let mut otherwise = BTreeSet::new();
    let folder = tempfile::tempdir().unwrap();
    let mut remotes = Vec::new();
    files(&root.join("remotes"), &mut remotes);
    let pinned: Vec<Pinned> = remotes
        .iter()
        .map(|path| {
            let name = path.strip_prefix(root.join("remotes")).unwrap().to_string_lossy().into_owned();
            let sha256 =
                data_encoding::HEXLOWER.encode(&<sha2::Sha256 as sha2::Digest>::digest(std::fs::read(path).unwrap()));
            Pinned { address: format!("http://localhost:1234/{name}"), copy: path.clone(), sha256 }
        })
        .collect();
    let loading = Loading { root: Some(folder.path().to_owned()), pinned };
    for (draft, dialect) in [
        ("draft2020-12", "https://json-schema.org/draft/2020-12/schema"),
        ("draft7", "http://json-schema.org/draft-07/schema#"),
        ("draft6", "http://json-schema.org/draft-06/schema#"),
        ("draft4", "http://json-schema.org/draft-04/schema#"),
    ] {
        let mut all = Vec::new();
        files(&root.join("tests").join(draft), &mut all);
        let (mut passed, mut failed) = (0, 0);
        for path in all {
            let short = path.strip_prefix(root.join("tests")).unwrap().display().to_string();
            if short.contains("optional") && !short.contains("format/") {
                continue;
            }
            let groups: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            for group in groups.as_array().unwrap() {
                let mut schema = group["schema"].clone();
                if let Some(map) = schema.as_object_mut()
                    && !map.contains_key("$id")
                {
                    map.insert("$id".into(), "urn:suite:schema".into());
                }
                let document =
                    json!({"openapi": "3.1.0", "jsonSchemaDialect": dialect, "components": {"schemas": {"S": schema}}});
                let file = folder.path().join("openapi.json");
                std::fs::write(&file, document.to_string()).unwrap();
                let tests = group["tests"].as_array().unwrap();
                let loaded = load(&file, &loading).map_err(|found| found.into_vec()[0].message.clone());
                let bundle = loaded.and_then(|document| {
                    let schemas = Schemas::new(Arc::new(document));
                    schemas.bundled(&named("S"), Direction::Response).map_err(|fault| fault.to_string())
                });
                for test in tests {
                    let right = test["valid"].as_bool().unwrap();
                    let got = bundle.as_ref().map(|bundle| bundle.is_valid(&test["data"]));
                    if got == Ok(right) {
                        passed += 1;
                    } else {
                        failed += 1;
                        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                        otherwise.insert(format!(
                            "{short} | {} | {}",
                            text(&group["description"]),
                            text(&test["description"])
                        ));
                    }
                }
            }
        }
        eprintln!("{draft}: {passed} as the suite says, {failed} otherwise");
        assert!(passed > 500, "{draft}: the suite was not found below {}", root.display());
    }
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/openapi/schema/tests/suite.txt");
    let kept = std::fs::read_to_string(&list).unwrap();
    if std::env::var_os("BLESS").is_some() {
        let why = kept.lines().filter(|line| line.starts_with('#'));
        let all: Vec<&str> = why.chain(otherwise.iter().map(String::as_str)).collect();
        std::fs::write(&list, all.join("\n") + "\n").unwrap();
        return;
    }
    let known: BTreeSet<String> =
        kept.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect();
    let (more, less): (Vec<_>, Vec<_>) =
        (otherwise.difference(&known).collect(), known.difference(&otherwise).collect());
    assert!(more.is_empty() && less.is_empty(), "otherwise than the suite: {more:#?}\nno longer so: {less:#?}");
}
