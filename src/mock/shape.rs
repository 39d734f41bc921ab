//! What a mock file may look like, for the validator, the editor's schema and the docs.

use serde_json::{Value, json};

use crate::model::shape::{Field, Record, Shape};
use crate::syntax::schema;
use crate::value::matcher::Matcher;

/// A whole mock file.
pub const SHAPE: Shape = Shape::Record(&MOCK);

/// The JSON Schema of a mock file, for editors.
#[must_use]
pub fn document() -> Value {
    schema::document("A mock of one upstream", "urn:holdpoint:mock", SHAPE, &|_| None)
}

/// A key that another version brings; it is refused with its own words, and so the editor refuses it too.
const LATER: Shape = Shape::Custom { name: "not part of this version", schema: never };

fn never() -> Value {
    json!(false)
}

const MATCHERS: Shape = Shape::Map(&Matcher::SHAPE);
const SCALARS: Shape = Shape::OneOrMany(&Shape::Scalar);
const WHOLE: Shape = Shape::Integer { min: 0, max: i64::MAX };
const STATUS: Shape = Shape::Integer { min: 200, max: 599 };

static MOCK: Record = Record {
    name: "a mock",
    fields: &[
        Field::required("mock", Shape::Text, "The mock's name; every answer bears it in x-holdpoint-mock."),
        Field::new("seed", WHOLE, "What random delays and fresh.* derive from; 0 where left out."),
        Field::new("isolate", Shape::Choice(&["case", "suite"]), "Who shares a state: a case has its own by default."),
        Field::new("secrets", Shape::OneOrMany(&Shape::Text), "The names of the secrets that the mock needs."),
        Field::new("vars", Shape::Map(&Shape::Any), "Variables with their defaults; null where one has to be given."),
        Field::new("state", Shape::Map(&STATE), "Named values, tables and lists that stubs read and change."),
        Field::new("stubs", Shape::List(&Shape::Record(&STUB)), "What is answered to which requests."),
        Field::new("expect", Shape::Map(&EXPECT), "What must have arrived when a case ends, by stub."),
        Field::new("from", Shape::Record(&FROM), "An OpenAPI document that answers what no stub takes."),
        Field::new(
            "contract",
            Shape::Either(&[Shape::Text, Shape::Record(&HELD)]),
            "An OpenAPI document that the stubs' answers are held to.",
        ),
        Field::new("phases", LATER, "Comes with the resilience lane."),
        Field::new("refuse", LATER, "Comes with the resilience lane."),
    ],
};

/// The keys of `from`.
pub static FROM: Record = Record {
    name: "a from",
    fields: &[
        Field::required("openapi", Shape::Text, "The document's file, relative to this one."),
        Field::new("seed", WHOLE, "What generated answers derive from; the mock's own seed where left out."),
        Field::new("state", Shape::Bool, "Whether what POST made is there for GET; false where left out."),
        Field::new("base", Shape::Text, "What stands before the document's paths, instead of its servers' paths."),
        Field::new(
            "operations",
            Shape::OneOrMany(&Shape::Text),
            "The operations that are answered; all where left out.",
        ),
    ],
};

/// The keys of a `contract`.
pub static HELD: Record = Record {
    name: "a contract",
    fields: &[
        Field::required("openapi", Shape::Text, "The document's file, relative to this one."),
        Field::new("base", Shape::Text, "What stands before the document's paths, instead of its servers' paths."),
    ],
};

const STATE: Shape = Shape::Custom { name: "a state's beginning", schema: state };

fn state() -> Value {
    json!({
        "description": "A value; or { table: key column, rows: […] }; or { list: true, items: […] }.",
        "anyOf": [
            {"type": "object", "required": ["table"], "additionalProperties": false,
             "properties": {"table": {"type": "string"}, "rows": {"type": "array", "items": {"type": "object"}}}},
            {"type": "object", "required": ["list"], "additionalProperties": false,
             "properties": {"list": {"const": true}, "items": {"type": "array"}}},
            {"not": {"type": "object", "anyOf": [{"required": ["table"]}, {"required": ["list"]}]}}
        ]
    })
}

/// The keys of a stub.
pub static STUB: Record = Record {
    name: "a stub",
    fields: &[
        Field::required("id", Shape::Text, "The stub's name in journals, near misses and expect."),
        Field::required("when", Shape::Record(&WHEN), "Which requests it takes."),
        Field::new("then", THEN, "What it answers: a status, or { status: answer }."),
        Field::new(
            "steps",
            Shape::List(&THEN),
            "What it answers to the first arrival, the second, …; the last one stays.",
        ),
        Field::new("key", Shape::Text, "A template that tells requests apart for steps and replay."),
        Field::new("replay", Shape::Record(&REPLAY), "What a repeated key gives (Idempotency-Key)."),
        Field::new(
            "compute",
            Shape::Map(&Shape::Text),
            "CEL by name: ${computed.X}, from the state as the request found it.",
        ),
        Field::new("set", SET, "What it changes in the state before it answers."),
        Field::new("delay", DELAY, "How long each of its answers is held back."),
        Field::new("fault", LATER, "Comes with the resilience lane."),
        Field::new("wire", LATER, "Comes with the resilience lane."),
        Field::new("callback", LATER, "Comes with the resilience lane."),
        Field::new("refuse", LATER, "Comes with the resilience lane."),
        Field::new("stall", LATER, "Comes with the resilience lane."),
    ],
};

static WHEN: Record = Record {
    name: "a stub's when",
    fields: &[
        Field::new("GET", Shape::Text, "The path template that GET is taken on, and HEAD with it."),
        Field::new("POST", Shape::Text, "The path template that POST is taken on."),
        Field::new("PUT", Shape::Text, "The path template that PUT is taken on."),
        Field::new("PATCH", Shape::Text, "The path template that PATCH is taken on."),
        Field::new("DELETE", Shape::Text, "The path template that DELETE is taken on."),
        Field::new("HEAD", Shape::Text, "The path template that HEAD is taken on."),
        Field::new("OPTIONS", Shape::Text, "The path template that OPTIONS is taken on."),
        Field::new("any", Shape::Text, "The path template that every method is taken on."),
        Field::new("method", Shape::OneOrMany(&Shape::Text), "The methods, beside `path`."),
        Field::new("path", Shape::Text, "The path template, beside `method`."),
        Field::new("header", MATCHERS, "A matcher for each header."),
        Field::new("query", MATCHERS, "A matcher for each parameter; one that comes twice is a list."),
        Field::new("form", MATCHERS, "A matcher for each parameter of a form body."),
        Field::new("json", MATCHERS, "A matcher for each JSON path (RFC 9535) into the body."),
        Field::new("body", Matcher::SHAPE, "A matcher for the whole body as text."),
        Field::new("state", MATCHERS, "A matcher for each name of the state."),
        Field::new("guard", Shape::Text, "CEL over request, state, rows, secret, vars and now."),
    ],
};

/// The methods that stand as keys of a `when`.
pub const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

const THEN: Shape = Shape::Custom { name: "what is answered", schema: then };

fn then() -> Value {
    json!({
        "description": "A status, or { status: answer }, and beside it `set`.",
        "anyOf": [
            {"type": "integer", "minimum": 200, "maximum": 599},
            {"type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 2,
             "properties": {"set": {"description": "What this answer changes in the state."}},
             "patternProperties": {"^[2-5][0-9][0-9]$": {
                "type": "object", "additionalProperties": false,
                "properties": {
                    "json": {"description": "A JSON body; its texts may hold templates."},
                    "text": {"type": "string", "description": "A text body."},
                    "html": {"type": "string", "description": "An HTML body."},
                    "problem": {"type": "object", "description": "An RFC 9457 body; the status is filled in."},
                    "file": {"type": "string", "description": "A file's bytes, relative to the mock file."},
                    "headers": {"type": "object", "description": "Headers; a list sends one more than once."},
                    "delay": {"description": "How long the answer is held back."},
                    "breaks_contract": {"type": "string", "description": "Why this answer is not what the contract says."}
                }
             }}}
        ]
    })
}

/// The keys of an answer.
pub static ANSWER: Record = Record {
    name: "an answer",
    fields: &[
        Field::new("json", Shape::Any, "A JSON body; its texts may hold templates."),
        Field::new("text", Shape::Scalar, "A text body."),
        Field::new("html", Shape::Text, "An HTML body."),
        Field::new("problem", Shape::Map(&Shape::Any), "An RFC 9457 body; the status is filled in."),
        Field::new("file", Shape::Text, "A file's bytes, relative to the mock file."),
        Field::new("headers", Shape::Map(&SCALARS), "Headers; a list sends one more than once."),
        Field::new("delay", DELAY, "How long the answer is held back."),
        Field::new("breaks_contract", Shape::Text, "Why this answer is not what the contract says."),
        Field::new("fault", LATER, "Comes with the resilience lane."),
        Field::new("wire", LATER, "Comes with the resilience lane."),
        Field::new("stall", LATER, "Comes with the resilience lane."),
    ],
};

/// The bodies of an answer.
pub const BODIES: [&str; 5] = ["json", "text", "html", "problem", "file"];

const DELAY: Shape = Shape::Either(&[Shape::Duration, Shape::Record(&DISTRIBUTION)]);

static DISTRIBUTION: Record = Record {
    name: "a random delay",
    fields: &[
        Field::new("uniform", Shape::List(&Shape::Duration), "From and to."),
        Field::new("lognormal", Shape::Record(&LOGNORMAL), "The median and the 99th percentile."),
    ],
};

static LOGNORMAL: Record = Record {
    name: "a lognormal delay",
    fields: &[
        Field::required("p50", Shape::Duration, "Half of all are below."),
        Field::required("p99", Shape::Duration, "99 of 100 are below."),
    ],
};

static REPLAY: Record = Record {
    name: "a replay",
    fields: &[
        Field::new("same_body", Shape::Choice(&["first_result"]), "The first result again, and nothing else happens."),
        Field::new("other_body", Shape::Either(&[STATUS, THEN]), "The answer to another body; 422 where left out."),
        Field::new(
            "in_flight",
            Shape::Either(&[STATUS, THEN]),
            "The answer while the first is held back; 409 where left out.",
        ),
    ],
};

const SET: Shape = Shape::Custom { name: "a change of the state", schema: set };

fn set() -> Value {
    json!({
        "description": "{ name: value }; { rows, where, to }; { row: \"t[key]\", to }; { append, value }; { remove, where }; or a list of these.",
        "type": ["object", "array"]
    })
}

const EXPECT: Shape = Shape::Custom { name: "what must have arrived", schema: expect };

fn expect() -> Value {
    json!({
        "anyOf": [
            {"type": "object", "additionalProperties": false, "minProperties": 1, "properties": {
                "calls": {"description": "How often: a number or a matcher."},
                "same": {"description": "What is the same in all arrivals: header.<name>, body_sha256."},
                "gaps": {"description": "How far one is from the next, such as \">=2s\"; the last stands for the rest."},
                "after": {"type": "string", "description": "The stub that must have been called before."}
            }},
            {"description": "For `unmatched`: a number or a matcher."}
        ]
    })
}

/// What must have arrived at one stub.
pub static EXPECTATION: Record = Record {
    name: "an expectation",
    fields: &[
        Field::new("calls", Matcher::SHAPE, "How often."),
        Field::new(
            "same",
            Shape::OneOrMany(&Shape::Text),
            "What is the same in all arrivals: header.<name>, body_sha256.",
        ),
        Field::new("gaps", Shape::OneOrMany(&Shape::Text), "How far one is from the next, such as \">=2s\"."),
        Field::new("after", Shape::Text, "The stub that must have been called before."),
    ],
};

/// The lane that a key comes with, where this version has it not.
#[must_use]
pub fn later(key: &str) -> Option<&'static str> {
    match key {
        "fault" | "wire" | "phases" | "callback" | "refuse" | "stall" => Some("resilience"),
        _ => None,
    }
}
