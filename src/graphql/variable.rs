//! Variables that are held to the types which an operation declares for them (October 2021, section 6.1.2).

use apollo_compiler::Name;
use apollo_compiler::ast::{InputValueDefinition, Type};
use apollo_compiler::schema::{ExtendedType, InputObjectType};
use serde_json::Value;

use super::document::Operation;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::node::{Datum, Node};
use crate::model::place::Place;
use crate::syntax::nearest::suggestion;

/// How deep a value may be nested.
const MAX_DEPTH: usize = 64;

/// Holds what a suite gives to an operation; a template is whatever it has to be until it is filled in.
pub fn judge(operation: &Operation, given: Option<&Node>, at: &Place, found: &mut Diagnostics) {
    Judge { operation, is_open: Node::is_template, found }.all(given, at);
}

/// Holds filled-in variables to an operation.
///
/// # Errors
/// The first that does not fit, in words.
pub fn judge_filled(operation: &Operation, given: &Value, at: &Place) -> Result<(), String> {
    let mut found = Diagnostics::default();
    let given = Node::from_json(given, at);
    Judge { operation, is_open: |_| false, found: &mut found }.all(Some(&given), at);
    found.into_vec().into_iter().next().map_or(Ok(()), |first| Err(first.message))
}

struct Judge<'a> {
    operation: &'a Operation,
    /// Whether nothing is known of a value yet.
    is_open: fn(&Node) -> bool,
    found: &'a mut Diagnostics,
}

impl Judge<'_> {
    fn all(mut self, given: Option<&Node>, at: &Place) {
        let Some(definition) = self.operation.definition() else { return };
        let declared = &definition.variables;
        for entry in given.map(Node::entries).unwrap_or_default() {
            match declared.iter().find(|one| one.name == entry.key.as_str()) {
                Some(one) => self.value(&one.ty, &entry.value, &format!("${}", entry.key), 0),
                None => {
                    let what = format!("the operation declares no variable `${}`", entry.key);
                    let near = suggestion(&entry.key, declared.iter().map(|one| one.name.as_str()).collect::<Vec<_>>());
                    self.found.push(Diagnostic::error("graphql-variables", &entry.key_place, what).maybe_help(near));
                }
            }
        }
        for one in declared.iter().filter(|one| one.ty.is_non_null() && one.default_value.is_none()) {
            if given.is_none_or(|given| given.get(&one.name).is_none()) {
                let what = format!("the operation needs the variable `${}` of the type {}", one.name, one.ty);
                self.wrong(given.map_or(at, |given| &given.place), what);
            }
        }
    }

    fn wrong(&mut self, place: &Place, what: String) {
        self.found.push(Diagnostic::error("graphql-variables", place, what));
    }

    fn value(&mut self, ty: &Type, node: &Node, name: &str, depth: usize) {
        if (self.is_open)(node) {
            return;
        }
        if depth > MAX_DEPTH {
            return self.wrong(&node.place, format!("`{name}` is nested deeper than {MAX_DEPTH} levels"));
        }
        match (ty, &node.datum) {
            (Type::Named(_) | Type::List(_), Datum::Null) => {}
            (Type::NonNullNamed(_) | Type::NonNullList(_), Datum::Null) => {
                self.wrong(&node.place, format!("`{name}` is of the type {ty}, and cannot be null"));
            }
            (Type::List(item) | Type::NonNullList(item), Datum::List(items)) => {
                for (at, one) in items.iter().enumerate() {
                    self.value(item, one, &format!("{name}[{at}]"), depth + 1);
                }
            }
            // One item stands for a list of it.
            (Type::List(item) | Type::NonNullList(item), _) => self.value(item, node, name, depth + 1),
            (Type::Named(of) | Type::NonNullNamed(of), _) => self.named(of, node, name, depth),
        }
    }

    fn named(&mut self, of: &str, node: &Node, name: &str, depth: usize) {
        let found = node.kind_name();
        let fits = match (self.operation.pinned.schema.types.get(of), of, &node.datum) {
            (Some(ExtendedType::Enum(one)), _, Datum::Text(text)) => {
                if !one.values.contains_key(text.as_str()) {
                    let near = suggestion(text, one.values.keys().map(Name::as_str).collect::<Vec<_>>());
                    let what = format!("`{name}`: the enum {of} has no value `{text}`");
                    self.found.push(Diagnostic::error("graphql-variables", &node.place, what).maybe_help(near));
                }
                return;
            }
            (Some(ExtendedType::InputObject(one)), _, Datum::Map(_)) => {
                let one = one.clone();
                return self.object(&one, node, name, depth);
            }
            (Some(ExtendedType::Enum(_) | ExtendedType::InputObject(_)), ..) => false,
            (_, "Int", Datum::Number(number)) => number.as_i64().is_some_and(|whole| i32::try_from(whole).is_ok()),
            (_, "Float", datum) => matches!(datum, Datum::Number(_)),
            (_, "String", datum) => matches!(datum, Datum::Text(_)),
            (_, "Boolean", datum) => matches!(datum, Datum::Bool(_)),
            (_, "ID", datum) => match datum {
                Datum::Text(_) => true,
                Datum::Number(number) => number.is_i64() || number.is_u64(),
                _ => false,
            },
            (_, "Int", _) => false,
            // What a scalar of the schema's own takes only the service knows.
            _ => true,
        };
        if !fits {
            let shown = node.scalar_text().map(|text| format!(" {text}")).unwrap_or_default();
            self.wrong(&node.place, format!("`{name}` is of the type {of}, and this is {found}{shown}"));
        }
    }

    fn object(&mut self, of: &InputObjectType, node: &Node, name: &str, depth: usize) {
        for entry in node.entries() {
            match of.fields.get(entry.key.as_str()) {
                Some(field) => self.value(&field.ty, &entry.value, &format!("{name}.{}", entry.key), depth + 1),
                None => {
                    let near = suggestion(&entry.key, of.fields.keys().map(Name::as_str).collect::<Vec<_>>());
                    let what = format!("`{name}`: the input {} has no field `{}`", of.name, entry.key);
                    self.found.push(Diagnostic::error("graphql-variables", &entry.key_place, what).maybe_help(near));
                }
            }
        }
        let is_needed = |field: &InputValueDefinition| field.ty.is_non_null() && field.default_value.is_none();
        for field in of.fields.values().filter(|field| is_needed(field) && node.get(&field.name).is_none()) {
            self.wrong(&node.place, format!("`{name}`: the input {} needs the field `{}`", of.name, field.name));
        }
        if of.directives.has("oneOf") && node.entries().len() != 1 {
            self.wrong(&node.place, format!("`{name}`: the input {} takes exactly one of its fields", of.name));
        }
    }
}
