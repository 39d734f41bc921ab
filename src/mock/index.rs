//! Which stubs may answer a path, looked up rather than tried one by one, and in the order in which they are asked.

use std::borrow::Cow;
use std::collections::HashMap;

use super::pattern::{Pattern, Segment, canonical, split, variable};

/// The index over all stubs of a mock. Numbers are places in the list of stubs.
#[derive(Debug, Default)]
pub struct Index {
    literal: HashMap<String, Vec<usize>>,
    tree: Vec<Branch>,
    // The place of each stub in the order in which stubs are asked.
    rank: Vec<usize>,
}

#[derive(Debug, Default)]
struct Branch {
    literal: HashMap<String, usize>,
    named: Vec<(String, String, usize)>,
    here: Vec<usize>,
    tail: Vec<usize>,
}

impl Index {
    /// Compiles the index from each stub's path and how many conditions it has beside: a literal path stands before a
    /// template, then more conditions, then file order.
    #[must_use]
    pub fn new(stubs: &[(&Pattern, usize)]) -> Self {
        let mut order: Vec<usize> = (0..stubs.len()).collect();
        order.sort_by(|one, other| {
            let ((path, weight), (other_path, other_weight)) = (stubs[*one], stubs[*other]);
            path.compare(other_path).then(other_weight.cmp(&weight)).then(one.cmp(other))
        });
        let mut index = Self { tree: vec![Branch::default()], rank: vec![0; stubs.len()], ..Self::default() };
        for (rank, number) in order.into_iter().enumerate() {
            index.rank[number] = rank;
            match stubs[number].0.literal() {
                Some(path) => index.literal.entry(path).or_default().push(number),
                None => index.plant(number, &stubs[number].0.segments),
            }
        }
        index
    }

    fn plant(&mut self, number: usize, segments: &[Segment]) {
        let mut at = 0;
        for segment in segments {
            let next = self.tree.len();
            let branch = &mut self.tree[at];
            at = match segment {
                Segment::Literal(text) => *branch.literal.entry(text.clone()).or_insert(next),
                Segment::Named { prefix, suffix, .. } => {
                    let known = branch.named.iter().find(|(before, after, _)| before == prefix && after == suffix);
                    let known = known.map(|(_, _, known)| *known);
                    known.unwrap_or_else(|| {
                        branch.named.push((prefix.clone(), suffix.clone(), next));
                        next
                    })
                }
                Segment::Tail(_) => {
                    branch.tail.push(number);
                    return;
                }
            };
            if at == next {
                self.tree.push(Branch::default());
            }
        }
        self.tree[at].here.push(number);
    }

    /// The stubs with just this path, in order.
    #[must_use]
    pub fn literal(&self, path: &str) -> &[usize] {
        self.literal.get(canonical(path).as_ref()).map_or(&[], Vec::as_slice)
    }

    /// Whether any path has a variable part.
    #[must_use]
    pub fn has_templates(&self) -> bool {
        let root = &self.tree[0];
        !(root.literal.is_empty() && root.named.is_empty() && root.tail.is_empty())
    }

    /// The stubs whose template takes this path, in order.
    #[must_use]
    pub fn templates(&self, path: &str) -> Vec<usize> {
        let mut found = Vec::new();
        self.climb(0, &split(path), &mut found);
        found.sort_unstable_by_key(|number| self.rank[*number]);
        found
    }

    fn climb(&self, at: usize, rest: &[Cow<'_, str>], found: &mut Vec<usize>) {
        let branch = &self.tree[at];
        let Some((segment, after)) = rest.split_first() else {
            found.extend(&branch.here);
            return;
        };
        found.extend(&branch.tail);
        if let Some(next) = branch.literal.get(segment.as_ref()) {
            self.climb(*next, after, found);
        }
        for (prefix, suffix, next) in &branch.named {
            if variable(segment, prefix, suffix).is_some() {
                self.climb(*next, after, found);
            }
        }
    }
}
