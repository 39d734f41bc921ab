//! Which names and functions a CEL expression uses, and which of them do not exist.

use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr, LiteralValue};

use super::cel_functions;
use super::facts::Known;
use crate::syntax::nearest::suggestion;

/// Functions and macros of CEL and of the extensions that stand here, and ours.
const FUNCTIONS: [&str; 62] = [
    "hmac_sha256",
    "sha256",
    "size",
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "int",
    "uint",
    "double",
    "string",
    "bool",
    "bytes",
    "type",
    "dyn",
    "duration",
    "timestamp",
    "has",
    "all",
    "exists",
    "exists_one",
    "map",
    "filter",
    "min",
    "max",
    "getFullYear",
    "getMonth",
    "getDate",
    "getDayOfMonth",
    "getDayOfWeek",
    "getDayOfYear",
    "getHours",
    "getMinutes",
    "getSeconds",
    "getMilliseconds",
    "slice",
    "flatten",
    "distinct",
    "reverse",
    "sort",
    "sortBy",
    "range",
    "charAt",
    "indexOf",
    "lastIndexOf",
    "lowerAscii",
    "upperAscii",
    "replace",
    "split",
    "substring",
    "trim",
    "join",
    "format",
    "quote",
    "encode",
    "decode",
    "of",
    "none",
    "hasValue",
    "value",
    "or",
    "orValue",
];
/// First words of functions such as `base64.encode` and `lists.range`.
const NAMESPACES: [&str; 4] = ["base64", "lists", "strings", "optional"];
const TYPES: [&str; 11] =
    ["int", "uint", "double", "string", "bool", "bytes", "list", "map", "type", "null_type", "optional_type"];

/// Whose names an expression may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// A guard's or a `compute`'s: the names of the mock.
    Mock,
    /// A `where`'s: the row's columns as well, which no one declares.
    Row,
}

/// What an expression uses.
#[derive(Debug, Default)]
pub struct Used {
    /// What does not exist, each with what could have been meant.
    pub wrong: Vec<(String, Option<String>)>,
    /// Whether it reads the state.
    pub state: bool,
    /// Whether it reads `seq`.
    pub seq: bool,
    /// Whether it calls one of our own functions.
    pub ours: bool,
}

/// Holds an expression to what is known.
#[must_use]
pub fn check(expression: &IdedExpr, known: &Known, allowed: Allowed) -> Used {
    let mut walk = Walk { known, allowed, bound: Vec::new(), used: Used::default() };
    walk.expression(expression);
    walk.used
}

/// How many levels an expression has.
#[must_use]
pub fn depth(node: &IdedExpr) -> usize {
    let deepest = |nodes: &[IdedExpr]| nodes.iter().map(depth).max().unwrap_or(0);
    1 + match &node.expr {
        Expr::Unspecified | Expr::Literal(_) | Expr::Ident(_) => 0,
        Expr::Select(select) => depth(&select.operand),
        Expr::Call(call) => deepest(&call.args).max(call.target.as_deref().map_or(0, depth)),
        Expr::Comprehension(inner) => {
            let parts = [&inner.iter_range, &inner.accu_init, &inner.loop_cond, &inner.loop_step, &inner.result];
            parts.into_iter().map(depth).max().unwrap_or(0)
        }
        Expr::List(list) => deepest(&list.elements),
        Expr::Map(map) => map.entries.iter().map(|entry| entry_depth(&entry.expr)).max().unwrap_or(0),
        Expr::Struct(inner) => inner.entries.iter().map(|entry| entry_depth(&entry.expr)).max().unwrap_or(0),
    }
}

fn entry_depth(entry: &EntryExpr) -> usize {
    match entry {
        EntryExpr::MapEntry(pair) => depth(&pair.key).max(depth(&pair.value)),
        EntryExpr::StructField(field) => depth(&field.value),
    }
}

struct Walk<'k> {
    known: &'k Known,
    allowed: Allowed,
    bound: Vec<String>,
    used: Used,
}

impl Walk<'_> {
    fn expression(&mut self, node: &IdedExpr) {
        if let Some(chain) = chain(node) {
            self.name(&chain);
            return;
        }
        match &node.expr {
            Expr::Unspecified | Expr::Literal(_) | Expr::Ident(_) => {}
            Expr::Select(select) => self.expression(&select.operand),
            Expr::Call(call) => {
                self.function(&call.func_name);
                if let Some(target) = &call.target
                    && !matches!(&target.expr, Expr::Ident(name) if NAMESPACES.contains(&name.as_str()))
                {
                    self.expression(target);
                }
                call.args.iter().for_each(|argument| self.expression(argument));
            }
            Expr::Comprehension(inner) => {
                self.expression(&inner.iter_range);
                let before = self.bound.len();
                self.bound.push(inner.iter_var.clone());
                self.bound.extend(inner.iter_var2.clone());
                self.bound.push(inner.accu_var.clone());
                for part in [&inner.accu_init, &inner.loop_cond, &inner.loop_step, &inner.result] {
                    self.expression(part);
                }
                self.bound.truncate(before);
            }
            Expr::List(list) => list.elements.iter().for_each(|element| self.expression(element)),
            Expr::Map(map) => map.entries.iter().for_each(|entry| self.entry(&entry.expr)),
            Expr::Struct(inner) => {
                self.used.wrong.push((format!("there is no type `{}` here", inner.type_name), None));
            }
        }
    }

    fn entry(&mut self, entry: &EntryExpr) {
        match entry {
            EntryExpr::MapEntry(pair) => {
                self.expression(&pair.key);
                self.expression(&pair.value);
            }
            EntryExpr::StructField(field) => self.expression(&field.value),
        }
    }

    fn function(&mut self, name: &str) {
        let operator = name.starts_with(['_', '@', '!', '-', '.']) || name.contains('_') && name.contains('?');
        if cel_functions::NAMES.contains(&name) {
            self.used.ours = true;
        } else if !operator && !FUNCTIONS.contains(&name) && !name.contains('.') {
            self.used.wrong.push((format!("there is no function `{name}` in CEL here"), suggestion(name, FUNCTIONS)));
        }
    }

    fn name(&mut self, chain: &[&str]) {
        let root = chain[0];
        if root.starts_with('@') || TYPES.contains(&root) || self.bound.iter().any(|name| name == root) {
            return;
        }
        if matches!(root, "state" | "rows") {
            self.used.state = true;
        }
        self.used.seq |= root == "seq";
        let ours = matches!(root, "request" | "state" | "rows" | "computed" | "secret" | "vars" | "seq" | "now");
        if self.allowed == Allowed::Row && !ours {
            return;
        }
        if root == "fresh" {
            self.used.wrong.push(("`fresh` stands in templates, not in CEL".into(), None));
        } else if let Err(wrong) = self.known.check(root, chain.get(1).copied(), chain.get(2).copied()) {
            self.used.wrong.push(wrong);
        }
    }
}

/// The words of `a.b["c"]`, as far as they are known by their letters.
fn chain(node: &IdedExpr) -> Option<Vec<&str>> {
    match &node.expr {
        Expr::Ident(name) => Some(vec![name]),
        Expr::Select(select) => {
            let mut words = chain(&select.operand)?;
            words.push(&select.field);
            Some(words)
        }
        Expr::Call(call) if call.func_name == "_[_]" && call.target.is_none() => match call.args.as_slice() {
            [operand, IdedExpr { expr: Expr::Literal(LiteralValue::String(key)), .. }] => {
                let mut words = chain(operand)?;
                words.push(key.inner());
                Some(words)
            }
            _ => None,
        },
        _ => None,
    }
}
