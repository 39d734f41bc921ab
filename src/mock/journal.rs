//! What arrived for one case: a bounded ring of copies, so that a long-lived mock neither grows nor holds on to
//! buffers that belong to connections.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use sha2::{Digest as _, Sha256};

use super::request::Request;
use crate::model::journal::Arrival;

/// The most bytes that the room of a forgotten arrival may have for it to be used again.
const REUSED: usize = 1 << 10;

/// How much a journal keeps for one case.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How many arrivals.
    pub arrivals: usize,
    /// How many bytes of a body; of a longer one the beginning and the digest are kept.
    pub body: usize,
    /// How many bytes in all.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { arrivals: 1_000, body: 64 << 10, bytes: 16 << 20 }
    }
}

/// What arrived for one case, and what was counted beside it.
#[derive(Debug)]
pub struct Log {
    limits: Limits,
    ring: VecDeque<Kept>,
    bytes: usize,
    /// How many arrivals the ring had to let go.
    pub lost: u64,
    /// How often each stub answered.
    pub calls: Vec<u64>,
    /// How many requests nothing matched.
    pub unmatched: u64,
    /// What kept the mock from answering, for people; the first ones.
    pub faults: Vec<String>,
}

/// One arrival, in one allocation: target, headers and body stand one after another.
#[derive(Debug)]
pub struct Kept {
    /// The stub's place in the mock; none where nothing matched.
    pub stub: Option<usize>,
    /// When, counted from the mock's start.
    pub at: Duration,
    /// The status that was answered.
    pub status: u16,
    /// What was nearest, where nothing matched.
    pub nearest: Option<Box<str>>,
    connection: u64,
    method: Method,
    bytes: Vec<u8>,
    target: usize,
    head: usize,
    // The digest of a body that was cut.
    digest: Option<[u8; 32]>,
}

impl Log {
    /// An empty journal for a mock with so many stubs.
    #[must_use]
    pub fn new(stubs: usize, limits: Limits) -> Self {
        Self {
            limits,
            ring: VecDeque::new(),
            bytes: 0,
            lost: 0,
            calls: vec![0; stubs],
            unmatched: 0,
            faults: Vec::new(),
        }
    }

    /// Keeps an arrival, and lets the oldest go where there is no room.
    pub fn push(&mut self, request: &Request, stub: Option<usize>, status: u16, nearest: Option<&str>) {
        match stub {
            Some(stub) => self.calls[stub] += 1,
            None => self.unmatched += 1,
        }
        let room = if self.ring.len() < self.limits.arrivals { Vec::new() } else { self.forget().unwrap_or_default() };
        let kept = Kept::new(request, stub, status, nearest, self.limits.body, room);
        self.bytes += kept.bytes.capacity();
        self.ring.push_back(kept);
        while self.ring.len() > self.limits.arrivals || self.bytes > self.limits.bytes {
            self.forget();
        }
    }

    /// Lets the oldest go, and gives its room where that is small: a large one would be kept for something small.
    fn forget(&mut self) -> Option<Vec<u8>> {
        let Kept { bytes, .. } = self.ring.pop_front()?;
        self.bytes -= bytes.capacity();
        self.lost += 1;
        (bytes.capacity() <= REUSED).then_some(bytes)
    }

    /// What is kept, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Kept> {
        self.ring.iter()
    }
}

impl Kept {
    fn new(
        request: &Request,
        stub: Option<usize>,
        status: u16,
        nearest: Option<&str>,
        limit: usize,
        mut bytes: Vec<u8>,
    ) -> Self {
        let body = &request.body[..request.body.len().min(limit)];
        let head: usize =
            request.headers.iter().map(|(name, value)| name.as_str().len() + value.as_bytes().len() + 8).sum();
        bytes.clear();
        bytes.reserve_exact(request.target.len() + head + body.len());
        bytes.extend_from_slice(request.target.as_bytes());
        for (name, value) in &request.headers {
            for part in [name.as_str().as_bytes(), value.as_bytes()] {
                bytes.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
                bytes.extend_from_slice(part);
            }
        }
        bytes.extend_from_slice(body);
        Self {
            stub,
            at: request.at,
            status,
            nearest: nearest.map(Into::into),
            connection: request.connection,
            method: request.method.clone(),
            bytes,
            target: request.target.len(),
            head,
            digest: (request.body.len() > limit).then(|| Sha256::digest(&request.body).into()),
        }
    }

    fn body(&self) -> &[u8] {
        &self.bytes[self.target + self.head..]
    }

    /// Method and target, for people.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} {}", self.method, String::from_utf8_lossy(&self.bytes[..self.target]))
    }

    /// The SHA-256 of the whole body.
    #[must_use]
    pub fn body_sha256(&self) -> [u8; 32] {
        self.digest.unwrap_or_else(|| Sha256::digest(self.body()).into())
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut rest = &self.bytes[self.target..self.target + self.head];
        let mut part = || -> Option<&[u8]> {
            let (length, after) = rest.split_first_chunk::<4>()?;
            let (part, after) = after.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
            rest = after;
            Some(part)
        };
        while let (Some(name), Some(value)) = (part(), part()) {
            if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name), HeaderValue::from_bytes(value)) {
                headers.append(name, value);
            }
        }
        headers
    }

    /// The arrival as those see it who do not know the mock.
    #[must_use]
    pub fn arrival(&self, stub: Option<String>) -> Arrival {
        Arrival {
            stub,
            at: self.at,
            connection: self.connection,
            method: self.method.clone(),
            target: String::from_utf8_lossy(&self.bytes[..self.target]).into_owned(),
            headers: self.headers(),
            body: Bytes::copy_from_slice(self.body()),
            status: self.status,
            nearest: self.nearest.as_deref().map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(number: usize, body: &str) -> Request {
        let mut headers = HeaderMap::new();
        headers.append("a", HeaderValue::from_static("1"));
        headers.append("a", HeaderValue::from_static(""));
        headers.append("b", HeaderValue::from_bytes(b"\xff").unwrap());
        Request::new(Method::PUT, format!("/x/{number}?y"), headers, Bytes::from(body.to_owned()))
    }

    #[test]
    fn what_is_kept_is_whole_and_what_is_lost_is_counted() {
        let mut log = Log::new(1, Limits { arrivals: 3, body: 4, bytes: 1 << 20 });
        for number in 0..5 {
            log.push(&request(number, "abc"), (number != 4).then_some(0), 200, (number == 4).then_some("near"));
        }
        assert_eq!((log.lost, log.calls[0], log.unmatched), (2, 4, 1));
        let first = log.iter().next().unwrap().arrival(Some("s".into()));
        assert_eq!((first.target.as_str(), &first.body[..], first.status), ("/x/2?y", &b"abc"[..], 200));
        assert_eq!(first.headers, request(0, "").headers);
        assert_eq!(log.iter().last().unwrap().nearest.as_deref(), Some("near"));
    }

    #[test]
    fn a_long_body_is_cut_and_digested_whole() {
        let mut log = Log::new(1, Limits { arrivals: 3, body: 4, bytes: 150 });
        log.push(&request(0, "abcdefgh"), Some(0), 200, None);
        let kept = log.iter().next().unwrap();
        assert_eq!(kept.body(), b"abcd");
        assert_eq!(kept.body_sha256(), <[u8; 32]>::from(Sha256::digest(b"abcdefgh")));
        for number in 1..9 {
            log.push(&request(number, "abcd"), Some(0), 200, None);
        }
        assert!(log.bytes <= 150 && log.iter().count() < 4, "all bytes together have a limit");
        assert_eq!(u64::try_from(log.iter().count()).unwrap() + log.lost, 9);
    }
}
