//! Writes a run's evidence while it runs, and its ledgers when it ends.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::append::{self, Before};
use super::encode::{BODY_LIMIT, Encoder};
use super::error::Error;
use super::layout::{self, Layout};
use super::seal::seal;
use super::sign::Signer;
use super::wire::ledger;
use super::wire::part::{LEDGER, milliseconds, time};
use crate::model::event::{Event, Sink};
use crate::model::outcome::{Counts, Outcome};
use crate::model::record::{CaseLine, RunHead, RunRecord, SuiteHead, SuiteRecord};
use crate::model::verdict::Verdict;
use crate::value::redact::Redactor;

/// What a [`Writer`] needs to know.
#[derive(Debug)]
pub struct Settings {
    /// Where everything lies.
    pub layout: Layout,
    /// What masks secrets.
    pub redactor: Arc<Redactor>,
    /// The exit code of a verdict.
    pub exit_code: fn(Verdict) -> u8,
    /// How many bytes of a body's text are kept.
    pub body_limit: usize,
    /// The PKCS#8 PEM file of the ed25519 key that signs ledgers.
    pub signing_key: Option<PathBuf>,
}

impl Settings {
    /// The usual ones: bodies up to 16 KiB, no signatures.
    #[must_use]
    pub fn new(layout: Layout, redactor: Arc<Redactor>, exit_code: fn(Verdict) -> u8) -> Self {
        Self { layout, redactor, exit_code, body_limit: BODY_LIMIT, signing_key: None }
    }
}

/// The sink that writes evidence and ledgers.
#[derive(Debug)]
pub struct Writer {
    settings: Settings,
    encoder: Encoder,
    signer: Option<Signer>,
    run: Option<Run>,
}

/// What is kept of a run while it runs: nothing that grows with its exchanges.
#[derive(Debug)]
struct Run {
    head: Arc<RunHead>,
    evidence: Option<Evidence>,
    suites: Vec<Suite>,
    floor: Verdict,
    /// Whether something else of the run could not be written, such as a report.
    unwritten: bool,
}

/// What is known of a suite so far.
#[derive(Debug, Default)]
struct Suite {
    record: Option<Arc<SuiteRecord>>,
    /// Whether its cases say that the suite names several targets.
    several: bool,
    counts: Counts,
    cases: Vec<CaseLine>,
}

impl Writer {
    /// A writer that touches no file but the key's before the run starts.
    ///
    /// # Errors
    /// Where the signing key cannot be read.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        let signer = settings.signing_key.as_deref().map(Signer::read).transpose()?;
        let encoder = Encoder::new(settings.redactor.clone(), settings.exit_code, settings.body_limit);
        Ok(Self { settings, encoder, signer, run: None })
    }

    fn start(&mut self, head: &Arc<RunHead>) -> Result<(), Error> {
        Layout::check(head)?;
        let mut suites = Vec::new();
        suites.resize_with(head.suites.len(), Suite::default);
        let run = self.run.insert(Run {
            head: head.clone(),
            evidence: None,
            suites,
            floor: Verdict::Green,
            unwritten: false,
        });
        let path = self.settings.layout.evidence(layout::day(head.started), &head.run);
        run.evidence = Some(Evidence::create(&path)?);
        Ok(())
    }

    fn take(&mut self, event: &Event) -> Result<(), Error> {
        if let Event::RunStarted(head) = event {
            self.start(head)?;
        }
        let Some(run) = &mut self.run else { return Ok(()) };
        let written = match &mut run.evidence {
            Some(evidence) => self.encoder.encode(event, &mut |line| evidence.line(line)).and_then(|()| match event {
                Event::RunStarted(_) | Event::CaseEnded(_) => evidence.flush(),
                Event::RunEnded(_) => evidence.sync(),
                _ => Ok(()),
            }),
            None => Ok(()),
        };
        match event {
            Event::CaseEnded(outcome) => run.ended(outcome),
            Event::SuiteEnded(record) => {
                if let Some(suite) = run.suites.get_mut(record.suite) {
                    suite.record = Some(record.clone());
                    suite.cases = Vec::new();
                }
            }
            _ => {}
        }
        written
    }

    /// Appends one line to each suite's ledger; one that fails does not stop the others.
    fn ledgers(&self, record: &RunRecord) -> Vec<Error> {
        let Some(run) = &self.run else { return Vec::new() };
        let layout = &self.settings.layout;
        let evidence = run.evidence.as_ref().map(|evidence| evidence.reference(layout));
        let date = layout::day(run.head.started);
        let mut errors = Vec::new();
        for (index, (head, suite)) in run.head.suites.iter().zip(&run.suites).enumerate() {
            let several = suite.several || layout::several(&run.head, &head.name);
            let path = layout.ledger(date, &head.name, several.then_some(&*head.target));
            let ended = suite.record.clone().unwrap_or_else(|| Arc::new(suite.incomplete(index, head, run, record)));
            let written = append::append(&path, &layout.relative(&path), &layout.heads(), |before, line| {
                let wire = self.ledger(run, head, &ended, evidence.clone(), before);
                seal(&wire, "the ledger", &self.settings.redactor, line)?;
                if let Some(signer) = &self.signer {
                    signer.sign(line);
                }
                Ok(())
            });
            errors.extend(written.err());
        }
        errors
    }

    fn ledger<'a>(
        &self,
        run: &'a Run,
        suite: &'a SuiteHead,
        record: &'a SuiteRecord,
        evidence: Option<ledger::Evidence<'a>>,
        before: &'a Before,
    ) -> ledger::Ledger<'a> {
        let whole = run.floor == Verdict::Green && !run.unwritten && !before.headless;
        let verdict = record.verdict.max(if whole { Verdict::Green } else { Verdict::Red });
        let target = run.head.targets.iter().find(|target| target.name == suite.target);
        let case = |case: &'a CaseLine| ledger::Case {
            id: (&case.id).into(),
            status: case.status.name().into(),
            ms: milliseconds(case.took),
            reason: case.reason.as_deref().map(Into::into),
        };
        let flags: BTreeMap<_, _> = run.head.flags.iter().map(|flag| ((&flag.key).into(), flag.value)).collect();
        let mut notes = Vec::new();
        if before.torn {
            notes.push(format!("line {} was torn, and was closed off", before.lines).into());
        }
        if run.floor > Verdict::Green {
            notes.push("the evidence could not be written in full".into());
        } else if run.unwritten {
            notes.push("a report could not be written in full".into());
        }
        if before.headless {
            notes.push("no head could be kept of this line".into());
        }
        ledger::Ledger {
            schema: LEDGER.into(),
            run: (&run.head.run).into(),
            suite: (&*suite.name).into(),
            lane: suite.lane.name().into(),
            target: (&*suite.target).into(),
            mode: suite.mode.name().into(),
            started: time(record.started).into(),
            ended: time(record.ended).into(),
            verdict: verdict.name().into(),
            exit_code: (self.settings.exit_code)(verdict),
            counts: record.counts.into(),
            cases: record.cases.iter().map(case).collect(),
            subject: run.head.subject.as_deref().map(Into::into),
            contract_sha256: suite.contract_sha256.as_deref().map(Into::into),
            mock_sha256: target.and_then(|target| target.mock_sha256.as_deref()).map(Into::into),
            flags,
            approval: run.head.approval.as_deref().map(Into::into),
            evidence,
            notes,
            prev: (&before.prev).into(),
            sig: None,
        }
    }
}

impl Sink for Writer {
    fn name(&self) -> String {
        format!("artifacts in {}", self.settings.layout.root().display())
    }

    fn observe(&mut self, event: &Event) -> Result<(), String> {
        let mut said: Vec<Error> = Vec::new();
        if let Err(error) = self.take(event) {
            // What has no whole evidence is not green, in no ledger.
            self.encoder.raise(Verdict::Red);
            if let Some(run) = &mut self.run {
                run.floor = Verdict::Red;
            }
            said.push(error);
        }
        if let (Event::RunEnded(record), Some(run)) = (event, &mut self.run) {
            run.unwritten = record.unwritten;
        }
        if let Event::RunEnded(record) = event {
            said.extend(self.ledgers(record));
        }
        if said.is_empty() {
            return Ok(());
        }
        let said: Vec<String> = said.iter().map(|error| format!("failed to {error}")).collect();
        Err(said.join("; "))
    }
}

impl Run {
    fn ended(&mut self, outcome: &Outcome) {
        let Some(suite) = self.suites.get_mut(outcome.suite) else { return };
        suite.several |= outcome.id.target.is_some();
        if suite.record.is_none() {
            suite.counts.add(outcome.status);
            suite.cases.push(CaseLine {
                id: outcome.id.text(),
                status: outcome.status,
                took: outcome.took,
                reason: outcome.reason.clone(),
            });
        }
    }
}

impl Suite {
    /// The record of a suite that never came to its end, which is never green.
    fn incomplete(&self, suite: usize, head: &SuiteHead, run: &Run, record: &RunRecord) -> SuiteRecord {
        let worst = self.cases.iter().map(|case| case.status.verdict()).max().unwrap_or(Verdict::Inconclusive);
        let stopped = match record.verdict {
            Verdict::Interrupted | Verdict::Internal | Verdict::Invalid => record.verdict,
            _ => Verdict::Inconclusive,
        };
        SuiteRecord {
            suite,
            started: run.head.started,
            ended: record.ended,
            verdict: worst.max(stopped),
            counts: Counts { planned: head.planned, ..self.counts },
            cases: self.cases.clone(),
            contract: None,
        }
    }
}

/// The file of evidence: buffered, digested as it is written.
#[derive(Debug)]
struct Evidence {
    path: PathBuf,
    file: BufWriter<File>,
    hash: Sha256,
    lines: u64,
    broken: bool,
}

impl Evidence {
    fn create(path: &Path) -> Result<Self, Error> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        }
        let file = OpenOptions::new().write(true).create_new(true).open(path).map_err(Error::io("create", path))?;
        Ok(Self::on(path, file))
    }

    fn on(path: &Path, file: File) -> Self {
        let file = BufWriter::with_capacity(64 * 1024, file);
        Self { path: path.to_owned(), file, hash: Sha256::new(), lines: 0, broken: false }
    }

    fn line(&mut self, line: &[u8]) -> Result<(), Error> {
        if self.broken {
            return Ok(());
        }
        self.hash.update(line);
        self.hash.update(b"\n");
        self.lines += 1;
        let written = self.file.write_all(line).and_then(|()| self.file.write_all(b"\n"));
        self.check(written)
    }

    fn flush(&mut self) -> Result<(), Error> {
        if self.broken {
            return Ok(());
        }
        let flushed = self.file.flush();
        self.check(flushed)
    }

    fn sync(&mut self) -> Result<(), Error> {
        self.flush()?;
        if self.broken {
            return Ok(());
        }
        let synced = self.file.get_ref().sync_all();
        self.check(synced)
    }

    /// One error is said once; what follows it would only repeat it.
    fn check(&mut self, result: std::io::Result<()>) -> Result<(), Error> {
        self.broken |= result.is_err();
        result.map_err(Error::io("write", &self.path))
    }

    fn reference(&self, layout: &Layout) -> ledger::Evidence<'static> {
        ledger::Evidence {
            file: layout.relative(&self.path).into(),
            sha256: HEXLOWER.encode(&self.hash.clone().finalize()).into(),
            lines: self.lines,
        }
    }
}

#[cfg(test)]
mod tests;
