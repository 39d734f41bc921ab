//! The one way out of this room: text is masked, and what would give a secret away is not written.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::sync::Arc;

use super::api::{Destination, Setup};
use crate::value::redact::Redactor;

/// A destination that is open.
pub(super) struct Out {
    to: Open,
    name: String,
    redactor: Arc<Redactor>,
    /// The reader went away, as `head` does.
    gone: bool,
}

enum Open {
    Stream(Box<dyn Write + Send>),
    Memory(super::api::Memory),
}

impl Out {
    /// Opens a setup's destination.
    pub(super) fn open(setup: &Setup) -> Result<Self, String> {
        let (to, name) = match &setup.out {
            Destination::Stdout => (Open::Stream(Box::new(io::stdout())), "the standard output".to_owned()),
            Destination::Stderr => (Open::Stream(Box::new(io::stderr())), "the standard error".to_owned()),
            Destination::Memory(memory) => (Open::Memory(memory.clone()), "memory".to_owned()),
            Destination::Path(path) => {
                let name = path.display().to_string();
                let said = |error: io::Error| format!("failed to write {name}: {error}");
                if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                    std::fs::create_dir_all(folder).map_err(said)?;
                }
                let file = BufWriter::with_capacity(64 * 1024, File::create(path).map_err(said)?);
                (Open::Stream(Box::new(file)), name)
            }
        };
        Ok(Self { to, name, redactor: setup.redactor.clone(), gone: false })
    }

    /// What it is, for messages.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Writes text, masked.
    pub(super) fn text(&mut self, text: &str) -> Result<(), String> {
        let masked = self.redactor.clone();
        let masked = masked.mask(text);
        if let Some(name) = self.redactor.leaks(&masked) {
            return Err(format!("failed to write {} without giving away the secret {name}", self.name));
        }
        self.sealed(masked.as_bytes())?;
        self.flush()
    }

    /// Writes bytes that were masked in their own form.
    pub(super) fn sealed(&mut self, bytes: &[u8]) -> Result<(), String> {
        match &mut self.to {
            Open::Memory(memory) => {
                memory.push(bytes);
                Ok(())
            }
            Open::Stream(_) if self.gone => Ok(()),
            Open::Stream(stream) => {
                let written = stream.write_all(bytes);
                self.check(written)
            }
        }
    }

    /// Lets everything written so far be seen.
    pub(super) fn flush(&mut self) -> Result<(), String> {
        match &mut self.to {
            Open::Stream(stream) if !self.gone => {
                let flushed = stream.flush();
                self.check(flushed)
            }
            _ => Ok(()),
        }
    }

    fn check(&mut self, result: io::Result<()>) -> Result<(), String> {
        match result {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(())
            }
            other => other.map_err(|error| format!("failed to write {}: {error}", self.name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::sample;

    #[test]
    fn errors_name_the_file_and_the_cause() {
        let redactor = Arc::<Redactor>::default();
        let to = |path: &str| Setup::new(Destination::Path(path.into()), redactor.clone(), sample::exit_code);
        let mut full = Out::open(&to("/dev/full")).unwrap();
        assert_eq!(full.text("x").unwrap_err(), "failed to write /dev/full: No space left on device (os error 28)");
        let error = Out::open(&to("/dev/null/x.xml")).err().unwrap();
        assert!(error.starts_with("failed to write /dev/null/x.xml: "), "{error}");
    }
}
