//! Whether the messages that came before the answer are as they should be.

use serde_json::Value;

use super::api::{Check, Compile, Workshop};
use super::seen;
use crate::model::finding::Judgement;
use crate::model::kind::Kind;
use crate::model::node::Node;
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::value::matcher::Matcher;
use crate::value::scope::Scope;

/// The check `messages`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "messages",
    summary: "the messages of JSON-RPC that came before the answer",
    docs: r"
## What it does

Holds the list of the messages that a stream brought before the answer (notifications, requests of the server, answers to
something else) to a matcher. Without a stream the list is empty. It belongs to the step `json_rpc`.

## Why

A long call that promises progress and tells none is seen by nobody who looks at its result alone.

## Example

```yaml
messages: { length: { ge: 1 }, each: { contains: { method: notifications/progress } } }
```
",
    schema: Matcher::SHAPE,
    compile,
};

#[derive(Debug)]
struct Messages {
    place: Place,
    matcher: Matcher,
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    let matcher = Matcher::compile(node, shop.found)?;
    Some(Box::new(Messages { place: node.place.clone(), matcher }))
}

impl Check for Messages {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        if let Err(nothing) = seen::answer("messages", seen, &self.place) {
            return nothing;
        }
        let Some(reply) = &seen.reply else {
            return seen::fault("messages", "messages", "this step speaks no JSON-RPC", &self.place);
        };
        self.matcher.judge("messages", "messages", Some(&Value::Array(reply.others.clone())), scope)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{exchange, seen, tell};
    use super::*;
    use crate::model::reply::Reply;

    #[test]
    fn what_came_before_is_judged_as_a_list() {
        let mut seen = seen([exchange("http://t.test/", 200, &[], "")]);
        assert!(tell(&KIND, "{length: 0}", &seen)[0].ends_with("(Suite)"));
        let others = vec![json!({"method": "notifications/progress"}), json!({"method": "x"})];
        seen.reply =
            Some(Reply { id: None, method: "m".into(), response: Ok(Value::Null), others, broken: Vec::new() });
        assert_eq!(tell(&KIND, "{any: {contains: {method: x}}, length: 2}", &seen), [] as [&str; 0]);
        assert_eq!(tell(&KIND, "{none: {contains: {method: x}}}", &seen).len(), 1);
    }
}
