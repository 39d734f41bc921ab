//! A way back: an earlier version is the latest again, by someone's word; no stored byte changes.

use std::time::Instant;

use semver::Version;

use super::event::{Account, Done, Event, Sink, Stop};
use super::stage::api::{Options, past, unwritten};
use super::store::log::{self, What};
use super::store::{document, latest, verify};
use crate::model::diagnostic::Diagnostics;

/// The name of the only stage.
pub const STAGE: &str = "rollback";

/// Makes a stored version the latest.
pub fn to(options: &Options, version: &Version, approval: &str, sink: Sink<'_>) -> Account {
    let begun = Instant::now();
    let (mark, detail) = match act(options, version, approval) {
        Ok(Done { mark, detail }) | Err(Stop { mark, detail, .. }) => (mark, detail),
    };
    Account::of(Event { stage: STAGE.to_owned(), mark, took: begun.elapsed(), detail }, sink)
}

fn act(options: &Options, version: &Version, approval: &str) -> Result<Done, Stop> {
    let store = &options.store;
    let invalid = |what: String| Stop::invalid(what, Diagnostics::default());
    if !store.root().is_dir() {
        return Err(invalid(format!("there is no store at {}", store.root().display())));
    }
    let _lock = store.lock().map_err(unwritten)?;
    let known = past(options)?;
    let Some((_, stored)) = known.stored.get(version) else {
        let all: Vec<String> = known.stored.keys().map(ToString::to_string).collect();
        return Err(invalid(format!("{version} is not stored; there are {}", all.join(", "))));
    };
    let there = verify::digest(store, &document(version)).map_err(unwritten)?;
    if there.as_ref() != Some(&stored.sha256) {
        return Err(Stop::failed(format!("the store was changed: {} is not what was stored", document(version))));
    }
    let Some((_, from)) = known.latest.clone() else {
        return Err(invalid("nothing is the latest yet".to_owned()));
    };
    if from == *version {
        latest::settle(store, &known).map_err(unwritten)?;
        return Ok(Done::skipped(format!("the latest is {version} already")));
    }
    let what = What::RolledBack { from: from.clone(), to: version.clone(), approval: approval.to_owned() };
    log::append(store, &what, options.signer.as_ref()).map_err(unwritten)?;
    latest::settle(store, &past(options)?).map_err(unwritten)?;
    Ok(Done::passed(format!("the latest is {version}, and was {from}; {approval}")))
}
