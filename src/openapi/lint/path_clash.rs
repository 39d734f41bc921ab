//! Paths that a request cannot be told apart by.

use std::collections::HashMap;

use super::api::{Report, Rule, Subject};
use super::role::Role;
use super::survey::Id;
use crate::model::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "contract-path-clash",
    summary: "Two paths are the same, or fit the same requests.",
    docs: r"`/orders/{id}` and `/orders/{order}` are one path (OpenAPI 3.1.1, section 4.8.8.1); where both have a
method, what stands under one of them is never asked. `/{kind}/mine` and `/orders/{id}` both fit `/orders/mine`, and the
specification does not say which counts where both have the same method. A path without templates comes before one with, so
`/orders/mine` and `/orders/{id}` are fine.
",
    check,
};

/// The most paths of one length that are compared, each with each.
const MOST: usize = 1_500;

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let survey = subject.survey;
    let Some(document) = survey.all(Role::Document).next() else { return };
    let mut same: HashMap<String, Id> = HashMap::new();
    let mut by_length: HashMap<usize, Vec<(Id, Vec<&str>)>> = HashMap::new();
    for id in survey.children(document, "paths") {
        let path = survey.key(id);
        if let Some(first) = same.get(&bare(path)) {
            let what = format!("`{path}` is the same path as `{}`", survey.key(*first));
            let help = "put the operations of both under one of them";
            report.clash(Severity::Warning, &survey.at(id), &survey.at(*first), what, help);
            continue;
        }
        same.insert(bare(path), id);
        let parts: Vec<&str> = path.split('/').collect();
        by_length.entry(parts.len()).or_default().push((id, parts));
    }
    let mut lengths: Vec<_> = by_length.into_iter().filter(|(_, paths)| paths.len() <= MOST).collect();
    lengths.sort_by_key(|(length, _)| *length);
    for (_, paths) in lengths {
        for (index, (id, parts)) in paths.iter().enumerate() {
            for (other, others) in &paths[..index] {
                let method = METHODS
                    .iter()
                    .find(|method| survey.get(*id, method).is_some() && survey.get(*other, method).is_some());
                if let (Some(method), true) = (method, is_ambiguous(parts, others)) {
                    let request = sample(parts, others);
                    let what = format!(
                        "`{} {request}` fits `{}` and `{}`",
                        method.to_uppercase(),
                        survey.key(*id),
                        survey.key(*other)
                    );
                    let help = "let one of them begin with a part that the other cannot have";
                    report.clash(Severity::Warning, &survey.at(*id), &survey.at(*other), what, help);
                }
            }
        }
    }
}

/// A path without the names of its templates.
fn bare(path: &str) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        out.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    out + rest
}

/// Whether a request may fit both, and neither comes first: each has a template where the other has words.
fn is_ambiguous(one: &[&str], other: &[&str]) -> bool {
    let (mut left, mut right) = (false, false);
    for (mine, theirs) in one.iter().zip(other) {
        match (mine.contains('{'), theirs.contains('{')) {
            // Parts that are no template alone (`{a}.json`) are not looked into.
            (true, _) if !is_whole(mine) => return false,
            (_, true) if !is_whole(theirs) => return false,
            (true, false) => left = true,
            (false, true) => right = true,
            (false, false) if mine != theirs => return false,
            _ => {}
        }
    }
    left && right
}

fn is_whole(part: &str) -> bool {
    part.starts_with('{') && part.ends_with('}') && part.matches('{').count() == 1
}

fn sample(one: &[&str], other: &[&str]) -> String {
    let part = |(mine, theirs): (&&str, &&str)| match (mine.contains('{'), theirs.contains('{')) {
        (true, true) => "1".to_owned(),
        (true, false) => (*theirs).to_owned(),
        _ => (*mine).to_owned(),
    };
    one.iter().zip(other).map(part).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, paths, wrong};

    #[test]
    fn paths_are_told_apart() {
        let rule = "contract-path-clash";
        wrong(rule, &paths("/a/{x}: {}\n/a/{y}: {}"), "warning `/a/{y}` is the same path as `/a/{x}` @5");
        wrong(
            rule,
            &paths("/{k}/mine: { get: {} }\n/a/{y}: { get: {} }"),
            "warning `GET /a/mine` fits `/a/{y}` and `/{k}/mine` @5",
        );
        wrong(rule, &paths("/a/{x}: { get: {} }\n/a/{y}: { put: {} }"), "warning `/a/{y}` is the same path");
        clean(rule, &paths("/{k}/mine: { get: {} }\n/a/{y}: { put: {} }"));
        clean(
            rule,
            &paths("/a/mine: { get: {} }\n/a/{y}: { get: {} }\n/a/{y}/b: { get: {} }\n/a/{y}.{z}: { get: {} }"),
        );
    }
}
