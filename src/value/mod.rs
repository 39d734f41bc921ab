//! Values that are known only while a run goes on: names, templates, selections, matchers, and what must not be shown.

pub mod credential;
pub mod expression;
pub mod fresh;
pub mod function;
pub mod matcher;
pub mod percent;
pub mod redact;
pub mod scope;
pub mod select;
pub mod template;
