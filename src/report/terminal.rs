//! A run for people: one line a suite, a block for each case that did not pass, and the verdict.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::api::{Make, Setup, Talk};
use super::block::{self, Ink, View};
use super::out::Out;
use super::progress::Progress;
use super::proof;
use super::wording::{case_name, counts, many, plain, shout, took};
use crate::artifact::layout::{self, Layout};
use crate::model::event::{Event, Sink};
use crate::model::kind::Kind;
use crate::model::mode::Mode;
use crate::model::outcome::{Outcome, Status};
use crate::model::record::{RunHead, RunRecord, SuiteRecord, TargetHead};
use crate::model::shape::Shape;
use crate::model::verdict::Verdict;

/// The row of the table.
pub(super) static KIND: Kind<Make> = Kind {
    id: "terminal",
    summary: "what a person sees",
    docs: "One line a suite, a block for each case that did not pass, and the verdict with its exit code.\n\n\
           A block names the faulty field, the line of the suite that demands it, and a `curl` line to try it again; \
           credentials are written as `$NAME`. This is the report where none is chosen.\n\n\
           ```yaml\n# holdpoint run --report terminal\n```",
    schema: Shape::Text,
    compile: |setup| Ok(Box::new(Terminal::new(setup)?)),
};

/// More blocks than a person reads; the others have one line each.
const BLOCKS: usize = 50;
/// More names than a person reads.
const NAMES: usize = 10;

struct Terminal {
    out: Out,
    setup: Setup,
    ink: Ink,
    progress: Progress,
    head: Option<Arc<RunHead>>,
    blocks: Vec<String>,
    /// Cases that failed beyond those, of which only the number is kept.
    beyond: u64,
    not_run: Names,
    flaky: Names,
    /// Whether the suite names several targets, of which this run may hold one.
    several: bool,
    /// What explorations did, by their suite's place in the plan.
    explored: HashMap<usize, Vec<String>>,
    /// What `holdpoint explain` knows of the first case that failed.
    explain: Option<String>,
}

/// The first few lines, and how many there were.
#[derive(Default)]
struct Names {
    lines: Vec<String>,
    count: usize,
}

impl Names {
    fn push(&mut self, most: usize, line: impl FnOnce() -> String) {
        self.count += 1;
        if self.lines.len() < most {
            self.lines.push(line());
        }
    }
}

/// How many warnings of a contract are shown of a suite.
const WARNINGS: usize = 5;
/// A longer name of a suite stands out of line: a format bears no width beyond 65535.
const WIDEST: usize = 60;

impl Terminal {
    fn new(setup: &Setup) -> Result<Self, String> {
        Ok(Self {
            out: Out::open(setup)?,
            ink: Ink(setup.colours),
            progress: Progress::new(setup.tty && setup.talk != Talk::Quiet, setup.width, setup.redactor.clone()),
            setup: setup.clone(),
            head: None,
            blocks: Vec::new(),
            beyond: 0,
            not_run: Names::default(),
            flaky: Names::default(),
            several: false,
            explored: HashMap::new(),
            explain: None,
        })
    }

    fn limit(&self, usual: usize) -> usize {
        if self.setup.talk == Talk::Verbose { usize::MAX } else { usual }
    }

    fn say(&mut self, text: &str) -> Result<(), String> {
        let Self { progress, out, .. } = self;
        progress.aside(|| out.text(text))
    }

    fn header(&self, head: &RunHead) -> String {
        let mut text = String::new();
        let suites = many(head.suites.len() as u64, "suite");
        let _ = writeln!(text, "{suites} · {} · {}", many(head.planned(), "case"), modes(head, self.ink));
        for target in head.targets.iter().filter(|target| target.insecure) {
            let shout = self.ink.red("INSECURE");
            let _ = writeln!(text, "{shout}  {} accepts any certificate: this proves nothing about TLS", target.name);
        }
        if let Some(approval) = &head.approval {
            let _ = writeln!(text, "live writes approved by {}", plain(approval, 200, &self.setup.redactor));
        }
        text.push('\n');
        text
    }

    fn suite(&self, record: &SuiteRecord) -> Option<String> {
        let head = self.head.as_ref()?;
        let suite = head.suites.get(record.suite)?;
        let named = |index: usize| {
            let suite = &head.suites[index];
            let several = layout::several(head, &suite.name);
            if several { format!("{}@{}", suite.name, suite.target) } else { suite.name.to_string() }
        };
        let widest =
            (0..head.suites.len()).map(|index| named(index).chars().count()).max().unwrap_or(0).clamp(21, WIDEST);
        let (sign, painted): (&str, fn(Ink, &str) -> String) = match record.verdict {
            Verdict::Green => ("✓", Ink::green),
            Verdict::Red => ("✗", Ink::red),
            Verdict::Inconclusive => ("?", Ink::yellow),
            Verdict::Interrupted => ("■", Ink::yellow),
            Verdict::Invalid | Verdict::Internal => ("!", Ink::red),
        };
        let tally = record.counts;
        let planned = suite.planned.max(tally.planned);
        let whole = record.verdict == Verdict::Green && tally.passed == planned;
        let cell = if whole { format!("{planned:>6}") } else { format!("     {} of {planned}", tally.passed) };
        let span = took(record.ended.duration_since(record.started).unsigned_abs());
        let mut line =
            format!("  {} {:<widest$}{cell}   {}", painted(self.ink, sign), named(record.suite), self.ink.dim(&span));
        for (count, what) in [(tally.inconclusive, "inconclusive"), (tally.flaky, "flaky"), (tally.not_run, "not run")]
        {
            if count > 0 {
                let _ = write!(line, " · {count} {what}");
            }
        }
        line.push('\n');
        if let Some(used) = &record.contract {
            let told = format!("    {} · {}", used.name, used.short());
            let _ = writeln!(line, "{}", self.ink.dim(&told));
            for warning in used.warnings.iter().take(self.limit(WARNINGS)) {
                let _ =
                    writeln!(line, "    {} {}", self.ink.yellow("warning"), plain(warning, 300, &self.setup.redactor));
            }
            let more = used.warnings.len().saturating_sub(self.limit(WARNINGS));
            if more > 0 {
                let _ = writeln!(line, "    and {more} more warnings; the evidence lists all");
            }
        }
        for told in self.explored.get(&record.suite).into_iter().flatten() {
            let _ = writeln!(line, "    {}", self.ink.dim(told));
        }
        Some(line)
    }

    fn case(&mut self, outcome: &Outcome) {
        let told = proof::accounts(outcome, &self.setup.redactor);
        if !told.is_empty() {
            let most = self.limit(2 * NAMES);
            let lines = self.explored.entry(outcome.suite).or_default();
            let left = most.saturating_sub(lines.len());
            lines.extend(told.into_iter().take(left));
        }
        self.several |= outcome.id.target.is_some();
        let several = self.head.as_ref().is_some_and(|head| head.suites.len() > 1);
        let title = if several { outcome.id.to_string() } else { case_name(outcome) };
        let said = || format!("{title}: {}", outcome.reason.as_deref().unwrap_or("no reason was given"));
        let (names, blocks, most) = (self.limit(NAMES), self.limit(BLOCKS), self.limit(5));
        match outcome.status {
            Status::Passed => {}
            Status::NotRun => self.not_run.push(names, said),
            Status::Flaky => self.flaky.push(names, || match &outcome.reason {
                Some(_) => said(),
                None => format!("{title}: passed on a retry only"),
            }),
            _ => {
                let known = outcome.covers.first().cloned();
                let known = known.or_else(|| outcome.findings.first().map(|finding| finding.check.to_owned()));
                self.explain = self.explain.take().or(known);
                if self.blocks.len() < blocks {
                    let view = View { redactor: &self.setup.redactor, ink: self.ink, most };
                    self.blocks.push(block::render(outcome, &title, &view));
                } else {
                    self.beyond += 1;
                }
            }
        }
    }

    fn end(&mut self, record: &RunRecord) -> String {
        let ink = self.ink;
        let mut text = String::from(if self.setup.talk == Talk::Quiet { "" } else { "\n" });
        for block in self.blocks.drain(..) {
            let _ = writeln!(text, "{block}");
        }
        if self.beyond > 0 {
            let _ = writeln!(text, "{} more did not pass; they are in the evidence\n", self.beyond);
        }
        if self.setup.talk != Talk::Quiet {
            for (what, names) in [("not run", &self.not_run), ("flaky  ", &self.flaky)] {
                for line in &names.lines {
                    let _ = writeln!(text, "{}   {}", ink.yellow(what), plain(line, 300, &self.setup.redactor));
                }
                if names.count > names.lines.len() {
                    let _ = writeln!(text, "{}   and {} more", ink.yellow(what), names.count - names.lines.len());
                }
            }
            if self.not_run.count + self.flaky.count > 0 {
                text.push('\n');
            }
        }
        for trouble in &record.troubles {
            let _ = writeln!(text, "{}   {}", ink.red("trouble"), plain(trouble, 1000, &self.setup.redactor));
        }
        self.verdict(record, &mut text);
        text
    }

    fn verdict(&self, record: &RunRecord, text: &mut String) {
        let (ink, verdict) = (self.ink, record.verdict);
        let word = match verdict {
            Verdict::Green => ink.green(&shout(verdict)),
            Verdict::Inconclusive | Verdict::Interrupted => ink.yellow(&shout(verdict)),
            _ => ink.red(&shout(verdict)),
        };
        let _ = write!(text, "{word}  {} · {:.1} s", counts(&record.counts), record.took.as_secs_f64());
        let ran = record.counts.ran() + record.counts.not_run;
        if ran < record.counts.planned {
            let _ = write!(text, " · {} never ended", record.counts.planned - ran);
        }
        match (self.setup.exit_code)(verdict) {
            0 => text.push('\n'),
            code => {
                let _ = writeln!(text, " · exit {code}");
            }
        }
        let Some(head) = &self.head else { return };
        let mocked = !head.targets.is_empty() && head.targets.iter().all(|target| target.mode == Mode::Mock);
        if mocked && verdict == Verdict::Green {
            let _ = writeln!(text, "Mocks only: this says nothing about a live service.");
        }
        if let Some(path) = self.ledgers(head) {
            let _ = writeln!(text, "{}  {path}", ink.dim("evidence"));
        }
        if self.setup.talk == Talk::Quiet {
            return;
        }
        if let (Some((target, span)), Talk::Verbose) = (&record.slowest, self.setup.talk) {
            let _ = writeln!(text, "{}   {target} {}", ink.dim("slowest"), took(*span));
        }
        match (verdict, &self.explain, head.suites.first()) {
            (Verdict::Green, _, Some(suite)) if mocked => {
                let (name, target) = (&suite.name, &suite.target);
                let _ = writeln!(text, "{}      holdpoint run {name} --live {target}=https://…", ink.dim("next"));
            }
            (_, Some(id), _) => {
                let _ = writeln!(text, "{}      holdpoint explain {id}", ink.dim("more"));
            }
            _ => {}
        }
    }

    /// Where the ledgers of this run are: the file where there is one suite, else the day's folder.
    fn ledgers(&self, head: &RunHead) -> Option<String> {
        let layout = Layout::new(self.setup.ledgers.as_ref()?);
        let date = layout::day(head.started);
        Some(match &head.suites[..] {
            [suite] => {
                let target = self.several.then_some(&*suite.target);
                layout.ledger(date, &suite.name, target).display().to_string()
            }
            _ => format!("{}/", layout.day(date).display()),
        })
    }
}

/// Who answers, and why.
fn modes(head: &RunHead, ink: Ink) -> String {
    let is_live = |target: &&TargetHead| target.mode == Mode::Live;
    if head.targets.is_empty() {
        return "no target".to_owned();
    }
    if !head.targets.iter().any(|target| is_live(&target)) {
        let forced = head.targets.iter().all(|target| target.because.starts_with("--mock"));
        return format!("all {} ({})", ink.bold("MOCKED"), if forced { "--mock" } else { "no live flag is on" });
    }
    let mut said: Vec<String> = Vec::new();
    for target in head.targets.iter().filter(is_live) {
        let because = target.because.strip_suffix(&*target.name).unwrap_or(&target.because).trim_end();
        said.push(format!("{} {} ({because})", target.name, ink.bold("LIVE")));
    }
    let mocked: Vec<&str> = head.targets.iter().filter(|target| !is_live(target)).map(|target| &*target.name).collect();
    if !mocked.is_empty() {
        said.push(format!("{} {}", mocked.join(", "), ink.bold("MOCKED")));
    }
    said.join(" · ")
}

impl Sink for Terminal {
    fn name(&self) -> String {
        format!("report terminal to {}", self.out.name())
    }

    fn observe(&mut self, event: &Event) -> Result<(), String> {
        self.progress.observe(event);
        let quiet = self.setup.talk == Talk::Quiet;
        match event {
            Event::RunStarted(head) => {
                self.head = Some(head.clone());
                let header = self.header(head);
                if quiet { Ok(()) } else { self.say(&header) }
            }
            Event::CaseEnded(outcome) => {
                self.case(outcome);
                Ok(())
            }
            Event::SuiteEnded(record) => match self.suite(record) {
                Some(line) if !quiet => self.say(&line),
                _ => Ok(()),
            },
            Event::RunEnded(record) => {
                let text = self.end(record);
                self.say(&text)
            }
            Event::CaseStarted(_) | Event::Exchanged { .. } | Event::Interrupted => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
