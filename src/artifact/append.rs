//! Appends to a ledger under a lock, and to the heads that show when a ledger's tail is removed.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::Error;

/// What a file's first line names as the line before.
pub const ZEROS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A line of `heads.jsonl`: how far a ledger had come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The ledger, from the folder that holds ledgers and runs.
    pub file: String,
    /// How many lines it had.
    pub lines: u64,
    /// The SHA-256 of the last of them.
    pub head: String,
}

/// What stands before a new line.
#[derive(Debug, PartialEq, Eq)]
pub struct Before {
    /// The SHA-256 of the last line's bytes.
    pub prev: String,
    /// How many lines there are.
    pub lines: u64,
    /// Whether the last of them was torn, and has been closed off.
    pub torn: bool,
    /// Whether no head can be kept of the new one.
    pub headless: bool,
}

/// Appends the line that `make` puts into the buffer, and its head to `heads`. Where no head can be kept, the line that
/// was made for one is taken back, and `make` makes another that knows it.
///
/// # Errors
/// Where a file cannot be opened, locked, read or written, or `make` says so.
pub fn append(
    ledger: &Path,
    relative: &str,
    heads: &Path,
    make: impl Fn(&Before, &mut Vec<u8>) -> Result<(), Error>,
) -> Result<Head, Error> {
    let mut file = open(ledger)?;
    let mut before = last(&mut file, ledger)?;
    // Opened first: most of what keeps a head from being written shows here.
    let kept = open(heads).and_then(|mut file| Ok((last(&mut file, heads)?.torn, file)));
    before.headless = kept.is_err();
    let start = file.metadata().map_err(Error::io("read", ledger))?.len();
    let digest = line(&mut file, ledger, &before, &make)?;
    let (torn, mut kept) = kept?;
    let head = Head { file: relative.to_owned(), lines: before.lines + 1, head: digest };
    let json = serde_json::to_vec(&head).map_err(Error::Json)?;
    let Err(error) = write(&mut kept, json, torn, heads) else { return Ok(head) };
    file.set_len(start).map_err(Error::io("write", ledger))?;
    before.headless = true;
    line(&mut file, ledger, &before, &make)?;
    Err(error)
}

/// Makes a line and writes it; gives its digest.
fn line(
    file: &mut File,
    path: &Path,
    before: &Before,
    make: &impl Fn(&Before, &mut Vec<u8>) -> Result<(), Error>,
) -> Result<String, Error> {
    let mut line = Vec::new();
    make(before, &mut line)?;
    let digest = HEXLOWER.encode(&Sha256::digest(&line));
    write(file, line, before.torn, path)?;
    Ok(digest)
}

/// Writes a line at the end; what could be written of it only in part is taken back.
fn write(file: &mut File, mut line: Vec<u8>, torn: bool, path: &Path) -> Result<(), Error> {
    let start = file.metadata().map_err(Error::io("read", path))?.len();
    line.push(b'\n');
    if torn {
        line.insert(0, b'\n');
    }
    // One write, so that a reader never sees half a line but where the disk is full.
    let written = file.write_all(&line).and_then(|()| file.flush());
    if written.is_err() {
        // Where that fails as well, the next line closes the torn one off.
        let _ = file.set_len(start);
    }
    written.map_err(Error::io("write", path))
}

/// Opens a file for appending, and locks it until it is dropped.
fn open(path: &Path) -> Result<File, Error> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    }
    let file = OpenOptions::new().create(true).read(true).append(true).open(path).map_err(Error::io("open", path))?;
    let is_file = file.metadata().map_err(Error::io("read", path))?.is_file();
    if !is_file {
        let cause = std::io::Error::other("it is no regular file");
        return Err(Error::io("write", path)(cause));
    }
    file.lock().map_err(Error::io("lock", path))?;
    Ok(file)
}

/// Counts a file's lines, and digests the last of them.
fn last(file: &mut File, path: &Path) -> Result<Before, Error> {
    file.seek(SeekFrom::Start(0)).map_err(Error::io("read", path))?;
    let mut buffer = vec![0; 64 * 1024];
    let mut before = Before { prev: ZEROS.to_owned(), lines: 0, torn: false, headless: false };
    // Where the last line starts, and where the one after its newline would.
    let (mut start, mut next, mut length) = (0, 0, 0);
    loop {
        let read = file.read(&mut buffer).map_err(Error::io("read", path))?;
        if read == 0 {
            break;
        }
        let bytes = &buffer[..read];
        if let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n') {
            before.lines += bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
            start = bytes[..end].iter().rposition(|byte| *byte == b'\n').map_or(next, |at| length + at as u64 + 1);
            next = length + end as u64 + 1;
        }
        length += read as u64;
    }
    if length == 0 {
        return Ok(before);
    }
    before.torn = next < length;
    let (start, end) = if before.torn { (next, length) } else { (start, length - 1) };
    before.lines += u64::from(before.torn);
    file.seek(SeekFrom::Start(start)).map_err(Error::io("read", path))?;
    let mut hash = Sha256::new();
    let mut left = file.take(end - start);
    loop {
        let read = left.read(&mut buffer).map_err(Error::io("read", path))?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
    }
    before.prev = HEXLOWER.encode(&hash.finalize());
    Ok(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(text: &[u8]) -> Before {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(text).unwrap();
        last(&mut file, Path::new("x")).unwrap()
    }

    fn digest(line: &[u8]) -> String {
        HEXLOWER.encode(&Sha256::digest(line))
    }

    #[test]
    fn the_last_line_is_found_at_any_length() {
        assert_eq!(before(b""), Before { prev: ZEROS.to_owned(), lines: 0, torn: false, headless: false });
        for first in [0, 1, 65_534, 65_535, 65_536, 65_537, 200_000] {
            for second in [0, 1, 65_535, 65_536, 150_000] {
                let (one, two) = (vec![b'a'; first], vec![b'b'; second]);
                let whole = [&one[..], b"\n", &two[..], b"\n"].concat();
                assert_eq!(
                    before(&whole),
                    Before { prev: digest(&two), lines: 2, torn: false, headless: false },
                    "{first} {second}"
                );
                let torn = Before { prev: digest(&two), lines: 2, torn: true, headless: false };
                let closed = Before { prev: digest(&one), lines: 1, torn: false, headless: false };
                let expected = if second == 0 { closed } else { torn };
                assert_eq!(before(&whole[..whole.len() - 1]), expected, "{first} {second}");
            }
        }
    }
}
