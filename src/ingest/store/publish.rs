//! Puts files in their place whole or not at all: once and for ever, or in the place of the one before.

use std::fs::{File, Permissions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use super::error::Error;

/// What the name of a file begins with that is not in its place yet.
const PASSING: &str = ".passing-";

/// Who may do what with a file that never changes again.
const READ_ONLY: u32 = 0o444;
const ORDINARY: u32 = 0o644;

/// What came of a file that is written once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is there now.
    New,
    /// It was there, with these very bytes.
    Same,
}

/// Whether a file is not in its place yet.
#[must_use]
pub fn is_passing(name: &str) -> bool {
    name.starts_with(PASSING)
}

/// Writes a file that never changes again, read-only: under another name in the same folder, synced, and then named so
/// that no file can be overwritten.
///
/// # Errors
/// The file is there with other bytes, or the file system refuses.
pub fn once(path: &Path, bytes: &[u8]) -> Result<Written, Error> {
    if path.exists() {
        return same(path, bytes);
    }
    match passing(path, bytes, READ_ONLY)?.persist_noclobber(path) {
        Ok(_) => {
            settle(path)?;
            Ok(Written::New)
        }
        Err(refused) if refused.error.kind() == ErrorKind::AlreadyExists => same(path, bytes),
        Err(refused) => Err(Error::io("write", path)(refused.error)),
    }
}

/// Writes a file that a person may go on with, where none is there; whether none was.
///
/// # Errors
/// The file system refuses.
pub fn first(path: &Path, bytes: &[u8]) -> Result<bool, Error> {
    match passing(path, bytes, ORDINARY)?.persist_noclobber(path) {
        Ok(_) => settle(path).map(|()| true),
        Err(refused) if refused.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(refused) => Err(Error::io("write", path)(refused.error)),
    }
}

/// Writes a file in the place of the one before: a reader sees one of the two.
///
/// # Errors
/// The file system refuses.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    passing(path, bytes, ORDINARY)?.persist(path).map_err(|refused| Error::io("write", path)(refused.error))?;
    settle(path)
}

/// Writes bytes beside where they may be put later; the file goes when it is dropped.
///
/// # Errors
/// The file system refuses.
pub fn aside(path: &Path, bytes: &[u8]) -> Result<NamedTempFile, Error> {
    passing(path, bytes, ORDINARY)
}

/// Removes what writers that were killed left in a folder. Only who holds the lock may.
///
/// # Errors
/// The folder cannot be read, or a file not be removed.
pub fn sweep(folder: &Path) -> Result<(), Error> {
    for entry in std::fs::read_dir(folder).map_err(Error::io("read", folder))? {
        let entry = entry.map_err(Error::io("read", folder))?;
        if is_passing(&entry.file_name().to_string_lossy()) {
            std::fs::remove_file(entry.path()).map_err(Error::io("remove", &entry.path()))?;
        }
    }
    Ok(())
}

fn same(path: &Path, bytes: &[u8]) -> Result<Written, Error> {
    let there = std::fs::read(path).map_err(Error::io("read", path))?;
    if there == bytes { Ok(Written::Same) } else { Err(Error::Other(path.to_owned())) }
}

fn passing(path: &Path, bytes: &[u8], mode: u32) -> Result<NamedTempFile, Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let made = Builder::new().prefix(PASSING).permissions(Permissions::from_mode(mode)).tempfile_in(folder);
    let mut file = made.map_err(Error::io("write", path))?;
    file.write_all(bytes).map_err(Error::io("write", path))?;
    file.as_file().sync_all().map_err(Error::io("write", path))?;
    Ok(file)
}

/// A name is only there for good when its folder was synced too.
fn settle(path: &Path) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::io("write", folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_once_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        assert_eq!(once(&path, b"one").unwrap(), Written::New);
        assert_eq!(once(&path, b"one").unwrap(), Written::Same);
        assert!(once(&path, b"two").unwrap_err().to_string().contains("never overwritten"));
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, READ_ONLY);
        assert!(!first(&path, b"two").unwrap());
        // Nothing is left of the ones that were refused.
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_replaced_file_is_the_later_one_and_what_was_left_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("latest.json");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        std::fs::write(folder.path().join(format!("{PASSING}x")), "half").unwrap();
        sweep(folder.path()).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
