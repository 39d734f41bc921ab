//! What a contract leaves free in an answer, so that nobody may rely on it.

use serde_json::Value;

use super::given::{Given, Kept, Mutation, Part};
use super::message;
use crate::model::exchange::Answer;
use crate::openapi::api::{Response, StatusKey};
use crate::openapi::at::{At, unescape};
use crate::openapi::document::Document;
use crate::openapi::draft::members;
use crate::openapi::law::{Law, Leave};
use crate::openapi::schema::Undeclared;

/// What a contract says of one answer.
#[derive(Debug)]
pub struct Terms<'a> {
    law: &'a Law,
    response: &'a Response,
    schema: Option<At>,
}

/// What a schema says of one value.
struct Said {
    /// Where it says it.
    at: At,
    /// Whether the value has to be there.
    required: bool,
    /// Whether anything at all is said of it.
    described: bool,
}

impl<'a> Terms<'a> {
    /// What a contract says of an answer; none where it does not know the operation or the status.
    #[must_use]
    pub fn of(law: &'a Law, kept: &Kept, base: &str) -> Option<Self> {
        let answer = answer(&kept.given);
        let verdict = law.judge(&kept.request, Some(&answer), base, LENIENT);
        let touched = verdict.touched?;
        let operation = &law.contract.api.operations[touched.operation];
        let response = operation.responses.iter().find(|response| Some(response.status) == touched.status)?;
        // Of a stream it describes the whole, and not what one message says.
        let media = touched.response_media.filter(|_| !message::is_stream(&kept.given));
        let media = media.and_then(|media| response.content.get(media));
        Some(Self { law, response, schema: media.and_then(|media| media.schema.clone()) })
    }

    /// The words that a value may be, where the contract lists them.
    #[must_use]
    pub fn words(&self, pointer: &str) -> Option<Vec<String>> {
        let said = self.said(pointer)?;
        let (_, schema) = self.document().resolve(&said.at).ok()?;
        let words = schema.get("enum")?.as_array()?;
        Some(words.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// Why a mutant need not be noticed: what the contract leaves free, and where it says so.
    #[must_use]
    pub fn frees(&self, kept: &Kept, mutation: &Mutation, base: &str) -> Option<String> {
        let why = match &mutation.part {
            Part::Dropped(pointer) => {
                let said = self.said(pointer)?;
                match (said.described, said.required) {
                    (_, true) => return None,
                    (true, false) => format!("{}: not required", self.place(&said.at)),
                    (false, false) => format!("{}: says nothing of it", self.place(&said.at)),
                }
            }
            Part::Nulled(pointer) => {
                let said = self.said(pointer)?;
                if said.described && self.may_be_null(&said.at) {
                    format!("{}: may be null", self.place(&said.at))
                } else {
                    self.undescribed(&said)?
                }
            }
            Part::Other(pointer) => self.undescribed(&self.said(pointer)?)?,
            Part::HeaderGone(name) | Part::HeaderOther(name) => self.header(name, &mutation.part)?,
            Part::Status => match self.response.status {
                StatusKey::Class(_) => format!("{}: any status of the class", self.place(&self.response.at)),
                StatusKey::Code(_) | StatusKey::Default => return None,
            },
            Part::Whole => return None,
        };
        // What the contract forbids after all is not free, whatever one schema says.
        let mut given = kept.given.clone();
        (mutation.change)(&mut given);
        let holds = |given: &Given, leave| self.law.judge(&kept.request, Some(&answer(given)), base, leave).holds();
        // What was answered may say more than is declared, where the step lets it.
        let leave = if holds(&kept.given, LENIENT) { LENIENT } else { OPEN };
        holds(&given, leave).then_some(why)
    }

    fn document(&self) -> &Document {
        &self.law.contract.document
    }

    fn place(&self, at: &At) -> String {
        format!("{}{at}", self.document().name(at.file))
    }

    fn undescribed(&self, said: &Said) -> Option<String> {
        (!said.described && !said.required).then(|| format!("{}: says nothing of it", self.place(&said.at)))
    }

    fn header(&self, name: &str, part: &Part) -> Option<String> {
        // `Content-Type` is said by the content (OpenAPI 3.1.1, section 4.8.17.1).
        if name == "content-type" {
            return None;
        }
        let declared = self.response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        match (declared, part) {
            (None, _) => Some(format!("{}: declares no header `{name}`", self.place(&self.response.at))),
            (Some(header), Part::HeaderGone(_)) if !header.required => {
                Some(format!("{}: not required", self.place(&header.at)))
            }
            _ => None,
        }
    }

    fn may_be_null(&self, at: &At) -> bool {
        let Ok((end, schema)) = self.document().resolve(at) else { return false };
        let is_null = |schema: &Value| match schema.get("type") {
            Some(Value::String(one)) => one == "null",
            Some(Value::Array(several)) => several.iter().any(|one| one == "null"),
            _ => schema.get("nullable") == Some(&Value::Bool(true)),
        };
        let branches = ["anyOf", "oneOf"].into_iter().flat_map(|key| {
            let count = schema.get(key).and_then(Value::as_array).map_or(0, Vec::len);
            let end = &end;
            (0..count).map(move |index| end.child(key).item(index))
        });
        is_null(schema)
            || schema.get("nullable") == Some(&Value::Bool(true))
            || branches.filter_map(|at| self.document().resolve(&at).ok()).any(|(_, branch)| is_null(branch))
    }

    /// What is said of the value under a pointer; none where that cannot be told without the value.
    fn said(&self, pointer: &str) -> Option<Said> {
        let mut said = Said { at: self.schema.clone()?, required: true, described: true };
        let mut keys = pointer.split('/').skip(1).map(unescape).peekable();
        while let Some(key) = keys.next() {
            let (end, schema) = self.document().resolve(&said.at).ok()?;
            let splits = ["anyOf", "oneOf", "if"].iter().any(|key| schema.get(key).is_some());
            let is_item = key.bytes().all(|byte| byte.is_ascii_digit()) && schema.get("items").is_some();
            if is_item {
                said = Said { at: end.child("items"), required: true, described: true };
                continue;
            }
            let (required, mut properties) = members(self.document(), &end);
            let required = required.contains(&key);
            if let Some(at) = properties.remove(&key) {
                said = Said { at, required, described: true };
            } else if schema.get("additionalProperties").is_some_and(Value::is_object) {
                said = Said { at: end.child("additionalProperties"), required, described: true };
            } else if splits {
                return None;
            } else {
                // Whatever stands below is not spoken of either, and there need be nothing.
                let required = required && keys.peek().is_none();
                return Some(Said { at: end, required, described: false });
            }
        }
        let (end, schema) = self.document().resolve(&said.at).ok()?;
        let is_empty = schema == &Value::Bool(true)
            || schema.as_object().is_some_and(|map| {
                map.keys().all(|key| ["description", "title", "example", "examples"].contains(&key.as_str()))
            });
        Some(Said { at: end, described: !is_empty, ..said })
    }
}

/// A case may ask for what the contract forbids; here only the answer counts.
const LENIENT: Leave = Leave { may_be_wrong: true, undeclared: None };

/// Nor may what is not declared be held against it.
const OPEN: Leave = Leave { may_be_wrong: true, undeclared: Some(Undeclared::Allow) };

fn answer(given: &Given) -> Answer {
    Answer::new(given.status, http::Version::HTTP_11, given.headers.clone(), given.body.clone())
}
