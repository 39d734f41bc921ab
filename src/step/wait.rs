//! `wait`: lets time pass, where a system says how long something takes.

use std::time::Duration;

use tokio::time::Instant;

use super::api::{Compile, Seen, Stage, Step};
use crate::model::diagnostic::Diagnostic;
use crate::model::kind::Kind;
use crate::model::observation::Observation;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::{read, span};

/// The longest wait: a suite that waits longer wants a schedule.
const LONGEST: Duration = Duration::from_secs(600);

/// The row of the table.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "wait",
    summary: "lets time pass",
    docs: r"## What it does

Waits for a span of time, at most 10 minutes.

## Why

Some systems promise a time and nothing to ask for. Where there is something to ask for, `until` is better: it goes on
as soon as the expectation holds, and fails when it never does.

## Example

```yaml
wait: 250ms
```
",
    schema: Shape::Record(&RECORD),
    compile: |node, shop| {
        let value = node.get("wait")?;
        let span = shop.found.keep(read::duration(value))?;
        if span.is_zero() || span > LONGEST {
            shop.found.push(Diagnostic::error(
                "wait",
                &value.place,
                "a wait is longer than nothing and at most 10 minutes",
            ));
            return None;
        }
        Some(Box::new(Wait(span)))
    },
};

static RECORD: Record =
    Record { name: "a wait", fields: &[Field::required("wait", Shape::Duration, "How long: `250ms`, `10s`.")] };

#[derive(Debug)]
struct Wait(Duration);

impl Step for Wait {
    fn label(&self) -> String {
        format!("wait {}", span::show(self.0))
    }

    fn sends(&self) -> bool {
        false
    }

    fn mutates(&self) -> bool {
        false
    }

    fn act<'a>(&'a self, _stage: &'a Stage<'a>) -> Seen<'a> {
        Box::pin(async move {
            let clock = Instant::now();
            tokio::time::sleep(self.0).await;
            Ok(Observation { elapsed: clock.elapsed(), ..Observation::default() })
        })
    }
}
