//! Schemas that are defined by themselves without going into a value, which no validator comes to the end of.

use serde_json::Value;

use super::link;

/// Removes from schemas each reference that leads back to where it came from while the value stays the same:
/// `A = A and B` says what `B` says. The schemas are those from the number `first` on; earlier ones lead to none of them.
/// Gives the places of those that lost a reference.
pub(super) fn cut(first: usize, defs: &mut [Option<&mut Value>]) -> Vec<usize> {
    let edges: Vec<Vec<usize>> = defs
        .iter()
        .map(|schema| {
            let mut targets = Vec::new();
            if let Some(schema) = schema {
                visit(schema, &mut |target| targets.extend(target.checked_sub(first)));
            }
            targets
        })
        .collect();
    let mut state = vec![State::New; defs.len()];
    let mut back = Vec::new();
    for start in 0..defs.len() {
        // An own stack: chains of references may be long.
        let mut path = vec![(start, 0)];
        if state[start] != State::New {
            continue;
        }
        state[start] = State::Open;
        while let Some((here, next)) = path.pop() {
            let Some(target) = edges[here].get(next).copied() else {
                state[here] = State::Done;
                continue;
            };
            path.push((here, next + 1));
            match state.get(target) {
                Some(State::New) => {
                    state[target] = State::Open;
                    path.push((target, 0));
                }
                Some(State::Open) => back.push((here, target)),
                _ => {}
            }
        }
    }
    for (here, target) in &back {
        if let Some(schema) = &mut defs[*here] {
            remove(schema, target + first);
        }
    }
    back.into_iter().map(|(here, _)| here).collect()
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

const LISTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];
const SINGLES: [&str; 4] = ["not", "if", "then", "else"];

fn target(schema: &Value) -> Option<usize> {
    link::number(schema.get("$ref")?)
}

fn visit(schema: &Value, each: &mut dyn FnMut(usize)) {
    target(schema).into_iter().for_each(&mut *each);
    for key in LISTS {
        schema.get(key).and_then(Value::as_array).into_iter().flatten().for_each(|one| visit(one, each));
    }
    SINGLES.iter().filter_map(|key| schema.get(*key)).for_each(|one| visit(one, each));
    let dependent = schema.get("dependentSchemas").and_then(Value::as_object);
    dependent.into_iter().flatten().for_each(|(_, one)| visit(one, each));
}

fn remove(schema: &mut Value, gone: usize) {
    let leads_there = target(schema) == Some(gone);
    let Some(map) = schema.as_object_mut() else { return };
    if leads_there {
        map.remove("$ref");
    }
    for key in LISTS {
        map.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten().for_each(|one| remove(one, gone));
    }
    for key in SINGLES {
        map.get_mut(key).into_iter().for_each(|one| remove(one, gone));
    }
    let dependent = map.get_mut("dependentSchemas").and_then(Value::as_object_mut);
    dependent.into_iter().flatten().for_each(|(_, one)| remove(one, gone));
}
