//! What was made is there: POST makes, GET finds, PUT and PATCH change, DELETE removes.

use http::header::LOCATION;
use http::{HeaderValue, StatusCode};
use serde_json::{Map, Value};

use super::page::Page;
use super::refuse::Refusal;
use super::resource::{Resource, Role};
use super::store::Store;
use super::view::View;
use super::write::text;
use super::{Given, Provider, Ready, digest, fit, prepare};
use crate::mock::request::Request;
use crate::openapi::api::In;
use crate::openapi::conform::Route;
use crate::openapi::schema::Direction;

/// How many ids are tried before none is left.
const IDS: u64 = 256;

/// A request that is right, and what it is answered with.
pub(super) struct Asked<'a> {
    pub(super) route: &'a Route,
    pub(super) request: &'a Request,
    pub(super) status: StatusCode,
    pub(super) media: Option<usize>,
}

impl Provider {
    /// The answer from what was made; none where the operation is of no resource, or its answer holds none of it.
    pub(super) fn with_state(&self, asked: &Asked<'_>, store: &mut Store) -> Option<Given> {
        let number = asked.route.0;
        let (resource, role) = self.resources().of(number)?;
        let key = resource.key(asked.route);
        let id = resource.id(asked.route);
        let known = store.get(&key, &id).and_then(Value::as_object).cloned();
        match (role, known) {
            (Role::List, _) => self.list(asked, &key, store),
            (Role::Create, _) => self.create(asked, resource, &key, store),
            (Role::Read, Some(stored)) => self.show(asked, &stored, &key, &id),
            (Role::Replace, known) => {
                let mut stored = sent(asked.request)?;
                // What only the service gives outlives a replacement.
                for (name, value) in known.iter().flatten() {
                    if !stored.contains_key(name) && self.is_own(asked, name) {
                        stored.insert(name.clone(), value.clone());
                    }
                }
                if let Some(name) = self.id_name(resource) {
                    let typed = known.as_ref().and_then(|known| known.get(&name).cloned());
                    stored
                        .insert(name, typed.or_else(|| self.typed(resource, &id)).unwrap_or_else(|| id.clone().into()));
                }
                self.keep(asked, stored, &key, &id, store)
            }
            (Role::Change, Some(mut stored)) => {
                let patch = sent(asked.request)?;
                let own = self.id_name(resource);
                let kept = own.as_ref().and_then(|name| Some((name.clone(), stored.get(name)?.clone())));
                fit::merge(&mut stored, &patch);
                // An id stays what the path says.
                stored.extend(kept);
                let given = self.keep(asked, stored.clone(), &key, &id, store)?;
                // What was taken away and is demanded all the same is null where it may be, and no value of our own.
                let now = store.get(&key, &id).and_then(Value::as_object);
                let nulls: Vec<String> = patch
                    .iter()
                    .filter(|(name, value)| value.is_null() && Some(*name) != own.as_ref())
                    .filter(|(name, _)| now.is_some_and(|now| now.get(*name).is_some_and(|value| !value.is_null())))
                    .map(|(name, _)| name.clone())
                    .collect();
                if nulls.is_empty() {
                    return Some(given);
                }
                stored.extend(nulls.into_iter().map(|name| (name, Value::Null)));
                self.keep(asked, stored, &key, &id, store)
            }
            (Role::Remove, Some(stored)) => {
                let given = self.show(asked, &stored, &key, &id)?;
                store.remove(&key, &id);
                Some(given)
            }
            (Role::Read | Role::Change | Role::Remove, None) => {
                let detail = format!("there is no `{id}` in {key}: nothing made it");
                Some(self.refuse(number, Refusal::new(&[404, 410], "not found", detail).usual(), asked.request))
            }
        }
    }

    fn create(&self, asked: &Asked<'_>, resource: &Resource, key: &str, store: &mut Store) -> Option<Given> {
        let mut stored = sent(asked.request)?;
        let view = asked.media.and_then(|media| self.view(asked.route.0, asked.status, media));
        let name = view.as_ref().and_then(|view| view.id.clone()).or_else(|| self.id_name(resource));
        let own = name.as_ref().and_then(|name| stored.get(name)).map(text).filter(|id| self.is_id(resource, id));
        let id = match own {
            Some(id) if store.get(key, &id).is_some() => {
                let detail = format!("there is a `{id}` in {key} already");
                return Some(self.refuse(
                    asked.route.0,
                    Refusal::new(&[409, 422, 400], "taken", detail).usual(),
                    asked.request,
                ));
            }
            Some(id) => id,
            None => {
                let id = self.new_id(resource, key, view.as_deref(), name.as_deref(), &stored, store);
                let Some(id) = id else {
                    return Some(self.fault(asked.route.0, "no id was found that is valid and new"));
                };
                if let Some(name) = &name {
                    stored.insert(name.clone(), id.clone());
                }
                text(&id)
            }
        };
        let mut given = self.keep(asked, stored, key, &id, store)?;
        self.locate(asked, &id, &mut given);
        Some(given)
    }

    /// Stores an item, and answers with it; what the answer adds to it is stored as well.
    fn keep(
        &self,
        asked: &Asked<'_>,
        mut stored: Map<String, Value>,
        key: &str,
        id: &str,
        store: &mut Store,
    ) -> Option<Given> {
        let number = asked.route.0;
        let view = asked.media.and_then(|media| self.view(number, asked.status, media));
        let given = match (&view, asked.media) {
            (Some(view), Some(media)) => {
                let whole = fit::whole(view, &stored, seed(key, id))?;
                if let Some(Value::Object(item)) = view.item(&whole) {
                    for (name, value) in item {
                        stored.entry(name).or_insert(value);
                    }
                }
                self.carried(asked, media, &whole)?
            }
            _ => self.bare(asked)?,
        };
        store.put(key, id.to_owned(), Value::Object(stored));
        Some(given)
    }

    fn show(&self, asked: &Asked<'_>, stored: &Map<String, Value>, key: &str, id: &str) -> Option<Given> {
        let Some(media) = asked.media else { return self.bare(asked) };
        let view = self.view(asked.route.0, asked.status, media);
        // An answer that holds no item (`{deleted: true}`) is given as it is.
        match view.and_then(|view| fit::again(&view, stored, seed(key, id))) {
            Some(whole) => self.carried(asked, media, &whole),
            None => self.bare(asked),
        }
    }

    fn list(&self, asked: &Asked<'_>, key: &str, store: &Store) -> Option<Given> {
        let media = asked.media?;
        let view = self.view(asked.route.0, asked.status, media)?;
        let operation = self.operation(asked.route.0);
        let page = Page::of(&self.contract.document, operation, asked.request);
        let all = store.all(key);
        let total = all.len();
        let part: Vec<(&String, &Map<String, Value>)> = all
            .skip(page.from)
            .take(page.size.unwrap_or(usize::MAX))
            .filter_map(|(id, value)| Some((id, value.as_object()?)))
            .collect();
        let whole = view.frame(seed(key, "list"))?;
        let plain: Vec<Value> = part.iter().map(|(_, stored)| Value::Object((*stored).clone())).collect();
        let mut answer = view.seated(whole, plain);
        if !view.fits(&answer) {
            let items = part.iter().map(|(id, stored)| {
                let other = view.sample(seed(key, id)).filter(|whole| view.item(whole).is_some());
                fit::item(&view, other.as_ref().unwrap_or(whole), stored)
            });
            answer = view.seated(whole, items.collect::<Option<Vec<_>>>()?);
        }
        let answer = page.tell(answer, total, part.len(), &|whole| view.fits(whole));
        self.carried(asked, media, &answer)
    }

    fn carried(&self, asked: &Asked<'_>, media: usize, whole: &Value) -> Option<Given> {
        let prepared = self.prepared(asked.route.0, asked.status, Some(media));
        // Headers such as `ETag` are others for each state of what is given.
        let ready = prepared.carry(whole, digest(&[whole.to_string().as_bytes()])).ok()?;
        Some(Given::of(asked.route.0, asked.status, ready))
    }

    fn bare(&self, asked: &Asked<'_>) -> Option<Given> {
        let prepared = self.prepared(asked.route.0, asked.status, asked.media);
        let ready: Ready = match prepared.example() {
            Some(ready) => ready.clone(),
            None => prepared.generated(0).clone().ok()?,
        };
        Some(Given::of(asked.route.0, asked.status, ready))
    }

    fn is_own(&self, asked: &Asked<'_>, name: &str) -> bool {
        let view = asked.media.and_then(|media| self.view(asked.route.0, asked.status, media));
        view.is_some_and(|view| view.is_own(name))
    }

    /// `Location` (RFC 9110, section 10.2.2), where it is declared.
    fn locate(&self, asked: &Asked<'_>, id: &str, given: &mut Given) {
        let operation = self.operation(asked.route.0);
        let declared = operation.response(asked.status.as_u16());
        let Some(header) =
            declared.into_iter().flat_map(|one| &one.headers).find(|one| one.name.eq_ignore_ascii_case("location"))
        else {
            return;
        };
        let path = asked.request.path().trim_end_matches('/');
        let encoded: String =
            url::form_urlencoded::byte_serialize(id.as_bytes()).collect::<String>().replace('+', "%20");
        let whole = [format!("{path}/{encoded}"), format!("{}{path}/{encoded}", asked.request.origin())];
        for written in whole {
            let Ok(value) = HeaderValue::from_str(&written) else { continue };
            let schema = header.schema.as_ref();
            let judged = schema.map(|at| self.contract.schemas.bundled(at, Direction::Response));
            let fits = match judged {
                Some(Ok(bundle)) => bundle.is_valid(&Value::String(written)),
                Some(Err(_)) => false,
                None => true,
            };
            if fits {
                given.answer.headers.insert(LOCATION, value);
                return;
            }
        }
    }

    /// The property of an item that holds its id, as the operation that reads one shows it.
    fn id_name(&self, resource: &Resource) -> Option<String> {
        let operation = self.operation(resource.item);
        let status = operation.responses.iter().filter_map(|one| match one.status {
            crate::openapi::api::StatusKey::Code(code @ 200..300) => Some(code),
            _ => None,
        });
        let status = StatusCode::from_u16(status.min()?).ok()?;
        let content = &operation.response(status.as_u16())?.content;
        (0..content.len()).find_map(|media| self.view(resource.item, status, media)?.id.clone())
    }

    /// Whether a text may be an id by the parameter's schema.
    fn is_id(&self, resource: &Resource, id: &str) -> bool {
        // `/` would be another path, and dots would be taken out of it.
        !id.is_empty() && !id.contains('/') && id != "." && id != ".." && self.typed(resource, id).is_some()
    }

    /// An id as the parameter's schema takes it.
    fn typed(&self, resource: &Resource, id: &str) -> Option<Value> {
        let operation = self.operation(resource.item);
        let is = |one: &&crate::openapi::api::Parameter| one.location == In::Path && one.name == resource.parameter;
        let schema = operation.parameters.iter().find(is).and_then(|one| one.schema.as_ref());
        let Some(at) = schema else { return Some(id.into()) };
        let bundle = self.contract.schemas.bundled(at, Direction::Request).ok()?;
        let number = serde_json::from_str::<Value>(id).ok().filter(Value::is_number);
        number.into_iter().chain([Value::from(id)]).find(|value| bundle.is_valid(value))
    }

    /// An id that is new and valid: a number that counts where numbers are ids, else as the schemas make them.
    fn new_id(
        &self,
        resource: &Resource,
        key: &str,
        view: Option<&View>,
        name: Option<&str>,
        stored: &Map<String, Value>,
        store: &Store,
    ) -> Option<Value> {
        let made = store.made(key);
        let seed = seed(key, "new").wrapping_add(made.wrapping_mul(IDS)) ^ self.serving.seed;
        let operation = self.operation(resource.item);
        let is = |one: &&crate::openapi::api::Parameter| one.location == In::Path && one.name == resource.parameter;
        let at = operation.parameters.iter().find(is).and_then(|one| one.schema.as_ref());
        let sampler = at.and_then(|at| prepare::sampler(&self.contract, at, Direction::Request).ok());
        let is_new = |id: &Value| {
            let written = text(id);
            self.is_id(resource, &written) && store.get(key, &written).is_none()
        };
        let shown = |turn: u64| {
            let (view, name) = (view?, name?);
            view.item(&view.sample(seed.wrapping_add(turn))?)?.get(name).cloned()
        };
        let takes = |id: &Value| {
            let (Some(view), Some(name)) = (view, name) else { return true };
            let mut item = stored.clone();
            item.insert(name.to_owned(), id.clone());
            let whole = fit::whole(view, &item, seed);
            whole.and_then(|whole| view.item(&whole)).is_some_and(|item| item.get(name) == Some(id))
        };
        let mut counted = (1..=IDS).map(|turn| Value::from(made + turn)).filter(|id| is_new(id)).take(1);
        let likely = counted.find(takes);
        likely.or_else(|| (0..IDS).filter_map(shown).find(|id| is_new(id))).or_else(|| {
            (0..IDS).filter_map(|turn| sampler.as_ref()?.valid(seed.wrapping_add(turn)).ok()).find(|id| is_new(id))
        })
    }
}

/// What a request sends, as an object; an empty one where it sends nothing. None where it is none (a JSON Patch, say).
fn sent(request: &Request) -> Option<Map<String, Value>> {
    if request.body.is_empty() {
        return Some(Map::new());
    }
    if !request.form().is_empty() {
        return Some(request.form().clone());
    }
    request.json().ok()?.as_object().cloned()
}

fn seed(key: &str, id: &str) -> u64 {
    digest(&[key.as_bytes(), id.as_bytes()])
}
