//! For a request that nothing matched: which stub was nearest, and what kept it from matching.

use serde_json::{Value, json};

use super::facts::Facts;
use super::pattern::split;
use super::stub::{Mock, Stub};

/// How many failed conditions are told.
const TOLD: usize = 4;

/// The nearest stub.
#[derive(Debug)]
pub struct Nearest {
    /// In one line, for people.
    pub text: String,
    /// The same for programs: `{stub, when, failed: […]}`; null where the mock has no stub.
    pub value: Value,
}

/// Looks for the stub that came nearest to a request that none of them took.
#[must_use]
pub fn nearest(mock: &Mock, facts: &mut Facts<'_>) -> Nearest {
    let segments = split(facts.request.path());
    let mut best: Option<(usize, &Stub, Vec<String>)> = None;
    for stub in &mock.stubs {
        let params = stub.pattern.params(&segments);
        let takes_method = stub.methods.take(&facts.request.method);
        let (distance, failed) = match params {
            Some(params) if takes_method => {
                facts.params = params;
                let failed = failures(stub, facts);
                (failed.len(), failed)
            }
            // A wrong method is farther than any failed condition, and a wrong path farther than that.
            Some(_) => (1_000, vec![format!("the method is {}", stub.methods.name())]),
            None => {
                let apart = strsim::osa_distance(&short(stub.pattern.text()), &short(facts.request.path()));
                let method = if takes_method { 0 } else { 500 };
                (2_000 + apart * 10 + method, vec![format!("the path is {}", stub.pattern)])
            }
        };
        if best.as_ref().is_none_or(|(least, ..)| distance < *least) {
            best = Some((distance, stub, failed));
        }
    }
    facts.params.clear();
    match best {
        None => Nearest { text: format!("the mock `{}` has no stub", mock.name), value: Value::Null },
        Some((_, stub, failed)) => {
            let mut failed: Vec<String> = failed.into_iter().map(|what| mask(&what, facts)).collect();
            let more = failed.len().saturating_sub(TOLD);
            failed.truncate(TOLD);
            if more > 0 {
                failed.push(format!("and {more} more"));
            }
            Nearest {
                text: format!("nearest is `{}` ({}): {}", stub.id, stub.head(), failed.join("; ")),
                value: json!({"stub": &*stub.id, "when": stub.head(), "failed": failed}),
            }
        }
    }
}

fn failures(stub: &Stub, facts: &Facts<'_>) -> Vec<String> {
    let mut failed: Vec<String> = stub.conditions.iter().filter_map(|condition| condition.failure(facts)).collect();
    if let Some(guard) = &stub.guard {
        match guard.holds(facts) {
            Ok(true) => {}
            Ok(false) => failed.push(format!("guard: `{}` is false", short(guard.text()))),
            Err(what) => failed.push(format!("guard: `{}` could not be judged: {what}", short(guard.text()))),
        }
    }
    failed
}

fn short(text: &str) -> String {
    match text.char_indices().nth(200) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// What is told stands in answers and journals, and so holds no secret.
pub(super) fn mask(text: &str, facts: &Facts<'_>) -> String {
    let mut masked = text.to_owned();
    for (name, secret) in &facts.ground.secrets {
        let plain = secret.expose();
        if !plain.is_empty() {
            masked = masked.replace(plain, &format!("[secret {name}]"));
        }
    }
    masked
}
