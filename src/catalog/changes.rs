//! The pages of what may change in a contract: each rule of a comparison with the table of its changes.

use std::fmt::Write as _;

use super::Entry;
use crate::diff::rule;
use crate::diff::rule::api::{Rule, Seat};

/// A page for each rule, in the order of the table.
pub(super) fn entries() -> impl Iterator<Item = Entry> {
    rule::TABLE.iter().map(|rule| Entry {
        kind: "diff rule",
        id: rule.id,
        summary: rule.summary,
        docs: docs(rule),
        also: names(rule),
    })
}

/// The names of a rule's changes: ours, and those of oasdiff.
fn names(rule: &Rule) -> Vec<String> {
    let both = rule.rows.iter().flat_map(|row| [Some(row.id(rule)), row.oasdiff.map(str::to_owned)]);
    let mut names: Vec<String> = both.flatten().collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn docs(rule: &Rule) -> String {
    let mut docs = format!("{}\n\n| change | where | level | in oasdiff |\n|---|---|---|---|\n", rule.docs.trim());
    for row in rule.rows {
        let oasdiff = row.oasdiff.map_or_else(String::new, |name| format!("`{name}`"));
        let _ = writeln!(docs, "| `{}` | {} | {} | {oasdiff} |", row.id(rule), place(row.seat), row.level);
    }
    if rule.values {
        docs.push_str(
            "\nWhether it is so is asked of the values that both schemas allow: what allows the same is not told, and what \
             breaks comes with a value that shows it.\n",
        );
    }
    docs
}

/// Where a change stands, in words.
const fn place(seat: Seat) -> &'static str {
    match seat {
        Seat::Contract => "the contract",
        Seat::RequestBody => "the body of a request",
        Seat::RequestProperty => "a property of a request",
        Seat::Parameter => "a parameter",
        Seat::ParameterProperty => "a property of a parameter",
        Seat::ResponseBody => "the body of an answer",
        Seat::ResponseProperty => "a property of an answer",
        Seat::ResponseHeader => "a header of an answer",
    }
}
