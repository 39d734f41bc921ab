//! Holds the house to its plan: who imports whom, one purpose a file, no orphan, no circle.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use regex::Regex;

/// Which rooms a room may import; itself always. Data runs down one way, from `cli` to `model`.
const HOUSE: &[(&str, &[&str])] = &[
    ("model", &[]),
    // Text with places is read in more rooms than one (suites, mocks, flags, contracts), so reading it is a room.
    ("syntax", &["model"]),
    ("value", &["model", "syntax"]),
    ("openapi", &["model", "syntax", "value"]),
    // Two contracts side by side; neither who asked nor what is done with the answer is known here.
    ("diff", &["model", "syntax", "value", "openapi"]),
    // Documents of GraphQL are held to a schema when a suite is read, answers when they came: by steps and by checks.
    ("graphql", &["model", "syntax"]),
    ("suite", &["model", "syntax", "value"]),
    ("http", &["model"]),
    // Suites and the specification pipeline run programs, where they are let.
    ("program", &[]),
    ("artifact", &["model", "value"]),
    // A mock answers as a contract says, and is held to it.
    ("mock", &["model", "syntax", "value", "openapi"]),
    // A check holds exchanges to a contract, or a served contract to an older one; planning reads the contract that a suite names.
    ("check", &["model", "syntax", "value", "openapi", "diff", "graphql"]),
    // Generated cases send by themselves, and are judged by the contract alone.
    ("explore", &["model", "syntax", "value", "openapi", "http"]),
    // A document is taken in: read, downloaded, held to the rules of contracts, and kept as artifacts are.
    ("ingest", &["model", "syntax", "value", "openapi", "http", "program", "artifact"]),
    // A step does what its checks demand of it (samples, pages), and so knows the form of a demand; one of them explores.
    ("step", &["model", "syntax", "value", "openapi", "graphql", "http", "program", "check", "explore"]),
    // Flags may be asked for over HTTP; mocks stand in for what is not live.
    ("target", &["model", "syntax", "value", "http", "mock"]),
    // Answers are compared after they came, a message of JSON-RPC as its step finds it; who runs the cases is no matter.
    ("drift", &["model", "value", "step"]),
    ("plan", &["model", "syntax", "value", "openapi", "suite", "check", "step", "graphql"]),
    ("runner", &["model", "syntax", "value", "step", "plan"]),
    // Runs cases as the runner does, with the answers of their mocks made wrong on the way.
    ("prove", &["model", "syntax", "value", "openapi", "http", "mock", "target", "step", "plan", "runner"]),
    // What an exploration, a proof, a comparison and the specification pipeline came to is told as they know it.
    ("report", &["model", "value", "artifact", "explore", "ingest", "drift", "prove", "diff", "openapi", "syntax"]),
    ("catalog", &["value", "openapi", "diff", "check", "explore", "ingest", "step", "prove", "report"]),
    ("harness", &["model", "syntax", "suite", "target", "step", "plan", "runner"]),
    (
        "cli",
        &[
            "model", "syntax", "value", "suite", "artifact", "mock", "openapi", "http", "explore", "ingest", "drift",
            "target", "step", "report", "plan", "runner", "prove", "diff", "catalog",
        ],
    ),
];

/// The longest that a file may be.
const LINES: usize = 400;

struct File {
    /// From `src/`, such as `plan/compile.rs`.
    path: String,
    /// The module, such as `["plan", "compile"]`.
    module: Vec<String>,
    text: String,
    test: bool,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files() -> Vec<File> {
    let mut files = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let short = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
                let mut module: Vec<String> = short.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
                if module.last().is_some_and(|last| last == "mod") {
                    module.pop();
                }
                let test = module.iter().any(|part| {
                    part.contains("test") || part == "fixture" || part == "sample" && short.starts_with("artifact")
                });
                files.push(File { path: short, module, text: std::fs::read_to_string(&path).unwrap(), test });
            }
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(files.len() > 100, "the house was not found");
    files
}

/// What a file imports, without its tests: paths from the crate's root.
fn imports(file: &File) -> BTreeSet<Vec<String>> {
    let code = file.text.split("#[cfg(test)]").next().unwrap();
    let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let path = Regex::new(r"\b(crate|super(?:::super)*)::((?:[a-z_0-9]+::)*[a-z_0-9]*)(\{[^;]*?\})?").unwrap();
    let mut found = BTreeSet::new();
    for hit in path.captures_iter(&code) {
        let base: Vec<String> = match &hit[1] {
            "crate" => Vec::new(),
            supers => {
                let ups = supers.matches("super").count();
                file.module[..file.module.len().saturating_sub(ups)].to_vec()
            }
        };
        let rest: Vec<String> = hit[2].split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
        found.insert([base.clone(), rest.clone()].concat());
        if let Some(group) = hit.get(3) {
            // `use super::{a, b::C}`: the first word of each item may be a module.
            for item in group.as_str().trim_matches(['{', '}']).split(',') {
                let first = item.trim().split("::").next().unwrap().split(' ').next().unwrap().trim_start_matches('{');
                if first.starts_with(|letter: char| letter.is_ascii_lowercase()) {
                    found.insert([base.clone(), rest.clone(), vec![first.to_owned()]].concat());
                }
            }
        }
    }
    found
}

#[test]
fn every_room_imports_only_what_lies_below_it() {
    let house: BTreeMap<&str, BTreeSet<&str>> =
        HOUSE.iter().map(|(room, may)| (*room, may.iter().copied().collect())).collect();
    let mut wrong = Vec::new();
    for file in files().iter().filter(|file| !file.test && !["lib", "main"].contains(&file.module[0].as_str())) {
        let room = file.module[0].as_str();
        let Some(may) = house.get(room) else {
            wrong.push(format!("{}: the room `{room}` is not in the plan of the house", file.path));
            continue;
        };
        for path in imports(file) {
            let Some(other) = path.first().map(String::as_str) else { continue };
            if other != room && house.contains_key(other) && !may.contains(other) {
                wrong.push(format!("{}: `{room}` may not import `{other}` ({})", file.path, path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_plan_of_the_house_has_no_circle_and_no_empty_room() {
    for (at, (room, may)) in HOUSE.iter().enumerate() {
        for other in *may {
            let below = HOUSE[..at].iter().any(|(earlier, _)| earlier == other);
            assert!(below, "`{room}` may import `{other}`, which does not stand above it in the plan");
        }
        let there = root().join(room).is_dir() || root().join(format!("{room}.rs")).is_file();
        assert!(there, "the plan names a room `{room}` that is not there");
    }
}

#[test]
fn every_file_says_its_purpose_and_stays_small() {
    let mut wrong = Vec::new();
    for file in files() {
        let mut lines = file.text.lines();
        let first = lines.next().unwrap_or_default();
        if !first.starts_with("//! ") || first.len() < 20 && file.module[0] != "main" {
            wrong.push(format!("{}: the first line is no `//!` sentence", file.path));
        }
        let count = file.text.lines().count();
        if count > LINES {
            wrong.push(format!("{}: {count} lines, more than {LINES}", file.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_is_an_orphan() {
    let all = files();
    let by_module: BTreeMap<&[String], &File> = all.iter().map(|file| (file.module.as_slice(), file)).collect();
    for file in all.iter().filter(|file| !["lib", "main"].contains(&file.module[0].as_str())) {
        let (name, parent) = file.module.split_last().unwrap();
        let parent = if parent.is_empty() { &["lib".to_owned()][..] } else { parent };
        let declared = Regex::new(&format!(r"(?m)^\s*(pub(\([a-z ]+\))? )?mod {name};")).unwrap();
        let holder = by_module.get(parent).unwrap_or_else(|| panic!("{}: nothing declares its folder", file.path));
        assert!(declared.is_match(&holder.text), "{} is not declared in {}", file.path, holder.path);
    }
}

#[test]
fn no_folder_has_a_circle_of_imports() {
    let all = files();
    let modules: BTreeSet<Vec<String>> = all.iter().map(|file| file.module.clone()).collect();
    let mut edges: BTreeMap<&[String], BTreeSet<Vec<String>>> = BTreeMap::new();
    for file in all.iter().filter(|file| !file.test) {
        let targets = imports(file).into_iter().filter_map(|path| {
            // The longest part of the path that is a file.
            (1..=path.len()).rev().map(|length| path[..length].to_vec()).find(|part| modules.contains(part))
        });
        // A folder's face names its files, and its files may use what it defines: that is one room, not a circle.
        let others = targets.filter(|other| {
            *other != file.module && !file.module.starts_with(other) && !other.starts_with(&file.module)
        });
        edges.insert(&file.module, others.collect());
    }
    let mut done: BTreeSet<Vec<String>> = BTreeSet::new();
    for start in edges.keys() {
        walk(start, &edges, &mut Vec::new(), &mut done);
    }
}

fn walk(
    at: &[String],
    edges: &BTreeMap<&[String], BTreeSet<Vec<String>>>,
    path: &mut Vec<Vec<String>>,
    done: &mut BTreeSet<Vec<String>>,
) {
    if done.contains(at) {
        return;
    }
    if let Some(start) = path.iter().position(|earlier| earlier == at) {
        let circle: Vec<String> = path[start..].iter().map(|module| module.join("::")).collect();
        panic!("a circle of imports: {} → {}", circle.join(" → "), at.join("::"));
    }
    path.push(at.to_vec());
    for other in edges.get(at).into_iter().flatten() {
        walk(other, edges, path, done);
    }
    path.pop();
    done.insert(at.to_vec());
}

#[test]
fn wire_forms_stay_at_the_borders_and_only_http_knows_the_client() {
    for file in files().iter().filter(|file| !file.test) {
        let code = file.text.split("#[cfg(test)]").next().unwrap();
        if file.module[0] == "model" {
            assert!(
                !code.contains("Serialize") && !code.contains("use serde::"),
                "{}: the model has no wire form",
                file.path
            );
        }
        if file.module[0] != "http" {
            assert!(!code.contains("reqwest::"), "{}: only `http` uses the HTTP client", file.path);
        }
    }
}
