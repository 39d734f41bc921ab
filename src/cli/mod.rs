//! The composition root: reads arguments, puts the rooms together, and ends with an exit code.

use std::panic::AssertUnwindSafe;
use std::process::ExitCode;

use clap::Parser as _;

use crate::model::verdict::Verdict;

mod arguments;
mod check;
mod console;
mod diff;
mod drift;
mod exit;
mod explain;
mod explore;
mod import;
mod ingest;
mod list;
mod log;
mod mock;
mod pins;
mod prepare;
mod probe;
mod problem;
mod prove;
mod report;
mod run;
mod schema;
mod sinks;
mod subject;
mod uncovered;
mod usage;

use arguments::{Arguments, Output, Verb};
use console::Console;
use problem::Problem;

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage::refused(&error, &std::env::args_os().collect::<Vec<_>>()),
    };
    log::start(arguments.common.verbose);
    let console = Console::new(&arguments.common);
    let style = match &arguments.verb {
        Verb::Run(run) => run.exit_style,
        Verb::Probe(probe) => probe.exit_style,
        _ => exit::Style::Holdpoint,
    };
    // What broke was told when it broke; 101, with which a panic ends a program, is in nobody's table.
    let Ok(performed) = std::panic::catch_unwind(AssertUnwindSafe(|| perform(&arguments, &console))) else {
        return exit::styled(Verdict::Internal, style);
    };
    let verdict = performed.unwrap_or_else(|problem| problem::tell(&problem, arguments.common.output, &console));
    exit::styled(verdict, style)
}

fn perform(arguments: &Arguments, console: &Console) -> Result<Verdict, Problem> {
    match &arguments.verb {
        Verb::Run(run) => block_on(run::run(arguments, run, console)),
        Verb::Probe(probe) => block_on(probe::probe(arguments, probe, console)),
        Verb::List(list) => block_on(list::list(arguments, list)),
        Verb::Explore(explore) => block_on(explore::explore(arguments, explore, console)),
        Verb::Diff(diff) => block_on(diff::diff(arguments, diff, console)),
        Verb::Ingest(ingest) => block_on(ingest::ingest(arguments, ingest, console)),
        Verb::Drift(drift) => block_on(drift::drift(arguments, drift, console)),
        Verb::Mock(mock) => block_on(mock::mock(arguments, mock, console)),
        Verb::Prove(prove) => block_on(prove::prove(arguments, prove, console)),
        Verb::Check(check) => check::check(arguments, check, console),
        Verb::Report(report) => report::report(arguments, report, console),
        Verb::Import(import) => import::import(arguments, import, console),
        Verb::Explain(explain) => explain::explain(arguments, explain),
        Verb::Schema(schema) => schema::schema(schema),
        Verb::Completions(_) | Verb::Man if arguments.common.output == Output::Json => {
            Err(Problem::invalid("this has no form in JSON; leave `--output json` out"))
        }
        Verb::Completions(completions) => schema::completions(completions),
        Verb::Man => schema::man(),
    }
}

/// One thread drives everything that waits; mocks have their own. A pool would cost more than it brings: a request is
/// a few microseconds of work and much waiting.
fn block_on<T>(work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Problem::Said(Verdict::Internal, format!("failed to start: {error}")))?;
    let done = runtime.block_on(async {
        survive_a_full_file();
        work.await
    });
    // A name that still resolves, or a program that does not end, must not hold up the prompt.
    runtime.shutdown_background();
    done
}

/// `SIGXFSZ` on every system that this is built for but MIPS.
const FILE_TOO_LARGE: i32 = 25;

/// Takes the signal that a file beyond `ulimit -f` brings: unheeded it would end the program without a word; heeded, the
/// write fails, and the run is red and says why.
fn survive_a_full_file() {
    // Where it cannot be taken, the program dies of it, which is no green either.
    let _ = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::from_raw(FILE_TOO_LARGE));
}

#[expect(clippy::exit, reason = "a second Ctrl-C ends the program wherever it stands")]
fn leave_at_once(code: u8) -> ! {
    std::process::exit(i32::from(code))
}
