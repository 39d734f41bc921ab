//! The crate's suites as its tests.

fn main() -> std::process::ExitCode {
    holdpoint::harness::run("suites/holdpoint.yaml")
}
