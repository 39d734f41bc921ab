//! One place of a schema that somebody names: what may stand there, what may not, and whole values around it.

use serde_json::Value;

use super::build::Mood;
use super::covering::corners;
use super::invalid::wrongs;
use super::site::{Hosts, Site, along};
use super::{Sampler, Tree};
use crate::value::matcher::step::Step;

/// How many ways through alternatives are told apart.
const WAYS: usize = 12;

/// A place of a schema, on one way through its alternatives.
pub struct Spot<'s> {
    tree: &'s Tree,
    site: Site,
}

impl Sampler {
    /// The places that a path leads to, one for each way through the alternatives on it, at most a dozen; none where no
    /// value has anything there.
    #[must_use]
    pub fn spots(&self, path: &[Step]) -> Vec<Spot<'_>> {
        along(&self.tree, path, WAYS).into_iter().map(|site| Spot { tree: &self.tree, site }).collect()
    }
}

impl Spot<'_> {
    /// What may stand there by its schema: plain and full values, and those at every border. What lies within them, and
    /// around them, is not judged.
    #[must_use]
    pub fn values(&self) -> Vec<Value> {
        let mut hosts = Hosts::new(self.tree);
        let mut found: Vec<Value> = Vec::new();
        for (turn, mood) in [Mood::Plain, Mood::Full, Mood::Usual, Mood::Usual].into_iter().enumerate() {
            found.extend(hosts.builder(mood, turn as u64).value(self.site.id));
        }
        let node = self.tree.node(self.site.id);
        found.extend(corners(&mut hosts, &self.site, node).into_iter().map(|(value, _)| value));
        found
    }

    /// What may not stand there by its schema, each for another reason.
    #[must_use]
    pub fn wrongs(&self) -> Vec<Value> {
        let mut hosts = Hosts::new(self.tree);
        let here: Vec<Value> =
            [Mood::Plain, Mood::Full].iter().filter_map(|mood| hosts.builder(*mood, 1).value(self.site.id)).collect();
        let node = self.tree.node(self.site.id);
        here.iter().flat_map(|here| wrongs(&mut hosts, node, here)).map(|wrong| wrong.value).collect()
    }

    /// Whole values with the given one there, the plainest first; they are not judged.
    pub fn holding(&self, value: &Value) -> impl Iterator<Item = Value> {
        let mut hosts = Hosts::new(self.tree);
        let moods = [Mood::Plain, Mood::Full, Mood::Usual, Mood::Plain];
        let each = moods.into_iter().enumerate();
        each.filter_map(move |(turn, mood)| hosts.holding(&self.site, value.clone(), mood, turn as u64))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::openapi::sample::Hints;

    fn sampler(schema: &Value) -> Sampler {
        let validator = jsonschema::draft202012::new(schema).unwrap();
        Sampler::new(schema.clone(), Arc::new(validator), Hints::default())
    }

    #[test]
    fn a_value_is_put_where_a_path_leads() {
        let schema = json!({
            "type": "object", "required": ["id"],
            "properties": {
                "id": {"type": "integer"},
                "all": {"type": "array", "items": {"oneOf": [{"type": "null"}, {"properties": {"a": {"maxLength": 3}}}]}},
            },
        });
        let sampler = sampler(&schema);
        let path = [Step::Key("all".into()), Step::Index(0), Step::Key("a".into())];
        let spots = sampler.spots(&path);
        let [spot] = &spots[..] else { panic!("the way through null leads nowhere: {}", spots.len()) };
        assert_eq!(spot.holding(&json!("x")).next(), Some(json!({"id": 0, "all": [{"a": "x"}]})));
        assert!(spot.wrongs().iter().any(|wrong| wrong.as_str().is_some_and(|text| text.len() > 3)));
        assert!(spot.values().iter().any(Value::is_string));
        assert!(sampler.spots(&[Step::Key("id".into())])[0].values().iter().all(Value::is_i64));
    }
}
