//! CEL in mocks: what a guard, a `where` or a `compute` says, compiled once and held to what it may name.

use std::sync::{Arc, LazyLock};

use cel::{Context, Env, Program};
use serde_json::Value;

use super::cel_functions;
use super::cel_names::{self, Allowed};
use super::cel_value::to_json;
use super::facts::{Facts, Known};
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::place::Place;

/// The longest expression: beyond any guard a person reads, and short of the stack's end.
const MAX_LENGTH: usize = 4 * 1024;
/// How deep an expression may nest: each level takes some 20 KiB of stack in a build without optimisation.
const MAX_DEPTH: usize = 48;
/// What the parser and the dropping of its tree may need for the longest expression.
const PARSER_STACK: usize = 128 << 20;

static ENV: LazyLock<Arc<Env>> = LazyLock::new(|| {
    let mut env = Env::stdlib();
    // The names are new in a fresh environment, so that nothing can conflict.
    let _ = env.add_extension(cel::extensions::lists);
    let _ = env.add_extension(cel::extensions::strings);
    let _ = env.add_extension(cel::extensions::encoders);
    Arc::new(env)
});

/// A compiled expression.
#[derive(Debug)]
pub struct Guard {
    program: Program,
    text: String,
    place: Place,
    reads_state: bool,
    calls_ours: bool,
    counts: bool,
}

impl Guard {
    /// Reads an expression and holds its names to what is known.
    pub fn compile(
        text: &str,
        place: &Place,
        known: &Known,
        allowed: Allowed,
        found: &mut Diagnostics,
    ) -> Option<Self> {
        let wrong = |what: String| Diagnostic::error("cel", place, what);
        if text.len() > MAX_LENGTH {
            found.push(wrong(format!("this expression has {} bytes; at most {MAX_LENGTH} are taken", text.len())));
            return None;
        }
        let program = found.keep(parse(text).map_err(|what| {
            wrong(what).help("CEL compares with ==, joins with && and ||, and quotes text: state.job == \"ready\"")
        }))?;
        let used = cel_names::check(program.expression(), known, allowed);
        let sound = used.wrong.is_empty();
        for (what, hint) in used.wrong {
            found.push(wrong(what).maybe_help(hint));
        }
        sound.then(|| Self {
            program,
            text: text.to_owned(),
            place: place.clone(),
            reads_state: used.state,
            calls_ours: used.ours,
            counts: used.seq,
        })
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it was written.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Whether its value depends on more than the request.
    #[must_use]
    pub fn reads_state(&self) -> bool {
        self.reads_state
    }

    /// Whether it reads `seq`.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.counts
    }

    /// Whether it holds.
    ///
    /// # Errors
    /// In words, why it is neither true nor false.
    pub fn holds(&self, facts: &Facts<'_>) -> Result<bool, String> {
        match self.run(facts)? {
            cel::Value::Bool(flag) => Ok(flag),
            other => Err(format!("it gave {} instead of true or false", other.type_of())),
        }
    }

    /// Its value.
    ///
    /// # Errors
    /// In words, why there is none.
    pub fn value(&self, facts: &Facts<'_>) -> Result<Value, String> {
        to_json(&self.run(facts)?)
    }

    fn run(&self, facts: &Facts<'_>) -> Result<cel::Value, String> {
        let mut context = Context::with_env(ENV.clone());
        if self.calls_ours {
            cel_functions::add(&mut context).map_err(|error| error.to_string())?;
        }
        context.set_variable_resolver(facts);
        self.program.execute(&context).map_err(|error| error.to_string())
    }
}

/// Reads an expression on a thread of its own, because the parser needs more stack than ours may have left, and
/// because a panic of it is one author's error and not the end of the program.
fn parse(text: &str) -> Result<Program, String> {
    let read = || {
        let program = ENV.compile(text).map_err(|errors| {
            let what = errors.to_string();
            format!("this is no CEL: {}", what.lines().next().unwrap_or_default())
        })?;
        match cel_names::depth(program.expression()) {
            deep if deep > MAX_DEPTH => Err(format!("this expression nests {deep} deep; at most {MAX_DEPTH} is taken")),
            _ => Ok(program),
        }
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("cel".into()).stack_size(PARSER_STACK).spawn_scoped(scope, read);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err("this is no CEL".to_owned()),
            Err(error) => Err(format!("no thread for the parser: {error}")),
        }
    })
}

#[cfg(test)]
mod tests;
