//! What is wrong with the arrivals at a mock.

use std::collections::BTreeMap;
use std::time::Duration;

use data_encoding::HEXLOWER;
use http::HeaderValue;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use url::form_urlencoded;

use super::{Calls, Compared, Demand, Part, Which};
use crate::check::api::Check;
use crate::check::written;
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::journal::{Arrival, Arrivals};
use crate::model::observation::Observation;
use crate::value::scope::Scope;

impl Check for Calls {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let unknown = |field: &str, actual: String| {
            let finding = Finding::wrong("calls", field, "every request that arrived at the mock", actual);
            Judgement::fails(finding.weighing(Weight::Unknown).at(&self.place))
        };
        let Some(arrivals) = &seen.arrivals else {
            return unknown("calls", "no mock answered, and only a mock can tell".into());
        };
        if arrivals.lost > 0 {
            let actual = format!("{} are lost: the journal is full", arrivals.lost);
            return unknown("calls journal", actual);
        }
        let mut out = Judgement::default();
        for demand in &self.demands {
            demand.judge(arrivals, scope, &mut out);
        }
        out
    }
}

impl Which {
    fn holds(&self, arrival: &Arrival) -> bool {
        match self {
            Self::Total => true,
            Self::Unmatched => arrival.stub.is_none(),
            Self::Stub(id) => arrival.stub.as_ref() == Some(id),
        }
    }
}

impl Demand {
    fn judge(&self, arrivals: &Arrivals, scope: &Scope, out: &mut Judgement) {
        let mine: Vec<&Arrival> = arrivals.list.iter().filter(|arrival| self.which.holds(arrival)).collect();
        if let Some(count) = &self.count {
            let mut judged =
                count.judge("calls", &format!("calls {}", self.name), Some(&Value::from(mine.len())), scope);
            for finding in &mut judged.findings {
                finding.note.get_or_insert_with(|| survey(arrivals));
            }
            out.absorb(judged);
        }
        self.judge_order(arrivals, &mine, out);
        self.judge_gaps(&mine, scope, out);
        for compared in &self.same {
            out.assert(self.judge_parts(compared, &mine, true));
        }
        for compared in &self.differ {
            out.assert(self.judge_parts(compared, &mine, false));
        }
    }

    fn judge_order(&self, arrivals: &Arrivals, mine: &[&Arrival], out: &mut Judgement) {
        let Some((other, place)) = &self.after else {
            return;
        };
        let first = |which: &Which| arrivals.list.iter().position(|arrival| which.holds(arrival));
        let before = first(&Which::Stub(other.clone()));
        let finding = |actual: String| {
            let expected = format!("after the first call of {other}");
            let finding = Finding::wrong("calls", format!("calls {}: after", self.name), expected, actual);
            Some(finding.at(place).note(survey(arrivals)))
        };
        out.assert(match (before, first(&self.which)) {
            _ if mine.is_empty() => finding("it was never called".into()),
            (None, _) => finding(format!("{other} was never called")),
            (Some(before), Some(here)) if before < here => None,
            _ => finding("before it".into()),
        });
    }

    fn judge_gaps(&self, mine: &[&Arrival], scope: &Scope, out: &mut Judgement) {
        if self.gaps.is_empty() {
            return;
        }
        let field = |number: usize| format!("calls {}: gap {number}", self.name);
        let gaps: Vec<Duration> = mine.windows(2).map(|pair| pair[1].at.saturating_sub(pair[0].at)).collect();
        let right = if self.gaps.len() == 1 { !gaps.is_empty() } else { gaps.len() == self.gaps.len() };
        if !right {
            let expected = match self.gaps.len() {
                1 => "at least one gap: two calls".to_owned(),
                many => format!("{many} gaps: {} calls", many + 1),
            };
            let actual = format!("{} calls", mine.len());
            let finding = Finding::wrong("calls", format!("calls {}: gaps", self.name), expected, actual);
            out.assert(Some(finding.at(self.gaps[0].place())));
            return;
        }
        for (at, gap) in gaps.iter().enumerate() {
            let limit = self.gaps.get(at).unwrap_or(&self.gaps[0]);
            out.assert(match limit.bound(scope) {
                Err(what) => Some(written::unfilled("calls", &field(at + 1), what)),
                Ok(bound) if bound.holds(*gap) => None,
                Ok(bound) => {
                    let finding = Finding::wrong("calls", field(at + 1), bound.to_string(), bound.beside(*gap));
                    Some(finding.at(limit.place()))
                }
            });
        }
    }

    /// Whether a part is the same in all arrivals, or another in each.
    fn judge_parts(&self, compared: &Compared, mine: &[&Arrival], same: bool) -> Option<Finding> {
        let expected = if same { "the same in every call" } else { "another in each call" };
        let finding = |actual: String| {
            let field = format!("calls {}: {}", self.name, compared.name);
            Some(Finding::wrong("calls", field, expected, actual).at(&compared.place))
        };
        if mine.len() < 2 {
            return finding(format!("{} calls, and two are needed to compare", mine.len()));
        }
        let mut before: BTreeMap<String, usize> = BTreeMap::new();
        for (at, arrival) in mine.iter().enumerate() {
            let number = at + 1;
            let Some(value) = compared.part.of(arrival) else {
                return finding(format!("call {number} has none"));
            };
            let shown = compared.part.shown(&value);
            match before.get(&value) {
                Some(other) if !same => return finding(format!("{shown} in calls {other} and {number}")),
                None if same && at > 0 => {
                    let first = before.keys().next().map(|value| compared.part.shown(value)).unwrap_or_default();
                    return finding(format!("{first} in call 1, {shown} in call {number}"));
                }
                _ => {}
            }
            before.entry(value).or_insert(number);
        }
        None
    }
}

impl Part {
    fn of(&self, arrival: &Arrival) -> Option<String> {
        let (path, query) = arrival.target.split_once('?').unwrap_or((&arrival.target, ""));
        match self {
            Self::Method => Some(arrival.method.to_string()),
            Self::Path => Some(path.to_owned()),
            // A body is compared by its digest: it may be large, and may be no text.
            Self::Body | Self::BodySha256 => Some(HEXLOWER.encode(&Sha256::digest(&arrival.body))),
            Self::Header(name) => {
                let values: Vec<_> = arrival.headers.get_all(name).iter().map(HeaderValue::as_bytes).collect();
                (!values.is_empty()).then(|| String::from_utf8_lossy(&values.join(&b", "[..])).into_owned())
            }
            Self::Query(name) => {
                let pairs = form_urlencoded::parse(query.as_bytes());
                let values: Vec<_> = pairs.filter(|(key, _)| key == name).map(|(_, value)| value).collect();
                (!values.is_empty()).then(|| values.join(", "))
            }
        }
    }

    fn shown(&self, value: &str) -> String {
        match self {
            Self::Body | Self::BodySha256 => format!("sha256 {}…", &value[..12]),
            _ => format!("`{value}`"),
        }
    }
}

/// All that arrived, in one line.
fn survey(arrivals: &Arrivals) -> String {
    if arrivals.list.is_empty() {
        return "nothing arrived at the mock".into();
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for stub in arrivals.list.iter().filter_map(|arrival| arrival.stub.as_deref()) {
        *counts.entry(stub).or_default() += 1;
    }
    let mut parts: Vec<String> = counts.iter().map(|(stub, count)| format!("{stub} {count}×")).collect();
    if let Some(stray) = arrivals.list.iter().find(|arrival| arrival.stub.is_none()) {
        let count = arrivals.list.iter().filter(|arrival| arrival.stub.is_none()).count();
        let path = stray.target.split('?').next().unwrap_or_default();
        parts.push(format!("unmatched {count}×, the first {} {path}", stray.method));
    }
    format!("seen: {}", parts.join(", "))
}
