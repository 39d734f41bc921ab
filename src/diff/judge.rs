//! What of that which the rules found is so, by the values that the schemas allow; and what they did not find.

use super::change::Proof;
use super::compat::{Compat, Side, Verdict, World};
use super::level::Level;
use super::policy::Policy;
use super::rule::api::{Outcome, Raw};
use super::rule::values;
use super::walk::{self, Of, Walked};
use crate::openapi::at::At;
use crate::openapi::schema::Direction;
use reach::Reach;

mod reach;

/// A finding with its level and what it rests on.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) raw: Raw,
    pub(super) level: Level,
    pub(super) proof: Proof,
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
    let mut found: Vec<Judged> = walked.found.iter().filter_map(|found| court.found(found)).collect();
    found.extend(court.unnamed());
    let outcome = Outcome {
        used: walked.nodes.iter().map(|node| node.old.at.clone()).collect(),
        broke: found.iter().any(|one| one.level == Level::Error),
    };
    for raw in walk::outcome(old.document(), new.document(), policy, &outcome) {
        if let Some(level) = court.level(&raw) {
            found.push(Judged { raw, level, proof: Proof::Proved, operations: Vec::new() });
        }
    }
    Verdicts { found, operations: walked.operations }
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

    /// Judges what a rule found; none where it is no change of meaning.
    fn found(&self, found: &walk::Found) -> Option<Judged> {
        let raw = found.raw.clone();
        let level = self.level(&raw)?;
        let of = |operations| Judged { raw: raw.clone(), level, proof: Proof::Proved, operations };
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
        if self.compat.same(old, new, direction) {
            // It is written anew and says the same: no alarm, and no secret either.
            let text = format!("{}; the same values are allowed", raw.text);
            return Some(Judged { level: Level::Info, raw: Raw { text, ..raw.clone() }, ..of(all) });
        }
        if level == Level::Info {
            return Some(of(all));
        }
        let proof = match self.verdict(index) {
            Verdict::Covered => return Some(Judged { level: Level::Info, ..of(all) }),
            Verdict::Broken { witness } => {
                let keyword = keyword(&raw);
                let better =
                    keyword.and_then(|keyword| self.compat.witness_for(old, new, direction, Some(&keyword), None));
                Proof::Witnessed(better.unwrap_or(witness))
            }
            Verdict::Undecided { why } => Proof::Undecided(why),
        };
        // What is so of a part need not be so of the whole: another alternative may take what this one refuses.
        let broken = self.reach.operations(self.walked, index, |holder| self.verdict(holder) != Verdict::Covered);
        if broken.is_empty() && !all.is_empty() {
            return Some(Judged { level: Level::Info, ..of(all) });
        }
        // What a value shows to break is more than a risk, unless a person said otherwise.
        let is_own = self.policy.level(&raw.row.id(raw.rule), raw.row.oasdiff).is_some();
        let is_shown = matches!(proof, Proof::Witnessed(_)) && keyword(&raw).is_some();
        let level = if is_shown && !is_own { Level::Error } else { level };
        Some(Judged { level, proof, ..of(broken) })
    }

    /// What values show and no rule found: at each pair that is broken while none of its parts is.
    fn unnamed(&self) -> Vec<Judged> {
        let nodes = &self.walked.nodes;
        let mut named = vec![false; nodes.len()];
        for found in &self.walked.found {
            if let Of::Node(index) = found.of {
                named[index] |= found.raw.rule.values && found.raw.row.level > Level::Info;
            }
        }
        let touched = self.reach.touched(self.walked);
        let mut broken = named.clone();
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
                Verdict::Undecided { .. } if !node.differs => continue,
                Verdict::Undecided { why } => Proof::Undecided(why),
            };
            broken[index] = true;
            let (action, text) = match node.seat.direction() {
                Direction::Request => ("narrowed", "a value that was taken is refused now"),
                Direction::Response => ("widened", "a value may come now that was not promised"),
            };
            let rule = &values::RULE;
            let Some(row) = rule.rows.iter().find(|row| row.seat == node.seat && row.action == action) else {
                continue;
            };
            let (old, new) = (Some(node.old.at.clone()), Some(node.new.at.clone()));
            let raw = Raw { rule, row, old, new, text: text.into() };
            let Some(level) = self.level(&raw) else { continue };
            let operations =
                self.reach.operations(self.walked, index, |holder| self.verdict(holder) != Verdict::Covered);
            if !operations.is_empty() {
                all.push(Judged { raw, level, proof, operations });
            }
        }
        all
    }
}

/// The keyword that a finding is about, where it names one.
fn keyword(raw: &Raw) -> Option<String> {
    let at: &At = raw.new.as_ref().or(raw.old.as_ref())?;
    let name = at.name();
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
    KEYWORDS.contains(&name.as_str()).then_some(name)
}
