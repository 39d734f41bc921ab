//! Every row of every table, for `explain`, the docs and the tests that hold whole tables.

use crate::check;
use crate::explore::oracle;
use crate::ingest::{gate, stage};
use crate::openapi::lint;
use crate::prove::mutation;
use crate::report;
use crate::step;
use crate::value::function;
use crate::value::matcher;

mod changes;
pub mod codes;
pub mod page;
pub mod topics;

/// One thing that can be explained.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is: `topic`, `step`, `check`, `oracle`, `mutation`, `matcher`, `function`, `report`, `stage`, `demand`,
    /// `contract rule`, `diff rule`, `diagnostic`.
    pub kind: &'static str,
    /// Its name.
    pub id: &'static str,
    /// One line.
    pub summary: &'static str,
    /// Markdown; the summary where there is no more to say.
    pub docs: String,
    /// Other names that lead here, each of a part of it.
    pub also: Vec<String>,
}

/// All of it, table by table.
#[must_use]
pub fn entries() -> Vec<Entry> {
    let entry = |kind, id, summary, docs: &str| Entry { kind, id, summary, docs: docs.into(), also: Vec::new() };
    let page = |kind, page: &page::Page| entry(kind, page.id, page.summary, page.docs);
    let topics = topics::PAGES.iter().map(|one| page("topic", one));
    let steps = step::TABLE.iter().map(|row| entry("step", row.id, row.summary, row.docs));
    let checks = check::TABLE.iter().map(|row| entry("check", row.id, row.summary, row.docs));
    let oracles = oracle::TABLE.iter().map(|row| entry("oracle", row.id, row.summary, row.docs));
    let mutations = mutation::TABLE.iter().map(|row| entry("mutation", row.id, row.summary, row.docs));
    let matchers = matcher::TABLE.iter().map(|row| entry("matcher", row.name, row.docs, row.docs));
    let functions = function::FUNCTIONS
        .iter()
        .map(|row| entry("function", row.name, row.docs, &format!("```\n${{{}}}\n```\n\n{}\n", row.usage, row.docs)));
    let reports = report::TABLE.iter().map(|row| entry("report", row.id, row.summary, row.docs));
    let rules = lint::TABLE.iter().map(|row| entry("contract rule", row.id, row.summary, row.docs));
    let stages = stage::TABLE.iter().map(|row| entry("stage", row.id, row.summary, row.docs));
    let demands = gate::TABLE.iter().map(|row| entry("demand", row.id, row.summary, row.docs));
    let codes = codes::all().map(|one| page("diagnostic", one));
    topics
        .chain(steps)
        .chain(checks)
        .chain(oracles)
        .chain(mutations)
        .chain(matchers)
        .chain(functions)
        .chain(reports)
        .chain(stages)
        .chain(demands)
        .chain(rules)
        .chain(changes::entries())
        .chain(codes)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn no_two_rows_of_a_kind_have_the_same_name() {
        let mut seen = BTreeSet::new();
        for entry in entries() {
            assert!(seen.insert((entry.kind, entry.id)), "{} {}", entry.kind, entry.id);
            assert!(!entry.summary.is_empty() && !entry.docs.is_empty(), "{}", entry.id);
        }
    }

    #[test]
    fn every_change_leads_to_the_page_that_tells_of_it() {
        let entries = entries();
        let mut of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for entry in &entries {
            for name in &entry.also {
                assert!(entry.docs.contains(&format!("| `{name}` |")), "{name} on {}", entry.id);
                of.entry(name).or_default().push(entry.id);
            }
        }
        let rules = crate::diff::rule::TABLE;
        for (rule, row) in rules.iter().flat_map(|rule| rule.rows.iter().map(move |row| (rule, row))) {
            assert!(of[row.id(rule).as_str()].contains(&rule.id), "{}", row.id(rule));
            assert!(row.oasdiff.is_none_or(|name| of[name].contains(&rule.id)), "{:?}", row.oasdiff);
        }
    }
}
