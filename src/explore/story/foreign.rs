//! A thing of one caller, asked for by another.

use super::{Made, ask, begin};
use crate::explore::draft::Caller;
use crate::explore::ground::mix;
use crate::explore::resource::Resource;
use crate::explore::tale::Role;
use crate::explore::teller::Teller;
use crate::openapi::api::{Api, StatusKey};

pub(super) async fn foreign(teller: &mut Teller<'_>, resource: &Resource) -> Option<()> {
    let made = begin(teller, resource, 0).await?;
    let read = ask(teller, resource.read?, &made, Role::Read).await?;
    if !teller.went_well(read) {
        return None;
    }
    // That the service knows the other caller shows where that one makes a thing of its own, or lists what is there.
    let told = teller.step(made.step);
    let (own, bindings) = (told.draft.clone().by(Caller::Other), told.bindings.clone());
    teller.send(Role::Prepare, own, bindings, false).await;
    if let Some((draft, bindings)) = resource.list.and_then(|list| teller.about(list, made.step, &made.id)) {
        teller.send(Role::Prepare, draft.by(Caller::Other), bindings, false).await;
    }
    for operation in owned(&teller.engine.contract.api, resource) {
        asked(teller, operation, &made).await;
    }
    Some(())
}

/// The operations of a thing that say, by a 403, that not everybody may ask for it; what takes it away is the last.
pub(in crate::explore) fn owned(api: &Api, resource: &Resource) -> Vec<usize> {
    let all = [resource.read, resource.replace, resource.patch, resource.remove].into_iter().flatten();
    let refuses = |operation: &usize| {
        let responses = &api.operations[*operation].responses;
        responses.iter().any(|one| one.status == StatusKey::Code(403))
    };
    all.filter(refuses).collect()
}

/// Asks for the thing as the other caller.
async fn asked(teller: &mut Teller<'_>, operation: usize, made: &Made) -> Option<usize> {
    let (mut draft, bindings) = teller.about(operation, made.step, &made.id)?;
    let shape = &teller.engine.contract.api.operations[operation];
    if shape.body.is_some() {
        draft.body = teller.engine.grounds[operation].random(shape, mix(teller.seed, 40))?.body;
    }
    teller.send(Role::Foreign, draft.by(Caller::Other), bindings, true).await
}
