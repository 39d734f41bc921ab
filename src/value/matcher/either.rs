//! Matchers that turn another one: `not`, `absent_or`.

use std::sync::Arc;

use serde_json::{Value, json};

use super::api::{Bench, Matcher, Row, Rule, Subject};
use super::items::void;
use super::show;
use crate::model::diagnostic::Diagnostic;
use crate::model::finding::Judgement;
use crate::model::node::Node;
use crate::model::place::Place;
use crate::value::template::Lookup;

fn nested_schema() -> Value {
    json!({"$ref": "#/$defs/a-matcher"})
}

/// `not`
pub(super) static NOT: Row = Row {
    name: "not",
    docs: "a value that does not match this; it has to be there",
    schema: nested_schema,
    compile: |node, bench| {
        let inner = inner(node, bench, "`not` speaks of a value that is there; `absent` and `exists` say the rest")?;
        Some(Arc::new(Not { place: node.place.clone(), inner }))
    },
};

/// `absent_or`
pub(super) static ABSENT_OR: Row = Row {
    name: "absent_or",
    docs: "no value, or one that matches this",
    schema: nested_schema,
    compile: |node, bench| {
        let inner = inner(node, bench, "`absent_or` says already that there may be no value")?;
        Some(Arc::new(AbsentOr { inner }))
    },
};

fn inner(node: &Node, bench: &mut Bench<'_>, refused: &str) -> Option<Matcher> {
    let inner = (bench.nested)(node, bench.found)?;
    if inner.rules.iter().any(|rule| rule.is_presence()) {
        bench.found.push(Diagnostic::error("matcher", &node.place, refused).help("say what the value has to be like"));
        return None;
    }
    Some(inner)
}

#[derive(Debug)]
struct Not {
    place: Place,
    inner: Matcher,
}

impl Rule for Not {
    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        for value in subject.value.into_iter().chain(subject.lines) {
            let part = Subject { value: Some(value), lines: &[], negated: true, ..*subject };
            let one = self.inner.weigh(&part, "nothing");
            // What could not be judged must not pass for a mismatch.
            if let Some(void) = void(&one) {
                return void;
            }
            if one.findings.is_empty() {
                let actual = show::short(value);
                return Judgement::fails(subject.finding(&[], self.expected(subject.lookup), actual).at(&self.place));
            }
        }
        Judgement::holds()
    }

    fn expected(&self, lookup: &dyn Lookup) -> String {
        format!("anything but {}", self.inner.expected(lookup))
    }

    fn suits_list(&self) -> bool {
        self.inner.suits_list()
    }
}

#[derive(Debug)]
struct AbsentOr {
    inner: Matcher,
}

impl Rule for AbsentOr {
    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        match subject.value {
            None => Judgement::holds(),
            Some(_) => self.inner.weigh(subject, "nothing"),
        }
    }

    fn expected(&self, lookup: &dyn Lookup) -> String {
        format!("nothing, or {}", self.inner.expected(lookup))
    }

    fn is_presence(&self) -> bool {
        true
    }

    fn can_be_absent(&self) -> bool {
        true
    }

    fn suits_list(&self) -> bool {
        self.inner.suits_list()
    }
}
