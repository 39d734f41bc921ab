//! People: 23 of them, in pages, their names now a string and now one string a language.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use super::super::wire::{Answer, Request, Switch, remove};
use super::page::Page;
use super::refusal;

const COUNT: u64 = 23;
const SORTS: [&str; 3] = ["last_fetched_at", "name", "publication_count"];

/// The page that a suite reads for its shape, and the page that it walks by: faults keep to the one or the other.
const SHAPE: usize = 2;
const WALK: usize = 5;

pub(super) fn one(orcid: &str) -> Answer {
    match everybody().into_iter().find(|person| person["orcid_id"] == orcid) {
        Some(person) => Answer::json(200, &person),
        None => refusal(404, "Person not found", "person_not_found"),
    }
}

pub(super) fn list(fault: &Switch, request: &Request, walked: &AtomicU64) -> Answer {
    let page = match bounds(fault, request) {
        Ok(page) => page,
        Err(refused) => return refused,
    };
    let query = request.query("q").unwrap_or_default();
    let found: Vec<Value> = everybody().into_iter().filter(|person| matches(person, query)).collect();
    let body = json!({
        "people": page.slice(&found),
        "page": page.number,
        "per_page": page.size,
        "total": found.len(),
        "pages": page.pages(found.len()),
        "q": query,
        "next_page_url": page.next(request, found.len()),
    });
    Answer::json(
        200,
        &match page.size {
            SHAPE => misshapen(fault, body, &page, &found),
            WALK => astray(fault, body, &page, &found, request, walked),
            _ => body,
        },
    )
}

/// Whether a search by name or ORCID iD finds a person.
fn matches(person: &Value, query: &str) -> bool {
    let searched = format!("{} {}", person["name"], person["orcid_id"]);
    searched.to_lowercase().contains(&query.to_lowercase())
}

fn bounds(fault: &Switch, request: &Request) -> Result<Page, Answer> {
    Page::of(request, &SORTS).or_else(|wrong| {
        let asked = |name: &str| request.query(name).and_then(|text| text.parse::<usize>().ok());
        let sorted = request.query("sort").is_some_and(|sort| !SORTS.contains(&sort));
        let number = asked("page").unwrap_or(1).max(1);
        let size = asked("per_page").unwrap_or(20).clamp(1, 100);
        match fault.on() {
            "bounds-clamp" if asked("per_page").is_some_and(|size| size > 100) => Ok(Page { number, size }),
            "bounds-page-zero" if asked("page") == Some(0) => Ok(Page { number, size }),
            "bounds-sort-ignored" if sorted => Ok(Page { number, size }),
            "bounds-sort-500" if sorted => Err(Answer::trace()),
            "bounds-no-code" => Err(Answer::json(400, &json!({ "error": wrong }))),
            _ => Err(refusal(400, wrong, "invalid_query")),
        }
    })
}

/// What may be wrong with the shape of a page.
fn misshapen(fault: &Switch, mut body: Value, page: &Page, found: &[Value]) -> Value {
    match fault.on() {
        "people-double-wrapped" => {
            let people = body["people"].take();
            body["people"] = json!({ "people": people });
        }
        "people-one-too-many" => {
            body["people"] = page_of(found, (page.number - 1).saturating_mul(SHAPE), SHAPE + 1);
        }
        "people-per-page-string" => body["per_page"] = json!(page.size.to_string()),
        "people-page-zero-based" => body["page"] = json!(page.number - 1),
        "people-pages-floor" => body["pages"] = json!(found.len() / page.size),
        "people-q-missing" => remove(&mut body, "q"),
        "people-total-missing" => remove(&mut body, "total"),
        _ => {}
    }
    let Some(people) = body["people"].as_array_mut() else {
        return body;
    };
    if let Some(first) = people.first_mut()
        && fault.is("people-orcid-url")
    {
        first["orcid_id"] = json!(format!("https://orcid.org/{}", first["orcid_id"].as_str().unwrap_or_default()));
    }
    if let Some(last) = people.last_mut() {
        match fault.on() {
            "people-orcid-missing" => remove(last, "orcid_id"),
            "people-name-number" => last["name"] = json!(42),
            _ => {}
        }
    }
    body
}

/// What may lead a walk astray.
fn astray(
    fault: &Switch,
    mut body: Value,
    page: &Page,
    found: &[Value],
    request: &Request,
    walked: &AtomicU64,
) -> Value {
    let nth = walked.fetch_add(1, Ordering::Relaxed) + 1;
    let pages = page.pages(found.len());
    let start = (page.number - 1).saturating_mul(WALK);
    match fault.on() {
        "walk-total-differs" => body["total"] = json!(found.len() + 1),
        "walk-duplicate" if page.number == 2 && start < found.len() => {
            body["people"][0] = found[start - 1].clone();
        }
        "walk-off-by-one" if page.number > 1 => body["people"] = page_of(found, start + 1, WALK),
        "walk-repeats-page-one" if page.number == 2 => body["people"] = page_of(found, 0, WALK),
        "walk-last-page-lost" => {
            body["pages"] = json!(pages.saturating_sub(1));
            if page.number + 1 >= pages {
                body["next_page_url"] = Value::Null;
            }
            if page.number >= pages {
                body["people"] = json!([]);
            }
        }
        "walk-every-third-empty" if nth.is_multiple_of(3) => body["people"] = json!([]),
        "walk-next-not-null" if page.number >= pages => {
            body["next_page_url"] = page.link(request, page.number.saturating_add(1));
        }
        "walk-next-page-one" if page.number == 2 => body["next_page_url"] = page.link(request, 1),
        "walk-next-foreign" if page.number < pages => {
            let path = body["next_page_url"].as_str().unwrap_or_default();
            body["next_page_url"] = json!(format!("https://elsewhere.example.test{path}"));
        }
        _ => {}
    }
    body
}

fn page_of(found: &[Value], start: usize, size: usize) -> Value {
    found.iter().skip(start).take(size).cloned().collect()
}

fn everybody() -> Vec<Value> {
    (0..COUNT).map(person).collect()
}

fn person(nth: u64) -> Value {
    let names = ["João Silva", "Ana Conceição", "Maria do Céu", "Rui Araújo", "Inês Magalhães"];
    let name = format!("{} {}", names[usize::try_from(nth).unwrap_or_default() % names.len()], nth + 1);
    // The documented union: a string, or one string a language.
    let name = if nth % 3 == 1 { json!(name) } else { json!({ "en": name, "pt": name }) };
    json!({
        "orcid_id": orcid(nth),
        "name": name,
        "biography": { "en": "Researcher in artificial intelligence", "pt": null },
        "last_fetched_at": 1_760_000_000 - nth * 60,
        "sync_status": "complete",
        "publication_count": 1 + nth % 7,
    })
}

/// An ORCID iD with its check digit (ISO 7064, MOD 11-2), which may be X.
fn orcid(nth: u64) -> String {
    let digits = format!("{:015}", 218_250_000 + nth);
    let total = digits.bytes().fold(0, |total, digit| (total + u64::from(digit - b'0')) * 2);
    let check = match (12 - total % 11) % 11 {
        10 => "X".to_owned(),
        digit => digit.to_string(),
    };
    format!("{}-{}-{}-{}{check}", &digits[..4], &digits[4..8], &digits[8..12], &digits[12..])
}
