//! What an operation asks of one object: fields by the key that they come under (October 2021, section 6.3.2).

use apollo_compiler::Name;
use apollo_compiler::collections::IndexMap;
use apollo_compiler::executable::{DirectiveList, Field, Selection, SelectionSet};
use serde_json::{Map, Value};

use super::document::Operation;

/// Fields that come under one key.
#[derive(Debug)]
pub(super) struct Asked<'o> {
    pub(super) field: &'o Field,
    /// What is asked of its value, as often as the key was selected.
    pub(super) below: Vec<&'o SelectionSet>,
    /// Whether it has to be there: not where only a type that is not known, or a variable that is not, decides.
    pub(super) certain: bool,
}

/// What all answers to an operation are read with.
pub(super) struct Reading<'o> {
    pub(super) operation: &'o Operation,
    pub(super) variables: &'o Value,
}

impl<'o> Reading<'o> {
    /// The type that an object says it has, under the key of a `__typename`.
    pub(super) fn said_type<'v>(
        &self,
        sets: &[&'o SelectionSet],
        object: &'v Map<String, Value>,
    ) -> Option<(String, &'v Value)> {
        let mut asked = IndexMap::default();
        for set in sets {
            self.gather(set, None, true, &mut asked);
        }
        let key = asked.iter().find(|(_, asked)| asked.field.name == "__typename").map(|(key, _)| (*key).to_owned())?;
        object.get(&key).map(|value| (key, value))
    }

    /// What is asked of an object; `known` is the type that it has, where that is known.
    pub(super) fn collect(&self, sets: &[&'o SelectionSet], known: Option<&str>) -> IndexMap<&'o str, Asked<'o>> {
        let mut asked = IndexMap::default();
        for set in sets {
            self.gather(set, known, true, &mut asked);
        }
        asked
    }

    fn gather(
        &self,
        set: &'o SelectionSet,
        known: Option<&str>,
        certain: bool,
        asked: &mut IndexMap<&'o str, Asked<'o>>,
    ) {
        for selection in &set.selections {
            let Some(included) = self.included(selection.directives()) else { continue };
            let certain = certain && included == Presence::Certain;
            match selection {
                Selection::Field(field) => {
                    let one = asked.entry(field.response_key().as_str()).or_insert_with(|| Asked {
                        field,
                        below: Vec::new(),
                        certain: false,
                    });
                    one.certain |= certain;
                    one.below.push(&field.selection_set);
                }
                Selection::InlineFragment(inline) => {
                    let condition = inline.type_condition.as_ref().map(Name::as_str);
                    if let Some(applies) = self.applies(condition, set.ty.as_str(), known) {
                        self.gather(&inline.selection_set, known, certain && applies == Presence::Certain, asked);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let Some(fragment) = self.operation.document.fragments.get(&spread.fragment_name) else { continue };
                    let condition = Some(fragment.type_condition().as_str());
                    if let Some(applies) = self.applies(condition, set.ty.as_str(), known) {
                        self.gather(&fragment.selection_set, known, certain && applies == Presence::Certain, asked);
                    }
                }
            }
        }
    }

    /// Whether a fragment is for an object; none where it is not.
    fn applies(&self, condition: Option<&str>, parent: &str, known: Option<&str>) -> Option<Presence> {
        let Some(condition) = condition else { return Some(Presence::Certain) };
        let schema = &self.operation.pinned.schema;
        let of = known.unwrap_or(parent);
        if of == condition || schema.is_subtype(condition, of) {
            return Some(Presence::Certain);
        }
        let is_open = known.is_none() && schema.types.get(of).is_some_and(|one| !one.is_object());
        is_open.then_some(Presence::Possible)
    }

    /// Whether `@skip` and `@include` let a selection be; none where they do not.
    fn included(&self, directives: &DirectiveList) -> Option<Presence> {
        let mut presence = Presence::Certain;
        for (name, wanted) in [("include", true), ("skip", false)] {
            let Some(directive) = directives.get(name) else { continue };
            let Some(condition) = directive.specified_argument_by_name("if") else { continue };
            let said = condition.to_bool().or_else(|| self.variable(condition.as_variable()?.as_str()));
            match said {
                Some(said) if said != wanted => return None,
                Some(_) => {}
                None => presence = Presence::Possible,
            }
        }
        Some(presence)
    }

    fn variable(&self, name: &str) -> Option<bool> {
        let given = self.variables.get(name).and_then(Value::as_bool);
        let declared = || self.operation.definition()?.variables.iter().find(|one| one.name == name);
        given.or_else(|| declared()?.default_value.as_ref()?.to_bool())
    }
}

/// Whether something has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    Certain,
    Possible,
}
