//! The suites that ship with the project, under their mocks: one trial for each case and row.

fn main() -> std::process::ExitCode {
    holdpoint::harness::run("suites/holdpoint.yaml")
}
