//! Cases for what a suite did not use of its contract: few of them, each ready to be pasted.
//!
//! A request counts as using a part of the contract when the contract, judging it as it would be sent, says so. What the
//! service decides by itself (`500`, an order that somebody else changed) is not made up: it is told, with the reason.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use url::Url;

use super::api::Pasting;
use super::draft::{Caller, Draft};
use super::paste::step::{self, Asked};
use super::tale::Source;
use super::thing::made_up;
use crate::openapi::api::{In, Operation, Parameter, Response, StatusKey};
use crate::openapi::conform::Contract;
use crate::openapi::coverage::{Gap, Item};
use crate::openapi::draft::success;
use chain::{Chain, Step, expected, with_templates};
use scale::Scale;

mod chain;
mod fold;
mod refuse;
mod scale;

/// The most cases that are written at once.
const MOST: usize = 2_000;

/// The suite that the cases are for.
pub struct Suite<'a> {
    /// Its contract.
    pub contract: &'a Contract,
    /// What was not used.
    pub gaps: &'a [Gap],
    /// The address that the document's paths stand behind; only its path counts.
    pub base: Url,
    /// What a `call` begins with before the document's path, such as `/v1`; empty where the suite's base holds all of it.
    pub lead: String,
    /// The names of its cases.
    pub names: BTreeSet<String>,
    /// The caller of an operation; none where the suite has said who asks, or nobody has to.
    pub caller: &'a dyn Fn(&Operation) -> Option<String>,
    /// The caller without credentials, where there is one.
    pub nobody: Option<String>,
}

/// What was written for a suite.
#[derive(Debug, Default)]
pub struct Written {
    /// Cases as YAML, in the document's order, indented as below `cases:`.
    pub cases: Vec<String>,
    /// How many of the gaps they use.
    pub used: usize,
    /// The gaps that no case uses, by the reason.
    pub left: BTreeMap<String, Vec<String>>,
}

impl std::fmt::Debug for Suite<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Suite").field("base", &self.base).finish_non_exhaustive()
    }
}

/// Writes cases for what a suite did not use.
#[must_use]
pub fn write(suite: &Suite<'_>) -> Written {
    let wanted = suite.gaps.iter().map(|gap| gap.item.clone()).collect();
    let scale = Scale::new(suite.contract, suite.base.clone());
    let mut writer =
        Writer { suite, scale, wanted, names: suite.names.clone(), written: Written::default(), why: BTreeMap::new() };
    for operation in 0..suite.contract.api.operations.len() {
        writer.operation(operation);
    }
    writer.end()
}

struct Writer<'a> {
    suite: &'a Suite<'a>,
    scale: Scale<'a>,
    /// What is still to be used.
    wanted: BTreeSet<Item>,
    names: BTreeSet<String>,
    written: Written,
    /// Why something is not used.
    why: BTreeMap<Item, String>,
}

impl Writer<'_> {
    fn operation(&mut self, index: usize) {
        let operation = self.scale.operation(index);
        let answer = success(operation);
        if let Some(answer) = answer {
            self.successes(index, answer);
            self.media(index, answer);
        } else {
            self.give_up(Item::Operation(index), "it declares no answer of success");
        }
        self.refusals(index);
    }

    /// What requests use that are answered with success.
    fn successes(&mut self, index: usize, answer: &Response) {
        let operation = self.scale.operation(index);
        let own =
            [Item::Operation(index), Item::Status(index, answer.status), Item::ResponseMedia(index, answer.status, 0)];
        let forced = own.iter().any(|item| self.wanted.contains(item));
        let found = match fold::requests(&self.scale, index, &self.wanted, forced) {
            Ok(found) => found,
            Err(why) => return own.into_iter().for_each(|item| self.give_up(item, &why)),
        };
        if found.is_empty() {
            return;
        }
        let (mut chain, mut used) = (Chain::default(), BTreeSet::new());
        let created = operation.responses.iter().find(|one| one.status == StatusKey::Code(201));
        let writes = self.scale.resources.written_by(index).is_some();
        let mut twice = writes.then_some(()).and(created).filter(|created| created.status != answer.status);
        let is_twice = twice.is_some();
        for (mut draft, gained) in found {
            if let Err(why) = chain.bind(&self.scale, &mut draft) {
                own.iter().chain(&gained).for_each(|item| self.give_up(item.clone(), &why));
                continue;
            }
            used.extend(gained);
            if let Some(created) = twice.take() {
                // What is written under an id of its own is new at first, and then replaced.
                chain.steps.push(Step::new(draft.clone(), 201.into()));
                chain.undo_last(&self.scale);
                let also = [Item::Status(index, created.status), Item::ResponseMedia(index, created.status, 0)];
                used.extend(also.into_iter().filter(|item| self.wanted.contains(item)));
            }
            chain.steps.push(Step::new(draft, expected(answer.status)));
            if !is_twice {
                chain.undo_last(&self.scale);
            }
        }
        if chain.steps.is_empty() {
            return;
        }
        used.extend(own.iter().filter(|item| self.wanted.contains(item)).cloned());
        let given = if is_twice { format!("201, then {}", answer.status) } else { answer.status.to_string() };
        let name = format!("{} gives {given}{}", operation.name(), self.beside(index, &used));
        self.case(&name, &chain, &used);
    }

    /// What a name says of a request beyond its operation.
    fn beside(&self, index: usize, used: &BTreeSet<Item>) -> String {
        let operation = self.scale.operation(index);
        let mut parts: Vec<String> = Vec::new();
        for item in used {
            match item {
                Item::Parameter(_, number) => {
                    let parameter = &operation.parameters[*number];
                    let is_news = !parameter.required || !used.contains(&Item::Operation(index));
                    parts.extend(is_news.then(|| parameter.name.clone()));
                }
                Item::RequestMedia(_, number) => {
                    let range = operation.body.as_ref().map(|body| body.content[*number].range.clone());
                    parts.extend(range.filter(|_| !used.contains(&Item::Operation(index))));
                }
                Item::EnumValue(at, number) => {
                    let value = self.suite.contract.document.get(&at.child("enum").item(*number));
                    parts.extend(value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
                }
                _ => {}
            }
        }
        parts.dedup();
        match parts.len() {
            0 => String::new(),
            1..=4 => format!(", with {}", parts.join(", ")),
            more => format!(", with {} and {} more", parts[..3].join(", "), more - 3),
        }
    }

    /// Media types that an answer may also have, asked for by `Accept`.
    fn media(&mut self, index: usize, answer: &Response) {
        let operation = self.scale.operation(index);
        for (number, media) in answer.content.iter().enumerate() {
            let item = Item::ResponseMedia(index, answer.status, number);
            if !self.wanted.contains(&item) {
                continue;
            }
            let Ok(mut draft) = self.scale.plain(index) else { continue };
            if media.range.contains('*') || operation.method == http::Method::HEAD {
                self.give_up(item, "the service chooses it");
                continue;
            }
            let mut chain = Chain::default();
            if let Err(why) = chain.bind(&self.scale, &mut draft) {
                self.give_up(item, &why);
                continue;
            }
            draft.headers.push(("accept".into(), media.range.clone()));
            let mut step = Step::new(draft, expected(answer.status));
            step.media = Some(media.range.clone());
            chain.steps.push(step);
            let name = format!("{} gives {}", operation.name(), media.range);
            self.case(&name, &chain, &BTreeSet::from([item]));
        }
    }

    /// Every other status that a client can provoke, those of an operation in one case.
    fn refusals(&mut self, index: usize) {
        let operation = self.scale.operation(index);
        let mut chain = Chain::default();
        let (mut used, mut codes) = (BTreeSet::new(), Vec::new());
        for answer in &operation.responses {
            let item = Item::Status(index, answer.status);
            if !self.wanted.contains(&item) || self.why.contains_key(&item) {
                continue;
            }
            if answer.status == StatusKey::Code(304) && self.unmodified(index, &item) {
                continue;
            }
            let (refusal, expect) = match refuse::refusal(&self.scale, index, answer.status) {
                Ok(found) => found,
                Err(why) => {
                    self.give_up(item, why);
                    continue;
                }
            };
            if refusal.draft.caller == Caller::Nobody && self.suite.nobody.is_none() {
                self.give_up(item, "the project file names no caller without credentials; add `nobody: none`");
                continue;
            }
            let mut draft = refusal.draft;
            if refusal.grounded
                && let Err(why) = chain.bind(&self.scale, &mut draft)
            {
                self.give_up(item, &why);
                continue;
            }
            codes.push(expect.as_str().map_or_else(|| expect.to_string(), str::to_owned));
            chain.steps.push(Step::new(draft, expect));
            let media = Item::ResponseMedia(index, answer.status, 0);
            used.extend([item, media].into_iter().filter(|item| self.wanted.contains(item)));
        }
        if !used.is_empty() {
            let name = format!("{} refuses with {}", operation.name(), codes.join(", "));
            self.case(&name, &chain, &used);
        }
    }

    /// `304`: what the caller holds is as it is (RFC 9110, section 13.1.2). False where no answer shows an `ETag`.
    fn unmodified(&mut self, index: usize, item: &Item) -> bool {
        let operation = self.scale.operation(index);
        let shown = success(operation)
            .is_some_and(|answer| answer.headers.iter().any(|header| header.name.eq_ignore_ascii_case("etag")));
        let (true, Ok(mut draft)) = (shown, self.scale.plain(index)) else { return false };
        let condition = |one: &Parameter| one.name.eq_ignore_ascii_case("if-none-match");
        if let Some(place) = operation.parameters.iter().position(condition) {
            draft.parameters[place] = None;
        }
        let mut chain = Chain::default();
        if chain.bind(&self.scale, &mut draft).is_err() {
            return false;
        }
        chain.steps.push(Step::new(draft.clone(), success(operation).map_or(200.into(), |one| expected(one.status))));
        let etag = chain.save(Source::Header("etag".into()));
        let mut again = Step::new(draft, 304.into());
        again.headers.push(("if-none-match".into(), etag));
        chain.steps.push(again);
        let name = format!("{} gives 304 to whoever holds it", operation.name());
        let media = Item::ResponseMedia(index, StatusKey::Code(304), 0);
        let used = [item.clone(), media].into_iter().filter(|item| self.wanted.contains(item)).collect();
        self.case(&name, &chain, &used);
        true
    }

    /// Writes a case down, and takes what it uses from what is wanted.
    fn case(&mut self, name: &str, chain: &Chain, used: &BTreeSet<Item>) {
        if self.written.cases.len() >= MOST {
            return used.iter().for_each(|item| self.give_up(item.clone(), "there are enough cases for once"));
        }
        let steps: Option<Vec<_>> = chain.steps.iter().map(|step| self.step(step, chain.saved)).collect();
        let Some(steps) = steps else {
            let why = "a suite cannot say its bytes";
            return used.iter().for_each(|item| self.give_up(item.clone(), why));
        };
        let numbered = (2..).map(|number| format!("{name} ({number})"));
        let name = std::iter::once(name.to_owned()).chain(numbered).find(|name| !self.names.contains(name));
        let name = name.unwrap_or_default();
        self.written.cases.push(step::case(&name.replace("${", "$${"), None, &steps));
        self.names.insert(name);
        self.written.used += used.iter().filter(|item| self.wanted.remove(item)).count();
    }

    fn step(&self, step: &Step, saved: usize) -> Option<Map<String, Value>> {
        let mut map = self.request(&step.draft, saved)?;
        for (header, value) in &step.headers {
            let headers = map.entry("headers").or_insert_with(|| Value::Object(Map::new()));
            headers.as_object_mut()?.insert(header.clone(), json!(with_templates(value, saved)));
        }
        let expect = match &step.media {
            Some(media) => json!({"status": step.expect, "header": {"content-type": {"starts_with": media}}}),
            None if step.expect.is_string() => json!({"status": step.expect}),
            None => step.expect.clone(),
        };
        map.insert("expect".into(), expect);
        for (name, source) in &step.save {
            step::save(&mut map, name.clone(), source)?;
        }
        if let Some(undo) = &step.undo {
            let mut undo = self.request(undo, saved)?;
            // What the case itself took away is gone.
            undo.insert("expect".into(), json!({"status": ["2xx", 404]}));
            map.insert("undo".into(), json!([undo]));
        }
        Some(map)
    }

    fn request(&self, draft: &Draft, saved: usize) -> Option<Map<String, Value>> {
        let request = self.scale.request(draft)?;
        let api = self.scale.api();
        let pasting = Pasting::default();
        let (base, credentials) = (&self.scale.base, &[]);
        let asked = Asked { api, base, credentials, pasting: &pasting, draft, request: &request, bindings: &[] };
        let made = step::step(&asked, &mut |_| String::new())?;
        let as_whom = match draft.caller {
            Caller::Nobody => self.suite.nobody.clone(),
            _ => (self.suite.caller)(draft.of(api)),
        };
        let mut map = Map::new();
        for (key, value) in made {
            let value = templates(self.with_own_key(draft, key.as_str(), value), saved);
            match (key.as_str(), value.as_str().and_then(|call| call.split_once(' '))) {
                ("call", Some((method, path))) => {
                    map.insert(key, json!(format!("{method} {}{path}", self.suite.lead)));
                    map.extend(as_whom.iter().map(|caller| ("as".to_owned(), json!(caller))));
                }
                _ => drop(map.insert(key, value)),
            }
        }
        Some(map)
    }

    /// Headers with an idempotency key that is another one in each run, where the contract allows such.
    fn with_own_key(&self, draft: &Draft, key: &str, mut headers: Value) -> Value {
        let is_key = |one: &Parameter| one.location == In::Header && one.name.eq_ignore_ascii_case("idempotency-key");
        let place = draft.of(self.scale.api()).parameters.iter().position(is_key);
        if let (Some(place), "headers") = (place, key)
            && let Some(own) = headers.get_mut("idempotency-key")
            && self.scale.uses(&draft.clone().with(place, Some(json!(made_up(0))))).is_some()
        {
            *own = json!("${fresh.uuid}");
        }
        headers
    }

    fn give_up(&mut self, item: Item, why: &str) {
        if self.wanted.contains(&item) {
            self.why.entry(item).or_insert_with(|| why.to_owned());
        }
    }

    fn end(mut self) -> Written {
        // What is said of a status is said of what comes with it.
        let comes_with = |item: &Item| match item {
            Item::ResponseMedia(operation, status, _) => self.wanted.contains(&Item::Status(*operation, *status)),
            _ => false,
        };
        let gaps = self.suite.gaps.iter().filter(|gap| self.wanted.contains(&gap.item) && !comes_with(&gap.item));
        for gap in gaps {
            let why = match (self.why.get(&gap.item), &gap.item) {
                (Some(why), _) => why.clone(),
                (None, Item::EnumValue(..)) => "no request holds it, and what answers hold is the service's".to_owned(),
                (None, Item::ResponseMedia(..)) => "the service chooses it".to_owned(),
                (None, Item::RequestMedia(..)) => "no body of this type can be written here".to_owned(),
                (None, Item::Parameter(..)) => "no value of it was made that its contract allows".to_owned(),
                (None, _) => "no request of it was made that its contract allows".to_owned(),
            };
            self.written.left.entry(why).or_default().push(gap.words.clone());
        }
        self.written
    }
}

/// A value with templates in the place of what was saved.
fn templates(value: Value, saved: usize) -> Value {
    match value {
        Value::String(text) => json!(with_templates(&text, saved)),
        Value::Array(list) => list.into_iter().map(|value| templates(value, saved)).collect(),
        Value::Object(map) => {
            Value::Object(map.into_iter().map(|(key, value)| (key, templates(value, saved))).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests;
