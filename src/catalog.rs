//! Every row of every table, for `explain`, the docs and the tests that hold whole tables.

use crate::check;
use crate::explore::oracle;
use crate::openapi::lint;
use crate::prove::mutation;
use crate::report;
use crate::step;
use crate::value::function;
use crate::value::matcher;

pub mod codes;
pub mod page;
pub mod topics;

/// One thing that can be explained.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is: `topic`, `step`, `check`, `oracle`, `mutation`, `matcher`, `function`, `report`, `contract rule`, `diagnostic`.
    pub kind: &'static str,
    /// Its name.
    pub id: &'static str,
    /// One line.
    pub summary: &'static str,
    /// Markdown; the summary where there is no more to say.
    pub docs: String,
}

/// All of it, table by table.
#[must_use]
pub fn entries() -> Vec<Entry> {
    let checks =
        check::TABLE.iter().map(|row| Entry { kind: "check", id: row.id, summary: row.summary, docs: row.docs.into() });
    let oracles = oracle::TABLE.iter().map(|row| Entry {
        kind: "oracle",
        id: row.id,
        summary: row.summary,
        docs: row.docs.into(),
    });
    let mutations = mutation::TABLE.iter().map(|row| Entry {
        kind: "mutation",
        id: row.id,
        summary: row.summary,
        docs: row.docs.into(),
    });
    let steps =
        step::TABLE.iter().map(|row| Entry { kind: "step", id: row.id, summary: row.summary, docs: row.docs.into() });
    let reports = report::TABLE.iter().map(|row| Entry {
        kind: "report",
        id: row.id,
        summary: row.summary,
        docs: row.docs.into(),
    });
    let matchers = matcher::TABLE.iter().map(|row| Entry {
        kind: "matcher",
        id: row.name,
        summary: row.docs,
        docs: row.docs.into(),
    });
    let functions = function::FUNCTIONS.iter().map(|row| Entry {
        kind: "function",
        id: row.name,
        summary: row.docs,
        docs: format!("```\n${{{}}}\n```\n\n{}\n", row.usage, row.docs),
    });
    let rules = lint::TABLE.iter().map(|row| Entry {
        kind: "contract rule",
        id: row.id,
        summary: row.summary,
        docs: row.docs.into(),
    });
    let page = |kind, page: &page::Page| Entry { kind, id: page.id, summary: page.summary, docs: page.docs.into() };
    let topics = topics::PAGES.iter().map(|one| page("topic", one));
    let codes = codes::all().map(|one| page("diagnostic", one));
    topics
        .chain(steps)
        .chain(checks)
        .chain(oracles)
        .chain(mutations)
        .chain(matchers)
        .chain(functions)
        .chain(reports)
        .chain(rules)
        .chain(codes)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_rows_of_a_kind_have_the_same_name() {
        let mut seen = BTreeSet::new();
        for entry in entries() {
            assert!(seen.insert((entry.kind, entry.id)), "{} {}", entry.kind, entry.id);
            assert!(!entry.summary.is_empty() && !entry.docs.is_empty(), "{}", entry.id);
        }
    }
}
