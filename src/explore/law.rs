//! What the contract says of an exchange, in the words of the oracles.

use crate::model::exchange::{Answer, Request};
use crate::openapi::api::Style;
use crate::openapi::at::At;
use crate::openapi::conform::{Breach, Contract, Kind, Options, Touched};
use crate::openapi::draft::members;
use crate::openapi::schema::Undeclared;

use super::draft::Draft;

/// What is wrong, of which kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WrongKind {
    /// The path and method are none of the document's.
    Route,
    /// A parameter's value.
    Parameter,
    /// A parameter is not there.
    ParameterMissing,
    /// The body.
    Body,
    /// There is no body.
    BodyMissing,
    /// The media type of the request's body.
    ContentType,
    /// The answer's status.
    Status,
    /// The answer's media type.
    AnswerContentType,
    /// A header of the answer.
    AnswerHeader,
    /// The answer's body.
    AnswerBody,
}

/// One thing that is wrong.
#[derive(Debug, Clone)]
pub struct Wrong {
    /// Of which kind.
    pub kind: WrongKind,
    /// The part: `query limit`, `header x-key`, `body/items/0/sku`.
    pub field: String,
    /// The schema's keyword; empty where there is none.
    pub keyword: String,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub got: String,
    /// Where the document says so.
    pub at: Option<At>,
}

/// What the contract says of an exchange.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// What is wrong with the request.
    pub request: Vec<Wrong>,
    /// What is wrong with the answer.
    pub answer: Vec<Wrong>,
    /// Whether something could not be judged: the document is wrong there, the body is of a kind that is not read, or the
    /// address is another operation's.
    pub undecided: bool,
}

/// The contract, asked.
#[derive(Debug, Clone)]
pub struct Law<'a> {
    /// The contract.
    pub contract: &'a Contract,
    options: Options,
    /// The same, and with a look at each value of an `enum`.
    closely: Options,
}

impl<'a> Law<'a> {
    /// A contract whose paths stand behind a prefix.
    #[must_use]
    pub fn new(contract: &'a Contract, prefix: &str) -> Self {
        let prefix = Some(prefix.trim_end_matches('/').to_owned());
        let options = Options { undeclared: Undeclared::Allow, prefix, ..Options::default() };
        let closely = Options { values: true, ..options.clone() };
        Self { contract, options, closely }
    }

    /// What the contract says of an exchange, of a request alone where there is no answer; and what of the contract it used.
    #[must_use]
    pub fn judge(
        &self,
        draft: &Draft,
        request: &Request,
        answer: Option<&Answer>,
        closely: bool,
    ) -> (Judged, Option<Touched>) {
        let options = if closely { &self.closely } else { &self.options };
        let verdict = self.contract.judge(request, answer, options);
        let mut judged = Judged { undecided: !verdict.unread.is_empty(), ..Judged::default() };
        // Of a value that it does not see (a text where an object is spread over several parameters) a document says nothing.
        judged.undecided |= verdict.touched.as_ref().is_some_and(|touched| {
            let mut given = draft.parameters.iter().enumerate().filter(|(_, value)| value.is_some());
            touched.operation != draft.operation || given.any(|(index, _)| !touched.parameters.contains(&index))
        });
        judged.undecided |= self.spreads_more(draft);
        for breach in verdict.breaches {
            match kind(&breach) {
                Some((true, kind)) => judged.request.push(wrong(kind, breach)),
                Some((false, kind)) => judged.answer.push(wrong(kind, breach)),
                None => judged.undecided = true,
            }
        }
        (judged, verdict.touched)
    }
}

impl Law<'_> {
    /// Whether an object that is spread over several parameters has a property that its schema does not name: written, it
    /// is another parameter, or anybody's cookie.
    fn spreads_more(&self, draft: &Draft) -> bool {
        let given = draft.of(&self.contract.api).parameters.iter().zip(&draft.parameters);
        let spread = given.filter(|(one, _)| one.writing.style == Style::Form && one.writing.explode);
        let objects = spread.filter_map(|(one, value)| Some((one.schema.as_ref()?, value.as_ref()?.as_object()?)));
        objects.into_iter().any(|(schema, object)| {
            let (_, named) = members(&self.contract.document, schema);
            !named.is_empty() && object.keys().any(|key| !named.contains_key(key))
        })
    }
}

/// Whether it is about the request, and what of it; none where nothing can be said.
fn kind(breach: &Breach) -> Option<(bool, WrongKind)> {
    let is_missing = breach.actual == "nothing" && breach.expected.contains("`required`");
    Some(match breach.kind {
        Kind::UnknownOperation => (true, WrongKind::Route),
        Kind::Parameter | Kind::UndeclaredParameter if is_missing => (true, WrongKind::ParameterMissing),
        Kind::Parameter | Kind::UndeclaredParameter => (true, WrongKind::Parameter),
        Kind::RequestContentType => (true, WrongKind::ContentType),
        Kind::RequestBody if is_missing && breach.field == "request body" => (true, WrongKind::BodyMissing),
        Kind::RequestBody => (true, WrongKind::Body),
        Kind::UndeclaredStatus => (false, WrongKind::Status),
        Kind::UndeclaredContentType => (false, WrongKind::AnswerContentType),
        Kind::Header => (false, WrongKind::AnswerHeader),
        Kind::UndeclaredProperty if breach.field.starts_with("request") => (true, WrongKind::Body),
        Kind::Body | Kind::UndeclaredProperty => (false, WrongKind::AnswerBody),
        Kind::Contract => return None,
    })
}

fn wrong(kind: WrongKind, breach: Breach) -> Wrong {
    let (part, path) = match (breach.field.strip_prefix("request body"), breach.field.strip_prefix('$')) {
        (Some(path), _) | (None, Some(path)) => ("", pointer(path.trim_start_matches([' ', '$']))),
        (None, None) => (breach.field.as_str(), String::new()),
    };
    let part = match part {
        "" => "body",
        other => other,
    };
    Wrong {
        kind,
        field: format!("{part}{path}"),
        keyword: keyword(&breach.at),
        expected: breach.expected,
        got: breach.actual,
        at: Some(breach.at),
    }
}

/// The keyword of a schema that an address ends in; of `required` and its like the one above the index.
fn keyword(at: &At) -> String {
    let known = |name: &str| {
        [
            "type",
            "enum",
            "const",
            "format",
            "pattern",
            "required",
            "uniqueItems",
            "multipleOf",
            "oneOf",
            "anyOf",
            "allOf",
        ]
        .contains(&name)
            || ["additionalProperties", "unevaluatedProperties", "dependentRequired", "contains", "not"].contains(&name)
            || ["min", "max", "exclusiveM"].iter().any(|start| name.starts_with(start))
    };
    let name = at.name();
    if known(&name) {
        return name;
    }
    at.parent().map(|above| above.name()).filter(|name| known(name)).unwrap_or_default()
}

/// A path such as `.a[0]['b c']` as a JSON pointer.
fn pointer(path: &str) -> String {
    let mut pointer = String::new();
    let mut rest = path;
    while !rest.is_empty() {
        let (key, after) = if let Some(inner) = rest.strip_prefix("['") {
            let end = inner.find("']").unwrap_or(inner.len());
            (&inner[..end], inner.get(end + 2..).unwrap_or_default())
        } else if let Some(inner) = rest.strip_prefix('[') {
            let end = inner.find(']').unwrap_or(inner.len());
            (&inner[..end], inner.get(end + 1..).unwrap_or_default())
        } else {
            let inner = rest.strip_prefix('.').unwrap_or(rest);
            let end = inner.find(['.', '[']).unwrap_or(inner.len());
            (&inner[..end], &inner[end..])
        };
        crate::openapi::at::push(&mut pointer, key);
        rest = after;
    }
    pointer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_pointers_and_addresses_keywords() {
        assert_eq!(pointer(".a[0]['b/c'].d"), "/a/0/b~1c/d");
        assert_eq!(pointer(""), "");
        let at = At::file(0).down(&["components", "schemas", "A", "required", "0"]);
        assert_eq!(keyword(&at), "required");
        assert_eq!(keyword(&at.child("maximum")), "maximum");
    }
}
