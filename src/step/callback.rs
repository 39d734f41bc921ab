//! The run's listener for callbacks: it keeps what services send to us for the case that each is meant for.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Version};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use url::Url;

use crate::model::endpoint::{Callback, Endpoint};
use crate::model::exchange::{self, Exchange, Request, Timings};

mod serve;

/// The most requests that are kept for one case.
const MOST: usize = 1_000;

/// A callback that a step of a case waits for.
#[derive(Debug, Clone)]
pub struct Awaited {
    /// The method.
    pub method: Method,
    /// The path below the case's own address, without a query.
    pub path: String,
    /// How many of them the step takes.
    pub count: usize,
    /// What we answer.
    pub answer: Answer,
}

/// What we answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// A request that came to us.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// When its head was there.
    pub at: Timestamp,
    /// The method.
    pub method: Method,
    /// The path below the case's own address, without its query.
    pub path: String,
    /// The whole address, as we gave it out, with the query.
    pub url: Url,
    /// The headers as received.
    pub headers: HeaderMap,
    /// The body as received.
    pub body: Bytes,
    /// Whether a step of the case waits for it.
    pub awaited: bool,
    /// What we answered.
    pub answer: Answer,
}

impl Arrival {
    /// The exchange whose request is theirs, and whose answer is ours.
    #[must_use]
    pub fn exchange(&self, endpoint: &Endpoint) -> Exchange {
        let Answer { status, headers, body } = self.answer.clone();
        let header = |name: &str| {
            let value = self.headers.get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        Exchange {
            target: endpoint.target.name.clone(),
            mode: endpoint.mode,
            attempt: 1,
            started: self.at,
            request: Request {
                method: self.method.clone(),
                url: self.url.clone(),
                headers: self.headers.clone(),
                body: self.body.clone(),
            },
            result: Ok(exchange::Answer::new(status, Version::HTTP_11, headers, body)),
            timings: Timings::default(),
            certificate: None,
            hops: Vec::new(),
            request_id: header("x-request-id"),
            traceparent: header("traceparent"),
        }
    }

    /// The same for the checks, which judge an answer: theirs is the request.
    #[must_use]
    pub fn judged(&self, endpoint: &Endpoint) -> Exchange {
        let (headers, body) = (self.headers.clone(), self.body.clone());
        let result = Ok(exchange::Answer::new(self.answer.status, Version::HTTP_11, headers, body));
        Exchange { result, ..self.exchange(endpoint) }
    }
}

/// The listener; it ends when dropped.
#[derive(Debug)]
pub struct Inbox {
    boxes: Arc<Boxes>,
    serving: JoinHandle<()>,
}

/// What is kept, by the word that stands for a case in addresses.
#[derive(Debug)]
struct Boxes {
    /// What services reach us by.
    url: String,
    open: Mutex<BTreeMap<String, Kept>>,
    arrived: Notify,
}

#[derive(Debug)]
struct Kept {
    awaited: Vec<Awaited>,
    /// In order; none where a step has taken it.
    arrivals: Vec<Option<Arrival>>,
    /// Method and path of all of them.
    lines: Vec<(Method, String)>,
}

impl Inbox {
    /// Listens: where the project says so, else on loopback, on a port of the system's choice.
    ///
    /// # Errors
    /// That the address cannot be listened on, in words.
    pub async fn open(settings: Option<&Callback>) -> Result<Self, String> {
        let address = settings.map_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), |settings| settings.listen);
        let said = |error: std::io::Error| format!("{address} cannot be listened on: {error}");
        let listener = TcpListener::bind(address).await.map_err(said)?;
        let url = match settings {
            Some(settings) => settings.url.as_str().trim_end_matches('/').to_owned(),
            None => format!("http://{}", listener.local_addr().map_err(said)?),
        };
        // What could not be read here could not stand behind it either.
        Url::parse(&url).map_err(|error| format!("{url}: {error}"))?;
        let boxes = Arc::new(Boxes { url, open: Mutex::default(), arrived: Notify::new() });
        let serving = tokio::spawn(serve::serve(listener, boxes.clone()));
        Ok(Self { boxes, serving })
    }

    /// What a service reaches the listener by.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.boxes.url
    }

    /// Takes callbacks for a case until what is given back is dropped.
    #[must_use]
    pub fn keep(&self, token: String, awaited: Vec<Awaited>) -> Post {
        let kept = Kept { awaited, arrivals: Vec::new(), lines: Vec::new() };
        self.boxes.lock().insert(token.clone(), kept);
        Post { url: format!("{}/{token}", self.boxes.url), token, boxes: self.boxes.clone() }
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// One case's callbacks.
#[derive(Debug)]
pub struct Post {
    /// The case's own address.
    pub url: String,
    token: String,
    boxes: Arc<Boxes>,
}

impl Post {
    /// The first callback of that kind that no step has taken, as soon as it is there; none when the time is over.
    pub async fn take(&self, method: &Method, path: &str, end: Instant) -> Option<Arrival> {
        loop {
            // Asked for before looking, so that what comes between is not missed.
            let arrived = self.boxes.arrived.notified();
            tokio::pin!(arrived);
            arrived.as_mut().enable();
            if let Some(arrival) = self.boxes.lock().get_mut(&self.token).and_then(|kept| kept.take(method, path)) {
                return Some(arrival);
            }
            tokio::time::timeout_at(end, arrived).await.ok()?;
        }
    }

    /// What has come and was not taken, in order; it counts as taken from now on.
    #[must_use]
    pub fn rest(&self) -> Vec<Arrival> {
        let mut boxes = self.boxes.lock();
        boxes
            .get_mut(&self.token)
            .map(|kept| kept.arrivals.iter_mut().filter_map(Option::take).collect())
            .unwrap_or_default()
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.boxes.lock().remove(&self.token);
    }
}

impl Boxes {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Kept>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The case that a path is for, and the path below its address: something before us may have added parts of its own.
    fn find(&self, path: &str) -> Option<(String, String)> {
        let open = self.lock();
        let mut rest = path;
        while let Some(at) = rest.find('/') {
            rest = &rest[at + 1..];
            let end = rest.find('/').unwrap_or(rest.len());
            if open.contains_key(&rest[..end]) {
                let below = if end == rest.len() { "/" } else { &rest[end..] };
                return Some((rest[..end].to_owned(), below.to_owned()));
            }
        }
        None
    }

    /// Keeps a request, and says what it is answered with.
    fn put(&self, token: &str, mut arrival: Arrival) -> Answer {
        let answer = match self.lock().get_mut(token) {
            None => plain(StatusCode::NOT_FOUND, "the case that this was for has ended"),
            Some(kept) if kept.arrivals.len() >= MOST => {
                plain(StatusCode::SERVICE_UNAVAILABLE, "too many requests came for this case")
            }
            Some(kept) => {
                let ours = kept.answer(&arrival.method, &arrival.path);
                arrival.awaited = ours.is_some();
                let answer = ours.unwrap_or_else(|| plain(StatusCode::NOT_FOUND, "no step of the case waits for this"));
                arrival.answer = answer.clone();
                kept.lines.push((arrival.method.clone(), arrival.path.clone()));
                kept.arrivals.push(Some(arrival));
                answer
            }
        };
        self.arrived.notify_waiters();
        answer
    }
}

impl Kept {
    fn take(&mut self, method: &Method, path: &str) -> Option<Arrival> {
        let wanted = |arrival: &Arrival| arrival.method == *method && arrival.path == path;
        self.arrivals.iter_mut().find(|slot| slot.as_ref().is_some_and(wanted))?.take()
    }

    /// The answer of the step that will take it: each takes as many as it says, and the last of them what comes beyond.
    fn answer(&self, method: &Method, path: &str) -> Option<Answer> {
        let mut before = self.lines.iter().filter(|(known, line)| known == method && line == path).count();
        let mut chosen = None;
        for awaited in self.awaited.iter().filter(|awaited| awaited.method == *method && awaited.path == path) {
            chosen = Some(&awaited.answer);
            match before.checked_sub(awaited.count) {
                Some(left) => before = left,
                None => break,
            }
        }
        chosen.cloned()
    }
}

/// An answer in words.
fn plain(status: StatusCode, text: &'static str) -> Answer {
    let kind = (http::header::CONTENT_TYPE, http::HeaderValue::from_static("text/plain"));
    Answer { status, headers: [kind].into_iter().collect(), body: Bytes::from_static(text.as_bytes()) }
}

#[cfg(test)]
mod tests;
