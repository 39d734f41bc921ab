//! All that is known when it is decided who answers for each target.

use std::sync::Arc;

use indexmap::IndexMap;
use jiff::civil::Date;

use super::environment::Environment;
use super::flagd::FlagFile;
use super::overrides::Overrides;
use crate::model::endpoint::Target;
use crate::model::place::Place;

/// All that the decision is made from.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// Every target of the project.
    pub targets: &'a IndexMap<Arc<str>, Arc<Target>>,
    /// Those that the selected suites need.
    pub needed: &'a [Arc<str>],
    /// Flags that the selected suites read as `flag.X`, beyond those of their targets.
    pub flags: &'a [(String, Place)],
    /// The project's file of flags.
    pub file: Option<&'a FlagFile>,
    /// What the command line says.
    pub overrides: &'a Overrides,
    /// What the environment says.
    pub env: &'a Environment<'a>,
    /// The day, in UTC.
    pub today: Date,
}
