//! How long an exchange took, or how long so many of them take.

use std::time::Duration;

use super::api::{Check, Compile, Demands, Workshop};
use super::limit::{Bound, Limit, Zero};
use super::{sample, written};
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::exchange::Exchange;
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::read;
use crate::value::scope::Scope;

/// The check `time`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "time",
    summary: "how long it took: `< 300ms`, `p95 < 300ms of 20`, or phase by phase",
    docs: r#"
## What it does

Compares how long the exchange took, from its start to the last byte of the answer (or to the failure), with a limit:
`<`, `<=`, `>` or `>=` and a span such as `300ms`, `2s`, `1m`.

`p95 < 300ms of 20` sends 20 sequential requests and compares the nearest-rank percentile of their exact times; `mean`
and `max` work alike. A percentile needs enough samples to differ from the maximum: p95 at least 20, p99 at least 100.
A sample that fails, or that is answered with another class of status than the last one, is a finding.

A mapping limits phases: `dns`, `connect`, `tls`, `first_byte` and `total`. A phase that did not happen took no time:
on a reused connection there is no dns, connect or tls. A step that sends nothing is judged by how long it ran.

`time` says nothing of what was answered: a failure that comes fast stays a failure.

## Why

A service that answers rightly but late is down for whoever waits, and one fast answer says little of the slow ones.

## Example

```yaml
time: "p95 < 300ms of 20"
```

```yaml
time:
  total: "< 1s"
  first_byte: ["< 300ms", "mean < 150ms of 5"]
```
"#,
    schema: SHAPE,
    compile,
};

const SHAPE: Shape = Shape::OneOrMany(&Shape::Either(&[Shape::Text, Shape::Record(&PHASES)]));
const LIMITS: Shape = Shape::OneOrMany(&Shape::Text);
/// More than this is a load test, which is a step of its own.
const MOST_SAMPLES: u32 = 10_000;

static PHASES: Record = Record {
    name: "time by phase",
    fields: &[
        Field::new("total", LIMITS, "from the start to the last byte"),
        Field::new("first_byte", LIMITS, "from sending to the first byte of the answer"),
        Field::new("connect", LIMITS, "connecting, without TLS"),
        Field::new("tls", LIMITS, "the TLS handshake"),
        Field::new("dns", LIMITS, "resolving the name"),
    ],
};

/// Which part of an exchange is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Total,
    FirstByte,
    Connect,
    Tls,
    Dns,
}

impl Phase {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "total" => Self::Total,
            "first_byte" => Self::FirstByte,
            "connect" => Self::Connect,
            "tls" => Self::Tls,
            "dns" => Self::Dns,
            _ => return None,
        })
    }

    fn suffix(self) -> &'static str {
        match self {
            Self::Total => "",
            Self::FirstByte => " first_byte",
            Self::Connect => " connect",
            Self::Tls => " tls",
            Self::Dns => " dns",
        }
    }

    /// How long it took; none where the answer never began.
    fn of(self, exchange: &Exchange) -> Option<Duration> {
        let timings = &exchange.timings;
        match self {
            Self::Total => Some(timings.total),
            Self::FirstByte => timings.first_byte,
            Self::Connect => Some(timings.connect.unwrap_or_default()),
            Self::Tls => Some(timings.tls.unwrap_or_default()),
            Self::Dns => Some(timings.dns.unwrap_or_default()),
        }
    }
}

/// What is made of the samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Statistic {
    /// The last exchange alone.
    Last,
    /// The nearest-rank percentile, in thousandths.
    Percentile(u32),
    Mean,
    Max,
}

impl Statistic {
    fn named(name: &str) -> Option<Self> {
        match name {
            "" => Some(Self::Last),
            "mean" => Some(Self::Mean),
            "max" => Some(Self::Max),
            other => {
                let (whole, tenth) = match other.strip_prefix('p')?.split_once('.') {
                    Some((whole, tenth)) => (whole, tenth),
                    None => (&other[1..], "0"),
                };
                let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                if whole.len() > 2 || tenth.len() != 1 || !digits(whole) || !digits(tenth) {
                    return None;
                }
                let thousandths = whole.parse::<u32>().ok()? * 10 + tenth.parse::<u32>().ok()?;
                (thousandths > 0).then_some(Self::Percentile(thousandths))
            }
        }
    }

    /// The fewest samples that can tell it: below 1 / (1 - p) a percentile is the maximum by another name.
    fn fewest(self) -> u32 {
        match self {
            Self::Last => 1,
            Self::Percentile(thousandths) => 1000_u32.div_ceil(1000 - thousandths).max(2),
            Self::Mean | Self::Max => 2,
        }
    }

    fn of(self, samples: &mut [Duration]) -> Option<Duration> {
        match self {
            Self::Last => samples.last().copied(),
            Self::Max => samples.iter().max().copied(),
            Self::Mean => {
                let count = u32::try_from(samples.len()).ok().filter(|count| *count > 0)?;
                Some(samples.iter().sum::<Duration>() / count)
            }
            Self::Percentile(thousandths) => {
                samples.sort_unstable();
                let rank = (samples.len() * thousandths as usize).div_ceil(1000);
                samples.get(rank.saturating_sub(1)).copied()
            }
        }
    }
}

/// One limit.
#[derive(Debug)]
struct Demand {
    phase: Phase,
    statistic: Statistic,
    samples: u32,
    limit: Limit,
    field: String,
    place: Place,
}

impl Demand {
    /// Reads `< 300ms` or `p95 < 300ms of 20`.
    fn compile(phase: Phase, node: &Node, found: &mut Diagnostics) -> Option<Self> {
        let text = found.keep(read::text(node))?.trim();
        let wrong = |what: String, help: &str| Diagnostic::error("wrong-comparator", &node.place, what).help(help);
        let sign = text.find(['<', '>']).unwrap_or(0);
        let name = text[..sign].trim();
        let Some(statistic) = Statistic::named(name) else {
            found.push(wrong(
                format!("`{name}` is nothing that can be made of samples"),
                "write p50, p95, p99.9, mean or max, as in `p95 < 300ms of 20`",
            ));
            return None;
        };
        let (limit, of) = match text[sign..].rsplit_once(" of ") {
            Some((limit, of)) => (limit, Some(of.trim())),
            None => (&text[sign..], None),
        };
        let samples = match (statistic, of) {
            (Statistic::Last, None) => 1,
            (Statistic::Last, Some(of)) => {
                found.push(wrong(
                    format!("`of {of}` does not say what is made of the samples"),
                    "write `max < 300ms of 20`, or p95 or mean",
                ));
                return None;
            }
            (_, None) => {
                found.push(wrong(
                    format!("`{name}` does not say of how many samples"),
                    "write how many requests are sent, as in `p95 < 300ms of 20`",
                ));
                return None;
            }
            (_, Some(of)) => match of.parse::<u32>() {
                Ok(number) if (statistic.fewest()..=MOST_SAMPLES).contains(&number) => number,
                Ok(number) if number < statistic.fewest() => {
                    found.push(
                        Diagnostic::error(
                            "too-few-samples",
                            &node.place,
                            format!("{name} needs at least {} samples", statistic.fewest()),
                        )
                        .help(format!("of {number} samples, {name} cannot be told apart from a single one")),
                    );
                    return None;
                }
                _ => {
                    found.push(wrong(
                        format!("`{of}` is no number of samples"),
                        "write a whole number up to 10000; for more there is the step `load`",
                    ));
                    return None;
                }
            },
        };
        let limit = Limit::compile(limit, Zero::Refused, &node.place, found)?;
        let name = if name.is_empty() { String::new() } else { format!(" {name}") };
        let field = format!("time{}{name}", phase.suffix());
        Some(Self { phase, statistic, samples, limit, field, place: node.place.clone() })
    }

    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let bound = match self.limit.bound(scope) {
            Ok(bound) => bound,
            Err(what) => return Judgement::fails(written::unfilled("time", &self.field, what)),
        };
        let Some(last) = seen.last() else {
            return self.judge_elapsed(seen, &bound);
        };
        let wanted = self.samples as usize;
        let exchanges = &seen.exchanges[seen.exchanges.len().saturating_sub(wanted)..];
        if exchanges.len() < wanted {
            let actual = format!("{} samples", exchanges.len());
            return Judgement::fails(self.finding(format!("{wanted} samples"), actual).weighing(Weight::Unknown));
        }
        let mut out = Judgement::default();
        let (_, earlier) = exchanges.split_last().unwrap_or((&seen.exchanges[0], &[]));
        for (at, exchange) in earlier.iter().enumerate() {
            out.assert(sample::fault("time", &self.field, at + 1, exchange, last, &self.place));
        }
        let mut times = Vec::with_capacity(wanted);
        for exchange in exchanges {
            let Some(time) = self.phase.of(exchange) else {
                let actual = format!("no byte in {}", bound.beside(exchange.timings.total));
                out.assert(Some(self.finding(bound.to_string(), actual)));
                return out;
            };
            times.push(time);
        }
        let slowest = times.iter().max().copied().unwrap_or_default();
        let time = self.statistic.of(&mut times).unwrap_or_default();
        out.assert((!bound.holds(time)).then(|| {
            let of = match self.statistic {
                Statistic::Last => String::new(),
                _ => format!(" of {wanted}; the slowest took {}", bound.beside(slowest)),
            };
            self.finding(bound.to_string(), format!("{}{of}", bound.beside(time)))
        }));
        out
    }

    /// A step that sends nothing, such as one that runs a process, took time as well.
    fn judge_elapsed(&self, seen: &Observation, bound: &Bound<'_>) -> Judgement {
        if seen.document.is_none() || self.phase != Phase::Total || self.statistic != Statistic::Last {
            return Judgement::fails(written::nothing_sent("time", &self.place));
        }
        let mut out = Judgement::default();
        let holds = bound.holds(seen.elapsed);
        out.assert((!holds).then(|| self.finding(bound.to_string(), bound.beside(seen.elapsed))));
        out
    }

    fn finding(&self, expected: String, actual: String) -> Finding {
        Finding::wrong("time", self.field.clone(), expected, actual).at(&self.place)
    }
}

#[derive(Debug)]
struct Time {
    demands: Vec<Demand>,
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    if !written::conforms(node, SHAPE, shop.found) {
        return None;
    }
    // Each limit is read before any is given up, so that every fault is told at once.
    let mut demands = Vec::new();
    for item in read::one_or_many(node) {
        match &item.datum {
            Datum::Map(entries) if entries.is_empty() => {
                shop.found.push(written::empty(item, "total, first_byte, connect, tls, dns"));
                demands.push(None);
            }
            Datum::Map(entries) => {
                for entry in entries {
                    let phase = Phase::named(&entry.key)?;
                    let limits = read::one_or_many(&entry.value);
                    demands.extend(limits.iter().map(|limit| Demand::compile(phase, limit, shop.found)));
                }
            }
            _ => demands.push(Demand::compile(Phase::Total, item, shop.found)),
        }
    }
    let demands = demands.into_iter().collect::<Option<Vec<_>>>()?;
    Some(Box::new(Time { demands }))
}

impl Check for Time {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let mut out = Judgement::default();
        for demand in &self.demands {
            out.absorb(demand.judge(seen, scope));
        }
        out
    }

    fn demands(&self) -> Demands {
        let samples = self.demands.iter().map(|demand| demand.samples).max().unwrap_or(1);
        Demands { samples, ..Demands::default() }
    }
}

#[cfg(test)]
mod tests;
