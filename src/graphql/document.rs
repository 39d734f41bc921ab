//! Documents that are held to a schema: the operation that is sent, and what of it is unwise.

use std::sync::Arc;

use apollo_compiler::executable::{self, Field, OperationType, Selection, SelectionSet};
use apollo_compiler::schema::FieldDefinition;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Name};

use super::schema::Pinned;
use super::written::{Written, told};
use crate::model::diagnostic::Diagnostic;
use crate::model::place::Place;
use crate::syntax::nearest::suggestion;

/// An operation of a document that is valid by its schema (GraphQL specification, October 2021, section 5).
#[derive(Debug)]
pub struct Operation {
    pub(super) pinned: Arc<Pinned>,
    pub(super) document: Valid<ExecutableDocument>,
    name: Option<String>,
}

/// What a step sends, as far as its answer is held to it.
#[derive(Debug, Clone)]
pub enum Meant {
    /// A valid operation, which is to be answered.
    Answered(Arc<Operation>),
    /// A document that the schema refuses on purpose, and that the service is to refuse as well.
    Refused,
}

impl Operation {
    /// The operation of that name in a document, or its only one; with what `check` warns of.
    ///
    /// # Errors
    /// What is wrong with the document, each with its place.
    pub fn read(
        pinned: &Arc<Pinned>,
        written: &Written,
        chosen: Option<(&str, &Place)>,
    ) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let document = ExecutableDocument::parse_and_validate(&pinned.schema, &written.text, "document")
            .map_err(|wrong| refused(pinned, told(&wrong.errors, written)))?;
        let name = choose(&document, written, chosen).map_err(|found| vec![found])?;
        let operation = Self { pinned: pinned.clone(), document, name };
        let found = operation.unwise(written);
        Ok((operation, found))
    }

    /// The operation itself.
    pub(super) fn definition(&self) -> Option<&executable::Operation> {
        self.document.operations.get(self.name.as_deref()).ok().map(|found| &**found)
    }

    /// Its name, where it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// `query` or `mutation`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.definition().map_or("query", |found| found.operation_type.name())
    }

    /// Whether it may change something at the service.
    #[must_use]
    pub fn writes(&self) -> bool {
        !self.definition().is_some_and(executable::Operation::is_query)
    }

    /// What the schema allows, and a person should know.
    fn unwise(&self, written: &Written) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let sets = self.document.operations.iter().map(|one| &one.selection_set);
        for set in sets.chain(self.document.fragments.values().map(|one| &one.selection_set)) {
            fields(set, &mut |field| found.extend(deprecated(field, written)));
        }
        let root = self.definition().filter(|one| one.is_mutation()).map(|one| &one.selection_set);
        for field in root.into_iter().flat_map(|root| self.direct(root)) {
            found.extend(self.unseen_refusal(field, written));
        }
        found
    }

    /// The fields of a selection set itself, those of its fragments among them.
    fn direct<'o>(&'o self, set: &'o SelectionSet) -> Vec<&'o Field> {
        let mut direct = Vec::new();
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => direct.push(&**field),
                Selection::InlineFragment(inline) => direct.extend(self.direct(&inline.selection_set)),
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.fragment_name);
                    direct.extend(fragment.into_iter().flat_map(|one| self.direct(&one.selection_set)));
                }
            }
        }
        direct
    }

    /// That a mutation does not ask what of it was refused: HTTP 200 and no `errors` would be green.
    fn unseen_refusal(&self, field: &Field, written: &Written) -> Option<Diagnostic> {
        let schema = &self.pinned.schema;
        let payload = schema.types.get(field.ty().inner_named_type())?;
        let declared = match payload {
            apollo_compiler::schema::ExtendedType::Object(one) => &one.fields,
            apollo_compiler::schema::ExtendedType::Interface(one) => &one.fields,
            _ => return None,
        };
        let tells = |one: &FieldDefinition| self.pinned.is_user_errors(&one.name, &one.ty);
        let refusal = declared.values().find(|one| tells(one))?;
        if self.direct(&field.selection_set).iter().any(|field| tells(&field.definition)) {
            return None;
        }
        let what =
            format!("`{}` tells in `{}` what it refused, and this does not ask for it", field.name, refusal.name);
        let help = format!("select `{} {{ field message }}`: a refused write comes with HTTP 200", refusal.name);
        Some(Diagnostic::error("graphql-user-errors", &place(field, written), what).warning().help(help))
    }
}

/// Every field below a selection set; fragments that are spread are looked at by themselves.
fn fields(set: &SelectionSet, tell: &mut dyn FnMut(&Field)) {
    for selection in &set.selections {
        match selection {
            Selection::Field(field) => {
                tell(field);
                fields(&field.selection_set, tell);
            }
            Selection::InlineFragment(inline) => fields(&inline.selection_set, tell),
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn place(field: &Field, written: &Written) -> Place {
    written.place(field.name.location().map_or(0..0, |at| at.offset()..at.end_offset()))
}

fn deprecated(field: &Field, written: &Written) -> Option<Diagnostic> {
    let directive = field.definition.directives.get("deprecated")?;
    let reason = directive.specified_argument_by_name("reason").and_then(|reason| reason.as_str());
    let what = match reason {
        Some(reason) => format!("the schema deprecates `{}`: {reason}", field.name),
        None => format!("the schema deprecates `{}`", field.name),
    };
    Some(Diagnostic::error("graphql-deprecated", &place(field, written), what).warning())
}

fn refused(pinned: &Pinned, told: Vec<(Place, String)>) -> Vec<Diagnostic> {
    let name = &pinned.name;
    let error = |(place, what): (Place, String)| {
        Diagnostic::error("graphql-document", &place, what)
            .help(format!("it is held to {name}; a document that is wrong on purpose says `unchecked: why`"))
    };
    told.into_iter().map(error).collect()
}

/// The name of the operation that is meant; none where it has none.
fn choose(
    document: &ExecutableDocument,
    written: &Written,
    chosen: Option<(&str, &Place)>,
) -> Result<Option<String>, Diagnostic> {
    let operations = &document.operations;
    let whole = written.place(0..written.text.len());
    let names: Vec<&str> = operations.named.keys().map(Name::as_str).collect();
    let error = |place: &Place, what: String| Diagnostic::error("graphql-operation", place, what);
    let found = match chosen {
        Some((name, place)) => operations.get(Some(name)).map_err(|_| {
            error(place, format!("the document has no operation `{name}`"))
                .maybe_help(suggestion(name, names.iter().copied()))
        })?,
        None if operations.len() > 1 => {
            return Err(error(&whole, format!("the document holds several operations: {}", names.join(", ")))
                .help(format!("say which one is sent: `operation: {}`", names.first().copied().unwrap_or_default())));
        }
        None => match operations.iter().next() {
            Some(only) => only,
            None => return Err(error(&whole, "the document holds no operation".into())),
        },
    };
    if found.operation_type == OperationType::Subscription {
        return Err(error(&whole, "a subscription is no request with one answer, and is not sent".into())
            .help("ask for what it would tell with a query, and wait for it with `until`"));
    }
    Ok(found.name.as_ref().map(|name| name.as_str().to_owned()))
}
