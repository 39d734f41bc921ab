//! Holding a document to its shape, and reading typed values out of it; what is wrong is gathered, not thrown.

use std::time::Duration;

use super::nearest::suggestion;
use super::span;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::node::{Datum, Node};
use crate::model::shape::{Record, Shape};

/// Finds the shape that a table gives under a name.
pub type Named<'a> = &'a dyn Fn(&str) -> Option<Shape>;

/// Holds `node` to `shape`, and gathers every difference.
pub fn conform(node: &Node, shape: Shape, named: Named<'_>, found: &mut Diagnostics) {
    match shape {
        Shape::Any | Shape::Custom { .. } => {}
        Shape::Later(when) => found.push(
            Diagnostic::error(
                "not-in-this-version",
                &node.place,
                format!("this {when} and is not part of this version"),
            )
            .help("remove the key; nothing that is written here is ignored"),
        ),
        Shape::Named(name) => match named(name) {
            Some(shape) => conform(node, shape, named, found),
            None => found.push(Diagnostic::error("internal", &node.place, format!("no shape is named `{name}`"))),
        },
        _ if node.is_template() && takes_scalar(shape, named) => {}
        Shape::List(item) => match &node.datum {
            Datum::List(items) if !items.is_empty() => {
                for node in items {
                    conform(node, *item, named, found);
                }
            }
            Datum::List(_) => found.push(empty(node, "list")),
            _ => found.push(unlike(node, shape)),
        },
        Shape::OneOrMany(item) => match &node.datum {
            Datum::List(_) => conform(node, Shape::List(item), named, found),
            _ => conform(node, *item, named, found),
        },
        Shape::Map(value) => match &node.datum {
            Datum::Map(entries) if !entries.is_empty() => {
                for entry in entries {
                    conform(&entry.value, *value, named, found);
                }
            }
            Datum::Map(_) => found.push(empty(node, "mapping")),
            _ => found.push(unlike(node, shape)),
        },
        Shape::Record(record) => conform_record(node, record, named, found),
        Shape::Either(shapes) => conform_either(node, shape, shapes, named, found),
        Shape::Bool
        | Shape::Integer { .. }
        | Shape::Number
        | Shape::Text
        | Shape::Scalar
        | Shape::Duration
        | Shape::Choice(_) => {
            if let Err(diagnostic) = scalar(node, shape) {
                found.push(diagnostic);
            }
        }
    }
}

fn conform_record(node: &Node, record: &'static Record, named: Named<'_>, found: &mut Diagnostics) {
    let Datum::Map(entries) = &node.datum else {
        let help = "a template gives single values: write the mapping, with templates for what is in it";
        found.push(unlike(node, Shape::Record(record)).maybe_help(node.is_template().then(|| help.to_owned())));
        return;
    };
    for entry in entries {
        match record.fields.iter().find(|field| field.name == entry.key) {
            Some(field) => conform(&entry.value, field.shape, named, found),
            None => found.push(unknown_key(
                &entry.key,
                &entry.key_place,
                record.name,
                record.fields.iter().map(|field| field.name),
            )),
        }
    }
    for field in record.fields.iter().filter(|field| field.required) {
        if node.get(field.name).is_none() {
            found.push(
                Diagnostic::error(
                    "missing-key",
                    &node.place,
                    format!("{} needs the key `{}`", record.name, field.name),
                )
                .help(format!("`{}`: {}", field.name, field.docs)),
            );
        }
    }
}

/// A key that is not known in `what`, with the one that was probably meant.
#[must_use]
pub fn unknown_key<'a>(
    key: &str,
    place: &crate::model::place::Place,
    what: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Diagnostic {
    Diagnostic::error("unknown-key", place, format!("`{key}` is not a key of {what}"))
        .maybe_help(suggestion(key, known))
}

fn conform_either(node: &Node, whole: Shape, shapes: &[Shape], named: Named<'_>, found: &mut Diagnostics) {
    let mut nearest: Option<Diagnostics> = None;
    let is_single = !matches!(node.datum, Datum::List(_) | Datum::Map(_));
    for shape in shapes {
        // A branch for single values is not what a list or a mapping was meant for: nobody would hear of the difference.
        if is_single_value(*shape) && !is_single {
            continue;
        }
        let mut trial = Diagnostics::default();
        conform(node, *shape, named, &mut trial);
        if !trial.has_errors() {
            return;
        }
        // Of the branches with the same form the one with the fewest complaints was meant.
        if same_form(node, *shape, named) && nearest.as_ref().is_none_or(|best| trial.len() < best.len()) {
            nearest = Some(trial);
        }
    }
    match nearest {
        Some(trial) => found.absorb(trial),
        None => found.push(unlike(node, whole)),
    }
}

fn same_form(node: &Node, shape: Shape, named: Named<'_>) -> bool {
    match shape {
        Shape::Record(_) | Shape::Map(_) => matches!(node.datum, Datum::Map(_)),
        Shape::List(_) => matches!(node.datum, Datum::List(_)),
        Shape::OneOrMany(item) => matches!(node.datum, Datum::List(_)) || same_form(node, *item, named),
        Shape::Named(name) => named(name).is_some_and(|shape| same_form(node, shape, named)),
        Shape::Either(shapes) => shapes.iter().any(|shape| same_form(node, *shape, named)),
        Shape::Text | Shape::Duration | Shape::Choice(_) => matches!(node.datum, Datum::Text(_)),
        Shape::Integer { .. } | Shape::Number => matches!(node.datum, Datum::Number(_)),
        _ => false,
    }
}

fn is_single_value(shape: Shape) -> bool {
    matches!(
        shape,
        Shape::Bool
            | Shape::Integer { .. }
            | Shape::Number
            | Shape::Text
            | Shape::Scalar
            | Shape::Duration
            | Shape::Choice(_)
    )
}

fn takes_scalar(shape: Shape, named: Named<'_>) -> bool {
    match shape {
        Shape::Map(_) | Shape::Record(_) | Shape::List(_) => false,
        Shape::OneOrMany(item) => takes_scalar(*item, named),
        Shape::Either(shapes) => shapes.iter().any(|shape| takes_scalar(*shape, named)),
        Shape::Named(name) => named(name).is_some_and(|shape| takes_scalar(shape, named)),
        _ => true,
    }
}

fn scalar(node: &Node, shape: Shape) -> Result<(), Diagnostic> {
    let fits = match shape {
        Shape::Bool => matches!(node.datum, Datum::Bool(_)),
        Shape::Number => matches!(node.datum, Datum::Number(_)),
        Shape::Text => matches!(node.datum, Datum::Text(_)),
        Shape::Scalar => matches!(node.datum, Datum::Text(_) | Datum::Number(_) | Datum::Bool(_)),
        Shape::Integer { min, max } => return whole(node, min, max).map(|_| ()),
        Shape::Duration => return duration(node).map(|_| ()),
        Shape::Choice(words) => return choice(node, words).map(|_| ()),
        _ => true,
    };
    if fits { Ok(()) } else { Err(unlike(node, shape)) }
}

fn empty(node: &Node, what: &str) -> Diagnostic {
    Diagnostic::error("empty", &node.place, format!("this {what} is empty, and so demands nothing"))
        .help("give it at least one item, or remove the key")
}

fn unlike(node: &Node, shape: Shape) -> Diagnostic {
    Diagnostic::error("wrong-type", &node.place, format!("expected {}, found {}", describe(shape), node.kind_name()))
}

/// A shape in a person's words.
#[must_use]
pub fn describe(shape: Shape) -> String {
    match shape {
        Shape::Any => "anything".into(),
        Shape::Later(when) => format!("nothing (it {when})"),
        Shape::Bool => "true or false".into(),
        Shape::Integer { min, max } => match (min, max) {
            (i64::MIN, i64::MAX) => "a whole number".into(),
            (min, i64::MAX) => format!("a whole number from {min}"),
            (min, max) => format!("a whole number from {min} to {max}"),
        },
        Shape::Number => "a number".into(),
        Shape::Text => "text".into(),
        Shape::Scalar => "text, a number or a boolean".into(),
        Shape::Duration => "a span of time such as 250ms or 10s".into(),
        Shape::Choice(words) => format!("one of {}", words.join(", ")),
        Shape::List(item) => format!("a list of {}", describe(*item)),
        Shape::OneOrMany(item) => format!("{}, or a list of it", describe(*item)),
        Shape::Map(_) => "a mapping".into(),
        Shape::Record(record) => format!("a mapping ({})", record.name),
        Shape::Either(shapes) => shapes.iter().map(|shape| describe(*shape)).collect::<Vec<_>>().join(" or "),
        Shape::Named(name) => name.replace('_', " "),
        Shape::Custom { name, .. } => name.into(),
    }
}

/// A whole number in `min..=max`.
///
/// # Errors
/// What is there instead.
pub fn whole(node: &Node, min: i64, max: i64) -> Result<i64, Diagnostic> {
    let shape = Shape::Integer { min, max };
    match &node.datum {
        Datum::Number(number) => match number.as_i64() {
            Some(number) if (min..=max).contains(&number) => Ok(number),
            _ => Err(Diagnostic::error(
                "out-of-range",
                &node.place,
                format!("expected {}, found {number}", describe(shape)),
            )),
        },
        _ => Err(unlike(node, shape)),
    }
}

/// A span of time.
///
/// # Errors
/// What is there instead.
pub fn duration(node: &Node) -> Result<Duration, Diagnostic> {
    match node.text() {
        Some(text) => span::parse(text).map_err(|what| Diagnostic::error("wrong-span", &node.place, what)),
        None => Err(unlike(node, Shape::Duration)),
    }
}

/// One of these words.
///
/// # Errors
/// What is there instead, with what was probably meant.
pub fn choice(node: &Node, words: &'static [&'static str]) -> Result<&'static str, Diagnostic> {
    let Some(text) = node.scalar_text() else {
        return Err(unlike(node, Shape::Choice(words)));
    };
    words.iter().find(|word| **word == text).copied().ok_or_else(|| {
        Diagnostic::error("wrong-word", &node.place, format!("`{text}` is not one of {}", words.join(", "))).maybe_help(
            super::nearest::nearest(&text, words.iter().copied()).map(|near| format!("did you mean `{near}`?")),
        )
    })
}

/// Text.
///
/// # Errors
/// What is there instead.
pub fn text(node: &Node) -> Result<&str, Diagnostic> {
    node.text().ok_or_else(|| unlike(node, Shape::Text))
}

/// Text, or a number or boolean as text.
///
/// # Errors
/// What is there instead.
pub fn scalar_text(node: &Node) -> Result<String, Diagnostic> {
    node.scalar_text().ok_or_else(|| unlike(node, Shape::Scalar))
}

/// `true` or `false`.
///
/// # Errors
/// What is there instead.
pub fn boolean(node: &Node) -> Result<bool, Diagnostic> {
    match node.datum {
        Datum::Bool(flag) => Ok(flag),
        _ => Err(unlike(node, Shape::Bool)),
    }
}

/// One item, or the items of a list.
#[must_use]
pub fn one_or_many(node: &Node) -> &[Node] {
    node.items().unwrap_or(std::slice::from_ref(node))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::place::Source;
    use crate::model::shape::Field;
    use crate::syntax::yaml;

    static RETRY: Record = Record {
        name: "a retry",
        fields: &[
            Field::required("times", Shape::Integer { min: 1, max: 10 }, "how often"),
            Field::new("on", Shape::OneOrMany(&Shape::Choice(&["503", "timeout"])), "when"),
            Field::new("wait", Shape::Either(&[Shape::Duration, Shape::Record(&RETRY)]), "how long"),
        ],
    };

    fn complaints(text: &str) -> Vec<String> {
        let node = yaml::parse(&Arc::new(Source { name: "t".into(), text: text.into() })).unwrap();
        let mut found = Diagnostics::default();
        conform(&node, Shape::Record(&RETRY), &|_| None, &mut found);
        found
            .iter()
            .map(|d| format!("{} {} {}", d.code, d.place.as_ref().unwrap(), d.help.as_deref().unwrap_or("-")))
            .collect()
    }

    #[test]
    fn right_documents_are_taken() {
        for text in ["{times: 2}", "{times: 2, on: 503, wait: 3s}", "{times: '${n}', on: [timeout], wait: {times: 1}}"]
        {
            assert_eq!(complaints(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn every_fault_is_gathered_with_its_place() {
        assert_eq!(
            complaints("{tmies: 2, on: [], wait: {times: 0}}"),
            [
                "unknown-key t:1:2 did you mean `times`?",
                "empty t:1:16 give it at least one item, or remove the key",
                "out-of-range t:1:34 -",
                "missing-key t:1:1 `times`: how often",
            ]
        );
        assert_eq!(complaints("{times: 2, on: tiemout, wait: 3 parsecs}").len(), 2);
        assert_eq!(complaints("[1]"), ["wrong-type t:1:1 -"]);
    }
}
