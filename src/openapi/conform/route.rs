//! From a method and a path to the operation.

use std::collections::HashMap;

use http::Method;

use super::{Breach, Kind, Level, text};
use crate::openapi::api::Api;
use crate::openapi::at::At;
use crate::syntax::nearest::nearest;

/// The paths of a document as a tree of segments.
#[derive(Debug, Default)]
pub(super) struct Router {
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    literal: HashMap<String, usize>,
    templated: Vec<(Vec<Part>, usize)>,
    operations: Vec<usize>,
}

/// A part of a templated segment.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Name(String),
}

/// The operation of an exchange, and what stands where its path has names; still percent-encoded.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) operation: usize,
    pub(super) captured: Vec<(String, String)>,
}

impl Router {
    pub(super) fn new(api: &Api) -> Self {
        let mut router = Self { nodes: vec![Node::default()] };
        for (index, operation) in api.operations.iter().enumerate() {
            let mut here = 0;
            for segment in operation.path.split('/').skip(1) {
                here = router.child(here, segment);
            }
            router.nodes[here].operations.push(index);
        }
        router
    }

    fn child(&mut self, here: usize, segment: &str) -> usize {
        let next = self.nodes.len();
        let parts = parts(segment);
        let node = &mut self.nodes[here];
        let child = match parts.as_slice() {
            [] | [Part::Text(_)] => *node.literal.entry(segment.to_owned()).or_insert(next),
            _ => match node.templated.iter().find(|(known, _)| *known == parts) {
                Some((_, child)) => *child,
                None => {
                    node.templated.push((parts, next));
                    // What says more is tried before what says less (`{id}.json` before `{id}`).
                    let texts = |parts: &[Part]| parts.iter().filter(|part| matches!(part, Part::Text(_))).count();
                    node.templated.sort_by_key(|(parts, _)| std::cmp::Reverse(texts(parts)));
                    next
                }
            },
        };
        if child == next {
            self.nodes.push(Node::default());
        }
        child
    }

    /// The operation, or what is wrong with what is asked for.
    pub(super) fn find(
        &self,
        api: &Api,
        method: &Method,
        path: &str,
        prefix: Option<&str>,
    ) -> Result<Found, Box<Breach>> {
        self.find_below(api, method, path, prefix, None)
    }

    /// The same, and where nothing is found by the servers' paths, `below` may stand in their place or before them.
    pub(super) fn find_below(
        &self,
        api: &Api,
        method: &Method,
        path: &str,
        prefix: Option<&str>,
        below: Option<&str>,
    ) -> Result<Found, Box<Breach>> {
        let mut others: Vec<usize> = Vec::new();
        let own = prefix.map(|prefix| vec![prefix.trim_end_matches('/').to_owned()]);
        let mut bases: Vec<&str> = own.as_ref().unwrap_or(&api.bases).iter().map(String::as_str).collect();
        bases.sort_by_key(|base| std::cmp::Reverse(base.len()));
        for base in &bases {
            if let Some(found) = self.behind(api, method, path, base, &mut others) {
                return Ok(found);
            }
        }
        // A suite that says what stands before the paths is taken at its word.
        if let (Some(below), None) = (below, prefix)
            && let Some(rest) = path.strip_prefix(below)
        {
            let servers = api.bases.iter().map(String::as_str);
            for base in std::iter::once("").chain(servers) {
                if let Some(found) = self.behind(api, method, rest, base, &mut Vec::new()) {
                    return Ok(found);
                }
            }
        }
        Err(Box::new(refused(api, method, path, &bases, &others)))
    }

    /// The operation of what stands behind a base; `others` takes those of its path that have another method.
    fn behind(&self, api: &Api, method: &Method, path: &str, base: &str, others: &mut Vec<usize>) -> Option<Found> {
        let rest = path.strip_prefix(base)?;
        let rest = if rest.is_empty() { "/" } else { rest };
        let segments: Vec<&str> = rest.strip_prefix('/')?.split('/').collect();
        let mut captured = Vec::new();
        let operation = self.walk(0, &segments, &mut captured, &mut |node| {
            let operation = node.operations.iter().find(|index| api.operations[**index].method == *method);
            if operation.is_none() {
                others.extend(&node.operations);
            }
            operation.copied()
        })?;
        Some(Found { operation, captured })
    }

    fn walk(
        &self,
        here: usize,
        segments: &[&str],
        captured: &mut Vec<(String, String)>,
        end: &mut dyn FnMut(&Node) -> Option<usize>,
    ) -> Option<usize> {
        let node = &self.nodes[here];
        let Some((segment, rest)) = segments.split_first() else { return end(node) };
        let decoded = text::decode(segment);
        let literal = node.literal.get(*segment).or_else(|| node.literal.get(&decoded));
        if let Some(found) = literal.and_then(|child| self.walk(*child, rest, captured, end)) {
            return Some(found);
        }
        let before = captured.len();
        for (parts, child) in &node.templated {
            if capture(parts, segment, captured)
                && let Some(found) = self.walk(*child, rest, captured, end)
            {
                return Some(found);
            }
            captured.truncate(before);
        }
        None
    }
}

fn parts(segment: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = segment;
    while let Some(start) = rest.find('{') {
        let Some(end) = rest[start..].find('}') else { break };
        if start > 0 {
            parts.push(Part::Text(rest[..start].to_owned()));
        }
        parts.push(Part::Name(rest[start + 1..start + end].to_owned()));
        rest = &rest[start + end + 1..];
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    parts
}

/// What stands for each name of a segment; a name takes at least one letter, and no more than it has to.
fn capture(parts: &[Part], segment: &str, captured: &mut Vec<(String, String)>) -> bool {
    let Some((first, rest)) = parts.split_first() else { return segment.is_empty() };
    match first {
        Part::Text(text) => segment.strip_prefix(text.as_str()).is_some_and(|more| capture(rest, more, captured)),
        Part::Name(name) if rest.is_empty() => {
            captured.push((name.clone(), segment.to_owned()));
            !segment.is_empty()
        }
        Part::Name(name) => {
            let before = captured.len();
            let ends = segment.char_indices().skip(1).map(|(at, _)| at).chain([segment.len()]);
            for end in ends.filter(|end| *end > 0) {
                captured.truncate(before);
                captured.push((name.clone(), segment[..end].to_owned()));
                if capture(rest, &segment[end..], captured) {
                    return true;
                }
            }
            captured.truncate(before);
            false
        }
    }
}

fn refused(api: &Api, method: &Method, path: &str, bases: &[&str], others: &[usize]) -> Breach {
    let mut breach = Breach {
        kind: Kind::UnknownOperation,
        level: Level::Error,
        field: String::new(),
        expected: String::new(),
        actual: String::new(),
        at: At::file(0).child("paths"),
        note: None,
    };
    if let Some(first) = others.first() {
        let mut methods: Vec<&str> = others.iter().map(|index| api.operations[*index].method.as_str()).collect();
        methods.sort_unstable();
        methods.dedup();
        let operation = &api.operations[*first];
        "method".clone_into(&mut breach.field);
        breach.expected = format!("one of {} at `{}`", methods.join(", "), operation.path);
        breach.actual = method.to_string();
        breach.at = operation.at.parent().unwrap_or_else(|| operation.at.clone());
        return breach;
    }
    "path".clone_into(&mut breach.field);
    "a path of the document".clone_into(&mut breach.expected);
    path.clone_into(&mut breach.actual);
    let rest = bases.iter().find_map(|base| path.strip_prefix(base)).unwrap_or(path);
    let near = nearest(rest, api.operations.iter().map(|operation| operation.path.as_str()));
    let base = bases.iter().all(|base| !base.is_empty() && !path.starts_with(base));
    breach.note = match near {
        _ if base => Some(format!("the document's paths begin with {}", bases.join(" or "))),
        Some(near) => Some(format!("the nearest is `{near}`")),
        None => None,
    };
    breach
}
