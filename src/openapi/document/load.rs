//! Reads a document and the files that it refers to: inside the project's folder, or pinned by their digest.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;

use super::file::{File, absolute};
use super::identify::Identities;
use super::keys::{holds_names, is_data};
use super::{Document, convert};
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::place::Source;
use crate::openapi::at::{At, push};
use crate::openapi::dialect::Dialect;
use crate::syntax::path::{clean, is_inside};

/// The most bytes that a file may have.
const LARGEST: u64 = 256 * 1024 * 1024;

/// The most files that a document may have.
const MOST_FILES: usize = 2_000;

/// What a document may refer to.
#[derive(Debug, Clone, Default)]
pub struct Loading {
    /// The folder that no file reference leads out of; the document's own where none is named.
    pub root: Option<PathBuf>,
    /// What stands for addresses elsewhere; all others are refused.
    pub pinned: Vec<Pinned>,
}

/// A copy of what an address gives, checked by its digest: nothing is fetched.
#[derive(Debug, Clone)]
pub struct Pinned {
    /// The address that the document refers to.
    pub address: String,
    /// The file that holds a copy.
    pub copy: PathBuf,
    /// The SHA-256 of its bytes, hex.
    pub sha256: String,
}

/// Reads a document from a file.
///
/// # Errors
/// Every file that cannot be read, is neither JSON nor YAML, or may not be referred to, with its place.
pub fn load(path: &Path, loading: &Loading) -> Result<Document, Diagnostics> {
    tracing::debug!(path = %path.display(), "reads a contract");
    let bytes = match read(path) {
        Ok(bytes) => bytes,
        Err(why) => {
            let what = format!("the contract `{}` cannot be read: {why}", path.display());
            return Err(one(Diagnostic::unplaced("file", what)));
        }
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let root = loading.root.clone().unwrap_or_else(|| folder.to_owned());
    let source = text(path, bytes).map_err(one)?;
    gather(source, address(path), Some(&root), &loading.pinned)
}

/// Reads a document from a text that no file holds; it may refer to nothing but itself.
///
/// # Errors
/// As [`load`].
pub fn parse(source: Source) -> Result<Document, Diagnostics> {
    let address = absolute("file:///", &source.name);
    gather(source, address, None, &[])
}

fn one(diagnostic: Diagnostic) -> Diagnostics {
    let mut all = Diagnostics::default();
    all.push(diagnostic);
    all
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let about = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if !about.is_file() {
        return Err("it is no regular file".into());
    }
    if about.len() > LARGEST {
        return Err(format!("it is larger than {} MiB", LARGEST >> 20));
    }
    std::fs::read(path).map_err(|error| error.to_string())
}

fn text(path: &Path, bytes: Vec<u8>) -> Result<Source, Diagnostic> {
    let name = path.display().to_string();
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Diagnostic::unplaced("file", format!("`{name}` is no UTF-8: the byte at offset {at} begins no character"))
    })?;
    Ok(Source { name, text })
}

/// A file's address.
fn address(path: &Path) -> String {
    let whole = std::path::absolute(path).map_or_else(|_| path.to_owned(), |path| clean(&path));
    Url::from_file_path(&whole).map_or_else(|()| format!("file://{}", whole.display()), Into::into)
}

fn gather(first: Source, at: String, root: Option<&Path>, pinned: &[Pinned]) -> Result<Document, Diagnostics> {
    let sha256 = hex(first.text.as_bytes());
    let mut found = Diagnostics::default();
    let mut file = File::read(first, at.clone()).map_err(one)?;
    let dialect = Dialect::of(file.value()).map_err(|what| {
        let place = file.place("/openapi");
        one(Diagnostic::error("contract-dialect", &place, what)
            .help("begin with `openapi: 3.1.1`, or `swagger: \"2.0\"`"))
    })?;
    if dialect == Dialect::V2_0 {
        let value = convert::to_v3(file.value());
        file = file.converted(value);
    }
    let mut document = Document {
        files: vec![file],
        by_address: HashMap::from([(at, 0)]),
        dialect,
        sha256,
        identities: OnceLock::new(),
        has_names: OnceLock::new(),
    };
    let mut names = Names::default();
    let mut next = 0;
    while next < document.files.len() && document.files.len() <= MOST_FILES {
        let mut abroad = Vec::new();
        references(document.files[next].value(), next, &mut |at, reference| {
            let here = reference.split('#').next().unwrap_or_default();
            if !here.is_empty() {
                abroad.push((at.clone(), here.to_owned()));
            }
        });
        for (at, written) in abroad {
            let absolute = absolute(document.files[next].address(), &written);
            if document.by_address.contains_key(&absolute) || names.holds(&document, &at, &written, &absolute) {
                continue;
            }
            let opened = open(&absolute, root, pinned)
                .and_then(|source| File::read(source, absolute.clone()).map_err(|diagnostic| diagnostic.message));
            // In a schema with an `$id`, a reference starts there; a copy may be pinned for what it names.
            let (absolute, opened) = match (opened, names.inner(&document, &at, &written)) {
                (Err(why), Some(inner)) => match open(&inner, root, pinned)
                    .and_then(|source| File::read(source, inner.clone()).map_err(|diagnostic| diagnostic.message))
                {
                    Ok(file) => (inner, Ok(file)),
                    Err(_) => (absolute, Err(why)),
                },
                (opened, _) => (absolute, opened),
            };
            match opened {
                Ok(file) => {
                    document.by_address.insert(absolute, document.files.len());
                    document.files.push(file);
                }
                Err(why) => {
                    let what = format!("the reference to `{written}` cannot be followed: {why}");
                    found.push(Diagnostic::error("contract-reference", &document.place(&at.child("$ref")), what));
                }
            }
        }
        next += 1;
    }
    if document.files.len() > MOST_FILES {
        let what = format!("the document refers to more than {MOST_FILES} files");
        found.push(Diagnostic::unplaced("contract-reference", what));
    }
    if found.has_errors() {
        return Err(found);
    }
    if names.of(&document.files).is_some() {
        document.identities = OnceLock::from(names.identities);
    }
    Ok(document)
}

/// The names that schemas give themselves, of the files that are there so far; each file is looked at once.
#[derive(Default)]
struct Names {
    identities: Identities,
    /// How many files were asked whether they name a schema.
    asked: usize,
    /// Whether one does.
    says: bool,
}

impl Names {
    /// None where no schema names itself.
    fn of(&mut self, files: &[File]) -> Option<&Identities> {
        self.says |= files[self.asked..].iter().any(|file| file.text().contains("$id"));
        self.asked = files.len();
        if !self.says {
            return None;
        }
        self.identities.catch_up(files);
        Some(&self.identities)
    }

    /// What a reference names by the `$id` of the schema that it stands in.
    fn inner(&mut self, document: &Document, at: &At, written: &str) -> Option<String> {
        self.of(&document.files)?.scope(at).map(|(_, base)| absolute(base, written))
    }

    /// Whether a schema of the document bears the address as its `$id`.
    fn holds(&mut self, document: &Document, at: &At, written: &str, address: &str) -> bool {
        let inner = self.inner(document, at, written);
        let Some(identities) = self.of(&document.files) else { return false };
        let named = |name: &str| identities.named(name).is_some();
        named(address) || inner.is_some_and(|inner| named(&inner) || document.by_address.contains_key(&inner))
    }
}

fn open(address: &str, root: Option<&Path>, pinned: &[Pinned]) -> Result<Source, String> {
    let root = root.ok_or("a document that stands in no file may refer to itself only")?;
    if let Some(pin) = pinned.iter().find(|pin| pin.address == address) {
        let bytes = read(&pin.copy).map_err(|why| format!("its copy `{}`: {why}", pin.copy.display()))?;
        let got = hex(&bytes);
        if !got.eq_ignore_ascii_case(&pin.sha256) {
            return Err(format!("its copy `{}` has the SHA-256 {got}, not {}", pin.copy.display(), pin.sha256));
        }
        return text(&pin.copy, bytes).map_err(|diagnostic| diagnostic.message);
    }
    let path = Url::parse(address).ok().filter(|url| url.scheme() == "file").and_then(|url| url.to_file_path().ok());
    let Some(path) = path else {
        return Err("it lies elsewhere, and nothing is fetched: keep a copy, and pin it with its sha256".into());
    };
    // Links are followed before it is asked where a file lies.
    let real = path.canonicalize().map_err(|error| error.to_string())?;
    // An empty path is the current folder, which only its own name can be asked of.
    let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
    let inside = root.canonicalize().is_ok_and(|root| is_inside(&real, &root));
    if !inside {
        return Err(format!("it leads out of the folder `{}`", root.display()));
    }
    let shown = std::env::current_dir().ok().and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    let bytes = read(&real)?;
    text(shown.as_deref().unwrap_or(&path), bytes).map_err(|diagnostic| diagnostic.message)
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Every reference in a value. Values that are data (`example`, `default`, `enum`, `const`) hold none; below a map of
/// names (`properties`, `schemas`) a word such as `default` is a name.
pub(crate) fn references(value: &Value, file: usize, each: &mut dyn FnMut(&At, &str)) {
    walk(value, &mut At::file(file), false, each);
}

fn walk(value: &Value, at: &mut At, names: bool, each: &mut dyn FnMut(&At, &str)) {
    let end = at.pointer.len();
    match value {
        Value::Object(map) => {
            if let (Some(Value::String(reference)), false) = (map.get("$ref"), names) {
                each(at, reference);
            }
            for (key, value) in map {
                if !(value.is_object() || value.is_array()) || !names && is_data(key, value) {
                    continue;
                }
                push(&mut at.pointer, key);
                walk(value, at, !names && holds_names(key), each);
                at.pointer.truncate(end);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                if value.is_object() || value.is_array() {
                    push(&mut at.pointer, &index.to_string());
                    walk(value, at, false, each);
                    at.pointer.truncate(end);
                }
            }
        }
        _ => {}
    }
}
