//! What a suite holds its exchanges to: a contract, how strictly, and what of it was used so far.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::conform::{Breach, Contract, Level, Options, Verdict};
use super::coverage::{Coverage, Summary};
use super::schema::Undeclared;
use crate::model::exchange::{Answer, Request};

/// The most warnings that are kept of a run: each is one kind of breach at one place.
const MOST_WARNINGS: usize = 100;

/// A contract as one suite names it.
#[derive(Debug)]
pub struct Law {
    /// The contract.
    pub contract: Arc<Contract>,
    /// Its file, as shown to people.
    pub name: String,
    /// What is said of what it does not name.
    pub undeclared: Undeclared,
    /// What stands before its paths, instead of the paths of its servers.
    pub prefix: Option<String>,
    used: Mutex<Used>,
}

#[derive(Debug, Default)]
struct Used {
    coverage: Coverage,
    warnings: BTreeSet<String>,
}

/// What a step says otherwise than its suite.
#[derive(Debug, Clone, Copy, Default)]
pub struct Leave {
    /// Whether the request may be what the contract forbids.
    pub may_be_wrong: bool,
    /// What is said of what the contract does not name.
    pub undeclared: Option<Undeclared>,
}

impl Law {
    /// A contract of which nothing was used yet.
    #[must_use]
    pub fn new(contract: Arc<Contract>, name: String, undeclared: Undeclared, prefix: Option<String>) -> Self {
        Self { contract, name, undeclared, prefix, used: Mutex::default() }
    }

    /// Holds an exchange to the contract; `base` is the path of the target's own address.
    #[must_use]
    pub fn judge(&self, request: &Request, answer: Option<&Answer>, base: &str, leave: Leave) -> Verdict {
        let options = Options {
            may_be_wrong: leave.may_be_wrong,
            undeclared: leave.undeclared.unwrap_or(self.undeclared),
            prefix: self.prefix.clone(),
            // A gateway may have put the target's own path before the contract's.
            below: Some(base.trim_end_matches('/')).filter(|base| !base.is_empty()).map(str::to_owned),
            values: true,
        };
        self.contract.judge(request, answer, &options)
    }

    /// Notes what an exchange used, and what it was only warned of.
    pub fn note(&self, verdict: &Verdict) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(touched) = &verdict.touched {
            used.coverage.add(touched);
        }
        let operation = verdict.touched.as_ref().map(|touched| self.contract.api.operations[touched.operation].name());
        let warned = verdict.breaches.iter().filter(|breach| breach.level == Level::Warn);
        let said = warned.map(|breach| self.told(breach)).chain(verdict.unread.iter().cloned());
        for what in said {
            if used.warnings.len() < MOST_WARNINGS {
                used.warnings.insert(format!("{}: {what}", operation.as_deref().unwrap_or("a request")));
            }
        }
    }

    /// Adds what an exploration used.
    pub fn absorb(&self, coverage: &Coverage) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).coverage.merge(coverage);
    }

    fn told(&self, breach: &Breach) -> String {
        format!("{}: expected {}, got {} ({})", breach.field, breach.expected, breach.actual, self.place(breach))
    }

    /// Where the contract says what a breach breaks.
    #[must_use]
    pub fn place(&self, breach: &Breach) -> String {
        self.contract.document.place(&breach.at).to_string()
    }

    /// What was used so far.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.coverage.summary(&self.contract)
    }

    /// What was warned of so far, each once.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).warnings.iter().cloned().collect()
    }
}
