//! A request in, an answer of the contract out.

use http::StatusCode;
use url::Url;

use super::prefer::{self, Prefer};
use super::refuse::Refusal;
use super::store::Store;
use super::{Given, Made, Provider, digest, open, prepare, state};
use crate::mock::answer::Filled;
use crate::mock::request::Request;
use crate::model::exchange;
use crate::openapi::api::{Operation, StatusKey};
use crate::openapi::conform::Route;

impl Provider {
    /// Whether the document knows the request's path, so that the contract answers, and be it with a refusal.
    #[must_use]
    pub fn takes(&self, request: &Request) -> bool {
        let prefix = self.serving.prefix.as_deref();
        match self.contract.operation(&request.method, request.path(), prefix) {
            Some(number) => self.serves(number),
            None => self.other_method(request, prefix).is_some(),
        }
    }

    pub(super) fn serves(&self, number: usize) -> bool {
        self.serving.only.as_ref().is_none_or(|only| only.contains(&number))
    }

    /// The answer to a request; what is made, changed or removed by it, `store` remembers.
    ///
    /// # Errors
    /// In words, why the document says nothing of the request.
    pub fn answer(&self, request: &Request, store: &mut Store) -> Result<Given, String> {
        let prefix = self.serving.prefix.as_deref();
        let route = match self.contract.route(&request.method, request.path(), prefix) {
            Ok(route) if self.serves(route.0) => route,
            Ok(route) => {
                return Err(format!("the contract's `{}` is not among `operations`", self.operation(route.0).name()));
            }
            Err(breach) => {
                let Some((number, refusal)) = self.other_method(request, prefix) else {
                    let note = breach.note.map(|note| format!("; {note}")).unwrap_or_default();
                    return Err(format!("the contract has no path `{}`{note}", breach.actual));
                };
                return Ok(self.refuse(number, refusal, request));
            }
        };
        Ok(self.served(&route, request, store))
    }

    fn served(&self, route: &Route, request: &Request, store: &mut Store) -> Given {
        let number = route.0;
        let prefer = Prefer::of(&request.headers);
        let operation = self.operation(number);
        let wanted = match prefer.code.as_deref().map(|code| wanted(operation, code)) {
            Some(Err(why)) => return self.refuse(number, Refusal::new(&[400], "no such answer", why), request),
            Some(Ok(status)) => Some(status),
            None => None,
        };
        // Who asks to be refused may be wrong.
        if !wanted.is_some_and(|status| status.is_client_error())
            && let Some(refusal) = self.wrong(route, request)
        {
            return self.refuse(number, refusal, request);
        }
        let Some(status) = wanted.or_else(|| usual(operation)) else {
            return self.fault(number, "it declares no answer");
        };
        let Ok(media) = self.media(number, status, request) else {
            let detail = "the request accepts none of the declared media types";
            return self.refuse(number, Refusal::new(&[406], "not acceptable", detail), request);
        };
        if self.serving.state && wanted.is_none() && prefer.example.is_none() {
            let asked = state::Asked { route, request, status, media };
            if let Some(given) = self.with_state(&asked, store) {
                return given;
            }
        }
        let prepared = self.prepared(number, status, media);
        let made: &Made = if let Some(name) = &prefer.example {
            match prepared.named(name) {
                Ok(ready) => return Given::of(number, status, ready.clone()),
                Err(why) => return self.refuse(number, Refusal::new(&[400], "no such example", why), request),
            }
        } else {
            match prepared.example().filter(|_| !prefer.dynamic) {
                Some(ready) => return Given::of(number, status, ready.clone()),
                None => prepared.generated(fingerprint(request)),
            }
        };
        match made {
            Ok(ready) => Given::of(number, status, ready.clone()),
            Err(why) => self.fault(number, &format!("nothing was found that fits its answer {status}: {why}")),
        }
    }

    /// The media type that is answered in; none where there is no body.
    pub(super) fn media(&self, number: usize, status: StatusCode, request: &Request) -> Result<Option<usize>, ()> {
        let content = self.operation(number).response(status.as_u16()).map(|one| one.content.as_slice());
        match content {
            None | Some([]) => Ok(None),
            _ if prepare::is_bodiless(&request.method, status) => Ok(None),
            Some(content) => prefer::accepted(&request.headers, content).map(Some).ok_or(()),
        }
    }

    /// What is wrong with a request.
    fn wrong(&self, route: &Route, request: &Request) -> Option<Refusal> {
        if let Some(refusal) = self.stranger(route.0, request) {
            return Some(refusal);
        }
        let Ok(url) = Url::parse(&format!("http://mock{}", request.target)) else {
            return Some(Refusal::new(&[400], "no such address", "the target is no address"));
        };
        let seen = exchange::Request {
            method: request.method.clone(),
            url,
            headers: request.headers.clone(),
            body: request.body.clone(),
        };
        let verdict = self.contract.judge_request(route, &seen, &open());
        if verdict.breaches.is_empty() {
            return None;
        }
        let mut refusal = Refusal::of(&verdict.breaches);
        let place = |one: &crate::openapi::conform::Breach| self.contract.document.place(&one.at).to_string();
        if let Some(first) = verdict.breaches.first() {
            refusal.place = Some(place(first));
        }
        Some(refusal)
    }

    pub(super) fn fault(&self, number: usize, what: &str) -> Given {
        let detail = format!("{} of the contract cannot be answered: {what}", self.operation(number).name());
        let refusal = Refusal::new(&[500], "the mock failed", detail.clone());
        let answer = super::refuse::own(StatusCode::INTERNAL_SERVER_ERROR, &refusal);
        let answer = Filled { status: StatusCode::INTERNAL_SERVER_ERROR, headers: answer.headers, body: answer.body };
        Given { answer, operation: Some(number), told: None, fault: Some(detail) }
    }
}

/// A number that is the same for the same request.
pub(super) fn fingerprint(request: &Request) -> u64 {
    let hash = digest(&[request.method.as_str().as_bytes(), request.target.as_bytes(), &request.body]);
    // The low bits choose, and so have to depend on all of them.
    hash ^ (hash >> 32) ^ (hash >> 17)
}

/// The status that an operation answers with: the lowest declared 2xx, else `default`, else the first.
pub(super) fn usual(operation: &Operation) -> Option<StatusCode> {
    let keys = || operation.responses.iter().map(|response| response.status);
    let success = keys().filter_map(|key| match key {
        StatusKey::Code(code @ 200..300) => Some(code),
        StatusKey::Class(2) => Some(200),
        _ => None,
    });
    // What a `default` stands for is not declared otherwise.
    let free = || [200, 400, 500].into_iter().find(|code| !keys().any(|key| covers(key, *code)));
    let code = success.min().or_else(|| keys().find(|key| *key == StatusKey::Default).and_then(|_| free()));
    let first = || {
        keys().next().map(|key| match key {
            StatusKey::Code(code) => code,
            StatusKey::Class(class) => u16::from(class) * 100,
            StatusKey::Default => 200,
        })
    };
    // An answer before the answer (100) is no answer.
    StatusCode::from_u16(code.or_else(first)?).ok().filter(|status| !status.is_informational())
}

fn covers(key: StatusKey, code: u16) -> bool {
    key == StatusKey::Code(code) || u8::try_from(code / 100).is_ok_and(|class| key == StatusKey::Class(class))
}

/// The status that `Prefer: code=…` asks for.
fn wanted(operation: &Operation, text: &str) -> Result<StatusCode, String> {
    let status =
        text.parse().ok().filter(|code| (200..600).contains(code)).and_then(|code| StatusCode::from_u16(code).ok());
    let status = status.ok_or_else(|| format!("`Prefer: code={text}` is no status"))?;
    match operation.response(status.as_u16()) {
        Some(_) => Ok(status),
        None => Err(format!("`Prefer: code={text}` asks for an answer that is not declared")),
    }
}
