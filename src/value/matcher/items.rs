//! Matchers of lists and sizes: `length`, `each`, `any`, `none`.

use std::sync::Arc;

use serde_json::{Value, json};

use super::api::{Bench, Matcher, Row, Rule, Subject};
use super::show;
use super::step::Step;
use crate::model::diagnostic::Diagnostic;
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::node::Node;
use crate::model::place::Place;
use crate::value::template::Lookup;

fn nested_schema() -> Value {
    json!({"$ref": "#/$defs/a-matcher"})
}

/// `length`
pub(super) static LENGTH: Row = Row {
    name: "length",
    docs: "how many characters, items or keys: a number, or matchers about numbers",
    schema: nested_schema,
    compile: |node, bench| {
        let inner = Matcher::compile_count(node, bench.found)?;
        Some(Arc::new(Length { place: node.place.clone(), inner }))
    },
};

#[derive(Debug)]
struct Length {
    place: Place,
    inner: Matcher,
}

impl Rule for Length {
    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        let length = match subject.value {
            Some(Value::String(text)) => text.chars().count(),
            Some(Value::Array(items)) => items.len(),
            Some(Value::Object(map)) => map.len(),
            other => {
                let actual = other.map_or_else(|| "nothing".into(), show::kinded);
                return Judgement::fails(subject.finding(&[], self.expected(subject.lookup), actual).at(&self.place));
            }
        };
        let mut judgement =
            self.inner.weigh(&Subject { value: Some(&json!(length)), items: None, lines: &[], ..*subject }, "nothing");
        for finding in judgement.findings.iter_mut().filter(|finding| finding.weight == Weight::Wrong) {
            finding.expected = format!("length {}", finding.expected);
            finding.actual = format!("length {}", finding.actual);
            finding.note = subject.value.map(|value| format!("the value is {}", show::short(value)));
        }
        judgement
    }

    fn expected(&self, lookup: &dyn Lookup) -> String {
        format!("length {}", self.inner.expected(lookup))
    }
}

/// Which of the items have to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Share {
    Each,
    Any,
    None,
}

/// `each`
pub(super) static EACH: Row = Row {
    name: "each",
    docs: "every item of a list matches this; an empty list does not hold",
    schema: nested_schema,
    compile: |node, bench| quantified(node, bench, Share::Each),
};

/// `any`
pub(super) static ANY: Row = Row {
    name: "any",
    docs: "at least one item of a list matches this",
    schema: nested_schema,
    compile: |node, bench| quantified(node, bench, Share::Any),
};

/// `none`
pub(super) static NONE: Row = Row {
    name: "none",
    docs: "no item of a list matches this; an empty list holds",
    schema: nested_schema,
    compile: |node, bench| quantified(node, bench, Share::None),
};

#[derive(Debug)]
struct Quantified {
    place: Place,
    share: Share,
    inner: Matcher,
}

fn quantified(node: &Node, bench: &mut Bench<'_>, share: Share) -> Option<Arc<dyn Rule>> {
    let inner = (bench.nested)(node, bench.found)?;
    if inner.rules.iter().any(|rule| rule.is_presence()) {
        bench.found.push(
            Diagnostic::error("vacuous", &node.place, "an item of a list is always there")
                .help("say what it has to be; `length: {ge: 1}` demands that there are items"),
        );
        return None;
    }
    Some(Arc::new(Quantified { place: node.place.clone(), share, inner }))
}

impl Quantified {
    fn item(&self, subject: &Subject<'_>, index: usize, item: &Value) -> Judgement {
        let field = subject.locate(&[Step::Index(index)]);
        let negated = subject.negated || self.share == Share::None;
        self.inner.weigh(
            &Subject { field: &field, value: Some(item), items: None, lines: &[], negated, ..*subject },
            "nothing",
        )
    }
}

/// A judgement that is no answer to whether the value matches: a template could not be filled, or the value is of a
/// kind that the rule cannot speak of. The latter is wrong of the value, and told as such.
pub(super) fn void(judgement: &Judgement) -> Option<Judgement> {
    let told = |finding: &Finding| {
        let mut finding = finding.clone();
        if finding.weight == Weight::Unknown {
            finding.weight = Weight::Wrong;
            finding.note.get_or_insert_with(|| "it cannot be compared, and so its opposite is not shown either".into());
        }
        finding
    };
    let findings: Vec<Finding> =
        judgement.findings.iter().filter(|finding| finding.weight != Weight::Wrong).map(told).collect();
    (!findings.is_empty()).then_some(Judgement { asserted: judgement.asserted, findings })
}

impl Rule for Quantified {
    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        let missing = |actual: String| {
            Judgement::fails(subject.finding(&[], self.expected(subject.lookup), actual).at(&self.place))
        };
        let stranger = |actual: String| {
            let mut judgement = missing(actual);
            for finding in judgement.findings.iter_mut().filter(|_| subject.negated) {
                finding.weight = Weight::Unknown;
            }
            judgement
        };
        let items = match subject.value {
            Some(Value::Array(items)) => items,
            Some(other) => return stranger(show::kinded(other)),
            None => return missing("nothing".into()),
        };
        if items.is_empty() && self.share != Share::None {
            return stranger("an empty list, which proves nothing".into());
        }
        let mut all = Judgement::default();
        for (index, item) in items.iter().enumerate() {
            let one = self.item(subject, index, item);
            // What could not be judged must not pass for a mismatch, which `none` would take as good.
            if let Some(void) = void(&one) {
                return void;
            }
            match (self.share, one.findings.is_empty()) {
                (Share::Each, _) => all.absorb(one),
                (Share::Any, true) => return Judgement::holds(),
                (Share::None, true) => {
                    let expected = self.expected(subject.lookup);
                    let finding = subject.finding(&[Step::Index(index)], expected, show::short(item));
                    return Judgement::fails(finding.at(&self.place));
                }
                (Share::Any | Share::None, false) => {}
            }
        }
        match self.share {
            Share::Each => all,
            Share::Any => {
                let value = subject.value.map(show::short).unwrap_or_default();
                missing(format!("none of {} matches: {value}", items.len()))
            }
            Share::None => Judgement::holds(),
        }
    }

    fn expected(&self, lookup: &dyn Lookup) -> String {
        let inner = self.inner.expected(lookup);
        match self.share {
            Share::Each => format!("a list, each item {inner}"),
            Share::Any => format!("a list with an item {inner}"),
            Share::None => format!("a list without any item {inner}"),
        }
    }
}
