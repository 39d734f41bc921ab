//! Programs of the machine: an argv and never a shell, with little of the environment, killed when their time is over.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;

/// How much of a program's output is kept.
const MAX_OUTPUT: u64 = 8 * 1024 * 1024;

/// What of our own environment a program gets.
const INHERITED: [&str; 3] = ["PATH", "HOME", "LANG"];

/// A program to be run.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// Its name or path.
    pub name: String,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// The folder that it runs in.
    pub folder: PathBuf,
    /// Variables beside `PATH`, `HOME` and `LANG`.
    pub environment: Vec<(String, String)>,
    /// What it reads.
    pub input: String,
    /// How long it may take.
    pub limit: Duration,
}

/// How a program ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// What it wrote to its standard output, at most 8 MiB.
    pub out: Vec<u8>,
    /// What it wrote to its standard error, at most 8 MiB.
    pub err: Vec<u8>,
}

/// Why a program did not end by itself.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not start.
    #[error("start `{0}`: {1}")]
    Start(String, std::io::Error),
    /// It was killed when its time was over.
    #[error("end within its time: it was killed")]
    Late,
    /// The system lost it.
    #[error("learn its exit code: {0}")]
    Lost(std::io::Error),
}

impl Program {
    /// Runs it to its end.
    ///
    /// # Errors
    /// Why it did not end by itself.
    pub async fn run(self) -> Result<Ended, Error> {
        let mut command = Command::new(&self.name);
        command.args(&self.arguments).current_dir(&self.folder).env_clear().kill_on_drop(true);
        for name in INHERITED {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.envs(self.environment);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| Error::Start(self.name, error))?;
        let (pipe, input) = (child.stdin.take(), self.input);
        let feed = async move {
            if let Some(mut pipe) = pipe {
                // A program may end without reading what it is given.
                let _ = pipe.write_all(input.as_bytes()).await;
            }
        };
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let whole = async { tokio::join!(feed, read(out), read(err), child.wait()) };
        let ((), out, err, status) = tokio::time::timeout(self.limit, whole).await.map_err(|_| Error::Late)?;
        let status: ExitStatus = status.map_err(Error::Lost)?;
        Ok(Ended { code: status.code(), out, err })
    }
}

async fn read(pipe: Option<impl AsyncRead + Unpin>) -> Vec<u8> {
    let mut out = Vec::new();
    if let Some(pipe) = pipe {
        let mut pipe = pipe.take(MAX_OUTPUT);
        // What could be read before a fault is what there is to judge.
        let _ = pipe.read_to_end(&mut out).await;
        // The rest is thrown away, so that the program is not held up by a full pipe.
        let _ = tokio::io::copy(&mut pipe.into_inner(), &mut tokio::io::sink()).await;
    }
    out
}
