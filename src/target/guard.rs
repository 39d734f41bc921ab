//! Refuses writes on live targets that nobody has approved.

use std::fmt;

use crate::model::mode::Mode;

/// The environment variable that approves, where `--approve` is not given.
pub const VARIABLE: &str = "HOLDPOINT_APPROVE";

/// Who approved writes on live targets, and why; kept in the evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// A person, or a job that a person answers for.
    pub who: String,
    /// The reason.
    pub why: String,
}

/// An approval that lacks a part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read the approval: write it as 'who: why', both parts given")]
pub struct NotApproval;

impl Approval {
    /// Reads `who: why`.
    ///
    /// # Errors
    /// When a part is missing.
    pub fn parse(text: &str) -> Result<Self, NotApproval> {
        let (who, why) = text.split_once(':').ok_or(NotApproval)?;
        let (who, why) = (who.trim(), why.trim());
        if who.is_empty() || why.is_empty() {
            return Err(NotApproval);
        }
        Ok(Self { who: who.to_owned(), why: why.to_owned() })
    }

    /// The approval of this run: what `--approve` gives, else the environment; none where neither says anything.
    ///
    /// # Errors
    /// When the one that counts lacks a part.
    pub fn of_run(given: Option<&str>, env: &dyn Fn(&str) -> Option<String>) -> Result<Option<Self>, NotApproval> {
        match given {
            Some(given) => Self::parse(given).map(Some),
            None => env(VARIABLE).filter(|text| !text.trim().is_empty()).map(|text| Self::parse(&text)).transpose(),
        }
    }
}

impl fmt::Display for Approval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.who, self.why)
    }
}

/// Whether a step may be sent. One that expects its write to be refused counts as a write: what if it is not refused?
///
/// # Errors
/// The reason why not, for the summary and the ledger.
pub fn allows(mode: Mode, mutates: bool, approval: Option<&Approval>) -> Result<(), String> {
    match (mode, mutates, approval) {
        (Mode::Live, true, None) => Err("a write on a live target needs --approve 'who: why'".to_owned()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_parts_are_needed() {
        let right = Approval::parse("  Ada L. : release 4: canary ").unwrap();
        assert_eq!(right, Approval { who: "Ada L.".into(), why: "release 4: canary".into() });
        assert_eq!(right.to_string(), "Ada L.: release 4: canary");
        for wrong in ["", "Ada", "Ada:", "Ada:  ", ": release", ":", "yes"] {
            assert_eq!(Approval::parse(wrong), Err(NotApproval), "{wrong}");
        }
    }

    #[test]
    fn the_command_line_wins_over_the_environment() {
        let env = |name: &str| (name == VARIABLE).then(|| "env: because".to_owned());
        let who = |found: Result<Option<Approval>, _>| found.map(|found| found.map(|approval| approval.who));
        assert_eq!(who(Approval::of_run(Some("ada: now"), &env)), Ok(Some("ada".into())));
        assert_eq!(who(Approval::of_run(None, &env)), Ok(Some("env".into())));
        assert_eq!(who(Approval::of_run(None, &|_| None)), Ok(None));
        assert_eq!(who(Approval::of_run(None, &|_| Some(" ".into()))), Ok(None));
        assert_eq!(who(Approval::of_run(None, &|_| Some("yes".into()))), Err(NotApproval));
        assert_eq!(who(Approval::of_run(Some(""), &env)), Err(NotApproval));
    }

    #[test]
    fn only_an_unapproved_live_write_is_refused() {
        let approval = Approval { who: "ada".into(), why: "canary".into() };
        for mode in [Mode::Live, Mode::Mock] {
            for mutates in [false, true] {
                for approval in [None, Some(&approval)] {
                    let refused = mode == Mode::Live && mutates && approval.is_none();
                    assert_eq!(allows(mode, mutates, approval).is_err(), refused);
                }
            }
        }
        let reason = allows(Mode::Live, true, None).unwrap_err();
        assert_eq!(reason, "a write on a live target needs --approve 'who: why'");
    }
}
