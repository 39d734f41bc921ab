//! Arguments in, exit code out.

fn main() -> std::process::ExitCode {
    holdpoint::cli::main()
}
