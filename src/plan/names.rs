//! Whether every name in a case means something before anything is sent, and what the case needs of its target.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::Needs;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::endpoint::Target;
use crate::model::node::{Datum, Node, has_template};
use crate::model::place::Place;
use crate::syntax::nearest::suggestion;
use crate::value::expression::Name;
use crate::value::fresh;
use crate::value::scope::{OF_STEP, ROOTS};
use crate::value::template::Template;

/// The names known at one point of a case.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    /// The target, for variables and secrets.
    pub target: &'a Target,
    /// The columns of the case's row, where it has rows, and whether they hold templates.
    pub columns: Option<BTreeMap<String, bool>>,
    /// Names saved by the steps so far.
    pub saved: BTreeSet<String>,
    /// Ids of the steps so far.
    pub steps: BTreeSet<String>,
    /// The parameters of the fragment.
    pub parameters: BTreeSet<String>,
}

/// Finds every name in a node; those that mean nothing are gathered, those of the target go to `needs`.
///
/// Gives the names that only earlier steps can give.
pub fn walk(node: &Node, known: &Known<'_>, needs: &mut Needs, found: &mut Diagnostics) -> BTreeSet<String> {
    let mut uses = BTreeSet::new();
    visit(node, &mut |text, place| {
        let Some(template) = found.keep(Template::text(text, place)) else { return };
        template.names(&mut |name, place| {
            if let Some(diagnostic) = judge(name, place, known, needs, &mut uses) {
                found.push(diagnostic);
            }
        });
    });
    uses
}

fn visit(node: &Node, tell: &mut dyn FnMut(&str, &Place)) {
    match &node.datum {
        Datum::Text(text) if has_template(text) => tell(text, &node.place),
        Datum::List(items) => items.iter().for_each(|item| visit(item, tell)),
        Datum::Map(entries) => {
            for entry in entries {
                if has_template(&entry.key) {
                    tell(&entry.key, &entry.key_place);
                }
                visit(&entry.value, tell);
            }
        }
        _ => {}
    }
}

fn judge(
    name: &Name,
    place: &Place,
    known: &Known<'_>,
    needs: &mut Needs,
    uses: &mut BTreeSet<String>,
) -> Option<Diagnostic> {
    let second = name.second().unwrap_or_default();
    let undefined =
        |what: String, hint: Option<String>| Some(Diagnostic::error("undefined-name", place, what).maybe_help(hint));
    let variables = || known.target.variables.iter().map(|variable| variable.name.as_str()).collect::<Vec<_>>();
    let secrets = || known.target.secrets.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
    let of_target = known.target.name.as_ref();
    match name.root.as_str() {
        "var" if !variables().contains(&second) => {
            let hint = if secrets().contains(&second) {
                Some(format!("`{second}` is a secret: write `${{secret.{second}}}`"))
            } else {
                suggestion(second, variables())
            };
            undefined(format!("the target `{of_target}` has no variable `{second}`"), hint)
        }
        "secret" if !secrets().contains(&second) => {
            let hint = if variables().contains(&second) {
                Some(format!("`{second}` is a variable: write `${{var.{second}}}`"))
            } else {
                suggestion(second, secrets())
            };
            undefined(format!("the target `{of_target}` has no secret `{second}`"), hint)
        }
        "var" | "secret" => {
            if !needs.names.iter().any(|(name, _)| name == second) {
                needs.names.push((second.to_owned(), place.clone()));
            }
            None
        }
        "flag" => {
            if second.is_empty() {
                return undefined("`flag` needs a key: `${flag.chatwoot_live}`".into(), None);
            }
            if !needs.flags.iter().any(|(name, _)| name == second) {
                needs.flags.push((second.to_owned(), place.clone()));
            }
            None
        }
        "row" => match &known.columns {
            None => undefined("this case has no `rows`, and so no `row`".into(), None),
            // Where a row's template could be put in its place, this name is gone.
            Some(columns) if columns.get(second) == Some(&true) => undefined(
                format!("the row's `{second}` holds a template, which is not filled in here"),
                Some(format!(
                    "write `${{row.{second}}}` as a value or inside of a text, or put the function into the row"
                )),
            ),
            Some(columns) if columns.contains_key(second) => None,
            Some(columns) => undefined(
                format!("this row has no column `{second}`"),
                suggestion(second, columns.keys().map(String::as_str)),
            ),
        },
        "run" if second == "id" && name.rest.len() == 1 => None,
        "run" => undefined("there is only `${run.id}`".into(), None),
        "now" if name.rest.is_empty() => None,
        "now" => undefined("`now` has no parts; for another form use `${date('0s', '%Y-%m-%d')}`".into(), None),
        "fresh" if fresh::KINDS.contains(&second) => None,
        "fresh" => undefined(format!("there is no `fresh.{second}`"), suggestion(second, fresh::KINDS)),
        "callback" if second == "url" && name.rest.len() == 1 => {
            needs.callback = true;
            None
        }
        "callback" => undefined("there is only `${callback.url}`".into(), None),
        "env" => undefined(
            "`env` stands in the project file only".into(),
            Some("declare the variable under the target's `vars` and write `${var.NAME}`".into()),
        ),
        root => {
            if known.parameters.contains(root) {
                return None;
            }
            if known.saved.contains(root) {
                uses.insert(root.to_owned());
                return None;
            }
            if known.steps.contains(root) {
                uses.insert(root.to_owned());
                if OF_STEP.contains(&second) {
                    return None;
                }
                return undefined(format!("a step has no `{second}`"), suggestion(second, OF_STEP));
            }
            let all = ROOTS
                .iter()
                .copied()
                .chain(known.saved.iter().chain(&known.steps).chain(&known.parameters).map(String::as_str));
            undefined(format!("nothing before this place is named `{root}`"), suggestion(root, all.collect::<Vec<_>>()))
        }
    }
}

/// Refuses a name of a person's that the language keeps for itself, or that no template could write.
pub fn own(name: &str, place: &Place, what: &str, found: &mut Diagnostics) -> bool {
    let right = name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if !right {
        found.push(
            Diagnostic::error("name", place, format!("`{name}` is no name for {what}"))
                .help("use letters, digits and `_`, beginning with a letter"),
        );
        return false;
    }
    if ROOTS.contains(&name) || matches!(name, "true" | "false" | "null") {
        found.push(Diagnostic::error(
            "name",
            place,
            format!("`{name}` is a word of the language and cannot name {what}"),
        ));
        return false;
    }
    true
}
