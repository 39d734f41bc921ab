//! `schema`, `completions`, `man`: what editors, shells and manual readers want.

use clap::CommandFactory as _;

use super::arguments::{Arguments, Completions, Schema, SchemaOf};
use super::console::print;
use super::problem::Problem;
use crate::ingest::pipeline;
use crate::mock::shape as mock_shape;
use crate::model::verdict::Verdict;
use crate::plan::shape;
use crate::suite::project;
use crate::syntax::schema as json_schema;

/// Prints a JSON Schema.
///
/// # Errors
/// That the output cannot be written.
pub(super) fn schema(schema: &Schema) -> Result<Verdict, Problem> {
    print(&text(schema.of)?)?;
    Ok(Verdict::Green)
}

/// A schema's text as it is checked in.
fn text(of: SchemaOf) -> Result<String, Problem> {
    let document = match of {
        SchemaOf::Suite => shape::suite_schema(),
        SchemaOf::Mock => {
            json_schema::document("A mock of holdpoint", "urn:holdpoint:mock:v1", mock_shape::SHAPE, &|_| None)
        }
        SchemaOf::Pipeline => {
            json_schema::document("A pipeline of holdpoint", "urn:holdpoint:pipeline:v1", pipeline::SHAPE, &|_| None)
        }
        SchemaOf::Project => {
            json_schema::document("A project of holdpoint", "urn:holdpoint:project:v1", project::SHAPE, &|_| None)
        }
    };
    let text = serde_json::to_string_pretty(&document).map_err(|error| Problem::invalid(error.to_string()))?;
    Ok(format!("{text}\n"))
}

/// Prints a shell's completions.
///
/// # Errors
/// That the output cannot be written.
pub(super) fn completions(completions: &Completions) -> Result<Verdict, Problem> {
    let mut out = Vec::new();
    clap_complete::generate(completions.shell, &mut Arguments::command(), "holdpoint", &mut out);
    print(&String::from_utf8_lossy(&out))?;
    Ok(Verdict::Green)
}

/// Prints the manual page.
///
/// # Errors
/// That the output cannot be written.
pub(super) fn man() -> Result<Verdict, Problem> {
    let mut out = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut out)?;
    print(&String::from_utf8_lossy(&out))?;
    Ok(Verdict::Green)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_schemas_that_are_checked_in_are_the_ones_that_the_types_give() {
        for (of, path) in [
            (SchemaOf::Suite, "suites/suite.schema.json"),
            (SchemaOf::Mock, "mocks/mock.schema.json"),
            (SchemaOf::Project, "suites/project.schema.json"),
            (SchemaOf::Pipeline, "suites/pipeline.schema.json"),
        ] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
            let Ok(made) = text(of) else { panic!("the schema of {of:?} cannot be written") };
            if std::env::var_os("BLESS").is_some() {
                std::fs::write(&path, &made).unwrap();
            }
            let kept = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(kept == made, "{} is not what the types give; BLESS=1 cargo test writes it", path.display());
            let schema: serde_json::Value = serde_json::from_str(&made).unwrap();
            jsonschema::meta::validate(&schema).unwrap();
        }
    }
}
