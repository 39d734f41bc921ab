//! The terminal: whether colours and progress are wanted, and how faults are shown on it.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write};

use anstream::ColorChoice;

use super::arguments::Common;
use crate::model::diagnostic::{Diagnostics, Severity};
use crate::model::verdict::Verdict;
use crate::syntax::render::{self, Style};

/// How often a rule of contracts is shown to a person who has not asked for all.
const MOST_ALIKE: usize = 5;

/// What the program's output is connected to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Console {
    /// Whether colours may be used on standard output.
    pub colours: bool,
    /// Whether a person watches standard error.
    pub watched: bool,
    /// How many columns there are.
    pub width: usize,
    /// Whether only what is wrong is told.
    pub quiet: bool,
    /// How much more is told.
    pub verbose: u8,
}

impl Console {
    /// As the environment says: `NO_COLOR`, `CLICOLOR_FORCE`, `CI`, a terminal or not.
    #[must_use]
    pub(super) fn new(common: &Common) -> Self {
        let colours = match anstream::AutoStream::choice(&std::io::stdout()) {
            ColorChoice::Never => false,
            ColorChoice::Always | ColorChoice::AlwaysAnsi => true,
            ColorChoice::Auto => std::io::stdout().is_terminal(),
        };
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let watched = std::io::stderr().is_terminal() && !set("CI") && !set("GITHUB_ACTIONS");
        let width = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).unwrap_or(110).clamp(40, 200);
        Self { colours, watched, width, quiet: common.quiet, verbose: common.verbose }
    }

    /// Shows faults on standard error, with a line that counts them.
    pub(super) fn show(&self, found: &Diagnostics) {
        let style = Style { colours: self.colours && std::io::stderr().is_terminal(), width: self.width };
        let of = |severity| found.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
        let count = |number: usize, what: &str| match number {
            1 => format!("1 {what}"),
            _ => format!("{number} {what}s"),
        };
        // Of a large contract one rule may say the same a thousand times.
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let shown = found.iter().filter(|diagnostic| {
            let count = seen.entry(diagnostic.code).or_default();
            *count += 1;
            self.verbose > 0 || !diagnostic.code.starts_with("contract-") || *count <= MOST_ALIKE
        });
        let mut out = render::render(shown, style);
        if self.verbose == 0 {
            for (code, count) in
                seen.iter().filter(|(code, count)| code.starts_with("contract-") && **count > MOST_ALIKE)
            {
                out.push_str(&format!("{} more of {code}: --verbose shows them\n", count - MOST_ALIKE));
            }
        }
        if errors > 0 {
            out.push_str(&format!("{}; nothing was sent\n", count(errors, "error")));
        }
        if warnings > 0 {
            out.push_str(&format!("{}\n", count(warnings, "warning")));
        }
        // A standard error that is closed has nobody to tell.
        let _ = std::io::stderr().lock().write_all(out.as_bytes());
    }
}

/// A count with its word: `1 case`, `2 cases`.
#[must_use]
pub(super) fn many(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Writes to standard output; an error is passed on, so that a broken pipe ends quietly.
///
/// # Errors
/// What the system says.
pub(super) fn print(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Writes what a verdict is told with. A reader that has seen enough makes nothing green: the verdict stays.
///
/// # Errors
/// What the system says, but for a reader that went away.
pub(super) fn conclude(text: &str, verdict: Verdict) -> std::io::Result<Verdict> {
    match print(text) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(verdict),
    }
}

/// One line on standard error.
pub(super) fn say(line: &str) {
    // A standard error that is closed has nobody to tell.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
