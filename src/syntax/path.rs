//! Paths by their words alone: what they come to, and whether they stay inside a folder.

use std::path::{Component, Path, PathBuf};

/// A path without `.` and `..` where words alone can tell, so that people see `mocks/x.yaml`.
#[must_use]
pub fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// Whether a path stays inside a folder; both may be relative, and an empty one is the current folder.
#[must_use]
pub fn is_inside(path: &Path, folder: &Path) -> bool {
    let here = |path: &Path| if path.as_os_str().is_empty() { PathBuf::from(".") } else { path.to_owned() };
    // Relative paths hold each other by words alone when they do not on disk; only whole paths can be compared.
    let whole = |path: &Path| std::path::absolute(here(path)).map(|path| clean(&path));
    matches!((whole(path), whole(folder)), (Ok(path), Ok(folder)) if path.starts_with(&folder))
}

/// The largest file that a person writes by hand, in bytes.
pub const LARGEST: u64 = 32 * 1024 * 1024;

/// The text of a file that a person wrote: a regular one (a device or a pipe may never end), at most 32 MiB, in UTF-8.
///
/// # Errors
/// What the system says, or which of these it is not.
pub fn read_text(path: &Path) -> std::io::Result<String> {
    let about = std::fs::metadata(path)?;
    let refuse = |what: &str| std::io::Error::new(std::io::ErrorKind::InvalidInput, what.to_owned());
    if !about.is_file() {
        return Err(refuse("it is no regular file"));
    }
    if about.len() > LARGEST {
        return Err(refuse("it is larger than 32 MiB, which nothing written by hand should be"));
    }
    String::from_utf8(std::fs::read(path)?).map_err(|error| {
        refuse(&format!("it is no UTF-8: the byte at offset {} begins no character", error.utf8_error().valid_up_to()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_alone_tell_where_a_path_leads() {
        let shown = |path: &str| clean(Path::new(path)).display().to_string();
        assert_eq!(shown("suites/../mocks/./x.yaml"), "mocks/x.yaml");
        assert_eq!(shown("../../a"), "../../a");
        assert!(is_inside(Path::new("suites/../mocks/x"), Path::new("")));
        assert!(is_inside(Path::new("/a/b/../c"), Path::new("/a")));
        assert!(!is_inside(Path::new("../x"), Path::new("")));
        assert!(!is_inside(Path::new("/ab"), Path::new("/a")));
    }

    #[test]
    fn what_never_ends_is_not_read() {
        for (path, said) in [("/dev/zero", "no regular file"), ("/", "no regular file")] {
            assert!(read_text(Path::new(path)).unwrap_err().to_string().contains(said), "{path}");
        }
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), b"ab\xff").unwrap();
        assert!(read_text(file.path()).unwrap_err().to_string().contains("offset 2"));
    }
}
