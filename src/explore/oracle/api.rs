//! What an oracle is: a pure judge of what was told, and what it says where something is wrong.

use std::time::Duration;

use serde_json::Value;

use crate::explore::law::Law;
use crate::explore::tale::{Tale, Told};
use crate::openapi::api::{Api, Operation};
use crate::openapi::at::At;

/// A row of the table of oracles.
pub struct Row {
    /// Its name, for `--only` and `--skip`.
    pub id: &'static str,
    /// One line: what it finds.
    pub summary: &'static str,
    /// Markdown: what it finds, and when it keeps silent.
    pub docs: &'static str,
    /// How it judges.
    pub judge: Judge,
}

/// How an oracle judges.
pub enum Judge {
    /// Each exchange by itself.
    Exchange(fn(&Seen<'_>) -> Vec<Claim>),
    /// A tale as a whole.
    Tale(fn(&Whole<'_>) -> Vec<Claim>),
}

/// One exchange.
pub struct Seen<'a> {
    /// What the document promises.
    pub api: &'a Api,
    /// The operation that was meant.
    pub operation: &'a Operation,
    /// The exchange.
    pub told: &'a Told,
    /// Beyond it an answer is too late.
    pub late: Option<Duration>,
}

/// A whole tale.
pub struct Whole<'a> {
    /// What the document promises.
    pub api: &'a Api,
    /// What the contract says.
    pub law: &'a Law<'a>,
    /// The tale.
    pub tale: &'a Tale,
}

impl Whole<'_> {
    /// The operation of a step.
    #[must_use]
    pub fn operation(&self, told: &Told) -> &Operation {
        told.draft.of(self.api)
    }
}

/// That something is wrong.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Which oracle says so; filled in by whoever asks it.
    pub oracle: &'static str,
    /// The step that shows it; filled in for exchanges by whoever asks.
    pub step: usize,
    /// The part that it is about, such as `body/quantity`.
    pub field: String,
    /// The schema's keyword.
    pub keyword: String,
    /// What should have come.
    pub expected: String,
    /// What came.
    pub got: String,
    /// Where the document says so.
    pub at: Option<At>,
    /// What a suite would expect of this step.
    pub expect: Value,
}

impl Claim {
    /// A claim about the whole of an exchange.
    #[must_use]
    pub fn new(expected: impl Into<String>, got: impl Into<String>, expect: Value) -> Self {
        Self {
            oracle: "",
            step: 0,
            field: String::new(),
            keyword: String::new(),
            expected: expected.into(),
            got: got.into(),
            at: None,
            expect,
        }
    }

    /// About a part.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = field.into();
        self
    }

    /// By a keyword.
    #[must_use]
    pub fn keyword(mut self, keyword: impl Into<String>) -> Self {
        self.keyword = keyword.into();
        self
    }

    /// That the document says so here.
    #[must_use]
    pub fn at(mut self, at: Option<At>) -> Self {
        self.at = at;
        self
    }

    /// Shown by a step.
    #[must_use]
    pub fn step(mut self, step: usize) -> Self {
        self.step = step;
        self
    }

    /// What makes two claims one: the part without the numbers of items.
    #[must_use]
    pub fn cause(&self) -> String {
        let parts = self.field.split('/').map(|part| if part.parse::<u32>().is_ok() { "*" } else { part });
        format!("{} {}", parts.collect::<Vec<_>>().join("/"), self.keyword)
    }
}

/// A value, short enough for one line.
#[must_use]
pub fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 80 { text } else { format!("{}…", text.chars().take(80).collect::<String>()) }
}
