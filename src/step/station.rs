//! One target of a run: its client, and how much may be asked of it at once.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::Instant;
use url::Url;

use crate::http::carrier::Carrier;
use crate::http::client::{Client, ClientError, Outgoing, Settings};
use crate::model::endpoint::{CASE_HEADER, Endpoint, TlsSettings};
use crate::model::exchange::Exchange;
use crate::model::mode::Mode;

/// The limit of one exchange where neither target, suite nor step says another.
pub const TIMEOUT: Duration = Duration::from_secs(30);
/// The limit of one connect.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The largest body that is read.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// A target ready to be asked.
#[derive(Debug)]
pub struct Station {
    /// Where it is, and who answers.
    pub endpoint: Arc<Endpoint>,
    /// Whether it may be written to.
    pub writes: bool,
    client: Client,
    // Addresses that variables name beside the target's own, each with its own client.
    beside: Vec<(Url, Client)>,
    slots: Semaphore,
    rate: Option<Rate>,
    carrier: Option<Arc<dyn Carrier>>,
}

/// Sends no sooner than its turn comes.
#[derive(Debug)]
struct Rate {
    gap: Duration,
    next: Mutex<Instant>,
}

impl Station {
    /// Opens a target; `writes` says whether it may be written to, for where a redirect would lead to a write.
    ///
    /// # Errors
    /// When the client cannot be made: a certificate file that cannot be read, a proxy that is no URL.
    pub fn open(endpoint: Arc<Endpoint>, writes: bool) -> Result<Self, ClientError> {
        Self::with(endpoint, writes, None)
    }

    /// Opens a mocked target that answers in memory; nothing is sent over any network.
    ///
    /// # Errors
    /// None that is known.
    pub fn in_memory(endpoint: Arc<Endpoint>, carrier: Arc<dyn Carrier>) -> Result<Self, ClientError> {
        Self::with(endpoint, true, Some(carrier))
    }

    fn with(endpoint: Arc<Endpoint>, writes: bool, carrier: Option<Arc<dyn Carrier>>) -> Result<Self, ClientError> {
        let target = &endpoint.target;
        let live = endpoint.mode == Mode::Live;
        let client = |origin: Url| {
            let settings = Settings {
                name: target.name.clone(),
                mode: endpoint.mode,
                origin,
                // A mock speaks plain HTTP on loopback, whatever the live target needs.
                tls: if live { target.tls.clone() } else { TlsSettings::default() },
                http2: target.http2,
                proxy: if live { target.proxy.clone() } else { None },
                writes,
                timeout: target.timeout.unwrap_or(TIMEOUT),
                connect_timeout: CONNECT_TIMEOUT,
                max_body: MAX_BODY,
            };
            match &carrier {
                Some(carrier) => Ok(Client::in_memory(settings, carrier.clone())),
                None => Client::new(settings),
            }
        };
        let addresses = target.variables.iter().filter(|variable| variable.origin);
        let addresses = addresses.filter_map(|variable| endpoint.variables.get(&variable.name)?.as_str()?.parse().ok());
        let beside = addresses
            .filter(|address: &Url| address.origin() != endpoint.base.origin())
            .map(|address| Ok((address.clone(), client(address)?)))
            .collect::<Result<Vec<_>, ClientError>>()?;
        let client = client(endpoint.base.clone())?;
        // The limits are there to spare a live service; a mock of ours needs no sparing.
        let slots = target.max_concurrency.filter(|_| live).unwrap_or(Semaphore::MAX_PERMITS);
        let rate = target
            .rate
            .filter(|_| live)
            .map(|rate| Rate { gap: Duration::from_secs_f64(1.0 / rate), next: Mutex::new(Instant::now()) });
        Ok(Self { endpoint, writes, client, beside, slots: Semaphore::new(slots), rate, carrier })
    }

    /// Says which step the next requests belong to, where someone in memory wants to know.
    pub fn enters(&self, step: &Arc<str>) {
        if let Some(carrier) = &self.carrier {
            carrier.enters(step);
        }
    }

    /// Sends one request in its turn.
    pub async fn send(&self, outgoing: Outgoing) -> Exchange {
        let _slot = self.slots.acquire().await;
        if let Some(rate) = &self.rate {
            rate.turn().await;
        }
        let beside = self.beside.iter().find(|(address, _)| address.origin() == outgoing.request.url.origin());
        let client = beside.map_or(&self.client, |(_, client)| client);
        client.send(outgoing).await
    }

    /// Whether an address is the target's own, so that a caller's credentials may go there.
    #[must_use]
    pub fn is_own(&self, url: &Url) -> bool {
        url.origin() == self.endpoint.base.origin()
    }

    /// Marks a request of a case, where a mock has to tell cases apart.
    pub fn mark(&self, headers: &mut HeaderMap, case: &str) {
        if let Some(name) = self.case_header()
            && let Ok(value) = HeaderValue::from_str(case)
        {
            headers.insert(HeaderName::from_static(name), value);
        }
    }

    /// The header by which a mock tells cases apart; none for a live target.
    #[must_use]
    pub fn case_header(&self) -> Option<&'static str> {
        (self.endpoint.mode == Mode::Mock).then_some(CASE_HEADER)
    }
}

impl Rate {
    async fn turn(&self) {
        let at = {
            let mut next = self.next.lock().await;
            let at = (*next).max(Instant::now());
            *next = at + self.gap;
            at
        };
        tokio::time::sleep_until(at).await;
    }
}
