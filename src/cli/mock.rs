//! `holdpoint mock`: serves mocks until stopped, and tells of every request.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use super::arguments::{Arguments, Mock};
use super::console::{Console, print};
use super::prepare::{self, env};
use super::problem::Problem;
use crate::mock::contract::Provider;
use crate::mock::load::{self as mock_file, Wish};
use crate::mock::server::{self, Seen, ServeOptions};
use crate::mock::stub;
use crate::model::diagnostic::Diagnostics;
use crate::model::secret::Secret;
use crate::model::verdict::Verdict;
use crate::plan::load;
use crate::syntax::path::is_inside;

/// Serves.
///
/// # Errors
/// Every fault of every file, or an address that cannot be had.
pub(super) async fn mock(arguments: &Arguments, mock: &Mock, console: &Console) -> Result<Verdict, Problem> {
    let mut address: SocketAddr = mock.listen.parse().map_err(|_| {
        Problem::invalid(format!("--listen takes an address such as 127.0.0.1:8080; `{}` is not one", mock.listen))
    })?;
    if !address.ip().is_loopback() && !mock.expose {
        return Err(Problem::invalid(format!(
            "{} can be reached from outside; say --expose if that is meant",
            address.ip()
        )));
    }
    let wish = Wish { state: mock.state, seed: mock.seed };
    let mut found = Diagnostics::default();
    let mut mocks = Vec::new();
    for path in &mock.files {
        let root = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // With a project around it, a mock may name the project's files; else those beside it.
        let project = prepare::project(&arguments.common, std::slice::from_ref(path)).ok();
        let home = project.as_ref().map(load::home);
        let root = home.as_deref().filter(|home| is_inside(path, home)).unwrap_or(root);
        match mock_file::load_as(path, root, wish) {
            Ok(mock) => mocks.push((Arc::new(mock), mocked_values(project.as_ref(), path))),
            Err(faults) => found.absorb(faults),
        }
    }
    if found.has_errors() {
        return Err(Problem::Diagnostics(found));
    }
    let quiet = console.quiet;
    let mut servers = Vec::new();
    let mut tries = Vec::new();
    for (mock, (secrets, vars)) in mocks {
        let name = mock.name.clone();
        let options = ServeOptions {
            listen: Some(address),
            secrets: secrets.into_iter().chain(from_env(&mock.secrets)).collect(),
            vars,
            observer: (!quiet).then(|| Arc::new(move |seen: &Seen<'_>| tell(&name, seen)) as server::Observer),
            ..ServeOptions::default()
        };
        let server = server::serve(mock, options).map_err(|error| Problem::invalid(format!("failed to {error}")))?;
        print(&format!("{}\t{}{}\n", server.mock().name, server.url(), operations(server.mock())))?;
        tries.extend(server.mock().provider.as_ref().and_then(|provider| provider.curl(&server.url())));
        if address.port() != 0 {
            address.set_port(address.port().checked_add(1).unwrap_or(0));
        }
        servers.push(server);
    }
    let mut signals =
        super::run::Signals::new().map_err(|error| Problem::invalid(format!("cannot wait for Ctrl-C: {error}")))?;
    for line in tries {
        super::console::say(&format!("try     {line}"));
    }
    super::console::say("serving; Ctrl-C stops");
    signals.next().await;
    for server in servers {
        server.stop();
    }
    Ok(Verdict::Green)
}

/// How many operations of a contract are answered, where the mock has one.
fn operations(mock: &stub::Mock) -> String {
    match mock.provider.as_ref().map(Provider::count) {
        Some(1) => "\t1 operation".into(),
        Some(count) => format!("\t{count} operations"),
        None => String::new(),
    }
}

type Values = (BTreeMap<String, Secret>, BTreeMap<String, serde_json::Value>);

/// The made-up values of the target that this mock stands in for.
fn mocked_values(project: Option<&crate::suite::project::Project>, path: &Path) -> Values {
    let mut values = Values::default();
    let same = |one: &Path| one.canonicalize().ok().is_some_and(|one| path.canonicalize().ok() == Some(one));
    let targets = project.into_iter().flat_map(|project| project.targets.values());
    for target in targets.filter(|target| target.mock.as_ref().is_some_and(|(file, _)| same(file))) {
        for (name, value) in &target.mocked {
            match value.as_str().filter(|_| target.secrets.iter().any(|(secret, _)| secret == name)) {
                Some(text) => values.0.insert(name.clone(), Secret::new(text.to_owned())).map(|_| ()),
                None => values.1.insert(name.clone(), value.clone()).map(|_| ()),
            };
        }
    }
    values
}

fn from_env(names: &[String]) -> BTreeMap<String, Secret> {
    names
        .iter()
        .filter_map(|name| Some((name.clone(), Secret::new(env(name).filter(|text| !text.is_empty())?))))
        .collect()
}

/// One line a request: paths may hold credentials in their query, which is left out.
fn tell(mock: &str, seen: &Seen<'_>) {
    let stub = seen.stub.unwrap_or("unmatched");
    let mut line = format!("{mock}  {} {} → {} {stub}", seen.request.method, seen.request.path(), seen.status.as_u16());
    if let Some(nearest) = seen.nearest {
        line.push_str(&format!("\n  {}", nearest.replace('\n', "\n  ")));
    }
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
