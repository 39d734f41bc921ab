//! What lies below a thing: made, read below it and below another of its kind, and asked for when the thing is gone.

use super::{Made, ask, begin};
use crate::explore::engine::found_id;
use crate::explore::meant::Meant;
use crate::explore::resource::{Below, Resource};
use crate::explore::tale::Role;
use crate::explore::teller::Teller;
use crate::explore::thing::id_names;

/// How many kinds of what lies below are looked at.
const MOST: usize = 8;

/// A thing below the one that the tale is about, by the place of its kind.
struct Child<'a> {
    kind: usize,
    resource: &'a Resource,
    made: Made,
}

pub(super) async fn below(teller: &mut Teller<'_>, resource: &Resource, variant: u64) -> Option<()> {
    let engine = teller.engine;
    let mut reads = engine.resources.below(&engine.contract.api, resource);
    reads.truncate(MOST * 2);
    let made = begin(teller, resource, variant).await?;
    let mut children: Vec<Child<'_>> = Vec::new();
    for read in &reads {
        let Some(kind) = read.kind.filter(|kind| children.iter().all(|child| child.kind != *kind)) else { continue };
        let resource = &engine.resources.all[kind];
        if let Some(made) = child(teller, resource, read, &made).await {
            children.push(Child { kind, resource, made });
        }
    }
    let mut there = Vec::new();
    for read in &reads {
        let step = reading(teller, read, &made, &children, Role::Below).await;
        there.extend(step.filter(|step| teller.went_well(*step)).map(|_| read));
    }
    if there.is_empty() {
        return None;
    }
    if let Some(other) = begin(teller, resource, variant + 1).await {
        teller.tale.steps[other.step].role = Role::Prepare;
        for read in there.iter().filter(|read| read.kind.is_some()) {
            reading(teller, read, &other, &children, Role::Elsewhere).await;
        }
    }
    let removed = ask(teller, resource.remove?, &made, Role::Remove).await?;
    if !teller.went_well(removed) {
        return None;
    }
    // Before and after what lies below is asked for: what is gone has to be so all the while.
    ask(teller, resource.read?, &made, Role::Gone).await;
    for read in there {
        reading(teller, read, &made, &children, Role::Orphan).await;
    }
    ask(teller, resource.read?, &made, Role::Gone).await.map(drop)
}

/// Makes a thing below the one that the tale is about.
async fn child(teller: &mut Teller<'_>, resource: &Resource, read: &Below, above: &Made) -> Option<Made> {
    let make = resource.make?;
    let (mut draft, mut bindings) = teller.addressed(make, &[(&read.above, above.step, &above.id)])?;
    draft.body = teller.engine.grounds[make].plain.as_ref().ok()?.body.clone();
    let (more, grounded) = teller.settle_body(&mut draft, &Meant::Nothing).await;
    bindings.splice(0..0, more);
    let step = teller.send(Role::Prepare, draft, bindings, grounded).await?;
    let told = teller.step(step);
    if !told.succeeded() {
        return None;
    }
    let id = found_id(told, &id_names(&resource.parameter, &resource.singular))?;
    Some(Made { step, id })
}

/// Reads what lies below a thing; where it is one of several, the one that was made.
async fn reading(
    teller: &mut Teller<'_>,
    read: &Below,
    above: &Made,
    children: &[Child<'_>],
    role: Role,
) -> Option<usize> {
    let child = children.iter().find(|child| Some(child.kind) == read.kind);
    let mut things = vec![(read.above.as_str(), above.step, &above.id)];
    if read.is_item {
        let child = child?;
        things.push((child.resource.parameter.as_str(), child.made.step, &child.made.id));
    }
    let (draft, bindings) = teller.addressed(read.operation, &things)?;
    let step = teller.send(role, draft, bindings, true).await?;
    teller.tale.steps[step].below = child.map(|child| (child.made.step, child.made.id.0.clone()));
    Some(step)
}
