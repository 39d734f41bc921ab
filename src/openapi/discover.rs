//! Which files are OpenAPI documents.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::IgnoredAny;

/// The names that a contract bears that lies beside a suite.
const NAMES: [&str; 3] = ["openapi.yaml", "openapi.yml", "openapi.json"];

/// The top of a document, as far as it says what it is.
#[derive(Deserialize)]
struct Top {
    openapi: Option<IgnoredAny>,
    swagger: Option<IgnoredAny>,
}

/// The contracts that lie beside suite files, each once, in the suites' order.
#[must_use]
pub fn beside(suites: &[PathBuf]) -> Vec<PathBuf> {
    let mut folders: Vec<&Path> = suites.iter().filter_map(|path| path.parent()).collect();
    folders.dedup();
    let mut found: Vec<PathBuf> = Vec::new();
    for path in folders.into_iter().flat_map(|folder| NAMES.map(|name| folder.join(name))) {
        if path.is_file() && !found.contains(&path) {
            found.push(path);
        }
    }
    found
}

/// Whether a file has `openapi` or `swagger` at its top. One that cannot be read as a whole is a document where it names
/// such a key: whoever reads it tells what is wrong with it.
#[must_use]
pub fn is_document(path: &Path) -> bool {
    let known = ["yaml", "yml", "json"];
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if !path.is_file() || !known.iter().any(|one| ending.eq_ignore_ascii_case(one)) {
        return false;
    }
    std::fs::read(path).is_ok_and(|bytes| holds_key(&String::from_utf8_lossy(&bytes)))
}

fn holds_key(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('{') {
        return match serde_json::from_str::<Top>(text) {
            Ok(top) => top.openapi.is_some() || top.swagger.is_some(),
            Err(_) => text.contains("\"openapi\"") || text.contains("\"swagger\"") || text.contains("openapi:"),
        };
    }
    text.lines().any(|line| {
        let line = line.trim_start_matches(['"', '\'']);
        let rest = line.strip_prefix("openapi").or_else(|| line.strip_prefix("swagger"));
        rest.is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_known_by_what_they_hold() {
        for (text, is) in [
            ("openapi: 3.1.0\n", true),
            ("# words\n\"swagger\" : '2.0'\n", true),
            ("{\"info\": {}, \"openapi\": \"3.1.0\"}", true),
            ("{\"openapi\": \"3.1.0\",", true),
            ("{openapi: 3.1.0}", true),
            ("suite: a\ncases:\n  - openapi: 1\n", false),
            ("{\"a\": {\"openapi\": 1}}", false),
            ("openapis: 1\n", false),
            ("", false),
        ] {
            assert_eq!(holds_key(text), is, "{text}");
        }
    }

    #[test]
    fn they_lie_beside_suites() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("openapi.yaml"), "openapi: 3.1.0\n").unwrap();
        assert_eq!(beside(&[path("a.yaml"), path("b.yaml")]), [path("openapi.yaml")]);
        assert!(is_document(&path("openapi.yaml")) && !is_document(&path("none.yaml")) && !is_document(folder.path()));
    }
}
