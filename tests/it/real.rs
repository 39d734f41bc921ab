//! Real documents, where they are at hand: none brings the program down, and what two other validators accept is accepted.
//!
//! `tests/it/real/get` gets them. What the others say is kept in `others.txt`, which `others.py` makes anew; where it is
//! decided otherwise here stands in `otherwise.txt`, with the reason, and one more or one less fails.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use holdpoint::model::place::Source;
use holdpoint::openapi::at::At;
use holdpoint::openapi::document;
use holdpoint::openapi::schema::{Direction, Schemas, Undeclared};
use serde_json::{Value, json};

/// Far beyond what any document takes in a release build: only a hang gets there.
const LIMIT: Duration = Duration::from_secs(300);

/// The official meta-schemas, each as the schema of a document of its own.
struct Official(BTreeMap<&'static str, Schemas>);

impl Official {
    fn read(folder: &Path) -> Self {
        let read = |version: &'static str| {
            let text = std::fs::read_to_string(folder.join(format!("v{version}/schema.json"))).expect("a meta-schema");
            let mut schema: Value = serde_json::from_str(&text).expect("the meta-schema is JSON");
            // So that its references start at itself.
            schema["$id"] = format!("urn:official:{version}").into();
            let whole = json!({"openapi": "3.1.0", "components": {"schemas": {"Official": schema}}});
            let document = document::parse(Source { name: "official.json".into(), text: whole.to_string() });
            let document = document.unwrap_or_else(|found| panic!("{:?}", found.into_vec()));
            (version, Schemas::new(Arc::new(document)))
        };
        Self(["3.0", "3.1", "3.2"].map(read).into())
    }

    /// What a document breaks of the meta-schema of its version, the most telling first.
    fn breach(&self, document: &Value) -> Option<String> {
        let version = document["openapi"].as_str().expect("a version");
        let (_, schemas) = self.0.iter().find(|(known, _)| version.starts_with(**known)).expect("a known version");
        let at = At::file(0).down(&["components", "schemas", "Official"]);
        let misses = schemas.judge(&at, Direction::Response, Undeclared::Allow, document);
        let misses = misses.unwrap_or_else(|fault| panic!("the meta-schema of {version}: {fault}"));
        misses.first().map(|miss| format!("{:?}: {} / {}", miss.steps, miss.expected, miss.actual))
    }
}

fn files(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, all);
        } else if path.extension().is_some_and(|ending| ending == "json") {
            all.push(path);
        }
    }
}

/// What `holdpoint check` says of a document: the codes of its errors.
fn codes(path: &Path) -> Result<BTreeSet<String>, String> {
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_holdpoint"))
        .args(["check", "--output", "json"])
        .arg(path)
        .env_clear()
        .timeout(LIMIT)
        .output()
        .map_err(|error| error.to_string())?;
    let said: Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("{:?}, {error}: {}", output.status.code(), String::from_utf8_lossy(&output.stderr)))?;
    let errors = said["diagnostics"].as_array().into_iter().flatten().filter(|one| one["severity"] == "error");
    let codes: BTreeSet<String> = errors.filter_map(|one| one["code"].as_str().map(str::to_owned)).collect();
    match (output.status.code(), codes.is_empty()) {
        (Some(0), true) | (Some(2), false) => Ok(codes),
        (code, _) => Err(format!("exit code {code:?} with the errors {codes:?}")),
    }
}

/// What the others said: whether both accept a document.
fn others(text: &str) -> BTreeMap<&str, bool> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ')).map(|(said, name)| (name, said == "++")).collect()
}

#[test]
#[ignore = "needs real documents: tests/it/real/get DIR; HOLDPOINT_REAL=DIR cargo test --release --test it real -- --ignored"]
fn what_two_others_accept_is_accepted_and_nothing_brings_the_program_down() {
    let folder = std::env::var_os("HOLDPOINT_REAL").map(PathBuf::from).expect("HOLDPOINT_REAL names the folder");
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/real");
    let official = Official::read(&folder.join("schemas"));
    let said = std::fs::read_to_string(own.join("others.txt")).expect("what the others said");
    let said = others(&said);
    let documents = folder.join("documents");
    let mut paths = Vec::new();
    files(&documents, &mut paths);
    let name = |path: &Path| path.strip_prefix(&documents).expect("a document").to_string_lossy().into_owned();
    let names: BTreeSet<String> = paths.iter().map(|path| name(path)).collect();
    let known: BTreeSet<String> = said.keys().map(|name| (*name).to_owned()).collect();
    assert!(names == known, "not those of others.txt: {:?}", names.symmetric_difference(&known).collect::<Vec<_>>());

    let (waiting, told) = (Mutex::new(paths), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(path) = waiting.lock().unwrap().pop() else { break };
                    let text = std::fs::read_to_string(&path).expect("a document");
                    let breach = official.breach(&serde_json::from_str(&text).expect("JSON"));
                    told.lock().unwrap().push((name(&path), codes(&path), breach));
                }
            });
        }
    });
    let (mut otherwise, mut down, mut accepted, mut refused) = (BTreeSet::new(), Vec::new(), 0, 0);
    for (name, codes, breach) in told.into_inner().unwrap() {
        match codes {
            Err(why) => down.push(format!("{name}: {why}")),
            Ok(codes) if codes.is_empty() => {
                accepted += 1;
                if let Some(breach) = breach {
                    eprintln!("{name} breaks the meta-schema: {breach}");
                    otherwise.insert(format!("accepted | {name}"));
                }
            }
            Ok(codes) => {
                refused += 1;
                if said[name.as_str()] {
                    let codes = codes.into_iter().collect::<Vec<_>>().join(", ");
                    otherwise.insert(format!("refused | {name} | {codes}"));
                }
            }
        }
    }
    let both = said.values().filter(|both| **both).count();
    eprintln!("{} documents: {accepted} accepted, {refused} refused; both others accept {both}", said.len());
    assert!(down.is_empty(), "{down:#?}");
    let list = own.join("otherwise.txt");
    let kept = std::fs::read_to_string(&list).unwrap_or_default();
    if std::env::var_os("BLESS").is_some() {
        let all = kept.lines().filter(|line| line.starts_with('#')).chain(otherwise.iter().map(String::as_str));
        std::fs::write(&list, all.collect::<Vec<_>>().join("\n") + "\n").expect("the table is written");
        return;
    }
    let kept: BTreeSet<String> =
        kept.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect();
    let (more, less): (Vec<_>, Vec<_>) = (otherwise.difference(&kept).collect(), kept.difference(&otherwise).collect());
    assert!(more.is_empty() && less.is_empty(), "otherwise than the others: {more:#?}\nno longer so: {less:#?}");
}
