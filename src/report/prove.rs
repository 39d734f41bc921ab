//! What a suite noticed and what it did not, as people and programs read it.

use std::fmt::Write as _;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use super::block::Ink;
use super::explore::place;
use super::wording::{label, many, obedient, plain, took};
use crate::model::verdict::Verdict;
use crate::prove::account::{Limits, Short, Tally};
use crate::prove::api::{CaseScore, Event, Fate, Mutant, SuiteScore, Summary};
use crate::prove::paste;
use crate::prove::waiver;
use crate::value::redact::Redactor;

/// How much of a value is said.
const SAID: usize = 120;

/// What it came to, and what was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Judged {
    /// The verdict.
    pub verdict: Verdict,
    /// Its exit code.
    pub code: u8,
    /// What a suite has to reach.
    pub limits: Limits,
}

/// How it is told to a person.
pub struct Teller<'a> {
    redactor: &'a Redactor,
    ink: Ink,
    bar: Option<ProgressBar>,
}

impl<'a> Teller<'a> {
    /// With colours or not; with a line that moves, where a person watches.
    #[must_use]
    pub fn new(redactor: &'a Redactor, colours: bool, watched: bool) -> Self {
        let bar = watched.then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
            if let Ok(style) = ProgressStyle::with_template("  {msg}") {
                bar.set_style(style);
            }
            bar
        });
        Self { redactor, ink: Ink(colours), bar }
    }

    /// Shows how far it is.
    pub fn progress(&self, event: Event) {
        let Event::Progress { done, of } = event;
        if let Some(bar) = &self.bar {
            bar.set_message(format!("{done} of {}", many(of as u64, "mutant")));
        }
    }

    /// Takes the moving line away.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// All of it: the score of each suite, each survivor with what would have noticed it, the verdict.
    #[must_use]
    pub fn told(&self, summary: &Summary, judged: Judged, quiet: bool, all: bool) -> String {
        let mut out = String::new();
        if !quiet {
            let cases: usize = summary.suites.iter().map(|suite| suite.cases.len()).sum();
            let suites = many(summary.suites.len() as u64, "suite");
            let _ = writeln!(
                out,
                "{suites} · {} · {}",
                many(cases as u64, "case"),
                many(summary.tally().mutants, "mutant")
            );
        }
        if summary.unsound.is_empty() {
            self.scores(&mut out, summary, judged, quiet);
            // Who wants few words wants to know what has to be done.
            let told = summary.suites.iter().filter(|suite| !quiet || !suite.tally().short(judged.limits).is_empty());
            for case in told.flat_map(|suite| &suite.cases) {
                if all {
                    self.free(&mut out, case);
                }
                self.survivors(&mut out, case);
            }
        }
        self.trouble(&mut out, summary);
        self.ending(&mut out, summary, judged, all);
        out
    }

    fn said(&self, text: &str) -> String {
        plain(text, SAID, self.redactor)
    }

    fn scores(&self, out: &mut String, summary: &Summary, judged: Judged, quiet: bool) {
        let ink = self.ink;
        let width = summary.suites.iter().map(|suite| suite.name.chars().count()).max().unwrap_or_default();
        out.push('\n');
        for suite in &summary.suites {
            let tally = suite.tally();
            let short = tally.short(judged.limits);
            let enough = short.is_empty();
            if quiet && enough {
                continue;
            }
            let (mark, score) = match tally.score() {
                None => (ink.dim("-"), "     –".to_owned()),
                Some(score) if enough => (ink.green("✓"), percent(score)),
                Some(score) => (ink.red("✗"), percent(score)),
            };
            let _ = writeln!(out, "  {mark} {:width$}  {score:>8}   {}", suite.name, words(&tally));
            for short in short.iter().filter(|short| **short != Short::Score) {
                let _ = writeln!(out, "    {} {}", ink.red("too much"), excess(*short, &tally, judged.limits));
            }
            for waiver in &suite.stale {
                let what = format!("{} of {} stands for no survivor", waiver.mutation, self.said(&waiver.field));
                let _ = writeln!(out, "    {} the waiver at {}: {what}", ink.yellow("stale"), waiver.place);
            }
            let idle = suite.cases.iter().filter(|case| case.idle.is_some());
            for case in idle.filter(|_| !quiet) {
                let why = case.idle.as_deref().unwrap_or_default();
                let _ = writeln!(out, "    {} {}: {}", ink.dim("left out"), self.said(&case.id.text()), self.said(why));
            }
        }
    }

    /// The survivors of a case, those of one exchange together, and what its step has to expect.
    fn survivors(&self, out: &mut String, case: &CaseScore) {
        let survived: Vec<&Mutant> = of(case, Fate::Survived).collect();
        if survived.is_empty() {
            return;
        }
        let ink = self.ink;
        let score = case.tally().score().map(percent).unwrap_or_default();
        let _ =
            writeln!(out, "\n{}  {}  {}", ink.red("SURVIVED"), ink.bold(&self.said(&case.id.text())), ink.dim(&score));
        for group in survived.chunk_by(|one, other| (&one.step, one.exchange) == (&other.step, other.exchange)) {
            let first = group[0];
            let nth = if first.exchange > 1 { format!(", exchange {}", first.exchange) } else { String::new() };
            let asked = format!("{} → {}", self.said(&first.asked), first.status);
            let _ = writeln!(out, "  step {}{nth}: {asked}", self.said(&first.step));
            if let Some(place) = &first.place {
                let _ = writeln!(out, "  --> {place}");
            }
            for mutant in group {
                let _ =
                    writeln!(out, "    {:16} {}  {}", mutant.kind, self.said(&mutant.field), self.said(&mutant.what));
            }
            let _ = writeln!(out, "  {}", ink.dim("to be added to the step:"));
            let _ = writeln!(out, "      expect:");
            for line in paste::lines(group.iter().map(|mutant| &mutant.expect)) {
                let _ = writeln!(out, "        {}", obedient(&self.redactor.mask(&line)));
            }
        }
    }

    /// What a case need not notice.
    fn free(&self, out: &mut String, case: &CaseScore) {
        let waived = of(case, Fate::Waived).map(|mutant| ("waived", mutant));
        for (word, mutant) in of(case, Fate::Equivalent).map(|mutant| ("free", mutant)).chain(waived) {
            let because = mutant.because.as_deref().unwrap_or_default();
            let what = format!("{} {} {}", mutant.kind, self.said(&mutant.field), self.said(&mutant.what));
            let id = self.said(&case.id.text());
            let _ =
                writeln!(out, "  {} {id}, step {}: {what} ({})", self.ink.dim(word), mutant.step, self.said(because));
        }
    }

    fn trouble(&self, out: &mut String, summary: &Summary) {
        let ink = self.ink;
        for unsound in &summary.unsound {
            let outcome = &unsound.outcome;
            let reason = outcome.reason.as_deref().unwrap_or_default();
            let _ = writeln!(out, "\n{}  {}", ink.red(label(outcome.status)), ink.bold(&self.said(&outcome.id.text())));
            let _ = writeln!(out, "  {}", plain(reason, 400, self.redactor));
        }
        if !summary.unsound.is_empty() {
            let _ =
                writeln!(out, "\nA case that is not green on its mock proves nothing, so no answer was made wrong.");
            let _ =
                writeln!(out, "more      holdpoint run --mock '{}'", self.said(&summary.unsound[0].outcome.id.text()));
        }
        for what in &summary.broken {
            let _ = writeln!(out, "\n{}  {}", ink.red("INTERNAL"), plain(what, 400, self.redactor));
        }
        for case in summary.suites.iter().flat_map(|suite| &suite.cases) {
            for mutant in of(case, Fate::Unreached) {
                let what = format!("{} of {} in step {}", mutant.kind, self.said(&mutant.field), mutant.step);
                let _ = writeln!(
                    out,
                    "  {} {}: {what} did not come about again",
                    ink.yellow("unknown"),
                    self.said(&case.id.text())
                );
            }
        }
    }

    fn ending(&self, out: &mut String, summary: &Summary, judged: Judged, all: bool) {
        let ink = self.ink;
        let tally = summary.tally();
        out.push('\n');
        if tally.equivalent > 0 && !all {
            let count = many(tally.equivalent, "mutant");
            let _ = writeln!(
                out,
                "{} {count} of parts that the contract leaves free: --verbose lists them",
                ink.dim("free")
            );
        }
        if tally.left_out > 0 {
            let _ =
                writeln!(out, "{} {} of long answers were left out", ink.dim("note"), many(tally.left_out, "mutant"));
        }
        if let Some(score) = tally.score() {
            let rate = rate(summary, &tally);
            let _ = writeln!(
                out,
                "{} · {} · {} · {rate}/s · seed {}",
                percent(score),
                words(&tally),
                took(summary.took),
                summary.seed
            );
        }
        let word = judged.verdict.name().to_uppercase();
        let word = if judged.verdict == Verdict::Green { ink.green(&word) } else { ink.red(&word) };
        let why = match judged.verdict {
            Verdict::Green => format!("no suite is below {}", percent(judged.limits.score)),
            Verdict::Red if summary.unsound.is_empty() => {
                let short: Vec<_> = summary.short(judged.limits).collect();
                let count = many(short.len() as u64, "suite");
                if short.iter().all(|suite| suite.tally().short(judged.limits).contains(&Short::Score)) {
                    format!("{count} below {}", percent(judged.limits.score))
                } else {
                    format!("{count} fall{} short", if short.len() == 1 { "s" } else { "" })
                }
            }
            Verdict::Invalid if summary.unsound.is_empty() => "there was no answer that could be made wrong".to_owned(),
            Verdict::Interrupted => format!("{} were tried", many(tally.mutants, "mutant")),
            Verdict::Inconclusive if summary.unsound.is_empty() => {
                format!("{} did not come about", many(tally.unreached, "mutant"))
            }
            Verdict::Internal => "a bug in holdpoint".to_owned(),
            _ => format!("{} not green", many(summary.unsound.len() as u64, "case")),
        };
        let _ = writeln!(out, "{word}  {why} · exit {}", judged.code);
    }
}

fn of(case: &CaseScore, fate: Fate) -> impl Iterator<Item = &Mutant> {
    case.told.iter().filter(move |mutant| mutant.fate == fate)
}

/// Never rounded up: 94.96 is not 95.
fn percent(score: f64) -> String {
    format!("{:.1} %", (score * 10.0).floor() / 10.0)
}

fn words(tally: &Tally) -> String {
    let mut words =
        format!("{} of {} noticed", tally.killed, many(tally.killed + tally.survived + tally.waived, "mutant"));
    if tally.equivalent > 0 {
        let _ = write!(words, ", {} free", tally.equivalent);
    }
    if tally.waived > 0 {
        let _ = write!(words, ", {} waived", tally.waived);
    }
    words
}

/// What of a suite is more than may be.
fn excess(short: Short, tally: &Tally, limits: Limits) -> String {
    match short {
        Short::Score => String::new(),
        Short::Free => {
            format!("{} is free by the contract, and {} may be", share(tally.free()), percent(limits.free))
        }
        Short::Waived => format!("{} is waived, and {} may be", share(tally.let_off()), percent(waiver::MOST)),
    }
}

/// Never rounded down: 10.04 is not 10.
fn share(part: f64) -> String {
    format!("{:.1} %", (part * 10.0).ceil() / 10.0)
}

fn rate(summary: &Summary, tally: &Tally) -> u128 {
    let span = summary.took.saturating_sub(summary.plain);
    u128::from(tally.mutants) * 1000 / span.as_millis().max(1)
}

/// `holdpoint-prove/v1`
#[must_use]
pub fn document(summary: &Summary, judged: Judged, redactor: &Redactor) -> Value {
    let tally = summary.tally();
    let unsound = summary.unsound.iter().map(|unsound| {
        let outcome = &unsound.outcome;
        json!({
            "id": redactor.mask(&outcome.id.text()),
            "status": outcome.status.name(),
            "reason": outcome.reason.as_ref().map(|reason| redactor.mask(reason).into_owned()),
        })
    });
    json!({
        "schema": "holdpoint-prove/v1",
        "verdict": judged.verdict.name(),
        "exit_code": judged.code,
        "min_score": judged.limits.score,
        "max_free": judged.limits.free,
        "seed": summary.seed,
        "score": tally.score(),
        "counts": counts(&tally),
        "ms": u64::try_from(summary.took.as_millis()).unwrap_or(u64::MAX),
        "mutants_per_second": u64::try_from(rate(summary, &tally)).unwrap_or(u64::MAX),
        "suites": summary.suites.iter().map(|one| suite(one, judged.limits, redactor)).collect::<Vec<_>>(),
        "not_green": unsound.collect::<Vec<_>>(),
        "troubles": summary.broken.iter().map(|what| redactor.mask(what).into_owned()).collect::<Vec<_>>(),
    })
}

fn counts(tally: &Tally) -> Value {
    json!({
        "mutants": tally.mutants,
        "killed": tally.killed,
        "survived": tally.survived,
        "equivalent": tally.equivalent,
        "waived": tally.waived,
        "unreached": tally.unreached,
        "left_out": tally.left_out,
    })
}

fn suite(suite: &SuiteScore, limits: Limits, redactor: &Redactor) -> Value {
    let tally = suite.tally();
    let cases = suite.cases.iter().map(|case| {
        let tally = case.tally();
        json!({
            "id": redactor.mask(&case.id.text()),
            "place": place(&case.place),
            "score": tally.score(),
            "counts": counts(&tally),
            "left_out_because": case.idle.as_ref().map(|why| redactor.mask(why).into_owned()),
            "mutants": case.told.iter().map(|one| mutant(one, redactor)).collect::<Vec<_>>(),
        })
    });
    json!({
        "suite": &*suite.name,
        "file": suite.file,
        "score": tally.score(),
        "counts": counts(&tally),
        "short_of": tally.short(limits).into_iter().map(Short::name).collect::<Vec<_>>(),
        "stale_waivers": suite.stale.iter().map(|waiver| place(&waiver.place)).collect::<Vec<_>>(),
        "cases": cases.collect::<Vec<_>>(),
    })
}

fn mutant(mutant: &Mutant, redactor: &Redactor) -> Value {
    let mask = |text: &str| redactor.mask(text).into_owned();
    let fate = match mutant.fate {
        Fate::Killed => "killed",
        Fate::Survived => "survived",
        Fate::Equivalent => "equivalent",
        Fate::Waived => "waived",
        Fate::Unreached => "unreached",
    };
    json!({
        "mutation": mutant.kind,
        "fate": fate,
        "step": mask(&mutant.step),
        "exchange": mutant.exchange,
        "place": mutant.place.as_ref().map(place),
        "request": mask(&mutant.asked),
        "status": mutant.status,
        "field": mask(&mutant.field),
        "change": mask(&mutant.what),
        "expect": paste::lines([&mutant.expect]).iter().map(|line| mask(line)).collect::<Vec<_>>(),
        "because": mutant.because.as_ref().map(|why| mask(why)),
    })
}
