//! A request under a key that makes it one: sent twice, and then with another body.

use serde_json::Value;

use crate::explore::draft::Draft;
use crate::explore::ground::mix;
use crate::explore::tale::Role;
use crate::explore::teller::Teller;

pub(super) async fn replay(teller: &mut Teller<'_>, operation: usize, parameter: usize) -> Option<()> {
    let step = teller.make(operation, Role::Make, 0).await?;
    let told = teller.step(step);
    // Under a key of its own, for the plain one may have been used.
    let key = format!("holdpoint-{:016x}", mix(teller.seed, 4));
    let draft = told.draft.clone().with(parameter, Some(Value::String(key)));
    let (bindings, grounded) = (told.bindings.clone(), told.grounded);
    if !told.succeeded() {
        return None;
    }
    teller.tale.steps[step].role = Role::Prepare;
    let first = teller.send(Role::Make, draft.clone(), bindings.clone(), grounded).await?;
    if teller.went_well(first) {
        teller.send(Role::Replay, draft.clone(), bindings, grounded).await;
        let other = other_body(teller, &draft)?;
        teller.send(Role::Reused, other, Vec::new(), grounded).await;
    }
    Some(())
}

/// The same with another body that needs nothing to be made.
fn other_body(teller: &Teller<'_>, draft: &Draft) -> Option<Draft> {
    let engine = teller.engine;
    let (ground, shape) = (&engine.grounds[draft.operation], draft.of(&engine.contract.api));
    let mut others = (0..16).filter_map(|turn| ground.random(shape, mix(teller.seed, 900 + turn)));
    let other = others.find(|other| {
        let refers = |body| !engine.resources.references(&engine.contract.api, body, draft.operation).is_empty();
        other.body != draft.body && !other.value().is_some_and(refers)
    })?;
    Some(draft.clone().body(other.body))
}
