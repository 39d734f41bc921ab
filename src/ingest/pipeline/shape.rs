//! What `pipeline.yaml` looks like: for the reader, the editor's schema and the docs.

use crate::model::shape::{Field, Record, Shape};

/// What it looks like.
pub const SHAPE: Shape = Shape::Record(&PIPELINE);

static PIPELINE: Record = Record {
    name: "a pipeline",
    fields: &[
        Field::required("version", Shape::Integer { min: 1, max: 1 }, "The version of this form: 1."),
        Field::new("hooks", Shape::List(&Shape::Record(&HOOK)), "What is done after a stage that holds."),
        Field::new("publish", Shape::Record(&GATE), "What holds before a version is published."),
        Field::new("deploy", Shape::Record(&GATE), "What holds before a version is deployed."),
    ],
};

static HOOK: Record = Record {
    name: "a hook",
    fields: &[
        Field::required("after", Shape::Text, "The stage."),
        Field::new("exec", Shape::List(&Shape::Scalar), "A program and its arguments; only with --allow-exec."),
        Field::new("post", Shape::Text, "An address that is told of the stage, signed."),
        Field::new("hmac_sha256", Shape::Text, "The environment variable that holds the key of the signature."),
        Field::new("header", Shape::Text, "The header of the signature; x-holdpoint-signature by default."),
        Field::new("prefix", Shape::Text, "What stands before the signature; sha256= by default."),
        Field::new("within", Shape::Duration, "How long it may take; 30s by default."),
    ],
};

static GATE: Record = Record {
    name: "a gate",
    fields: &[
        Field::new("sdk", Shape::List(&Shape::Record(&SDK)), "Programs that have to succeed; only with --allow-exec."),
        Field::new("absent", Shape::List(&Shape::Record(&PACKAGE)), "Packages that must not have the version yet."),
        Field::new("retry", Shape::Record(&RETRY), "How often a registry is asked that does not answer."),
        Field::new("suites", Shape::List(&Shape::Record(&SUITE)), "Suites whose last run has to be green."),
        Field::new("latency", Shape::Record(&LATENCY), "How long the parts of the way may take."),
    ],
};

static SDK: Record = Record {
    name: "an SDK",
    fields: &[
        Field::required("name", Shape::Text, "What people call it."),
        Field::required("exec", Shape::List(&Shape::Scalar), "The program and its arguments."),
        Field::new("within", Shape::Duration, "How long it may take; 5m by default."),
    ],
};

static PACKAGE: Record = Record {
    name: "a package",
    fields: &[
        Field::new("npm", Shape::Text, "Its name at npm, such as @scope/name."),
        Field::new("pypi", Shape::Text, "Its name at PyPI."),
        Field::new("registry", Shape::Text, "The registry's address; the public one by default."),
    ],
};

static RETRY: Record = Record {
    name: "a retry",
    fields: &[
        Field::new("times", Shape::Integer { min: 0, max: 10 }, "How often more; 3 by default."),
        Field::new("backoff", Shape::Duration, "The first wait, doubled each time; 1s by default."),
        Field::new("cap", Shape::Duration, "The longest wait; 30s by default."),
    ],
};

static SUITE: Record = Record {
    name: "a suite",
    fields: &[
        Field::required("suite", Shape::Text, "Its name, such as ledger/contract."),
        Field::new("within", Shape::Duration, "How old its last run may be; 1d by default."),
    ],
};

static LATENCY: Record = Record {
    name: "a latency",
    fields: &[
        Field::new("stored", Shape::Duration, "From dispatch to store; 2m by default."),
        Field::new("sdk", Shape::Duration, "The programs of `sdk` together; 5m by default."),
        Field::new("publish", Shape::Duration, "The registries; 1m by default."),
        Field::new("total", Shape::Duration, "From dispatch to this gate; 10m by default."),
    ],
};
