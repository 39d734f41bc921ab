//! The command line: what it takes, and the help that teaches it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::exit;
pub(super) use diff::{Diff, FailOn, Form, Least, WorldName};
pub(super) use drift::Drift;
pub(super) use explore::Explore;
pub(super) use ingest::Ingest;
pub(super) use mock::Mock;
pub(super) use prove::Prove;

mod diff;
mod drift;
mod explore;
mod ingest;
mod mock;
mod prove;

/// The program's arguments.
#[derive(Debug, Parser)]
#[command(
    name = "holdpoint",
    version,
    about = "The step past which a rollout does not go until it is green",
    long_about = "Runs declarative suites in four lanes (contract, runtime, resilience, health) against live or mocked \
                  endpoints, keeps the evidence, and ends with an exit code that a rollout can trust.\n\n\
                  Green means something: a typo, an undefined variable, an empty selection or an unreachable service \
                  is never green.",
    after_help = "Exit codes: 0 green · 2 invalid · 75 inconclusive (try again) · 100 red · 130 interrupted · 1 a bug here.\n\
                  Start with:  holdpoint run            every suite on mocks\n\
                  \x20            holdpoint list           what there is, and what is missing to go live\n\
                  \x20            holdpoint explain call   the documentation of anything",
    disable_help_subcommand = true,
    max_term_width = 110
)]
pub(super) struct Arguments {
    /// The verb.
    #[command(subcommand)]
    pub verb: Verb,
    /// What all verbs share.
    #[command(flatten)]
    pub common: Common,
}

/// What all verbs share.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// The project file; by default suites/holdpoint.yaml, here or in a folder above
    #[arg(long, global = true, value_name = "FILE", help_heading = "Common options")]
    pub project: Option<PathBuf>,
    /// How results are told: to a person, or as one JSON document on standard output
    #[arg(long, global = true, value_enum, default_value_t = Output::Human, help_heading = "Common options")]
    pub output: Output,
    /// Tells less: what is wrong, and the verdict
    #[arg(short, long, global = true, help_heading = "Common options")]
    pub quiet: bool,
    /// Tells more; twice for the program's own log
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Common options")]
    pub verbose: u8,
}

/// How results are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Output {
    /// To a person.
    Human,
    /// As one JSON document.
    Json,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Runs suites and ends with a verdict
    #[command(display_order = 1)]
    Run(Run),
    /// One-shot health of a target or URL, for operators: a line a check, then the verdict
    #[command(display_order = 2)]
    Probe(Probe),
    /// Reads and validates everything, sends nothing, and tells every fault at once
    #[command(display_order = 3)]
    Check(Check),
    /// What would run, and where: live or mocked, by which flag, and what is missing to go live
    #[command(display_order = 4)]
    List(List),
    /// What changed between two contracts, by what they mean: what breaks, with a value that shows it
    #[command(display_order = 5)]
    Diff(Diff),
    /// Generated cases from an OpenAPI document against a server, until a budget ends
    #[command(display_order = 5)]
    Explore(Explore),
    /// Takes a dispatched OpenAPI document in: verifies, stores once, compares, signs, makes known
    #[command(display_order = 5)]
    Ingest(Ingest),
    /// Serves mocks and OpenAPI documents until stopped
    #[command(display_order = 5)]
    Mock(Mock),
    /// The same cases against mock and live: where the mock lies
    #[command(display_order = 5)]
    Drift(Drift),
    /// Mutation testing of suites: what they would not notice, and the assertion that would
    #[command(display_order = 5)]
    Prove(Prove),
    /// Renders the evidence of a run again: junit, markdown, …
    #[command(display_order = 6)]
    Report(Report),
    /// Writes a first suite from an OpenAPI document
    #[command(display_order = 7)]
    Import(Import),
    /// The documentation of a topic, check, step, matcher, function, diagnostic, change, exit code or check id
    #[command(display_order = 8)]
    Explain(Explain),
    /// The JSON Schema of suites, mocks or the project file, for editors
    #[command(display_order = 9)]
    Schema(Schema),
    /// Completions for a shell
    #[command(display_order = 10)]
    Completions(Completions),
    /// The manual page
    #[command(display_order = 11)]
    Man,
}

/// Which cases are meant.
#[derive(Debug, Default, Args)]
pub(super) struct Select {
    /// Files, folders, suites (`chatwoot`, `chatwoot/health`) or cases (`chatwoot/health/name[row]`); all by default
    #[arg(value_name = "PATH|SUITE|CASE")]
    pub what: Vec<String>,
    /// Only suites of this target
    #[arg(long, value_name = "NAME", help_heading = "Selection")]
    pub target: Vec<String>,
    /// Only this lane: contract, runtime, resilience, health
    #[arg(long, value_name = "LANE", help_heading = "Selection", value_parser = clap::builder::PossibleValuesParser::new(crate::model::lane::Lane::NAMES))]
    pub lane: Vec<String>,
    /// Only cases with this tag
    #[arg(long, value_name = "TAG", help_heading = "Selection")]
    pub tag: Vec<String>,
    /// Only cases whose id matches this regular expression
    #[arg(long, value_name = "REGEX", help_heading = "Selection")]
    pub filter: Option<String>,
    /// Only shard K of N, from 1
    #[arg(long, value_name = "K/N", help_heading = "Selection")]
    pub shard: Option<String>,
}

/// Who answers.
#[derive(Debug, Default, Args)]
pub(super) struct Where {
    /// Makes a target live for this run; its URL may be given here
    #[arg(long, value_name = "TARGET[=URL]", help_heading = "Live or mocked")]
    pub live: Vec<String>,
    /// Mocks every target, whatever the flags say
    #[arg(long, help_heading = "Live or mocked")]
    pub mock: bool,
    /// Sets a feature flag for this run
    #[arg(long = "flag", value_name = "KEY=BOOL", help_heading = "Live or mocked")]
    pub flags: Vec<String>,
    /// Sets a variable for this run
    #[arg(long = "var", value_name = "NAME=VALUE", help_heading = "Live or mocked")]
    pub vars: Vec<String>,
    /// Approves writes on live targets: who, and why
    #[arg(long, value_name = "WHO: WHY", help_heading = "Live or mocked")]
    pub approve: Option<String>,
    /// Lets `exec` steps run programs
    #[arg(long, help_heading = "Live or mocked")]
    pub allow_exec: bool,
}

/// `holdpoint run`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    holdpoint run                                              every suite, on mocks\n  \
    holdpoint run chatwoot/health --live chatwoot=https://…    one suite, live\n  \
    holdpoint run --lane contract --report junit=junit.xml     one lane, with a report for CI\n  \
    holdpoint run shop/contract --uncovered more.yaml          and cases for what it does not use\n  \
    holdpoint run --live chatwoot --approve 'ada: CHG-7'       writes on a live target")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that a person gives")]
pub(super) struct Run {
    /// Which cases.
    #[command(flatten)]
    pub select: Select,
    /// Only cases that cover this check id
    #[arg(long, value_name = "ID", help_heading = "Selection")]
    pub covers: Vec<String>,
    /// Who answers.
    #[command(flatten)]
    pub place: Where,
    /// How many cases run at once [default: 64]
    #[arg(long, short, value_name = "N", help_heading = "Running", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub jobs: Option<u32>,
    /// Begins no case after the first that failed
    #[arg(long, help_heading = "Running")]
    pub fail_fast: bool,
    /// A case that is not run makes the run red
    #[arg(long, help_heading = "Running")]
    pub no_skips: bool,
    /// Writes what the check `pinned` saw into its files; the verdict stays what it is
    #[arg(long, help_heading = "Running")]
    pub update_pins: bool,
    /// What fresh values derive from; the same seed sends the same requests [default: a new one]
    #[arg(long, value_name = "N", help_heading = "Running")]
    pub seed: Option<u64>,
    /// Shows what would run, and sends nothing
    #[arg(long, help_heading = "Running")]
    #[expect(clippy::struct_field_names, reason = "it is the flag's name, and the flag is everybody's")]
    pub dry_run: bool,
    /// Also writes a report: terminal, json, jsonl, junit, markdown, github
    #[arg(long = "report", value_name = "KIND[=PATH]", help_heading = "Reports")]
    pub reports: Vec<String>,
    /// Writes cases for what was not used of a suite's contract, ready to be pasted; `-` is standard output
    #[arg(long, value_name = "FILE", help_heading = "Reports", conflicts_with = "dry_run")]
    pub uncovered: Option<String>,
    /// The folder of ledgers, instead of the project file's
    #[arg(long, value_name = "DIR", help_heading = "Reports")]
    pub artifacts: Option<PathBuf>,
    /// How exit codes are written
    #[arg(long, value_enum, default_value_t, help_heading = "Reports")]
    pub exit_style: exit::Style,
}

/// `holdpoint probe`
#[derive(Debug, Args)]
pub(super) struct Probe {
    /// A target of the project, or a URL
    #[arg(value_name = "TARGET|URL")]
    pub what: String,
    /// Probes again and again, so far apart, until stopped: 30s, 5m. What cannot be read meanwhile is told, and read again
    #[arg(long, value_name = "SPAN")]
    pub watch: Option<String>,
    /// The limit of one answer
    #[arg(long, value_name = "SPAN", default_value = "5s")]
    pub timeout: String,
    /// Who answers.
    #[command(flatten)]
    pub place: Where,
    /// The folder of ledgers, instead of the project file's
    #[arg(long, value_name = "DIR")]
    pub artifacts: Option<PathBuf>,
    /// How exit codes are written
    #[arg(long, value_enum, default_value_t)]
    pub exit_style: exit::Style,
}

/// `holdpoint check`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    holdpoint check                  suites, mocks, flags, and each openapi.yaml beside a suite\n  \
    holdpoint check suites/shop      one folder\n  \
    holdpoint check openapi.yaml     a contract: no project is needed\n\n\
    Errors end with 2, warnings with 0. `holdpoint explain CODE` says more of each.")]
pub(super) struct Check {
    /// Files and folders; everything by default. An OpenAPI document is held to the rules of contracts
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Takes `exec` steps as allowed
    #[arg(long)]
    pub allow_exec: bool,
}

/// `holdpoint list`
#[derive(Debug, Args)]
pub(super) struct List {
    /// Which cases.
    #[command(flatten)]
    pub select: Select,
    /// Who answers.
    #[command(flatten)]
    pub place: Where,
    /// One line a check id: the id, a tab, the case that covers it; all ids, or the one given
    #[arg(long, value_name = "ID", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub covers: Option<String>,
}

/// `holdpoint report`
#[derive(Debug, Args)]
pub(super) struct Report {
    /// Evidence files (artifacts/runs/<date>/<run>.jsonl); the newest run by default
    #[arg(value_name = "ARTIFACT")]
    pub files: Vec<PathBuf>,
    /// What to write: terminal, json, jsonl, junit, markdown, github
    #[arg(long = "report", value_name = "KIND[=PATH]")]
    pub reports: Vec<String>,
    /// Verifies chains, heads and digests of every ledger instead
    #[arg(long)]
    pub verify: bool,
    /// The folder of ledgers, instead of the project file's
    #[arg(long, value_name = "DIR")]
    pub artifacts: Option<PathBuf>,
}

/// `holdpoint import`
#[derive(Debug, Args)]
pub(super) struct Import {
    /// From what
    #[command(subcommand)]
    pub of: ImportOf,
}

/// What suites are written from.
#[derive(Debug, Subcommand)]
pub(super) enum ImportOf {
    /// From an OpenAPI document: a case for each operation that can be called with what the document shows
    Openapi(ImportOpenapi),
}

/// `holdpoint import openapi`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    holdpoint import openapi openapi.yaml                  suites/<title>/contract.yaml\n  \
    holdpoint import openapi api.json --target shop        suites/shop/contract.yaml\n\n\
    Each case has the call, the declared status, the media type, and the types of required properties. Values come from \
    examples, defaults and enums; an operation without them stands as a comment that says what is missing. Where there is \
    no project yet, holdpoint.yaml is written too. No file is ever overwritten.")]
pub(super) struct ImportOpenapi {
    /// The document: OpenAPI 3.0, 3.1, 3.2 or Swagger 2.0, JSON or YAML
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The target that it is the contract of; by default made from the document's title
    #[arg(long, value_name = "NAME")]
    pub target: Option<String>,
    /// The folder of suites; by default the project's, else suites/
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `holdpoint explain`
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A topic, check, step, matcher, function, reporter, diagnostic code, exit code or check id; a list of all by default
    #[arg(value_name = "WHAT")]
    pub what: Option<String>,
}

/// `holdpoint schema`
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Which document
    #[arg(value_enum, default_value_t = SchemaOf::Suite)]
    pub of: SchemaOf,
}

/// Documents that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaOf {
    /// suites/<system>/<lane>.yaml
    Suite,
    /// mocks/<system>.yaml
    Mock,
    /// suites/holdpoint.yaml
    Project,
    /// pipeline.yaml of a store
    Pipeline,
}

/// `holdpoint completions`
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}
