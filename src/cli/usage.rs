//! What is told of arguments that cannot be read: to a person, to a program that asked for a document, and by the code.

use std::ffi::OsString;
use std::process::ExitCode;

use super::problem::{Problem, document};
use super::{console, exit};
use crate::model::verdict::Verdict;

/// Tells what is wrong, as the arguments themselves ask for it; gives the exit code.
pub(super) fn refused(error: &clap::Error, raw: &[OsString]) -> ExitCode {
    // A standard error that is closed has nobody to tell.
    let _ = error.print();
    // Help and version are no faults.
    if !error.use_stderr() {
        return ExitCode::from(exit::GREEN);
    }
    if asks_for(raw, "--output", "json") {
        let text = error.to_string();
        let problem = Problem::invalid(text.strip_prefix("error: ").unwrap_or(&text).trim_end());
        let _ = console::print(&format!("{}\n", document(&problem)));
    }
    let nagios = asks_for(raw, "--exit-style", "nagios");
    exit::styled(Verdict::Invalid, if nagios { exit::Style::Nagios } else { exit::Style::Holdpoint })
}

/// Whether a flag stands there with this value; the rest of what is wrong cannot be read.
fn asks_for(raw: &[OsString], flag: &str, value: &str) -> bool {
    let end = raw.iter().position(|argument| argument == "--").unwrap_or(raw.len());
    let raw = &raw[..end];
    raw.windows(2).any(|pair| pair[0] == flag && pair[1] == value)
        || raw.iter().any(|one| one.to_str().and_then(|one| one.strip_prefix(flag)?.strip_prefix('=')) == Some(value))
}
