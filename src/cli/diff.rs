//! `holdpoint diff`: two contracts compared by what they mean.

use std::sync::Arc;

use super::arguments::{Arguments, Diff, Output};
use super::arguments::{FailOn, Form, Least, WorldName};
use super::console::{Console, conclude};
use super::exit;
use super::problem::Problem;
use crate::diff::compare::compare;
use crate::diff::compat::Side;
use crate::diff::level::Level;
use crate::diff::policy::Policy;
use crate::model::verdict::Verdict;
use crate::report::changes::{self, Report, Silence};
use crate::syntax::render::Style;

mod policy;
mod source;

/// Compares.
///
/// # Errors
/// Why a document or a policy cannot be read.
pub(super) async fn diff(arguments: &Arguments, diff: &Diff, console: &Console) -> Result<Verdict, Problem> {
    contradictions(arguments, diff)?;
    let places = source::Places { store: &diff.store, allow_http: diff.allow_http };
    let policy = policy(diff)?;
    let ignored = diff.ignore.as_deref().map(policy::ignored).transpose()?.unwrap_or_default();
    let old = source::read(&diff.old, &places).await?;
    let new = source::read(&diff.new, &places).await?;
    let silence = if old.sha256() == new.sha256() && old.files() == 1 && new.files() == 1 {
        Silence::SameBytes
    } else if policy.levels.iter().any(|(_, level)| level.is_none()) {
        Silence::Hushed
    } else {
        Silence::SameMeaning
    };
    let mut found = compare(&Side::new(Arc::new(old)), &Side::new(Arc::new(new)), &policy);
    let known = policy::pass_over(&mut found, ignored, policy.today);
    let verdict = threshold(diff.fail_on).map_or(Verdict::Green, |least| found.verdict(least));
    let report = Report {
        old: &diff.old,
        new: &diff.new,
        silence,
        open_world: policy.open_world,
        ungrouped: diff.ungrouped,
        least: least(diff.level),
        fail_on: diff.fail_on.name(),
        known: &known,
        verdict,
        exit_code: exit::code(verdict),
        diff: &found,
    };
    let style = Style { colours: console.colours, width: console.width };
    let view = changes::text::View { style, quiet: console.quiet, verbose: console.verbose > 0 };
    let text = match (arguments.common.output, diff.format.unwrap_or(Form::Text)) {
        (Output::Json, _) => format!("{}\n", changes::json::document(&report)),
        (Output::Human, Form::Text) => changes::text::tell(&report, &view),
        (Output::Human, Form::Markdown) => changes::markdown::tell(&report),
        (Output::Human, Form::MigrationNote) => changes::migration::note(&report),
        (Output::Human, Form::Html) => changes::html::page(&report)
            .map_err(|error| Problem::Said(Verdict::Internal, format!("failed to {error}")))?,
        (Output::Human, Form::Github) => changes::github::annotations(&report),
    };
    Ok(conclude(&text, verdict)?)
}

/// Flags that say two things, of which one would be passed over.
fn contradictions(arguments: &Arguments, diff: &Diff) -> Result<(), Problem> {
    if arguments.common.output == Output::Json && diff.format.is_some() {
        return Err(Problem::invalid("--output json and --format say two things; leave one out"));
    }
    if threshold(diff.fail_on).is_some_and(|threshold| threshold < least(diff.level)) {
        let (fail_on, level) = (diff.fail_on.name(), least(diff.level));
        return Err(Problem::invalid(format!(
            "--level {level} leaves out what --fail-on {fail_on} makes red: it would be red, and nobody were told why"
        )));
    }
    if diff.format == Some(Form::MigrationNote) && diff.ungrouped {
        return Err(Problem::invalid("a migration note has one entry a cause: --ungrouped has nothing to say there"));
    }
    Ok(())
}

const fn least(level: Least) -> Level {
    match level {
        Least::Info => Level::Info,
        Least::Warn => Level::Warn,
        Least::Error => Level::Error,
    }
}

/// The least level that makes a comparison red; none where nothing does.
const fn threshold(fail_on: FailOn) -> Option<Level> {
    match fail_on {
        FailOn::Breaking => Some(Level::Error),
        FailOn::Risky => Some(Level::Warn),
        FailOn::Any => Some(Level::Info),
        FailOn::None => None,
    }
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
