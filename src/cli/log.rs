//! The program's own log and its panics: on standard error, with every secret masked.

use std::io::Write;
use std::sync::{Arc, OnceLock};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::value::redact::Redactor;

static MASK: OnceLock<Arc<Redactor>> = OnceLock::new();

/// From here on, secrets are masked in the log and in panics.
pub(super) fn mask_with(redactor: &Arc<Redactor>) {
    // The first run of a process sets it; `probe --watch` keeps the same secrets.
    let _ = MASK.set(redactor.clone());
}

fn masked(text: &str) -> String {
    match MASK.get() {
        Some(redactor) => redactor.mask(text).into_owned(),
        None => text.to_owned(),
    }
}

/// Starts the log, where `-vv` or `HOLDPOINT_LOG` asks for it, and takes over what panics print.
pub(super) fn start(verbose: u8) {
    std::panic::set_hook(Box::new(|panic| {
        let _ = writeln!(std::io::stderr().lock(), "{}", masked(&format!("holdpoint: a bug: {panic}")));
    }));
    let wanted = std::env::var("HOLDPOINT_LOG").ok().filter(|text| !text.is_empty());
    let filter = match (&wanted, verbose) {
        (Some(text), _) => EnvFilter::new(text),
        (None, 0 | 1) => return,
        (None, 2) => EnvFilter::new("holdpoint=debug"),
        (None, _) => EnvFilter::new("debug"),
    };
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(Masking).with_ansi(false);
    // Another subscriber is there only where this runs inside of another program.
    let _ = match std::env::var("HOLDPOINT_LOG_FORMAT").as_deref() {
        Ok("json") => builder.json().try_init(),
        _ => builder.try_init(),
    };
}

struct Masking;

/// One event of the log: masked as a whole, so that no secret is split between two writes.
struct Line(Vec<u8>);

impl<'a> MakeWriter<'a> for Masking {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line(Vec::new())
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let _ = std::io::stderr().lock().write_all(masked(&String::from_utf8_lossy(&self.0)).as_bytes());
    }
}
