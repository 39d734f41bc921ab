//! The arguments of `holdpoint prove`.

use clap::Args;

use super::Select;

/// `holdpoint prove`
#[derive(Debug, Args)]
#[command(
    after_help = "What it does: runs each case plainly on its mock, in memory and on a virtual clock; then, for each exchange, makes\n\
    the mock's answer wrong in one way (a field dropped, another status, a page of HTML, an answer that is late, …),\n\
    runs the case again, and demands that it goes red. What it does not notice is a survivor, and comes with the lines\n\
    for the step's `expect` that would have. With `contract:` what the document leaves free is no survivor.\n\n\
    The score of a suite is the share of mutants that it noticed, without those; of too many of those nothing is proven\n\
    either. `holdpoint explain drop-field`\n\
    documents a mutation, `holdpoint explain prove` the rest.\n\n\
    Examples:\n  \
    holdpoint prove                                    every suite\n  \
    holdpoint prove shop/contract --min-score 100      one suite, and nothing may survive\n  \
    holdpoint prove --only drop-field --only null      two kinds of mutants\n\n\
    Exit codes: 0 every suite reaches the limits · 100 one does not, or the plain run is red · 75 the plain run is\n\
    inconclusive, or a mutant did not come about · 2 usage, or nothing to prove · 130 stopped"
)]
pub(in crate::cli) struct Prove {
    /// Which cases.
    #[command(flatten)]
    pub select: Select,
    /// Only cases that cover this check id
    #[arg(long, value_name = "ID", help_heading = "Selection")]
    pub covers: Vec<String>,
    /// Mocks every target, whatever the flags say; a target that is live is refused
    #[arg(long, help_heading = "Cases")]
    pub mock: bool,
    /// Sets a feature flag
    #[arg(long = "flag", value_name = "KEY=BOOL", help_heading = "Cases")]
    pub flags: Vec<String>,
    /// Sets a variable
    #[arg(long = "var", value_name = "NAME=VALUE", help_heading = "Cases")]
    pub vars: Vec<String>,
    /// What fresh values derive from; the same seed gives the same list
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Cases")]
    pub seed: u64,
    /// Only this mutation; may be repeated. `holdpoint explain drop-field` documents one
    #[arg(long, value_name = "MUTATION", help_heading = "Mutants")]
    pub only: Vec<String>,
    /// The lowest score that a suite may have, in per cent
    #[arg(long, value_name = "PERCENT", default_value_t = 95.0, help_heading = "Mutants", value_parser = percent)]
    pub min_score: f64,
    /// The largest share of mutants that a suite's contract may leave free, in per cent
    #[arg(long, value_name = "PERCENT", default_value_t = 10.0, help_heading = "Mutants", value_parser = percent)]
    pub max_free: f64,
    /// How many cases run at once [default: one for each core]
    #[arg(long, short, value_name = "N", help_heading = "Mutants", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub jobs: Option<u32>,
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('%').trim_end().parse::<f64>();
    number.ok().filter(|number| (0.0..=100.0).contains(number)).ok_or_else(|| "a number from 0 to 100".to_owned())
}
