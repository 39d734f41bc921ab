//! Proves a claim before it is told: seen again by itself, made small, and made into a case for a suite.

use super::api::{Found, Sent};
use super::draft::Draft;
use super::engine::Engine;
use super::judge::{Key, claims};
use super::meant::Meant;
use super::oracle::TABLE;
use super::oracle::api::{Claim, Judge};
use super::paste;
use super::shrink::{difference, smaller};
use super::story::Story;
use super::tale::Tale;

/// How many requests are tried to make one finding smaller.
const TRIES: usize = 80;

/// What became of a claim.
pub(super) enum Proof {
    /// It holds; with the key under which it is known now.
    Holds(Box<Found>, Key),
    /// It did not show again.
    Vanished,
    /// It is no proof of anything: the reason.
    Unproved(String),
}

/// Proves a claim that a story brought up.
pub(super) async fn prove(engine: &Engine<'_>, story: &Story, key: &Key, seed: u64) -> Proof {
    let Story::Probe { draft, meant, settled } = story else {
        let Some((tale, claim)) = again(engine, story, key, seed).await else { return Proof::Vanished };
        // What one exchange shows needs no chain.
        if is_of_one(key.oracle) {
            let draft = tale.steps[claim.step].draft.clone();
            let alone = Story::Probe { draft, meant: Meant::Nothing, settled: None };
            let proof = Box::pin(prove(engine, &alone, key, seed)).await;
            if matches!(proof, Proof::Holds(..)) || key.oracle == "positive-refused" {
                return proof;
            }
        }
        return Proof::Holds(Box::new(found(engine, &tale, &claim, String::new())), key.clone());
    };
    let plain = engine.grounds[draft.operation].plain.as_ref().ok();
    // By itself: with things of its own instead of those that happened to be there.
    let alone = Story::Probe { draft: bare(engine, draft, meant, plain), meant: meant.clone(), settled: None };
    let seen = again(engine, &alone, key, seed).await;
    let Some((tale, claim)) = seen else {
        // A refusal of what only happens to be there proves nothing.
        if key.oracle == "positive-refused" {
            return Proof::Vanished;
        }
        let same = Story::Probe { draft: draft.clone(), meant: meant.clone(), settled: settled.or(Some(true)) };
        return match again(engine, &same, key, seed).await {
            Some((tale, claim)) => Proof::Holds(Box::new(found(engine, &tale, &claim, String::new())), key.clone()),
            None => Proof::Vanished,
        };
    };
    if key.oracle == "positive-refused"
        && let Err(why) = accepted(engine, plain, seed).await
    {
        return Proof::Unproved(why);
    }
    let Story::Probe { draft, .. } = &alone else { return Proof::Vanished };
    let (draft, tale, claim) = shrink(engine, draft.clone(), meant, tale, claim, key, seed).await;
    let part = plain.map(|plain| difference(&draft, plain, &engine.contract.api)).unwrap_or_default();
    let mut key = key.clone();
    // The same part, smaller, may have been found before by another way.
    if claim.field.is_empty() {
        key.cause.clone_from(&part);
    }
    Proof::Holds(Box::new(found(engine, &tale, &claim, part)), key)
}

/// Whether an oracle judges each exchange by itself.
fn is_of_one(oracle: &str) -> bool {
    TABLE.iter().any(|row| row.id == oracle && matches!(row.judge, Judge::Exchange(_)))
}

/// Plain values again where ids were put in.
fn bare(engine: &Engine<'_>, draft: &Draft, meant: &Meant, plain: Option<&Draft>) -> Draft {
    let mut bare = draft.clone();
    let Some(plain) = plain else { return bare };
    for (index, provider) in engine.resources.providers[draft.operation].iter().enumerate() {
        if provider.is_some()
            && !meant.is_parameter(index)
            && bare.parameters[index].is_some()
            && plain.parameters[index].is_some()
        {
            bare.parameters[index].clone_from(&plain.parameters[index]);
        }
    }
    bare
}

/// Tells a story again, and looks for the same claim.
async fn again(engine: &Engine<'_>, story: &Story, key: &Key, seed: u64) -> Option<(Tale, Claim)> {
    let tale = story.tell(engine, seed).await;
    let mut all = claims(engine, engine.options, &tale).into_iter();
    let (_, claim) = all.find(|(other, _)| {
        let same = other.oracle == key.oracle && other.operation == key.operation && other.status == key.status;
        same && (other.cause == key.cause || story.is_chain())
    })?;
    Some((tale, claim))
}

/// Whether the plain request is taken at all; without that, a refusal proves nothing.
async fn accepted(engine: &Engine<'_>, plain: Option<&Draft>, seed: u64) -> Result<(), String> {
    let Some(plain) = plain else { return Err("no plain request can be made".into()) };
    for turn in 0..3_u64 {
        let mut draft = plain.clone();
        if turn > 0 {
            let shape = plain.of(&engine.contract.api);
            let seed = super::ground::mix(seed, turn);
            draft = engine.grounds[plain.operation].random(shape, seed).unwrap_or(draft);
        }
        let story = Story::Probe { draft, meant: Meant::Nothing, settled: None };
        let tale = story.tell(engine, seed).await;
        if tale.probed().is_some_and(super::tale::Told::succeeded) {
            return Ok(());
        }
    }
    let name = plain.of(&engine.contract.api).name();
    Err(format!("{name}: no request that the contract allows was taken; examples in the document would help"))
}

async fn shrink(
    engine: &Engine<'_>,
    draft: Draft,
    meant: &Meant,
    tale: Tale,
    claim: Claim,
    key: &Key,
    seed: u64,
) -> (Draft, Tale, Claim) {
    let plain = engine.grounds[draft.operation].plain.as_ref().ok();
    let mut best = (draft, tale, claim);
    let mut tries = TRIES;
    'smaller: loop {
        for draft in smaller(&best.0, plain) {
            if tries == 0 || !engine.goes_on() {
                return best;
            }
            // An id that was meant must not be put right by what follows.
            let story = Story::Probe { draft: draft.clone(), meant: meant.clone(), settled: None };
            if !same_side(engine, &draft, &best.1) {
                continue;
            }
            tries -= 1;
            if let Some((tale, claim)) = again(engine, &story, key, seed ^ tries as u64).await {
                best = (draft, tale, claim);
                continue 'smaller;
            }
        }
        return best;
    }
}

/// Whether the contract says the same of a smaller request, as it would be sent: refused for the same cause, or allowed.
fn same_side(engine: &Engine<'_>, draft: &Draft, tale: &Tale) -> bool {
    let Some(told) = tale.probed() else { return false };
    let Ok(request) = super::encode::encode(&engine.contract.api, draft, &engine.base, &engine.options.credentials)
    else {
        return false;
    };
    let (judged, _) = engine.law.judge(draft, &request, None, false);
    match told.judged.request.first() {
        None => judged.request.is_empty(),
        Some(known) => judged.request.iter().any(|wrong| wrong.kind == known.kind && wrong.keyword == known.keyword),
    }
}

fn found(engine: &Engine<'_>, tale: &Tale, claim: &Claim, part: String) -> Found {
    let api = &engine.contract.api;
    let told = &tale.steps[claim.step];
    let operation = told.draft.of(api);
    let at = claim.at.clone().unwrap_or_else(|| operation.at.clone());
    let document = &engine.contract.document;
    let exists = document.get(&at).is_some();
    let place = if exists { document.key_place(&at) } else { document.key_place(&operation.at) };
    let exchanges = tale.steps[..=claim.step].iter();
    let method = told.draft.method.as_ref();
    Found {
        oracle: claim.oracle,
        operation: method.map_or_else(|| operation.name(), |method| format!("{method} {}", operation.path)),
        field: if claim.field.is_empty() { part } else { claim.field.clone() },
        keyword: claim.keyword.clone(),
        expected: claim.expected.clone(),
        got: claim.got.clone(),
        place: Some(place),
        exchanges: exchanges.map(|told| Sent { role: told.role.name(), exchange: told.exchange.clone() }).collect(),
        shows: claim.step,
        seen: 1,
        case: paste::case(engine, tale, claim),
    }
}
