//! What a check is: a pure judge of what a step saw.

use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::graphql::around::Around;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::finding::Judgement;
use crate::model::node::Node;
use crate::model::observation::Observation;
use crate::model::place::Source;
use crate::openapi::law::Law;
use crate::openapi::shelf::Shelf;
use crate::syntax::path::{clean, is_inside};
use crate::value::scope::Scope;
use crate::value::select;

/// A check, compiled from what a suite says.
pub trait Check: Send + Sync + Debug {
    /// Judges what a step saw. Pure: the same observation and scope give the same judgement.
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement;

    /// What the step has to do beyond one exchange so that this check can judge.
    fn demands(&self) -> Demands {
        Demands::default()
    }

    /// Whether a failed exchange (no whole answer) is a subject of this check, instead of a finding by itself.
    fn takes_failure(&self) -> bool {
        false
    }

    /// Whether this check says which status is right, so that the default (2xx) is not demanded.
    fn says_status(&self) -> bool {
        false
    }

    /// Whether it holds a check of this kind inside of it, so that the one that stands on every such step is not added.
    fn holds(&self, _kind: &str) -> bool {
        false
    }
}

/// What checks want of a step beyond one exchange.
#[derive(Debug, Clone, Default)]
pub struct Demands {
    /// How many sequential exchanges there have to be; 0 and 1 mean one.
    pub samples: u32,
    /// That pages are walked from the first answer on.
    pub pages: Option<PageWalk>,
    /// That redirects are followed, at most so many.
    pub redirects: Option<usize>,
}

impl Demands {
    /// Joins what two checks want.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self {
            samples: self.samples.max(other.samples),
            pages: self.pages.or(other.pages),
            redirects: self.redirects.max(other.redirects),
        }
    }
}

/// How to get from one page to the next.
#[derive(Debug, Clone)]
pub struct PageWalk {
    /// Where the list stands in each page: a page without items ends the walk, for it proves nothing more.
    pub items: select::Path,
    /// Where the next page's address stands.
    pub next: NextPage,
    /// The most pages that are asked for; more is a finding.
    pub most: u32,
}

/// Where the next page's address stands.
#[derive(Debug, Clone)]
pub enum NextPage {
    /// In the body: text (absolute or relative), or null or absent on the last page.
    Json(select::Path),
    /// In the `Link` header, `rel="next"` (RFC 8288).
    Link,
    /// The query parameter is counted up until the body's value is reached.
    Parameter {
        /// Such as `page`.
        name: String,
        /// Where the number of the last page stands in the body.
        last: select::Path,
    },
}

/// What a compiler of checks and steps works with.
#[derive(Debug)]
pub struct Workshop<'a> {
    /// Where diagnostics are gathered.
    pub found: &'a mut Diagnostics,
    /// The folder of the suite's file: relative paths start here.
    pub folder: &'a Path,
    /// The project's folder: no path leads out of it.
    pub root: &'a Path,
    /// What the suite holds every exchange to.
    pub law: Option<&'a Arc<Law>>,
    /// Contracts that were read before.
    pub shelf: &'a Shelf,
    /// What steps and checks that speak GraphQL stand in.
    pub graphql: Around<'a>,
}

impl<'a> Workshop<'a> {
    /// What is compiled by itself: of no suite that says something of contracts or GraphQL.
    #[must_use]
    pub fn new(found: &'a mut Diagnostics, folder: &'a Path, root: &'a Path, shelf: &'a Shelf) -> Self {
        Self { found, folder, root, law: None, shelf, graphql: Around::default() }
    }

    /// The path of a file that a suite names, held inside the project's folder.
    pub fn path(&mut self, node: &Node, written: &str) -> Option<PathBuf> {
        let path = clean(&self.folder.join(written));
        if is_inside(&path, self.root) {
            return Some(path);
        }
        self.found.push(
            Diagnostic::error("path-outside", &node.place, format!("`{written}` leads out of the project's folder"))
                .help(format!("keep the file below {}", self.root.join(".").display())),
        );
        None
    }

    /// The text of a file that a suite names.
    pub fn read(&mut self, node: &Node, written: &str) -> Option<Arc<Source>> {
        let path = self.path(node, written)?;
        match std::fs::read_to_string(&path) {
            Ok(text) => Some(Arc::new(Source { name: path.display().to_string(), text })),
            Err(error) => {
                self.found.push(Diagnostic::error("file", &node.place, format!("`{written}` cannot be read: {error}")));
                None
            }
        }
    }
}

/// Makes a check from what stands under its key; none where a diagnostic was gathered instead.
pub type Compile = fn(&Node, &mut Workshop<'_>) -> Option<Box<dyn Check>>;
