//! Lines of a file one by one, with their digests, and a torn end named.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::error::Error;

/// The longest line that is taken for one: no file may fill the memory.
const LONGEST: usize = 256 * 1024 * 1024;

/// One line.
#[derive(Debug)]
pub struct Raw<'a> {
    /// Which, from 1.
    pub number: u64,
    /// Its bytes without the newline.
    pub bytes: &'a [u8],
    /// Whether the newline was missing: the writer was stopped in the middle.
    pub torn: bool,
}

impl Raw<'_> {
    /// The digest that the next line of a ledger names.
    #[must_use]
    pub fn sha256(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.bytes))
    }
}

/// Gives each line to `each`, and says how many there were.
///
/// # Errors
/// Where the file cannot be read, or `each` says so.
pub fn each(path: &Path, mut each: impl FnMut(Raw<'_>) -> Result<(), Error>) -> Result<u64, Error> {
    let file = File::open(path).map_err(Error::io("read", path))?;
    // A device or a pipe may never end.
    if !file.metadata().map_err(Error::io("read", path))?.is_file() {
        let what = std::io::Error::new(std::io::ErrorKind::InvalidInput, "it is no regular file");
        return Err(Error::io("read", path)(what));
    }
    let mut reader = BufReader::with_capacity(64 * 1024, file);
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        let mut limited = std::io::Read::take(&mut reader, LONGEST as u64);
        if limited.read_until(b'\n', &mut line).map_err(Error::io("read", path))? == 0 {
            return Ok(number);
        }
        number += 1;
        let torn = line.last() != Some(&b'\n');
        let bytes = if torn { &line[..] } else { &line[..line.len() - 1] };
        each(Raw { number, bytes, torn })?;
    }
}
