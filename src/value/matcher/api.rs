//! What a matcher is: rules about one value, all of which have to hold.

use std::fmt::Debug;
use std::sync::Arc;

use serde_json::Value;

use super::step::{Step, location};
use crate::model::diagnostic::Diagnostics;
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::node::Node;
use crate::model::place::Place;
use crate::value::select::Selected;
use crate::value::template::Lookup;

/// What a suite says of one value.
#[derive(Debug, Clone)]
pub struct Matcher {
    pub(super) place: Place,
    pub(super) rules: Vec<Arc<dyn Rule>>,
    pub(super) wants_list: bool,
    pub(super) wants_each: bool,
}

impl Matcher {
    /// Judges a value; none means that nothing is there, which only `absent` and `exists: false` allow.
    /// `field` names the value for people: `$.data.status`, `header etag`.
    pub fn judge(&self, check: &'static str, field: &str, subject: Option<&Value>, lookup: &dyn Lookup) -> Judgement {
        self.weigh(
            &Subject {
                check,
                field,
                value: subject,
                items: None,
                lines: &[],
                reading: Reading::Exact,
                negated: false,
                lookup,
            },
            "nothing",
        )
    }

    /// Judges a value that can only be text where it comes from (a header, a cookie, an element's text), so that
    /// a number or a boolean in the suite is compared with what the text says: `100` equals `"100"` here.
    pub fn judge_written(
        &self,
        check: &'static str,
        field: &str,
        subject: Option<&Value>,
        lookup: &dyn Lookup,
    ) -> Judgement {
        self.weigh(
            &Subject {
                check,
                field,
                value: subject,
                items: None,
                lines: &[],
                reading: Reading::Written,
                negated: false,
                lookup,
            },
            "nothing",
        )
    }

    /// Judges a text that came in several lines (a repeated header), as [`Self::judge_written`] does; what is denied
    /// (`ne`, `none_of`, `not`) has to be denied of each line as well.
    pub fn judge_lines(
        &self,
        check: &'static str,
        field: &str,
        joined: &Value,
        lines: &[Value],
        lookup: &dyn Lookup,
    ) -> Judgement {
        let (value, reading) = (Some(joined), Reading::Written);
        self.weigh(&Subject { check, field, value, items: None, lines, reading, negated: false, lookup }, "nothing")
    }

    /// Judges the list of the values that a path selected; findings name where each of them stands.
    pub fn judge_selected(
        &self,
        check: &'static str,
        field: &str,
        selected: &[Selected<'_>],
        lookup: &dyn Lookup,
    ) -> Judgement {
        let list = Value::Array(selected.iter().map(|one| one.value.clone()).collect());
        let locations: Vec<&str> = selected.iter().map(|one| one.location.as_str()).collect();
        let subject = Subject {
            check,
            field,
            value: Some(&list),
            items: Some(&locations),
            lines: &[],
            reading: Reading::Exact,
            negated: false,
            lookup,
        };
        self.weigh(&subject, "nothing")
    }

    /// Judges the list of several values that can only be text; `locations` name where each of them stands.
    pub fn judge_several_written(
        &self,
        check: &'static str,
        field: &str,
        list: &Value,
        locations: &[&str],
        lookup: &dyn Lookup,
    ) -> Judgement {
        let (value, items) = (Some(list), Some(locations));
        self.weigh(
            &Subject { check, field, value, items, lines: &[], reading: Reading::Written, negated: false, lookup },
            "nothing",
        )
    }

    /// Judges that nothing is there; `actual` says so in words.
    pub fn judge_missing(&self, check: &'static str, field: &str, actual: &str, lookup: &dyn Lookup) -> Judgement {
        self.weigh(
            &Subject {
                check,
                field,
                value: None,
                items: None,
                lines: &[],
                reading: Reading::Exact,
                negated: false,
                lookup,
            },
            actual,
        )
    }

    pub(super) fn weigh(&self, subject: &Subject<'_>, nothing: &str) -> Judgement {
        let mut judgement = Judgement::default();
        if subject.value.is_none() && self.rules.iter().any(|rule| !rule.is_presence()) {
            let finding = Finding::wrong(subject.check, subject.field, self.expected(subject.lookup), nothing);
            judgement.assert(Some(finding.at(&self.place)));
            return judgement;
        }
        for rule in &self.rules {
            let mut one = rule.judge(subject);
            if subject.value.is_none() {
                for finding in one.findings.iter_mut().filter(|finding| finding.weight == Weight::Wrong) {
                    nothing.clone_into(&mut finding.actual);
                }
            }
            judgement.absorb(one);
        }
        judgement
    }

    /// What is expected, in words.
    #[must_use]
    pub fn expected(&self, lookup: &dyn Lookup) -> String {
        self.rules.iter().map(|rule| rule.expected(lookup)).collect::<Vec<_>>().join(" and ")
    }

    /// Whether it can hold when nothing is there.
    #[must_use]
    pub fn wants_absent(&self) -> bool {
        self.rules.iter().all(|rule| rule.can_be_absent())
    }

    /// Whether it makes sense for a path that selects a list: a rule about one scalar would never hold there, or always.
    #[must_use]
    pub fn suits_list(&self) -> bool {
        self.rules.iter().all(|rule| rule.suits_list())
    }

    /// Whether it speaks of a list and of nothing else, so that one value has to be given as a list of one.
    #[must_use]
    pub fn wants_list(&self) -> bool {
        self.wants_list
    }

    /// Whether it speaks of every item, so that an item which a path passes over is missed.
    #[must_use]
    pub fn wants_each(&self) -> bool {
        self.wants_each
    }

    /// Where it was written.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }
}

/// A row of the table.
#[derive(Debug)]
pub struct Row {
    /// The word in suites.
    pub name: &'static str,
    /// One line for the editor and the reference.
    pub docs: &'static str,
    /// The JSON Schema of what stands under it.
    pub schema: fn() -> Value,
    /// Reads what stands under it.
    pub compile: fn(&Node, &mut Bench<'_>) -> Option<Arc<dyn Rule>>,
}

/// What a row compiles with.
#[derive(Debug)]
pub struct Bench<'a> {
    /// Where diagnostics are gathered.
    pub found: &'a mut Diagnostics,
    /// Reads a matcher inside of a matcher; handed in, so that rows need not know the table they stand in.
    pub nested: fn(&Node, &mut Diagnostics) -> Option<Matcher>,
}

/// One thing that is demanded of a value.
pub trait Rule: Debug + Send + Sync {
    /// Judges a value.
    fn judge(&self, subject: &Subject<'_>) -> Judgement;

    /// What is expected, in words.
    fn expected(&self, lookup: &dyn Lookup) -> String;

    /// Whether it speaks of being there at all.
    fn is_presence(&self) -> bool {
        false
    }

    /// Whether it can hold when nothing is there.
    fn can_be_absent(&self) -> bool {
        false
    }

    /// Whether it makes sense for the list that a path selects.
    fn suits_list(&self) -> bool {
        true
    }
}

/// How text is compared with numbers and booleans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// `"1"` is not `1`.
    Exact,
    /// The carrier knows only text, so `"1"` may be read as `1`.
    Written,
}

/// The value that is judged, and what is known of where it stands.
pub struct Subject<'a> {
    /// The check on whose behalf it is judged.
    pub check: &'static str,
    /// What people call the value.
    pub field: &'a str,
    /// The value; none where nothing is there.
    pub value: Option<&'a Value>,
    /// For a list that a path selected: where each item really stands.
    pub items: Option<&'a [&'a str]>,
    /// For a text that was joined from several lines: each of them.
    pub lines: &'a [Value],
    /// How text is compared.
    pub reading: Reading,
    /// Whether a mismatch will be taken as good (`not`, `none`): what cannot be compared at all is then told apart.
    pub negated: bool,
    /// Who fills templates.
    pub lookup: &'a dyn Lookup,
}

impl Subject<'_> {
    /// What people call the part of the value that `steps` lead to.
    #[must_use]
    pub fn locate(&self, steps: &[Step]) -> String {
        match (self.items, steps) {
            (Some(items), [Step::Index(index), rest @ ..]) if *index < items.len() => location(items[*index], rest),
            _ => location(self.field, steps),
        }
    }

    /// The value as it is, then each line that it was joined from: what is denied has to be denied of all of them.
    pub(super) fn with_lines<'v>(&'v self, value: &'v Value) -> impl Iterator<Item = &'v Value> {
        std::iter::once(value).chain(self.lines)
    }

    /// A finding of this check against this value's part.
    #[must_use]
    pub fn finding(&self, steps: &[Step], expected: impl Into<String>, actual: impl Into<String>) -> Finding {
        Finding::wrong(self.check, self.locate(steps), expected, actual)
    }

    /// A finding that the suite itself is wrong.
    #[must_use]
    pub fn fault(&self, place: &Place, expected: impl Into<String>, what: impl Into<String>) -> Finding {
        Finding::wrong(self.check, self.field, expected, what).weighing(Weight::Suite).at(place)
    }
}
