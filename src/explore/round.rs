//! One batch of tales, told side by side, and what is learnt of them in the order in which they were made.

use std::collections::BTreeMap;

use futures_util::stream::{self, StreamExt as _};
use serde_json::Value;

use super::api::Options;
use super::draft::Caller;
use super::engine::{Engine, found_id};
use super::ground::mix;
use super::judge::{Key, claims};
use super::meant::{Pool, settle_from};
use super::resource::How;
use super::story::Story;
use super::tale::{Role, Tale};
use super::thing::id_names;
use crate::openapi::sample::Hints;

/// How many ids of one kind are known at once.
const KNOWN: usize = 16;
/// How many answers of one operation constants are learnt from.
const LESSONS: u64 = 60;
/// Bodies beyond this teach nothing.
const LONGEST: usize = 32 * 1024;

/// What one tale brought.
struct Brought {
    index: usize,
    keys: Vec<Key>,
    ids: Vec<(usize, Value)>,
    answers: Vec<(usize, Value)>,
    words: Vec<String>,
}

/// What is known so far.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Ids, by the operation that gives them.
    pub(super) pool: Pool,
    /// Constants.
    pub(super) hints: Hints,
    /// How many answers of each operation were learnt from.
    lessons: BTreeMap<usize, u64>,
    /// Whether there is anything new since this was last asked.
    pub(super) is_new: bool,
}

impl Known {
    /// Nothing but constants of the document.
    pub(super) fn new(hints: Hints) -> Self {
        Self { hints, ..Self::default() }
    }
}

/// A claim of a batch: its key, the story, and its seed.
pub(super) type Claimed = (Key, Story, u64);

/// Tells all of a batch, so many at once, and gives what the oracles said.
pub(super) async fn tell(
    engine: &Engine<'_>,
    jobs: usize,
    batch: Vec<Story>,
    number: u64,
    known: &mut Known,
    progress: &mut (dyn FnMut() + Send),
) -> Vec<Claimed> {
    let options = engine.options;
    let mut batch = batch;
    for (index, story) in batch.iter_mut().enumerate() {
        if let Story::Probe { draft, meant, settled } = story {
            let deletes = draft.method(&engine.contract.api) == http::Method::DELETE;
            let mut other = draft.clone();
            // What a DELETE takes away must not be what others ask for.
            if let Some(grounded) =
                settle_from(engine, &mut other, meant, &known.pool, index as u64).filter(|_| !deletes)
            {
                *draft = other;
                *settled = Some(grounded);
            }
        }
    }
    let seed = |index: usize| mix(mix(options.seed, number), index as u64);
    let count = engine.grounds.len();
    let taught = |operation| known.lessons.get(&operation).copied().unwrap_or(0);
    let teaches: Vec<bool> = (0..count).map(|operation| taught(operation) < LESSONS).collect();
    let teaches = &teaches;
    let (stories, seed) = (&batch, &seed);
    // By number: a future that is Send may not borrow by a closure that takes references of any lifetime.
    let tales = (0..stories.len()).map(|index| async move {
        if !engine.goes_on() {
            return None;
        }
        let tale = stories[index].tell(engine, seed(index)).await;
        Some(brought(engine, options, index, &tale, teaches))
    });
    let mut running = stream::iter(tales).buffer_unordered(jobs.max(1));
    let mut all = Vec::new();
    while let Some(one) = running.next().await {
        all.extend(one);
        progress();
    }
    drop(running);
    all.sort_by_key(|one| one.index);
    let mut claimed = Vec::new();
    for one in all {
        let story = &batch[one.index];
        claimed.extend(one.keys.into_iter().map(|key| (key, story.clone(), seed(one.index))));
        for (operation, id) in one.ids {
            let ids = known.pool.entry(operation).or_default();
            if !ids.contains(&id) {
                // The newest are the likeliest to be there still.
                if ids.len() >= KNOWN {
                    ids.remove(0);
                }
                ids.push(id);
            }
        }
        for (operation, answer) in one.answers {
            let lessons = known.lessons.entry(operation).or_default();
            if *lessons < LESSONS {
                *lessons += 1;
                known.is_new = true;
                known.hints.learn(&answer);
            }
        }
        for word in one.words {
            if known.hints.texts.len() < 60 {
                known.hints.describe(None, &word);
            }
        }
    }
    claimed
}

fn brought(engine: &Engine<'_>, options: &Options, index: usize, tale: &Tale, teaches: &[bool]) -> Brought {
    let keys = claims(engine, options, tale).into_iter().map(|(key, _)| key).collect();
    let mut one = Brought { index, keys, ids: Vec::new(), answers: Vec::new(), words: Vec::new() };
    let api = &engine.contract.api;
    let deleted = tale.steps.iter().any(|told| told.draft.method(api) == http::Method::DELETE);
    for told in &tale.steps {
        let operation = told.draft.operation;
        if !told.succeeded() {
            let said = told
                .json()
                .and_then(|body| ["detail", "message", "error"].iter().find_map(|key| body.get(*key)?.as_str()));
            one.words.extend(said.filter(|text| text.len() < 300).map(str::to_owned));
            continue;
        }
        if told.draft.method.is_some() || told.draft.caller == Caller::Other {
            continue;
        }
        if let Some(resource) = engine.resources.made_by(operation).filter(|_| !deleted) {
            let names = id_names(&resource.parameter, &resource.singular);
            one.ids.extend(found_id(told, &names).map(|(_, id)| (operation, id)));
        }
        let lists = |provider: &super::resource::Provider| {
            provider.operation == operation && matches!(provider.how, How::Lists(_))
        };
        let wanted = engine.resources.providers.iter().flatten().flatten().find(|provider| lists(provider));
        if let Some(How::Lists(names)) = wanted.map(|provider| &provider.how) {
            let found = told.json().and_then(super::thing::items).map(|(_, items)| items.iter().take(4));
            let ids = found.into_iter().flatten().filter_map(|item| super::thing::id_of(item, names));
            one.ids.extend(ids.map(|(_, id)| (operation, id)));
        }
        let small = told.answer().is_some_and(|answer| answer.body.len() <= LONGEST);
        if small && told.role != Role::Prepare && teaches[operation] {
            one.answers.extend(told.json().map(|body| (operation, body.clone())));
        }
    }
    one
}
