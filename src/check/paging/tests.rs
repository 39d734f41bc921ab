//! What `paging` takes, refuses and finds.

use serde_json::{Value, json};

use super::*;
use crate::check::fixture::{compile as made, exchange, failed, judge, lines, scope, seen, tell};
use crate::model::exchange::{Exchange, FailureKind};
use crate::model::finding::Judgement;

const ALL: &str =
    "{items: people, key: id, next: {json: next_page_url}, total: total, pages: pages, page: page, size: per_page}";

/// Pages of `/people` as a right service answers them, two items each.
fn pages(ids: &[&[&str]]) -> Vec<Value> {
    let total: usize = ids.iter().map(|ids| ids.len()).sum();
    let pages = total.div_ceil(2);
    let page = |(at, ids): (usize, &&[&str])| {
        let people: Vec<_> = ids.iter().map(|id| json!({"id": id})).collect();
        let next = (at + 1 < pages).then(|| format!("/people?page={}", at + 2));
        json!({
            "people": people, "page": at + 1, "per_page": 2, "total": total, "pages": pages, "next_page_url": next
        })
    };
    ids.iter().enumerate().map(page).collect()
}

fn walked(pages: &[Value]) -> Vec<Exchange> {
    let address = |at: usize| format!("https://t.test/people?page={}", at + 1);
    pages.iter().enumerate().map(|(at, page)| exchange(&address(at), 200, &[], &page.to_string())).collect()
}

fn found(text: &str, pages: &[Value]) -> Vec<String> {
    tell(&KIND, text, &seen(walked(pages)))
}

fn three() -> Vec<Value> {
    pages(&[&["a", "b"], &["c", "d"], &["e"]])
}

#[test]
fn a_right_walk_holds_and_everything_is_counted() {
    let judged: Judgement = judge(&KIND, ALL, &seen(walked(&three())));
    assert_eq!(lines(&judged), [""; 0]);
    assert!(judged.asserted >= 3 * 7 + 5, "{}", judged.asserted);
    assert_eq!(found("{items: people, next: {json: next_page_url}}", &three()), [""; 0]);
    let walk = made(&KIND, ALL).unwrap().demands().pages.unwrap();
    assert_eq!((walk.most, matches!(walk.next, NextPage::Json(_))), (100, true));
}

#[test]
fn a_duplicate_names_its_key_and_both_pages() {
    let repeated = pages(&[&["a", "b"], &["b", "c"], &["d"]]);
    assert_eq!(
        found(ALL, &repeated),
        ["$.people[0].id (page 2): expected a key that no other item has, got \"b\" as on page 1 ($.people[1])"]
    );
    let mut within = three();
    within[0]["people"][1]["id"] = json!("a");
    assert_eq!(found(ALL, &within).len(), 1);
    let mut keyless = three();
    keyless[2]["people"][0] = json!({"idd": 1});
    assert_eq!(found(ALL, &keyless), ["$.people[0].id (page 3): expected a key: id, got `$` has no `id`, but `idd`"]);
    let mut strange = three();
    strange[0]["people"][0]["id"] = json!([1]);
    assert_eq!(found(ALL, &strange), ["$.people[0].id (page 1): expected a key, got a list of 1"]);
}

#[test]
fn of_alternative_keys_the_first_that_is_there_counts() {
    let text = "{items: people, key: [orcid, id], next: {json: next_page_url}}";
    let mut mixed = three();
    // The same text under two keys is not the same key, and null is none.
    mixed[0]["people"][0] = json!({"orcid": "b", "id": "z"});
    mixed[1]["people"][0] = json!({"orcid": null, "id": "z"});
    assert_eq!(found(text, &mixed), [""; 0]);
    mixed[2]["people"][0] = json!({"orcid": "b", "id": "y"});
    assert_eq!(found(text, &mixed).len(), 1);
    mixed[2]["people"][0] = json!({});
    assert!(found(text, &mixed)[0].contains("orcid or id"));
}

#[test]
fn many_duplicates_are_told_in_short() {
    let ids: Vec<String> = (0..40).map(|_| "x".to_owned()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut page = pages(&[&ids]);
    page[0]["next_page_url"] = Value::Null;
    let judged = judge(&KIND, "{items: people, key: id, next: {json: next_page_url}}", &seen(walked(&page)));
    let keys = judged.findings.iter().filter(|finding| finding.field.contains(".id ")).count();
    assert_eq!(keys, 5);
    assert!(judged.findings.iter().any(|finding| finding.note.as_deref() == Some("and 34 items more")));
}

#[test]
fn totals_and_counts_of_pages_are_held_to_what_was_seen() {
    let set = |page: usize, key: &str, value: Value| {
        let mut pages = three();
        pages[page][key] = value;
        found(ALL, &pages)
    };
    assert_eq!(set(1, "total", json!(6)), ["$.total (page 2): expected 5 as on page 1, got 6"]);
    assert_eq!(
        set(1, "total", json!("5")),
        ["$.total (page 2): expected a whole number, got \"5\" is no whole number"]
    );
    assert_eq!(set(1, "page", json!(1)), ["$.page (page 2): expected 2, got 1"]);
    assert_eq!(set(2, "pages", json!(4)), ["$.pages (page 3): expected 3 as on page 1, got 4"]);
    assert_eq!(set(0, "per_page", json!(3)), ["$.per_page (page 2): expected 3 as on page 1, got 2"]);
    let mut lost = three();
    lost[1]["people"].as_array_mut().unwrap().pop();
    assert_eq!(
        found(ALL, &lost),
        [
            "paging: $.total: expected 4, the items on 3 pages, got 5",
            "$.people (page 2): expected 2 items, got 1 items"
        ]
    );
    let mut claims = three();
    for page in &mut claims {
        page["pages"] = json!(4);
    }
    assert_eq!(
        found(ALL, &claims),
        [
            "paging: $.pages: expected 3, the pages that were walked, got 4",
            "paging: $.pages: expected 3: 5 items, 2 a page, got 4"
        ]
    );
}

#[test]
fn a_size_may_be_a_number_or_a_variable() {
    let text = |size: &str| format!("{{items: people, next: {{json: next_page_url}}, size: {size}}}");
    assert_eq!(found(&text("2"), &three()), [""; 0]);
    assert_eq!(found(&text("1"), &three()).len(), 2);
    let check = made(&KIND, &text("'${var.N}'")).unwrap();
    let judged = |n: Value| lines(&check.judge(&seen(walked(&three())), &scope(&[("N", n)], &[])));
    assert_eq!(judged(json!(2)), [""; 0]);
    assert_eq!(judged(json!("2")), [""; 0]);
    assert_eq!(judged(json!("two")).len(), 1);
}

#[test]
fn a_walk_that_does_not_end_is_a_finding() {
    let text = "{items: people, next: {json: next_page_url}, most: 3}";
    let mut endless = three();
    endless[2]["next_page_url"] = json!("/people?page=4");
    assert_eq!(
        found(text, &endless),
        [
            "$.next_page_url (page 3): expected the end, got https://t.test/people?page=4 after 3 pages, the most that are walked"
        ]
    );
    endless[2]["next_page_url"] = json!("/people?page=2");
    assert_eq!(
        found(text, &endless),
        [
            "$.next_page_url (page 3): expected a page that was not walked before, got https://t.test/people?page=2, which is page 2"
        ]
    );
    endless[2]["next_page_url"] = json!(7);
    assert_eq!(found(text, &endless).len(), 1);
    // The runner stopped although there was more: nothing is known of the rest.
    assert!(found("{items: people, next: {json: next_page_url}}", &three()[..2])[0].ends_with("(Unknown)"));
    let twice = walked(&three()[..1]).into_iter().chain(walked(&three()));
    assert!(tell(&KIND, text, &seen(twice))[0].contains("which is page 1"));
}

#[test]
fn broken_and_empty_pages_are_named() {
    let mut exchanges = walked(&three());
    exchanges[1] = exchange("https://t.test/people?page=2", 500, &[], "");
    assert_eq!(tell(&KIND, ALL, &seen(exchanges)), ["status (page 2): expected 2xx, got 500"]);
    let mut exchanges = walked(&three());
    exchanges[2] = failed(FailureKind::Timeout);
    assert_eq!(tell(&KIND, ALL, &seen(exchanges)), ["page 3: expected an answer, got none came (timeout)"]);
    let mut exchanges = walked(&three());
    exchanges[1] = exchange("https://t.test/people?page=2", 200, &[], "<html>");
    assert!(tell(&KIND, ALL, &seen(exchanges))[0].starts_with("body (page 2): expected JSON"));
    let mut renamed = three();
    renamed[2]["people"] = json!({"0": {}});
    assert_eq!(found(ALL, &renamed), ["$.people (page 3): expected a list, got an object"]);
    renamed[2].as_object_mut().unwrap().remove("people");
    assert!(found(ALL, &renamed)[0].starts_with("$.people (page 3): expected a list, got `$` has no `people`"));
    let mut empty = three();
    empty[2]["people"] = json!([]);
    let found = found("{items: people, next: {json: next_page_url}}", &empty);
    assert_eq!(found, ["$.next_page_url (page 2): expected the end, got https://t.test/people?page=3, an empty page"]);
    let mut hollow = three();
    hollow[1]["people"] = json!([]);
    let found = |text: &str| tell(&KIND, text, &seen(walked(&hollow)))[0].clone();
    assert_eq!(found(ALL), "$.people (page 2): expected at least one item, got an empty page");
    assert_eq!(tell(&KIND, ALL, &seen([])).len(), 1);
}

#[test]
fn an_empty_collection_has_to_say_that_it_is_empty() {
    let page = |next: &str, rest: &str| {
        let body = format!("{{\"people\": []{next}{rest}}}");
        vec![serde_json::from_str::<Value>(&body).unwrap()]
    };
    let bare = "{items: people, key: id, next: {json: next_page_url}}";
    assert_eq!(found(bare, &page(r#","next_page_url":null"#, "")), [""; 0]);
    assert_eq!(found(bare, &page("", "")).len(), 1);
    assert_eq!(found("{items: people, next: {json: n}, total: total}", &page("", r#","total":0"#)), [""; 0]);
    assert_eq!(found("{items: people, next: {json: n}, total: total}", &page("", r#","total":3"#)).len(), 1);
    for pages in [0, 1] {
        let rest = format!(r#","total":0,"pages":{pages},"page":1,"per_page":2"#);
        assert_eq!(found(ALL, &page(r#","next_page_url":null"#, &rest)), [""; 0]);
    }
}

#[test]
fn one_page_with_a_mistyped_next_proves_nothing() {
    let one = pages(&[&["a", "b"]]);
    assert_eq!(found("{items: people, next: {json: next_page_url}}", &one), [""; 0]);
    let typo = found("{items: people, next: {json: next_page_ulr}}", &one);
    assert_eq!(
        typo,
        ["$.next_page_ulr (page 1): expected a null, a total, a number of pages or a short page, \
          got one page, and nothing that says there is no other (Unknown)"]
    );
    assert_eq!(found("{items: people, next: {json: next_page_ulr}, total: total}", &one), [""; 0]);
    assert_eq!(found("{items: people, next: link, size: 3}", &one), [""; 0]);
    assert_eq!(found("{items: people, next: link, size: 2}", &one).len(), 1);
}

#[test]
fn other_ways_to_the_next_page() {
    let plain: Vec<Value> = three().into_iter().map(|page| page["people"].clone()).collect();
    let mut linked = walked(&plain);
    for (at, page) in linked.iter_mut().enumerate().take(2) {
        *page = exchange(
            page.request.url.as_str(),
            200,
            &[("link", &format!("<?page={}>; rel=\"next\"", at + 2))],
            &plain[at].to_string(),
        );
    }
    assert_eq!(tell(&KIND, "{items: $, key: id, next: link}", &seen(linked)), [""; 0]);
    let text = "{items: people, key: id, next: {parameter: page, last: pages}}";
    assert_eq!(found(text, &three()), [""; 0]);
    assert!(found(text, &three()[..2])[0].starts_with("$.pages (page 2): expected the end"));
    let edges: Vec<Value> = three()
        .into_iter()
        .map(|page| json!({"edges": page["people"].as_array().unwrap().iter().map(|p| json!({"node": p})).collect::<Vec<_>>(), "pages": 3}))
        .collect();
    assert_eq!(found("{items: 'edges[*].node', key: id, next: {parameter: page, last: pages}}", &edges), [""; 0]);
}

#[test]
fn what_cannot_be_walked_is_refused() {
    for (text, what) in [
        ("{items: people}", "missing-key"),
        ("{next: link}", "missing-key"),
        ("{items: people, next: lnk}", "wrong-word"),
        ("{items: people, next: {json: a, parameter: b}}", "wrong-type this is no way"),
        ("{items: people, next: {parameter: page}}", "wrong-type this is no way"),
        ("{items: 'a b', next: link}", "wrong-path"),
        ("{items: people, next: link, key: 'a[*]'}", "wrong-path this path can select more"),
        ("{items: people, next: link, most: 1}", "out-of-range"),
        ("{items: people, next: link, size: 0}", "out-of-range"),
        ("{items: people, next: link, most: '${var.N}'}", "needs-literal"),
        ("{items: '${var.N}', next: link}", "needs-literal"),
        ("{items: people, next: '${var.N}'}", "needs-literal"),
        ("{items: people, next: link, ttal: total}", "unknown-key"),
        ("true", "wrong-type"),
    ] {
        let complaints = made(&KIND, text).map(|_| ()).unwrap_err();
        assert!(complaints[0].starts_with(what), "{text}: {complaints:?}");
    }
    assert_eq!(made(&KIND, "{items: 'a b', next: {json: 'c d'}, key: 'e f'}").map(|_| ()).unwrap_err().len(), 3);
}

#[test]
fn a_walk_that_went_astray_is_the_one_finding() {
    let astray = |page: usize, next: &str| {
        let mut pages = three();
        pages[page]["next_page_url"] = json!(next);
        pages.truncate(page + 1);
        found(ALL, &pages)
    };
    assert_eq!(
        astray(1, "/people?page=1"),
        [
            "$.next_page_url (page 2): expected a page that was not walked before, got https://t.test/people?page=1, which is page 1"
        ]
    );
    assert_eq!(
        astray(0, "https://elsewhere.test/people?page=2"),
        [
            "$.next_page_url (page 1): expected an address of the target's own origin, got https://elsewhere.test/people?page=2"
        ]
    );
}

#[test]
fn an_empty_page_is_one_too_many_or_a_hole() {
    let mut endless = three();
    endless[2]["next_page_url"] = json!("/people?page=4");
    endless.push(
        json!({"people": [], "page": 4, "per_page": 2, "total": 5, "pages": 3, "next_page_url": "/people?page=5"}),
    );
    assert_eq!(
        found(ALL, &endless),
        ["$.next_page_url (page 3): expected the end, got https://t.test/people?page=4, an empty page"]
    );
    let mut hole = three();
    hole.truncate(2);
    hole[1]["people"] = json!([]);
    assert_eq!(found(ALL, &hole), ["$.people (page 2): expected at least one item, got an empty page"]);
}

#[test]
fn a_page_by_itself_is_held_to_its_own_numbers() {
    let alone = "{items: people, next: none, total: total, pages: pages, page: page, size: per_page}";
    assert!(made(&KIND, alone).unwrap().demands().pages.is_none());
    let page = |key: &str, value: Value| {
        let mut pages = three();
        pages.truncate(1);
        pages[0][key] = value;
        found(alone, &pages)
    };
    assert_eq!(page("q", json!("")), [""; 0]);
    assert_eq!(page("pages", json!(2)), ["paging: $.pages: expected 3: 5 items, 2 a page, got 2"]);
    assert_eq!(page("people", json!([1, 2, 3])), ["$.people (page 1): expected at most 2 items, got 3 items"]);
    assert_eq!(page("page", json!(0)), ["$.page (page 1): expected 1, got 0"]);
    assert_eq!(page("people", json!([])), ["$.people: expected 2 of 5 items, got 0 items"]);
    assert_eq!(page("people", json!([1])), ["$.people: expected 2 of 5 items, got 1 items"]);
    let total = |people: Value, total: u64| {
        found("{items: people, next: none, total: total}", &[json!({"people": people, "total": total})])
    };
    assert_eq!((total(json!([1]), 5), total(json!([]), 0)), (Vec::new(), Vec::new()));
    assert_eq!(total(json!([]), 5), ["$.people: expected some of 5 items, got 0 items"]);
    assert_eq!(total(json!([1, 2]), 1), ["$.people: expected some of 1 items, got 2 items"]);
}
