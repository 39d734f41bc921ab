//! Exit codes: the one place that knows them.

use std::process::ExitCode;

use crate::model::verdict::Verdict;

/// Green.
pub(super) const GREEN: u8 = 0;
/// A bug of this program.
pub(super) const INTERNAL: u8 = 1;
/// Usage, suites, mocks or configuration are wrong, or nothing ran.
pub(super) const INVALID: u8 = 2;
/// No evidence for a verdict (`EX_TEMPFAIL` of sysexits.h).
pub(super) const INCONCLUSIVE: u8 = 75;
/// A check failed.
pub(super) const RED: u8 = 100;
/// Stopped by a person (128 + SIGINT).
pub(super) const INTERRUPTED: u8 = 130;

/// The table for `holdpoint explain exit-codes`: code, meaning, whether trying again helps.
pub(super) const TABLE: [(u8, &str, &str); 6] = [
    (GREEN, "green: everything planned ran, and passed", ""),
    (INTERNAL, "internal error: a bug in holdpoint", ""),
    (
        INVALID,
        "invalid: usage, suite, mock or configuration; nothing selected; nothing ran; a variable or secret missing",
        "no",
    ),
    (INCONCLUSIVE, "inconclusive: no evidence for a verdict (unreachable, incomplete)", "yes"),
    (RED, "red: a check failed", "no"),
    (INTERRUPTED, "interrupted", ""),
];

/// How exit codes are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Style {
    /// 0, 1, 2, 75, 100, 130.
    #[default]
    Holdpoint,
    /// 0 OK, 1 warning (inconclusive), 2 critical (red), 3 unknown.
    Nagios,
}

/// The code of a verdict.
#[must_use]
pub(super) fn code(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Green => GREEN,
        Verdict::Internal => INTERNAL,
        Verdict::Invalid => INVALID,
        Verdict::Inconclusive => INCONCLUSIVE,
        Verdict::Red => RED,
        Verdict::Interrupted => INTERRUPTED,
    }
}

/// The code of a verdict in a style.
#[must_use]
pub(super) fn styled(verdict: Verdict, style: Style) -> ExitCode {
    let code = match style {
        Style::Holdpoint => code(verdict),
        Style::Nagios => match verdict {
            Verdict::Green => 0,
            Verdict::Inconclusive => 1,
            Verdict::Red => 2,
            Verdict::Invalid | Verdict::Internal | Verdict::Interrupted => 3,
        },
    };
    ExitCode::from(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_has_a_documented_code_and_the_worse_one_wins() {
        for verdict in Verdict::ALL {
            assert!(TABLE.iter().any(|(known, _, _)| *known == code(verdict)), "{verdict}");
        }
        // Order when several hold: 130, 1, 2, 100, 75, 0.
        let mut all = Verdict::ALL;
        all.sort();
        assert_eq!(all.map(code), [0, 75, 100, 2, 1, 130]);
    }
}
