//! A whole collection, walked page by page.

use super::api::{Check, Compile, Demands, NextPage, PageWalk, Workshop};
use super::written::{self, Count, Spot};
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Node};
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::read;

mod judge;
mod next;

/// The check `paging`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "paging",
    summary: "a collection walked page by page: complete, without duplicates, and ending",
    docs: r#"
## What it does

Walks from the first answer to the last page and judges the walk as a whole. `items` is where the list stands in each
page, `next` how the next page is found: `{ json: next_page_url }` (absolute or relative, null on the last page), `link`
(the header `Link` with `rel="next"`, RFC 8288) or `{ parameter: page, last: pages }` (counted up to the number in the body).
With `next: none` nothing is walked: the first page is judged by itself, `total` and `pages` are held to each other, and so are
`total`, `size` and the items that are there.

Every page has to be a 2xx and may not be empty, but for a collection that is empty as a whole. No address comes twice,
and the walk ends within `most` pages (100 where left out). What else is given is demanded:

- `key`: the member of an item that is unique over all pages; of a list of alternatives the first that an item has.
- `total`: the number of items over all pages, the same on each page.
- `pages`: the number of pages, the same on each page (0 or 1 for an empty collection), and total / size rounded up.
- `page`: the number of the page: 1, 2, 3 and so on.
- `size`: how many items each page but the last has, and the last at most: a number, or where it stands in the page.

A walk whose end nothing proves (no null, no total, no number of pages, no short page) is a finding, and so is an empty
collection of which neither a total of 0 nor a null says that it is empty.

## Why

A list that repeats an item, loses one between two pages, or never ends answers 200 to every request.

## Example

```yaml
paging:
  items: people
  key: [orcid_id, slug]
  next: { json: next_page_url }
  total: total
  pages: pages
  page: page
  size: per_page
```
"#,
    schema: SHAPE,
    compile,
};

const SHAPE: Shape = Shape::Record(&FORM);
/// Pages walked where the suite does not say.
const MOST: u32 = 100;

static FORM: Record = Record {
    name: "a walk over pages",
    fields: &[
        Field::required("items", Shape::Text, "where the list stands in each page"),
        Field::required("next", NEXT, "how the next page is found"),
        Field::new("key", Shape::OneOrMany(&Shape::Text), "the member of an item that is unique over all pages"),
        Field::new("total", Shape::Text, "where the number of all items stands"),
        Field::new("pages", Shape::Text, "where the number of pages stands"),
        Field::new("page", Shape::Text, "where the number of the page stands, from 1"),
        Field::new(
            "size",
            Shape::Either(&[Shape::Integer { min: 1, max: i64::MAX }, Shape::Text]),
            "how many items a full page has: a number, or where it stands in the page",
        ),
        Field::new("most", Shape::Integer { min: 2, max: 10_000 }, "the most pages there may be; 100 where left out"),
    ],
};

const NEXT: Shape = Shape::Either(&[Shape::Choice(&["link", "none"]), Shape::Record(&NEXT_FORM)]);

static NEXT_FORM: Record = Record {
    name: "the way to the next page",
    fields: &[
        Field::new("json", Shape::Text, "where the next page's address stands"),
        Field::new("parameter", Shape::Text, "the query parameter that is counted up"),
        Field::new("last", Shape::Text, "where the number of the last page stands; with `parameter`"),
    ],
};

/// How many items a full page has.
#[derive(Debug)]
enum Size {
    Number(Count),
    At(Spot),
}

/// A walk as the suite demands it.
#[derive(Debug)]
struct Paging {
    place: Place,
    items: Spot,
    keys: Vec<Spot>,
    /// None where one page is judged by itself.
    next: Option<NextPage>,
    next_place: Place,
    total: Option<Spot>,
    pages: Option<Spot>,
    page: Option<Spot>,
    size: Option<Size>,
    most: u32,
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    if !written::conforms(node, SHAPE, shop.found) {
        return None;
    }
    let found = &mut *shop.found;
    let (items_node, next_node) = (node.get("items")?, node.get("next")?);
    // Every part is read before any is given up, so that every fault is told at once.
    let items = Spot::compile(items_node, found);
    let next = (next_node.text() != Some("none")).then(|| next(next_node, found));
    let keys: Option<Vec<Spot>> = node.get("key").map_or(Some(Vec::new()), |keys| {
        let keys: Vec<_> = read::one_or_many(keys).iter().map(|key| Spot::singular(key, found)).collect();
        keys.into_iter().collect()
    });
    let mut spot = |key: &str| node.get(key).map_or(Some(None), |node| Spot::singular(node, found).map(Some));
    let (total, pages, page) = (spot("total"), spot("pages"), spot("page"));
    let size = match node.get("size") {
        None => Some(None),
        Some(size) if matches!(size.datum, Datum::Number(_)) || size.is_template() => {
            Count::compile(size, 1, found).map(|count| Some(Size::Number(count)))
        }
        Some(size) => Spot::singular(size, found).map(|spot| Some(Size::At(spot))),
    };
    let most = match node.get("most") {
        None => Some(MOST),
        Some(most) if most.is_template() => written::literal(most, found).map(|_| MOST),
        Some(most) => found.keep(read::whole(most, 2, 10_000)).and_then(|most| u32::try_from(most).ok()),
    };
    Some(Box::new(Paging {
        place: node.place.clone(),
        items: items?,
        keys: keys?,
        next: match next {
            Some(next) => Some(next?),
            None => None,
        },
        next_place: next_node.place.clone(),
        total: total?,
        pages: pages?,
        page: page?,
        size: size?,
        most: most?,
    }))
}

fn next(node: &Node, found: &mut Diagnostics) -> Option<NextPage> {
    if !matches!(node.datum, Datum::Map(_)) {
        written::literal(node, found)?;
        return Some(NextPage::Link);
    }
    match (node.get("json"), node.get("parameter"), node.get("last")) {
        (Some(json), None, None) => Spot::singular(json, found).map(|spot| NextPage::Json(spot.path)),
        (None, Some(name), Some(last)) => {
            let name = written::literal(name, found)?.to_owned();
            Spot::singular(last, found).map(|spot| NextPage::Parameter { name, last: spot.path })
        }
        _ => {
            found.push(
                Diagnostic::error("wrong-type", &node.place, "this is no way to the next page")
                    .help("write `{ json: next_page_url }`, `link`, `{ parameter: page, last: pages }` or `none`"),
            );
            None
        }
    }
}

impl Paging {
    fn walk(&self) -> Demands {
        let walk = self.next.as_ref().map(|next| PageWalk {
            items: self.items.path.clone(),
            next: next.clone(),
            most: self.most,
        });
        Demands { pages: walk, ..Demands::default() }
    }
}

#[cfg(test)]
mod tests;
