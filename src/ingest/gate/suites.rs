//! `suites`: compatibility suites were green, not long ago.

use std::path::PathBuf;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::api::{Demand, Subject};
use crate::artifact::{read, verify};
use crate::ingest::event::{Done, Stop};
use crate::syntax::span;

pub(super) static DEMAND: Demand = Demand {
    id: "suites",
    summary: "The last run of each named suite is green, fresh, and its evidence is whole.",
    docs: r"The last line of the newest ledger of each suite (`suites: [{ suite, within }]`) counts, and it alone. A red one is red. One
that is too old, has no ledger, was not run in full, or whose chain or evidence does not hold, shows nothing:
inconclusive. Run the suite again.
",
    look: |subject| {
        Box::pin(async move {
            if subject.gate.suites.is_empty() {
                return Ok(Done::skipped("no suite is demanded"));
            }
            let mut unknown = None;
            for (suite, within) in &subject.gate.suites {
                match last(subject, suite, *within) {
                    // Red outweighs what is not known.
                    Err(stop) if stop.mark == crate::ingest::event::Mark::Inconclusive => {
                        unknown.get_or_insert(stop);
                    }
                    Err(stop) => return Err(stop),
                    Ok(()) => {}
                }
            }
            match unknown {
                Some(stop) => Err(stop),
                None => Ok(Done::passed(format!("{} green and fresh", subject.gate.suites.len()))),
            }
        })
    },
};

fn last(subject: &Subject<'_>, suite: &str, within: Duration) -> Result<(), Stop> {
    let unread = |error: crate::artifact::error::Error| Stop::unknown(format!("{suite}: failed to {error}"));
    let unknown = |what: String| Stop::unknown(format!("{suite}: {what}"));
    let layout = subject.ledgers;
    let name = layout.ledger(jiff::civil::Date::MIN, suite, None);
    let is_its = |path: &PathBuf| path.file_name() == name.file_name();
    let Some(path) = verify::ledgers(layout).map_err(unread)?.into_iter().rfind(is_its) else {
        return Err(unknown(format!("it has no ledger below {}", layout.ledgers().display())));
    };
    let key = subject.options.signer.as_ref().map(crate::artifact::sign::Signer::verifier);
    let mut newest = None;
    let faults = read::ledger(&path, key.as_ref(), |entry| newest = Some(entry)).map_err(unread)?;
    let relative = layout.relative(&path);
    let heads = verify::heads(layout).map_err(unread)?.into_iter().filter(|fault| fault.file == relative);
    if let Some(fault) = faults.into_iter().chain(heads).next() {
        return Err(unknown(fault.to_string()));
    }
    let Some(entry) = newest else { return Err(unknown("its ledger has no line".to_owned())) };
    let (line, number) = (&entry.line, entry.number);
    if line.verdict == "red" {
        return Err(Stop::failed(format!("{suite}: its last run is red ({relative}:{number})")));
    }
    if line.verdict != "green" || line.counts.passed == 0 {
        return Err(unknown(format!("its last run is {} ({relative}:{number})", line.verdict)));
    }
    let ended: Timestamp = line.ended.parse().map_err(|_| unknown("its last line says no time".to_owned()))?;
    let age = Timestamp::now().duration_since(ended);
    if age > SignedDuration::try_from(within).unwrap_or(SignedDuration::MAX) || age < SignedDuration::ZERO {
        return Err(unknown(format!("its last run ended {ended}, and {} is the limit", span::show(within))));
    }
    let Some(evidence) = &line.evidence else { return Err(unknown("its last run left no evidence".to_owned())) };
    match read::evidence(layout.root(), evidence).map_err(unread)? {
        Some(fault) => Err(unknown(fault.to_string())),
        None => Ok(()),
    }
}
