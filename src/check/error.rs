//! Whether the exchange failed as it should.

use serde_json::Value;

use super::api::{Check, Compile, Workshop};
use super::seen;
use crate::model::exchange::FailureKind;
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::kind::Kind;
use crate::model::node::Node;
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::Shape;
use crate::syntax::nearest::suggestion;
use crate::value::matcher::operand::{Fault, Operand, one_or_many};
use crate::value::matcher::show;
use crate::value::scope::Scope;

/// The check `error`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "error",
    summary: "the exchange fails, and in this way: refused, timeout, tls_expired, …",
    docs: r"
## What it does

Expects that no whole answer comes, and compares why. The words are those of the evidence: `dns`, `refused`,
`connect_timeout`, `closed`, `reset`, `tls_issuer`, `tls_expired`, `tls_name`, `timeout`, `cut`, `malformed`,
`too_large`, `origin`, `unapproved`, `proxy`, `other`; and two classes, `unreachable` and `tls` (any refusal of TLS). One of a list has to
fit. Where an answer comes instead, that is the finding.

Where the service cannot be reached at all, and something else was expected, nothing is known: inconclusive.

## Why

That an expired certificate is refused, or that a client gives up in time, can only be shown by an error.

## Example

```yaml
error: tls_expired
```

```yaml
error: [timeout, cut]
```
",
    schema: Shape::OneOrMany(&Shape::Choice(&WORDS)),
    compile,
};

/// Every word; the classes first.
const WORDS: [&str; 18] = [
    "unreachable",
    "tls",
    "dns",
    "refused",
    "connect_timeout",
    "closed",
    "reset",
    "tls_issuer",
    "tls_expired",
    "tls_name",
    "timeout",
    "cut",
    "malformed",
    "too_large",
    "origin",
    "unapproved",
    "proxy",
    "other",
];

#[derive(Debug)]
struct Fails {
    place: Place,
    wanted: Operand<Vec<&'static str>>,
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    let wanted = Operand::read(node, shop.found, several)?;
    Some(Box::new(Fails { place: node.place.clone(), wanted }))
}

fn several(value: &Value) -> Result<Vec<&'static str>, Fault> {
    one_or_many(value, "this list is empty, and so no error fits it", one)
}

fn one(value: &Value) -> Result<&'static str, Fault> {
    let word = value.as_str().map_or_else(|| show::short(value), str::to_owned);
    WORDS.into_iter().find(|known| *known == word).ok_or_else(|| {
        Fault::new(format!("`{word}` is no way in which an exchange fails"))
            .help(suggestion(&word, WORDS).unwrap_or_default())
    })
}

/// Whether a failure is what the word says; `tls` is the class, to which the kind of that name belongs.
fn fits(word: &str, kind: FailureKind) -> bool {
    match word {
        "unreachable" => kind.is_unreachable(),
        "tls" => kind.is_tls(),
        word => word == kind.name(),
    }
}

impl Check for Fails {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let wanted = match self.wanted.get(scope) {
            Ok(wanted) => wanted,
            Err(what) => return seen::fault("error", "error", what, &self.place),
        };
        let expected = wanted.join(" or ");
        let wrong = |actual: String| Finding::wrong("error", "error", expected.as_str(), actual).at(&self.place);
        if let Some(answer) = seen.answer() {
            let mut finding = wrong(format!("an answer: {}", answer.status.as_u16()));
            finding.note = seen::start(&answer.body).map(|start| format!("the body begins {start:?}"));
            return Judgement::fails(finding);
        }
        let Some(failure) = seen.failure() else {
            return seen::fault("error", "error", "this step makes no exchange that could fail", &self.place);
        };
        if wanted.iter().any(|word| fits(word, failure.kind)) {
            return Judgement::holds();
        }
        let finding = wrong(format!("{} ({})", failure.kind.name(), failure.detail));
        let unreachable = FailureKind::ALL.into_iter().filter(|kind| kind.is_unreachable());
        let about_reaching = unreachable.into_iter().any(|kind| wanted.iter().any(|word| fits(word, kind)));
        // Nothing came near the point where the expected error could have shown.
        let unknown = failure.kind.is_unreachable() && !about_reaching;
        Judgement::fails(if unknown { finding.weighing(Weight::Unknown) } else { finding })
    }

    fn takes_failure(&self) -> bool {
        true
    }

    fn says_status(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{compile, exchange, failed, seen, tell};
    use super::*;

    #[test]
    fn every_kind_of_failure_has_a_word_and_a_class_where_it_has_one() {
        for kind in FailureKind::ALL {
            let word = kind.name();
            let failed = seen([failed(kind)]);
            assert_eq!(tell(&KIND, word, &failed), [] as [&str; 0], "{word}");
            assert_eq!(tell(&KIND, "unreachable", &failed).is_empty(), kind.is_unreachable(), "{word}");
            assert_eq!(tell(&KIND, "tls", &failed).is_empty(), kind.is_tls(), "{word}");
        }
        let check = compile(&KIND, "tls").unwrap();
        assert!(check.takes_failure() && check.says_status());
    }

    #[test]
    fn another_failure_or_an_answer_is_a_finding() {
        assert_eq!(
            tell(&KIND, "[timeout, cut]", &seen([exchange("http://t.test/", 200, &[], "fine")])),
            ["error: expected timeout or cut, got an answer: 200"]
        );
        assert_eq!(
            tell(&KIND, "tls_name", &seen([failed(FailureKind::TlsExpired)])),
            ["error: expected tls_name, got tls_expired (as the test wants)"]
        );
        assert_eq!(
            tell(&KIND, "tls", &seen([failed(FailureKind::Dns)])),
            ["error: expected tls, got dns (as the test wants) (Unknown)"]
        );
        assert_eq!(
            tell(&KIND, "refused", &seen([failed(FailureKind::Dns)])),
            ["error: expected refused, got dns (as the test wants)"]
        );
    }

    #[test]
    fn unknown_words_are_refused() {
        for text in ["tiemout", "[]", "{}", "null", "[timeout, nope]", "true"] {
            assert!(compile(&KIND, text).is_err(), "{text}");
        }
    }
}
