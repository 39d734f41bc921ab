//! Every operation of real documents is answered, or said not to be; `HOLDPOINT_DOCUMENTS` names their folder.

use std::path::PathBuf;

use super::*;
use crate::openapi::document::Loading;

fn documents(folder: PathBuf) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| ["json", "yaml", "yml"].iter().any(|one| kind == *one)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
#[ignore = "needs documents, and minutes"]
fn every_operation_of_real_documents_is_answered() {
    let Some(folder) = std::env::var_os("HOLDPOINT_DOCUMENTS").map(PathBuf::from) else { return };
    let (mut answered, mut read) = (0, 0);
    let mut silent: HashMap<String, usize> = HashMap::new();
    let part: usize = std::env::var("HOLDPOINT_EVERY").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    for path in documents(folder).into_iter().step_by(part) {
        let Ok((contract, _)) = Contract::load(&path, &Loading::default()) else { continue };
        read += 1;
        let provider = Provider::new(Arc::new(contract), Serving::default());
        for number in 0..provider.names.len() {
            let operation = provider.operation(number);
            for response in &operation.responses {
                let status = match response.status {
                    crate::openapi::api::StatusKey::Code(code) => code,
                    crate::openapi::api::StatusKey::Class(class) => u16::from(class) * 100,
                    crate::openapi::api::StatusKey::Default => 599,
                };
                let Ok(status) = StatusCode::from_u16(status) else { continue };
                let bodiless = response.content.is_empty() || prepare::is_bodiless(&operation.method, status);
                let places = if bodiless { vec![None] } else { (0..response.content.len()).map(Some).collect() };
                for media in places {
                    let prepared = provider.prepared(number, status, media);
                    match prepared.example().cloned().map_or_else(|| prepared.generated(7).clone(), Ok) {
                        Ok(ready) => {
                            prepared.hold(&ready, &open()).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
                            answered += 1;
                        }
                        Err(why) => *silent.entry(why.chars().take(60).collect()).or_default() += 1,
                    }
                }
            }
        }
    }
    let mut silent: Vec<_> = silent.into_iter().collect();
    silent.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    silent.truncate(25);
    eprintln!("{read} documents, {answered} answers, all valid; not answered: {silent:#?}");
    assert!(read > 0);
}
