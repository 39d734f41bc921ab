//! What of a contract a request would use, weighed by the contract itself and not by what was meant with it.

use std::cell::{Cell, OnceCell};
use std::collections::BTreeSet;

use http::Method;
use serde_json::Value;
use url::Url;

use crate::explore::credential::Credentials;
use crate::explore::draft::{Draft, Payload};
use crate::explore::encode::encode;
use crate::explore::ground::{Ground, hints, mix};
use crate::explore::resource::Resources;
use crate::explore::thing::made_up;
use crate::model::exchange::Request;
use crate::openapi::api::{Api, Operation};
use crate::openapi::conform::{Contract, Kind, Level, Options, Verdict};
use crate::openapi::coverage::Item;
use crate::openapi::draft::of_parameter;
use crate::openapi::sample::Hints;
use crate::openapi::schema::Undeclared;

/// From how many values one is chosen that is likely to be nobody's.
const CHOICE: u64 = 12;

/// A contract, and what is known of its operations; each is looked at when it is first asked for.
pub(super) struct Scale<'a> {
    pub(super) contract: &'a Contract,
    /// Where the document's paths begin.
    pub(super) base: Url,
    pub(super) resources: Resources,
    options: Options,
    hints: Hints,
    grounds: Vec<OnceCell<Ground>>,
    /// How many values were made up.
    made: Cell<u64>,
}

impl<'a> Scale<'a> {
    pub(super) fn new(contract: &'a Contract, base: Url) -> Self {
        let prefix = Some(base.path().trim_end_matches('/').to_owned());
        Self {
            contract,
            base,
            resources: Resources::read(&contract.api),
            options: Options { undeclared: Undeclared::Allow, prefix, values: true, ..Options::default() },
            hints: hints(contract),
            grounds: contract.api.operations.iter().map(|_| OnceCell::new()).collect(),
            made: Cell::new(0),
        }
    }

    pub(super) const fn api(&self) -> &'a Api {
        &self.contract.api
    }

    pub(super) fn operation(&self, index: usize) -> &'a Operation {
        &self.contract.api.operations[index]
    }

    pub(super) fn ground(&self, index: usize) -> &Ground {
        self.grounds[index].get_or_init(|| Ground::new(self.contract, index, &self.hints))
    }

    /// The plainest request of an operation.
    pub(super) fn plain(&self, index: usize) -> Result<Draft, String> {
        let method = &self.operation(index).method;
        if *method == Method::TRACE || *method == Method::CONNECT {
            return Err("no client sends this method".into());
        }
        let mut draft = self.ground(index).plain.clone()?;
        // A suite sends none (RFC 9110, section 9.3.1).
        if *method == Method::GET || *method == Method::HEAD {
            draft.body = Payload::Nothing;
        }
        Ok(draft)
    }

    pub(super) fn request(&self, draft: &Draft) -> Option<Request> {
        encode(self.api(), draft, &self.base, &Credentials::default()).ok()
    }

    fn judge(&self, draft: &Draft) -> Option<Verdict> {
        let verdict = self.contract.judge(&self.request(draft)?, None, &self.options);
        let own = verdict.touched.as_ref().is_some_and(|touched| touched.operation == draft.operation);
        own.then_some(verdict)
    }

    /// What a request would use; none where the contract refuses it.
    pub(super) fn uses(&self, draft: &Draft) -> Option<BTreeSet<Item>> {
        let verdict = self.judge(draft).filter(Verdict::holds)?;
        let touched = verdict.touched?;
        let operation = touched.operation;
        let mut used = BTreeSet::from([Item::Operation(operation)]);
        used.extend(touched.parameters.iter().map(|index| Item::Parameter(operation, *index)));
        used.extend(touched.request_media.map(|index| Item::RequestMedia(operation, index)));
        used.extend(touched.values.into_iter().map(|(at, index)| Item::EnumValue(at, index)));
        Some(used)
    }

    /// Whether the contract refuses a request of its operation for this kind of reason, and for no other.
    pub(super) fn refuses(&self, draft: &Draft, kind: Kind) -> bool {
        self.judge(draft).is_some_and(|verdict| {
            let mut errors = verdict.breaches.iter().filter(|breach| breach.level == Level::Error).peekable();
            errors.peek().is_some() && errors.all(|breach| breach.kind == kind)
        })
    }

    /// A value of a parameter that the contract allows and that is likely to be nobody's; another one each time.
    pub(super) fn fresh(&self, operation: usize, parameter: usize) -> Option<Value> {
        self.made.set(self.made.get() + 1);
        let seed = mix(self.made.get(), operation as u64);
        let shape = &self.operation(operation).parameters[parameter];
        let shown = of_parameter(&self.contract.document, shape);
        let is_shown = |value: &Value| shape.examples.contains(value) || shown.as_ref() == Some(value);
        let plain = self.plain(operation).ok()?;
        let sampler = self.ground(operation).samplers[parameter].as_ref()?;
        let values = (0..CHOICE).filter_map(|turn| sampler.valid(mix(seed, turn)).ok()).map(|value| {
            match value.as_str().map(str::parse::<uuid::Uuid>) {
                Some(Ok(_)) => Value::String(made_up(seed)),
                _ => value,
            }
        });
        let fitting = values.filter(|value| {
            let is_plain = value.as_str().is_none_or(|text| text.bytes().all(|byte| byte.is_ascii_graphic()));
            is_plain && !is_shown(value) && self.uses(&plain.clone().with(parameter, Some(value.clone()))).is_some()
        });
        // Ids of one digit are often somebody's.
        fitting.max_by_key(|value| value.to_string().len().min(40))
    }
}
