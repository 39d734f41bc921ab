//! Comparators on spans of time: `< 300ms`, `>= 2s`, `> 14d`.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use jiff::SignedDuration;

use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::place::Place;
use crate::syntax::span;
use crate::value::template::{Lookup, Template, Unfilled};

/// How a span is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Order {
    /// The longer signs first, so that `<=` is not read as `<`.
    const SIGNS: [(&'static str, Self); 4] =
        [("<=", Self::AtMost), (">=", Self::AtLeast), ("<", Self::Less), (">", Self::More)];

    fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// What a limit of zero means where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zero {
    /// What is measured is never negative: a limit of zero demands nothing, or the impossible.
    Refused,
    /// What is measured may be negative: zero is a limit as any other.
    Allowed,
}

/// A comparator as written.
#[derive(Debug)]
pub(super) struct Limit {
    order: Order,
    span: Template,
    zero: Zero,
}

/// A comparator with its value.
#[derive(Debug)]
pub(super) struct Bound<'l> {
    order: Order,
    span: Duration,
    text: Cow<'l, str>,
}

impl Limit {
    /// Reads a comparator such as `< 300ms`; the span may hold a template.
    pub(super) fn compile(text: &str, zero: Zero, place: &Place, found: &mut Diagnostics) -> Option<Self> {
        let text = text.trim();
        let Some((sign, order)) = Order::SIGNS.iter().find(|(sign, _)| text.starts_with(sign)) else {
            found.push(
                Diagnostic::error("wrong-comparator", place, format!("`{text}` does not compare with anything"))
                    .help("begin with <, <=, > or >=, then a span of time, such as `< 300ms`"),
            );
            return None;
        };
        let limit = Self { order: *order, span: found.keep(Template::text(text[sign.len()..].trim(), place))?, zero };
        if let Some(literal) = limit.span.literal()
            && let Err(what) = limit.read(literal.as_str().unwrap_or_default())
        {
            found.push(Diagnostic::error("wrong-comparator", place, what));
            return None;
        }
        Some(limit)
    }

    /// Where it stands.
    pub(super) fn place(&self) -> &Place {
        self.span.place()
    }

    /// The comparator now.
    pub(super) fn bound<'l>(&'l self, lookup: &dyn Lookup) -> Result<Bound<'l>, Unfilled> {
        let text = self.span.fill_text(lookup)?;
        match self.read(&text) {
            Ok(span) => Ok(Bound { order: self.order, span, text }),
            Err(what) => Err(Unfilled { place: self.place().clone(), what }),
        }
    }

    fn read(&self, text: &str) -> Result<Duration, String> {
        let span = span::parse(text)?;
        if span.is_zero() && self.zero == Zero::Refused {
            return Err(match self.order {
                Order::Less | Order::AtMost => format!("nothing is ever {} {text}", self.order.sign()),
                Order::More | Order::AtLeast => {
                    format!("everything is {} {text}: this demands nothing", self.order.sign())
                }
            });
        }
        Ok(span)
    }
}

impl Bound<'_> {
    /// Whether a span keeps it.
    pub(super) fn holds(&self, span: Duration) -> bool {
        self.compare(span.as_nanos().try_into().unwrap_or(i128::MAX))
    }

    /// Whether a span that may be negative keeps it.
    pub(super) fn holds_signed(&self, span: SignedDuration) -> bool {
        self.compare(span.as_nanos())
    }

    /// A span as a person would write it, exact where rounding would make it look like the limit.
    pub(super) fn beside(&self, span: Duration) -> String {
        let shown = span::show(span);
        if shown == span::show(self.span) && span != self.span {
            return format!("{} ms", span.as_secs_f64() * 1000.0);
        }
        shown
    }

    fn compare(&self, nanos: i128) -> bool {
        let limit = self.span.as_nanos().try_into().unwrap_or(i128::MAX);
        match self.order {
            Order::Less => nanos < limit,
            Order::AtMost => nanos <= limit,
            Order::More => nanos > limit,
            Order::AtLeast => nanos >= limit,
        }
    }
}

impl fmt::Display for Bound<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.order.sign(), self.text)
    }
}
