//! `holdpoint diff`: two contracts compared by what they mean.

use std::sync::Arc;

use super::arguments::{Arguments, Diff, Output};
use super::arguments::{FailOn, Form, Least, WorldName};
use super::console::{Console, print};
use super::exit;
use super::problem::Problem;
use crate::diff::change::{self, Proof};
use crate::diff::compare::compare;
use crate::diff::compat::Side;
use crate::diff::level::Level;
use crate::diff::policy::Policy;
use crate::model::verdict::Verdict;
use crate::report::changes::{self, Report};

mod policy;
mod source;

/// Compares.
///
/// # Errors
/// Why a document or a policy cannot be read.
pub(super) async fn diff(arguments: &Arguments, diff: &Diff, console: &Console) -> Result<Verdict, Problem> {
    let places = source::Places { store: &diff.store, allow_http: diff.allow_http };
    let policy = policy(diff)?;
    let ignored = diff.ignore.as_deref().map(policy::ignored).transpose()?.unwrap_or_default();
    let old = source::read(&diff.old, &places).await?;
    let new = source::read(&diff.new, &places).await?;
    let mut found = compare(&Side::new(Arc::new(old)), &Side::new(Arc::new(new)), &policy);
    let passed_over = policy::pass_over(&mut found, &ignored, policy.today);
    let verdict = verdict(&found, diff.fail_on);
    let least = match diff.level {
        Least::Info => Level::Info,
        Least::Warn => Level::Warn,
        Least::Error => Level::Error,
    };
    let report = Report {
        old: &diff.old,
        new: &diff.new,
        open_world: policy.open_world,
        ungrouped: diff.ungrouped,
        least,
        passed_over: &passed_over,
        verdict,
        exit_code: exit::code(verdict),
        diff: &found,
    };
    let text = match (arguments.common.output, diff.format) {
        (Output::Json, Form::Text) => format!("{}\n", changes::json::document(&report)),
        (Output::Json, _) => return Err(Problem::invalid("--output json and --format say two things; leave one out")),
        (Output::Human, Form::Text) => changes::text::tell(&report, console.colours, console.width, console.quiet),
        (Output::Human, Form::Markdown) => changes::markdown::tell(&report),
        (Output::Human, Form::MigrationNote) => changes::migration::note(&report),
        (Output::Human, Form::Github) => changes::github::annotations(&report),
    };
    print(&text)?;
    Ok(verdict)
}

fn policy(diff: &Diff) -> Result<Policy, Problem> {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    Ok(Policy {
        days_beta: diff.days_beta,
        days_stable: diff.days_stable,
        today: Policy::day(today),
        levels: diff.severity_levels.as_deref().map(policy::levels).transpose()?.unwrap_or_default(),
        open_world: diff.world == WorldName::Open,
    })
}

/// What the changes come to. Where only what nobody could decide would make it red, it is not known.
fn verdict(found: &change::Diff, fail_on: FailOn) -> Verdict {
    let least = match fail_on {
        FailOn::Breaking => Level::Error,
        FailOn::Risky => Level::Warn,
        FailOn::Any => Level::Info,
        FailOn::None => return Verdict::Green,
    };
    let mut counted = found.changes.iter().filter(|change| change.level >= least).peekable();
    if counted.peek().is_none() {
        Verdict::Green
    } else if counted.all(|change| matches!(change.proof, Proof::Undecided(_))) {
        Verdict::Inconclusive
    } else {
        Verdict::Red
    }
}
