//! What of that which the rules found is so, by the values that the schemas allow; and what they did not find.

use serde_json::Value;

use super::change::Proof;
use super::compat::{Compat, Side, Verdict, World};
use super::level::Level;
use super::policy::Policy;
use super::rule::api::{Outcome, Raw};
use super::rule::values;
use super::walk::{self, Of, Walked};
use crate::openapi::schema::Direction;
use reach::{Holder, Reach};

mod reach;

/// A finding with its level and what it rests on.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) raw: Raw,
    pub(super) level: Level,
    pub(super) proof: Proof,
    /// Whether the same values are allowed as before.
    pub(super) same: bool,
    /// The operations that it touches, by their index; none where it touches the whole.
    pub(super) operations: Vec<usize>,
}

/// All findings, judged, and the names of the operations.
#[derive(Debug)]
pub(super) struct Verdicts {
    pub(super) found: Vec<Judged>,
    pub(super) operations: Vec<String>,
}

/// Judges what was found.
pub(super) fn judge(old: &Side, new: &Side, walked: Walked<'_>, policy: &Policy) -> Verdicts {
    let world = if policy.open_world { World::Open } else { World::Declared };
    let court = Court { compat: Compat::new(old, new, world), reach: Reach::of(&walked), walked: &walked, policy };
    let mut found: Vec<Judged> = Vec::new();
    let mut named = vec![false; walked.nodes.len()];
    for one in &walked.found {
        let Some(judged) = court.found(one) else { continue };
        if let Of::Node(index) = one.of {
            named[index] |= judged.raw.rule.values && judged.level == Level::Error;
        }
        found.push(judged);
    }
    found.extend(court.unnamed(&named));
    let outcome = Outcome {
        used: walked.nodes.iter().map(|node| node.old.at.clone()).collect(),
        broke: found.iter().any(|one| one.level == Level::Error),
    };
    for raw in walk::outcome(old.document(), new.document(), policy, &outcome) {
        if let Some(level) = court.level(&raw) {
            found.push(Judged { raw, level, proof: Proof::Proved, same: false, operations: Vec::new() });
        }
    }
    Verdicts { found, operations: walked.operations }
}

/// What was found, each as its row says.
#[cfg(test)]
pub(super) fn unjudged(walked: Walked<'_>) -> Verdicts {
    let found = walked.found.into_iter().map(|found| Judged {
        level: found.raw.row.level,
        raw: found.raw,
        proof: Proof::Proved,
        same: false,
        operations: Vec::new(),
    });
    Verdicts { found: found.collect(), operations: walked.operations }
}

struct Court<'c, 'd> {
    compat: Compat<'c>,
    reach: Reach,
    walked: &'c Walked<'d>,
    policy: &'c Policy,
}

impl Court<'_, '_> {
    /// How much a finding weighs; none where it is not to be told.
    fn level(&self, raw: &Raw) -> Option<Level> {
        if self.policy.levels.is_empty() {
            return Some(raw.row.level);
        }
        self.policy.level(&raw.row.id(raw.rule), raw.row.oasdiff).unwrap_or(Some(raw.row.level))
    }

    /// Whether a pair of schemas is compatible in the direction of its data.
    fn verdict(&self, node: usize) -> Verdict {
        let node = &self.walked.nodes[node];
        self.compat.covers(&node.whole.0, &node.whole.1, node.seat.direction())
    }

    /// Whether it is proved of a pair that nothing breaks.
    fn is_covered(&self, node: usize) -> bool {
        let node = &self.walked.nodes[node];
        self.compat.is_covered(&node.whole.0, &node.whole.1, node.seat.direction())
    }

    /// Whether what breaks a part breaks who holds it: a property, an item or an alternative does where nothing proves that it
    /// does not, and of what is only asked about a value has to show it.
    fn surely(&self, holder: Holder) -> bool {
        if holder.is_loose {
            matches!(self.verdict(holder.node), Verdict::Broken { .. })
        } else {
            !self.is_covered(holder.node)
        }
    }

    /// Judges what a rule found; none where it is no change of meaning.
    fn found(&self, found: &walk::Found) -> Option<Judged> {
        let raw = found.raw.clone();
        let level = self.level(&raw)?;
        let of = |operations| Judged { raw: raw.clone(), level, proof: Proof::Proved, same: false, operations };
        let index = match found.of {
            Of::Document => return Some(of(Vec::new())),
            Of::Operation(index) => return Some(of(vec![index])),
            Of::Node(index) => index,
        };
        let all = self.reach.operations(self.walked, index, |_| true);
        if !raw.rule.values {
            return Some(of(all));
        }
        let node = &self.walked.nodes[index];
        let (old, new, direction) = (&node.whole.0, &node.whole.1, node.seat.direction());
        // What is broken is not the same, and needs no proof of that.
        let verdict = (level > Level::Info).then(|| self.verdict(index));
        if !matches!(verdict, Some(Verdict::Broken { .. })) && self.compat.same(old, new, direction) {
            // It is written anew and says the same: no alarm, and no secret either.
            let text = format!("{}; the same values are allowed", raw.text);
            return Some(Judged { level: Level::Info, raw: Raw { text, ..raw.clone() }, same: true, ..of(all) });
        }
        let (proof, is_shown) = match verdict {
            None => return Some(of(all)),
            Some(Verdict::Covered) => return Some(Judged { level: level.min(safe(&raw)), ..of(all) }),
            Some(Verdict::Broken { witness }) => self.shown(&raw, node, witness),
            Some(Verdict::Undecided { why }) => (Proof::Undecided(why), false),
        };
        // What is so of a part need not be so of the whole: another alternative may take what this one refuses.
        let broken = self.reach.operations(self.walked, index, |holder| !self.is_covered(holder.node));
        if broken.is_empty() && !all.is_empty() {
            return Some(Judged { level: level.min(safe(&raw)), ..of(all) });
        }
        let surely = self.reach.operations(self.walked, index, |holder| self.surely(holder));
        if surely.is_empty() {
            let why = "a value shows it of this part, and whether the whole refuses it could not be decided";
            let proof = if level == Level::Error { Proof::Undecided(why.into()) } else { Proof::Proved };
            return Some(Judged { level, proof, ..of(broken) });
        }
        // What a value shows to break is more than a risk, unless a person said otherwise.
        let is_own = self.policy.level(&raw.row.id(raw.rule), raw.row.oasdiff).is_some();
        let level = if is_shown && !is_own { Level::Error } else { level };
        Some(Judged { level, proof, ..of(if is_shown { surely } else { broken }) })
    }

    /// The value that shows what a rule found, and whether it is refused for that. A value that is refused for something
    /// else shows nothing of what is merely risky.
    fn shown(&self, raw: &Raw, node: &walk::Node<'_>, witness: Value) -> (Proof, bool) {
        let (old, new, direction) = (&node.whole.0, &node.whole.1, node.seat.direction());
        let wanted = keywords(raw);
        let is_for = |value: &Value| {
            let refusals = self.compat.refusals(old, new, direction, value);
            refusals.iter().any(|refusal| wanted.contains(&refusal.keyword.as_str()))
        };
        if is_for(&witness) {
            return (Proof::Witnessed(witness), true);
        }
        let better = wanted.first().and_then(|keyword| {
            let found = self.compat.witness_for(old, new, direction, Some(keyword), None);
            found.filter(|value| is_for(value))
        });
        match better {
            Some(value) => (Proof::Witnessed(value), true),
            None if raw.row.level == Level::Error => (Proof::Witnessed(witness), false),
            None => (Proof::Proved, false),
        }
    }

    /// What values show and no rule found: at each pair that is broken while none of its parts is. `named` are the pairs of
    /// which something was told that is no mere addition.
    fn unnamed(&self, named: &[bool]) -> Vec<Judged> {
        let nodes = &self.walked.nodes;
        let touched = self.reach.touched(self.walked);
        let mut broken = named.to_vec();
        let mut all = Vec::new();
        for (index, node) in nodes.iter().enumerate().rev() {
            if !touched[index] || named[index] {
                continue;
            }
            if node.children.iter().any(|child| broken[*child]) {
                // Who holds this one is told of what it holds.
                broken[index] = true;
                continue;
            }
            let proof = match self.verdict(index) {
                Verdict::Covered => continue,
                Verdict::Broken { witness } => Proof::Witnessed(witness),
                Verdict::Undecided { why } => Proof::Undecided(why),
            };
            broken[index] = true;
            let is_open = matches!(proof, Proof::Undecided(_));
            let (action, text) = match (node.seat.direction(), is_open) {
                (Direction::Request, false) => ("narrowed", "a value that was taken is refused now"),
                (Direction::Response, false) => ("widened", "a value may come now that was not promised"),
                (Direction::Request, true) => ("narrowed", "whether all that was taken is taken still is not known"),
                (Direction::Response, true) => ("widened", "whether only comes what was promised is not known"),
            };
            let rule = &values::RULE;
            let Some(row) = rule.rows.iter().find(|row| row.seat == node.seat && row.action == action) else {
                continue;
            };
            let (old, new) = (Some(node.old.at.clone()), Some(node.new.at.clone()));
            let raw = Raw { rule, row, old, new, text: text.into() };
            let Some(level) = self.level(&raw) else { continue };
            let operations = self.reach.operations(self.walked, index, |holder| !self.is_covered(holder.node));
            if !operations.is_empty() {
                all.push(Judged { raw, level, proof, same: false, operations });
            }
        }
        all
    }
}

/// What is told of a change that breaks nobody: a warning is one of what may be relied on all the same.
fn safe(raw: &Raw) -> Level {
    let is_bound = keywords(raw).iter().any(|keyword| !keyword.ends_with("Properties"));
    if raw.row.level == Level::Warn && !is_bound { Level::Warn } else { Level::Info }
}

/// The keywords by which a value is refused that shows a finding.
fn keywords(raw: &Raw) -> Vec<&'static str> {
    const KEYWORDS: &[&str] = &[
        "maxLength",
        "minLength",
        "maximum",
        "minimum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "maxItems",
        "minItems",
        "multipleOf",
        "pattern",
        "enum",
        "const",
        "type",
        "format",
        "required",
        "oneOf",
        "anyOf",
        "allOf",
        "not",
        "uniqueItems",
        "maxProperties",
        "minProperties",
        "contains",
        "additionalProperties",
        "propertyNames",
    ];
    let Some(at) = raw.new.as_ref().or(raw.old.as_ref()) else { return Vec::new() };
    let name = at.name();
    match KEYWORDS.iter().find(|keyword| **keyword == name) {
        Some(keyword) => vec![keyword],
        // A property that is gone is refused where no other may stand there.
        None if raw.rule.id == "property" && raw.row.action.starts_with("removed") => {
            vec!["additionalProperties", "unevaluatedProperties"]
        }
        None => Vec::new(),
    }
}
