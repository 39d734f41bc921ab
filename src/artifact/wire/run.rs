//! How a run and its suites start and end, in evidence.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::part::{Counts, EVIDENCE, duration, milliseconds, time};
use crate::model::endpoint::Evaluation;
use crate::model::lane::Lane;
use crate::model::mode::Mode;
use crate::model::record::{self, RunHead, RunRecord, SuiteHead, SuiteRecord, TargetHead};
use crate::model::verdict::Verdict;

/// A flag that was evaluated.
#[derive(Debug, Serialize, Deserialize)]
pub struct Flag<'a> {
    /// The flag.
    pub key: Cow<'a, str>,
    /// Its value.
    pub value: bool,
    /// Where the value came from.
    pub source: Cow<'a, str>,
    /// Why.
    pub reason: Cow<'a, str>,
}

/// A target in use.
#[derive(Debug, Serialize, Deserialize)]
pub struct Target<'a> {
    /// Its name, under the key that is never masked.
    pub target: Cow<'a, str>,
    /// Who answers.
    pub mode: Cow<'a, str>,
    /// The base URL.
    pub url: Cow<'a, str>,
    /// Why it is live or mocked.
    pub because: Cow<'a, str>,
    /// Whether any certificate is accepted.
    pub insecure: bool,
    /// The SHA-256 of its mock file.
    pub mock_sha256: Option<Cow<'a, str>>,
}

/// A suite as planned.
#[derive(Debug, Serialize, Deserialize)]
pub struct Suite<'a> {
    /// Its name.
    pub suite: Cow<'a, str>,
    /// Its lane.
    pub lane: Cow<'a, str>,
    /// Its target.
    pub target: Cow<'a, str>,
    /// Who answers.
    pub mode: Cow<'a, str>,
    /// Its file.
    pub file: Cow<'a, str>,
    /// The SHA-256 of its file.
    pub sha256: Cow<'a, str>,
    /// The SHA-256 of its contract.
    pub contract_sha256: Option<Cow<'a, str>>,
    /// How many cases are planned.
    pub planned: u64,
}

/// `run.start`: what is planned.
#[derive(Debug, Serialize, Deserialize)]
pub struct RunStart<'a> {
    /// The version of evidence.
    pub schema: Cow<'a, str>,
    /// The run's id.
    pub run: Cow<'a, str>,
    /// When it started.
    pub started: Cow<'a, str>,
    /// This program's version.
    pub version: Cow<'a, str>,
    /// What `fresh.*` derives from.
    pub seed: u64,
    /// The arguments that chose what runs.
    pub selection: Cow<'a, [String]>,
    /// What is under test.
    pub subject: Option<Cow<'a, str>>,
    /// Who approved live writes, and why.
    pub approval: Option<Cow<'a, str>>,
    /// How many cases are planned in all.
    pub planned: u64,
    /// Each flag.
    pub flags: Vec<Flag<'a>>,
    /// Each target.
    pub targets: Vec<Target<'a>>,
    /// Each suite, in order.
    pub suites: Vec<Suite<'a>>,
}

/// `suite.end`: what a suite came to; its cases have lines of their own.
#[derive(Debug, Serialize, Deserialize)]
pub struct SuiteEnd<'a> {
    /// Its place in `run.start`.
    pub index: usize,
    /// Its name.
    pub suite: Cow<'a, str>,
    /// Its target.
    pub target: Cow<'a, str>,
    /// When its first case started.
    pub started: Cow<'a, str>,
    /// When its last case ended.
    pub ended: Cow<'a, str>,
    /// What it came to.
    pub verdict: Cow<'a, str>,
    /// How many cases ended how.
    pub counts: Counts,
    /// What was used of its contract, where it names one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contract: Option<ContractUse<'a>>,
}

/// What a suite used of its contract.
#[derive(Debug, Serialize, Deserialize)]
pub struct ContractUse<'a> {
    /// The document's file.
    pub name: Cow<'a, str>,
    /// How much was used, and what was not.
    pub coverage: Cow<'a, Value>,
    /// What differed from the document and was let pass.
    pub warnings: Cow<'a, [String]>,
}

/// The slowest exchange.
#[derive(Debug, Serialize, Deserialize)]
pub struct Slowest<'a> {
    /// Its target.
    pub target: Cow<'a, str>,
    /// How long it took, in milliseconds.
    pub ms: f64,
}

/// `run.end`: what a run came to.
#[derive(Debug, Serialize, Deserialize)]
pub struct RunEnd<'a> {
    /// The run's id.
    pub run: Cow<'a, str>,
    /// When it ended.
    pub ended: Cow<'a, str>,
    /// How long it took, in milliseconds.
    pub ms: f64,
    /// What it came to.
    pub verdict: Cow<'a, str>,
    /// The exit code of that verdict.
    pub exit_code: u8,
    /// How many cases ended how.
    pub counts: Counts,
    /// The slowest exchange.
    pub slowest: Option<Slowest<'a>>,
    /// What made the verdict worse than its cases did.
    pub troubles: Cow<'a, [String]>,
}

impl<'a> From<&'a RunHead> for RunStart<'a> {
    fn from(head: &'a RunHead) -> Self {
        let flag = |flag: &'a Evaluation| Flag {
            key: (&flag.key).into(),
            value: flag.value,
            source: (&flag.source).into(),
            reason: (&flag.reason).into(),
        };
        let target = |target: &'a TargetHead| Target {
            target: (&*target.name).into(),
            mode: target.mode.name().into(),
            url: (&target.url).into(),
            because: (&target.because).into(),
            insecure: target.insecure,
            mock_sha256: target.mock_sha256.as_deref().map(Into::into),
        };
        let suite = |suite: &'a SuiteHead| Suite {
            suite: (&*suite.name).into(),
            lane: suite.lane.name().into(),
            target: (&*suite.target).into(),
            mode: suite.mode.name().into(),
            file: (&suite.file).into(),
            sha256: (&suite.sha256).into(),
            contract_sha256: suite.contract_sha256.as_deref().map(Into::into),
            planned: suite.planned,
        };
        Self {
            schema: EVIDENCE.into(),
            run: (&head.run).into(),
            started: time(head.started).into(),
            version: (&head.version).into(),
            seed: head.seed,
            selection: (&head.selection).into(),
            subject: head.subject.as_deref().map(Into::into),
            approval: head.approval.as_deref().map(Into::into),
            planned: head.planned(),
            flags: head.flags.iter().map(flag).collect(),
            targets: head.targets.iter().map(target).collect(),
            suites: head.suites.iter().map(suite).collect(),
        }
    }
}

impl RunStart<'_> {
    /// The head that was written.
    ///
    /// # Errors
    /// In words, where a value is none that this version writes.
    pub fn head(self) -> Result<RunHead, String> {
        if self.schema != EVIDENCE {
            return Err(format!("the schema is {}, not {EVIDENCE}", self.schema));
        }
        let target = |target: Target<'_>| {
            Ok(TargetHead {
                name: target.target.into(),
                mode: mode(&target.mode)?,
                url: target.url.into_owned(),
                because: target.because.into_owned(),
                insecure: target.insecure,
                mock_sha256: target.mock_sha256.map(Cow::into_owned),
            })
        };
        let suite = |suite: Suite<'_>| {
            Ok::<_, String>(SuiteHead {
                name: suite.suite.into(),
                lane: lane(&suite.lane)?,
                target: suite.target.into(),
                mode: mode(&suite.mode)?,
                file: suite.file.into_owned(),
                sha256: suite.sha256.into_owned(),
                contract_sha256: suite.contract_sha256.map(Cow::into_owned),
                planned: suite.planned,
            })
        };
        let flag = |flag: Flag<'_>| Evaluation {
            key: flag.key.into_owned(),
            value: flag.value,
            source: flag.source.into_owned(),
            reason: flag.reason.into_owned(),
        };
        Ok(RunHead {
            run: self.run.into_owned(),
            started: timestamp(&self.started)?,
            version: self.version.into_owned(),
            seed: self.seed,
            selection: self.selection.into_owned(),
            subject: self.subject.map(Cow::into_owned),
            approval: self.approval.map(Cow::into_owned),
            flags: self.flags.into_iter().map(flag).collect(),
            targets: self.targets.into_iter().map(target).collect::<Result<_, String>>()?,
            suites: self.suites.into_iter().map(suite).collect::<Result<_, String>>()?,
        })
    }
}

impl<'a> SuiteEnd<'a> {
    /// The line of a suite's record.
    #[must_use]
    pub fn of(record: &'a SuiteRecord, head: Option<&'a SuiteHead>) -> Self {
        Self {
            index: record.suite,
            suite: head.map_or("", |head| &head.name).into(),
            target: head.map_or("", |head| &head.target).into(),
            started: time(record.started).into(),
            ended: time(record.ended).into(),
            verdict: record.verdict.name().into(),
            counts: record.counts.into(),
            contract: record.contract.as_ref().map(|used| ContractUse {
                name: (&used.name).into(),
                coverage: Cow::Borrowed(&used.coverage),
                warnings: (&used.warnings[..]).into(),
            }),
        }
    }
}

impl ContractUse<'_> {
    /// The same in the words of the model.
    #[must_use]
    pub fn record(self) -> record::ContractUse {
        record::ContractUse {
            name: self.name.into_owned(),
            coverage: self.coverage.into_owned(),
            warnings: self.warnings.into_owned(),
        }
    }
}

impl<'a> RunEnd<'a> {
    /// The line of a run's record, with a verdict that is at least `floor`.
    #[must_use]
    pub fn of(run: &'a str, record: &'a RunRecord, floor: Verdict, exit_code: fn(Verdict) -> u8) -> Self {
        let verdict = record.verdict.max(floor);
        Self {
            run: run.into(),
            ended: time(record.ended).into(),
            ms: milliseconds(record.took),
            verdict: verdict.name().into(),
            exit_code: exit_code(verdict),
            counts: record.counts.into(),
            slowest: record
                .slowest
                .as_ref()
                .map(|(target, took)| Slowest { target: (&**target).into(), ms: milliseconds(*took) }),
            troubles: (&record.troubles).into(),
        }
    }

    /// The record that was written.
    ///
    /// # Errors
    /// In words, where a value is none that this version writes.
    pub fn record(self) -> Result<RunRecord, String> {
        Ok(RunRecord {
            ended: timestamp(&self.ended)?,
            took: duration(self.ms),
            verdict: verdict(&self.verdict)?,
            counts: self.counts.into(),
            slowest: self.slowest.map(|slowest| (slowest.target.into(), duration(slowest.ms))),
            troubles: self.troubles.into_owned(),
            unwritten: false,
        })
    }
}

/// Reads a mode's name.
pub(crate) fn mode(name: &str) -> Result<Mode, String> {
    [Mode::Live, Mode::Mock].into_iter().find(|mode| mode.name() == name).ok_or(format!("there is no mode {name}"))
}

/// Reads a lane's name.
pub(crate) fn lane(name: &str) -> Result<Lane, String> {
    Lane::named(name).ok_or(format!("there is no lane {name}"))
}

/// Reads a verdict's name.
pub(crate) fn verdict(name: &str) -> Result<Verdict, String> {
    Verdict::named(name).ok_or(format!("there is no verdict {name}"))
}

/// Reads a time.
pub(crate) fn timestamp(text: &str) -> Result<jiff::Timestamp, String> {
    text.parse().map_err(|error| format!("{text} is no time: {error}"))
}
