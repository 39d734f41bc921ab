//! Measures how a connection comes to be: which name, when connected, when TLS was spoken, with which certificate.
//!
//! reqwest gives no times, but it calls our resolver, our connector layer, our session store and our verifier
//! inside the task that asked; two task-locals tell these where to write.

use std::collections::HashMap;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use http::Extensions;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpInfo};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tower::{Layer, Service};

use crate::model::exchange::Certificate;

tokio::task_local! {
    /// The exchange that this task sends.
    static WATCH: Arc<Watch>;
    /// The connection that is being made; it may outlive the exchange that asked for it.
    static DIAL: Arc<Dial>;
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The two ends of a connection, by which an answer is traced back to it.
pub(super) type Link = (SocketAddr, SocketAddr);

/// The ends as hyper-util notes them in an answer or an error.
pub(super) fn link(extensions: &Extensions) -> Option<Link> {
    extensions.get::<HttpInfo>().map(|info| (info.local_addr(), info.remote_addr()))
}

/// The ends of a connection that hyper-util describes.
pub(super) fn link_of(connected: &Connected) -> Option<Link> {
    let mut extensions = Extensions::new();
    connected.get_extras(&mut extensions);
    link(&extensions)
}

/// The certificates of connections that still may be reused; bounded by the number of local ports.
#[derive(Debug, Default)]
pub(super) struct Links(Mutex<HashMap<Link, Arc<Certificate>>>);

impl Links {
    pub(super) fn certificate(&self, link: &Link) -> Option<Arc<Certificate>> {
        locked(&self.0).get(link).cloned()
    }
}

/// What one exchange learns of the connection that was made for it.
#[derive(Debug, Default)]
pub(super) struct Watch(Mutex<Option<Arc<Dial>>>);

impl Watch {
    /// Runs `sending` so that connections that it makes are noted here.
    pub(super) fn over<F: Future>(self: &Arc<Self>, sending: F) -> impl Future<Output = F::Output> {
        WATCH.scope(Arc::clone(self), sending)
    }

    /// The connection that was last begun.
    pub(super) fn dial(&self) -> Option<Arc<Dial>> {
        locked(&self.0).clone()
    }

    /// Forgets it, before the next request of the same exchange.
    pub(super) fn clear(&self) {
        *locked(&self.0) = None;
    }
}

/// How far a connection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The name is being resolved.
    Name,
    /// The connection, or the tunnel through a proxy, is being made.
    Connect,
    /// TLS is being spoken.
    Handshake,
    /// It stands.
    Done,
}

/// How long the phases of a connection took.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Phases {
    pub(super) dns: Option<Duration>,
    pub(super) connect: Option<Duration>,
    pub(super) tls: Option<Duration>,
}

/// One connection in the making.
#[derive(Debug)]
pub(super) struct Dial {
    started: Instant,
    progress: Mutex<Progress>,
}

#[derive(Debug, Default)]
struct Progress {
    asked: Option<Instant>,
    resolved: Option<Instant>,
    hello: Option<Instant>,
    ended: Option<Instant>,
    stands: bool,
    link: Option<Link>,
    certificate: Option<Arc<Certificate>>,
}

impl Dial {
    fn new() -> Self {
        Self { started: Instant::now(), progress: Mutex::default() }
    }

    /// How far it has come, or where it stopped.
    pub(super) fn step(&self) -> Step {
        let progress = locked(&self.progress);
        if progress.stands {
            Step::Done
        } else if progress.hello.is_some() {
            Step::Handshake
        } else if progress.asked.is_some() && progress.resolved.is_none() {
            Step::Name
        } else {
            Step::Connect
        }
    }

    /// Its ends, once it stands.
    pub(super) fn link(&self) -> Option<Link> {
        locked(&self.progress).link
    }

    /// When it stood or failed.
    pub(super) fn ended(&self) -> Option<Instant> {
        locked(&self.progress).ended
    }

    /// What the peer showed, whether or not we trusted it.
    pub(super) fn certificate(&self) -> Option<Arc<Certificate>> {
        locked(&self.progress).certificate.clone()
    }

    /// Its phases; the last one ends now where it was given up.
    pub(super) fn phases(&self) -> Phases {
        let progress = locked(&self.progress);
        let end = progress.ended.unwrap_or_else(Instant::now);
        let Some(connecting) = (match (progress.asked, progress.resolved) {
            (None, _) => Some(self.started),
            (Some(_), resolved) => resolved,
        }) else {
            return Phases { dns: progress.asked.map(|asked| end - asked), ..Phases::default() };
        };
        Phases {
            dns: progress.asked.map(|asked| connecting - asked),
            connect: Some(progress.hello.unwrap_or(end) - connecting),
            tls: progress.hello.map(|hello| end - hello),
        }
    }

    fn note(&self, note: impl FnOnce(&mut Progress)) {
        note(&mut locked(&self.progress));
    }
}

/// Notes that the client's first TLS message is about to be sent.
pub(super) fn hello() {
    let now = Instant::now();
    let _ = DIAL.try_with(|dial| dial.note(|progress| progress.hello = Some(now)));
}

/// Notes what the peer showed.
pub(super) fn shown(certificate: Certificate) {
    let _ = DIAL.try_with(|dial| dial.note(|progress| progress.certificate = Some(Arc::new(certificate))));
}

/// The system's resolver, timed.
#[derive(Debug)]
pub(super) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let dial = DIAL.try_with(Arc::clone).ok();
        Box::pin(async move {
            let asked = Instant::now();
            if let Some(dial) = &dial {
                dial.note(|progress| progress.asked = Some(asked));
            }
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.is_empty() {
                return Err("the name has no address".into());
            }
            if let Some(dial) = &dial {
                dial.note(|progress| progress.resolved = Some(Instant::now()));
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Puts [`Dialer`] around reqwest's connector.
#[derive(Debug, Clone)]
pub(super) struct DialLayer(pub(super) Arc<Links>);

impl<S> Layer<S> for DialLayer {
    type Service = Dialer<S>;

    fn layer(&self, inner: S) -> Dialer<S> {
        Dialer { inner, links: Arc::clone(&self.0) }
    }
}

/// A connector whose connections are noted.
#[derive(Debug, Clone)]
pub(super) struct Dialer<S> {
    inner: S,
    links: Arc<Links>,
}

impl<S, R> Service<R> for Dialer<S>
where
    S: Service<R>,
    S::Response: Connection,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, destination: R) -> Self::Future {
        let dial = Arc::new(Dial::new());
        let _ = WATCH.try_with(|watch| *locked(&watch.0) = Some(Arc::clone(&dial)));
        let links = Arc::clone(&self.links);
        let connecting = DIAL.sync_scope(Arc::clone(&dial), || self.inner.call(destination));
        Box::pin(async move {
            let result = DIAL.scope(Arc::clone(&dial), connecting).await;
            let link = result.as_ref().ok().and_then(|connection| link_of(&connection.connected()));
            let mut progress = locked(&dial.progress);
            progress.ended = Some(Instant::now());
            progress.stands = result.is_ok();
            progress.link = link;
            if let (Some(link), Some(certificate)) = (link, &progress.certificate) {
                locked(&links.0).insert(link, Arc::clone(certificate));
            }
            drop(progress);
            result
        })
    }
}
