//! The lines of evidence, as they happen, for programs.

use super::api::{Make, Setup};
use super::out::Out;
use crate::artifact::encode::{BODY_LIMIT, Encoder};
use crate::model::event::{Event, Sink};
use crate::model::kind::Kind;
use crate::model::shape::Shape;

/// The row of the table.
pub(super) static KIND: Kind<Make> = Kind {
    id: "jsonl",
    summary: "every event as a line of JSON, as it happens",
    docs: "The same lines as the evidence: `run.start`, `exchange`, `undo`, `case.end`, `suite.end`, `run.end`. \
           Their schema is `artifacts/evidence.schema.json`.\n\n\
           ```yaml\n# holdpoint run --report jsonl=run.jsonl\n```",
    schema: Shape::Text,
    compile: |setup| Ok(Box::new(Jsonl::new(setup)?)),
};

struct Jsonl {
    out: Out,
    encoder: Encoder,
}

impl Jsonl {
    fn new(setup: &Setup) -> Result<Self, String> {
        let encoder = Encoder::new(setup.redactor.clone(), setup.exit_code, BODY_LIMIT);
        Ok(Self { out: Out::open(setup)?, encoder })
    }
}

impl Sink for Jsonl {
    fn name(&self) -> String {
        format!("report jsonl to {}", self.out.name())
    }

    fn observe(&mut self, event: &Event) -> Result<(), String> {
        let Self { out, encoder } = self;
        let mut failed = None;
        let encoded = encoder.encode(event, &mut |line| {
            let written = out.sealed(line).and_then(|()| out.sealed(b"\n"));
            failed = failed.take().or(written.err());
            Ok(())
        });
        if let Some(error) = failed {
            return Err(error);
        }
        encoded.map_err(|error| format!("failed to {error}"))?;
        // Others follow this while it is written.
        if matches!(event, Event::Exchanged { .. }) { Ok(()) } else { out.flush() }
    }
}
