//! Services that answer as the real systems do, and each fault that makes one of them wrong: the proof that our suites detect it.

mod chatwoot;
mod integrations;
mod receiver;
#[cfg(test)]
mod selftest;
mod wire;

use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use wire::Service;

/// The catalogue: target, fault, case that must go red, field of its first finding, what is wrong.
pub(crate) const FAULTS: &str = include_str!("faults.tsv");

/// The targets that a service can be started for.
pub(crate) const TARGETS: [&str; 3] = ["chatwoot", "chatwoot-receiver", "integrations"];

/// The faults that cannot be kept to one case, with the other cases whose answers they change.
pub(crate) const WIDE: [(&str, &[&str]); 5] = [
    // Who answers as the swagger says does not answer as the controllers do.
    ("auth-bad-documented", &["cw.auth.bad"]),
    // Both healths have to agree on the wrong version, or the one about agreement were red instead.
    ("health-version-differs", &["int.health.root"]),
    // A receiver that verifies wrongly refuses every delivery.
    ("timestamp-not-signed", &["cw.webhook.dup", "cw.webhook.timeout"]),
    ("body-reserialised", &["cw.webhook.dup", "cw.webhook.timeout"]),
    ("slow", &["cw.webhook.dup", "cw.webhook.hmac"]),
];

/// How a service is to behave.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// The one thing that is wrong, by its id in the catalogue.
    pub(crate) fault: Option<String>,
    /// Each answer is delayed by a pseudo-random time of at most so many milliseconds.
    pub(crate) jitter_ms: u64,
}

/// A line of the catalogue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    /// The target that it makes wrong.
    pub(crate) target: &'static str,
    /// Its name, unique in its target.
    pub(crate) id: &'static str,
    /// The check id whose case must go red.
    pub(crate) case: &'static str,
    /// What the field of the first finding must contain.
    pub(crate) field: &'static str,
    /// What is wrong, in words.
    pub(crate) what: &'static str,
}

/// Every fault of the catalogue, in its order.
pub(crate) fn faults() -> Vec<Fault> {
    FAULTS
        .lines()
        .skip(1)
        .map(|line| {
            let columns: Vec<&'static str> = line.split('\t').collect();
            let [target, id, case, field, what] = columns[..] else {
                panic!("faults.tsv: not five columns: {line}");
            };
            Fault { target, id, case, field, what }
        })
        .collect()
}

/// A service under way; dropping it stops it.
pub(crate) struct Running {
    /// Where it answers, without a slash at the end.
    pub(crate) url: String,
    target: &'static str,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// The environment variables and secrets with which a suite can be run live against it.
    pub(crate) fn settings(&self) -> Vec<(&'static str, String)> {
        let mut all = settings(self.target);
        if self.target == "chatwoot-receiver" {
            all.push(("CHATWOOT_EFFECTS_URL", format!("{}/effects", self.url)));
        }
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

/// The variables and secrets that the service of a target accepts, but for those that hold its address.
///
/// # Panics
///
/// On a target that has no service.
pub(crate) fn settings(target: &str) -> Vec<(&'static str, String)> {
    match target {
        "chatwoot" => chatwoot::settings(),
        "chatwoot-receiver" => receiver::settings(),
        "integrations" => integrations::settings(),
        _ => panic!("no service for the target {target}"),
    }
}

/// The ids of the faults that the service of a target knows.
fn known(target: &str) -> &'static [&'static str] {
    match target {
        "chatwoot" => chatwoot::FAULTS,
        "chatwoot-receiver" => receiver::FAULTS,
        "integrations" => integrations::FAULTS,
        _ => panic!("no service for the target {target}"),
    }
}

/// Starts the service of a target on a free port of this host, on a thread of its own.
///
/// # Panics
///
/// On a target without a service, on a fault that the service does not know, and when no port can be had.
pub(crate) fn start(target: &str, options: Options) -> Running {
    let Some(target) = TARGETS.into_iter().find(|known| *known == target) else {
        panic!("no service for the target {target}");
    };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("a listener that does not block");
    let url = format!("http://{}", listener.local_addr().expect("a bound address"));
    let fault = wire::Switch::new(options.fault, known(target));
    let service: Arc<dyn Service> = match target {
        "chatwoot" => Arc::new(chatwoot::Chatwoot::new(fault)),
        "chatwoot-receiver" => Arc::new(receiver::Receiver::new(fault)),
        _ => Arc::new(integrations::Integrations::new(fault)),
    };
    let (stop, stopped) = oneshot::channel();
    let thread = std::thread::spawn(move || wire::serve(listener, &service, options.jitter_ms, stopped));
    Running { url, target, stop: Some(stop), thread: Some(thread) }
}
