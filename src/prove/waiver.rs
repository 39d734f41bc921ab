//! What waivers of suites make of survivors, and which of them no longer stand for anything.

use super::api::{Fate, Orders, Summary};
use super::mutation;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::waiver::Waiver;
use crate::plan::plan::Suite;

/// The largest share of a suite's mutants that may be waived, in per cent.
pub const MOST: f64 = 3.0;

/// What is wrong with the waivers of suites beyond their form: a mutation that there is not.
pub fn lint<'a>(suites: impl IntoIterator<Item = &'a Suite>) -> Diagnostics {
    let all = suites.into_iter().flat_map(|suite| suite.waivers.iter());
    let told = all.filter_map(|waiver| {
        let (what, hint) = mutation::unknown(&waiver.mutation)?;
        Some(Diagnostic::error("waiver", &waiver.place, what).help(hint))
    });
    told.collect()
}

/// Marks the survivors that are waived. Waivers of whole suites that stand for no survivor are told.
pub(super) fn settle(orders: &Orders, summary: &mut Summary) {
    for (suite, score) in orders.plan.suites.iter().zip(&mut summary.suites) {
        let mut used = vec![false; suite.waivers.len()];
        for case in &mut score.cases {
            for mutant in case.told.iter_mut().filter(|mutant| mutant.fate == Fate::Survived) {
                let mut all = suite.waivers.iter().enumerate();
                let Some((at, waiver)) = all.find(|(_, one)| one.covers(mutant.kind, &mutant.field, &case.id.case))
                else {
                    continue;
                };
                used[at] = true;
                mutant.fate = Fate::Waived;
                mutant.because = Some(waiver.because.clone());
            }
        }
        let idle = |waiver: &Waiver| !orders.only.is_empty() && !orders.only.contains(&waiver.mutation);
        let stale = suite.waivers.iter().zip(&used).filter(|(waiver, used)| !**used && !idle(waiver));
        score.stale = stale.map(|(waiver, _)| waiver.clone()).collect();
    }
}
