//! The comparison that the pipeline asks for: a version with the one before it, by what they mean.

use std::path::Path;
use std::sync::Arc;

use crate::cli::exit;
use crate::diff::compare::compare;
use crate::diff::compat::Side;
use crate::diff::level::Level;
use crate::diff::policy::Policy;
use crate::ingest::compare::{Compare, Comparison, NotCompared};
use crate::openapi::document::{Loading, load};
use crate::report::changes::{Report, Silence, json, migration};

/// Compares as `holdpoint diff` does.
pub(super) struct ByMeaning;

impl Compare for ByMeaning {
    fn compare(&self, old: &Path, new: &Path) -> Result<Comparison, NotCompared> {
        let (one, other) = (side(old)?, side(new)?);
        let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let diff = compare(&one, &other, &Policy { today: Policy::day(today), ..Policy::default() });
        let (breaking, undecided) = (diff.count(Level::Error), diff.undecided().count());
        let verdict = diff.verdict(Level::Error);
        let (was, is) = (name(&one), name(&other));
        let report = Report {
            old: &was,
            new: &is,
            silence: Silence::SameMeaning,
            open_world: false,
            ungrouped: false,
            least: Level::Info,
            fail_on: "breaking",
            known: &[],
            verdict,
            exit_code: exit::code(verdict),
            diff: &diff,
        };
        Ok(Comparison {
            error: breaking - undecided,
            warn: diff.count(Level::Warn),
            info: diff.additive().count(),
            undecided,
            json: format!("{}\n", json::document(&report)),
            migration_note: migration::entries(&report),
        })
    }
}

fn side(path: &Path) -> Result<Side, NotCompared> {
    let document = load(path, &Loading::default()).map_err(|found| {
        let first = found.iter().next().map(|one| one.message.clone()).unwrap_or_default();
        NotCompared(format!("`{}` cannot be read: {first}", path.display()))
    })?;
    Ok(Side::new(Arc::new(document)))
}

/// The version that a document says it is of: a new one does not stand where it will lie yet.
fn name(side: &Side) -> String {
    let version = side.document().root().pointer("/info/version").and_then(serde_json::Value::as_str);
    format!("openapi-{}.json", version.unwrap_or("unknown"))
}
