//! Sends a target's requests, and gives an exchange for each, whatever came of it.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::header::COOKIE;
use hyper_util::client::proxy::matcher::Matcher;
use rustls::ClientConfig;
use tokio::time::Instant;
use url::Url;

use super::carrier::Carrier;
use super::classify::{failure, late};
use super::cookies::Jar;
use super::flight::{Flight, Progress, Transport};
use super::headers;
use super::phases::{DialLayer, Links, Resolver};
use super::reader::Reader;
use super::tls::{self, TlsError};
use crate::model::clock;
use crate::model::endpoint::TlsSettings;
use crate::model::exchange::{Exchange, FailureKind, Request, Timings};
use crate::model::mode::Mode;

/// How to reach one target.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The target's name, as it stands in exchanges.
    pub name: Arc<str>,
    /// Who answers.
    pub mode: Mode,
    /// The target's base; no request leaves its scheme, host and port.
    pub origin: Url,
    /// Whom to trust, and who we are.
    pub tls: TlsSettings,
    /// HTTP/2 with prior knowledge on cleartext, and nothing else by ALPN.
    pub http2: bool,
    /// The target's own proxy, also for loopback; else the environment's.
    pub proxy: Option<String>,
    /// Whether writes are allowed; else no redirect repeats one at another path.
    pub writes: bool,
    /// The limit of a whole exchange, redirects included.
    pub timeout: Duration,
    /// The limit of name, connection and TLS.
    pub connect_timeout: Duration,
    /// The limit of a body in bytes, as received and as decoded.
    pub max_body: usize,
}

impl Settings {
    /// The defaults: 30 s an exchange, 10 s a connection, 64 MiB a body.
    #[must_use]
    pub fn new(name: Arc<str>, mode: Mode, origin: Url) -> Self {
        Self {
            name,
            mode,
            origin,
            tls: TlsSettings::default(),
            http2: false,
            proxy: None,
            writes: true,
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            max_body: 64 * 1024 * 1024,
        }
    }
}

/// Which HTTP is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// What ALPN settles on; HTTP/1.1 on cleartext.
    Negotiated,
    /// HTTP/1.1 alone.
    Http1,
    /// HTTP/2 alone.
    Http2,
}

/// A request to be sent.
#[derive(Debug)]
pub struct Outgoing {
    /// What is sent; headers that it has already win over ours.
    pub request: Request,
    /// The limit of this exchange, where it is not the target's.
    pub timeout: Option<Duration>,
    /// How many redirects are followed.
    pub redirects: usize,
    /// Which try of the step this is, from 1.
    pub attempt: u32,
    /// The `x-request-id`; empty: none is sent.
    pub request_id: String,
    /// The `traceparent`; empty: none is sent.
    pub traceparent: String,
    /// The cookies of the case.
    pub jar: Option<Arc<Jar>>,
    /// The protocol, where it is not the target's.
    pub protocol: Option<Protocol>,
    /// Asks for a Content-Encoding and undoes it.
    pub decompress: bool,
    /// Who reads the body along; it is read to its end where nobody does.
    pub reader: Option<Box<dyn Reader>>,
}

impl Outgoing {
    /// A first attempt that follows no redirect.
    #[must_use]
    pub fn new(request: Request) -> Self {
        Self {
            request,
            timeout: None,
            redirects: 0,
            attempt: 1,
            request_id: String::new(),
            traceparent: String::new(),
            jar: None,
            protocol: None,
            decompress: true,
            reader: None,
        }
    }
}

/// Why a target cannot be asked at all: its settings are wrong.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The TLS settings.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The proxy's address. It may hold a password, so it is not shown.
    #[error("use the proxy: its address is not valid")]
    Proxy,
    /// Anything else.
    #[error("set up the HTTP client: {0}")]
    Setup(String),
}

/// One target's connections; clones share them.
#[derive(Debug, Clone)]
pub struct Client(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: Settings,
    proxied: bool,
    links: Arc<Links>,
    line: Line,
}

/// The network.
#[derive(Debug)]
struct Net {
    tls: ClientConfig,
    /// One for each [`Protocol`], because reqwest settles it for a whole client; built when first used.
    transports: [OnceLock<reqwest::Client>; 3],
}

/// What requests go over.
#[derive(Debug)]
enum Line {
    /// The network.
    Net(Box<Net>),
    /// Whoever answers in memory.
    Memory(Arc<dyn Carrier>),
}

impl Client {
    /// A client for a target.
    ///
    /// # Errors
    /// The settings are wrong: a PEM file or the proxy's address.
    pub fn new(settings: Settings) -> Result<Self, ClientError> {
        let tls = if settings.origin.scheme() == "https" { tls::config(&settings.tls)? } else { tls::cleartext()? };
        let proxied = settings.proxy.is_some() || (!is_loopback(&settings.origin) && has_proxy(&settings.origin));
        let line = Line::Net(Box::new(Net { tls, transports: Default::default() }));
        let client = Self(Arc::new(Inner { settings, proxied, links: Arc::default(), line }));
        client.transport(None)?;
        Ok(client)
    }

    /// A client whose requests never leave the program.
    #[must_use]
    pub fn in_memory(settings: Settings, carrier: Arc<dyn Carrier>) -> Self {
        Self(Arc::new(Inner { settings, proxied: false, links: Arc::default(), line: Line::Memory(carrier) }))
    }

    /// Sends a request; a failure is inside the exchange.
    pub async fn send(&self, outgoing: Outgoing) -> Exchange {
        let Inner { settings, proxied, links, .. } = &*self.0;
        let started = clock::now();
        let clock = Instant::now();
        let Outgoing {
            mut request,
            timeout,
            redirects,
            attempt,
            request_id,
            traceparent,
            jar,
            protocol,
            decompress,
            mut reader,
        } = outgoing;
        headers::complete(&mut request, settings.mode, &request_id, &traceparent, decompress);
        let (request_id, traceparent) = (
            headers::sent(&request, &headers::REQUEST_ID, request_id),
            headers::sent(&request, &headers::TRACEPARENT, traceparent),
        );
        let cookies = jar.map(|jar| (jar, request.headers.get(COOKIE).cloned()));
        if let Some((jar, own)) = &cookies {
            jar.put(&mut request.headers, own.as_ref(), &request.url);
        }
        let mut progress = Progress::default();
        let flight = Flight {
            origin: &settings.origin,
            writes: settings.writes,
            max_body: settings.max_body,
            proxied: *proxied,
            links,
            watch: Arc::default(),
            cookies,
            decompress,
        };
        let result = match self.transport(protocol) {
            Err(error) => Err(failure(FailureKind::Other, format!("failed to {error}"))),
            Ok(transport) => {
                let flying = flight.watch.over(flight.follow(
                    transport,
                    &request,
                    redirects,
                    &mut progress,
                    reader.as_deref_mut(),
                ));
                let limit = timeout.unwrap_or(settings.timeout);
                tokio::time::timeout(limit, flying).await.unwrap_or_else(|_| {
                    flight.note_failure(&mut progress, None);
                    Err(late(flight.stage(&progress), *proxied))
                })
            }
        };
        Exchange {
            target: Arc::clone(&settings.name),
            mode: settings.mode,
            attempt,
            started,
            request,
            result,
            timings: Timings {
                dns: progress.phases.dns,
                connect: progress.phases.connect,
                tls: progress.phases.tls,
                first_byte: progress.first_byte,
                total: clock.elapsed(),
            },
            certificate: progress.certificate,
            hops: progress.hops,
            request_id,
            traceparent,
        }
    }

    fn transport(&self, protocol: Option<Protocol>) -> Result<Transport<'_>, ClientError> {
        let Net { tls, transports } = match &self.0.line {
            Line::Net(net) => &**net,
            Line::Memory(carrier) => return Ok(Transport::Memory(&**carrier)),
        };
        let default = if self.0.settings.http2 { Protocol::Http2 } else { Protocol::Negotiated };
        let protocol = protocol.unwrap_or(default);
        let cell = &transports[protocol as usize];
        if let Some(transport) = cell.get() {
            return Ok(Transport::Net(transport));
        }
        let built = self.0.build(protocol, tls.clone())?;
        Ok(Transport::Net(cell.get_or_init(|| built)))
    }
}

impl Inner {
    fn build(&self, protocol: Protocol, mut tls: ClientConfig) -> Result<reqwest::Client, ClientError> {
        let mut builder = reqwest::Client::builder();
        tls.alpn_protocols = match protocol {
            Protocol::Negotiated => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
            Protocol::Http1 => {
                builder = builder.http1_only();
                vec![b"http/1.1".to_vec()]
            }
            Protocol::Http2 => {
                builder = builder.http2_prior_knowledge();
                vec![b"h2".to_vec()]
            }
        };
        builder = match &self.settings.proxy {
            Some(address) => builder.proxy(reqwest::Proxy::all(address).map_err(|_| ClientError::Proxy)?),
            None if self.proxied => builder,
            None => builder.no_proxy(),
        };
        builder
            .tls_backend_preconfigured(tls)
            .dns_resolver(Resolver)
            .connector_layer(DialLayer(Arc::clone(&self.links)))
            .connect_timeout(self.settings.connect_timeout)
            // Shorter than the keep-alive of any common server (gunicorn's 2 s), lest a request meets its end.
            .pool_idle_timeout(Duration::from_secs(1))
            .redirect(reqwest::redirect::Policy::none())
            // A refused HTTP/2 stream is evidence; ours are the only retries.
            .retry(reqwest::retry::never().max_retries_per_request(0))
            .referer(false)
            .build()
            .map_err(|error| ClientError::Setup(error.without_url().to_string()))
    }
}

fn has_proxy(origin: &Url) -> bool {
    origin.as_str().parse().is_ok_and(|origin| Matcher::from_system().intercept(&origin).is_some())
}

fn is_loopback(origin: &Url) -> bool {
    match origin.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn loopback_is_known_by_name_and_address() {
        for origin in ["http://localhost", "http://a.localhost:1", "https://127.9.9.9", "http://[::1]:8080"] {
            assert!(is_loopback(&origin.parse().unwrap()), "{origin}");
        }
        for origin in ["http://localhost.example", "http://10.0.0.1", "http://[::2]", "http://0.0.0.0"] {
            assert!(!is_loopback(&origin.parse().unwrap()), "{origin}");
        }
    }
}
