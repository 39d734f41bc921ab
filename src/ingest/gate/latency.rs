//! `latency`: the way from dispatch to here did not take too long.

use std::time::Duration;

use jiff::Timestamp;

use super::api::{Demand, Subject};
use crate::ingest::event::{Done, Stop};
use crate::syntax::span;

pub(super) static DEMAND: Demand = Demand {
    id: "latency",
    summary: "Dispatch to store, programs, registries and the whole way kept their times.",
    docs: r"`latency: { stored: 2m, sdk: 5m, publish: 1m, total: 10m }` (the defaults) are limits of: dispatch to store, the programs of
`sdk`, the questions to registries, and dispatch to now. What took longer is red. The time of dispatch is the payload's
`timestamp`: without it the first and the last are not known, which is inconclusive.
",
    look: |subject| {
        Box::pin(async move {
            let Some(latency) = &subject.gate.latency else { return Ok(Done::skipped("no time is demanded")) };
            let Some((stored, about)) = subject.past.stored.get(subject.version) else {
                return Err(Stop::unknown("it is not stored"));
            };
            let since = |from: Option<Timestamp>, to: Timestamp| {
                from.and_then(|from| Duration::try_from(to.duration_since(from)).ok())
            };
            let parts = [
                ("dispatch to store", since(about.dispatched, *stored), latency.stored),
                ("sdk", Some(took(subject, "sdk")), latency.sdk),
                ("registries", Some(took(subject, "registry")), latency.publish),
                ("dispatch to here", since(about.dispatched, Timestamp::now()), latency.total),
            ];
            judge(&parts)
        })
    },
};

fn took(subject: &Subject<'_>, demand: &str) -> Duration {
    subject.took.iter().find(|(id, _)| *id == demand).map(|(_, took)| *took).unwrap_or_default()
}

/// Whether each part kept its limit; a part that is not known did not.
fn judge(parts: &[(&str, Option<Duration>, Duration)]) -> Result<Done, Stop> {
    let late =
        parts.iter().find_map(|(what, took, limit)| took.filter(|took| took > limit).map(|took| (what, took, limit)));
    if let Some((what, took, limit)) = late {
        return Err(Stop::failed(format!("{what} took {}, and {} is the limit", span::show(took), span::show(*limit))));
    }
    if let Some((what, ..)) = parts.iter().find(|(_, took, _)| took.is_none()) {
        return Err(Stop::unknown(format!("{what} is not known: the payload had no `timestamp` before it was stored")));
    }
    let said = parts.iter().map(|(what, took, _)| format!("{what} {}", span::show(took.unwrap_or_default())));
    Ok(Done::passed(said.collect::<Vec<_>>().join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::event::Mark;

    #[test]
    fn what_took_longer_is_red_and_what_is_not_known_is_not_green() {
        let second = Duration::from_secs;
        let marked =
            |parts: &[(&str, Option<Duration>, Duration)]| judge(parts).map_or_else(|stop| stop.mark, |done| done.mark);
        assert_eq!(marked(&[("a", Some(second(2)), second(2)), ("b", Some(second(0)), second(1))]), Mark::Passed);
        assert_eq!(marked(&[("a", None, second(2)), ("b", Some(second(2)), second(1))]), Mark::Failed);
        assert_eq!(marked(&[("a", None, second(2)), ("b", Some(second(1)), second(1))]), Mark::Inconclusive);
    }
}
