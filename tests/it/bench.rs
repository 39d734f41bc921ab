//! What the tests here share: a yard to put projects in, and the program run on them.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) mod server;
pub(crate) mod tls;

/// The shortest useful project: one target with a mock, live by command or flag.
pub(crate) const PROJECT: &str = "version: 1\ntargets:\n  api: { mock: ../mocks/api.yaml }\n";

/// A mock that answers `GET /health`, and counts things.
pub(crate) const MOCK: &str = "\
mock: api
stubs:
  - { id: health, when: { GET: /health }, then: { 200: { json: { status: ok, items: [{ state: open }, { state: done }] } } } }
  - { id: gone, when: { GET: /gone }, then: { 410: { text: gone } } }
  - { id: make, when: { POST: /things }, then: { 201: { json: { id: 7 } } } }
";

/// The longest that anything here waits for a condition.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder with a project in it.
pub(crate) struct Yard {
    folder: TempDir,
    env: Vec<(String, String)>,
}

impl Yard {
    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), env: Vec::new() }
    }

    /// A folder with a project and its mock.
    pub(crate) fn new() -> Self {
        Self::empty().project(PROJECT).file("mocks/api.yaml", MOCK)
    }

    /// A project with one suite of the lane contract, of which the cases are given.
    pub(crate) fn of_cases(cases: &str) -> Self {
        Self::new().cases(cases)
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    /// Writes the project file.
    pub(crate) fn project(self, text: &str) -> Self {
        self.file("suites/holdpoint.yaml", text)
    }

    /// Writes a suite's file.
    pub(crate) fn suite(self, name: &str, text: &str) -> Self {
        self.file(&format!("suites/{name}.yaml"), text)
    }

    /// Writes the suite `api/contract` with these cases.
    pub(crate) fn cases(self, cases: &str) -> Self {
        self.lane("contract", cases)
    }

    /// Writes a suite of a lane with these cases.
    pub(crate) fn lane(self, lane: &str, cases: &str) -> Self {
        self.suite(&format!("api/{lane}"), &format!("suite: api/{lane}\nlane: {lane}\ntarget: api\ncases:\n{cases}"))
    }

    /// Sets an environment variable of the program.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A path in the folder.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// The text of a file.
    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap()
    }

    /// The program, in the folder, with nothing of this machine's environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.program(env!("CARGO_BIN_EXE_holdpoint"));
        command.args(arguments);
        command
    }

    /// Another program, as [`Self::command`].
    pub(crate) fn program(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).env_clear();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", self.folder.path());
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the program to its end.
    pub(crate) fn does(&self, arguments: &[&str]) -> Done {
        Done::of(self.start(arguments))
    }

    /// `holdpoint run`, with these arguments.
    pub(crate) fn run(&self, arguments: &[&str]) -> Done {
        self.does(&[&["run"], arguments].concat())
    }

    /// Starts the program.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().unwrap()
    }

    /// Every file below a folder, with its bytes.
    pub(crate) fn files(&self, folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
        files(&self.path(folder))
    }

    /// The only file below a folder whose path ends so.
    pub(crate) fn only(&self, folder: &str, ending: &str) -> PathBuf {
        let files = self.files(folder).into_iter().map(|(path, _)| path);
        let mut fitting = files.filter(|path| path.to_string_lossy().ends_with(ending));
        let path = fitting.next().unwrap_or_else(|| panic!("no {ending} below {folder}"));
        assert_eq!(fitting.next(), None, "a second {ending}");
        path
    }

    /// The lines of the evidence of the only run.
    pub(crate) fn evidence(&self) -> Vec<Value> {
        lines(&self.only("artifacts/runs", ".jsonl"))
    }
}

/// The lines of a JSON Lines file.
pub(crate) fn lines(path: &Path) -> Vec<Value> {
    std::fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Every file below a folder, with its bytes.
pub(crate) fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    gather(folder, &mut all);
    all.sort();
    all
}

fn gather(folder: &Path, all: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, all);
        } else {
            all.push((path.clone(), std::fs::read(path).unwrap()));
        }
    }
}

/// What a program came to.
#[derive(Debug)]
pub(crate) struct Done {
    /// The exit code; none where a signal ended it.
    pub(crate) code: Option<i32>,
    /// What it wrote to the standard output.
    pub(crate) out: String,
    /// What it wrote to the standard error.
    pub(crate) err: String,
}

impl Done {
    /// What becomes of a program; one that does not end is killed, and the test with it.
    #[track_caller]
    pub(crate) fn of(mut child: Child) -> Self {
        let (out, err) = (drain(child.stdout.take()), drain(child.stderr.take()));
        let end = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if Instant::now() > end {
                child.kill().unwrap();
                panic!("it does not end\n{}\n{}", out.join().unwrap(), err.join().unwrap());
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        Self { code: status.code(), out: out.join().unwrap(), err: err.join().unwrap() }
    }

    /// Demands an exit code, and these words on the standard output or error.
    #[track_caller]
    pub(crate) fn is(&self, code: i32, words: &[&str]) -> &Self {
        assert_eq!(self.code, Some(code), "another exit code\n{self}");
        for word in words {
            assert!(self.out.contains(word) || self.err.contains(word), "`{word}` is not said\n{self}");
        }
        self
    }

    /// Demands that words are not said.
    #[track_caller]
    pub(crate) fn lacks(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(!self.out.contains(word) && !self.err.contains(word), "`{word}` is said\n{self}");
        }
        self
    }

    /// The one JSON document on the standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}\n{self}"))
    }
}

/// Reads all of a pipe beside what else goes on: a full one would hold the program up.
fn drain(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut text = String::new();
        if let Some(mut pipe) = pipe {
            pipe.read_to_string(&mut text).unwrap();
        }
        text
    })
}

impl std::fmt::Display for Done {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit {:?}\n--- out\n{}\n--- err\n{}", self.code, self.out, self.err)
    }
}

/// Waits until something holds; panics where it never does.
#[track_caller]
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Demands that a document fits its schema among the artifacts.
pub(crate) fn fits(schema: &str, told: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts").join(schema);
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(told).map(|error| format!("{error} at {}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:?}\n{told}");
}
