//! The arguments of `holdpoint diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// `holdpoint diff`
#[derive(Debug, Args)]
#[command(
    after_help = "What it does: pairs the operations, parameters, bodies and schemas of two OpenAPI documents (2.0, 3.0, 3.1) \
    by what they are, not by how they are written, and tells what changed: what breaks those who use the contract \
    (error), what is risky (warn), and what is added or said anew (info). A breaking change of a schema comes with a \
    value that the one version takes and the other refuses; both were asked. One cause is told once, with the \
    operations that it touches.\n\n\
    OLD and NEW: a file (JSON or YAML), an address (https://…), git:REV:PATH, or store:VERSION of what was ingested.\n\n\
    Examples:\n  \
    holdpoint diff git:main:openapi.yaml openapi.yaml\n  \
    holdpoint diff old.yaml new.yaml --format markdown > CHANGES.md\n  \
    holdpoint diff old.yaml new.yaml --fail-on any --output json | jq .summary\n\n\
    The file of --ignore, in YAML (without `operation` it is let pass everywhere; the day is the last one):\n  \
    ignore:\n  \
    - id: request-max-length-decreased\n    \
      operation: POST /orders\n    \
      because: no client sends more than 10\n    \
      until: 2027-01-31\n\n\
    The file of --severity-levels, a line each, as oasdiff has them:\n  \
    endpoint-added warn\n  \
    tag-removed none\n\n\
    Ids are those that are told, or oasdiff's; `holdpoint explain ID` has each.\n\n\
    Exit codes: 0 nothing that --fail-on names · 100 something · 75 all of it is undecided · 2 a document cannot be read"
)]
pub(in crate::cli) struct Diff {
    /// The contract as it was
    #[arg(value_name = "OLD")]
    pub old: String,
    /// The contract as it is to be
    #[arg(value_name = "NEW")]
    pub new: String,
    /// What makes it red
    #[arg(long, value_enum, default_value_t = FailOn::Breaking, value_name = "LEVEL")]
    pub fail_on: FailOn,
    /// How it is told; by default as text
    #[arg(long, value_enum, value_name = "FORM", help_heading = "Reports")]
    pub format: Option<Form>,
    /// One row an operation, instead of one a cause
    #[arg(long, help_heading = "Reports")]
    pub ungrouped: bool,
    /// Only changes of this level and above
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = Least::Info, help_heading = "Reports")]
    pub level: Least,
    /// Changes that are known, each with a reason and an end; a YAML file
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    pub ignore: Option<PathBuf>,
    /// Levels of your own: lines of `ID LEVEL` (error, warn, info, none)
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    pub severity_levels: Option<PathBuf>,
    /// How many days lie between the deprecation of what is beta and its end
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Policy")]
    pub days_beta: u32,
    /// How many days lie between the deprecation of what is stable and its end
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Policy")]
    pub days_stable: u32,
    /// Whether senders may send properties that their schema does not name
    #[arg(long, value_enum, default_value_t = WorldName::Declared, help_heading = "Policy")]
    pub world: WorldName,
    /// The folder of ingested documents, for store:VERSION
    #[arg(long, value_name = "DIR", default_value = "openapi", help_heading = "Sources")]
    pub store: PathBuf,
    /// Takes addresses without TLS
    #[arg(long, help_heading = "Sources")]
    pub allow_http: bool,
}

/// What makes a comparison red.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FailOn {
    /// What breaks.
    Breaking,
    /// What breaks or is risky.
    Risky,
    /// Any change.
    Any,
    /// Nothing.
    None,
}

impl FailOn {
    /// As it is written.
    pub(in crate::cli) const fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Risky => "risky",
            Self::Any => "any",
            Self::None => "none",
        }
    }
}

/// How a comparison is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Form {
    /// To a person at a terminal.
    Text,
    /// A changelog.
    Markdown,
    /// What clients have to do: a note to be filled in.
    MigrationNote,
    /// One page to look at, which needs nothing else.
    Html,
    /// Annotations of GitHub Actions.
    Github,
}

/// The least level that is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Least {
    /// All.
    Info,
    /// Without what is added or said anew.
    Warn,
    /// Only what breaks.
    Error,
}

/// What senders may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum WorldName {
    /// What their schema names.
    Declared,
    /// Anything that their schema does not refuse.
    Open,
}
