//! Looks at every demand of a gate; the worst of them is what the gate says.

use std::time::Instant;

use semver::Version;

use super::TABLE;
use super::api::Subject;
use crate::artifact::layout::Layout;
use crate::ingest::event::{Account, Done, Event, Sink, Stop};
use crate::ingest::pipeline::Gate;
use crate::ingest::stage::api::{Options, past};
use crate::model::diagnostic::Diagnostics;
use crate::model::verdict::Verdict;

/// What a gate says of a version. Demands are independent of each other, but for the first: of a version that is not in the
/// store nothing more is asked.
pub async fn gate(options: &Options, gate: &Gate, version: &Version, ledgers: &Layout, sink: Sink<'_>) -> Account {
    let mut account = Account { events: Vec::new(), verdict: Verdict::Green, found: Diagnostics::default() };
    let begun = Instant::now();
    let known = match past(options) {
        Ok(known) => known,
        Err(Stop { mark, detail, .. }) => {
            let stage = TABLE.first().map_or("stored", |demand| demand.id).to_owned();
            account.tell(Event { stage, mark, took: begun.elapsed(), detail }, sink);
            return account;
        }
    };
    let mut took = Vec::new();
    for (at, demand) in TABLE.iter().enumerate() {
        let begun = Instant::now();
        let subject = Subject { version, gate, past: &known, options, ledgers, took: &took };
        let (mark, detail) = match (demand.look)(&subject).await {
            Ok(Done { mark, detail }) | Err(Stop { mark, detail, .. }) => (mark, detail),
        };
        took.push((demand.id, begun.elapsed()));
        account.tell(Event { stage: demand.id.to_owned(), mark, took: begun.elapsed(), detail }, sink);
        if at == 0 && account.verdict != Verdict::Green {
            break;
        }
    }
    account
}
