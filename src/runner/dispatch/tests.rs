//! A panic in a check or a step: a bug of ours, told as one, which takes no other case with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use crate::artifact::sample;
use crate::check::api::Check;
use crate::model::diagnostic::Diagnostics;
use crate::model::endpoint::Endpoint;
use crate::model::finding::Judgement;
use crate::model::mode::Mode;
use crate::model::observation::Observation;
use crate::model::outcome::Status;
use crate::model::place::Source;
use crate::plan::load;
use crate::plan::plan::{PlannedCheck, PlannedStep};
use crate::runner::signal::StopSwitch;
use crate::step::api::{Seen, Stage, Step};
use crate::step::station::Station;
use crate::suite::project;
use crate::value::scope::Scope;

#[derive(Debug)]
struct Panics;

impl Check for Panics {
    fn judge(&self, _seen: &Observation, _scope: &Scope) -> Judgement {
        panic!("the check has a bug")
    }
}

impl Step for Panics {
    fn label(&self) -> String {
        "panics".into()
    }

    fn mutates(&self) -> bool {
        false
    }

    fn act<'a>(&'a self, _stage: &'a Stage<'a>) -> Seen<'a> {
        panic!("the step has a bug")
    }
}

/// Remembers how cases ended, and what the run came to.
#[derive(Default, Clone)]
struct Notes(Arc<std::sync::Mutex<Vec<(String, Status)>>>);

impl Sink for Notes {
    fn name(&self) -> String {
        "notes".into()
    }

    fn observe(&mut self, event: &Event) -> Result<(), String> {
        if let Event::CaseEnded(outcome) = event {
            self.0.lock().unwrap().push((outcome.id.case.to_string(), outcome.status));
        }
        Ok(())
    }
}

fn source(text: &str) -> Arc<Source> {
    Arc::new(Source { name: "test".into(), text: text.into() })
}

/// Runs two cases, of which the first was changed.
async fn run_changed(change: impl FnOnce(&mut PlannedStep)) -> (Verdict, Vec<(String, Status)>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.json"), "{\"a\": 1}").unwrap();
    let project = source("version: 1\ntargets: { t: {} }\n");
    let project = project::parse(&project, folder.path(), &mut Diagnostics::default()).unwrap();
    let case = |name: &str| format!("  - {{ name: {name}, file: a.json, expect: {{ json: {{ a: 1 }} }} }}\n");
    let suite = format!("suite: s\nlane: contract\ntarget: t\ncases:\n{}{}", case("changed"), case("sound"));
    let loaded = load::of_source(&project, &source(&suite), &folder.path().join("s.yaml"));
    assert!(loaded.found.is_empty(), "{:?}", loaded.found);
    let mut plan = load::join(vec![loaded]);
    change(&mut Arc::get_mut(&mut plan.suites[0].cases[0]).unwrap().steps[0]);
    let target = plan.suites[0].target.clone();
    let endpoint = Endpoint {
        target: target.clone(),
        mode: Mode::Mock,
        base: "http://127.0.0.1:9".parse().unwrap(),
        because: "test".into(),
        variables: BTreeMap::new(),
        secrets: BTreeMap::new(),
        journal: None,
        mock_sha256: None,
    };
    let orders = Orders {
        plan,
        stations: BTreeMap::from([(target.name.clone(), Arc::new(Station::open(Arc::new(endpoint), true).unwrap()))]),
        not_run: vec![vec![None, None]],
        flags: BTreeMap::new(),
        run: "r".into(),
        seed: 1,
        jobs: 2,
        fail_fast: false,
        callback: None,
    };
    let notes = Notes::default();
    let mut sinks: Vec<Box<dyn Sink>> = vec![Box::new(notes.clone())];
    let (_switch, stop) = StopSwitch::new();
    let record = run(&orders, Arc::new(sample::head(&["s"])), false, stop, &mut sinks).await;
    let mut ended = notes.0.lock().unwrap().clone();
    ended.sort_by(|one, other| one.0.cmp(&other.0));
    (record.verdict, ended)
}

fn ended(changed: Status) -> Vec<(String, Status)> {
    vec![("changed".into(), changed), ("sound".into(), Status::Passed)]
}

#[tokio::test]
async fn without_a_panic_all_is_green() {
    assert_eq!(run_changed(|_| {}).await, (Verdict::Green, ended(Status::Passed)));
}

#[tokio::test]
async fn a_panic_in_a_check() {
    let place = |step: &PlannedStep| step.place.clone();
    let done = run_changed(|step| {
        step.checks.push(PlannedCheck { kind: "json", place: place(step), check: Box::new(Panics) });
    });
    assert_eq!(done.await, (Verdict::Internal, ended(Status::Internal)));
}

#[tokio::test]
async fn a_panic_in_a_step() {
    let done = run_changed(|step| step.action = Box::new(Panics));
    assert_eq!(done.await, (Verdict::Internal, ended(Status::Internal)));
}

#[tokio::test]
async fn a_sink_that_fails_at_the_end_is_told_to_those_after_it() {
    struct Fails;
    impl Sink for Fails {
        fn name(&self) -> String {
            "disk".into()
        }

        fn observe(&mut self, event: &Event) -> Result<(), String> {
            if matches!(event, Event::RunEnded(_)) { Err("is full".into()) } else { Ok(()) }
        }
    }
    struct Hears(Arc<std::sync::Mutex<Vec<String>>>);
    impl Sink for Hears {
        fn name(&self) -> String {
            "person".into()
        }

        fn observe(&mut self, event: &Event) -> Result<(), String> {
            if let Event::RunEnded(record) = event {
                self.0.lock().unwrap().push(format!("{} {:?} {}", record.verdict, record.troubles, record.unwritten));
            }
            Ok(())
        }
    }
    let heard: Arc<std::sync::Mutex<Vec<String>>> = Arc::default();
    let mut sinks: Vec<Box<dyn Sink>> = vec![Box::new(Fails), Box::new(Hears(heard.clone()))];
    let desk = Desk {
        sinks: &mut sinks,
        troubles: Vec::new(),
        unwritten: false,
        counts: Counts { planned: 1, passed: 1, ..Counts::default() },
        verdict: Verdict::Green,
        slowest: HashMap::new(),
    };
    let record = desk.end(Duration::ZERO, false, false);
    assert_eq!(record.verdict, Verdict::Red);
    assert_eq!(*heard.lock().unwrap(), ["red [\"disk: is full\"] true"]);
}
