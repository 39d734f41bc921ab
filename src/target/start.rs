//! Starts the mocks that stand in for targets, so that every target has an address.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use url::Url;

use super::resolve::{Mocked, Resolution, Settled};
use crate::mock::load;
use crate::mock::server::{self, ServeOptions, Server};
use crate::mock::stub::Mock;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::endpoint::{Endpoint, Evaluation};

/// The targets of a run, and the mocks that stand in for some of them.
#[derive(Debug, Default)]
pub struct Endpoints {
    /// By target.
    pub by_name: BTreeMap<Arc<str>, Arc<Endpoint>>,
    /// The mocks; they stop when this is dropped.
    pub servers: Vec<Server>,
    /// Each flag that was evaluated.
    pub evaluations: Vec<Evaluation>,
}

/// Starts the mocks that are needed; `home` is the project's folder, out of which no mock's file leads.
///
/// # Errors
/// Every fault of every mock file, or an address that cannot be had.
pub fn start(resolution: Resolution, home: &Path) -> Result<Endpoints, Diagnostics> {
    let mut found = Diagnostics::default();
    let mut endpoints = Endpoints { evaluations: resolution.evaluations, ..Endpoints::default() };
    for (name, settled) in resolution.settled {
        match settled {
            Settled::Live(endpoint) => {
                endpoints.by_name.insert(name, Arc::new(endpoint));
            }
            Settled::Mock(mocked) => {
                if let Some((endpoint, server)) = one(mocked, home, &mut found) {
                    endpoints.by_name.insert(name, Arc::new(endpoint));
                    endpoints.servers.push(server);
                }
            }
        }
    }
    if found.has_errors() { Err(found) } else { Ok(endpoints) }
}

/// Reads the mocks that [`start`] would start, and starts none.
///
/// # Errors
/// Every fault of every mock file.
pub fn check(resolution: &Resolution, home: &Path) -> Result<(), Diagnostics> {
    let mut found = Diagnostics::default();
    for settled in resolution.settled.values() {
        if let Settled::Mock(mocked) = settled {
            read(mocked, home, &mut found);
        }
    }
    if found.has_errors() { Err(found) } else { Ok(()) }
}

pub(super) fn read(mocked: &Mocked, home: &Path, found: &mut Diagnostics) -> Option<Mock> {
    let (path, place) = mocked.file();
    match load::load(path, home) {
        Ok(mock) => return Some(mock),
        Err(_) if !path.exists() => {
            let what = format!("the mock file `{}` does not exist", path.display());
            found.push(Diagnostic::error("file", place, what).help("write it, or run the target live"));
        }
        Err(faults) => found.absorb(faults),
    }
    None
}

fn one(mocked: Mocked, home: &Path, found: &mut Diagnostics) -> Option<(Endpoint, Server)> {
    let mock = Arc::new(read(&mocked, home, found)?);
    let (_, place) = mocked.file();
    let (secrets, vars) = mocked.values();
    let failed = |error: &dyn std::fmt::Display| {
        Diagnostic::error("mock", place, format!("the mock of `{}` failed to {error}", mocked.target().name))
    };
    let options = ServeOptions { secrets, vars, ..ServeOptions::default() };
    let server = found.keep(server::serve(mock.clone(), options).map_err(|error| failed(&error)))?;
    let base = found.keep(Url::parse(&server.url()).map_err(|error| failed(&error)))?;
    let endpoint = found.keep(mocked.started(base, server.journal(), mock.sha256.clone()))?;
    Some((endpoint, server))
}
