//! What the peer's certificate says, and how long it is still good.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use url::Host;

use super::api::{Check, Compile, Workshop};
use super::limit::{Limit, Zero};
use super::written;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::exchange::{Certificate, Exchange};
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::read;
use crate::value::matcher::Matcher;
use crate::value::scope::Scope;
use crate::value::template::Template;

/// The check `cert`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "cert",
    summary: "the peer's certificate: how long it is good, for which names, from whom",
    docs: r#"
## What it does

Judges the certificate that the peer showed. `expires_in` compares the time that is left, counted from the end of the
exchange, with a span such as `> 14d`; a certificate that has expired has a negative time left. `covers` demands that the
certificate is for a host: a wildcard stands for exactly one label, the left-most (RFC 6125, section 6.4.3). The others
take matchers: `issuer` and `subject` (the distinguished name as text), `names` (the list of names and addresses it is
for), `serial` and `sha256` (lower-case hex; the latter of the DER form), `chain` (how many certificates were sent).

An answer that did not come over TLS is a finding.

## Why

Certificates end on a date that everyone knew, at the wrong time. Whether the connection is refused is judged anyway;
this says so two weeks before.

## Example

```yaml
cert:
  expires_in: "> 14d"
  covers: chat.example.com
  names: { contains: chat.example.com }
```
"#,
    schema: SHAPE,
    compile,
};

const SHAPE: Shape = Shape::Record(&FORM);
const KEYS: &str = "expires_in, covers, names, issuer, subject, serial, sha256, chain";

static FORM: Record = Record {
    name: "a certificate",
    fields: &[
        Field::new("expires_in", Shape::OneOrMany(&Shape::Text), "the time left, such as `> 14d`"),
        Field::new("covers", Shape::OneOrMany(&Shape::Text), "a host that it has to be for"),
        Field::new("names", Matcher::SHAPE, "the list of names and addresses it is for"),
        Field::new("issuer", Matcher::SHAPE, "the issuer's distinguished name"),
        Field::new("subject", Matcher::SHAPE, "the subject's distinguished name"),
        Field::new("serial", Matcher::SHAPE, "the serial number, lower-case hex"),
        Field::new("sha256", Matcher::SHAPE, "the SHA-256 of its DER form, lower-case hex"),
        Field::new("chain", Matcher::SHAPE, "how many certificates the peer sent"),
    ],
};

#[derive(Debug)]
struct Cert {
    place: Place,
    expires_in: Vec<Limit>,
    covers: Vec<Template>,
    matchers: Vec<(&'static str, Matcher)>,
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    if !written::conforms(node, SHAPE, shop.found) {
        return None;
    }
    if node.entries().is_empty() {
        shop.found.push(written::empty(node, KEYS));
        return None;
    }
    let (mut expires_in, mut covers, mut matchers) = (Vec::new(), Vec::new(), Vec::new());
    for entry in node.entries() {
        match entry.key.as_str() {
            "expires_in" => {
                for item in read::one_or_many(&entry.value) {
                    let text = shop.found.keep(read::text(item))?;
                    expires_in.push(Limit::compile(text, Zero::Allowed, &item.place, shop.found)?);
                }
            }
            "covers" => {
                for item in read::one_or_many(&entry.value) {
                    covers.push(host(item, shop.found)?);
                }
            }
            key => {
                let name = FORM.fields.iter().map(|field| field.name).find(|name| *name == key)?;
                matchers.push((name, matcher(name, &entry.value, shop.found)?));
            }
        }
    }
    Some(Box::new(Cert { place: node.place.clone(), expires_in, covers, matchers }))
}

fn host(node: &Node, found: &mut Diagnostics) -> Option<Template> {
    let template = found.keep(Template::compile(node))?;
    if let Some(Value::String(text)) = template.literal()
        && (Host::parse(text).is_err() || text.contains('*'))
    {
        found.push(
            Diagnostic::error("wrong-host", &node.place, format!("`{text}` is no name of a host"))
                .help("write a host such as chat.example.com: without scheme, port or wildcard"),
        );
        return None;
    }
    Some(template)
}

fn matcher(name: &str, node: &Node, found: &mut Diagnostics) -> Option<Matcher> {
    let matcher = Matcher::compile(node, found)?;
    // Equality with one name would fail for every certificate, as there is always a list of them.
    if name == "names" && !matcher.suits_list() && !node.is_template() {
        found.push(
            Diagnostic::error(
                "wrong-type",
                &node.place,
                "a certificate has a list of names, and this is for one value",
            )
            .help("write `names: { contains: … }`, or `covers: …` for a host"),
        );
        return None;
    }
    if let (true, Datum::Text(text)) = (matches!(name, "sha256" | "serial"), &node.datum) {
        let hex = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !node.is_template() && (!hex || name == "sha256" && text.len() != 64) {
            found.push(
                Diagnostic::error("wrong-word", &node.place, format!("`{text}` can never be the {name}"))
                    .help("write lower-case hex without colons"),
            );
            return None;
        }
    }
    Some(matcher)
}

impl Check for Cert {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let Some(exchange) = seen.last() else {
            return Judgement::fails(written::nothing_sent("cert", &self.place));
        };
        let Some(certificate) = &exchange.certificate else {
            return Judgement::fails(self.without(exchange));
        };
        let mut out = Judgement::default();
        self.judge_time(certificate, exchange, scope, &mut out);
        for host in &self.covers {
            out.absorb(judge_covers(certificate, host, scope));
        }
        for (name, matcher) in &self.matchers {
            let value = field(certificate, name);
            out.absorb(matcher.judge("cert", &format!("cert {name}"), Some(&value), scope));
        }
        out
    }
}

impl Cert {
    fn without(&self, exchange: &Exchange) -> Finding {
        let url = &exchange.request.url;
        let finding = |actual: String| Finding::wrong("cert", "cert", "a certificate", actual).at(&self.place);
        if url.scheme() == "https" {
            return finding("none was seen on this connection".into()).weighing(Weight::Unknown);
        }
        finding(format!("no TLS was spoken ({}://{})", url.scheme(), url.host_str().unwrap_or_default()))
    }

    fn judge_time(&self, certificate: &Certificate, exchange: &Exchange, scope: &Scope, out: &mut Judgement) {
        if self.expires_in.is_empty() {
            return;
        }
        // The exchange's own clock: the evidence alone then gives the same judgement again.
        let total = SignedDuration::try_from(exchange.timings.total).unwrap_or_default();
        let now = exchange.started.saturating_add(total).unwrap_or(exchange.started);
        let early = certificate.not_before > now;
        out.assert(early.then(|| {
            let actual = format!("it is good only from {}", certificate.not_before);
            Finding::wrong("cert", "cert not_before", format!("not after {now}"), actual).at(&self.place)
        }));
        let left = certificate.not_after.duration_since(now);
        for limit in &self.expires_in {
            out.assert(match limit.bound(scope) {
                Err(what) => Some(written::unfilled("cert", "cert expires_in", what)),
                Ok(bound) if bound.holds_signed(left) => None,
                Ok(bound) => Some(
                    Finding::wrong("cert", "cert expires_in", bound.to_string(), show(left, certificate.not_after))
                        .at(limit.place()),
                ),
            });
        }
    }
}

fn judge_covers(certificate: &Certificate, host: &Template, scope: &Scope) -> Judgement {
    let host_text = match host.fill_text(scope) {
        Ok(text) => text,
        Err(what) => return Judgement::fails(written::unfilled("cert", "cert names", what)),
    };
    let mut out = Judgement::default();
    out.assert((!certificate.names.iter().any(|name| covers(name, &host_text))).then(|| {
        let names = if certificate.names.is_empty() { "no names".into() } else { certificate.names.join(", ") };
        Finding::wrong("cert", "cert names", format!("one that covers {host_text}"), names).at(host.place())
    }));
    out
}

/// Whether a name of a certificate stands for a host. A wildcard is a whole label, the left-most, and stands for exactly
/// one (RFC 6125, section 6.4.3); one right below a top-level domain is not believed.
fn covers(name: &str, host: &str) -> bool {
    let Ok(host) = Host::parse(host.trim_end_matches('.')) else {
        return false;
    };
    let name = name.trim_end_matches('.');
    match (&host, name.strip_prefix("*.")) {
        (Host::Domain(host), Some(rest)) => {
            rest.contains('.') && host.split_once('.').is_some_and(|(_, parent)| parent.eq_ignore_ascii_case(rest))
        }
        (Host::Domain(host), None) => host.eq_ignore_ascii_case(name),
        (Host::Ipv4(address), _) => name.parse() == Ok(*address),
        (Host::Ipv6(address), _) => name.trim_matches(['[', ']']).parse() == Ok(*address),
    }
}

fn field(certificate: &Certificate, name: &str) -> Value {
    match name {
        "names" => certificate.names.iter().map(|name| Value::from(name.as_str())).collect(),
        "issuer" => certificate.issuer.as_str().into(),
        "subject" => certificate.subject.as_str().into(),
        "serial" => certificate.serial.as_str().into(),
        "sha256" => certificate.sha256.as_str().into(),
        _ => certificate.chain.into(),
    }
}

fn show(left: SignedDuration, end: Timestamp) -> String {
    let hours = left.as_hours().unsigned_abs();
    let span = match (hours / 24, hours % 24) {
        (0, 0) => format!("{} min", left.as_mins().unsigned_abs()),
        (0, hours) => format!("{hours} h"),
        (days, hours) => format!("{days} d {hours} h"),
    };
    if left.is_negative() { format!("-{span} (it expired {end})") } else { format!("{span} (until {end})") }
}

#[cfg(test)]
mod tests;
