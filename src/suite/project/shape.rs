//! What a project file may look like: for the reader, the editor's schema and the docs.

use serde_json::{Value, json};

use crate::model::shape::{Field, Record, Shape};

const VERSION: Shape = Shape::Custom { name: "the version 1", schema: version };
const RATE: Shape = Shape::Custom { name: "a rate", schema: rate };
const DATE: Shape = Shape::Custom { name: "a date", schema: date };
const TIMES: Shape = Shape::Integer { min: 0, max: 20 };

/// A project file.
pub const PROJECT: Record = Record {
    name: "a project file",
    fields: &[
        Field::required("version", VERSION, "The version of this format: 1."),
        Field::new("flags", Shape::Record(&FLAGS), "Where feature flags come from."),
        Field::new(
            "artifacts",
            Shape::Text,
            "The folder of the ledgers, from this file's folder on; `../artifacts/integrations` when left out.",
        ),
        Field::new("defaults", Shape::Record(&DEFAULTS), "What holds for every target that does not say otherwise."),
        Field::new("allow_exec", Shape::Bool, "Whether `exec` steps may start programs without --allow-exec."),
        Field::new("callback", Shape::Record(&CALLBACK), "Where services elsewhere reach us, for `listen`."),
        Field::required("targets", Shape::Map(&Shape::Record(&TARGET)), "The targets by name."),
    ],
};

const CALLBACK: Record = Record {
    name: "an address for callbacks",
    fields: &[
        Field::required("listen", Shape::Text, "The address and port that is listened on: `0.0.0.0:9555`."),
        Field::required("url", Shape::Text, "What services reach it by; it is the start of `${callback.url}`."),
    ],
};

const FLAGS: Record = Record {
    name: "a source of flags",
    fields: &[Field::required("file", Shape::Text, "A file in flagd's format, from this file's folder on.")],
};

const DEFAULTS: Record = Record {
    name: "a set of defaults",
    fields: &[
        Field::new("timeout", Shape::Duration, "The limit of one exchange."),
        Field::new("jobs", Shape::Integer { min: 1, max: 10_000 }, "How many cases run at once, without --jobs."),
        Field::new("redirects", TIMES, "How many redirects are followed."),
    ],
};

/// A target.
pub const TARGET: Record = Record {
    name: "a target",
    fields: &[
        Field::new(
            "url",
            Shape::Text,
            "Where it is when live; `${env.X}` may stand in it. `${env.HOLDPOINT_<NAME>_URL}` when left out.",
        ),
        Field::new("flag", Shape::Text, "The feature flag that makes it live."),
        Field::new("mock", Shape::Text, "Its mock file, from this file's folder on. Without one it has to be live."),
        Field::new("mock_until", DATE, "The last day (UTC) on which its mock may answer."),
        Field::new(
            "vars",
            Shape::Map(&Shape::Record(&VARIABLE)),
            "Its variables; each is read from the environment variable of that name when live.",
        ),
        Field::new(
            "secrets",
            Shape::List(&Shape::Text),
            "Its secrets; each is read from the environment variable NAME, or from the file that NAME_FILE names.",
        ),
        Field::new(
            "mocked",
            Shape::Map(&Shape::Any),
            "Values of variables and secrets when mocked, never when live; `${base}` is the mock's own URL.",
        ),
        Field::new("callers", Shape::Map(&CALLER), "Who may call it, by name, for a suite's `as`."),
        Field::new("headers", Shape::Map(&Shape::Scalar), "Headers of every request."),
        Field::new("max_concurrency", Shape::Integer { min: 1, max: 10_000 }, "How many requests at once."),
        Field::new("rate", RATE, "How many requests a second (20/s), a minute (600/m) or an hour (1000/h)."),
        Field::new("timeout", Shape::Duration, "The limit of one exchange."),
        Field::new("redirects", TIMES, "How many redirects are followed; none when left out."),
        Field::new("http2", Shape::Bool, "Whether HTTP/2 is demanded."),
        Field::new("tls", Shape::Record(&TLS), "TLS settings."),
        Field::new("proxy", Shape::Text, "A proxy's URL; the environment's when left out."),
    ],
};

const VARIABLE: Record = Record {
    name: "a variable",
    fields: &[
        Field::new("default", Shape::Any, "What it is when nothing else says."),
        Field::new("optional", Shape::Bool, "Whether cases that need it are left out, with the reason, when unset."),
        Field::new(
            "origin",
            Shape::Bool,
            "Whether its value is an address that requests may go to beside the target's own; they carry no caller.",
        ),
    ],
};

/// A caller: `none`, or what goes with a request.
pub const CALLER: Shape = Shape::Either(&[Shape::Choice(&["none"]), Shape::Record(&CREDENTIALS)]);

const CREDENTIALS: Record = Record {
    name: "a caller",
    fields: &[
        Field::new("header", Shape::Map(&Shape::Scalar), "Headers."),
        Field::new("bearer", Shape::Text, "A bearer token (RFC 6750)."),
        Field::new("basic", Shape::Record(&BASIC), "A name and a password (RFC 7617)."),
        Field::new("query", Shape::Map(&Shape::Scalar), "Query parameters."),
        Field::new("cookie", Shape::Map(&Shape::Scalar), "Cookies."),
    ],
};

const BASIC: Record = Record {
    name: "a basic login",
    fields: &[
        Field::required("user", Shape::Scalar, "The user's name."),
        Field::required("password", Shape::Scalar, "The password, from a secret."),
    ],
};

const TLS: Record = Record {
    name: "a set of TLS settings",
    fields: &[
        Field::new("ca", Shape::Text, "A PEM file of additional roots."),
        Field::new("cert", Shape::Text, "A PEM file of our certificate chain."),
        Field::new("key", Shape::Text, "A PEM file of our key."),
        Field::new("insecure", Shape::Bool, "Accepts any certificate; shouted in the output."),
    ],
};

fn version() -> Value {
    json!({"const": 1})
}

fn rate() -> Value {
    json!({"type": "string", "pattern": r"^\s*[0-9]+(\.[0-9]+)?\s*/\s*[smh]\s*$"})
}

fn date() -> Value {
    json!({"type": "string", "format": "date"})
}
