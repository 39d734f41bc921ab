//! The arguments of `holdpoint mock`.

use std::path::PathBuf;

use clap::Args;

/// `holdpoint mock`
#[derive(Debug, Args)]
pub(in crate::cli) struct Mock {
    /// Mock files and OpenAPI documents; each is one upstream with its own address
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// What is made through a contract's operations is there afterwards: POST, then GET
    #[arg(long)]
    pub state: bool,
    /// What generated answers derive from: the same seed, the same answers
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// The address of the first mock; others take the next ports. Port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub listen: String,
    /// Lets the address be another than loopback
    #[arg(long)]
    pub expose: bool,
}
