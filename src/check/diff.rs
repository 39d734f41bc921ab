//! Whether a contract keeps what another version of it promised.

use std::borrow::Cow;

use serde_json::Value;

use super::api::{Check, Compile, Workshop};
use super::{seen, written};
use crate::diff::level::Level;
use crate::model::diagnostic::Diagnostic;
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::value::matcher::show;
use crate::value::scope::Scope;
use crate::value::template::Lookup;
use compared::{DAYS_BETA, DAYS_STABLE, Named, SCHEMA, Terms, WORLD};

pub mod compared;

/// The check `diff`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "diff",
    summary: "the OpenAPI document in the answer breaks nothing that another version of it promised",
    docs: r"
## What it does

Compares the OpenAPI document in the answer, or in the file that was read, with the one in the file `against`: old is what the
file says, new is what came. Both may be JSON or YAML. Each change from the level `fail_on` on is a finding with its operation,
its place, and the value that shows it where there is one:

- `breaking` (the default): what was right is wrong now.
- `risky`: and what may be gone that was relied on.
- `any`: and what was added or is said otherwise.

A change of which nobody could decide whether it is one makes the case inconclusive, never green. `world`, `days_stable` and
`days_beta` are those of `holdpoint diff`.

On the step `diff`, which compares by itself, it is one word: `diff: breaking`. What that step cannot decide is looked at on
every such step, unless its `json` demands something of a `verdict`.

## Why

A service serves the contract that it was built with. Whether that is still the one that its clients were built with is known
before the rollout, not after.

## Example

```yaml
call: GET /openapi.json
expect:
  diff: { against: openapi.yaml, fail_on: risky }
```
",
    schema: Shape::Either(&[FAIL_ON, Shape::Record(&FORM)]),
    compile,
};

const FAIL_ON: Shape = Shape::Choice(&["breaking", "risky", "any"]);

static FORM: Record = Record {
    name: "a diff check",
    fields: &[
        Field::required("against", Shape::Text, "the file with the old version, beside the suite"),
        Field::new("fail_on", FAIL_ON, "which changes are findings; breaking ones by default"),
        WORLD,
        DAYS_STABLE,
        DAYS_BETA,
    ],
};

/// The most changes that are told one by one; how many more there are is told with them.
const MOST: usize = 50;

/// The check, compiled; planning puts one on each step that compares.
#[derive(Debug)]
pub struct Keeps {
    /// With what the answer is compared; none where the step has compared already.
    against: Option<(Named, Terms)>,
    least: Level,
    /// Whether only what nobody could decide is a finding.
    open_alone: bool,
    place: Place,
}

impl Keeps {
    /// The check as it stands on every step that compares: what nobody could decide is not known.
    #[must_use]
    pub fn always(place: &Place) -> Self {
        Self { against: None, least: Level::Error, open_alone: true, place: place.clone() }
    }
}

/// Whether the check, as it is written, says what is compared with what.
#[must_use]
pub fn compares(node: &Node) -> bool {
    matches!(node.datum, Datum::Map(_))
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    if !written::conforms(node, KIND.schema, shop.found) {
        return None;
    }
    let place = node.place.clone();
    let fail_on = if compares(node) { node.get("fail_on") } else { Some(node) };
    let least = match fail_on {
        Some(word) => match written::literal(word, shop.found)? {
            "any" => Level::Info,
            "risky" => Level::Warn,
            _ => Level::Error,
        },
        None => Level::Error,
    };
    let against = match node.get("against") {
        Some(file) => {
            let written = written::literal(file, shop.found)?;
            for key in ["world", "days_stable", "days_beta"] {
                if let Some(value) = node.get(key).filter(|value| value.is_template()) {
                    shop.found.push(
                        Diagnostic::error("needs-literal", &value.place, "a template cannot stand here")
                            .help("write the value out: it has to be known before anything is sent"),
                    );
                    return None;
                }
            }
            Some((Named::open(file, written, shop)?, Terms::read(node)))
        }
        None => None,
    };
    Some(Box::new(Keeps { against, least, open_alone: false, place }))
}

impl Check for Keeps {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let document = match &self.against {
            Some((old, terms)) => match self.compared(old, *terms, seen, scope) {
                Ok(document) => Cow::Owned(document),
                Err(judgement) => return judgement,
            },
            None => match seen.json() {
                Ok(document) if document["schema"] == SCHEMA => Cow::Borrowed(document),
                _ => return seen::fault("diff", "diff", "this step compared nothing", &self.place),
            },
        };
        self.changes(&document)
    }
}

impl Keeps {
    fn compared(&self, old: &Named, terms: Terms, seen: &Observation, scope: &Scope) -> Result<Value, Judgement> {
        let bytes = seen::bytes("diff", seen, &self.place)?;
        let wrong = |actual: String| {
            Judgement::fails(Finding::wrong("diff", "body", "an OpenAPI document", actual).at(&self.place))
        };
        let text = std::str::from_utf8(bytes).map_err(|_| wrong("bytes that are no UTF-8".into()))?;
        let new = Named::text("the answer", text.to_owned()).map_err(|why| {
            let start = seen::start(bytes).map_or_else(|| "nothing".to_owned(), |start| format!("{start:?}"));
            wrong(format!("{start}: {why}"))
        })?;
        Ok(compared::document(old, &new, terms, scope.now()))
    }

    fn changes(&self, document: &Value) -> Judgement {
        let rows = document["changes"].as_array().map(Vec::as_slice).unwrap_or_default();
        let level = |row: &Value| row["level"].as_str().and_then(Level::named);
        let mut told: Vec<&Value> = rows
            .iter()
            .filter(|row| level(row) >= Some(self.least))
            .filter(|row| !self.open_alone || is_open(row))
            .collect();
        if told.is_empty() {
            return Judgement::holds();
        }
        // What is known comes before what is not, and what breaks before what is only risky.
        told.sort_by_key(|row| (is_open(row), std::cmp::Reverse(level(row))));
        let mut out = Judgement::default();
        for (at, row) in told.iter().take(MOST).enumerate() {
            let mut finding = self.finding(document, row);
            if at + 1 == MOST && told.len() > MOST {
                let more = format!("and {} more changes", told.len() - MOST);
                finding.note = Some(finding.note.map_or_else(|| more.clone(), |note| format!("{note}; {more}")));
            }
            out.assert(Some(finding));
        }
        out
    }

    fn finding(&self, document: &Value, row: &Value) -> Finding {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let operations: Vec<&str> =
            row["operations"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let field = match operations[..] {
            [] => "the whole contract".to_owned(),
            [one] => one.to_owned(),
            [one, ref rest @ ..] => format!("{one} and {} more", rest.len()),
        };
        let expected = format!("what `{}` promises", text(&document["old"]));
        let mut note = text(&row["id"]);
        if let Some(pointer) = row["where"]["new"]["pointer"].as_str().or(row["where"]["old"]["pointer"].as_str()) {
            note = format!("{note} at {pointer}");
        }
        if !row["witness"].is_null() {
            note = format!("{note}; shown by {}", show::cut(&row["witness"].to_string(), 160));
        }
        if let Some(why) = row["why"].as_str() {
            note = format!("{note}; nobody could decide it: {why}");
        }
        let weight = if is_open(row) { Weight::Unknown } else { Weight::Wrong };
        Finding::wrong("diff", field, expected, text(&row["text"])).weighing(weight).note(note).at(&self.place)
    }
}

/// Whether nobody could decide a change.
fn is_open(row: &Value) -> bool {
    row["verdict"] == "undecided"
}

#[cfg(test)]
mod tests;
