//! `sdk`: clients can be built from the document.

use super::api::Demand;
use crate::ingest::event::Done;
use crate::ingest::hook::program;
use crate::ingest::store::document;
use crate::program::Program;

pub(super) static DEMAND: Demand = Demand {
    id: "sdk",
    summary: "The programs that build clients succeed.",
    docs: r"Each program of `sdk: [{ name, exec, within }]` runs without a shell, only with `--allow-exec`, and gets `HOLDPOINT_VERSION`
and `HOLDPOINT_DOCUMENT` (the stored file). An exit code other than 0, or no end in time, is red.
",
    look: |subject| {
        Box::pin(async move {
            if subject.gate.sdk.is_empty() {
                return Ok(Done::skipped("no program is demanded"));
            }
            let path = subject.options.store.at(&document(subject.version));
            let path = std::path::absolute(&path).unwrap_or(path).display().to_string();
            for sdk in &subject.gate.sdk {
                let name = sdk.argv.first().cloned().unwrap_or_default();
                let version = subject.version.to_string();
                let environment = [("HOLDPOINT_VERSION", version), ("HOLDPOINT_DOCUMENT", path.clone())];
                let ended = program(Program {
                    name,
                    arguments: sdk.argv.iter().skip(1).cloned().collect(),
                    folder: ".".into(),
                    environment: environment.map(|(name, value)| (name.to_owned(), value)).into(),
                    input: String::new(),
                    limit: sdk.within,
                });
                ended.await.map_err(|mut stop| {
                    stop.detail = format!("{}: {}", sdk.name, stop.detail);
                    stop
                })?;
            }
            let names: Vec<&str> = subject.gate.sdk.iter().map(|sdk| sdk.name.as_str()).collect();
            Ok(Done::passed(names.join(", ")))
        })
    },
};
