//! The note as a person reads it, and what may not break out of it.

use std::sync::Arc;

use insta::assert_snapshot;

use super::*;
use crate::artifact::sample;
use crate::model::outcome::Status;
use crate::report::api::{Destination, Memory};

fn note(events: &[Event]) -> String {
    let memory = Memory::default();
    let setup = Setup::new(Destination::Memory(memory.clone()), Arc::default(), sample::exit_code);
    let mut sink = (KIND.compile)(&setup).unwrap();
    sample::tell(&mut *sink, events).unwrap();
    memory.text()
}

#[test]
fn a_note_tells_all_that_is_needed() {
    let failing = sample::failing(0, sample::id("a/b", "ready"), Arc::new(sample::exchange(&[], b"", b"{}")));
    let mut skipped = sample::outcome(0, sample::id("a/b", "skipped"), Status::NotRun);
    skipped.reason = Some("X is <not> set".into());
    let seen = || sample::exchange(&[], b"", b"{}");
    let events = sample::run(sample::head(&["a/b"]), vec![(seen(), failing), (seen(), skipped)]);
    assert_snapshot!(note(&events), @r#"
    ## holdpoint: RED · 1 failed, 1 not run

    Run `0199-run` · 0.4 s · exit 100 · of `abc123` · chatwoot **live** (--live chatwoot)

    | suite | lane | target | mode | verdict | passed | failed | inconclusive | flaky | not run |
    |---|---|---|---|---|---:|---:|---:|---:|---:|
    | a/b | health | chatwoot | live | red | 0 of 2 | 1 | 0 | 0 | 1 |

    ### Did not pass

    #### `a/b/ready` failed · cw.readiness

    - `$.data_services`: expected `"ok"`, got `"failing"` (`suites/chatwoot/health.yaml:6:24`)

    Chatwoot answers 200 even when Postgres is down

    `GET https://chat.example.com/api → 200 in 142 ms` · trace `4bf92f3577b34da6a3ce929d0e0e4736` · request `01JD3K`

    ```sh
    curl -sS https://chat.example.com/api
    ```

    ### Not run

    - `a/b/skipped`: X is \<not\> set
    "#);
}
