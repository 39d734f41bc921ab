//! Which schemas a discriminator leads to: those that its mapping names, and those that build on its schema by `allOf`
//! (OpenAPI 3.1.1, section 4.8.25).

use std::collections::HashMap;

use serde_json::Value;

use crate::diff::spot::Spot;
use crate::openapi::at::At;
use crate::openapi::document::Document;

/// The heirs of each schema of a document, by their names.
#[derive(Debug, Default)]
pub(super) struct Heirs(HashMap<At, Vec<(String, At)>>);

impl Heirs {
    /// Gathers them from a document's components.
    pub(super) fn of(document: &Document) -> Self {
        let mut all = Self::default();
        let at = At::file(0).down(&["components", "schemas"]);
        for (name, schema) in document.get(&at).and_then(Value::as_object).into_iter().flatten() {
            let own = at.child(name);
            let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten().enumerate();
            for (index, _) in parts.filter(|(_, part)| part.get("$ref").is_some()) {
                if let Ok(base) = document.follow(&own.child("allOf").item(index)) {
                    all.0.entry(base).or_default().push((name.clone(), own.clone()));
                }
            }
        }
        all
    }

    /// The schemas that the discriminator of a schema leads to, by the values that stand for them; none where it has none.
    pub(super) fn branches<'d>(&self, spot: &Spot<'d>) -> Vec<(String, Spot<'d>)> {
        let Some(discriminator) = spot.get("discriminator") else { return Vec::new() };
        let heirs = self.0.get(&spot.at).into_iter().flatten();
        let mut branches: Vec<(String, At)> = heirs.cloned().collect();
        for (value, target) in discriminator.get("mapping").and_then(Value::as_object).into_iter().flatten() {
            let Some(target) = target.as_str() else { continue };
            let at = if target.contains(['/', '#', '.']) {
                spot.document.target(&spot.at, target).ok()
            } else {
                Some(At::file(0).down(&["components", "schemas", target]))
            };
            branches.extend(at.map(|at| (value.clone(), at)));
        }
        branches.into_iter().filter_map(|(name, at)| Some((name, Spot::at(spot.document, &at)?))).collect()
    }
}
