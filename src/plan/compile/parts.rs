//! The parts of one step: its kind, caller, checks, saved names, and how often it is done.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{
    Caller, Datum, Diagnostic, Flow, Known, Maker, Meant, Named, Needs, Node, Own, PlannedCheck, PlannedStep, Retry,
    SHARED, STEP, Save, Template, Until, check, document, names, read, step, suggestion,
};
use crate::check::contract::Holds;
use crate::check::diff::{self, Keeps};
use crate::check::graphql::Answered;
use crate::check::no_secret::NoSecret;
use crate::check::rpc::Rpc;
use crate::model::kind::Kind;
use crate::model::lane::Lane;
use crate::model::place::Place;
use crate::model::shape::Shape;

/// Whether a check that judges every answer of such a step stands on this one too: nothing says it otherwise, and there is to be
/// an answer.
fn stands(checks: &[PlannedCheck], kind: &str) -> bool {
    !checks.iter().any(|one| one.kind == kind || one.kind == "error" || one.check.holds(kind))
}

/// Whether the expectation of a step `diff` says what is right where nobody could decide: it demands something of a `verdict`,
/// the comparison's or a change's.
fn speaks_of_verdicts(node: &Node) -> bool {
    let json = node.get("expect").and_then(|expect| expect.get("json"));
    json.is_some_and(|json| json.entries().iter().any(|entry| entry.key.contains("verdict")))
}

/// The checks that look at headers and body alone, and so can judge a request.
const JUDGE_A_REQUEST: [&str; 5] = ["header", "json", "schema", "body", "same_as"];

impl<'d> Maker<'d> {
    /// The one kind whose key the step has; every other key has to belong to that kind or to all steps.
    pub(super) fn kind(&mut self, node: &Node, place: &Place) -> Option<&'static Kind<step::api::Compile>> {
        let present: Vec<_> = step::TABLE.iter().filter(|kind| node.get(kind.id).is_some()).collect();
        let kind = match present.as_slice() {
            [one] => **one,
            [] => {
                let ids: Vec<&str> = step::TABLE.iter().map(|kind| kind.id).collect();
                self.found.push(
                    Diagnostic::error("no-action", place, "this step does nothing")
                        .help(format!("give it one of {}, or `use` a fragment", ids.join(", "))),
                );
                return None;
            }
            [first, second, ..] => {
                let at = node.entry(second.id).map_or(&node.place, |entry| &entry.key_place);
                self.found.push(Diagnostic::error(
                    "two-actions",
                    at,
                    format!("a step does one thing, and this one has `{}` and `{}`", first.id, second.id),
                ));
                return None;
            }
        };
        if let Shape::Record(record) = kind.schema {
            for entry in node.entries() {
                let known = || STEP.fields.iter().chain(SHARED).chain(record.fields).map(|field| field.name);
                if !known().any(|name| name == entry.key) {
                    self.found.push(
                        Diagnostic::error(
                            "unknown-key",
                            &entry.key_place,
                            format!("`{}` is not a key of {}", entry.key, record.name),
                        )
                        .maybe_help(suggestion(&entry.key, known().collect::<Vec<_>>())),
                    );
                }
            }
        }
        Some(kind)
    }

    pub(super) fn caller(
        &mut self,
        node: &Node,
        own: Option<&Own>,
        known: &Known<'_>,
        needs: &mut Needs,
    ) -> Option<Arc<Caller>> {
        let suite = self.document.caller.as_ref();
        let written = node.get("as").or_else(|| own.and_then(|own| own.caller.as_ref()));
        let (name, place) = match (written, suite) {
            (Some(node), _) => (node.scalar_text().unwrap_or_default(), node.place.clone()),
            (None, Some((name, place))) => (name.clone(), place.clone()),
            (None, None) => return None,
        };
        let Some((_, caller)) = self.target.callers.iter().find(|(caller, _)| *caller == name) else {
            let callers = self.target.callers.iter().map(|(caller, _)| caller.as_str()).collect::<Vec<_>>();
            self.found.push(
                Diagnostic::error(
                    "unknown-caller",
                    &place,
                    format!("the target `{}` has no caller `{name}`", self.target.name),
                )
                .maybe_help(suggestion(&name, callers)),
            );
            return None;
        };
        // A caller's names are the target's: no step or row stands behind them.
        let known = Known {
            columns: None,
            saved: BTreeSet::new(),
            steps: BTreeSet::new(),
            parameters: BTreeSet::new(),
            ..known.clone()
        };
        names::walk(caller, &known, needs, self.found);
        let nobody = self.target.callers.iter().find(|(_, caller)| caller.entries().is_empty());
        let nobody = nobody.map(|(name, _)| name.clone());
        Caller::compile(caller, self.found).map(|caller| Arc::new(caller.named(name, nobody)))
    }

    pub(super) fn base(
        &mut self,
        node: &Node,
        own: Option<&Own>,
        known: &Known<'_>,
        needs: &mut Needs,
    ) -> Option<Template> {
        let written =
            node.get("base").or_else(|| own.and_then(|own| own.base.as_ref())).or(self.document.base.as_ref())?;
        names::walk(written, known, needs, self.found);
        let template = self.found.keep(Template::compile(written))?;
        if let Some(text) = template.literal().and_then(|value| value.as_str())
            && !text.starts_with('/')
        {
            self.found.push(Diagnostic::error(
                "base",
                &written.place,
                format!("the base `{text}` has to begin with `/`"),
            ));
        }
        Some(template)
    }

    pub(super) fn id(&mut self, node: &Node, names: &Named) -> Option<String> {
        let written = node.get("id")?;
        let id = written.scalar_text().unwrap_or_default();
        if !names::own(&id, &written.place, "a step", self.found) {
            return None;
        }
        if names.steps.contains(&id) || names.saved.contains(&id) {
            self.found.push(Diagnostic::error(
                "duplicate-name",
                &written.place,
                format!("something before this place is named `{id}` already"),
            ));
        }
        Some(id)
    }

    /// The suite's path of a step that speaks GraphQL and says none of its own.
    pub(super) fn endpoint(&self, kind: &str, node: &Node) -> Option<&'d Node> {
        let is_open = kind == "graphql" && node.get("path").is_none();
        self.document.graphql.as_ref().filter(|_| is_open)?.get("path")
    }

    /// What a step is judged by, and whether that says which status is right.
    pub(super) fn checks(
        &mut self,
        node: &Node,
        step: &str,
        meant: Option<&Meant>,
        at: &Place,
    ) -> (Vec<PlannedCheck>, bool) {
        let (mut checks, mut says_status) = self.written_checks(node, step, meant);
        if let Some(meant) = meant.filter(|_| stands(&checks, "graphql")) {
            let check = Box::new(Answered::always(meant, at));
            checks.insert(0, PlannedCheck { kind: "graphql", place: at.clone(), check });
            says_status = true;
        }
        if step == "diff" && stands(&checks, "diff") && !speaks_of_verdicts(node) {
            let check = Box::new(Keeps::always(at));
            checks.insert(0, PlannedCheck { kind: "diff", place: at.clone(), check });
        }
        (checks, says_status)
    }

    fn written_checks(&mut self, node: &Node, step: &str, meant: Option<&Meant>) -> (Vec<PlannedCheck>, bool) {
        let Some(expect) = node.entry("expect") else { return (Vec::new(), false) };
        let mut checks = Vec::new();
        let mut says_status = false;
        let node = &expect.value;
        let status: Node;
        let entries: Vec<(&str, &Place, &Node)> = match &node.datum {
            Datum::Map(entries) => {
                entries.iter().map(|entry| (entry.key.as_str(), &entry.key_place, &entry.value)).collect()
            }
            _ => {
                status = node.clone();
                vec![("status", &node.place, &status)]
            }
        };
        if entries.is_empty() {
            self.found.push(Diagnostic::error(
                "empty",
                &node.place,
                "this expectation is empty, and so demands nothing",
            ));
        }
        // Told in the table's order, whatever the file's: the status explains more than a missing field.
        for kind in check::TABLE {
            let Some((_, place, value)) = entries.iter().find(|(key, _, _)| *key == kind.id) else { continue };
            if matches!(kind.id, "rpc" | "messages") && step != "json_rpc" {
                let what = format!("`{}` judges messages of JSON-RPC, and `{step}` takes none", kind.id);
                let help = "use the step `json_rpc`, or `json` for the body";
                self.found.push(Diagnostic::error("no-messages", place, what).help(help));
                continue;
            }
            if step == "listen" && !JUDGE_A_REQUEST.contains(&kind.id) {
                let what = format!("`{}` judges an answer, and `listen` takes a request", kind.id);
                let help = format!("a request is judged by {}", JUDGE_A_REQUEST.join(", "));
                self.found.push(Diagnostic::error("no-answer", place, what).help(help));
                continue;
            }
            if kind.id == "diff" && diff::compares(value) == (step == "diff") {
                let (what, help) = if step == "diff" {
                    ("the step `diff` has compared already", "write `diff: breaking`, `risky` or `any`")
                } else {
                    ("this check has nothing to compare the answer with", "write `diff: { against: openapi.yaml }`")
                };
                self.found.push(Diagnostic::error("diff-against", place, what).help(help));
                continue;
            }
            let mut shop = self.shop();
            shop.graphql.meant = meant;
            if let Some(check) = (kind.compile)(value, &mut shop) {
                says_status |= check.says_status();
                checks.push(PlannedCheck { kind: kind.id, place: (*place).clone(), check });
            }
        }
        (checks, says_status)
    }

    /// The checks that every exchange stands under.
    pub(super) fn with_standing_checks(
        &self,
        mut checks: Vec<PlannedCheck>,
        kind: &str,
        (sends, explores): (bool, bool),
        own: Option<&Own>,
        place: &Place,
    ) -> Vec<PlannedCheck> {
        if kind == "json_rpc" && stands(&checks, "rpc") {
            // An error in the answer explains more than the parts that it lacks.
            let check = Box::new(Rpc::always(place));
            checks.insert(0, PlannedCheck { kind: "rpc", place: place.clone(), check });
        }
        if sends && !checks.iter().any(|check| check.kind == "no_secret") {
            let echoes = own.map(|own| own.echoes.clone()).unwrap_or_default();
            let check = Box::new(NoSecret::always(&echoes));
            checks.push(PlannedCheck { kind: "no_secret", place: place.clone(), check });
        }
        if let Some(law) =
            self.law.as_ref().filter(|_| sends && !explores && !checks.iter().any(|check| check.kind == "contract"))
        {
            let check = Box::new(Holds::always(law.clone(), place));
            checks.push(PlannedCheck { kind: "contract", place: place.clone(), check });
        }
        checks
    }

    pub(super) fn saves(&mut self, node: &Node, names: &mut Named) -> Vec<Save> {
        let mut saves = Vec::new();
        for entry in node.get("save").map(Node::entries).unwrap_or_default() {
            if !names::own(&entry.key, &entry.key_place, "a saved value", self.found) {
                continue;
            }
            if names.steps.contains(&entry.key) {
                self.found.push(Diagnostic::error(
                    "duplicate-name",
                    &entry.key_place,
                    format!("a step before this place has the id `{}`", entry.key),
                ));
            }
            let mut shop = self.shop();
            saves.extend(Save::compile(entry, &mut shop));
            names.saved.insert(entry.key.clone());
        }
        saves
    }

    pub(super) fn flow(&mut self, node: &Node, may_repeat: bool) -> Flow {
        let mut shop = self.shop();
        let until = node.get("until").and_then(|node| Until::compile(node, &mut shop));
        let retry = node.get("retry").and_then(|node| Retry::compile(node, &mut shop));
        if let Some(entry) = node.entry("retry").filter(|_| !may_repeat) {
            shop.found.push(
                Diagnostic::error("unsafe-retry", &entry.key_place, "an unsafe method is not repeated without an idempotency key")
                    .help("add `headers: { idempotency-key: \"${fresh.uuid}\" }` where the target knows it, or remove `retry`"),
            );
        }
        let repeat = node.get("repeat").and_then(|node| shop.found.keep(read::whole(node, 2, 10_000_000)));
        Flow { until, retry, repeat: repeat.and_then(|times| u32::try_from(times).ok()).unwrap_or(1) }
    }

    pub(super) fn undo(
        &mut self,
        undo: Option<&Node>,
        number: &str,
        given: &[(String, Node)],
        own: Option<&Own>,
        names: &Named,
        needs: &mut Needs,
    ) -> Vec<PlannedStep> {
        let nodes = document::steps(undo);
        // What an undo saves is not known outside of it.
        self.steps(&nodes, &format!("undo of {number}: "), given, own, &mut names.clone(), needs, None)
    }

    /// Refuses an exploration outside of the lane contract, whose promise it asks about.
    pub(super) fn in_its_lane(&mut self, place: &Place) {
        let lane = self.document.lane;
        if lane != Lane::Contract {
            let what = format!("an exploration belongs to the lane contract, and this suite is of the lane {lane}");
            self.found.push(Diagnostic::error("explore", place, what).help("give it a suite of its own"));
        }
    }

    /// Refuses what would hold whatever the target answers.
    pub(super) fn vacuous(
        &mut self,
        node: &Node,
        inline: Option<&document::Case>,
        flow: &Flow,
        bare: bool,
        kind: &str,
        sends: bool,
    ) {
        if let Some(entry) = node.entry("until").filter(|_| flow.until.is_some() && bare) {
            self.found.push(
                Diagnostic::error(
                    "until-without-check",
                    &entry.key_place,
                    "`until` repeats a step until its `expect` holds, and there is none",
                )
                .help("say what has to hold: `expect: { json: { status: ready } }`"),
            );
        }
        if let Some(entry) = node.entry("expect").filter(|_| kind == "wait") {
            self.found.push(Diagnostic::error(
                "unknown-key",
                &entry.key_place,
                "a wait sees nothing that could be expected",
            ));
        }
        let file = ["file", "diff"].contains(&kind) && bare && node.get("save").is_none();
        let explicit = inline.is_some() && bare && !sends && kind != "wait";
        if file || explicit {
            self.found.push(
                Diagnostic::error(
                    "no-check",
                    inline.map_or(&node.place, |case| &case.name.1),
                    "this step checks nothing",
                )
                .help("say what has to hold: `expect: …`"),
            );
        } else if let Some(case) = inline.filter(|_| bare) {
            self.found.push(
                Diagnostic::error(
                    "no-check",
                    &case.name.1,
                    format!("the case `{}` checks nothing explicitly", case.name.0),
                )
                .help("say what has to hold, at least `expect: 200`"),
            );
        }
    }
}
