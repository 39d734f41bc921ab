//! What is wrong with a walk over pages.

use std::collections::HashMap;

use serde_json::Value;
use url::Url;

use super::next::whole;
use super::{Paging, Size};
use crate::check::api::{Check, Demands, NextPage};
use crate::check::written::{self, Spot};
use crate::model::exchange::Exchange;
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::value::scope::Scope;

/// More duplicates than this tell nothing new.
const MOST_TOLD: usize = 5;

/// One page that can be judged.
struct Page<'s> {
    number: usize,
    exchange: &'s Exchange,
    body: &'s Value,
    items: Vec<(String, &'s Value)>,
}

impl Page<'_> {
    fn address(&self) -> Url {
        let mut url = self.exchange.request.url.clone();
        url.set_fragment(None);
        url
    }
}

impl Check for Paging {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        if seen.exchanges.is_empty() {
            return Judgement::fails(written::nothing_sent("paging", &self.place));
        }
        let mut out = Judgement::default();
        let mut pages = Vec::with_capacity(seen.exchanges.len());
        for (at, exchange) in seen.exchanges.iter().enumerate() {
            match self.page(at + 1, exchange) {
                Ok(page) => {
                    out.assert(None);
                    pages.push(page);
                }
                // What comes after a broken page says nothing about the collection.
                Err(finding) => {
                    out.assert(Some(*finding));
                    return out;
                }
            }
        }
        self.judge_way(&pages, &mut out);
        // A walk that went astray says nothing about the collection.
        if !out.findings.is_empty() {
            return out;
        }
        judge_empty(self, &pages, &mut out);
        let count = pages.iter().map(|page| page.items.len()).sum::<usize>();
        let total = self.judge_total(&pages, count, &mut out);
        let size = self.judge_size(&pages, scope, &mut out);
        self.judge_first(&pages, total, size, &mut out);
        self.judge_pages(&pages, total, size, &mut out);
        self.judge_page(&pages, &mut out);
        self.judge_keys(&pages, &mut out);
        self.judge_end(&pages, count, size, &mut out);
        out
    }

    fn demands(&self) -> Demands {
        self.walk()
    }
}

impl Paging {
    fn wrong(&self, field: impl Into<String>, expected: impl Into<String>, actual: impl Into<String>) -> Finding {
        Finding::wrong("paging", field, expected, actual).at(&self.place)
    }

    fn page<'s>(&self, number: usize, exchange: &'s Exchange) -> Result<Page<'s>, Box<Finding>> {
        let wrong = |field: String, expected: &str, actual: &str| Box::new(self.wrong(field, expected, actual));
        let answer = exchange.result.as_ref().map_err(|failure| {
            let weight = if failure.kind.is_unreachable() { Weight::Unknown } else { Weight::Wrong };
            let actual = format!("none came ({})", failure.kind.name());
            Box::new(self.wrong(format!("page {number}"), "an answer", actual).weighing(weight))
        })?;
        if !answer.status.is_success() {
            return Err(wrong(format!("status (page {number})"), "2xx", answer.status.as_str()));
        }
        let body = answer.json().map_err(|what| wrong(format!("body (page {number})"), "JSON", what))?;
        let path = &self.items.path;
        let no_list = |actual: String| {
            let field = format!("{} (page {number})", path.text());
            Err(Box::new(self.wrong(field, "a list", actual).at(&self.items.place)))
        };
        let selected = path.select(body);
        if !path.is_singular() {
            let items = selected.into_iter().map(|item| (item.location, item.value)).collect();
            return Ok(Page { number, exchange, body, items });
        }
        let Some(list) = selected.first() else {
            return no_list(path.dead_end(body));
        };
        let Value::Array(items) = list.value else {
            return no_list(excerpt(list.value));
        };
        let items = items.iter().enumerate().map(|(at, item)| (format!("{}[{at}]", list.location), item)).collect();
        Ok(Page { number, exchange, body, items })
    }

    /// The number that stands on every page, and is the same on each.
    fn same(&self, spot: &Spot, pages: &[Page<'_>], out: &mut Judgement) -> Option<u64> {
        let mut first = None;
        for page in pages {
            let field = format!("{} (page {})", spot.path.text(), page.number);
            match (whole(&spot.path.values(page.body)), first) {
                (Err(what), _) => {
                    out.assert(Some(self.wrong(field, "a whole number", what).at(&spot.place)));
                    return None;
                }
                (Ok(number), None) => {
                    out.assert(None);
                    first = Some(number);
                }
                (Ok(number), Some(before)) => {
                    let expected = format!("{before} as on page 1");
                    let finding = self.wrong(field, expected, number.to_string()).at(&spot.place);
                    out.assert((number != before).then_some(finding));
                    if number != before {
                        return None;
                    }
                }
            }
        }
        first
    }

    fn judge_total(&self, pages: &[Page<'_>], count: usize, out: &mut Judgement) -> Option<u64> {
        let spot = self.total.as_ref()?;
        let total = self.same(spot, pages, out)?;
        let wrong = self.next.is_some() && total != count as u64;
        out.assert(wrong.then(|| {
            let expected = format!("{count}, the items on {} pages", pages.len());
            self.wrong(format!("paging: {}", spot.path.text()), expected, total.to_string()).at(&spot.place)
        }));
        Some(total)
    }

    /// Whether a first page that is judged by itself has the items that it has to have, by the numbers that it gives.
    fn judge_first(&self, pages: &[Page<'_>], total: Option<u64>, size: Option<u64>, out: &mut Judgement) {
        let (None, Some(total), [page]) = (&self.next, total, pages) else { return };
        let there = page.items.len() as u64;
        let (right, expected) = match size {
            Some(size) => (there >= total.min(size), format!("{} of {total} items", total.min(size))),
            None => (there <= total && (there > 0 || total == 0), format!("some of {total} items")),
        };
        let finding = || self.wrong(self.items.path.text(), expected, format!("{there} items")).at(&self.items.place);
        out.assert((!right).then(finding));
    }

    fn judge_size(&self, pages: &[Page<'_>], scope: &Scope, out: &mut Judgement) -> Option<u64> {
        let (size, place) = match self.size.as_ref()? {
            Size::At(spot) => (self.same(spot, pages, out)?, &spot.place),
            Size::Number(count) => match count.value(scope) {
                Ok(number) => (number, count.place()),
                Err(what) => {
                    out.assert(Some(written::unfilled("paging", "paging: size", what)));
                    return None;
                }
            },
        };
        let last = pages.len();
        for page in pages {
            let there = page.items.len() as u64;
            let right = if page.number == last { there <= size } else { there == size };
            let most = if page.number == last { "at most " } else { "" };
            let field = format!("{} (page {})", self.items.path.text(), page.number);
            let finding = || self.wrong(field, format!("{most}{size} items"), format!("{there} items")).at(place);
            out.assert((!right).then(finding));
        }
        Some(size)
    }

    fn judge_pages(&self, pages: &[Page<'_>], total: Option<u64>, size: Option<u64>, out: &mut Judgement) {
        let Some(spot) = &self.pages else {
            return;
        };
        let Some(said) = self.same(spot, pages, out) else {
            return;
        };
        let field = || format!("paging: {}", spot.path.text());
        let walked = pages.len() as u64;
        // An empty collection has one page to ask for, and none to count.
        let empty = walked == 1 && pages[0].items.is_empty();
        let right = said == walked || (empty && said == 0) || self.next.is_none();
        let expected = format!("{walked}, the pages that were walked");
        out.assert((!right).then(|| self.wrong(field(), expected, said.to_string()).at(&spot.place)));
        if let (Some(total), Some(size @ 1..)) = (total, size) {
            let wanted = total.div_ceil(size);
            let right = said == wanted || (empty && said <= 1);
            let expected = format!("{wanted}: {total} items, {size} a page");
            out.assert((!right).then(|| self.wrong(field(), expected, said.to_string()).at(&spot.place)));
        }
    }

    fn judge_page(&self, pages: &[Page<'_>], out: &mut Judgement) {
        let Some(spot) = &self.page else {
            return;
        };
        for page in pages {
            let said = whole(&spot.path.values(page.body));
            let field = format!("{} (page {})", spot.path.text(), page.number);
            out.assert(match said {
                Ok(number) if number == page.number as u64 => None,
                Ok(number) => Some(self.wrong(field, page.number.to_string(), number.to_string()).at(&spot.place)),
                Err(what) => Some(self.wrong(field, page.number.to_string(), what).at(&spot.place)),
            });
        }
    }

    fn judge_keys(&self, pages: &[Page<'_>], out: &mut Judgement) {
        if self.keys.is_empty() {
            return;
        }
        let mut before: HashMap<(usize, String), (usize, &str)> = HashMap::new();
        let mut told = 0;
        for page in pages {
            for (location, item) in &page.items {
                let finding = self.judge_key(page.number, location, item, &mut before);
                told += usize::from(finding.is_some());
                out.assert(finding.filter(|_| told <= MOST_TOLD));
            }
        }
        if told > MOST_TOLD
            && let Some(last) = out.findings.last_mut()
        {
            last.note = Some(format!("and {} items more", told - MOST_TOLD));
        }
    }

    fn judge_key<'p>(
        &self,
        page: usize,
        location: &'p str,
        item: &Value,
        before: &mut HashMap<(usize, String), (usize, &'p str)>,
    ) -> Option<Finding> {
        let field = |spot: &Spot| format!("{location}{} (page {page})", &spot.path.text()[1..]);
        let there = self.keys.iter().enumerate().find_map(|(at, spot)| {
            let value = spot.path.values(item).into_iter().next().filter(|value| !value.is_null())?;
            Some((at, spot, value))
        });
        let Some((at, spot, value)) = there else {
            let spot = &self.keys[0];
            let names: Vec<_> = self.keys.iter().map(|spot| spot.path.text().trim_start_matches("$.")).collect();
            let expected = format!("a key: {}", names.join(" or "));
            return Some(self.wrong(field(spot), expected, spot.path.dead_end(item)).at(&spot.place));
        };
        if value.is_array() || value.is_object() {
            return Some(self.wrong(field(spot), "a key", excerpt(value)).at(&spot.place));
        }
        let (first_page, first) = *before.entry((at, value.to_string())).or_insert((page, location));
        (first != location || first_page != page).then(|| {
            let actual = format!("{} as on page {first_page} ({first})", excerpt(value));
            self.wrong(field(spot), "a key that no other item has", actual).at(&spot.place)
        })
    }

    /// Whether each page led to a new one until the last, which led to none.
    fn judge_way(&self, pages: &[Page<'_>], out: &mut Judgement) {
        // A page that is judged by itself leads nowhere.
        let (Some(next), Some(last)) = (&self.next, pages.last()) else {
            return;
        };
        let mut walked: HashMap<Url, usize> = HashMap::new();
        for page in pages {
            let before = walked.get(&page.address()).copied();
            out.assert(before.map(|before| self.repeats(next, page.number - 1, &page.address(), before)));
            walked.entry(page.address()).or_insert(page.number);
        }
        let wrong = |page: usize, expected: &str, actual: String| {
            let field = format!("{} (page {page})", next.field());
            self.wrong(field, expected, actual).at(&self.next_place)
        };
        if pages.len() > 1 && last.items.is_empty() {
            // The walk ends at an empty page. It is one too many where everything was seen before it, else a hole.
            let seen = pages.iter().map(|page| page.items.len() as u64).sum::<u64>();
            let total = self.total.as_ref().and_then(|spot| whole(&spot.path.values(last.body)).ok());
            let beyond = total.map_or_else(|| matches!(next.after(last.exchange), Ok(None)), |total| total <= seen);
            if beyond {
                let actual = format!("{}, an empty page", last.address());
                return out.assert(Some(wrong(last.number - 1, "the end", actual)));
            }
            return judge_empty(self, pages, out);
        }
        match next.after(last.exchange) {
            Err(what) => out.assert(Some(wrong(last.number, "an address or the end", what))),
            Ok(Some(mut more)) => {
                more.set_fragment(None);
                out.assert(Some(match walked.get(&more) {
                    Some(before) => self.repeats(next, last.number, &more, *before),
                    None if more.origin() != last.address().origin() => {
                        wrong(last.number, "an address of the target's own origin", more.to_string())
                    }
                    None if pages.len() >= self.most as usize => {
                        let actual = format!("{more} after {} pages, the most that are walked", pages.len());
                        wrong(last.number, "the end", actual)
                    }
                    None => {
                        let actual = format!("{more}, which was not walked");
                        wrong(last.number, "the end", actual).weighing(Weight::Unknown)
                    }
                }));
            }
            Ok(None) => out.assert(None),
        }
    }

    /// Whether anything proves that the end is the end.
    fn judge_end(&self, pages: &[Page<'_>], count: usize, size: Option<u64>, out: &mut Judgement) {
        let (Some(next), Some(last)) = (&self.next, pages.last()) else {
            return;
        };
        let short = size.is_some_and(|size| (1..size).contains(&(last.items.len() as u64)));
        let proven = next.ends(last.exchange)
            || self.total.is_some()
            || (self.pages.is_some() && count > 0)
            || pages.len() > 1
            || short;
        let field = format!("{} (page {})", next.field(), last.number);
        let expected = "a null, a total, a number of pages or a short page";
        let actual = "one page, and nothing that says there is no other";
        let finding = self.wrong(field, expected, actual).at(&self.next_place).weighing(Weight::Unknown);
        out.assert((!proven).then_some(finding));
    }

    fn repeats(&self, next: &NextPage, page: usize, address: &Url, before: usize) -> Finding {
        let field = format!("{} (page {page})", next.field());
        let actual = format!("{address}, which is page {before}");
        self.wrong(field, "a page that was not walked before", actual).at(&self.next_place)
    }
}

/// Only a collection that is empty as a whole has an empty page.
fn judge_empty(paging: &Paging, pages: &[Page<'_>], out: &mut Judgement) {
    for page in pages {
        let alone: Option<&Place> = (pages.len() > 1).then_some(&paging.items.place);
        let finding = alone.filter(|_| page.items.is_empty()).map(|place| {
            let field = format!("{} (page {})", paging.items.path.text(), page.number);
            paging.wrong(field, "at least one item", "an empty page").at(place)
        });
        out.assert(finding);
    }
}

fn excerpt(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(_) => "an object".into(),
        other => other.to_string(),
    }
}
