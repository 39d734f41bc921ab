//! What has to be there before a request can be asked: made by the steps before it, and taken away again at the end.

use serde_json::Value;

use super::scale::Scale;
use crate::explore::draft::{Caller, Draft};
use crate::explore::resource::{How, Provider};
use crate::explore::tale::Source;
use crate::explore::thing::id_names;
use crate::openapi::api::{In, StatusKey};
use crate::openapi::at::push;
use crate::openapi::draft::{members, of_parameter, success};

/// How deep things are made that others lie in.
const DEEPEST: usize = 6;

/// One request of a case.
pub(super) struct Step {
    pub(super) draft: Draft,
    /// The status that is expected, as a suite writes it.
    pub(super) expect: Value,
    /// Names for parts of the answer.
    pub(super) save: Vec<(String, Source)>,
    /// Headers whose values are templates.
    pub(super) headers: Vec<(String, String)>,
    /// What takes it away again.
    pub(super) undo: Option<Draft>,
    /// The media type that is expected, where another one might come.
    pub(super) media: Option<String>,
}

impl Step {
    pub(super) const fn new(draft: Draft, expect: Value) -> Self {
        Self { draft, expect, save: Vec::new(), headers: Vec::new(), undo: None, media: None }
    }
}

/// The steps of a case so far, and what their answers gave.
#[derive(Default)]
pub(super) struct Chain {
    pub(super) steps: Vec<Step>,
    /// What stands in a path down to a parameter: `/orders/{id}`.
    bound: Vec<(String, Value)>,
    /// How many names there are.
    pub(super) saved: usize,
}

/// The text that stands for a saved name until the case is written: letters that no path and no query escapes.
fn token(name: &str) -> String {
    format!("~~{name}~~")
}

/// A text with templates in the place of the first `saved` names.
#[must_use]
pub(super) fn with_templates(text: &str, saved: usize) -> String {
    (1..=saved)
        .map(|number| format!("saved_{number}"))
        .fold(text.to_owned(), |text, name| text.replace(&token(&name), &format!("${{{name}}}")))
}

/// A status as a suite writes it.
pub(super) fn expected(status: StatusKey) -> Value {
    match status {
        StatusKey::Code(code) => code.into(),
        StatusKey::Class(class) => format!("{class}xx").into(),
        StatusKey::Default => "2xx".into(),
    }
}

impl Chain {
    /// Names a part of the answer to the last step; gives what stands for it.
    pub(super) fn save(&mut self, source: Source) -> String {
        self.saved += 1;
        let name = format!("saved_{}", self.saved);
        let token = token(&name);
        if let Some(step) = self.steps.last_mut() {
            step.save.push((name, source));
        }
        token
    }

    /// Lets what the path of a request names be there.
    ///
    /// # Errors
    /// That nothing gives it.
    pub(super) fn bind(&mut self, scale: &Scale<'_>, draft: &mut Draft) -> Result<(), String> {
        self.deeper(scale, draft, 0)
    }

    fn deeper(&mut self, scale: &Scale<'_>, draft: &mut Draft, depth: usize) -> Result<(), String> {
        let operation = scale.operation(draft.operation);
        let mut order: Vec<(usize, usize)> = Vec::new();
        for (index, parameter) in operation.parameters.iter().enumerate().filter(|(_, one)| one.location == In::Path) {
            let end = operation.path.find(&format!("{{{}}}", parameter.name));
            order.extend(end.map(|start| (start + parameter.name.len() + 2, index)));
        }
        order.sort_unstable();
        for (end, index) in order {
            let path = &operation.path[..end];
            let value = match self.bound.iter().find(|(known, _)| known == path) {
                Some((_, value)) => value.clone(),
                None => self.given(scale, draft, index, depth)?,
            };
            if !self.bound.iter().any(|(known, _)| known == path) {
                self.bound.push((path.to_owned(), value.clone()));
            }
            draft.parameters[index] = Some(value);
        }
        Ok(())
    }

    /// A value of a path's parameter that names something which is there.
    fn given(&mut self, scale: &Scale<'_>, draft: &Draft, index: usize, depth: usize) -> Result<Value, String> {
        let asks = draft.operation;
        let operation = scale.operation(asks);
        let parameter = &operation.parameters[index];
        let free = |value: Option<Value>| value.ok_or_else(|| format!("no `{}` could be made up", parameter.name));
        let own = scale.resources.written_by(asks);
        if own.is_some_and(|own| own.item == operation.path && own.parameter == parameter.name) {
            return free(scale.fresh(asks, index));
        }
        let mut providers = Vec::new();
        let mut next = scale.resources.providers[asks][index].as_ref();
        while let Some(provider) = next {
            providers.push(provider);
            next = provider.or.as_deref();
        }
        let makes = |one: &&&Provider| !matches!(one.how, How::Lists(_));
        for provider in providers.iter().filter(makes) {
            if depth < DEEPEST
                && let Some(value) = self.made(scale, provider, asks, depth)
            {
                return Ok(value);
            }
        }
        if let Some(shown) = of_parameter(&scale.contract.document, parameter) {
            return Ok(shown);
        }
        if parameter.schema.is_some() && scale.resources.providers[asks][index].is_none() {
            return free(draft.parameters[index].clone());
        }
        Err(format!("no operation makes a `{}` whose id its answer shows, and there is no example", parameter.name))
    }

    /// A step that makes the thing, and what its answer gives; none where it cannot be said.
    fn made(&mut self, scale: &Scale<'_>, provider: &Provider, asks: usize, depth: usize) -> Option<Value> {
        let before = (self.steps.len(), self.bound.len(), self.saved);
        let value = self.try_made(scale, provider, asks, depth);
        if value.is_none() {
            self.steps.truncate(before.0);
            self.bound.truncate(before.1);
            self.saved = before.2;
        }
        value
    }

    fn try_made(&mut self, scale: &Scale<'_>, provider: &Provider, asks: usize, depth: usize) -> Option<Value> {
        let make = provider.operation;
        let mut draft = scale.plain(make).ok()?;
        scale.uses(&draft)?;
        let answer = success(scale.operation(make))?;
        let source = match &provider.how {
            How::Says(source) => Some(source.clone()),
            How::Makes(names) => Some(shown(scale, make, names)?),
            How::Writes(_) => None,
            How::Lists(_) => return None,
        };
        self.deeper(scale, &mut draft, depth + 1).ok()?;
        let status = match answer.status {
            // What is written anew may be made or replaced.
            StatusKey::Code(code) if source.is_some() => code.into(),
            _ => Value::from("2xx"),
        };
        let kind = scale.resources.made_by(make).or_else(|| scale.resources.written_by(make));
        let remove = kind.and_then(|kind| kind.remove).filter(|remove| *remove != asks);
        let (own, item) = (draft.clone(), kind.map(|kind| kind.item.clone()));
        self.steps.push(Step::new(draft, status));
        let value = match (source, &provider.how) {
            (Some(source), _) => Value::String(self.save(source)),
            (None, How::Writes(place)) => own.parameters.get(*place)?.clone()?,
            (None, _) => return None,
        };
        if let Some((remove, item)) = remove.zip(item) {
            let undo = self.undo(scale, remove, &item, &value);
            if let Some(step) = self.steps.last_mut() {
                step.undo = undo;
            }
        }
        Some(value)
    }

    /// The request that takes a thing away again.
    fn undo(&self, scale: &Scale<'_>, remove: usize, item: &str, id: &Value) -> Option<Draft> {
        let mut draft = scale.plain(remove).ok()?.by(Caller::Given);
        let operation = scale.operation(remove);
        for (index, parameter) in operation.parameters.iter().enumerate().filter(|(_, one)| one.location == In::Path) {
            let end = operation.path.find(&format!("{{{}}}", parameter.name))? + parameter.name.len() + 2;
            let path = &operation.path[..end];
            let known = self.bound.iter().find(|(known, _)| known == path).map(|(_, value)| value.clone());
            draft.parameters[index] = Some(if path == item { id.clone() } else { known? });
        }
        Some(draft)
    }

    /// What takes away again what the last request made, or wrote under an id of its own choice.
    pub(super) fn undo_last(&mut self, scale: &Scale<'_>) {
        let Some(operation) = self.steps.last().map(|step| step.draft.operation) else { return };
        let resources = &scale.resources;
        let Some(kind) = resources.made_by(operation).or_else(|| resources.written_by(operation)) else { return };
        let known = self.bound.iter().find(|(known, _)| *known == kind.item).map(|(_, value)| value.clone());
        let id = known.or_else(|| {
            let source = shown(scale, operation, &id_names(&kind.parameter, &kind.singular))?;
            kind.remove.map(|_| Value::String(self.save(source)))
        });
        let undo = kind.remove.zip(id).and_then(|(remove, id)| self.undo(scale, remove, &kind.item, &id));
        if let Some(step) = self.steps.last_mut() {
            step.undo = undo;
        }
    }
}

/// Where the answer to a creation shows the id, by what the document declares of it.
fn shown(scale: &Scale<'_>, make: usize, names: &[String]) -> Option<Source> {
    let operation = scale.operation(make);
    let answer = success(operation)?;
    let document = &scale.contract.document;
    let schema =
        answer.content.iter().find(|media| media.range.contains("json")).and_then(|media| media.schema.clone());
    if let Some(schema) = schema {
        let (_, properties) = members(document, &schema);
        let pointer = |keys: &[&str]| {
            let mut pointer = String::new();
            for key in keys {
                push(&mut pointer, key);
            }
            Source::Json(pointer)
        };
        if let Some(name) = names.iter().find(|name| properties.contains_key(*name)) {
            return Some(pointer(&[name]));
        }
        let inner = properties.iter().find_map(|(outer, at)| {
            let (_, inner) = members(document, at);
            let name = names.iter().take(4).find(|name| inner.contains_key(*name))?;
            Some(pointer(&[outer, name]))
        });
        if inner.is_some() {
            return inner;
        }
    }
    answer.headers.iter().any(|header| header.name.eq_ignore_ascii_case("location")).then_some(Source::Location)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_saved_becomes_a_template_and_nothing_else_does() {
        assert_eq!(with_templates("GET /a/~~saved_1~~/b/~~saved_2~~", 2), "GET /a/${saved_1}/b/${saved_2}");
        assert_eq!(with_templates("a~~saved_2~~b~~", 1), "a~~saved_2~~b~~");
    }
}
