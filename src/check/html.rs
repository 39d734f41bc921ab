//! Whether the elements that CSS selectors find in a page are as they should be.

use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use super::api::{Check, Compile, Workshop};
use super::seen;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::exchange::essence;
use crate::model::finding::{Finding, Judgement};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Entry, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::read::unknown_key;
use crate::value::matcher::{Matcher, show};
use crate::value::scope::Scope;
use crate::value::template::Template;

/// The check `html`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "html",
    summary: "elements of an HTML page, by CSS selector: their text, number and attributes",
    docs: r#"
## What it does

Finds elements by CSS selectors, which may hold templates. A matcher judges the text of the one element that is found, its
white space made single. A mapping may hold `count` (a number, or matchers about numbers), `text` (a matcher) and `attr`
(attribute names, each with a matcher). Where several elements are found, `text` and `attr` judge the list of theirs; with
`each`, `any`, `none` or `unordered` one element is a list of one.

An element that is not found fails every matcher but `absent` and `count: 0`. An answer that is not HTML is a finding.

## Why

A page that answers 200 may show an error, or half of its rows.

## Example

```yaml
html:
  h1: Dashboard
  'tr[data-slug="${var.SPINE_SLUG}"] .dot':
    count: 4
    attr: { data-state: { each: { one_of: [pass, fail, stale, n/a] } } }
  .error-page: { absent: true }
```
"#,
    schema: Shape::Map(&Shape::Either(&[Shape::Record(&FORM), Matcher::SHAPE])),
    compile,
};

static FORM: Record = Record {
    name: "an element",
    fields: &[
        Field::new("count", Matcher::SHAPE, "how many elements are found: a number, or matchers about numbers"),
        Field::new("text", Matcher::SHAPE, "a matcher for the text, or for the list of texts"),
        Field::new("attr", Shape::Map(&Matcher::SHAPE), "attribute names, each with a matcher"),
    ],
};

#[derive(Debug)]
struct Page {
    place: Place,
    demands: Vec<(Template, Vec<Demand>)>,
}

#[derive(Debug)]
enum Demand {
    /// The text of the one element.
    Only(Matcher),
    Count(Matcher),
    Text(Matcher),
    Attribute(String, Matcher),
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    let Datum::Map(entries) = &node.datum else {
        let what = format!("expected a mapping of CSS selectors, found {}", node.kind_name());
        shop.found.push(Diagnostic::error("wrong-type", &node.place, what));
        return None;
    };
    if entries.is_empty() {
        shop.found.push(empty(node));
        return None;
    }
    let demands: Vec<_> = entries.iter().map(|entry| selector(entry, shop.found)).collect();
    Some(Box::new(Page { place: node.place.clone(), demands: demands.into_iter().collect::<Option<_>>()? }))
}

fn empty(node: &Node) -> Diagnostic {
    Diagnostic::error("empty", &node.place, "this mapping is empty, and so demands nothing")
        .help("say what has to be there, or remove the key")
}

fn selector(entry: &Entry, found: &mut Diagnostics) -> Option<(Template, Vec<Demand>)> {
    let template = found.keep(Template::text(&entry.key, &entry.key_place));
    if let Some(Value::String(text)) = template.as_ref().and_then(Template::literal) {
        found.keep(parse(text).map_err(|what| {
            Diagnostic::error("wrong-selector", &entry.key_place, what).help("write one such as `tr[data-slug=a] .dot`")
        }))?;
    }
    let node = &entry.value;
    let is_form = |key: &str| FORM.fields.iter().any(|field| field.name == key);
    let demands = if node.entries().iter().any(|part| is_form(&part.key)) {
        let demands: Vec<_> = node.entries().iter().map(|part| demand(part, found)).collect();
        demands.into_iter().collect::<Option<Vec<_>>>()?.into_iter().flatten().collect()
    } else {
        vec![Demand::Only(Matcher::compile(node, found)?)]
    };
    Some((template?, demands))
}

fn demand(part: &Entry, found: &mut Diagnostics) -> Option<Vec<Demand>> {
    let node = &part.value;
    match part.key.as_str() {
        "count" => Some(vec![Demand::Count(Matcher::compile_count(node, found)?)]),
        "text" => Some(vec![Demand::Text(Matcher::compile(node, found)?)]),
        "attr" if node.entries().is_empty() => {
            found.push(empty(node));
            None
        }
        "attr" => {
            let read = |entry: &Entry, found: &mut Diagnostics| {
                Some(Demand::Attribute(entry.key.to_lowercase(), Matcher::compile(&entry.value, found)?))
            };
            let demands: Vec<_> = node.entries().iter().map(|entry| read(entry, found)).collect();
            demands.into_iter().collect()
        }
        key => {
            found.push(unknown_key(key, &part.key_place, FORM.name, FORM.fields.iter().map(|field| field.name)));
            None
        }
    }
}

fn parse(text: &str) -> Result<Selector, String> {
    Selector::parse(text).map_err(|error| format!("`{text}` is no CSS selector: {error}"))
}

/// An element's text with its white space made single.
fn text(element: &ElementRef<'_>) -> String {
    let all: String = element.text().collect();
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One value, or the list of several; none where there is none.
fn gathered(mut values: Vec<Option<String>>, matcher: &Matcher) -> Option<Value> {
    if values.iter().all(Option::is_none) {
        None
    } else if values.len() == 1 && !matcher.wants_list() {
        values.pop().flatten().map(Value::from)
    } else {
        // An element without the attribute keeps its place in the list, as null.
        Some(values.into_iter().map(|value| value.map_or(Value::Null, Value::from)).collect())
    }
}

/// Judges one value, or the list of several, of which nothing can be said that speaks of one: `ne` would always hold.
fn judge_gathered(field: &str, value: Option<&Value>, matcher: &Matcher, scope: &Scope) -> Judgement {
    match value {
        Some(Value::Array(items)) if items.len() > 1 && !matcher.suits_list() => too_many(field, items, matcher),
        Some(list @ Value::Array(items)) => {
            let locations: Vec<String> = (0..items.len()).map(|at| format!("{field}[{at}]")).collect();
            let locations: Vec<&str> = locations.iter().map(String::as_str).collect();
            matcher.judge_several_written("html", field, list, &locations, scope)
        }
        value => matcher.judge_written("html", field, value, scope),
    }
}

fn too_many(field: &str, found: &[Value], matcher: &Matcher) -> Judgement {
    let actual = format!("{}: {}", found.len(), show::list(found));
    Judgement::fails(
        Finding::wrong("html", field, "one element", actual)
            .note("for several say `text: { each: … }`, or `any`")
            .at(matcher.place()),
    )
}

impl Demand {
    fn judge(&self, field: &str, elements: &[ElementRef<'_>], scope: &Scope) -> Judgement {
        let none = |matcher: &Matcher, field: &str| {
            matcher.judge_missing("html", field, "nothing: no element is found", scope)
        };
        match self {
            Self::Count(matcher) => {
                let mut judgement = matcher.judge("html", field, Some(&Value::from(elements.len())), scope);
                for finding in &mut judgement.findings {
                    finding.expected = format!("so many elements: {}", finding.expected);
                }
                judgement
            }
            Self::Only(matcher) | Self::Text(matcher) if elements.is_empty() => none(matcher, field),
            Self::Attribute(name, matcher) if elements.is_empty() => none(matcher, &format!("{field} @{name}")),
            Self::Only(matcher) if elements.len() > 1 && !matcher.wants_list() && !matcher.wants_absent() => {
                let texts: Vec<Value> = elements.iter().map(|element| text(element).into()).collect();
                too_many(field, &texts, matcher)
            }
            Self::Only(matcher) | Self::Text(matcher) => {
                let texts = elements.iter().map(|element| Some(text(element))).collect();
                judge_gathered(field, gathered(texts, matcher).as_ref(), matcher, scope)
            }
            Self::Attribute(name, matcher) => {
                let values = elements.iter().map(|element| element.attr(name).map(str::to_owned)).collect();
                let field = format!("{field} @{name}");
                judge_gathered(&field, gathered(values, matcher).as_ref(), matcher, scope)
            }
        }
    }
}

impl Check for Page {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let body = match seen::bytes("html", seen, &self.place) {
            Ok(body) => body,
            Err(nothing) => return nothing,
        };
        let wrong = |field: &str, expected: &str, actual: String| {
            Judgement::fails(Finding::wrong("html", field, expected, actual).at(&self.place))
        };
        if let (None, Some(answer)) = (&seen.document, seen.answer()) {
            let kind = answer.header("content-type").unwrap_or("nothing");
            let media = essence(kind).to_ascii_lowercase();
            if media != "text/html" && media != "application/xhtml+xml" {
                return wrong("header content-type", "text/html", kind.to_owned());
            }
        }
        let Ok(source) = std::str::from_utf8(body) else {
            return wrong("body", "HTML in UTF-8", format!("{} bytes that are no text", body.len()));
        };
        let page = Html::parse_document(source);
        let mut judgement = Judgement::default();
        for (template, demands) in &self.demands {
            let filled = template.fill_text(scope).map_err(|unfilled| unfilled.what);
            let selector = filled.and_then(|text| Ok((parse(&text)?, text)));
            let (selector, text) = match selector {
                Ok(selector) => selector,
                Err(what) => {
                    judgement.absorb(seen::fault("html", "html", what, template.place()));
                    continue;
                }
            };
            let elements: Vec<ElementRef<'_>> = page.select(&selector).collect();
            for demand in demands {
                judgement.absorb(demand.judge(&format!("html {text}"), &elements, scope));
            }
        }
        judgement
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{compile, exchange, judge, lines, scope, seen, tell};
    use super::*;

    const PAGE: &str = "<!DOCTYPE html><title>T</title><h1> Dash\n  <b>board</b></h1>
        <table><tr data-slug=a><td class=dot data-state=pass>1<td class=dot data-state='n/a'>2<td class=dot>3</table>";

    fn page(kind: &str) -> Observation {
        seen([exchange("http://t.test/", 200, &[("content-type", kind)], PAGE)])
    }

    #[test]
    fn text_count_and_attributes() {
        let seen = page("text/html; charset=utf-8");
        for text in [
            "{h1: Dash board, title: {matches: ^T$}}",
            "{.dot: {count: 3, text: {each: {type: integer}}}}",
            "{.dot: {text: ['1', '2', '3'], attr: {data-state: [pass, n/a, null]}}}",
            "{tr: {count: {ge: 1}, attr: {data-slug: a, id: {absent: true}}}, h1: {text: {each: {contains: Dash}}}}",
            "{.error-page: {absent: true}, h2: {count: 0}}",
            "{.dot: {any: '2'}}",
        ] {
            assert_eq!(tell(&KIND, text, &seen), [] as [&str; 0], "{text}");
        }
        assert_eq!(
            tell(
                &KIND,
                "{h1: Other, .dot: {count: 4, attr: {data-state: {each: {one_of: [pass, n/a]}}}}, h2: {exists: true}}",
                &seen
            ),
            [
                "html h1: expected \"Other\", got \"Dash board\"",
                "html .dot: expected so many elements: 4, got 3",
                "html .dot @data-state[2]: expected one of \"pass\", \"n/a\", got null",
                "html h2: expected any value, got nothing: no element is found",
            ]
        );
        assert_eq!(tell(&KIND, "{.dot: '1'}", &seen), ["html .dot: expected one element, got 3: \"1\", \"2\", \"3\""]);
        assert_eq!(tell(&KIND, "{.dot: {absent: true}}", &seen).len(), 1);
        for text in ["ne: '4'", "none_of: ['4']", "not: '4'", "lt: 9", "ne: '${var.S}'"] {
            assert_eq!(tell(&KIND, &format!("{{.dot: {{text: {{{text}}}}}}}"), &seen).len(), 1, "{text}");
            assert_eq!(tell(&KIND, &format!("{{.dot: {{attr: {{class: {{{text}}}}}}}}}"), &seen).len(), 1, "{text}");
        }
        assert_eq!(tell(&KIND, "{.nope: {text: {none: x}}}", &seen).len(), 1);
        assert_eq!(judge(&KIND, "{tr: {count: 1, attr: {data-slug: a}}}", &seen).asserted, 2);
    }

    #[test]
    fn a_selector_may_hold_a_template() {
        let check = compile(&KIND, "{'tr[data-slug=\"${var.S}\"] .dot': {count: 3}}").unwrap();
        let judge = |value: Value| lines(&check.judge(&page("text/html"), &scope(&[("S", value)], &[])));
        assert_eq!(judge(json!("a")), [] as [&str; 0]);
        assert_eq!(judge(json!("b")).len(), 1);
        assert!(judge(json!("\"]["))[0].ends_with("(Suite)"));
    }

    #[test]
    fn what_is_no_html_is_a_finding() {
        assert_eq!(
            tell(&KIND, "{.error: {absent: true}}", &page("application/json")),
            ["header content-type: expected text/html, got application/json"]
        );
    }

    #[test]
    fn what_says_nothing_is_refused() {
        for text in [
            "{}",
            "[]",
            "h1",
            "null",
            "{h1: {}}",
            "{'h1[': x}",
            "{h1: {count: {ge: 0}}}",
            "{h1: {attr: {}}}",
            "{h1: {count: 1, txt: a}}",
            "{h1: {count: -1}}",
        ] {
            assert!(compile(&KIND, text).is_err(), "{text}");
        }
    }
}
