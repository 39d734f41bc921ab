//! The arguments of `holdpoint explore`.

use std::path::PathBuf;

use clap::Args;

/// `holdpoint explore`
#[derive(Debug, Args)]
#[command(
    after_help = "What it does: sends the document's examples, every corner of every schema, everything that the contract\n\
    refuses, chains (create, read, change, list, delete, pages, filters), and then random requests, and judges each\n\
    exchange by the contract. A finding was seen twice and is as small as it could be made; it comes with a curl line\n\
    and a case for a suite. Without --approve only GET, HEAD and OPTIONS are sent. With --operation nothing is found of\n\
    other operations; those that the chosen ones needed are named.\n\n\
    Evidence is kept as of a run: a line in the ledger of the document and the server, and a file with the exchanges that\n\
    show each finding, the first success of each operation, and the counts. `holdpoint report` renders it again (with\n\
    --artifacts DIR where there is no project).\n\n\
    Examples:\n  \
    holdpoint explore openapi.yaml http://localhost:8080 --approve 'ada: a test server'\n  \
    holdpoint explore openapi.yaml https://api.example.com --auth bearer:env:TOKEN         reads only\n  \
    holdpoint explore openapi.yaml http://localhost:8080 --budget 2000 --seed 7 --output json\n  \
    holdpoint explore openapi.yaml http://localhost:8080 --operation orders --skip undeclared-status\n\n\
    Exit codes: 0 nothing found · 100 findings · 75 unreachable, or nothing could be judged · 2 usage or document · 130 stopped"
)]
pub(in crate::cli) struct Explore {
    /// The OpenAPI document: 2.0, 3.0, 3.1 or 3.2; YAML or JSON
    #[arg(value_name = "OPENAPI")]
    pub openapi: PathBuf,
    /// Where the server is; paths of the document stand behind it
    #[arg(value_name = "URL")]
    pub url: String,
    /// Who asks: bearer:env:NAME, basic:env:NAME (user:password), header:X-Key:env:NAME, query:KEY:env:NAME; may be repeated
    #[arg(long, value_name = "HOW", help_heading = "Requests")]
    pub auth: Vec<String>,
    /// Another caller, who must not reach what the first one makes; as --auth, and may be repeated
    #[arg(long, value_name = "HOW", help_heading = "Requests", requires = "auth")]
    pub other_auth: Vec<String>,
    /// A header of every request but those that are to be without it: `Name: value`; may be repeated
    #[arg(long = "header", value_name = "HEADER", help_heading = "Requests")]
    pub headers: Vec<String>,
    /// Approves writes: who, and why
    #[arg(long, value_name = "WHO: WHY", help_heading = "Requests")]
    pub approve: Option<String>,
    /// An answer that takes longer is a finding (slow-answer)
    #[arg(long, value_name = "SPAN", help_heading = "Requests")]
    pub max_response_time: Option<String>,
    /// The limit of one exchange
    #[arg(long, value_name = "SPAN", default_value = "10s", help_heading = "Requests")]
    pub timeout: String,
    /// How many requests are under way at once
    #[arg(long, short, value_name = "N", default_value_t = 32, help_heading = "Requests", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub jobs: u32,
    /// How much is asked: a span such as 10s, or a number of requests such as 2000
    #[arg(long, value_name = "SPAN|COUNT", default_value = "10s", help_heading = "Cases")]
    pub budget: String,
    /// What every case derives from; the same seed sends the same requests [default: a new one]
    #[arg(long, value_name = "N", help_heading = "Cases")]
    pub seed: Option<u64>,
    /// Only operations whose name (`GET /orders/{id}`) or operationId it fits; of others only what makes or lists what those need, and deletes it again
    #[arg(long, value_name = "REGEX", help_heading = "Cases")]
    pub operation: Option<String>,
    /// Only this oracle; may be repeated. `holdpoint explain server-error` documents one
    #[arg(long, value_name = "ORACLE", help_heading = "Cases")]
    pub only: Vec<String>,
    /// Not this oracle; may be repeated
    #[arg(long, value_name = "ORACLE", help_heading = "Cases")]
    pub skip: Vec<String>,
    /// Ends after so many findings
    #[arg(long, value_name = "N", default_value_t = 100, help_heading = "Cases")]
    pub max_findings: usize,
    /// The folder of ledgers, instead of the project's; without a project it is artifacts/integrations, here
    #[arg(long, value_name = "DIR", help_heading = "Reports")]
    pub artifacts: Option<PathBuf>,
}
