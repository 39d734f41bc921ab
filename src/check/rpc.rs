//! Whether an answer is a message of JSON-RPC 2.0, and a result and no error.

use serde_json::Value;

use super::api::{Check, Compile, Workshop};
use super::seen;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::exchange::Answer;
use crate::model::finding::{Finding, Judgement};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::reply::Reply;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::read;
use crate::value::matcher::show;
use crate::value::scope::Scope;

mod form;

/// The check `rpc`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "rpc",
    summary: "what a message of JSON-RPC is answered with: a result, an error, a tool's error",
    docs: r"
## What it does

Says which answer to a `json_rpc` step is right: `result`, `error`, `{ error: -32601 }` (an error with this code),
`tool_error` (MCP: a result with `isError: true`), `any`, or a list of them. Without the check a `result` is demanded; of
`tools/call` one that has no `isError: true`. Where the suite takes another status than 2xx and says nothing of `rpc`, an
error or no message at all is right.

Whatever is said here, the message has to be one: `jsonrpc` is `2.0`, `id` equals the one that was sent (`1` is not
`'1'`), there is a `result` or an `error` and not both, an error's `code` is a whole number and its `message` is text, and
the content type is `application/json` or `text/event-stream`. An error's `id` may be missing or null where the request
could not be read (-32700, -32600), and where the HTTP status is not 2xx. A notification is answered with an empty body.

## Why

JSON-RPC answers with HTTP 200 to what went wrong.

## Example

```yaml
rpc: [tool_error, { error: -32602 }]
```
",
    schema: Shape::OneOrMany(&ANSWER),
    compile,
};

const WORDS: [&str; 4] = ["result", "error", "tool_error", "any"];
const CODE: Shape = Shape::Integer { min: i32::MIN as i64, max: i32::MAX as i64 };
static ANSWER: Shape = Shape::Either(&[Shape::Choice(&WORDS), Shape::Record(&ERROR)]);
static ERROR: Record = Record { name: "an error", fields: &[Field::required("error", CODE, "The code of the error.")] };

/// One answer that is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Right {
    Result,
    Error,
    Code(i64),
    ToolError,
    Any,
}

impl Right {
    fn words(self) -> String {
        match self {
            Self::Result => "a result".into(),
            Self::Error => "an error".into(),
            Self::Code(code) => format!("the error {code}"),
            Self::ToolError => "a result with `isError: true`".into(),
            Self::Any => "any answer".into(),
        }
    }
}

/// The check; without `right` nobody has said which answer is.
#[derive(Debug)]
pub struct Rpc {
    place: Place,
    right: Option<Vec<Right>>,
}

impl Rpc {
    /// What every message stands under where the suite says nothing else.
    #[must_use]
    pub fn always(place: &Place) -> Self {
        Self { place: place.clone(), right: None }
    }
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    let right: Option<Vec<Right>> = read::one_or_many(node).iter().map(|node| one(node, shop.found)).collect();
    let right = right?;
    if right.is_empty() {
        shop.found.push(Diagnostic::error("empty", &node.place, "this list is empty, and so demands nothing"));
        return None;
    }
    Some(Box::new(Rpc { place: node.place.clone(), right: Some(right) }))
}

fn one(node: &Node, found: &mut Diagnostics) -> Option<Right> {
    if let (Datum::Map(_), [entry]) = (&node.datum, node.entries())
        && entry.key == "error"
    {
        return found.keep(read::whole(&entry.value, i64::from(i32::MIN), i64::from(i32::MAX))).map(Right::Code);
    }
    if matches!(node.datum, Datum::Map(_)) {
        let what = "of an answer only an error says more: `{ error: -32601 }`";
        found.push(Diagnostic::error("wrong-type", &node.place, what));
        return None;
    }
    Some(match found.keep(read::choice(node, &WORDS))? {
        "result" => Right::Result,
        "error" => Right::Error,
        "tool_error" => Right::ToolError,
        _ => Right::Any,
    })
}

impl Check for Rpc {
    fn judge(&self, seen: &Observation, _: &Scope) -> Judgement {
        let answer = match seen::answer("rpc", seen, &self.place) {
            Ok(answer) => answer,
            Err(nothing) => return nothing,
        };
        let Some(reply) = &seen.reply else {
            return seen::fault("rpc", "rpc", "this step speaks no JSON-RPC", &self.place);
        };
        let success = answer.status.is_success();
        if reply.is_to_notification() && self.right.is_none() && success {
            return self.nothing(answer);
        }
        let message = match &reply.response {
            // What a server says of a status that is meant to be an error need not be a message.
            Ok(message) if success || self.demands_message() || form::is_meant(message) => message,
            Err(what) if success || self.demands_message() => return self.none(answer, what),
            _ => return Judgement::holds(),
        };
        let mut out = Judgement::default();
        form::judge(reply, message, answer, &self.place, &mut out);
        // What is no message has no outcome.
        if message.is_object() {
            out.assert(self.outcome(reply, message, success));
        }
        out
    }
}

impl Rpc {
    fn demands_message(&self) -> bool {
        self.right.as_ref().is_some_and(|right| !right.contains(&Right::Any))
    }

    /// That no message came to a notification.
    fn nothing(&self, answer: &Answer) -> Judgement {
        if answer.body.is_empty() {
            return Judgement::holds();
        }
        let text = seen::start(&answer.body).unwrap_or_else(|| format!("{} bytes", answer.body.len()));
        Judgement::fails(
            Finding::wrong("rpc", "body", "an empty body: a notification has no answer", text).at(&self.place),
        )
    }

    /// That there is no message where one has to be.
    fn none(&self, answer: &Answer, what: &str) -> Judgement {
        let mut out = Judgement::default();
        form::judge_type(answer, &self.place, &mut out);
        let actual = match seen::start(&answer.body) {
            Some(text) => format!("{text:?}"),
            None if answer.body.is_empty() => "an empty body".into(),
            None => format!("{} bytes that are no text", answer.body.len()),
        };
        out.assert(Some(
            Finding::wrong("rpc", "body", "a message of JSON-RPC", actual).note(what.to_owned()).at(&self.place),
        ));
        out
    }

    /// Which of the two it is, and whether that is right.
    fn outcome(&self, reply: &Reply, message: &Value, success: bool) -> Option<Finding> {
        let usual = [if success { Right::Result } else { Right::Error }];
        let right = self.right.as_deref().unwrap_or(&usual);
        let wanted = right.iter().map(|right| right.words()).collect::<Vec<_>>().join(" or ");
        let wrong = |field: &str, expected: &str, actual: String| {
            Some(Finding::wrong("rpc", field, expected, actual).at(&self.place))
        };
        let takes = |answer: Right| right.contains(&answer) || right.contains(&Right::Any);
        if let Some(error) = message.get("error") {
            let code = error["code"].as_i64();
            if takes(Right::Error) || code.is_some_and(|code| right.contains(&Right::Code(code))) {
                return None;
            }
            let text = error["message"].as_str().map_or_else(|| error.to_string(), str::to_owned);
            let said = format!("{:?}", show::cut(&text, 160));
            let number = code.map_or_else(|| "without a code".into(), |code| code.to_string());
            return match right {
                [Right::Code(wanted)] => wrong("$.error.code", &wanted.to_string(), format!("{number}: {said}")),
                _ => wrong("$.error.message", &wanted, format!("{said} (error {number})")),
            };
        }
        let Some(result) = message.get("result") else {
            // That there is neither is told already.
            return None;
        };
        let flag = result.get("isError").filter(|_| reply.method == "tools/call" || right.contains(&Right::ToolError));
        match flag {
            Some(Value::Bool(true)) if takes(Right::ToolError) => None,
            Some(Value::Bool(true)) => wrong("$.result.isError", &wanted, format!("true: {:?}", said(result))),
            Some(Value::Bool(false)) | None if takes(Right::Result) => None,
            Some(Value::Bool(false)) | None if right.contains(&Right::ToolError) => {
                wrong("$.result.isError", &wanted, flag.map_or_else(|| "nothing".into(), Value::to_string))
            }
            Some(Value::Bool(false)) | None => wrong("$.error", &wanted, format!("a result: {}", show::short(result))),
            Some(other) => wrong("$.result.isError", "true or false", show::kinded(other)),
        }
    }
}

/// What a tool says of its error.
fn said(result: &Value) -> String {
    let parts = result["content"].as_array().into_iter().flatten();
    let texts: Vec<&str> = parts.filter_map(|part| part["text"].as_str()).collect();
    show::cut(&texts.join(" "), 160)
}

#[cfg(test)]
mod tests;
