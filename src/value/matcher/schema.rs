//! JSON Schema: compiled once, held to values; and the matcher `schema`.

use std::collections::HashMap;
use std::sync::Arc;

use jsonschema::error::{TypeKind, ValidationError, ValidationErrorKind};
use jsonschema::{Retrieve, Uri, Validator};
use serde_json::{Value, json};

use super::api::{Row, Rule, Subject};
use super::measure::Miss;
use super::operand::{Fault, Operand};
use super::step::{Step, location};
use super::{keyword, open, show};
use crate::model::finding::{Finding, Judgement};
use crate::model::place::Place;
use crate::value::template::Lookup;

/// How many findings one value gives at most.
const MOST: usize = 12;

/// The address of a whole document of which one part is the schema.
const WHOLE: &str = "urn:holdpoint:document";

/// A compiled JSON Schema.
#[derive(Debug)]
pub struct Schema {
    validator: Validator,
    /// As it was written, to quote from.
    document: Value,
}

/// Gives what is at hand, and fetches nothing.
struct AtHand(HashMap<&'static str, Value>);

impl Retrieve for AtHand {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let known = self.0.get(uri.as_str()).cloned();
        known.ok_or_else(|| format!("`{uri}` would have to be fetched, and a check fetches nothing").into())
    }
}

impl Schema {
    /// Compiles a schema (draft 2020-12 where it does not say another), with formats asserted.
    ///
    /// # Errors
    /// What is wrong with it and where: not valid, vacuous, a reference that would have to be fetched, a keyword or a
    /// format that is not known.
    pub fn read(document: &Value) -> Result<Self, Fault> {
        keyword::inspect(document)?;
        Self::demanding(document)?;
        let validator = Self::build(document, HashMap::new()).map_err(|error| fault(&error, document))?;
        Ok(Self { validator, document: document.clone() })
    }

    /// Compiles the part of a document that a JSON pointer (RFC 6901) leads to; references in it are into the document.
    ///
    /// # Errors
    /// As [`Schema::read`], and where the pointer leads nowhere.
    pub fn part(document: &Value, pointer: &str) -> Result<Self, Fault> {
        let part = document.pointer(pointer).ok_or_else(|| Fault::new(format!("there is nothing at `#{pointer}`")))?;
        keyword::inspect(part)?;
        Self::demanding(part)?;
        let mut root = json!({"$ref": format!("{WHOLE}#{}", pointer.replace('%', "%25").replace(' ', "%20"))});
        if let Some(draft) = document.get("$schema") {
            root["$schema"] = draft.clone();
        }
        let at_hand = [(WHOLE, document.clone())].into();
        let validator = Self::build(&root, at_hand).map_err(|error| fault(&error, &Value::Null))?;
        Ok(Self { validator, document: document.clone() })
    }

    fn build(root: &Value, at_hand: HashMap<&'static str, Value>) -> Result<Validator, ValidationError<'static>> {
        let mut options = jsonschema::options()
            .with_retriever(AtHand(at_hand))
            .should_validate_formats(true)
            .should_ignore_unknown_formats(false);
        // OpenAPI's formats, which say how a value is stored and not how it looks.
        for format in ["int32", "int64", "float", "double", "password", "byte", "binary"] {
            options = options.with_format(format, |_: &str| true);
        }
        options.build(root)
    }

    fn demanding(schema: &Value) -> Result<(), Fault> {
        if !schema.is_object() && !schema.is_boolean() {
            return Err(Fault::new(format!("a JSON Schema is a mapping, not {}", show::kinded(schema))));
        }
        if keyword::takes_anything(schema) {
            let fault = Fault::new("this schema takes any value, and so demands nothing");
            return Err(fault.help("say at least what `type` it is"));
        }
        Ok(())
    }

    /// Everything that is wrong with a value, the most telling first; at most a dozen.
    fn misses(&self, value: &Value) -> Vec<Miss> {
        if self.validator.is_valid(value) {
            return Vec::new();
        }
        let mut errors = self.validator.iter_errors(value);
        let mut misses: Vec<Miss> = errors
            .by_ref()
            .take(MOST)
            .map(|error| miss(&error, value, &|pointer| self.document.pointer(pointer)))
            .collect();
        let more = errors.count();
        if let (Some(last), true) = (misses.last_mut(), more > 0) {
            last.note = Some(format!("and {more} more"));
        }
        misses
    }

    /// Judges a subject.
    #[must_use]
    pub fn judge(&self, subject: &Subject<'_>, place: &Place) -> Judgement {
        let Some(value) = subject.value else {
            return Judgement::fails(subject.finding(&[], "a value that fits the schema", "nothing").at(place));
        };
        let findings = self.misses(value).into_iter().map(|miss| {
            let expected = miss.expected.unwrap_or_else(|| "a value that fits the schema".into());
            Finding { note: miss.note, ..subject.finding(&miss.at, expected, miss.actual) }.at(place)
        });
        Judgement { asserted: 1, findings: findings.collect() }
    }
}

fn fault(error: &ValidationError<'_>, document: &Value) -> Fault {
    let what = show::cut(&error.to_string(), 200);
    let start = Fault::new(format!("this is no valid JSON Schema: {what}"));
    let steps = steps(error.instance_path().as_str(), document);
    steps.into_iter().rev().fold(start, Fault::inside)
}

/// A JSON pointer as steps; the value tells an index from a key that looks like one.
fn steps(pointer: &str, mut here: &Value) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in pointer.split('/').skip(1) {
        let key = part.replace("~1", "/").replace("~0", "~");
        let (step, next) = if let (Value::Array(items), Ok(index)) = (here, key.parse::<usize>()) {
            (Step::Index(index), items.get(index))
        } else {
            let next = here.get(&key);
            (Step::Key(key), next)
        };
        steps.push(step);
        here = next.unwrap_or(&Value::Null);
    }
    steps
}

fn miss(error: &ValidationError<'_>, root: &Value, schema: Quote<'_>) -> Miss {
    use ValidationErrorKind as Kind;
    let mut at = steps(error.instance_path().as_str(), root);
    let here = error.instance();
    let mut actual = show::short(here);
    let mut note = None;
    let expected = match error.kind() {
        Kind::Required { property } => {
            if let Value::Object(map) = &**here {
                let keys: Vec<&str> = map.keys().take(12).map(String::as_str).collect();
                note = Some(format!("there is {}", if keys.is_empty() { "no key".into() } else { keys.join(", ") }));
            }
            at.push(Step::Key(property.as_str().unwrap_or_default().to_owned()));
            "nothing".clone_into(&mut actual);
            "a value (`required`)".into()
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            if let Some(first) = unexpected.first() {
                actual = here.get(first).map_or(actual, show::short);
                at.push(Step::Key(first.clone()));
            }
            if unexpected.len() > 1 {
                note = Some(format!("unexpected are {}", unexpected.join(", ")));
            }
            "nothing: the schema allows no such key".into()
        }
        Kind::Type { kind } => {
            actual = show::kinded(here);
            match kind {
                TypeKind::Single(one) => format!("type {one}"),
                TypeKind::Multiple(several) => {
                    let names: Vec<String> = several.iter().map(|one| one.to_string()).collect();
                    format!("type {}", names.join(" or "))
                }
            }
        }
        Kind::Enum { options } => match options.as_array() {
            Some(options) => format!("one of {}", show::list(options)),
            None => tail(error, here),
        },
        Kind::Constant { expected_value } => show::short(expected_value),
        Kind::Pattern { pattern } => format!("text that matches /{pattern}/"),
        Kind::Format { format } => format!("text in the format {format}"),
        Kind::Minimum { limit } => format!("at least {limit}"),
        Kind::Maximum { limit } => format!("at most {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("more than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("less than {limit}"),
        // The library does not say what is missed in the list.
        Kind::Contains => match schema(error.schema_path().as_str()) {
            Some(Value::Object(item)) if item.len() == 1 && item.contains_key("const") => {
                format!("a list with {}", show::short(&item["const"]))
            }
            Some(item) => format!("a list with an item that fits {}", show::short(item)),
            None => tail(error, here),
        },
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
            note = nearest(context, root, schema);
            format!("a value that fits one of the alternatives (`{}`)", error.kind().keyword())
        }
        _ => tail(error, here),
    };
    Miss { at, expected: Some(expected), actual, difference: None, note, stranger: false, beyond: false }
}

/// A finding of the library in our words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The part of the value.
    pub steps: Vec<Step>,
    /// What is expected there.
    pub expected: String,
    /// What is there.
    pub actual: String,
    /// More to know.
    pub note: Option<String>,
}

/// Gives the part of a schema that a JSON pointer leads to.
type Quote<'s> = &'s dyn Fn(&str) -> Option<&'s Value>;

/// Tells what the library found in a value; `schema` gives the parts of what was compiled.
#[must_use]
pub fn explain(error: &ValidationError<'_>, value: &Value, schema: Quote<'_>) -> Told {
    let miss = miss(error, value, schema);
    let expected = miss.expected.unwrap_or_else(|| "a value that fits the schema".into());
    Told { steps: miss.at, expected, actual: miss.actual, note: miss.note }
}

/// The library's sentence without the value that it begins with, which is told apart.
fn tail(error: &ValidationError<'_>, here: &Value) -> String {
    let text = error.to_string();
    let value = here.to_string();
    let said = match text.strip_prefix(&value) {
        Some(rest) => format!("a value that fits `{}` (this {})", error.kind().keyword(), rest.trim_start()),
        None => format!("a value that fits `{}` ({text})", error.kind().keyword()),
    };
    show::cut(&said, 160)
}

/// What is wrong with the alternative that comes nearest: the one whose first fault lies deepest.
fn nearest(context: &[Vec<ValidationError<'static>>], root: &Value, schema: Quote<'_>) -> Option<String> {
    let depth = |errors: &&Vec<ValidationError<'static>>| {
        errors.iter().map(|error| error.instance_path().as_str().matches('/').count()).max().unwrap_or(0)
    };
    let few = |errors: &&Vec<ValidationError<'static>>| std::cmp::Reverse(errors.len());
    let best = context.iter().filter(|errors| !errors.is_empty()).max_by_key(|errors| (depth(errors), few(errors)))?;
    let miss = miss(best.first()?, root, schema);
    let at = location("$", &miss.at);
    Some(format!("nearest alternative: {at}: expected {}, got {}", miss.expected.unwrap_or_default(), miss.actual))
}

/// `schema`
pub static SCHEMA: Row = Row {
    name: "schema",
    docs: "fits a JSON Schema (draft 2020-12 where it does not say another); formats are asserted, nothing is fetched",
    schema: || json!({"type": ["object", "boolean", "string"]}),
    compile: |node, bench| {
        let schema = Operand::read(node, bench.found, Schema::read)?.kept();
        open::warn(node, bench.found);
        Some(Arc::new(Fits { place: node.place.clone(), schema }))
    },
};

#[derive(Debug)]
struct Fits {
    place: Place,
    schema: Operand<Schema>,
}

impl Rule for Fits {
    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        match self.schema.get(subject.lookup) {
            Ok(schema) => schema.judge(subject, &self.place),
            Err(what) => Judgement::fails(subject.fault(&self.place, "a JSON Schema", what)),
        }
    }

    fn expected(&self, _: &dyn Lookup) -> String {
        "a value that fits the schema".into()
    }
}
