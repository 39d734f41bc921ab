//! Sends drafts, one after another where they belong together, and keeps what was told.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Instant;

use serde_json::Value;
use url::Url;

use super::api::Options;
use super::draft::{Caller, Draft, is_safe};
use super::encode::encode;
use super::ground::Ground;
use super::law::Law;
use super::resource::Resources;
use super::tale::{Binding, Role, Source, Told};
use super::thing::id_of;
use super::transport::Transport;
use crate::http::method;
use crate::model::exchange::{Exchange, Request};
use crate::model::stop::Stop;
use crate::openapi::api::In;
use crate::openapi::conform::Contract;
use crate::openapi::coverage::Coverage;

/// In how many exchanges values of an `enum` are looked at; those that did not come by then hardly will.
const CLOSELY: u64 = 20_000;

/// After so many requests, one after another, to which nothing answered at all, the service is gone.
const GONE: u64 = 50;

/// How many made things are remembered so that they can be deleted at the end.
const REMEMBERED: usize = 5_000;

/// All that does not change while an exploration goes on, and its counters.
pub(super) struct Engine<'a> {
    /// The contract.
    pub(super) contract: &'a Contract,
    /// The same, asked.
    pub(super) law: Law<'a>,
    /// How requests are sent.
    pub(super) transport: &'a dyn Transport,
    /// The address that was given.
    pub(super) root: Url,
    /// Where the contract's paths begin.
    pub(super) base: Url,
    /// What was asked for.
    pub(super) options: &'a Options,
    /// Who makes what.
    pub(super) resources: Resources,
    /// Which operations are chosen; the others are only sent as far as those need it.
    pub(super) chosen: Vec<bool>,
    /// What is known of each operation.
    pub(super) grounds: Vec<Ground>,
    /// Requests that were sent.
    pub(super) sent: AtomicU64,
    /// By class of status; failures at 0.
    pub(super) classes: [AtomicU64; 6],
    /// Requests that the contract allows.
    pub(super) fitting: AtomicU64,
    /// When nothing more is sent.
    pub(super) end: Option<Instant>,
    /// When what is under way is given up.
    pub(super) limit: Option<Instant>,
    /// Where somebody says so.
    pub(super) stop: Stop,
    /// Which operations were answered with success.
    pub(super) succeeded: Vec<AtomicU64>,
    /// Which operations were sent at all.
    pub(super) used: Vec<AtomicBool>,
    /// The first success of each operation, and the first exchange without an answer.
    pub(super) shown: Mutex<Vec<Arc<Exchange>>>,
    /// Whether the other caller was answered with success at least once.
    pub(super) other_known: AtomicBool,
    /// What was made: the operation that deletes it, and its address' parameters.
    pub(super) made: Mutex<Vec<Draft>>,
    /// What of the contract was used.
    pub(super) coverage: Mutex<Coverage>,
    /// How often nothing answered at all, one time after another.
    pub(super) unreachable: AtomicU64,
    /// What the first exchange failed of that got no answer.
    pub(super) failure: OnceLock<String>,
}

impl Engine<'_> {
    /// Whether something may still be sent.
    #[must_use]
    pub(super) fn goes_on(&self) -> bool {
        !self.stop.is_pressed() && self.end.is_none_or(|end| Instant::now() < end) && !self.is_gone()
    }

    /// Whether nothing answers any more.
    #[must_use]
    pub(super) fn is_gone(&self) -> bool {
        self.unreachable.load(Ordering::Relaxed) >= GONE
    }

    /// Whether a request may be sent: nothing that writes unless that is allowed, and of operations that are not chosen no
    /// more than what the chosen ones need.
    fn may_send(&self, role: Role, draft: &Draft, request: &Request) -> bool {
        if !self.chosen[draft.operation] && !matches!(role, Role::Prepare | Role::Make) {
            return false;
        }
        let overridden = || {
            let query: Vec<String> = request.url.query_pairs().map(|(name, _)| name.into_owned()).collect();
            method::is_overridden(request.headers.keys(), query.iter().map(String::as_str))
        };
        self.options.may_write || is_safe(&request.method) && !overridden()
    }

    /// Sends a draft, and judges what came of it; none where it may not be sent, or is no request.
    pub(super) async fn send(&self, role: Role, draft: Draft, bindings: Vec<Binding>, grounded: bool) -> Option<Told> {
        if !self.goes_on() {
            return None;
        }
        let request = encode(&self.contract.api, &draft, &self.base, &self.options.credentials).ok()?;
        if !self.may_send(role, &draft, &request) {
            return None;
        }
        self.used[draft.operation].store(true, Ordering::Relaxed);
        let left = self.limit.map(|limit| limit.saturating_duration_since(Instant::now()));
        let timeout = left.map_or(self.options.timeout, |left| left.min(self.options.timeout));
        let exchange = Arc::new(self.transport.carry(request, timeout).await);
        self.sent.fetch_add(1, Ordering::Relaxed);
        let closely = self.sent.load(Ordering::Relaxed) < CLOSELY;
        let (judged, touched) = self.law.judge(&draft, &exchange.request, exchange.answer(), closely);
        if let Some(touched) = &touched {
            self.coverage.lock().unwrap_or_else(PoisonError::into_inner).add(touched);
        }
        if judged.request.is_empty() {
            self.fitting.fetch_add(1, Ordering::Relaxed);
        }
        let class = exchange.answer().map_or(0, |answer| usize::from(answer.status.as_u16() / 100).min(5));
        self.classes[class].fetch_add(1, Ordering::Relaxed);
        if let Some(failure) = exchange.failure() {
            self.failure.get_or_init(|| {
                self.show(&exchange);
                format!("{}: {}", failure.kind.name(), failure.detail)
            });
        }
        if class == 0 && exchange.failure().is_some_and(|failure| is_unreachable(failure.kind)) {
            self.unreachable.fetch_add(1, Ordering::Relaxed);
        } else {
            self.unreachable.store(0, Ordering::Relaxed);
        }
        if class == 2 {
            self.other_known.fetch_or(draft.caller == Caller::Other, Ordering::Relaxed);
            if self.succeeded[draft.operation].fetch_add(1, Ordering::Relaxed) == 0 {
                self.show(&exchange);
            }
        }
        let told = Told { role, draft, bindings, exchange, judged, grounded, about: None, below: None };
        self.remember(&told);
        Some(told)
    }

    fn show(&self, exchange: &Arc<Exchange>) {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).push(exchange.clone());
    }

    /// Keeps how a thing that was made is deleted again.
    fn remember(&self, told: &Told) {
        if !told.succeeded() || told.draft.method.is_some() {
            return;
        }
        let operation = told.draft.operation;
        let written = self.resources.written_by(operation).filter(|_| told.status() == 201);
        let Some(resource) = self.resources.made_by(operation).or(written) else { return };
        let Some(remove) = resource.remove else { return };
        let id = match written {
            Some(_) => {
                let all = &told.draft.of(&self.contract.api).parameters;
                let place = all.iter().position(|one| one.location == In::Path && one.name == resource.parameter);
                place.and_then(|place| told.draft.parameters[place].clone())
            }
            None => {
                let names = super::thing::id_names(&resource.parameter, &resource.singular);
                found_id(told, &names).map(|(_, id)| id)
            }
        };
        let Some(id) = id else { return };
        let api = &self.contract.api;
        let mut draft = Draft::bare(remove, api).by(told.draft.caller);
        let (made, gone) = (&api.operations[told.draft.operation], &api.operations[remove]);
        for (index, parameter) in gone.parameters.iter().enumerate().filter(|(_, one)| one.location == In::Path) {
            let same = made.parameters.iter().position(|one| one.name == parameter.name && one.location == In::Path);
            draft.parameters[index] = match same {
                _ if parameter.name == resource.parameter => Some(id.clone()),
                Some(same) => told.draft.parameters[same].clone(),
                None => None,
            };
        }
        let plain = self.grounds[remove].plain.as_ref();
        for (index, value) in plain.iter().flat_map(|plain| plain.parameters.iter().enumerate()) {
            if draft.parameters[index].is_none() {
                draft.parameters[index].clone_from(value);
            }
        }
        let mut all = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() < REMEMBERED {
            all.push(draft);
        }
    }
}

fn is_unreachable(kind: crate::model::exchange::FailureKind) -> bool {
    use crate::model::exchange::FailureKind as Kind;
    matches!(kind, Kind::Dns | Kind::Refused | Kind::ConnectTimeout | Kind::Proxy)
        || kind.is_tls()
        || kind == Kind::Origin
}

/// The id in the answer to a creation, and where it stands.
#[must_use]
pub(super) fn found_id(told: &Told, names: &[String]) -> Option<(Source, Value)> {
    let found = told.json().and_then(|body| id_of(body, names));
    if let Some((pointer, value)) = found {
        return Some((Source::Json(pointer), value));
    }
    let value = Source::Location.take(told.answer()?)?;
    Some((Source::Location, value))
}
