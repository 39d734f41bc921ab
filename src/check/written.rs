//! Reading what stands under a check: words that have to be literal, paths, header names, numbers.

use http::HeaderName;
use serde_json::Value;

use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::exchange::FailureKind;
use crate::model::finding::{Finding, Weight};
use crate::model::node::{Datum, Node};
use crate::model::place::Place;
use crate::model::shape::Shape;
use crate::syntax::read;
use crate::value::select::Path;
use crate::value::template::{Lookup, Template, Unfilled};

/// Whether `node` has the shape; every difference is gathered.
pub(super) fn conforms(node: &Node, shape: Shape, found: &mut Diagnostics) -> bool {
    let mut trial = Diagnostics::default();
    read::conform(node, shape, &|_| None, &mut trial);
    let fits = !trial.has_errors();
    found.absorb(trial);
    fits
}

/// Whether a mapping uses a key of `names`: the sign that a form with known keys is meant, and not a matcher.
pub(super) fn uses_any(node: &Node, names: &[&str]) -> bool {
    node.entries().iter().any(|entry| names.contains(&entry.key.as_str()))
}

/// A text that has to be known before anything is sent.
pub(super) fn literal<'n>(node: &'n Node, found: &mut Diagnostics) -> Option<&'n str> {
    let text = found.keep(read::text(node))?;
    if node.is_template() {
        found.push(
            Diagnostic::error("needs-literal", &node.place, "a template cannot stand here")
                .help("write the value out: it has to be known before anything is sent"),
        );
        return None;
    }
    Some(text)
}

/// `true`; a `false` would demand nothing.
pub(super) fn switched_on(node: &Node, id: &str, found: &mut Diagnostics) -> Option<()> {
    if let Datum::Bool(true) = node.datum {
        return Some(());
    }
    found.push(
        Diagnostic::error("demands-nothing", &node.place, format!("`{id}` can only be switched on here"))
            .help(format!("write `{id}: true`, or remove the key")),
    );
    None
}

/// A mapping that has no key, and so demands nothing.
pub(super) fn empty(node: &Node, keys: &str) -> Diagnostic {
    Diagnostic::error("empty", &node.place, "this mapping is empty, and so demands nothing")
        .help(format!("give it one of {keys}, or remove the key"))
}

/// A JSON path and where it was written.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    /// The path.
    pub(super) path: Path,
    /// Where the suite has it.
    pub(super) place: Place,
}

impl Spot {
    /// Reads a path.
    pub(super) fn compile(node: &Node, found: &mut Diagnostics) -> Option<Self> {
        let text = literal(node, found)?;
        match Path::parse(text) {
            Ok(path) => Some(Self { path, place: node.place.clone() }),
            Err(what) => {
                found.push(Diagnostic::error("wrong-path", &node.place, what));
                None
            }
        }
    }

    /// Reads a path that selects at most one value.
    pub(super) fn singular(node: &Node, found: &mut Diagnostics) -> Option<Self> {
        let spot = Self::compile(node, found)?;
        if spot.path.is_singular() {
            return Some(spot);
        }
        found.push(
            Diagnostic::error("wrong-path", &node.place, "this path can select more than one value")
                .help("one value is wanted here: use names and indexes only"),
        );
        None
    }
}

/// The name of a header.
pub(super) fn header_name(node: &Node, found: &mut Diagnostics) -> Option<HeaderName> {
    let text = literal(node, found)?;
    let name = HeaderName::from_bytes(text.as_bytes()).ok();
    if name.is_none() {
        found.push(Diagnostic::error("wrong-header", &node.place, format!("`{text}` is no name of a header")));
    }
    name
}

/// The name of a header in place of the usual one, or `false` where it is not sent.
pub(super) fn header_or_not(node: &Node, header: &mut Option<HeaderName>, found: &mut Diagnostics) -> Option<()> {
    *header = match node.datum {
        Datum::Bool(false) => None,
        Datum::Bool(true) => {
            found.push(
                Diagnostic::error("wrong-type", &node.place, "expected the name of a header, found true")
                    .help("remove the key for the usual name, or write `false` where the header is not sent"),
            );
            return None;
        }
        _ => Some(header_name(node, found)?),
    };
    Some(())
}

/// A whole number, as written or filled in while the run goes on.
#[derive(Debug)]
pub(super) struct Count(Template);

impl Count {
    /// Reads one.
    pub(super) fn compile(node: &Node, min: u64, found: &mut Diagnostics) -> Option<Self> {
        if !node.is_template() {
            let min = i64::try_from(min).unwrap_or(i64::MAX);
            found.keep(read::whole(node, min, i64::MAX))?;
        }
        found.keep(Template::compile(node)).map(Self)
    }

    /// Where it stands.
    pub(super) fn place(&self) -> &Place {
        self.0.place()
    }

    /// The number now.
    pub(super) fn value(&self, lookup: &dyn Lookup) -> Result<u64, Unfilled> {
        let filled = self.0.fill(lookup)?;
        let number = match filled.as_ref() {
            Value::String(text) => text.parse().ok(),
            other => other.as_u64(),
        };
        number.ok_or_else(|| Unfilled {
            place: self.0.place().clone(),
            what: format!("a whole number is wanted here, and this is {filled}"),
        })
    }
}

/// A template that has no value while the run goes on: the suite is wrong, not the service.
pub(super) fn unfilled(check: &'static str, field: &str, what: Unfilled) -> Finding {
    Finding::wrong(check, field, "a value to compare with", what.what).weighing(Weight::Suite).at(&what.place)
}

/// A step that sent nothing has no exchange to judge.
pub(super) fn nothing_sent(check: &'static str, place: &Place) -> Finding {
    Finding::wrong(check, check, "an exchange to judge", "this step sent nothing").weighing(Weight::Suite).at(place)
}

/// There is no answer to look into.
pub(super) fn no_answer(check: &'static str, kind: FailureKind, place: &Place) -> Finding {
    let weight = if kind.is_unreachable() { Weight::Unknown } else { Weight::Wrong };
    Finding::wrong(check, check, "an answer", format!("none came ({})", kind.name())).weighing(weight).at(place)
}
