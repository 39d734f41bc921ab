//! What a step is: one action of a case, and what it works with.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::HeaderName;
use tokio::time::Instant;

use super::callback::{Awaited, Post};
use super::caller::Caller;
use super::session::Sessions;
use super::station::Station;
use crate::check::api::{Demands, Workshop};
use crate::graphql::document::Meant;
use crate::http::client::{Outgoing, Protocol};
use crate::http::cookies::Jar;
use crate::http::reader::Reader;
use crate::model::exchange::{Exchange, Request};
use crate::model::finding::Finding;
use crate::model::node::Node;
use crate::model::observation::Observation;
use crate::model::stop::Stop;
use crate::value::fresh;
use crate::value::scope::Scope;
use crate::value::template::Template;

/// What a step comes to: what it saw, or why it could not even begin.
pub type Seen<'a> = Pin<Box<dyn Future<Output = Result<Observation, Finding>> + Send + 'a>>;

/// A step, compiled from what a suite says.
pub trait Step: Send + Sync + Debug {
    /// What a person calls it: `POST /contracts`, `file orders.json`.
    fn label(&self) -> String;

    /// Whether it sends anything to the target.
    fn sends(&self) -> bool {
        true
    }

    /// Whether it may change something at the target, so that a live run needs approval.
    fn mutates(&self) -> bool;

    /// Whether it may be done twice without being asked: a safe method, or one with an idempotency key.
    fn may_repeat(&self) -> bool {
        !self.mutates()
    }

    /// Whether it explores: it judges by itself what it sends, asks on purpose for what nobody has written down, and comes
    /// to an end of its own when it is told to stop.
    fn explores(&self) -> bool {
        false
    }

    /// What it sends of GraphQL, which its answer is held to.
    fn means(&self) -> Option<&Meant> {
        None
    }

    /// The callback that it waits for: what it sees is a request that came to us.
    fn awaits(&self) -> Option<&Awaited> {
        None
    }

    /// Whether it bears a session of MCP that the case was given, so that without one there is nothing for it to do.
    fn needs_session(&self) -> bool {
        false
    }

    /// Does it once.
    fn act<'a>(&'a self, stage: &'a Stage<'a>) -> Seen<'a>;
}

/// What a step works with.
pub struct Stage<'a> {
    /// The names of the case.
    pub scope: &'a Scope,
    /// The target.
    pub station: &'a Station,
    /// Who the requests are made as.
    pub caller: Option<&'a Caller>,
    /// What stands before paths.
    pub base: Option<&'a Template>,
    /// Headers of every request of the suite and the target.
    pub headers: &'a [(HeaderName, Template)],
    /// What the step's checks want beyond one exchange.
    pub demands: &'a Demands,
    /// Which try this is, from 1.
    pub attempt: u32,
    /// The limit of one exchange.
    pub timeout: Duration,
    /// When the case has to be over.
    pub end: Instant,
    /// The case.
    pub case: &'a CaseRun,
    /// Is told of every exchange when it ends.
    pub tell: &'a (dyn Fn(&Arc<Exchange>) + Sync),
}

impl Stage<'_> {
    /// Does what gives an observation as often as checks demand samples; what was seen last is what is judged.
    ///
    /// # Errors
    /// Why it could not even begin.
    pub async fn samples<F>(&self, once: impl Fn() -> F) -> Result<Observation, Finding>
    where
        F: Future<Output = Result<Observation, Finding>>,
    {
        let clock = Instant::now();
        let mut seen = once().await?;
        for _ in 1..self.demands.samples {
            // A failed sample is the finding; more of them would only hide it behind the last one.
            if seen.failure().is_some() {
                break;
            }
            let next = once().await?;
            seen.exchanges.extend(next.exchanges);
            seen.reply = next.reply;
        }
        seen.elapsed = clock.elapsed();
        Ok(seen)
    }

    /// Sends one request, and tells of the exchange.
    pub async fn send(&self, request: Request, how: Sending) -> Arc<Exchange> {
        self.send_and_read(request, how, None).await
    }

    /// The same; the reader says how far the answer's body is read.
    pub async fn send_and_read(
        &self,
        request: Request,
        how: Sending,
        reader: Option<Box<dyn Reader>>,
    ) -> Arc<Exchange> {
        let outgoing = Outgoing {
            request,
            timeout: Some(self.timeout),
            redirects: how.redirects,
            attempt: self.attempt,
            request_id: how.request_id,
            traceparent: how.traceparent,
            jar: Some(self.case.jar.clone()),
            protocol: how.protocol,
            decompress: how.decompress,
            reader,
        };
        let exchange = Arc::new(self.station.send(outgoing).await);
        (self.tell)(&exchange);
        exchange
    }
}

/// How a request is sent.
#[derive(Debug, Clone)]
pub struct Sending {
    /// How many redirects are followed.
    pub redirects: usize,
    /// The `x-request-id` among the headers.
    pub request_id: String,
    /// The `traceparent` among the headers.
    pub traceparent: String,
    /// The protocol, where it is not the target's.
    pub protocol: Option<Protocol>,
    /// Whether a Content-Encoding is asked for and undone.
    pub decompress: bool,
}

/// What belongs to a case while it runs.
#[derive(Debug)]
pub struct CaseRun {
    /// By what a mock tells this case's requests apart.
    pub key: String,
    /// The case's cookies.
    pub jar: Arc<Jar>,
    /// The case's callbacks, or why there are none.
    pub post: Result<Post, String>,
    /// The case's sessions of MCP.
    pub sessions: Sessions,
    /// Says to an exploration that it has to end.
    pub stop: Stop,
    seed: u64,
    sent: AtomicU64,
}

impl CaseRun {
    /// A case at its start.
    #[must_use]
    pub fn new(key: String, seed: u64) -> Self {
        Self {
            key,
            jar: Arc::new(Jar::default()),
            post: Err("nothing is listened on".into()),
            sessions: Sessions::default(),
            stop: Stop::default(),
            seed,
            sent: AtomicU64::new(0),
        }
    }

    /// A request under fresh marks, to be given up after `timeout`.
    #[must_use]
    pub fn marked(&self, request: Request, timeout: Duration) -> Outgoing {
        let (request_id, traceparent) = self.marks();
        Outgoing { timeout: Some(timeout), request_id, traceparent, ..Outgoing::new(request) }
    }

    /// A fresh `x-request-id` and `traceparent` (W3C Trace Context, level 1) for the next request.
    #[must_use]
    pub fn marks(&self) -> (String, String) {
        let number = self.sent.fetch_add(1, Ordering::Relaxed);
        let id = fresh::request_uuid(self.seed, &self.key, number);
        let span = fresh::request_uuid(self.seed, &self.key, u64::MAX - number);
        let (mut whole, mut trace, mut parent) = ([0; 36], [0; 32], [0; 32]);
        let trace = id.simple().encode_lower(&mut trace);
        let parent = &span.simple().encode_lower(&mut parent)[..16];
        let traceparent = ["00-", trace, "-", parent, "-01"].concat();
        (id.hyphenated().encode_lower(&mut whole).to_owned(), traceparent)
    }
}

/// Makes a step from its node (all keys of the step); none where a diagnostic was gathered instead.
pub type Compile = fn(&Node, &mut Workshop<'_>) -> Option<Box<dyn Step>>;
