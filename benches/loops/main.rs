//! What holdpoint is measured against: a bare server, bare client loops, and a loader for mock servers.
//!
//! `benches/compare.sh` runs these and prints the table; each of them stops by itself.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for a script: what it prints is what it is for"
)]

mod client;
mod load;
mod server;

use std::process::ExitCode;
use std::time::Duration;

/// What any of these may go wrong with; they are told, not handled.
type Fault = Box<dyn std::error::Error + Send + Sync>;

const USAGE: &str = "\
loops serve [--delay MS] [--for SECONDS]            a bare hyper server; prints its URL
loops hyper URL N                                   N checked GETs, one after another: the limit
loops reqwest URL N                                 the same with reqwest
loops load URL [--connections N] [--requests N] [--paths N | --bodies N]
                                                    keeps N connections busy; prints requests/s";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Fault::from)
        .and_then(|runtime| runtime.block_on(perform(&words)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("loops: {fault}");
            ExitCode::from(2)
        }
    }
}

async fn perform(words: &[&str]) -> Result<(), Fault> {
    match words {
        ["serve", rest @ ..] => {
            let delay = Duration::from_millis(number(rest, "--delay", 0)?);
            let limit = Duration::from_secs(number(rest, "--for", 600)?);
            // Whatever becomes of the script, the server ends.
            tokio::time::timeout(limit, server::serve(delay)).await.unwrap_or(Ok(()))
        }
        ["hyper", url, times] => client::hyper(url, times.parse()?).await,
        ["reqwest", url, times] => client::reqwest(url, times.parse()?).await,
        ["load", url, rest @ ..] => {
            let load = load::Load {
                connections: number(rest, "--connections", 32)?,
                requests: number(rest, "--requests", 100_000)?,
                paths: number(rest, "--paths", 0)?,
                bodies: number(rest, "--bodies", 0)?,
            };
            tokio::time::timeout(Duration::from_secs(300), load.run(url)).await?
        }
        // Also what `cargo test --all-targets` runs.
        _ => {
            println!("{USAGE}");
            Ok(())
        }
    }
}

fn number(words: &[&str], flag: &str, default: u64) -> Result<u64, Fault> {
    match words.iter().position(|word| *word == flag) {
        Some(at) => Ok(words.get(at + 1).ok_or_else(|| format!("{flag} needs a number"))?.parse()?),
        None => Ok(default),
    }
}
