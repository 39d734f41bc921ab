//! From a suite as written to a suite as planned: rows and fragments put in place, names resolved, steps and checks compiled.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderName;

use super::contract;
use super::expand::{self, Expanded};
use super::flow::{Retry, Until};
use super::names::{self, Known};
use super::plan::{Case, Needs, PlannedCheck, PlannedStep, Suite};
use super::save::Save;
use super::waivers;
use crate::check;
use crate::check::api::{Demands, Workshop};
use crate::graphql::around;
use crate::graphql::document::Meant;
use crate::graphql::schema::Schemas;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::endpoint::Target;
use crate::model::id::CaseId;
use crate::model::node::{Datum, Entry, Node};
use crate::openapi::law::Law;
use crate::openapi::shelf::Shelf;
use crate::step;
use crate::step::api::Step as Action;
use crate::step::caller::{Caller, asks_for_another_method};
use crate::suite::document::{self, Document, Word};
use crate::suite::shape::{SHARED, STEP};
use crate::syntax::nearest::suggestion;
use crate::syntax::read;
use crate::value::credential::refuse_literals;
use crate::value::template::Template;

/// The limit of a whole case where it does not say another.
const DEADLINE: Duration = Duration::from_secs(300);

/// What all suites of a project share.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The project's folder: no path leads out of it.
    pub root: &'a Path,
    /// Whether `exec` may run programs.
    pub allow_exec: bool,
    /// Contracts that were read before.
    pub shelf: &'a Shelf,
    /// Schemas of GraphQL that were read before.
    pub schemas: &'a Schemas,
}

/// Plans a suite for one of its targets; what is wrong is gathered.
pub fn suite(
    document: &Document,
    target: &Arc<Target>,
    path: &Path,
    around: Around<'_>,
    found: &mut Diagnostics,
) -> Suite {
    let folder = path.parent().unwrap_or(Path::new(""));
    let name: Arc<str> = document.name.0.as_str().into();
    let (law, least) = contract::law(document, folder, around.root, around.shelf, found);
    let mut maker = Maker { document, name: name.clone(), target, folder, around, found, overridden: false, law };
    let headers = maker.headers();
    maker.overridden = asks_for_another_method(&headers, std::iter::empty());
    let mut once_needs = Needs::default();
    let mut names = Named::default();
    let once = maker.steps(&document.once, "setup once ", &[], None, &mut names, &mut once_needs, None);
    let mut cases = Vec::new();
    for written in &document.cases {
        match &written.rows {
            None => cases.push(Arc::new(maker.case(written, None, &names))),
            Some(rows) => {
                for (id, row) in rows {
                    cases.push(Arc::new(maker.case(written, Some((id, row)), &names)));
                }
            }
        }
    }
    if let (Some(law), Some((least, place))) = (&maker.law, least) {
        cases.push(Arc::new(contract::coverage(document, &name, target, law, least, &place)));
    }
    let law = maker.law;
    let waivers = waivers::waivers(document, law.as_deref(), found);
    Suite {
        name,
        lane: document.lane,
        target: target.clone(),
        source: document.source.clone(),
        path: path.to_owned(),
        tags: document.tags.clone(),
        sequential: document.sequential,
        headers: headers.into(),
        timeout: document.timeout,
        once: once.into(),
        once_needs,
        law,
        waivers: waivers.into(),
        caller: document.caller.as_ref().map(|(name, _)| name.clone()),
        base: document.base.as_ref().and_then(Node::text).map(str::to_owned),
        cases,
    }
}

/// The names that steps have given so far.
#[derive(Debug, Clone, Default)]
struct Named {
    saved: BTreeSet<String>,
    steps: BTreeSet<String>,
}

struct Maker<'a> {
    document: &'a Document,
    /// The suite's name, which all of its cases share.
    name: Arc<str>,
    target: &'a Target,
    folder: &'a Path,
    around: Around<'a>,
    found: &'a mut Diagnostics,
    /// Whether the headers of every request make each of them one of another method.
    overridden: bool,
    /// What every exchange is held to.
    law: Option<Arc<Law>>,
}

impl<'d> Maker<'d> {
    fn shop(&mut self) -> Workshop<'_> {
        Workshop {
            found: self.found,
            folder: self.folder,
            root: self.around.root,
            law: self.law.as_ref(),
            shelf: self.around.shelf,
            graphql: around::Around {
                settings: self.document.graphql.as_ref(),
                schemas: Some(self.around.schemas),
                meant: None,
            },
        }
    }

    fn headers(&mut self) -> Vec<(HeaderName, Template)> {
        let target = self.target.headers.iter().map(|(name, node)| ((name.clone(), node.place.clone()), node.clone()));
        let all: Vec<(Word, Node)> = target.chain(self.document.headers.iter().cloned()).collect();
        let mut headers = Vec::new();
        for ((name, place), node) in all {
            let Some(template) = self.found.keep(Template::compile(&node)) else { continue };
            match HeaderName::try_from(name.as_str()) {
                Ok(name) => headers.push((name, template)),
                Err(_) => {
                    self.found.push(Diagnostic::error("header-name", &place, format!("`{name}` is no header name")));
                }
            }
        }
        headers
    }

    fn case(&mut self, written: &'d document::Case, row: Option<(&String, &Node)>, before: &Named) -> Case {
        let place = |node: &Node| match row {
            Some((_, row)) => expand::row(node, row),
            None => node.clone(),
        };
        let values = row.map(|(id, row)| expand::row_values(id, row));
        let unread = |column: &String| row.is_some_and(|(_, row)| row.get(column).is_some_and(expand::is_unread));
        let columns: Option<BTreeMap<String, bool>> =
            values.as_ref().map(|values| values.keys().map(|column| (column.clone(), unread(column))).collect());
        let own = Own {
            caller: written.caller.as_ref().map(&place),
            base: written.base.as_ref().map(&place),
            columns,
            echoes: written.echoes.iter().map(|(name, _)| name.clone()).collect(),
        };
        for (name, at) in &written.echoes {
            if !self.target.secrets.iter().any(|(secret, _)| secret == name) {
                let known = self.target.secrets.iter().map(|(secret, _)| secret.as_str());
                self.found.push(
                    Diagnostic::error("undefined-name", at, format!("the target has no secret `{name}`"))
                        .maybe_help(suggestion(name, known.collect::<Vec<_>>())),
                );
            }
        }
        let before_steps = self.found.len();
        let mut names = before.clone();
        let mut needs = Needs::default();
        // Only a row's values make a step another one.
        let placed = |nodes: &'d [Node]| match row {
            Some((_, row)) => Cow::Owned(nodes.iter().map(|node| expand::row(node, row)).collect()),
            None => Cow::Borrowed(nodes),
        };
        let setup: Cow<'_, [Node]> = placed(&self.document.setup);
        let mut steps = self.steps(&setup, "setup ", &[], Some(&own), &mut names, &mut needs, None);
        let nodes: Cow<'_, [Node]> = placed(&written.steps);
        let single = nodes.len() == 1 && written.steps.first().is_some_and(|step| step.place == written.place);
        let own_steps = self.steps(&nodes, "", &[], Some(&own), &mut names, &mut needs, single.then_some(written));
        // Steps are large and cases many: no room is kept for more of them.
        steps.reserve_exact(own_steps.len());
        steps.extend(own_steps);
        let undo: Cow<'_, [Node]> = placed(&written.undo);
        let undo = self.steps(&undo, "undo ", &[], Some(&own), &mut names, &mut needs, None);
        if !steps.iter().any(|step| !step.number.starts_with("setup") && step.explicit)
            && self.found.len() == before_steps
        {
            self.found.push(
                Diagnostic::error("no-check", &written.name.1, format!("the case `{}` checks nothing", written.name.0))
                    .help("give one of its steps an `expect`"),
            );
        }
        let several = self.document.several;
        Case {
            id: CaseId {
                suite: self.name.clone(),
                target: several.then(|| self.target.name.clone()),
                case: written.name.0.as_str().into(),
                row: row.map(|(id, _)| id.as_str().into()),
            },
            covers: written.covers.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>().into(),
            tags: self.document.tags.iter().chain(&written.tags).cloned().collect(),
            why: written.why.clone().or_else(|| self.document.why.clone()),
            place: written.name.1.clone(),
            alone: written.alone,
            last: false,
            modes: written.modes.clone(),
            // What an exploration asks for on purpose is nothing that a stub has to know.
            unmatched: written.unmatched || steps.iter().any(|step| step.action.explores()),
            echoes: own.echoes,
            deadline: written.deadline.unwrap_or(DEADLINE),
            row: values.map(Arc::new),
            steps,
            undo,
            needs,
        }
    }

    fn steps(
        &mut self,
        nodes: &[Node],
        prefix: &str,
        given: &[(String, Node)],
        own: Option<&Own>,
        names: &mut Named,
        needs: &mut Needs,
        inline: Option<&document::Case>,
    ) -> Vec<PlannedStep> {
        let mut steps = Vec::with_capacity(nodes.len());
        for node in nodes {
            for expanded in expand::step(node, given, self.document, self.found) {
                let number = format!("{prefix}{}", steps.len() + 1);
                steps.extend(self.step(&expanded, &number, own, names, needs, inline));
            }
        }
        steps
    }

    fn step(
        &mut self,
        expanded: &Expanded<'_>,
        number: &str,
        own: Option<&Own>,
        names: &mut Named,
        needs: &mut Needs,
        inline: Option<&document::Case>,
    ) -> Option<PlannedStep> {
        let node = &*expanded.node;
        let place = inline.map_or(&node.place, |case| &case.name.1);
        let kind = self.kind(node, place)?;
        // What it does is what a person looks for when it fails.
        let place = node.get(kind.id).map_or(place, |action| &action.place);
        let before = self.found.len();
        let known = Known {
            target: self.target,
            columns: own.and_then(|own| own.columns.clone()),
            saved: names.saved.clone(),
            steps: names.steps.clone(),
            parameters: expanded.parameters.iter().map(|(name, _)| name.clone()).collect(),
        };
        let mut known = known;
        // A signature is made of what came, which is known when it is judged.
        known.steps.extend(node.get("id").and_then(Node::text).filter(|_| kind.id == "listen").map(str::to_owned));
        let mut uses = BTreeSet::new();
        // What a step's own undo uses may come from the step itself: it is looked at afterwards.
        let (undo, rest) = split(node, "undo");
        for part in [&*rest].into_iter().chain(expanded.parameters.iter().map(|(_, node)| node)) {
            uses.extend(names::walk(part, &known, needs, self.found));
        }
        for (key, what) in [("headers", "the header"), ("cookies", "the cookie")] {
            if let Some(pairs) = node.get(key) {
                refuse_literals(pairs, what, self.found);
            }
        }
        if let Some(path) = self.endpoint(kind.id, node) {
            names::walk(path, &known, needs, self.found);
        }
        let caller = self.caller(node, own, &known, needs);
        let base = self.base(node, own, &known, needs);
        let mut shop = self.shop();
        let action = (kind.compile)(node, &mut shop);
        if kind.id == "exec" && !self.around.allow_exec {
            self.found.push(
                Diagnostic::error("exec-not-allowed", &node.place, "this suite runs a program, and nobody allowed it")
                    .help("look at what it runs; then say --allow-exec, or `allow_exec: true` in the project file"),
            );
        }
        let id = self.id(node, names);
        let meant = action.as_deref().and_then(Action::means);
        let (checks, says_status) = self.checks(node, kind.id, meant, place);
        let save = self.saves(node, names);
        if let Some(id) = &id {
            names.steps.insert(id.clone());
        }
        let overridden = self.overridden || caller.as_ref().is_some_and(|caller| caller.overrides_method());
        let writes = |action: &dyn Action| action.mutates() || (overridden && action.sends());
        // A step that only reads by itself has said nothing of how a write may be done twice.
        let may_repeat = |action: &dyn Action| action.may_repeat() && (action.mutates() || !writes(action));
        let flow = self.flow(node, action.as_deref().is_some_and(may_repeat));
        let parameters = expand::templates(&expanded.parameters, self.found);
        let undo = self.undo(undo.as_ref(), number, &expanded.parameters, own, names, needs);
        if self.found.len() > before && action.is_none() {
            return None;
        }
        let action = action?;
        needs.callback |= action.awaits().is_some();
        if writes(&*action) && needs.mutates.is_none() {
            needs.mutates = Some((action.label(), node.place.clone()));
        }
        let demands = checks.iter().fold(Demands::default(), |all, check| all.join(check.check.demands()));
        let (sends, explores) = (action.sends(), action.explores());
        let default_status = (sends && !explores || kind.id == "exec") && !says_status;
        if explores {
            self.in_its_lane(place);
        } else {
            self.vacuous(node, inline, &flow, node.get("expect").is_none(), kind.id, sends);
        }
        let number = match &id {
            Some(id) => format!("{number} ({id})"),
            None => number.to_owned(),
        };
        Some(PlannedStep {
            number: number.into(),
            id,
            kind: kind.id,
            place: place.clone(),
            demands,
            checks: self.with_standing_checks(checks, kind.id, (sends, explores), own, place),
            explicit: explores || node.get("expect").is_some(),
            default_status,
            parameters,
            caller,
            base,
            save,
            until: flow.until,
            retry: flow.retry,
            repeat: flow.repeat,
            timeout: node.get("timeout").and_then(|node| self.found.keep(read::duration(node))),
            why: node.get("why").and_then(Node::text).map(str::to_owned),
            undo,
            uses: uses.into_iter().collect(),
            action,
        })
    }
}

/// What a case says for all of its steps.
#[derive(Debug)]
struct Own {
    caller: Option<Node>,
    base: Option<Node>,
    columns: Option<BTreeMap<String, bool>>,
    echoes: Vec<String>,
}

struct Flow {
    until: Option<Until>,
    retry: Option<Retry>,
    repeat: u32,
}

fn split<'n>(node: &'n Node, key: &str) -> (Option<Node>, Cow<'n, Node>) {
    if node.get(key).is_none() {
        return (None, Cow::Borrowed(node));
    }
    let (own, rest): (Vec<Entry>, Vec<Entry>) = node.entries().iter().cloned().partition(|entry| entry.key == key);
    (
        own.into_iter().next().map(|entry| entry.value),
        Cow::Owned(Node { datum: Datum::Map(rest), place: node.place.clone() }),
    )
}

mod parts;
