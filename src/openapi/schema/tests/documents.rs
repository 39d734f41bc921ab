//! Every schema of real documents is compiled; `HOLDPOINT_DOCUMENTS` names their folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::*;
use crate::openapi::api::{Api, Media};
use crate::openapi::document::{Loading, load};
use crate::openapi::read;

fn files(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, all);
        } else if path.extension().is_some_and(|kind| ["json", "yaml", "yml"].iter().any(|one| kind == *one)) {
            all.push(path);
        }
    }
}

fn all_schemas(api: &Api) -> Vec<(At, Direction)> {
    let mut all = Vec::new();
    let of = |media: &[Media]| media.iter().filter_map(|media| media.schema.clone()).collect::<Vec<_>>();
    for operation in &api.operations {
        let parameters = operation.parameters.iter().filter_map(|one| one.schema.clone());
        let body = operation.body.iter().flat_map(|body| of(&body.content));
        all.extend(parameters.chain(body).map(|at| (at, Direction::Request)));
        for response in &operation.responses {
            let headers = response.headers.iter().filter_map(|one| one.schema.clone());
            all.extend(headers.chain(of(&response.content)).map(|at| (at, Direction::Response)));
        }
    }
    all.sort();
    all.dedup();
    all
}

#[test]
#[ignore = "needs a folder of its own"]
fn every_schema_of_every_document_compiles_or_is_told() {
    let Some(folder) = std::env::var_os("HOLDPOINT_DOCUMENTS").map(PathBuf::from) else { return };
    let mut all = Vec::new();
    files(&folder, &mut all);
    all.sort();
    let (mut documents, mut unread, mut compiled, mut broken) = (0, 0, 0, 0);
    let mut causes: BTreeMap<String, usize> = BTreeMap::new();
    for path in all {
        let start = Instant::now();
        let document = match load(&path, &Loading::default()) {
            Ok(document) => Arc::new(document),
            Err(found) => {
                unread += 1;
                let first = found.into_vec().remove(0);
                eprintln!("{}: {}", path.display(), first.message);
                continue;
            }
        };
        documents += 1;
        let (api, _) = read::read(&document);
        let loaded = start.elapsed();
        let mut faulty = 0;
        let list = all_schemas(&api);
        let count = list.len();
        let schemas = Schemas::new(document);
        for (at, direction) in list {
            for closed in [false, true] {
                match if closed { schemas.closed(&at, direction) } else { schemas.bundled(&at, direction) } {
                    Ok(_) => compiled += 1,
                    Err(fault) => {
                        broken += 1;
                        faulty += 1;
                        *causes.entry(fault.why.chars().take(60).collect()).or_default() += 1;
                    }
                }
            }
        }
        let spent = start.elapsed();
        if faulty > 0 || spent.as_secs() >= 2 {
            eprintln!("{}: {count} schemas, {faulty} faults, read {loaded:?}, in all {spent:?}", path.display());
        }
    }
    eprintln!("{documents} documents, {unread} unread, {compiled} compiled, {broken} faults");
    let mut causes: Vec<_> = causes.into_iter().collect();
    causes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (cause, count) in causes.iter().take(30) {
        eprintln!("{count:6} {cause}");
    }
}
