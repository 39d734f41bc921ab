//! `diff`: what changed since the version before is what the payload claims.

use semver::Version;

use super::api::{Stage, unwritten};
use crate::artifact::sign::Signer;
use crate::ingest::compare::Comparison;
use crate::ingest::event::{Done, Stop};
use crate::ingest::payload::Change;
use crate::ingest::store::log::Past;
use crate::ingest::store::{Store, document, envelope, publish, verify};

pub(super) static STAGE: Stage = Stage {
    id: "diff",
    summary: "The claim `change_type` holds against the version that was ingested before.",
    docs: r"The version before is the nearest lower one in the store by semantic versioning, whatever was ingested last. A change that
breaks a client has to be claimed `major`, an addition at least `minor`, anything else at least `patch`; and the version
number has to rise by at least what is claimed (below 1.0.0 by one place less). A claim that does not hold is red, and
nothing is stored. Where it could not be decided whether a change breaks, only `major` is taken: else inconclusive.
",
    act: |work| {
        Box::pin(async move {
            let (payload, past, store) = (work.payload()?, work.past()?, &work.options.store);
            let (new, claimed) = (payload.version.clone(), payload.change);
            let Some(old) = past.before(&new).cloned() else {
                return Ok(Done::passed("the first version: there is none before it"));
            };
            risen(&old, &new, claimed)?;
            if let Some(known) = past.compared.get(&new) {
                let counts = [known.error, known.warn, known.info, known.undecided];
                return judge(&known.from, counts, claimed);
            }
            let Some(compare) = &work.options.compare else {
                return Ok(Done::skipped(format!("warning: not compared with {old}, so it cannot be published")));
            };
            unchanged(store, past, &old, work.options.signer.as_ref().map(Signer::verifier).as_ref())?;
            let passing = publish::aside(&store.at(&document(&new)), work.document()?).map_err(unwritten)?;
            let compared = compare.compare(&store.at(&document(&old)), passing.path());
            let compared = compared.map_err(|error| Stop::unknown(format!("failed to {error}")))?;
            let Comparison { error, warn, info, undecided, .. } = compared;
            let done = judge(&old, [error, warn, info, undecided], claimed)?;
            work.comparison = Some((old, compared));
            Ok(done)
        })
    },
};

/// The version before is the one that was stored.
fn unchanged(store: &Store, past: &Past, old: &Version, key: Option<&ed25519_dalek::VerifyingKey>) -> Result<(), Stop> {
    let file = document(old);
    let there = verify::digest(store, &file).map_err(unwritten)?;
    let logged = past.stored.get(old).map(|(_, stored)| stored.sha256.clone());
    if there != logged {
        return Err(Stop::failed(format!("the store was changed: {file} is not what was stored")));
    }
    match key {
        Some(key) => envelope::verify(store, &file, &there.unwrap_or_default(), key)
            .map_err(|what| Stop::failed(format!("the store was changed: {what}"))),
        None => Ok(()),
    }
}

/// Whether a version number rises by at least what is claimed.
fn risen(old: &Version, new: &Version, claimed: Change) -> Result<(), Stop> {
    let same_base = (old.major, old.minor, old.patch) == (new.major, new.minor, new.patch);
    // Between a candidate and its release the number says nothing.
    if same_base {
        return Ok(());
    }
    let step = match (new.major != old.major, new.minor != old.minor) {
        (true, _) => Change::Major,
        (false, true) if new.major == 0 => Change::Major,
        (false, true) => Change::Minor,
        (false, false) if new.major == 0 => Change::Minor,
        (false, false) => Change::Patch,
    };
    if step >= claimed {
        return Ok(());
    }
    let (step, claimed) = (step.name(), claimed.name());
    Err(Stop::failed(format!(
        "`change_type` claims {claimed}, and from {old} to {new} the number rises as for a {step}"
    )))
}

/// Whether a claim covers what changed: breaking, risky, harmless, undecided.
fn judge(old: &Version, counts: [usize; 4], claimed: Change) -> Result<Done, Stop> {
    let [error, warn, info, undecided] = counts;
    let needed = if error > 0 {
        Change::Major
    } else if warn + info > 0 {
        Change::Minor
    } else {
        Change::Patch
    };
    let said = format!("since {old}: {error} breaking, {warn} risky, {info} additive, {undecided} undecided");
    if needed > claimed {
        let (needed, claimed) = (needed.name(), claimed.name());
        return Err(Stop::failed(format!("`change_type` claims {claimed}, and it is {needed} ({said})")));
    }
    if undecided > 0 && claimed < Change::Major {
        return Err(Stop::unknown(format!(
            "whether it breaks could not be decided ({said}); only major is taken then"
        )));
    }
    Ok(Done::passed(said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::event::Mark;

    fn judged(counts: [usize; 4], claimed: Change) -> Mark {
        judge(&Version::new(1, 0, 0), counts, claimed).map_or_else(|stop| stop.mark, |done| done.mark)
    }

    #[test]
    fn a_claim_covers_what_changed_or_is_a_lie() {
        use Change::{Major, Minor, Patch};
        for (counts, claimed, mark) in [
            ([0, 0, 0, 0], Patch, Mark::Passed),
            ([0, 0, 0, 0], Major, Mark::Passed),
            ([0, 0, 2, 0], Patch, Mark::Failed),
            ([0, 1, 0, 0], Patch, Mark::Failed),
            ([0, 0, 2, 0], Minor, Mark::Passed),
            ([1, 0, 0, 0], Minor, Mark::Failed),
            ([1, 0, 0, 0], Major, Mark::Passed),
            ([0, 0, 0, 1], Minor, Mark::Inconclusive),
            ([0, 0, 0, 1], Major, Mark::Passed),
            ([1, 0, 0, 1], Patch, Mark::Failed),
        ] {
            assert_eq!(judged(counts, claimed), mark, "{counts:?} {claimed:?}");
        }
    }

    #[test]
    fn a_number_rises_by_what_is_claimed() {
        use Change::{Major, Minor, Patch};
        for (old, new, claimed, right) in [
            ("1.2.0", "1.2.1", Patch, true),
            ("1.2.0", "1.2.1", Minor, false),
            ("1.2.0", "1.4.1", Patch, true),
            ("1.2.0", "1.3.0", Minor, true),
            ("1.2.0", "1.3.0", Major, false),
            ("1.2.0", "2.0.0", Major, true),
            ("0.2.0", "0.3.0", Major, true),
            ("0.2.0", "0.2.1", Minor, true),
            ("0.2.0", "0.2.1", Major, false),
            ("2.0.0-rc.1", "2.0.0", Major, true),
        ] {
            let risen = risen(&old.parse().unwrap(), &new.parse().unwrap(), claimed);
            assert_eq!(risen.is_ok(), right, "{old} {new} {claimed:?}");
        }
    }
}
