//! One exchange under way: requests, redirects, the answer, and what is learnt of the connection.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http::{HeaderValue, StatusCode, Version};
use url::Url;

use super::carrier::Carrier;
use super::classify::{Stage, classify, failure};
use super::cookies::Jar;
use super::decode::{self, DecodeError};
use super::phases::{self, Link, Links, Phases, Step, Watch};
use super::reader::Reader;
use super::redirect;
use crate::model::exchange::{Answer, Certificate, Failure, FailureKind, Hop, Request};

/// What is known of an exchange so far; it survives a time-out.
#[derive(Debug, Default)]
pub(super) struct Progress {
    pub(super) hops: Vec<Hop>,
    pub(super) phases: Phases,
    pub(super) certificate: Option<Arc<Certificate>>,
    pub(super) first_byte: Option<Duration>,
    /// Whether the head of the current request's answer has come.
    head: bool,
}

/// What a request goes over.
#[derive(Clone, Copy)]
pub(super) enum Transport<'a> {
    /// The network.
    Net(&'a reqwest::Client),
    /// Whoever answers in memory.
    Memory(&'a dyn Carrier),
}

/// What the requests of one exchange share.
pub(super) struct Flight<'a> {
    pub(super) origin: &'a Url,
    pub(super) writes: bool,
    pub(super) max_body: usize,
    pub(super) proxied: bool,
    pub(super) links: &'a Links,
    pub(super) watch: Arc<Watch>,
    /// The jar of the case, and the cookies that the request brought itself.
    pub(super) cookies: Option<(Arc<Jar>, Option<HeaderValue>)>,
    pub(super) decompress: bool,
}

impl Flight<'_> {
    /// Sends a request, and those that redirects ask for.
    pub(super) async fn follow(
        &self,
        transport: Transport<'_>,
        request: &Request,
        redirects: usize,
        progress: &mut Progress,
        reader: Option<&mut (dyn Reader + 'static)>,
    ) -> Result<Answer, Failure> {
        redirect::same_origin(self.origin, &request.url)?;
        let mut moved: Option<Request> = None;
        loop {
            let request = moved.as_ref().unwrap_or(request);
            let response = self.head(transport, request, progress).await?;
            if let Some((jar, _)) = &self.cookies {
                jar.keep(response.headers(), &request.url);
            }
            if progress.hops.len() >= redirects {
                return self.answer(response, reader).await;
            }
            let status = response.status();
            let Some(to) = redirect::location(status, response.headers(), &request.url) else {
                return self.answer(response, reader).await;
            };
            let to = to?;
            redirect::same_origin(self.origin, &to)?;
            let mut next = request.clone();
            redirect::advance(&mut next, status, to);
            if !self.writes {
                redirect::no_write(request, &next, status)?;
            }
            progress.hops.push(Hop { status, from: request.url.clone(), to: next.url.clone() });
            if let Some((jar, own)) = &self.cookies {
                jar.put(&mut next.headers, own.as_ref(), &next.url);
            }
            moved = Some(next);
        }
    }

    /// Sends one request and waits for the head of its answer.
    async fn head(
        &self,
        transport: Transport<'_>,
        request: &Request,
        progress: &mut Progress,
    ) -> Result<reqwest::Response, Failure> {
        self.watch.clear();
        progress.head = false;
        let transport = match transport {
            Transport::Net(transport) => transport,
            Transport::Memory(carrier) => return in_memory(carrier, request, progress).await,
        };
        let begun = Instant::now();
        let response = match transport.execute(outbound(request)).await {
            Ok(response) => response,
            Err(error) => {
                self.note_failure(progress, broken_link(&error));
                return Err(classify(&error, self.stage(progress), self.proxied));
            }
        };
        let link = phases::link(response.extensions());
        let stood = self.note_connection(progress, link).unwrap_or(begun);
        progress.first_byte = Some(stood.elapsed());
        progress.head = true;
        // Inside of a TLS tunnel it would be the target that says so.
        let by_proxy = self.proxied && self.origin.scheme() == "http";
        if by_proxy && response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            return Err(failure(FailureKind::Proxy, "the proxy demands authentication"));
        }
        Ok(response)
    }

    async fn answer(
        &self,
        mut response: reqwest::Response,
        reader: Option<&mut (dyn Reader + 'static)>,
    ) -> Result<Answer, Failure> {
        let limit = self.max_body;
        let body = match reader {
            Some(reader) => self.read_along(&mut response, reader).await?,
            None => match read(&mut response, limit).await {
                Ok(Some(body)) => body,
                Ok(None) => return Err(too_large(limit)),
                Err(error) => return Err(classify(&error, Stage::Body, self.proxied)),
            },
        };
        let (status, version) = (response.status(), response.version());
        let headers = std::mem::take(response.headers_mut());
        let body = if self.decompress {
            decode::decode(&headers, body, limit).await.map_err(|error| match error {
                DecodeError::TooLarge(limit) => too_large(limit),
                broken @ DecodeError::Broken { .. } => failure(FailureKind::Malformed, format!("failed to {broken}")),
            })?
        } else {
            body
        };
        Ok(Answer::new(status, version, headers, body))
    }

    /// The body as far as the reader wants it.
    async fn read_along(
        &self,
        response: &mut reqwest::Response,
        reader: &mut (dyn Reader + 'static),
    ) -> Result<Bytes, Failure> {
        let mut body = BytesMut::new();
        let mut enough = reader.head(response.status(), response.headers());
        while !enough {
            let chunk = response.chunk().await.map_err(|error| classify(&error, Stage::Body, self.proxied))?;
            let Some(chunk) = chunk else {
                reader.end()?;
                break;
            };
            if body.len() + chunk.len() > self.max_body {
                return Err(too_large(self.max_body));
            }
            body.extend_from_slice(&chunk);
            enough = reader.take(&chunk)?;
        }
        Ok(body.freeze())
    }

    /// Notes on which connection an answer came; gives when it stood, where it was made for this request.
    fn note_connection(&self, progress: &mut Progress, link: Option<Link>) -> Option<Instant> {
        let fresh = self.watch.dial().filter(|dial| dial.step() == Step::Done && dial.link() == link);
        progress.certificate = match (&fresh, link) {
            (Some(dial), _) => dial.certificate(),
            (None, Some(link)) => self.links.certificate(&link),
            (None, None) => None,
        };
        let dial = fresh?;
        // Of several hops the first connection counts: the others are rarely new.
        if progress.hops.is_empty() {
            progress.phases = dial.phases();
        }
        dial.ended()
    }

    /// Notes on which connection, or in the making of which, an exchange failed.
    pub(super) fn note_failure(&self, progress: &mut Progress, link: Option<Link>) {
        if progress.head {
            return;
        }
        match self.watch.dial() {
            Some(dial) if link.is_none() || dial.link() == link => {
                progress.phases = dial.phases();
                progress.certificate = dial.certificate();
            }
            _ => {
                progress.certificate = link.and_then(|link| self.links.certificate(&link));
            }
        }
    }

    /// How far the current request has come.
    pub(super) fn stage(&self, progress: &Progress) -> Stage {
        if progress.head {
            return Stage::Body;
        }
        match self.watch.dial().map(|dial| dial.step()) {
            None | Some(Step::Done) => Stage::Head,
            Some(step) => Stage::Dial(step),
        }
    }
}

async fn in_memory(
    carrier: &dyn Carrier,
    request: &Request,
    progress: &mut Progress,
) -> Result<reqwest::Response, Failure> {
    // Of tokio, because it is its clock that may be a virtual one.
    let begun = tokio::time::Instant::now();
    let response = carrier.carry(request).await?;
    progress.first_byte = Some(begun.elapsed());
    progress.head = true;
    Ok(response.into())
}

fn outbound(request: &Request) -> reqwest::Request {
    let mut outbound = reqwest::Request::new(request.method.clone(), request.url.clone());
    *outbound.version_mut() = Version::HTTP_11;
    outbound.headers_mut().clone_from(&request.headers);
    if !request.body.is_empty() {
        *outbound.body_mut() = Some(request.body.clone().into());
    }
    outbound
}

/// The body; none where it is larger than the limit.
async fn read(response: &mut reqwest::Response, limit: usize) -> Result<Option<Bytes>, reqwest::Error> {
    let Some(first) = response.chunk().await? else { return Ok(Some(Bytes::new())) };
    let Some(second) = response.chunk().await? else { return Ok((first.len() <= limit).then_some(first)) };
    let mut whole = BytesMut::with_capacity((first.len() + second.len()) * 2);
    whole.extend_from_slice(&first);
    whole.extend_from_slice(&second);
    while whole.len() <= limit {
        let Some(chunk) = response.chunk().await? else { return Ok(Some(whole.freeze())) };
        whole.extend_from_slice(&chunk);
    }
    Ok(None)
}

fn too_large(limit: usize) -> Failure {
    failure(FailureKind::TooLarge, format!("the body is larger than {limit} bytes"))
}

/// The connection that an error came from, where there was one.
fn broken_link(error: &reqwest::Error) -> Option<Link> {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<hyper_util::client::legacy::Error>() {
            return error.connect_info().and_then(phases::link_of);
        }
        cause = error.source();
    }
    None
}
