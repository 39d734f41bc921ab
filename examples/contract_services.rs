//! Serves one of the two APIs of the contract tests, right or with a fault, until it is stopped: `--api shop --fault NAME --port 0`.
#![expect(clippy::print_stdout, reason = "the address is what the caller waits for")]

#[path = "../tests/services/contract/mod.rs"]
mod contract;

use std::io::Write as _;

use clap::Parser;

/// Serves an API of the contract tests until it is stopped; prints its address, and the header of each caller it knows.
#[derive(Parser)]
struct Arguments {
    /// Which of the APIs.
    #[arg(long, value_parser = contract::APIS.map(|(name, _)| name))]
    api: String,
    /// The one thing that is wrong; see tests/services/contract/faults.tsv.
    #[arg(long)]
    fault: Option<String>,
    /// The port on this host; 0 for any free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Prints the faults of the API instead, with the kind of check and the operation, and ends.
    #[arg(long)]
    list: bool,
}

fn main() {
    let arguments = Arguments::parse();
    if arguments.list {
        for fault in contract::faults().iter().filter(|fault| fault.api == arguments.api) {
            println!("{}\t{}\t{}\t{}", fault.name, fault.check, fault.operation, fault.what);
        }
        return;
    }
    let running = contract::start(&arguments.api, arguments.fault.as_deref(), arguments.port);
    let (name, value) = contract::credentials(&arguments.api);
    println!("{}\n{name}: {value}", running.url);
    if let Some((name, value)) = contract::other_credentials(&arguments.api) {
        println!("{name}: {value}");
    }
    std::io::stdout().flush().expect("a reader of the address");
    loop {
        std::thread::park();
    }
}
