//! Services that answer as the real systems do, and each fault that makes one of them wrong: the proof that our suites detect it.

mod chatwoot;
mod chatwoot_receiver;
mod ga4;
mod governance;
mod gsc;
mod idea_pool;
mod integrations;
mod npm_registry;
mod publer;
mod pypi_registry;
#[cfg(test)]
mod selftest;
mod shopify;
mod shopify_receiver;
pub(crate) mod spec_host;
mod spine_hub;
mod storefront_mcp;
mod supabase;
mod wire;

use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use wire::{Service, Switch};

/// Every system that has a service here.
pub(crate) const SYSTEMS: &[System] = &[
    chatwoot::SYSTEM,
    chatwoot_receiver::SYSTEM,
    ga4::SYSTEM,
    governance::SYSTEM,
    gsc::SYSTEM,
    idea_pool::SYSTEM,
    integrations::SYSTEM,
    npm_registry::SYSTEM,
    publer::SYSTEM,
    pypi_registry::SYSTEM,
    shopify::SYSTEM,
    shopify_receiver::SYSTEM,
    spec_host::SYSTEM,
    spine_hub::SYSTEM,
    storefront_mcp::SYSTEM,
    supabase::SYSTEM,
];

/// A system of which there is a right service and wrong ones.
pub(crate) struct System {
    /// The target of the project that stands for it.
    pub(crate) target: &'static str,
    /// Its faults, tab-separated: fault, case, field, also, what.
    catalogue: &'static str,
    /// The environment variables and secrets with which a suite can be run live against the service at this address.
    settings: fn(&str) -> Vec<(&'static str, String)>,
    service: fn(Switch) -> Arc<dyn Service>,
}

/// How a service is to behave.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// The one thing that is wrong, by its id in the catalogue.
    pub(crate) fault: Option<String>,
    /// Each answer is delayed by a pseudo-random time of at most so many milliseconds.
    pub(crate) jitter_ms: u64,
}

/// A line of a catalogue.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    /// The target that it makes wrong.
    pub(crate) target: &'static str,
    /// Its name, unique in its target.
    pub(crate) id: &'static str,
    /// The check id whose case must go red.
    pub(crate) case: &'static str,
    /// What the field of the first finding must contain.
    pub(crate) field: &'static str,
    /// The check ids whose cases need what it breaks as well, and may be red too; mostly none.
    pub(crate) also: Vec<&'static str>,
    /// What is wrong, in words.
    pub(crate) what: &'static str,
}

impl System {
    /// Its faults, in the order of its catalogue.
    ///
    /// # Panics
    ///
    /// On a catalogue that is not one.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        let mut lines = self.catalogue.lines();
        assert_eq!(lines.next(), Some("fault\tcase\tfield\talso\twhat"), "{}", self.target);
        lines
            .map(|line| {
                let columns: Vec<&'static str> = line.split('\t').collect();
                let [id, case, field, also, what] = columns[..] else {
                    panic!("{}: not five columns: {line}", self.target);
                };
                let also = also.split(',').filter(|id| *id != "-").collect();
                Fault { target: self.target, id, case, field, also, what }
            })
            .collect()
    }
}

/// Every fault of every system, in the order of the table.
pub(crate) fn faults() -> Vec<Fault> {
    SYSTEMS.iter().flat_map(System::faults).collect()
}

/// A service under way; dropping it stops it.
pub(crate) struct Running {
    /// Where it answers, without a slash at the end.
    pub(crate) url: String,
    system: &'static System,
    /// What this one has otherwise.
    own: Vec<(&'static str, String)>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// The environment variables and secrets with which a suite can be run live against it.
    pub(crate) fn settings(&self) -> Vec<(&'static str, String)> {
        let mut all = (self.system.settings)(&self.url);
        all.retain(|(name, _)| !self.own.iter().any(|(own, _)| own == name));
        all.extend(self.own.iter().cloned());
        all
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Starts the service of a target on a free port of this host, on a thread of its own.
///
/// # Panics
///
/// On a target without a service, on a fault that its catalogue does not have, and when no port can be had.
pub(crate) fn start(target: &str, options: Options) -> Running {
    let Some(system) = SYSTEMS.iter().find(|known| known.target == target) else {
        panic!("no service for the target {target}");
    };
    if let Some(id) = &options.fault {
        assert!(system.faults().iter().any(|known| known.id == id), "unknown fault: {id}");
    }
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("a listener that does not block");
    let url = format!("http://{}", listener.local_addr().expect("a bound address"));
    let service = (system.service)(Switch::new(options.fault));
    let own = service.settings();
    let (stop, stopped) = oneshot::channel();
    let thread = std::thread::spawn(move || wire::serve(listener, &service, options.jitter_ms, stopped));
    Running { url, system, own, stop: Some(stop), thread: Some(thread) }
}
