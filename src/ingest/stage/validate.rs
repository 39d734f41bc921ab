//! `validate`: the document is OpenAPI 3.1, whole, and of the version that was dispatched.

use serde_json::Value;

use super::api::Stage;
use crate::ingest::event::{Done, Stop};
use crate::ingest::payload::Payload;
use crate::model::diagnostic::{Diagnostics, Severity};
use crate::model::place::Source;
use crate::openapi::conform::Contract;
use crate::openapi::dialect::Dialect;
use crate::openapi::lint::whole::whole;

/// Rules whose warnings are errors here: clients are generated from what is stored, and probes are told by it whom they may
/// ask.
const STRICT: [&str; 2] = ["contract-keyword", "contract-health"];

pub(super) static STAGE: Stage = Stage {
    id: "validate",
    summary: "The document is sound OpenAPI 3.1, and says the version that was dispatched.",
    docs: r"The document has to be JSON, say `openapi: 3.1.x`, and hold to every rule of contracts (`holdpoint explain` lists them):
references lead somewhere within the document, operation ids are there once, nothing of 3.0 is left in its schemas, and
so on. `info.version` has to be the payload's `version` to the letter. An error of one rule is red, and so is a warning of
`contract-keyword` (what means nothing in 3.1, such as `nullable`) or `contract-health`; other warnings are told.
",
    act: |work| {
        Box::pin(async move {
            let (payload, document) = (work.payload()?, work.document()?);
            let (operations, warnings) = sound(payload, document)?;
            let said = match warnings.len() {
                0 => format!("OpenAPI 3.1, {operations} operations"),
                1 => format!("OpenAPI 3.1, {operations} operations, 1 warning"),
                count => format!("OpenAPI 3.1, {operations} operations, {count} warnings"),
            };
            work.found.absorb(warnings);
            Ok(Done::passed(said))
        })
    },
};

/// How many operations there are, and what could be better.
fn sound(payload: &Payload, document: &[u8]) -> Result<(usize, Diagnostics), Stop> {
    let text =
        std::str::from_utf8(document).map_err(|error| Stop::failed(format!("the document is no UTF-8: {error}")))?;
    // It is stored under a name that says so, and others read it by that name.
    serde_json::from_str::<Value>(text).map_err(|error| Stop::failed(format!("the document is no JSON: {error}")))?;
    let name = format!("openapi-{}.json", payload.version);
    let (contract, told) = Contract::parse(Source { name, text: text.to_owned() }).map_err(unsound)?;
    let dialect = contract.document.dialect();
    if dialect != Dialect::V3_1 {
        return Err(Stop::failed(format!("the document is {dialect}, and OpenAPI 3.1 is what is taken in")));
    }
    let mut found = whole(&contract, told).into_vec();
    for one in found.iter_mut().filter(|one| one.severity == Severity::Warning && STRICT.contains(&one.code)) {
        one.severity = Severity::Error;
    }
    let found: Diagnostics = found.into_iter().collect();
    if found.has_errors() {
        return Err(unsound(found));
    }
    let version = contract.document.root().pointer("/info/version").cloned().unwrap_or_default();
    if version.as_str() != Some(payload.version.to_string().as_str()) {
        let said = format!("`info.version` of the document is {version}, and the payload says {}", payload.version);
        return Err(Stop::failed(said));
    }
    let warnings = found.into_vec().into_iter().filter(|one| one.severity == Severity::Warning).collect();
    Ok((contract.api.operations.len(), warnings))
}

fn unsound(found: Diagnostics) -> Stop {
    let errors: Diagnostics = found.into_vec().into_iter().filter(|one| one.severity == Severity::Error).collect();
    let first = errors.iter().next().map(|one| match &one.place {
        Some(place) => format!("{place}: {} ({})", one.message, one.code),
        None => format!("{} ({})", one.message, one.code),
    });
    let count = errors.len();
    let plural = if count == 1 { "" } else { "s" };
    Stop {
        found: errors,
        ..Stop::failed(format!("{count} error{plural} in the document: {}", first.unwrap_or_default()))
    }
}
