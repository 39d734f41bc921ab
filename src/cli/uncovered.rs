//! `holdpoint run --uncovered`: cases for what the suites of a run did not use of their contracts.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use super::arguments::{Output, Run};
use super::console::{Console, many, print, say};
use super::problem::Problem;
use crate::explore::uncovered::{self, Written};
use crate::model::endpoint::Target;
use crate::model::node::Node;
use crate::openapi::api::{Api, In, Operation, SchemeKind};
use crate::openapi::draft;
use crate::openapi::law::Law;
use crate::plan::plan::{Plan, Suite};
use crate::target::start::Endpoints;
use crate::value::redact::Redactor;

/// How a file begins that may be written anew: by this program, for this purpose.
const FIRST: &str = "# holdpoint: cases for what was not used of a contract; they belong below `cases:`\n";

/// Suites with a contract, and where their cases go.
pub(super) struct Uncovered {
    /// None: the standard output.
    file: Option<PathBuf>,
    suites: Vec<Asked>,
}

/// What has to be known of a suite when it has run.
struct Asked {
    name: Arc<str>,
    file: String,
    law: Arc<Law>,
    target: Arc<Target>,
    /// The path of the target's address, without a last `/`.
    root: String,
    base: Option<String>,
    /// Whether the suite says who asks.
    has_caller: bool,
    names: BTreeSet<String>,
}

/// What a run is asked for; none where nobody asked.
///
/// # Errors
/// That no suite has a contract, or that something else would be lost.
pub(super) fn asked(
    run: &Run,
    plan: &Plan,
    endpoints: &Endpoints,
    output: Output,
) -> Result<Option<Uncovered>, Problem> {
    let Some(to) = &run.uncovered else { return Ok(None) };
    let wrong = |what: String| Problem::invalid(format!("--uncovered {to}: {what}"));
    let file = (to != "-").then(|| PathBuf::from(to));
    let taken =
        output == Output::Json || run.reports.iter().any(|report| !report.contains('=') || report.ends_with("=-"));
    if file.is_none() && taken {
        return Err(wrong("the standard output holds another document already; name a file".into()));
    }
    let folder = file.as_ref().and_then(|file| file.parent()).filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return Err(wrong(format!("there is no folder `{}`", folder.display())));
    }
    if let Some(file) = file.as_ref().filter(|file| file.exists()) {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        if !text.starts_with(FIRST) {
            return Err(wrong("it is there already and was written by somebody else; it would be lost".into()));
        }
    }
    let suites: Vec<Asked> = plan.suites.iter().filter_map(|suite| of(suite, endpoints)).collect();
    if suites.is_empty() {
        return Err(wrong("no suite that runs names a contract; write `contract: openapi.yaml` at its top".into()));
    }
    Ok(Some(Uncovered { file, suites }))
}

fn of(suite: &Suite, endpoints: &Endpoints) -> Option<Asked> {
    let root = endpoints.by_name.get(&suite.target.name)?.base.path().trim_end_matches('/').to_owned();
    Some(Asked {
        name: suite.name.clone(),
        file: suite.source.name.clone(),
        law: suite.law.clone()?,
        target: suite.target.clone(),
        root,
        base: suite.base.clone(),
        has_caller: suite.caller.is_some(),
        names: suite.cases.iter().map(|case| case.id.case.to_string()).collect(),
    })
}

impl Uncovered {
    /// Whether cases go to the standard output.
    #[must_use]
    pub(super) const fn is_spoken(&self) -> bool {
        self.file.is_none()
    }

    /// Writes the cases, when the suites have run.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn write(&self, redactor: &Redactor, console: &Console) -> Result<(), Problem> {
        let mut text = FIRST.to_owned();
        let (mut cases, mut used, mut all) = (0, 0, 0);
        for suite in &self.suites {
            let gaps = suite.law.summary();
            let written = suite.written(&gaps.gaps)?;
            cases += written.cases.len();
            used += written.used;
            all += gaps.gaps.len();
            text.push_str(&section(suite, gaps.total().used, gaps.total().all, &written));
        }
        let text = redactor.mask(&text);
        match &self.file {
            None => print(&text)?,
            Some(file) => std::fs::write(file, text.as_bytes())
                .map_err(|error| Problem::invalid(format!("`{}` cannot be written: {error}", file.display())))?,
        }
        if !console.quiet {
            let to = self.file.as_ref().map(|file| format!(", in {}", file.display())).unwrap_or_default();
            say(&format!("uncovered {} for {used} of the {all} parts that were not used{to}", many(cases, "case")));
        }
        Ok(())
    }
}

/// The cases of one suite, and what no case can use, with the reason.
fn section(suite: &Asked, used: usize, all: usize, written: &Written) -> String {
    let mut out = format!(
        "\n# {} ({}) uses {used} of {all}; {} for {} more:\n",
        suite.name,
        suite.file,
        many(written.cases.len(), "case"),
        written.used
    );
    for case in &written.cases {
        out.push('\n');
        out.push_str(case);
    }
    for (why, gaps) in &written.left {
        let _ = write!(out, "\n# No case, because {why}:\n");
        for gap in gaps {
            let _ = writeln!(out, "#   {}", gap.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    out
}

impl Asked {
    fn written(&self, gaps: &[crate::openapi::coverage::Gap]) -> Result<Written, Problem> {
        let api = &self.law.contract.api;
        let (whole, lead) = self.paths(api);
        let base = url::Url::parse(&format!("http://localhost{whole}"))
            .map_err(|error| Problem::invalid(format!("the base `{whole}` is no path: {error}")))?;
        let caller = |operation: &Operation| if self.has_caller { None } else { self.caller(api, operation) };
        let nobody = self.target.callers.iter().find(|(_, node)| node.text() == Some("none"));
        Ok(uncovered::write(&uncovered::Suite {
            contract: &self.law.contract,
            gaps,
            base,
            lead,
            names: self.names.clone(),
            caller: &caller,
            nobody: nobody.map(|(name, _)| name.clone()),
        }))
    }

    /// What stands before the document's paths in an address, and what of it a `call` has to say.
    fn paths(&self, api: &Api) -> (String, String) {
        let server = api.bases.first().map_or("", String::as_str);
        let root = self.root.as_str();
        let whole = match &self.law.prefix {
            Some(prefix) => prefix.trim_end_matches('/').to_owned(),
            None if server.starts_with(root) => server.to_owned(),
            // An address that ends as the server's does holds it already; else a gateway stands before it.
            None if root.ends_with(server) => root.to_owned(),
            None => format!("{root}{server}"),
        };
        let below = whole.strip_prefix(root).unwrap_or(&whole);
        let lead = match self.base.as_deref().map(|base| base.trim_end_matches('/')) {
            None | Some("") => below.to_owned(),
            // Two slashes leave the suite's base out.
            Some(base) => below.strip_prefix(base).map_or_else(|| format!("/{below}"), str::to_owned),
        };
        (whole, lead)
    }

    /// The target's caller that brings what an operation asks for; the name that an import gives it where there is none.
    fn caller(&self, api: &Api, operation: &Operation) -> Option<String> {
        let usual = draft::caller(api, operation)?;
        let callers = &self.target.callers;
        let named = callers.iter().find(|(name, _)| *name == usual);
        let schemes = operation.callers.iter().flatten();
        let kinds: Vec<&SchemeKind> = schemes
            .filter_map(|one| api.schemes.iter().find(|scheme| scheme.name == one.scheme))
            .map(|scheme| &scheme.kind)
            .collect();
        // One that brings a secret is known; others are there to be refused.
        let fits = |node: &Node| holds_secret(node) && kinds.iter().any(|kind| brings(node, kind));
        let fitting = callers.iter().find(|(_, node)| fits(node));
        named.or(fitting).map(|(name, _)| name.clone()).or(Some(usual))
    }
}

fn holds_secret(node: &Node) -> bool {
    node.text().is_some_and(|text| text.contains("secret."))
        || node.entries().iter().any(|one| holds_secret(&one.value))
}

/// Whether a caller brings what a scheme asks for.
fn brings(caller: &Node, kind: &SchemeKind) -> bool {
    let has = |part: &str, name: &str| {
        caller.get(part).is_some_and(|node| node.entries().iter().any(|one| one.key.eq_ignore_ascii_case(name)))
    };
    match kind {
        SchemeKind::ApiKey { location: In::Header, name } => has("header", name),
        SchemeKind::ApiKey { location: In::Query, name } => has("query", name),
        SchemeKind::ApiKey { location: In::Cookie, name } => has("cookie", name),
        SchemeKind::Basic => caller.get("basic").is_some() || has("header", "authorization"),
        SchemeKind::Bearer => caller.get("bearer").is_some() || has("header", "authorization"),
        _ => false,
    }
}
