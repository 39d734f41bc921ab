//! OpenAPI documents of any text: read, held to every rule, schemas compiled, rendered, without a panic.
#![no_main]

use holdpoint::model::place::Source;
use holdpoint::openapi::at::At;
use holdpoint::openapi::conform::Contract;
use holdpoint::openapi::lint::run::lint;
use holdpoint::openapi::schema::{Direction, Undeclared};
use holdpoint::syntax::render::{Style, render};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|text: &str| {
    let style = Style { colours: false, width: 100 };
    match Contract::parse(Source { name: "openapi.yaml".into(), text: text.into() }) {
        Ok((contract, told)) => {
            let fits = |at: &At, value: &Value| {
                let _ = contract.schemas.judge(at, Direction::Response, Undeclared::Error, value);
                Ok(())
            };
            let found = lint(&contract.document, &contract.api, told, &fits);
            let _ = render(found.iter(), style);
        }
        Err(found) => drop(render(found.iter(), style)),
    }
});
