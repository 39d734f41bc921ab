//! The schemas of a document in one form, each written and compiled once, however many others refer to it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jsonschema::Validator;
use serde_json::Value;

use super::compile::{self, Compiled};
use super::family::Families;
use super::link::Shelf;
use super::translate::{Writer, Written};
use super::{Direction, Fault, cycle};
use crate::openapi::at::At;
use crate::openapi::document::Document;
use crate::openapi::slots::{MOST, Slots};

/// Schemas by their number.
#[derive(Debug)]
pub(super) struct Store {
    document: Arc<Document>,
    families: Arc<Families>,
    direction: Direction,
    closed: bool,
    writer: Mutex<Line>,
    entries: Slots<Entry>,
}

/// The writer, and how many are written.
#[derive(Debug)]
struct Line {
    writer: Writer,
    written: usize,
}

#[derive(Debug)]
struct Entry {
    written: Result<Written, Fault>,
    /// Whether it lost a reference that led back to itself.
    is_cut: bool,
    compiled: OnceLock<Result<Compiled, Fault>>,
    /// Filled when it and all that it reaches was found usable.
    sound: OnceLock<()>,
}

/// What is said of a schema and of all that it reaches together.
#[derive(Debug, Default)]
pub(super) struct Whole {
    /// Whether there is a `oneOf`.
    pub(super) chooses: bool,
    /// Patterns that are not asserted.
    pub(super) unheld: BTreeSet<String>,
}

impl Store {
    pub(super) fn new(document: Arc<Document>, families: Arc<Families>, direction: Direction, closed: bool) -> Self {
        let writer = Writer::new(document.clone(), families.clone(), direction);
        let writer = Mutex::new(Line { writer, written: 0 });
        Self { document, families, direction, closed, writer, entries: Slots::default() }
    }

    /// The schema at an address with all that it reaches: the store that holds it, and its number there.
    pub(super) fn take(self: &Arc<Self>, at: &At) -> Result<(Arc<Self>, usize), Fault> {
        let root = self.write(at, false);
        if self.examine(root, at)? {
            return Ok((self.clone(), root));
        }
        // Where schemas are defined by themselves, what is cut depends on where one comes from: it has a store of its own.
        let own = Arc::new(Self::new(self.document.clone(), self.families.clone(), self.direction, self.closed));
        let root = own.write(at, true);
        own.examine(root, at)?;
        Ok((own, root))
    }

    /// Writes a schema and all that it reaches and that is not written yet; its number.
    fn write(&self, at: &At, first: bool) -> usize {
        let mut line = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let root = line.writer.ask(at, self.closed, first);
        let begin = line.written;
        let mut batch = Vec::new();
        while let Some(written) = line.writer.next() {
            batch.push(written);
        }
        line.written += batch.len();
        let mut schemas: Vec<_> =
            batch.iter_mut().map(|written| written.as_mut().ok().map(|written| &mut written.schema)).collect();
        let cut = cycle::cut(begin, &mut schemas);
        for (place, written) in batch.into_iter().enumerate() {
            let is_cut = cut.contains(&place);
            self.entries
                .set(begin + place, Entry { written, is_cut, compiled: OnceLock::new(), sound: OnceLock::new() });
        }
        root
    }

    /// Compiles a schema and all that it reaches; whether it can be shared, because nothing of it was cut.
    fn examine(self: &Arc<Self>, root: usize, at: &At) -> Result<bool, Fault> {
        let mut reached = Vec::new();
        let mut seen = BTreeSet::from([root]);
        let mut waiting = std::collections::VecDeque::from([root]);
        let mut is_whole = true;
        while let Some(index) = waiting.pop_front() {
            let entry = self.entries.get(index).ok_or_else(|| {
                Fault::new(at, format!("this schema and those before it reach more than {MOST} schemas"))
            })?;
            if entry.sound.get().is_some() {
                continue;
            }
            let written = entry.written.as_ref().map_err(Clone::clone)?;
            self.compiled(index).map_err(Clone::clone)?;
            is_whole &= !entry.is_cut;
            reached.push(entry);
            waiting.extend(written.reaches.iter().filter(|other| seen.insert(**other)));
        }
        if is_whole {
            for entry in reached {
                entry.sound.get_or_init(|| ());
            }
        }
        Ok(is_whole)
    }

    /// A schema as it is written.
    pub(super) fn written(&self, index: usize) -> Option<&Written> {
        self.entries.get(index)?.written.as_ref().ok()
    }

    /// A schema as it is held to values.
    pub(super) fn compiled(self: &Arc<Self>, index: usize) -> Result<&Compiled, &Fault> {
        static NONE: OnceLock<Fault> = OnceLock::new();
        let Some(entry) = self.entries.get(index) else {
            return Err(NONE.get_or_init(|| Fault::new(&At::file(0), "there is no such schema")));
        };
        let compiled = entry.compiled.get_or_init(|| {
            let shelf: Arc<dyn Shelf> = self.clone();
            compile::compile(&shelf, index, &BTreeSet::new())
        });
        compiled.as_ref()
    }

    /// A part of a schema, or of one that a pointer into `$defs` names.
    pub(super) fn part(&self, index: usize, pointer: &str) -> Option<&Value> {
        let (index, rest) = within(index, pointer);
        self.written(index)?.schema.pointer(rest)
    }

    /// What is said of a schema and of all that it reaches together.
    pub(super) fn whole(&self, root: usize) -> Whole {
        let mut whole = Whole::default();
        let mut seen = BTreeSet::from([root]);
        let mut waiting = vec![root];
        while let Some(index) = waiting.pop() {
            let Some(Entry { written: Ok(written), compiled, .. }) = self.entries.get(index) else { continue };
            whole.chooses |= written.chooses;
            if let Some(Ok(compiled)) = compiled.get() {
                whole.unheld.extend(compiled.unheld.iter().cloned());
            }
            waiting.extend(written.reaches.iter().filter(|other| seen.insert(**other)));
        }
        whole
    }
}

impl Shelf for Store {
    fn schema(&self, index: usize) -> Option<&Value> {
        self.written(index).map(|written| &written.schema)
    }

    fn validator(&self, index: usize) -> Option<&Validator> {
        // All that a schema reaches is compiled before it is held to anything.
        self.entries.get(index)?.compiled.get()?.as_ref().ok().map(|compiled| &*compiled.validator)
    }

    fn place(&self, index: usize, pointer: &str) -> At {
        let (index, rest) = within(index, pointer);
        self.written(index).map_or_else(|| At::file(0), |written| written.places.find(rest))
    }
}

/// The schema that a pointer leads into, and the rest of the way.
fn within(index: usize, pointer: &str) -> (usize, &str) {
    let inner = || {
        let rest = pointer.strip_prefix("/$defs/")?;
        let end = rest.find('/').unwrap_or(rest.len());
        Some((rest[..end].parse().ok()?, &rest[end..]))
    };
    inner().unwrap_or((index, pointer))
}
