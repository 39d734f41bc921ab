//! Which operations hold a pair of schemas, themselves or in what they hold.

use crate::diff::walk::Walked;

/// A pair that holds another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Holder {
    /// Its index.
    pub(super) node: usize,
    /// Whether a value of the part may be none of the whole: it is asked about only, as by `if` and `not`.
    pub(super) is_loose: bool,
}

/// Who holds whom.
pub(super) struct Reach {
    holders: Vec<Vec<Holder>>,
}

impl Reach {
    pub(super) fn of(walked: &Walked<'_>) -> Self {
        let mut holders = vec![Vec::new(); walked.nodes.len()];
        for (index, node) in walked.nodes.iter().enumerate() {
            for child in &node.children {
                holders[*child].push(Holder { node: index, is_loose: node.loose.contains(child) });
            }
        }
        Self { holders }
    }

    /// The operations that hold a pair, over holders of which `passes` is true; in order.
    pub(super) fn operations(&self, walked: &Walked<'_>, index: usize, passes: impl Fn(Holder) -> bool) -> Vec<usize> {
        let mut seen = vec![false; walked.nodes.len()];
        let mut open = vec![index];
        seen[index] = true;
        let mut all: Vec<usize> = Vec::new();
        while let Some(here) = open.pop() {
            all.extend(&walked.nodes[here].operations);
            for holder in &self.holders[here] {
                if !seen[holder.node] {
                    seen[holder.node] = true;
                    if passes(*holder) {
                        open.push(holder.node);
                    }
                }
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The pairs that differ, and all that hold one.
    pub(super) fn touched(&self, walked: &Walked<'_>) -> Vec<bool> {
        let mut touched: Vec<bool> = walked.nodes.iter().map(|node| node.differs).collect();
        let mut open: Vec<usize> = (0..touched.len()).filter(|index| touched[*index]).collect();
        while let Some(here) = open.pop() {
            for holder in &self.holders[here] {
                if !touched[holder.node] {
                    touched[holder.node] = true;
                    open.push(holder.node);
                }
            }
        }
        touched
    }
}
