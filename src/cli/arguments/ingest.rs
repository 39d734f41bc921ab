//! The arguments of `holdpoint ingest`.

use std::path::PathBuf;

use clap::Args;
use semver::Version;

/// `holdpoint ingest`
#[derive(Debug, Args)]
#[command(
    after_help = "What it does: reads the payload of a `repository_dispatch`, downloads the OpenAPI document twice and holds both to the\n\
    checksum, holds the document to the rules of contracts and to the version, stores it write-once under a lock, compares\n\
    it with the version before, keeps comparison and migration note, signs, and moves latest.json forward. Each stage is\n\
    told and kept in a chained file of artifacts; after one that does not hold nothing more is tried. A run that was killed\n\
    leaves nothing half stored, and the next one goes on where it stopped. `holdpoint explain download` documents a stage.\n\n\
    Examples:\n  \
    holdpoint ingest dispatch.json\n  \
    jq '{event_type: .action, client_payload}' \"$GITHUB_EVENT_PATH\" | holdpoint ingest - --strict --repository org/api\n  \
    holdpoint ingest --rollback-to 1.4.1 --approve 'ada: 1.4.2 breaks the app'\n  \
    holdpoint ingest --verify-store\n  \
    holdpoint ingest --gate publish 1.4.2 --allow-exec\n\n\
    pipeline.yaml in the store's folder says what is done after stages (hooks) and what the gates demand; `holdpoint explain\n\
    pipeline` shows one.\n\n\
    Exit codes: 0 stored, or stored before; the gate is open · 2 payload, pipeline or usage · 75 no document came, or\n\
    something is not known: try again · 100 digest, dialect, claim, another document under a known version; the gate is shut ·\n\
    130 stopped"
)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that a person gives")]
pub(in crate::cli) struct Ingest {
    /// The payload, as JSON: what GitHub's `POST /repos/{owner}/{repo}/dispatches` takes; `-` is standard input
    #[arg(value_name = "PAYLOAD", required_unless_present_any = ["rollback_to", "verify_store", "gate"])]
    pub payload: Option<PathBuf>,
    /// The folder of the store
    #[arg(long, value_name = "DIR", default_value = "openapi")]
    pub store: PathBuf,
    /// Takes payloads of --repository alone
    #[arg(long, requires = "repository", help_heading = "Payload")]
    pub strict: bool,
    /// The repository that documents come from
    #[arg(long, value_name = "OWNER/NAME", requires = "strict", help_heading = "Payload")]
    pub repository: Option<String>,
    /// Takes http addresses of this machine too
    #[arg(long, help_heading = "Payload")]
    pub allow_http: bool,
    /// Lets what pipeline.yaml names run programs
    #[arg(long)]
    pub allow_exec: bool,
    /// The limit of one download
    #[arg(long, value_name = "SPAN", default_value = "30s", help_heading = "Download")]
    pub timeout: String,
    /// The largest document, as received and as decoded
    #[arg(long, value_name = "BYTES", default_value_t = 32 * 1024 * 1024, help_heading = "Download", value_parser = clap::value_parser!(u32).range(1..))]
    pub max_bytes: u32,
    /// Makes a stored version the latest again, and nothing else; needs --approve
    #[arg(long, value_name = "VERSION", conflicts_with_all = ["payload", "verify_store"], help_heading = "Store")]
    pub rollback_to: Option<Version>,
    /// Approves a rollback: who, and why
    #[arg(long, value_name = "WHO: WHY", help_heading = "Store")]
    pub approve: Option<String>,
    /// Proves the whole store unmodified: log, digests, latest.json, and signatures where there is a key
    #[arg(long, conflicts_with = "payload", help_heading = "Store")]
    pub verify_store: bool,
    /// Says whether a stored version may go further: `publish` or `deploy`, as pipeline.yaml in the store demands
    #[arg(long, num_args = 2, value_names = ["GATE", "VERSION"], conflicts_with_all = ["payload", "verify_store", "rollback_to"], help_heading = "Store")]
    pub gate: Option<Vec<String>>,
    /// The folder of ledgers, instead of the project's; without a project it is artifacts/integrations, here
    #[arg(long, value_name = "DIR", help_heading = "Reports")]
    pub artifacts: Option<PathBuf>,
}
