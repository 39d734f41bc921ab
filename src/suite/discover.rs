//! Which files of a folder are suites.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// Every suite file below a folder, in name order: `*.yaml`, `*.yml` and `*.json` that hold the key `suite`.
///
/// Contracts, flags, schemas and gate policies lie in the same tree; they are told apart by what they hold, not by name.
///
/// # Errors
/// The folder or file that cannot be read.
pub fn suites(folder: &Path) -> Result<Vec<PathBuf>, (PathBuf, std::io::Error)> {
    let mut found = Vec::new();
    visit(folder, &mut Vec::new(), &mut found)?;
    found.sort();
    Ok(found)
}

/// `above` holds the folders on the way down as they really are: a link that leads back up must not turn for ever.
fn visit(folder: &Path, above: &mut Vec<PathBuf>, found: &mut Vec<PathBuf>) -> Result<(), (PathBuf, std::io::Error)> {
    let failed = |error| (folder.to_owned(), error);
    let real = folder.canonicalize().map_err(failed)?;
    if above.contains(&real) {
        return Ok(());
    }
    above.push(real);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() {
            visit(&path, above, found)?;
        } else if is_document(&path) && holds_suite(&path).map_err(|error| (path.clone(), error))? {
            found.push(path);
        }
    }
    above.pop();
    Ok(())
}

fn is_document(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ["yaml", "yml", "json"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Whether a file has the key `suite` or `cases` at its top, however it is written. One that cannot be read is a suite
/// where it names a key at all: a file that is passed over in silence is a suite that everyone believes to be green.
fn holds_suite(path: &Path) -> std::io::Result<bool> {
    if !std::fs::metadata(path)?.is_file() {
        // A pipe would be waited for without end.
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "it is no regular file"));
    }
    // In UTF-16 every other byte of these keys is zero; that it is no UTF-8 is said by whoever reads it.
    let text = String::from_utf8_lossy(&std::fs::read(path)?).replace('\0', "");
    let text = text.trim_start_matches(['\u{feff}', '\u{fffd}']);
    let json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let first = text.lines().find(|line| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with(['#', '%']) && line != "---"
    });
    if json || first.is_some_and(|line| line.trim_start().trim_start_matches("--- ").starts_with('{')) {
        return Ok(match serde_json::from_str::<Map<String, Value>>(text) {
            Ok(top) => top.contains_key("suite") || top.contains_key("cases"),
            Err(_) if json => text.contains("\"suite\"") || text.contains("\"cases\""),
            Err(_) => text.contains("suite") && text.contains("cases"),
        });
    }
    let edge = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let left = first.map(edge).unwrap_or_default();
    Ok(text.lines().any(|line| (edge(line) == 0 || edge(line) == left) && is_key(line.trim_start_matches(' '))))
}

fn is_key(line: &str) -> bool {
    let line = line.trim_start_matches("? ").trim_start_matches(['"', '\'']);
    let after = line.strip_prefix("suite").or_else(|| line.strip_prefix("cases"));
    after.is_some_and(|rest| {
        let rest = rest.trim_start_matches(['"', '\'']).trim_start();
        rest.is_empty() || rest.starts_with(':')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_are_known_by_what_they_hold() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("b/health.yaml", "# comment\nsuite: b/health\n");
        write("a/broken.yml", "lane: health\ncases: []\n");
        write("holdpoint.yaml", "version: 1\ntargets: {}\n");
        write("a/openapi.yaml", "openapi: 3.1.0\n");
        write(".hidden/x.yaml", "suite: x\n");
        write("c.json", "{\"suite\": \"c\", \"cases\": []}");
        write("d.json", "{\"suite\": \"d\", \"cases\": [,]}");
        write("e.json", "{\"suite\": \"cut off\",");
        write("f.yaml", "# indented\n  suite: f\n  cases: []\n");
        write("g.yaml", "{ suite: g, lane: health, cases: [] }\n");
        write("h.yaml", "\"suite\" : h\n");
        write("one/2/3/4/5/6/7/8/9/deep.yaml", "suite: deep\n");
        let utf16: Vec<u8> = "\u{feff}suite: i\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        std::fs::write(folder.path().join("i.yaml"), utf16).unwrap();
        std::os::unix::fs::symlink("..", folder.path().join("b/loop")).unwrap();
        write("nested.yaml", "openapi: 3.1.0\nx:\n  suite: x\n");
        write("suite.schema.json", "{\"properties\": {\"suite\": {}, \"cases\": {}}}");
        let found = suites(folder.path()).unwrap();
        let names: Vec<_> =
            found.iter().map(|path| path.strip_prefix(folder.path()).unwrap().display().to_string()).collect();
        assert_eq!(
            names,
            [
                "a/broken.yml",
                "b/health.yaml",
                "c.json",
                "d.json",
                "e.json",
                "f.yaml",
                "g.yaml",
                "h.yaml",
                "i.yaml",
                "one/2/3/4/5/6/7/8/9/deep.yaml"
            ]
        );
    }
}
