//! Two APIs that keep to their OpenAPI documents, and each fault that makes one of them break its word in one way.

mod decode;
mod dialect;
pub(crate) mod document;
mod gate;
mod host;
mod loosen;
mod shop;
mod stock;
mod tracker;
mod wire;

use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use document::Document;
use host::Host;
use wire::Service;

/// The APIs, each with its document.
pub(crate) const APIS: [(&str, &str); 2] = [("shop", SHOP), ("tracker", TRACKER)];

const SHOP: &str = include_str!("shop.yaml");
const TRACKER: &str = include_str!("tracker.json");

/// A line of the catalogue `faults.tsv`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    /// Its name, unique in the catalogue.
    pub(crate) name: &'static str,
    /// The API that it makes wrong.
    pub(crate) api: &'static str,
    /// What is wrong, in words.
    pub(crate) what: &'static str,
    /// The kind of check that should find it.
    pub(crate) check: &'static str,
    /// The operation at which it shows.
    pub(crate) operation: &'static str,
}

/// Every fault, in the catalogue's order.
pub(crate) fn faults() -> Vec<Fault> {
    include_str!("faults.tsv")
        .lines()
        .skip(1)
        .map(|line| {
            let columns: Vec<&'static str> = line.split('\t').collect();
            let [name, api, what, check, operation] = columns[..] else {
                panic!("faults.tsv: not five columns: {line}");
            };
            Fault { name, api, what, check, operation }
        })
        .collect()
}

/// The header that makes a caller known to an API.
pub(crate) fn credentials(api: &str) -> (&'static str, &'static str) {
    if api == "shop" { ("Authorization", shop::TOKEN) } else { ("X-Api-Key", tracker::KEY) }
}

/// What another caller says who is known, where there is one.
pub(crate) fn other_credentials(api: &str) -> Option<(&'static str, &'static str)> {
    (api == "shop").then_some(("Authorization", shop::OTHER))
}

/// An API under way; dropping it stops it.
pub(crate) struct Running {
    /// Where it answers, without a slash at the end.
    pub(crate) url: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
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

/// Starts an API on a port of this host, 0 for any free one; right, or wrong in the one way that the fault names.
///
/// # Panics
///
/// On an API that there is none of, on a fault that it does not have, and when the port cannot be had.
pub(crate) fn start(api: &str, fault: Option<&str>, port: u16) -> Running {
    if let Some(name) = fault {
        let known = faults().iter().any(|fault| fault.name == name && fault.api == api);
        assert!(known, "{api} has no fault {name}");
    }
    let fault = fault.unwrap_or_default().to_owned();
    let Some((_, text)) = APIS.iter().find(|(name, _)| *name == api) else {
        panic!("no API {api}");
    };
    let mut enforced = document::load(text, true);
    loosen::loosen(&mut enforced, &fault);
    let document = Document::new(enforced);
    let service: Arc<dyn Service> = match api {
        "shop" => Arc::new(Host { document, api: shop::Shop::new(fault) }),
        _ => Arc::new(Host { document, api: tracker::Tracker::new(fault) }),
    };
    let listener = TcpListener::bind(("127.0.0.1", port)).expect("a free port");
    listener.set_nonblocking(true).expect("a listener that does not block");
    let url = format!("http://{}", listener.local_addr().expect("a bound address"));
    let (stop, stopped) = oneshot::channel();
    let thread = std::thread::spawn(move || wire::serve(listener, &service, stopped));
    Running { url, stop: Some(stop), thread: Some(thread) }
}
