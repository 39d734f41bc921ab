//! The waivers of a suite: which mutants it need not notice, each with a reason that can be looked up.

use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::node::Node;
use crate::model::waiver::Waiver;
use crate::openapi::at::At;
use crate::openapi::law::Law;
use crate::suite::document::Document;

/// Reads them; one that names no case of the suite, or a reason that nobody can look up, is an error.
pub(super) fn waivers(document: &Document, law: Option<&Law>, found: &mut Diagnostics) -> Vec<Waiver> {
    document.waivers.iter().filter_map(|node| waiver(document, law, node, found)).collect()
}

fn waiver(document: &Document, law: Option<&Law>, node: &Node, found: &mut Diagnostics) -> Option<Waiver> {
    let text = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
    let waiver = Waiver {
        mutation: text("mutation")?,
        field: text("field")?,
        case: text("case"),
        because: text("because")?,
        place: node.place.clone(),
    };
    if let Some(name) = &waiver.case
        && !document.cases.iter().any(|case| case.name.0 == *name)
    {
        let place = node.get("case").map_or(&node.place, |node| &node.place);
        found.push(
            Diagnostic::error("waiver", place, format!("the suite has no case `{name}`"))
                .help("give the whole name of a case, without a row"),
        );
    }
    if let Some(what) = unfounded(&waiver.because, law) {
        let place = node.get("because").map_or(&node.place, |node| &node.place);
        found.push(Diagnostic::error("waiver", place, what).help(
            "name what makes the part free: a place in the suite's contract, such as `#/components/schemas/Order`, or \
             `RFC 9110, section 8.8.3`",
        ));
    }
    Some(waiver)
}

/// Why a reason cannot be looked up.
fn unfounded(because: &str, law: Option<&Law>) -> Option<String> {
    if let Some(pointer) = because.strip_prefix('#') {
        let Some(law) = law else {
            return Some(format!("`{because}` is a place in a contract, and the suite has none"));
        };
        let at = At { file: 0, pointer: pointer.to_owned() };
        let is_there = law.contract.document.get(&at).is_some();
        return (!is_there).then(|| format!("there is no `{because}` in the contract"));
    }
    let number = because.strip_prefix("RFC ").map(|rest| rest.split_once(", section ").unwrap_or((rest, "")));
    let is_rfc = number.is_some_and(|(number, section)| {
        let section = section.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) && section
    });
    (!is_rfc).then(|| format!("`{because}` is nothing that can be looked up"))
}
