//! Holds samplers to the validator: nothing invalid is called valid, nothing valid is called wrong.

mod corners;
mod hostile;
mod random;
mod schemas;

use std::sync::Arc;

use jsonschema::Validator;
use serde_json::Value;

use super::{Hints, Sampler};

fn validator(schema: &Value) -> Option<Validator> {
    let mut options = jsonschema::options().should_validate_formats(true);
    for format in ["int32", "int64", "float", "double", "password", "binary"] {
        options = options.with_format(format, |_: &str| true);
    }
    let options = options.with_format("byte", |text: &str| data_encoding::BASE64.decode(text.as_bytes()).is_ok());
    options.with_draft(jsonschema::Draft::Draft202012).build(schema).ok()
}

fn sampler(schema: &Value) -> (Sampler, Arc<Validator>) {
    let validator = Arc::new(validator(schema).unwrap());
    (Sampler::new(schema.clone(), Arc::clone(&validator), Hints::from_schema(schema)), validator)
}
