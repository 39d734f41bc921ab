//! An OpenAPI document as it was written: its files, what each reference leads to, and where everything stands.

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use serde_json::Value;

use super::at::{At, from_fragment};
use super::dialect::Dialect;
use crate::model::place::Place;
use file::File;
use identify::Identities;

mod convert;
mod file;
mod identify;
pub(crate) mod keys;
mod load;
mod locate;

pub use load::{Loading, Pinned, load, parse};

/// How many references may lead to one another before the chain counts as endless.
const LONGEST_CHAIN: usize = 64;

/// A document: one file, and those that it refers to.
#[derive(Debug)]
pub struct Document {
    files: Vec<File>,
    /// Which file an address names: written addresses made absolute, without the fragment.
    by_address: HashMap<String, usize>,
    dialect: Dialect,
    /// The SHA-256 of the first file's bytes, hex.
    sha256: String,
    identities: OnceLock<Identities>,
    has_names: OnceLock<bool>,
}

/// A reference that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The reference as it is written.
    pub reference: String,
    /// Where it is written.
    pub at: At,
    /// Why.
    pub why: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the reference `{}` leads nowhere: {}", self.reference, self.why)
    }
}

impl Document {
    /// What it speaks. A Swagger 2.0 document says so, although its content was converted to the form of 3.0.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The SHA-256 of the bytes of the file that was named, lower-case hex.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The content of the file that was named.
    #[must_use]
    pub fn root(&self) -> &Value {
        self.files[0].value()
    }

    /// How many files there are.
    #[must_use]
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// A file's content.
    #[must_use]
    pub fn content(&self, file: usize) -> &Value {
        self.files[file].value()
    }

    /// The name of a file as people know it.
    #[must_use]
    pub fn name(&self, file: usize) -> &str {
        self.files[file].name()
    }

    /// The value at an address.
    #[must_use]
    pub fn get(&self, at: &At) -> Option<&Value> {
        self.files.get(at.file)?.value().pointer(&at.pointer)
    }

    /// Where a value was written: its key's and value's span; what it stands in where nothing stands there.
    #[must_use]
    pub fn place(&self, at: &At) -> Place {
        self.files[at.file].place(&at.pointer)
    }

    /// Where the key of a value was written; for an item of a list, the item.
    #[must_use]
    pub fn key_place(&self, at: &At) -> Place {
        self.files[at.file].key_place(&at.pointer)
    }

    /// Keys that an object of a JSON file names twice: the places of the earlier and the later one.
    #[must_use]
    pub fn repeated_keys(&self) -> Vec<(Place, Place)> {
        self.files.iter().flat_map(File::repeated_keys).collect()
    }

    /// The reference that stands at an address, where one stands there.
    #[must_use]
    pub fn reference(&self, at: &At) -> Option<&str> {
        self.get(at)?.get("$ref")?.as_str()
    }

    /// Where a chain of references ends that begins at an address; the address itself where no reference stands there.
    ///
    /// # Errors
    /// The reference that leads nowhere, or in a circle.
    pub fn follow(&self, at: &At) -> Result<At, Broken> {
        let mut here = at.clone();
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = self.reference(&here) else { return Ok(here) };
            here = self.target(&here, reference)?;
        }
        let reference = self.reference(at).unwrap_or_default().to_owned();
        Err(Broken { reference, at: at.clone(), why: "it leads back to itself".into() })
    }

    /// The value where a chain of references ends.
    ///
    /// # Errors
    /// As [`Document::follow`].
    pub fn resolve(&self, at: &At) -> Result<(At, &Value), Broken> {
        let end = self.follow(at)?;
        let value = self.get(&end).unwrap_or(&Value::Null);
        Ok((end, value))
    }

    /// Whether schemas name themselves. Before 3.1 they do not: `$id` is no keyword there.
    fn has_names(&self) -> bool {
        let says = |word: &str| self.files.iter().any(|file| file.text().contains(word));
        *self.has_names.get_or_init(|| !self.dialect.has_old_schemas() && (says("$id") || says("nchor")))
    }

    /// The schema resource (JSON Schema 2020-12 core, section 4.3.5) that an address stands in: the nearest schema with an
    /// `$id`, or the file.
    #[must_use]
    pub fn resource(&self, at: &At) -> At {
        let scope = if self.has_names() { self.identities().scope(at) } else { None };
        scope.map_or_else(|| At::file(at.file), |(scope, _)| scope.clone())
    }

    /// The `$dynamicAnchor`s of a schema resource, each with where it stands.
    #[must_use]
    pub fn dynamic_anchors(&self, resource: &At) -> &[(String, At)] {
        if self.has_names() { self.identities().dynamic(resource) } else { &[] }
    }

    fn identities(&self) -> &Identities {
        self.identities.get_or_init(|| Identities::gather(&self.files))
    }

    fn was_converted(&self, file: usize) -> bool {
        file == 0 && self.dialect == Dialect::V2_0
    }

    /// What one reference leads to that is written at `at`; it may be a reference again.
    ///
    /// # Errors
    /// Why it leads nowhere.
    pub fn target(&self, at: &At, reference: &str) -> Result<At, Broken> {
        let broken = |why: String| Broken { reference: reference.to_owned(), at: at.clone(), why };
        let (address, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let identities = || self.identities();
        let named = self.has_names();
        // In a schema with an `$id` of its own, what is relative starts at that schema (JSON Schema 2020-12 core, 9.1.1).
        let scope = if named { identities().scope(at) } else { None };
        let base = if address.is_empty() {
            scope.map_or_else(|| At::file(at.file), |(scope, _)| scope.clone())
        } else {
            let known = |absolute: &str| match self.by_address.get(absolute) {
                Some(file) => Some(At::file(*file)),
                None if named => identities().named(absolute).cloned(),
                None => None,
            };
            let inner = scope.and_then(|(_, base)| known(&file::absolute(base, address)));
            match inner.or_else(|| known(&file::absolute(self.files[at.file].address(), address))) {
                Some(base) => base,
                None => return Err(broken(format!("`{address}` is not among the document's files"))),
            }
        };
        let end = if fragment.is_empty() {
            base
        } else if fragment.starts_with('/') {
            let pointer = from_fragment(fragment);
            let pointer = if self.was_converted(base.file) { convert::moved_to(&pointer) } else { pointer };
            let end = At { file: base.file, pointer: format!("{}{pointer}", base.pointer) };
            // Many write `#/components/…` in a schema with an `$id`, and mean the file.
            if address.is_empty() && scope.is_some() && self.get(&end).is_none() {
                At { file: at.file, pointer }
            } else {
                end
            }
        } else {
            let base = if address.is_empty() { base } else { self.resource(&base) };
            let anchor = identities().anchor(&base, fragment);
            return anchor.cloned().ok_or_else(|| broken(format!("there is no `$anchor` named `{fragment}`")));
        };
        match self.get(&end) {
            Some(_) => Ok(end),
            None => Err(broken(format!("there is nothing at `{end}` in {}", self.name(end.file)))),
        }
    }
}

#[cfg(test)]
mod tests;
