//! A server of somebody else: started on a free port of this host, asked when it is ready, and stopped when it is dropped.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{does, run};

/// Far beyond what any of them takes to listen: only a hang gets there.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often a port that somebody else took in the meantime is given up.
const PORTS: usize = 5;

/// Where the servers were installed to by `tests/peers/install`.
pub(crate) fn installed() -> PathBuf {
    let folder = std::env::var_os("HOLDPOINT_PEERS").expect("HOLDPOINT_PEERS names the folder of tests/peers/install");
    PathBuf::from(folder).canonicalize().expect("the folder of tests/peers/install")
}

/// A program of an installed npm package, to be run in this folder; it tells nobody of its use.
pub(crate) fn node(script: &str, folder: &Path) -> Command {
    let mut command = Command::new(installed().join("node"));
    command.arg(installed().join("node_modules").join(script)).current_dir(folder).env("DO_NOT_TRACK", "1");
    command
}

/// Runs a command to its end.
///
/// # Panics
///
/// Where it fails; with what it said.
pub(crate) fn done(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().expect("the program starts");
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&said));
}

/// A server under way, in a folder of its own.
pub(crate) struct Peer {
    /// Where it answers, without a slash at the end.
    pub(crate) url: String,
    folder: tempfile::TempDir,
    child: Child,
}

impl Peer {
    /// Starts the command that is made for a port and a folder, and waits until it answers at this path, whatever it answers.
    ///
    /// # Panics
    ///
    /// When it ends or does not answer; with what it said.
    pub(crate) async fn start(make: impl Fn(u16, &Path) -> Command, path: &str) -> Self {
        for _ in 0..PORTS {
            let port =
                TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port").local_addr().expect("a port").port();
            let folder = tempfile::tempdir().expect("a folder");
            let log = std::fs::File::create(folder.path().join("log")).expect("a log");
            let mut command = make(port, folder.path());
            command.stdin(Stdio::null()).stdout(log.try_clone().expect("a log")).stderr(log);
            let child = command.spawn().expect("the server starts");
            let mut peer = Self { url: format!("http://127.0.0.1:{port}"), child, folder };
            if peer.answers(path).await {
                return peer;
            }
            assert!(peer.said().contains("EADDRINUSE"), "the server ended:\n{}", peer.said());
        }
        panic!("no port stayed free");
    }

    /// Waits for an answer; false where the server has ended.
    async fn answers(&mut self, path: &str) -> bool {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let url = format!("{}{path}", self.url);
        let began = Instant::now();
        loop {
            if self.child.try_wait().expect("a child of ours").is_some() {
                return false;
            }
            if client.get(&url).timeout(PATIENCE).send().await.is_ok() {
                return true;
            }
            assert!(began.elapsed() < PATIENCE, "it does not answer:\n{}", self.said());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// A file of its folder.
    pub(crate) fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).expect("a file of the server")
    }

    /// What it printed.
    fn said(&self) -> String {
        self.file("log")
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A check of which a case is red, the field of its first finding, and what the server does otherwise.
pub(crate) type Known = (&'static str, &'static str, &'static str);

/// What our mock answers otherwise than the server: the stub, where in its answer, what both have there, and why that stays so. A
/// place that ends in `…` is each that begins so, and of what is there nothing is said.
pub(crate) type Otherwise = (&'static str, &'static str, &'static str, &'static str);

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Suites, live against servers.
pub(crate) struct Live<'a> {
    /// Which targets, and where each answers.
    pub(crate) servers: &'a [(&'a str, &'a str)],
    /// What else is said of the run.
    pub(crate) more: &'a [&'a str],
    /// Variables and secrets.
    pub(crate) settings: &'a [(&'a str, String)],
}

impl Live<'_> {
    fn arguments(&self) -> Vec<String> {
        let mut arguments: Vec<String> = Vec::new();
        for (target, url) in self.servers {
            arguments.extend([(*target).to_owned(), "--live".to_owned(), format!("{target}={url}")]);
        }
        arguments.extend(["--approve", "tests/peers: a server that is thrown away"].map(str::to_owned));
        arguments.extend(self.more.iter().map(|word| (*word).to_owned()));
        arguments
    }

    /// Runs the suites, and holds what was red to what is known: one more or one less is wrong.
    pub(crate) fn holds(&self, known: &[Known]) {
        let arguments = self.arguments();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let outcome = run(Path::new(ROOT), &arguments, self.settings);
        assert!(!outcome.cases.is_empty(), "{}", outcome.told());
        let met: BTreeSet<(String, &str)> =
            outcome.red().map(|case| (case.covers.join(" "), case.field.as_deref().unwrap_or_default())).collect();
        let expected: BTreeSet<(String, &str)> =
            known.iter().map(|(id, field, _)| ((*id).to_owned(), *field)).collect();
        assert_eq!(met, expected, "{}", outcome.told());
        assert_eq!(outcome.code, Some(if known.is_empty() { 0 } else { 100 }), "{}", outcome.told());
    }

    /// Asks the servers and our mocks the same, and holds what these answer otherwise to what is known: one more is to be mended
    /// or explained, one less is no longer true.
    pub(crate) fn drifts(&self, known: &[Otherwise]) {
        let arguments = self.arguments();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let done = does(Path::new(ROOT), "drift", &arguments, self.settings);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let met: BTreeSet<[String; 3]> = done.document["differences"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| {
                let whose = one["stub"].as_str().or(one["request"].as_str()).unwrap_or_default().to_owned();
                let at = match (text(&one["part"]).as_str(), text(&one["at"])) {
                    ("header", name) => format!("header {name}"),
                    ("status", _) => "status".to_owned(),
                    (_, path) => path,
                };
                [whose, at, format!("live {}, mock {}", text(&one["live"]), text(&one["mocked"]))]
            })
            .collect();
        let is = |(stub, at, what, _): &Otherwise, [whose, place, said]: &[String; 3]| {
            let there = match at.strip_suffix('…') {
                Some(above) => place.starts_with(above),
                None => place == at && said == what,
            };
            whose == stub && there
        };
        let new: Vec<_> = met.iter().filter(|one| !known.iter().any(|row| is(row, one))).collect();
        let gone: Vec<_> = known.iter().filter(|row| !met.iter().any(|one| is(row, one))).collect();
        let said = format!("not known: {new:#?}\nno longer so: {gone:#?}\n{}", done.talk);
        assert!(new.is_empty() && gone.is_empty(), "{said}");
        assert!(done.document["answers"].as_u64() > Some(0), "{said}");
        assert_eq!(done.code, Some(if known.is_empty() { 0 } else { 100 }), "{said}");
    }
}
