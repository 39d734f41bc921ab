//! What a suite file may say, key by key: read by the validator, the editor's schema and the docs.

use crate::model::lane::Lane;
use crate::model::shape::{Field, Record, Shape};

const TEXT: Shape = Shape::Text;
const TEXTS: Shape = Shape::OneOrMany(&Shape::Text);
const STEPS: Shape = Shape::OneOrMany(&Shape::Named("step"));

/// A whole suite file.
pub static SUITE: Record = Record {
    name: "a suite",
    fields: &[
        Field::required("suite", TEXT, "The suite's name, such as `chatwoot/health`; unique in the project."),
        Field::required(
            "lane",
            Shape::Choice(&Lane::NAMES),
            "Which lane it belongs to: contract, runtime, resilience or health.",
        ),
        Field::new("target", TEXT, "The target of the project file that it asks."),
        Field::new("targets", Shape::List(&TEXT), "Several targets: the suite runs once for each."),
        Field::new(
            "contract",
            Shape::Either(&[TEXT, Shape::Record(&CONTRACT)]),
            "The OpenAPI document that every exchange is held to; its file, beside the suite.",
        ),
        Field::new("graphql", Shape::Record(&GRAPHQL), "What all steps `graphql` of the suite have in common."),
        Field::new(
            "as",
            TEXT,
            "The caller of the target that requests are made as, unless a case or step says otherwise.",
        ),
        Field::new("base", TEXT, "What stands before every path that begins with one `/`; `//` leaves it out."),
        Field::new("headers", Shape::Map(&Shape::Scalar), "Headers of every request."),
        Field::new("tags", TEXTS, "Words to select by."),
        Field::new("why", TEXT, "Printed when a case fails, unless the case has its own."),
        Field::new(
            "order",
            Shape::Choice(&["parallel", "sequential"]),
            "Whether cases run at the same time (the default) or one after another.",
        ),
        Field::new("timeout", Shape::Duration, "The limit of one exchange."),
        Field::new("prove", Shape::Record(&PROVE), "What `holdpoint prove` has to know of the suite."),
        Field::new("fragments", Shape::Map(&Shape::Named("fragment")), "Steps with parameters, for `use`."),
        Field::new(
            "setup",
            Shape::Either(&[Shape::Record(&SETUP), STEPS]),
            "Steps before each case; `{ once: … }` for steps before the first case only.",
        ),
        Field::required("cases", Shape::List(&Shape::Named("case")), "What is checked."),
    ],
};

/// The long form of `contract`.
pub static CONTRACT: Record = Record {
    name: "a contract",
    fields: &[
        Field::required("file", TEXT, "The OpenAPI document, beside the suite: JSON or YAML."),
        Field::new(
            "undeclared",
            Shape::Choice(&["error", "warn", "allow"]),
            "What is said of properties, parameters and bodies that it does not name; error by default.",
        ),
        Field::new("base", TEXT, "What stands before its paths, instead of the paths of its `servers`."),
        Field::new(
            "min_coverage",
            Shape::Number,
            "How much of it the suite has to use, in per cent: one more case, after all others.",
        ),
        Field::new(
            "remote",
            Shape::Map(&Shape::Record(&REMOTE)),
            "Copies of what it refers to elsewhere, by address: nothing is fetched.",
        ),
    ],
};

/// What steps `graphql` have in common.
static GRAPHQL: Record = Record {
    name: "the settings of GraphQL",
    fields: &[
        Field::new("path", TEXT, "Where documents are sent: `/graphql`."),
        Field::new(
            "schema",
            TEXT,
            "The schema that they are held to, beside the suite: SDL, or an introspection result as `.json`.",
        ),
    ],
};

/// What a proof has to know of a suite.
static PROVE: Record = Record {
    name: "the settings of a proof",
    fields: &[Field::required(
        "waive",
        Shape::List(&Shape::Record(&WAIVER)),
        "Wrong answers that the suite need not notice; at most 3 in 100.",
    )],
};

/// Wrong answers that need not be noticed.
static WAIVER: Record = Record {
    name: "a waiver",
    fields: &[
        Field::required("mutation", TEXT, "What is done to the answer: `alter-header`."),
        Field::required("field", TEXT, "Which part, as the survivor says: `header etag`; `*` is any text."),
        Field::new("case", TEXT, "Only of this case."),
        Field::required(
            "because",
            TEXT,
            "What makes the part free: `#/components/schemas/Order` in the contract, or `RFC 9110, section 8.8.3`.",
        ),
    ],
};

/// A copy of what an address gives.
static REMOTE: Record = Record {
    name: "a copy",
    fields: &[
        Field::required("file", TEXT, "The copy, beside the suite."),
        Field::required("sha256", TEXT, "The SHA-256 of its bytes, in hex."),
    ],
};

/// The long form of `setup`.
static SETUP: Record = Record {
    name: "a setup",
    fields: &[
        Field::required("once", STEPS, "Steps before the first case; what they save is known to every case."),
        Field::new("each", STEPS, "Steps before each case."),
    ],
};

/// The keys of a case that are not a step's. A case without `steps` holds the keys of its one step itself.
pub static CASE: Record = Record {
    name: "a case",
    fields: &[
        Field::required("name", TEXT, "What holds when this case is green; unique in the suite."),
        Field::new("covers", TEXTS, "The ids of the checks that this case bears."),
        Field::new("tags", TEXTS, "Words to select by."),
        Field::new(
            "rows",
            Shape::List(&Shape::Map(&Shape::Any)),
            "One reported case for each row; its values are `${row.X}`.",
        ),
        Field::new("alone", Shape::Bool, "Whether nothing may run beside this case."),
        Field::new(
            "modes",
            Shape::OneOrMany(&Shape::Choice(&["live", "mock"])),
            "Where this case makes sense; elsewhere it is not run, and said to be so.",
        ),
        Field::new(
            "unmatched",
            Shape::Choice(&["expected"]),
            "Says that a request which no stub of the mock matches is meant.",
        ),
        Field::new("echoes", TEXTS, "Secrets that the target is known to send back."),
        Field::new("deadline", Shape::Duration, "The limit of the whole case; 5 minutes by default."),
        Field::new("steps", Shape::List(&Shape::Named("step")), "The steps, one after another."),
    ],
};

/// The keys of a case that a step has too.
pub static SHARED: &[Field] = &[
    Field::new("as", TEXT, "The caller that the request is made as."),
    Field::new("base", TEXT, "What stands before the path."),
    Field::new("why", TEXT, "Printed when it fails."),
    Field::new("undo", STEPS, "Steps that always run at the case's end, last first, also after a failure."),
];

/// The keys of every step, whatever its kind.
pub static STEP: Record = Record {
    name: "a step",
    fields: &[
        Field::new("id", TEXT, "A name for what this step saw: `${id.json.field}`, `${id.status}`."),
        Field::new("use", TEXT, "The fragment that this step is."),
        Field::new("with", Shape::Map(&Shape::Any), "The fragment's parameters."),
        Field::new("expect", Shape::Named("expect"), "What has to hold; a number is the status."),
        Field::new(
            "save",
            Shape::Map(&Shape::Either(&[TEXT, Shape::Record(&SAVE)])),
            "Names for parts of the answer: `{ name: json.path }`.",
        ),
        Field::new(
            "until",
            Shape::Either(&[Shape::Duration, Shape::Record(&UNTIL)]),
            "Repeats the step until what is expected holds.",
        ),
        Field::new(
            "retry",
            Shape::Record(&RETRY),
            "Repeats the step after a failed exchange; a pass on a retry is flaky.",
        ),
        Field::new(
            "repeat",
            Shape::Integer { min: 2, max: 10_000_000 },
            "Does the step so many times, one after another; each has to hold.",
        ),
        Field::new("mutates", Shape::Bool, "Whether the step changes something, where its method does not say so."),
        Field::new("timeout", Shape::Duration, "The limit of one exchange."),
    ],
};

/// The long form of a `save`.
static SAVE: Record = Record {
    name: "a saved value",
    fields: &[
        Field::new("json", TEXT, "A path into the body."),
        Field::new("header", TEXT, "A header of the answer."),
        Field::new("cookie", TEXT, "A cookie that the answer sets."),
        Field::new("body", Shape::Bool, "The whole body as text."),
        Field::new("matches", TEXT, "A regular expression; its first group (or all of it) is kept."),
        Field::new("html", TEXT, "A CSS selector; the text of the first element is kept."),
    ],
};

/// The long form of `until`.
static UNTIL: Record = Record {
    name: "an until",
    fields: &[
        Field::required("within", Shape::Duration, "How long it may take."),
        Field::new("every", Shape::Duration, "How long to wait between two tries; 200ms by default, growing to 2s."),
        Field::new("states", Shape::Record(&STATES), "States that may only go forward; an unknown one fails at once."),
    ],
};

static STATES: Record = Record {
    name: "states",
    fields: &[
        Field::required("json", TEXT, "Where the state stands in the body."),
        Field::required(
            "forward",
            Shape::List(&TEXT),
            "The states on the way, in order; those that stand equal are joined by `|`.",
        ),
        Field::required("end", Shape::List(&TEXT), "The states that end it; no other state may follow."),
    ],
};

static RETRY: Record = Record {
    name: "a retry",
    fields: &[
        Field::required("times", Shape::Integer { min: 1, max: 20 }, "How many more tries there may be."),
        Field::required(
            "on",
            Shape::OneOrMany(&Shape::Choice(&["429", "502", "503", "504", "timeout", "connect", "reset", "cut"])),
            "After what: a status, or a class of failure.",
        ),
        Field::new("backoff", Shape::Record(&BACKOFF), "How long to wait before the next try."),
        Field::new(
            "expected",
            Shape::Bool,
            "Whether the case is about the retry: a pass on one is no flake, a pass without one is a finding.",
        ),
    ],
};

static BACKOFF: Record = Record {
    name: "a backoff",
    fields: &[
        Field::new("base", Shape::Duration, "The first wait; 100ms by default."),
        Field::new("cap", Shape::Duration, "The longest wait; 2s by default."),
        Field::new(
            "jitter",
            Shape::Choice(&["full", "none"]),
            "Whether a wait is spread over 0 to its length; full by default.",
        ),
    ],
};

/// The key that only a fragment has.
pub static FRAGMENT: &[Field] = &[
    Field::new("needs", TEXTS, "The parameters that `with` has to give."),
    Field::new("steps", Shape::List(&Shape::Named("step")), "Several steps instead of one."),
];
