//! The arguments of `holdpoint drift`.

use std::path::PathBuf;

use clap::Args;

use super::{Select, Where};

/// `holdpoint drift`
#[derive(Debug, Args)]
#[command(
    after_help = "What it does: runs the chosen cases against the live target and against its mock, with the same seed, pairs\n\
    the answers by case and step, and compares them by shape: status, headers that say something of the answer, JSON types\n\
    and presence, and words where words are chosen (`status`, `code`, …). Values are not compared. Each difference is told\n\
    once, with the stub that answered and what it has to say instead. Without --approve only cases that read are compared.\n\n\
    The evidence of the live run is kept as of any run.\n\n\
    Examples:\n  \
    holdpoint drift chatwoot --live chatwoot=https://chat.example.com\n  \
    holdpoint drift supabase --live supabase --approve 'ada: staging' --output json\n\n\
    Exit codes: 0 the mocks answer alike · 100 a mock lies · 75 nothing could be compared, or something was not answered ·\n\
    2 usage, suite or project · 130 stopped"
)]
pub(in crate::cli) struct Drift {
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
    /// What fresh values derive from [default: a new one]
    #[arg(long, value_name = "N", help_heading = "Running")]
    pub seed: Option<u64>,
    /// The folder of ledgers, instead of the project file's
    #[arg(long, value_name = "DIR", help_heading = "Reports")]
    pub artifacts: Option<PathBuf>,
}
