//! Text and structures with `${…}` in them, read once and filled in as often as needed.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::expression::{Expression, Name, closing};
use super::function;
use crate::model::diagnostic::Diagnostic;
use crate::model::finding::{Finding, Weight};
use crate::model::node::{Datum, Node, has_template};
use crate::model::place::Place;

/// Someone who knows what names mean.
pub trait Lookup {
    /// The value of a name.
    ///
    /// # Errors
    /// In words, why there is none.
    fn find(&self, name: &Name) -> Result<Value, String>;

    /// The time that `date` counts from.
    fn now(&self) -> Timestamp;
}

/// A value as written, with what has to be filled in.
#[derive(Debug, Clone)]
pub struct Template {
    part: Part,
    place: Place,
}

#[derive(Debug, Clone)]
enum Part {
    Literal(Value),
    Whole(Expression),
    Text(Vec<Piece>),
    List(Vec<Template>),
    Map(Vec<(Template, Template)>),
}

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    Filled(Expression),
}

/// Why a template could not be filled in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("fill in the template at {place}: {what}")]
pub struct Unfilled {
    /// Where it stands.
    pub place: Place,
    /// In words.
    pub what: String,
}

impl Unfilled {
    /// As a finding: a template that cannot be filled in is a fault of the suite.
    #[must_use]
    pub fn finding(&self, check: &'static str) -> Finding {
        Finding::wrong(check, "template", "a value", self.what.clone()).weighing(Weight::Suite).at(&self.place)
    }
}

impl Template {
    /// Reads a value; each text in it may hold templates, and so may keys.
    ///
    /// # Errors
    /// The first template that cannot be read, with its place.
    pub fn compile(node: &Node) -> Result<Self, Diagnostic> {
        let part = match &node.datum {
            Datum::Text(text) => Self::text_part(text, &node.place)?,
            Datum::List(items) => {
                let items = items.iter().map(Self::compile).collect::<Result<Vec<_>, _>>()?;
                match items.iter().map(|item| item.literal().cloned()).collect::<Option<Vec<_>>>() {
                    Some(values) => Part::Literal(Value::Array(values)),
                    None => Part::List(items),
                }
            }
            Datum::Map(entries) => {
                let mut pairs = Vec::with_capacity(entries.len());
                for entry in entries {
                    let key =
                        Self { part: Self::text_part(&entry.key, &entry.key_place)?, place: entry.key_place.clone() };
                    pairs.push((key, Self::compile(&entry.value)?));
                }
                let literal = pairs
                    .iter()
                    .map(|(key, value)| Some((key.literal()?.as_str()?.to_owned(), value.literal()?.clone())));
                match literal.collect::<Option<Map<_, _>>>() {
                    Some(map) => Part::Literal(Value::Object(map)),
                    None => Part::Map(pairs),
                }
            }
            _ => Part::Literal(node.to_json()),
        };
        Ok(Self { part, place: node.place.clone() })
    }

    /// Reads one text.
    ///
    /// # Errors
    /// What cannot be read, with its place.
    pub fn text(text: &str, place: &Place) -> Result<Self, Diagnostic> {
        Ok(Self { part: Self::text_part(text, place)?, place: place.clone() })
    }

    /// A value without templates.
    #[must_use]
    pub fn of(value: Value, place: &Place) -> Self {
        Self { part: Part::Literal(value), place: place.clone() }
    }

    fn text_part(text: &str, place: &Place) -> Result<Part, Diagnostic> {
        if !has_template(text) {
            return Ok(Part::Literal(Value::String(text.to_owned())));
        }
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut at = 0;
        while let Some(found) = text[at..].find("${") {
            let open = at + found;
            if text[..open].ends_with('$') && open > at {
                // `$${` is a literal `${`.
                plain.push_str(&text[at..open - 1]);
                plain.push_str("${");
                at = open + 2;
                continue;
            }
            plain.push_str(&text[at..open]);
            let inner = &text[open + 2..];
            let Some(length) = closing(inner) else {
                return Err(Self::error(place, text, open, 2, "the closing brace of this `${` is missing"));
            };
            let expression = Expression::parse(&inner[..length])
                .map_err(|(offset, what)| Self::error(place, text, open + 2 + offset, 1, &what))?;
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Filled(expression));
            at = open + 2 + length + 1;
        }
        plain.push_str(&text[at..]);
        if pieces.is_empty() {
            return Ok(Part::Literal(Value::String(plain)));
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        match pieces.as_slice() {
            [Piece::Filled(expression)] => Ok(Part::Whole(expression.clone())),
            _ => Ok(Part::Text(pieces)),
        }
    }

    fn error(place: &Place, text: &str, at: usize, length: usize, what: &str) -> Diagnostic {
        // Where the file's text is the value's text (no escapes between), the exact letter can be shown.
        let span = place.span();
        let raw = &place.source().text[span.clone()];
        let exact = match raw.find(text) {
            Some(offset) => {
                Place::new(place.source().clone(), span.start + offset + at, span.start + offset + at + length)
            }
            None => place.clone(),
        };
        Diagnostic::error("template", &exact, format!("this template cannot be read: {what}"))
            .help("a template is ${name}, ${step.json.field} or ${function(…)}; a literal `${` is written `$${`")
    }

    /// Where it stands.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The value, where nothing has to be filled in.
    #[must_use]
    pub fn literal(&self) -> Option<&Value> {
        match &self.part {
            Part::Literal(value) => Some(value),
            _ => None,
        }
    }

    /// Every name in it, with its place.
    pub fn names<'t>(&'t self, tell: &mut dyn FnMut(&'t Name, &'t Place)) {
        match &self.part {
            Part::Literal(_) => {}
            Part::Whole(expression) => expression.names(&mut |name| tell(name, &self.place)),
            Part::Text(pieces) => {
                for piece in pieces {
                    if let Piece::Filled(expression) = piece {
                        expression.names(&mut |name| tell(name, &self.place));
                    }
                }
            }
            Part::List(items) => items.iter().for_each(|item| item.names(tell)),
            Part::Map(pairs) => {
                for (key, value) in pairs {
                    key.names(tell);
                    value.names(tell);
                }
            }
        }
    }

    /// The value, filled in. A whole-value `${…}` keeps its type.
    ///
    /// # Errors
    /// Which name has no value, or what a function refused.
    pub fn fill<'t>(&'t self, lookup: &dyn Lookup) -> Result<Cow<'t, Value>, Unfilled> {
        let unfilled = |what| Unfilled { place: self.place.clone(), what };
        Ok(match &self.part {
            Part::Literal(value) => Cow::Borrowed(value),
            Part::Whole(expression) => Cow::Owned(evaluate(expression, lookup).map_err(unfilled)?),
            Part::Text(pieces) => {
                let mut out = String::new();
                for piece in pieces {
                    match piece {
                        Piece::Text(text) => out.push_str(text),
                        Piece::Filled(expression) => {
                            let value = evaluate(expression, lookup).map_err(unfilled)?;
                            out.push_str(&function::text(&value).map_err(unfilled)?);
                        }
                    }
                }
                Cow::Owned(Value::String(out))
            }
            Part::List(items) => Cow::Owned(Value::Array(
                items.iter().map(|item| item.fill(lookup).map(Cow::into_owned)).collect::<Result<_, _>>()?,
            )),
            Part::Map(pairs) => {
                let mut map = Map::with_capacity(pairs.len());
                for (key, value) in pairs {
                    map.insert(key.fill_text(lookup)?.into_owned(), value.fill(lookup)?.into_owned());
                }
                Cow::Owned(Value::Object(map))
            }
        })
    }

    /// The value as text.
    ///
    /// # Errors
    /// As [`Template::fill`], and for null.
    pub fn fill_text<'t>(&'t self, lookup: &dyn Lookup) -> Result<Cow<'t, str>, Unfilled> {
        match self.fill(lookup)? {
            Cow::Borrowed(Value::String(text)) => Ok(Cow::Borrowed(text)),
            Cow::Owned(Value::String(text)) => Ok(Cow::Owned(text)),
            other => {
                function::text(&other).map(Cow::Owned).map_err(|what| Unfilled { place: self.place.clone(), what })
            }
        }
    }
}

fn evaluate(expression: &Expression, lookup: &dyn Lookup) -> Result<Value, String> {
    match expression {
        Expression::Literal(value) => Ok(value.clone()),
        Expression::Name(name) => lookup.find(name),
        Expression::Call(function, arguments) => {
            let arguments =
                arguments.iter().map(|argument| evaluate(argument, lookup)).collect::<Result<Vec<_>, _>>()?;
            function.call(&arguments, lookup.now())
        }
    }
}

#[cfg(test)]
mod tests;
