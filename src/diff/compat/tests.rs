//! Tests of compatibility: pairs of schemas and what is to be said of them.

use serde_json::{Value, json};

use super::*;
use crate::model::place::Source as Text;
use crate::openapi::document;

mod pairs;
mod random;
mod recursion;
mod table;

/// A document with schemas under their names; the one in question is `It`.
pub(super) fn side(version: &str, schemas: &Value) -> Side {
    let whole = json!({"openapi": version, "info": {"title": "t", "version": "1"}, "paths": {},
        "components": {"schemas": schemas}});
    let text = Text { name: "openapi.json".into(), text: whole.to_string() };
    Side::new(Arc::new(document::parse(text).unwrap_or_else(|found| panic!("{:?}", found.into_vec()))))
}

pub(super) fn it() -> At {
    At::file(0).down(&["components", "schemas", "It"])
}

/// The verdict on two sets of schemas; a witness is held to both sides once more.
#[track_caller]
pub(super) fn verdict(version: &str, old: &Value, new: &Value, direction: Direction, world: World) -> Verdict {
    let (old, new) = (side(version, old), side(version, new));
    let compat = Compat::new(&old, &new, world);
    let verdict = compat.covers(&it(), &it(), direction);
    if let Verdict::Broken { witness } = &verdict {
        let (source, target) = compat.parties(&it(), &it(), direction).unwrap();
        assert!(source.accepts(witness), "the source refuses {witness}");
        assert!(!target.is_valid(witness), "the target accepts {witness}");
    }
    verdict
}
