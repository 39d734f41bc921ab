//! `holdpoint list` and `--dry-run`: what would run, where, and what is missing to go live.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::arguments::{Arguments, List, Output};
use super::console::{many, print};
use super::prepare::{self, env};
use super::problem::Problem;
use crate::model::mode::Mode;
use crate::model::verdict::Verdict;
use crate::plan::plan::{Case, Plan, Suite};
use crate::target::guard::{self, Approval};
use crate::target::missing;
use crate::target::resolve::{Resolution, Settled};

/// Lists.
///
/// # Errors
/// What is wrong with what would run.
pub(super) async fn list(arguments: &Arguments, list: &List) -> Result<Verdict, Problem> {
    let asked: Vec<PathBuf> = list.select.what.iter().map(PathBuf::from).collect();
    let project = prepare::project(&arguments.common, &asked)?;
    let covers: Vec<String> = list.covers.iter().filter(|id| !id.is_empty()).cloned().collect();
    let selection = prepare::selection(&list.select, &covers)?;
    let overrides = prepare::overrides(&list.place)?;
    let approval = prepare::approval(&list.place)?;
    let (plan, _) = prepare::plan(&project, &selection, true)?;
    if list.covers.is_some() {
        return by_check(&plan, &covers, arguments.common.output);
    }
    let resolution = match prepare::resolve(&project, &plan, &overrides).await {
        Ok(resolution) => resolution,
        Err(problem) => {
            // What there is can be told also where it is not settled yet who would answer.
            if arguments.common.output == Output::Human {
                print(&page(&plan, None, None))?;
            }
            return Err(problem);
        }
    };
    let mocks = prepare::check_mocks(&project, &resolution);
    // Of a mock that is broken nothing stands in the document, so there is none.
    if mocks.is_ok() || arguments.common.output == Output::Human {
        tell(&plan, &resolution, approval.as_ref(), arguments.common.output)?;
    }
    mocks.map(|()| Verdict::Green)
}

/// What a run would do; the same as the list of it.
///
/// # Errors
/// That the output cannot be written.
pub(super) fn dry_run(
    plan: &Plan,
    resolution: &Resolution,
    approval: Option<&Approval>,
    output: Output,
) -> Result<Verdict, Problem> {
    tell(plan, resolution, approval, output)?;
    Ok(Verdict::Green)
}

fn tell(plan: &Plan, resolution: &Resolution, approval: Option<&Approval>, output: Output) -> Result<(), Problem> {
    match output {
        Output::Json => print(&format!("{}\n", document(plan, resolution, approval)))?,
        Output::Human => print(&page(plan, Some(resolution), approval))?,
    }
    Ok(())
}

/// Why a case would not be run, as far as that is known without starting anything.
fn left_out(case: &Case, suite: &Suite, settled: &Settled, approval: Option<&Approval>) -> Option<String> {
    if !case.modes.is_empty() && !case.modes.contains(&settled.mode()) {
        return Some("not in this mode".into());
    }
    let mut needs = case.needs.clone();
    needs.absorb(suite.once_needs.clone());
    let optional = needs.names.iter().find_map(|(name, _)| settled.left_out(name));
    optional.or_else(|| guard::allows(settled.mode(), needs.mutates.is_some(), approval).err())
}

fn page(plan: &Plan, resolution: Option<&Resolution>, approval: Option<&Approval>) -> String {
    let mut out = String::new();
    for suite in &plan.suites {
        let settled = resolution.and_then(|resolution| resolution.settled.get(&suite.target.name));
        let place = match settled {
            Some(settled) if settled.mode() == Mode::Live => format!("LIVE: {}", settled.because()),
            Some(settled) => format!("mocked: {}", settled.because()),
            None => "not settled".to_owned(),
        };
        let _ = writeln!(out, "{}  ({} → {}, {place})", suite.name, suite.lane, suite.target.name);
        for case in &suite.cases {
            let row = case.id.row.as_ref().map(|row| format!("[{row}]")).unwrap_or_default();
            let _ = write!(out, "  {}{row}", case.id.case);
            if !case.covers.is_empty() {
                let _ = write!(out, "  · {}", case.covers.join(", "));
            }
            if let Some(reason) = settled.and_then(|settled| left_out(case, suite, settled, approval)) {
                let _ = write!(out, "  (not run: {reason})");
            }
            out.push('\n');
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{} · {}", many(plan.suites.len(), "suite"), many(plan.len(), "case"));
    let all = resolution.into_iter().flat_map(|resolution| resolution.settled.values());
    for settled in all.filter(|settled| settled.mode() == Mode::Mock) {
        let target = settled.target();
        let needed = missing::to_go_live(target, &env);
        let set =
            if needed.is_empty() { "nothing is missing".to_owned() } else { format!("set {}", needed.join(", ")) };
        let _ = writeln!(out, "to go live  {0}: {set}; then --live {0}", target.name);
    }
    out
}

fn document(plan: &Plan, resolution: &Resolution, approval: Option<&Approval>) -> Value {
    let suites: Vec<Value> = plan
        .suites
        .iter()
        .filter_map(|suite| {
            let settled = resolution.settled.get(&suite.target.name)?;
            let cases: Vec<Value> = suite
                .cases
                .iter()
                .map(|case| {
                    json!({"id": case.id.to_string(), "covers": &*case.covers, "tags": case.tags, "not_run": left_out(case, suite, settled, approval)})
                })
                .collect();
            Some(json!({
                "suite": &*suite.name, "lane": suite.lane.name(), "target": &*suite.target.name,
                "mode": settled.mode().name(), "file": suite.source.name, "cases": cases,
            }))
        })
        .collect();
    let targets: Vec<Value> = resolution
        .settled
        .values()
        .map(|settled| {
            json!({
                "target": &*settled.target().name, "mode": settled.mode().name(), "because": settled.because(),
                "to_go_live": missing::to_go_live(settled.target(), &env),
            })
        })
        .collect();
    json!({"schema": "holdpoint-list/v1", "suites": suites, "targets": targets, "cases": plan.len()})
}

/// The table of check ids and the cases that cover them.
fn by_check(plan: &Plan, only: &[String], output: Output) -> Result<Verdict, Problem> {
    let mut table: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for case in plan.cases() {
        for id in case.covers.iter().filter(|id| only.is_empty() || only.contains(id)) {
            table.entry(id).or_default().push(case.id.to_string());
        }
    }
    match output {
        Output::Json => print(&format!("{}\n", json!({"schema": "holdpoint-covers/v1", "covers": table})))?,
        Output::Human => {
            let mut out = String::new();
            for (id, cases) in &table {
                for case in cases {
                    let _ = writeln!(out, "{id}\t{case}");
                }
            }
            print(&out)?;
        }
    }
    Ok(Verdict::Green)
}
