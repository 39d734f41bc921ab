//! One walk over a document: everything in it with its role, and where each reference leads.

use std::collections::HashMap;

use serde_json::Value;

use super::role::{Holds, Role};
use crate::openapi::at::{At, push};
use crate::openapi::document::{Broken, Document};

/// A place among those of a survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Id(u32);

/// How a value is reached from what it stands in.
#[derive(Debug, Clone)]
enum Step<'d> {
    Top(At),
    Key(Id, &'d str),
    Item(Id, usize),
}

#[derive(Debug)]
struct Spot<'d> {
    step: Step<'d>,
    value: &'d Value,
    role: Role,
}

/// Everything in a document.
#[derive(Debug)]
pub(super) struct Survey<'d> {
    document: &'d Document,
    spots: Vec<Spot<'d>>,
    /// By the address of the value in memory: each is one place.
    by_value: HashMap<usize, Id>,
    /// Which place a reference leads to that stands at a place.
    targets: HashMap<Id, Id>,
    broken: Vec<(Id, Broken)>,
    /// The places that references lead to.
    aims: HashMap<Id, Vec<Id>>,
}

fn address(value: &Value) -> usize {
    std::ptr::from_ref(value) as usize
}

impl<'d> Survey<'d> {
    /// Walks over a document and all that it refers to.
    pub(super) fn of(document: &'d Document) -> Self {
        let mut survey = Self {
            document,
            spots: Vec::new(),
            by_value: HashMap::new(),
            targets: HashMap::new(),
            broken: Vec::new(),
            aims: HashMap::new(),
        };
        survey.visit(Step::Top(At::file(0)), document.root(), Role::Document);
        let mut next = 0;
        while next < survey.spots.len() {
            let id = id(next);
            if let Some(reference) = survey.reference(id) {
                match document.target(&survey.at(id), reference) {
                    Ok(end) => {
                        let aim = survey.enter(end, survey.role(id));
                        if let Some(aim) = aim {
                            survey.targets.insert(id, aim);
                            survey.aims.entry(aim).or_default().push(id);
                        }
                    }
                    Err(broken) => survey.broken.push((id, broken)),
                }
            }
            next += 1;
        }
        survey
    }

    /// The place of an address; where the walk has not come by, it goes on from there.
    fn enter(&mut self, at: At, role: Role) -> Option<Id> {
        let value = self.document.get(&at)?;
        if let Some(id) = self.by_value.get(&address(value)) {
            return Some(*id);
        }
        Some(self.visit(Step::Top(at), value, role))
    }

    fn visit(&mut self, step: Step<'d>, value: &'d Value, role: Role) -> Id {
        if let Some(known) = self.by_value.get(&address(value)) {
            return *known;
        }
        let own = id(self.spots.len());
        self.by_value.insert(address(value), own);
        self.spots.push(Spot { step, value, role });
        let Some(map) = value.as_object() else { return own };
        if role == Role::Callback {
            self.map(own, value, Role::PathItem, true);
            return own;
        }
        for (key, value) in map.iter().filter(|(_, value)| value.is_object() || value.is_array() || value.is_boolean())
        {
            if let Some(field) = role.fields().iter().find(|field| field.key == key) {
                self.under(own, key, value, field.holds);
            }
        }
        own
    }

    fn under(&mut self, own: Id, key: &'d str, value: &'d Value, holds: Holds) {
        match holds {
            Holds::Plain | Holds::Words => {}
            Holds::One(role) => drop(self.visit(Step::Key(own, key), value, role)),
            Holds::List(role) => {
                let Some(items) = value.as_array() else { return };
                let group = self.visit(Step::Key(own, key), value, Role::Group);
                for (index, item) in items.iter().enumerate() {
                    self.visit(Step::Item(group, index), item, role);
                }
            }
            Holds::Names(role) | Holds::Open(role) => {
                let group = self.visit(Step::Key(own, key), value, Role::Group);
                self.map(group, value, role, matches!(holds, Holds::Open(_)));
            }
        }
    }

    fn map(&mut self, group: Id, value: &'d Value, role: Role, open: bool) {
        for (key, value) in value.as_object().into_iter().flatten() {
            if !(open && key.starts_with("x-")) {
                self.visit(Step::Key(group, key), value, role);
            }
        }
    }

    /// The places with a role, in the document's order.
    pub(super) fn all(&self, role: Role) -> impl Iterator<Item = Id> + '_ {
        self.spots.iter().enumerate().filter(move |(_, spot)| spot.role == role).map(|(index, _)| id(index))
    }

    /// Every place.
    pub(super) fn everything(&self) -> impl Iterator<Item = Id> + use<> {
        (0..self.spots.len()).map(id)
    }

    pub(super) fn role(&self, id: Id) -> Role {
        self.spots[id.0 as usize].role
    }

    pub(super) fn value(&self, id: Id) -> &'d Value {
        self.spots[id.0 as usize].value
    }

    /// The value under a key.
    pub(super) fn get(&self, id: Id, key: &str) -> Option<&'d Value> {
        self.value(id).get(key)
    }

    /// The text under a key.
    pub(super) fn text(&self, id: Id, key: &str) -> Option<&'d str> {
        self.get(id, key)?.as_str()
    }

    /// The place under a key, where the walk came by.
    pub(super) fn child(&self, id: Id, key: &str) -> Option<Id> {
        self.id_of(self.get(id, key)?)
    }

    /// The places of a list, or of a map's values, under a key.
    pub(super) fn children(&self, id: Id, key: &str) -> Vec<Id> {
        match self.get(id, key) {
            Some(Value::Array(items)) => items.iter().filter_map(|item| self.id_of(item)).collect(),
            Some(Value::Object(map)) => map.values().filter_map(|item| self.id_of(item)).collect(),
            _ => Vec::new(),
        }
    }

    fn id_of(&self, value: &Value) -> Option<Id> {
        self.by_value.get(&address(value)).copied()
    }

    /// What a place stands in.
    pub(super) fn parent(&self, id: Id) -> Option<Id> {
        match self.spots[id.0 as usize].step {
            Step::Top(_) => None,
            Step::Key(parent, _) | Step::Item(parent, _) => Some(parent),
        }
    }

    /// The key that a place stands under; empty for an item and for a file's top.
    pub(super) fn key(&self, id: Id) -> &str {
        match &self.spots[id.0 as usize].step {
            Step::Key(_, key) => key,
            Step::Top(_) | Step::Item(..) => "",
        }
    }

    /// A place's address.
    pub(super) fn at(&self, id: Id) -> At {
        let mut steps = Vec::new();
        let mut here = id;
        let mut at = loop {
            match &self.spots[here.0 as usize].step {
                Step::Top(at) => break at.clone(),
                step @ (Step::Key(parent, _) | Step::Item(parent, _)) => {
                    steps.push(step);
                    here = *parent;
                }
            }
        };
        for step in steps.into_iter().rev() {
            match step {
                Step::Key(_, key) => push(&mut at.pointer, key),
                Step::Item(_, index) => push(&mut at.pointer, &index.to_string()),
                Step::Top(_) => {}
            }
        }
        at
    }

    /// The reference that is written at a place.
    pub(super) fn reference(&self, id: Id) -> Option<&'d str> {
        if self.role(id) == Role::Group {
            return None;
        }
        self.text(id, "$ref")
    }

    /// Where the reference at a place leads.
    pub(super) fn target(&self, id: Id) -> Option<Id> {
        self.targets.get(&id).copied()
    }

    /// Where the references end that begin at a place; the place itself where none stands there, none in a circle.
    pub(super) fn end(&self, id: Id) -> Option<Id> {
        let mut here = id;
        for _ in 0..64 {
            match self.target(here) {
                Some(next) => here = next,
                None if self.reference(here).is_some() => return None,
                None => return Some(here),
            }
        }
        None
    }

    /// The places whose references lead to this one.
    pub(super) fn aimed_from(&self, id: Id) -> &[Id] {
        self.aims.get(&id).map_or(&[], Vec::as_slice)
    }

    /// References that lead nowhere.
    pub(super) fn broken(&self) -> &[(Id, Broken)] {
        &self.broken
    }

    /// Every reference that leads somewhere, with where it leads.
    pub(super) fn references(&self) -> &HashMap<Id, Id> {
        &self.targets
    }
}

fn id(index: usize) -> Id {
    Id(u32::try_from(index).unwrap_or(u32::MAX))
}
