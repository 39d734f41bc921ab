//! Publications and works, in lists and by DOI.

use serde_json::{Value, json};

use super::super::wire::{Answer, Request, Switch};
use super::page::Page;
use super::refusal;

const COUNT: u64 = 7;

pub(super) fn publications(request: &Request) -> Answer {
    list(
        request,
        "publications",
        &(0..COUNT).map(publication).collect::<Vec<_>>(),
        &["last_fetched_at", "publication_date", "cited_by_count"],
    )
}

pub(super) fn works(request: &Request) -> Answer {
    list(
        request,
        "works",
        &(0..COUNT).map(work).collect::<Vec<_>>(),
        &["created_at", "publication_date", "publication_year"],
    )
}

/// One publication by its DOI, which may come with its slash encoded and in any case.
pub(super) fn by_doi(fault: &Switch, request: &Request) -> Answer {
    let written = request.path.strip_prefix("/v1/doi/").unwrap_or_default().replace("%2F", "/").replace("%2f", "/");
    let encoded = request.path.to_lowercase().contains("%2f");
    match fault.on() {
        "doi-500" if encoded => return Answer::trace(),
        "doi-redirect" if encoded => {
            return Answer::redirect(&format!("/v1/doi/{written}"));
        }
        "doi-html" => return Answer::page(404, "404 Not Found"),
        _ => {}
    }
    let doi = written.to_lowercase();
    let Some(mut found) = (0..COUNT).map(publication).find(|one| one["doi"] == doi.as_str()) else {
        return refusal(404, "Publication not found", "publication_not_found");
    };
    if fault.is("doi-not-normalised") {
        found["doi"] = json!(written);
    }
    let answer = Answer::json(200, &found);
    if fault.is("doi-slow") { answer.slow() } else { answer }
}

fn list(request: &Request, key: &str, all: &[Value], sorts: &[&str]) -> Answer {
    match Page::of(request, sorts) {
        Ok(page) => Answer::json(
            200,
            &json!({
                key: page.slice(all),
                "page": page.number,
                "per_page": page.size,
                "total": all.len(),
                "pages": page.pages(all.len()),
                "next_page_url": page.next(request, all.len()),
            }),
        ),
        Err(wrong) => refusal(400, wrong, "invalid_query"),
    }
}

fn publication(nth: u64) -> Value {
    let doi = if nth == 0 { "10.1234/example".to_owned() } else { format!("10.1234/example.{nth}") };
    json!({
        "doi": doi,
        "title": { "en": format!("On hold points, part {}", nth + 1) },
        "doi_url": format!("https://doi.org/{doi}"),
        "publication_date": "2023-12-31",
        "publication_year": 2023,
        "publication_type": "journal-article",
        "cited_by_count": nth,
        "last_fetched_at": 1_760_000_000 - nth * 60,
    })
}

fn work(nth: u64) -> Value {
    json!({
        "id": format!("work_{:02}", nth + 1),
        "title": { "en": format!("A working paper, part {}", nth + 1) },
        "work_type": "working-paper",
        "publication_date": "2024-05-01",
        "publication_year": 2024,
        "created_at": 1_714_521_600 + nth,
    })
}
