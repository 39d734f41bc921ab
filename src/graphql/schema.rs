//! Schemas that a project pins: read and validated once each, however many steps name them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use apollo_compiler::Schema;
use apollo_compiler::ast::Type;
use apollo_compiler::validation::Valid;

use super::introspection;
use super::written::{Written, told};
use crate::model::diagnostic::Diagnostic;
use crate::model::json;
use crate::model::place::Source;
use crate::syntax::path::read_text;

/// A schema that is valid by the GraphQL specification (October 2021, section 3).
#[derive(Debug)]
pub struct Pinned {
    /// The file's path, as shown to people.
    pub name: String,
    /// The schema.
    pub schema: Valid<Schema>,
}

/// A schema, or why there is none.
pub type Opened = Result<Arc<Pinned>, Vec<Diagnostic>>;

/// Schemas by the path of their file.
#[derive(Debug, Default)]
pub struct Schemas {
    read: Mutex<Vec<(PathBuf, Opened)>>,
}

impl Schemas {
    /// The schema in a file: text in the schema definition language, or an introspection result where the file ends in
    /// `.json`.
    ///
    /// # Errors
    /// Why there is none, the same each time.
    pub fn open(&self, path: &Path) -> Opened {
        let known = |read: &[(PathBuf, Opened)]| read.iter().find(|(of, _)| of == path).map(|(_, known)| known.clone());
        if let Some(known) = known(&self.read.lock().unwrap_or_else(PoisonError::into_inner)) {
            return known;
        }
        let opened = load(path);
        self.read.lock().unwrap_or_else(PoisonError::into_inner).push((path.to_owned(), opened.clone()));
        opened
    }
}

/// The schema in a file, read anew.
///
/// # Errors
/// Why there is none.
pub fn load(path: &Path) -> Opened {
    let name = path.display().to_string();
    let text = read_text(path)
        .map_err(|error| vec![Diagnostic::unplaced("file", format!("`{name}` cannot be read: {error}"))])?;
    read(&Arc::new(Source { name, text }))
}

/// The schema in a text.
///
/// # Errors
/// What is wrong with it, each with its place.
pub fn read(source: &Arc<Source>) -> Opened {
    let whole = Written::of_file(source.clone());
    let is_json = Path::new(&source.name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let wrong = |what: String| vec![Diagnostic::error("graphql-schema", &whole.place(0..0), what)];
    let mut sdl = if is_json {
        let result = json::parse(source.text.as_bytes()).map_err(wrong)?;
        introspection::to_sdl(&result).map_err(wrong)?
    } else {
        source.text.clone()
    };
    // It is of a later draft than the other built-in directives, and printers of schemas leave it out as they do those.
    if sdl.contains("@oneOf") && !sdl.contains("directive @oneOf") {
        sdl.push_str("\ndirective @oneOf on INPUT_OBJECT\n");
    }
    match Schema::parse_and_validate(sdl, &source.name) {
        Ok(schema) => Ok(Arc::new(Pinned { name: source.name.clone(), schema })),
        Err(wrong) => {
            // Of what an introspection result was made into there is no place that a person knows.
            let told = told(&wrong.errors, &whole).into_iter();
            let place = |place| if is_json { whole.place(0..0) } else { place };
            Err(told.map(|(at, what)| Diagnostic::error("graphql-schema", &place(at), what)).collect())
        }
    }
}

impl Pinned {
    /// Whether a field of a payload tells what the server refused: a list of things with a `field` and a `message`, or one
    /// that is named so.
    #[must_use]
    pub fn is_user_errors(&self, name: &str, ty: &Type) -> bool {
        let of = ty.inner_named_type();
        let has = |field: &str| self.schema.type_field(of, field).is_ok();
        ty.is_list() && (named_so(name) && has("message") || has("field") && has("message"))
    }
}

/// Whether a field is named as lists of user errors are.
#[must_use]
pub fn named_so(name: &str) -> bool {
    name == "userErrors" || name.ends_with("UserErrors")
}
