//! `compared`: what changed since the version before is known.

use super::api::Demand;
use crate::ingest::event::{Done, Stop};

pub(super) static DEMAND: Demand = Demand {
    id: "compared",
    summary: "The version was compared with the one before it, or is the first.",
    docs: r"A version whose changes nobody has looked at is not published: inconclusive. Ingest it again where documents can be
compared; it is stored already, and the comparison is made good. Claim and comparison were held together when it came in.
",
    look: |subject| {
        Box::pin(async move {
            let (version, past) = (subject.version, subject.past);
            match (past.compared.get(version), past.before(version)) {
                (Some(one), _) => Ok(Done::passed(format!("with {}: {} breaking", one.from, one.error))),
                (None, None) => Ok(Done::passed("the first version: there is none before it")),
                (None, Some(before)) => Err(Stop::unknown(format!("it was never compared with {before}"))),
            }
        })
    },
};
