//! The program as a person runs it, and what it says in JSON.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

/// Far beyond what any run here takes: only a hang gets there.
const LIMIT: Duration = Duration::from_secs(180);

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The exit code; none where the run was killed at its limit.
    pub(crate) code: Option<i32>,
    /// Every case, as `--output json` has it, by id.
    pub(crate) cases: Vec<Case>,
    /// What it said beside that.
    pub(crate) talk: String,
}

/// A case of a run.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) status: String,
    pub(crate) covers: Vec<String>,
    pub(crate) reason: String,
    /// The field of its first finding.
    pub(crate) field: Option<String>,
}

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Done {
    /// The exit code; none where it was killed at its limit.
    pub(crate) code: Option<i32>,
    /// What it said in JSON; null where it said nothing that can be read.
    pub(crate) document: Value,
    /// What it said beside that.
    pub(crate) talk: String,
}

/// Runs a command of the program in a project with these settings as its whole environment.
pub(crate) fn does(project: &Path, command: &str, arguments: &[&str], settings: &[(&str, String)]) -> Done {
    let artifacts = tempfile::tempdir().expect("a folder for artifacts");
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_holdpoint"))
        .arg(command)
        .args(arguments)
        .args(["--output", "json", "--artifacts"])
        // Beside the folder of ledgers lies that of the evidence.
        .arg(artifacts.path().join("integrations"))
        .current_dir(project)
        .env_clear()
        .envs(settings.iter().map(|(name, value)| (name, value)))
        .timeout(LIMIT)
        .output()
        .expect("the program starts");
    let document = serde_json::from_slice(&output.stdout).unwrap_or_default();
    Done { code: output.status.code(), document, talk: String::from_utf8_lossy(&output.stderr).into_owned() }
}

/// Runs suites.
pub(crate) fn run(project: &Path, arguments: &[&str], settings: &[(&str, String)]) -> Outcome {
    let Done { code, document, talk } = does(project, "run", arguments, settings);
    let mut cases: Vec<Case> = document["cases"].as_array().into_iter().flatten().map(case).collect();
    cases.sort_by(|one, other| one.id.cmp(&other.id));
    Outcome { code, cases, talk }
}

fn case(value: &Value) -> Case {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Case {
        id: text(&value["id"]),
        status: text(&value["status"]),
        covers: value["covers"].as_array().into_iter().flatten().map(text).collect(),
        reason: text(&value["reason"]),
        field: value["findings"][0]["field"].as_str().map(str::to_owned),
    }
}

impl Outcome {
    /// The cases that did not pass, but for those that were not run.
    pub(crate) fn red(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(|case| !matches!(case.status.as_str(), "passed" | "not_run"))
    }

    /// Everything that is not simply well, for a person who reads a failed test.
    pub(crate) fn told(&self) -> String {
        let mut told = format!("exit {:?}, {} cases", self.code, self.cases.len());
        for case in self.red() {
            let _ = write!(told, "\n    {} {}: {}", case.status, case.id, case.reason);
        }
        if self.cases.is_empty() {
            let _ = write!(told, "\n{}", self.talk);
        }
        told
    }
}
