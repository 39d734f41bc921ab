//! Every code of a diagnostic: what it means, why what was written is refused, and what to do.

use crate::catalog::page::Page;

mod check;
mod contract;
mod diff;
mod graphql;
mod ingest;
mod mock;
mod project;
mod step;
mod suite;
mod target;
mod text;

/// All of them, by what they are about and then by name.
pub fn all() -> impl Iterator<Item = &'static Page> {
    [
        text::PAGES,
        project::PAGES,
        target::PAGES,
        suite::PAGES,
        step::PAGES,
        check::PAGES,
        mock::PAGES,
        contract::PAGES,
        diff::PAGES,
        graphql::PAGES,
        ingest::PAGES,
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::{Path, PathBuf};

    use regex::Regex;

    use super::*;

    /// Calls whose code is no literal: the file, and the codes that it hands over.
    const HANDED_OVER: [(&str, &[&str]); 5] = [
        ("mock/load/desk.rs", &[]),
        ("openapi/read.rs", &[]),
        // Rules of contracts are rows of a table, which has their pages.
        ("openapi/lint/api.rs", &[]),
        // So are the rules of a comparison.
        ("report/changes/text.rs", &[]),
        ("target/missing.rs", &["variable-missing", "secret-missing"]),
    ];

    /// The code of every file below `src`, without tests.
    fn sources() -> Vec<(String, String)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut folders: Vec<PathBuf> = vec![root.clone()];
        let mut sources = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let short = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "rs")
                    && !short.contains("test")
                    && !short.starts_with("catalog")
                {
                    let text = std::fs::read_to_string(&path).unwrap();
                    sources.push((short, text.split("#[cfg(test)]").next().unwrap().to_owned()));
                }
            }
        }
        assert!(sources.len() > 100, "the sources were not found");
        sources
    }

    /// Every code that a diagnostic is made with, and where.
    fn made() -> BTreeMap<String, String> {
        let call = Regex::new(
            r#"(?:(?:Diagnostic::(?:error|unplaced)|\b(?:desk|reader)\.wrong)\(\s*[a-z_.]*|\bself\.wrong\(\s*)("[^"]*"|,)"#,
        )
        .unwrap();
        let mut made = BTreeMap::new();
        for (file, text) in sources() {
            for found in call.captures_iter(&text) {
                // In a check `self.wrong` makes a finding, which has no code.
                let is_ours = file.starts_with("mock/load/") || file.starts_with("openapi/read");
                if found[0].starts_with("self.") && !is_ours {
                    continue;
                }
                if &found[1] == "," {
                    let known = HANDED_OVER.iter().any(|(known, _)| *known == file);
                    assert!(known, "{file}: `{}` hides its code: write it there, or name it in HANDED_OVER", &found[0]);
                } else {
                    made.insert(found[1].trim_matches('"').to_owned(), file.clone());
                }
            }
        }
        for (file, codes) in HANDED_OVER {
            let text = &sources().into_iter().find(|(name, _)| name == file).unwrap().1;
            for code in codes {
                assert!(text.contains(&format!("\"{code}\"")), "{file} does not hold `{code}` any more");
                made.insert((*code).to_owned(), file.to_owned());
            }
        }
        made
    }

    #[test]
    fn every_code_has_a_page_and_every_page_a_code() {
        let made = made();
        let rules: BTreeSet<&str> = crate::openapi::lint::TABLE.iter().map(|rule| rule.id).collect();
        let pages: BTreeSet<&str> = all().map(|page| page.id).collect();
        let without: Vec<_> =
            made.iter().filter(|(code, _)| !pages.contains(code.as_str()) && !rules.contains(code.as_str())).collect();
        assert!(without.is_empty(), "codes without a page in src/catalog/codes/: {without:?}");
        let idle: Vec<_> = pages.iter().filter(|page| !made.contains_key(**page)).collect();
        assert!(pages.is_disjoint(&rules), "a rule has its page in its own file");
        assert!(idle.is_empty(), "pages whose code nothing makes any more: {idle:?}");
    }

    #[test]
    fn pages_are_whole_and_stand_in_order() {
        let mut seen = BTreeSet::new();
        for page in all() {
            assert!(seen.insert(page.id), "{} stands twice", page.id);
            assert!(page.summary.ends_with('.') && !page.summary.contains('\n'), "{}: one sentence", page.id);
            assert!(page.docs.ends_with('\n') && page.docs.len() > 20, "{}: say what to do", page.id);
        }
    }
}
