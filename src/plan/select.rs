//! Which cases of a plan are meant.

use std::path::PathBuf;

use regex::Regex;

use super::load::Loaded;
use super::plan::{Case, Plan, Suite};
use crate::model::diagnostic::Diagnostic;
use crate::model::lane::Lane;
use crate::syntax::nearest::nearest;

/// What a person asks for; every part narrows.
#[derive(Debug, Default)]
pub struct Selection {
    /// Suites, groups of suites and cases by name; any of them.
    pub names: Vec<String>,
    /// Files and folders; any of them.
    pub paths: Vec<PathBuf>,
    /// Targets; any of them.
    pub targets: Vec<String>,
    /// Lanes; any of them.
    pub lanes: Vec<Lane>,
    /// Tags; any of them.
    pub tags: Vec<String>,
    /// Ids of checks; any of them.
    pub covers: Vec<String>,
    /// A pattern that a case's id has to match.
    pub filter: Option<Regex>,
    /// Shard `K` of `N`, from 1.
    pub shard: Option<(usize, usize)>,
}

impl Selection {
    /// Whether a file's diagnostics concern what is asked for.
    #[must_use]
    pub fn concerns(&self, file: &Loaded) -> bool {
        let Some(name) = &file.name else { return true };
        self.names.is_empty()
            || self.names.iter().any(|asked| {
                within(name, asked) || asked.starts_with(&format!("{name}/")) || asked.starts_with(&format!("{name}@"))
            })
    }

    /// Keeps what is asked for.
    ///
    /// # Errors
    /// Each part of the selection that selects nothing; a run of nothing is no evidence.
    pub fn apply(&self, plan: &mut Plan) -> Result<(), Vec<Diagnostic>> {
        let unknown = self.unknown(plan);
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let before = plan.len();
        for suite in &mut plan.suites {
            let (name, target, lane) = (suite.name.clone(), suite.target.name.clone(), suite.lane);
            let of_suite = (self.targets.is_empty() || self.targets.iter().any(|asked| **asked == *target))
                && (self.lanes.is_empty() || self.lanes.contains(&lane));
            let whole = suite.cases.len();
            suite.cases.retain(|case| of_suite && self.wants(&name, case));
            without_last(suite, whole);
        }
        if let Some((own, shards)) = self.shard {
            let mut number = 0;
            for suite in &mut plan.suites {
                let whole = suite.cases.len();
                suite.cases.retain(|_| {
                    number += 1;
                    (number - 1) % shards == own - 1
                });
                without_last(suite, whole);
            }
        }
        plan.suites.retain(|suite| !suite.cases.is_empty());
        if plan.is_empty() {
            let what = if before == 0 { "there are no cases to run" } else { "the selection matches no case" };
            return Err(vec![Diagnostic::unplaced("nothing-selected", what).help(
                "`holdpoint list` shows every suite and case; a run of nothing is no evidence and never green",
            )]);
        }
        Ok(())
    }

    fn wants(&self, suite: &str, case: &Case) -> bool {
        let id = case.id.text();
        let named =
            self.names.is_empty() || self.names.iter().any(|asked| within(suite, asked) || of_case(&id, case, asked));
        let tagged = self.tags.is_empty() || self.tags.iter().any(|tag| case.tags.contains(tag));
        let covering = self.covers.is_empty() || self.covers.iter().any(|covered| case.covers.contains(covered));
        let matching = self.filter.as_ref().is_none_or(|filter| filter.is_match(&id));
        named && tagged && covering && matching
    }

    fn unknown(&self, plan: &Plan) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut refuse = |what: &str, asked: &str, known: Vec<String>| {
            let near = nearest(asked, known.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
            found.push(
                Diagnostic::unplaced("nothing-selected", format!("no {what} `{asked}`"))
                    .help(near.unwrap_or_else(|| "`holdpoint list` shows what there is".into())),
            );
        };
        let suites = || plan.suites.iter();
        for asked in &self.names {
            let hit = |suite: &Suite| {
                within(&suite.name, asked) || suite.cases.iter().any(|case| of_case(&case.id.text(), case, asked))
            };
            if !suites().any(hit) {
                let names = suites().map(|suite| suite.name.to_string());
                refuse(
                    "suite, case or file is named",
                    asked,
                    names.chain(plan.cases().map(|case| case.id.text())).collect(),
                );
            }
        }
        for asked in &self.targets {
            if !suites().any(|suite| *suite.target.name == **asked) {
                refuse("suite asks the target", asked, suites().map(|suite| suite.target.name.to_string()).collect());
            }
        }
        for asked in &self.tags {
            if !plan.cases().any(|case| case.tags.contains(asked)) {
                refuse("case has the tag", asked, plan.cases().flat_map(|case| case.tags.clone()).collect());
            }
        }
        for asked in &self.covers {
            if !plan.cases().any(|case| case.covers.contains(asked)) {
                refuse("case covers", asked, plan.cases().flat_map(|case| case.covers.to_vec()).collect());
            }
        }
        found
    }
}

/// Leaves out the cases that judge all others where some of those are left out: there is nothing that they could say.
fn without_last(suite: &mut Suite, whole: usize) {
    if suite.cases.len() < whole {
        suite.cases.retain(|case| !case.last);
    }
}

/// `chatwoot/health` is within `chatwoot/health` and within `chatwoot`.
fn within(suite: &str, asked: &str) -> bool {
    let asked = asked.trim_end_matches('/');
    suite == asked || suite.strip_prefix(asked).is_some_and(|rest| rest.starts_with('/'))
}

/// A case by its whole id, or by its id without the row or the target.
fn of_case(id: &str, case: &Case, asked: &str) -> bool {
    id == asked
        || format!("{}/{}", case.id.suite, case.id.case) == asked
        || id.strip_suffix(']').and_then(|id| id.rsplit_once('[')).is_some_and(|(id, _)| id == asked)
}
