//! A mocked target before its mock runs, and the seam where the running mock makes an endpoint of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::asked::Asked;
use crate::model::clock;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::endpoint::{Endpoint, Target};
use crate::model::journal::Journal;
use crate::model::mode::Mode;
use crate::model::node::Node;
use crate::model::place::Place;
use crate::model::secret::Secret;
use crate::value::expression::Name;
use crate::value::template::{Lookup, Template};

/// A target that a mock will answer for.
#[derive(Debug)]
pub struct Mocked {
    target: Arc<Target>,
    because: String,
    file: PathBuf,
    place: Place,
    values: BTreeMap<String, Template>,
}

/// Settles a target as mocked. The environment is not asked: a mocked run is the same everywhere.
pub(super) fn settle(
    target: &Arc<Target>,
    because: String,
    file: (&Path, &Place),
    asked: &Asked<'_>,
    found: &mut Diagnostics,
) -> Mocked {
    let mut values = BTreeMap::new();
    let place = &target.place;
    for variable in &target.variables {
        let given = asked.overrides.vars.iter().find(|(name, _)| *name == variable.name);
        let template = match (given, target.mocked.get(&variable.name), &variable.default) {
            // What comes from a command line is no template.
            (Some((_, text)), ..) => Some(Template::of(Value::String(text.clone()), place)),
            (None, Some(mocked), _) => found.keep(Template::compile(&Node::from_json(mocked, place))),
            (None, None, Some(default)) => Some(Template::of(default.clone(), place)),
            (None, None, None) => None,
        };
        values.extend(template.map(|template| (variable.name.clone(), template)));
    }
    for (name, _) in &target.secrets {
        let mocked = target.mocked.get(name);
        let template = mocked.and_then(|mocked| found.keep(Template::compile(&Node::from_json(mocked, place))));
        values.extend(template.map(|template| (name.clone(), template)));
    }
    Mocked { target: target.clone(), because, file: file.0.to_owned(), place: file.1.clone(), values }
}

impl Mocked {
    /// The declaration.
    #[must_use]
    pub fn target(&self) -> &Arc<Target> {
        &self.target
    }

    /// Why it is mocked, for people.
    #[must_use]
    pub fn because(&self) -> &str {
        &self.because
    }

    /// The mock's file, and where the project names it.
    #[must_use]
    pub fn file(&self) -> (&Path, &Place) {
        (&self.file, &self.place)
    }

    /// Whether a variable or secret will have a value.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The secrets and variables, for the mock itself; what hangs on the mock's own address is left out.
    #[must_use]
    pub fn values(&self) -> (BTreeMap<String, Secret>, BTreeMap<String, Value>) {
        let (mut secrets, mut variables) = (BTreeMap::new(), BTreeMap::new());
        for (name, template) in &self.values {
            let Some(value) = template.literal() else { continue };
            match value.as_str().filter(|_| self.target.secrets.iter().any(|(secret, _)| secret == name)) {
                Some(text) => drop(secrets.insert(name.clone(), Secret::new(text.to_owned()))),
                None => drop(variables.insert(name.clone(), value.clone())),
            }
        }
        (secrets, variables)
    }

    /// The endpoint, once the mock runs: at `base`, seen through `journal`, from a file with this SHA-256.
    /// `${base}` in mocked values becomes the mock's URL without a slash at its end.
    ///
    /// # Errors
    /// Which mocked value cannot be filled in.
    pub fn started(self, base: Url, journal: Arc<dyn Journal>, sha256: String) -> Result<Endpoint, Diagnostic> {
        let lookup = Base(base.as_str().trim_end_matches('/'));
        let (mut variables, mut secrets) = (BTreeMap::new(), BTreeMap::new());
        for (name, template) in &self.values {
            let wrong =
                |what| Diagnostic::error("mocked-value", &self.target.place, format!("the mocked `{name}`: {what}"));
            if self.target.secrets.iter().any(|(secret, _)| secret == name) {
                let text = template.fill_text(&lookup).map_err(|unfilled| wrong(unfilled.what))?;
                secrets.insert(name.clone(), Secret::new(text.into_owned()));
            } else {
                let value = template.fill(&lookup).map_err(|unfilled| wrong(unfilled.what))?;
                variables.insert(name.clone(), value.into_owned());
            }
        }
        Ok(Endpoint {
            target: self.target,
            mode: Mode::Mock,
            base,
            because: self.because,
            variables,
            secrets,
            journal: Some(journal),
            mock_sha256: Some(sha256),
        })
    }
}

struct Base<'b>(&'b str);

impl Lookup for Base<'_> {
    fn find(&self, name: &Name) -> Result<Value, String> {
        if name.root == "base" && name.rest.is_empty() {
            return Ok(Value::String(self.0.to_owned()));
        }
        Err(format!("there is no `{name}` here, only `base`"))
    }

    fn now(&self) -> Timestamp {
        clock::now()
    }
}
