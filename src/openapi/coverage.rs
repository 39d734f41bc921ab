//! How much of a document a set of exchanges used: operations, statuses, parameters, media types, and values of enums.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Value, json};

use super::api::{Media, Operation, StatusKey};
use super::at::At;
use super::conform::{Contract, Touched};

/// What of a document is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A method at a path.
    Operation,
    /// A status that an operation declares.
    Status,
    /// A parameter of an operation.
    Parameter,
    /// A media type of a request or an answer.
    MediaType,
    /// A value of an `enum`, of a parameter or in a body.
    EnumValue,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Operation, Self::Status, Self::Parameter, Self::MediaType, Self::EnumValue];

    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operation => "operations",
            Self::Status => "statuses",
            Self::Parameter => "parameters",
            Self::MediaType => "media types",
            Self::EnumValue => "enum values",
        }
    }
}

/// One thing that can be used. Its order is the document's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// An operation, by its place among those of the document.
    Operation(usize),
    /// A status of an operation.
    Status(usize, StatusKey),
    /// A parameter of an operation, by its place.
    Parameter(usize, usize),
    /// A media type of an operation's request, by its place.
    RequestMedia(usize, usize),
    /// A media type of an operation's answer, by its place.
    ResponseMedia(usize, StatusKey, usize),
    /// A value of the `enum` of a schema, by its place.
    EnumValue(At, usize),
}

impl Item {
    /// What it is.
    #[must_use]
    pub const fn part(&self) -> Part {
        match self {
            Self::Operation(_) => Part::Operation,
            Self::Status(..) => Part::Status,
            Self::Parameter(..) => Part::Parameter,
            Self::RequestMedia(..) | Self::ResponseMedia(..) => Part::MediaType,
            Self::EnumValue(..) => Part::EnumValue,
        }
    }
}

/// What a set of exchanges used. Two of the same document are merged by [`Coverage::merge`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    exchanges: u64,
    used: BTreeSet<Item>,
}

/// How many there are, and how many of them were used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Those that were used.
    pub used: usize,
    /// All.
    pub all: usize,
}

impl Count {
    /// Of a hundred; a hundred where there are none.
    #[must_use]
    pub fn percent(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "no document has so many parts")]
        if self.all == 0 { 100.0 } else { self.used as f64 * 100.0 / self.all as f64 }
    }
}

/// Something that was not used, with what a case needs that would use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// What it is.
    pub item: Item,
    /// The same for people: `GET /orders/{id} → 404`.
    pub words: String,
    /// Method and path of the operation; none for a value of an `enum`.
    pub operation: Option<(String, String)>,
    /// Where it stands.
    pub at: At,
}

/// What of a document was used and what was not.
#[derive(Debug, Clone)]
pub struct Summary {
    /// How many exchanges there were.
    pub exchanges: u64,
    /// The counts, by part.
    pub counts: BTreeMap<Part, Count>,
    /// What was not used, in the document's order.
    pub gaps: Vec<Gap>,
}

impl Coverage {
    /// Adds what one exchange used.
    pub fn add(&mut self, touched: &Touched) {
        self.exchanges += 1;
        let operation = touched.operation;
        self.used.insert(Item::Operation(operation));
        self.used.extend(touched.parameters.iter().map(|index| Item::Parameter(operation, *index)));
        self.used.extend(touched.request_media.map(|index| Item::RequestMedia(operation, index)));
        if let Some(status) = touched.status {
            self.used.insert(Item::Status(operation, status));
            self.used.extend(touched.response_media.map(|index| Item::ResponseMedia(operation, status, index)));
        }
        self.used.extend(touched.values.iter().map(|(at, index)| Item::EnumValue(at.clone(), *index)));
    }

    /// Adds what another set of exchanges used.
    pub fn merge(&mut self, other: &Self) {
        self.exchanges += other.exchanges;
        self.used.extend(other.used.iter().cloned());
    }

    /// Whether something was used.
    #[must_use]
    pub fn has(&self, item: &Item) -> bool {
        self.used.contains(item)
    }

    /// What of a document was used and what was not.
    #[must_use]
    pub fn summary(&self, contract: &Contract) -> Summary {
        let mut counts: BTreeMap<Part, Count> = Part::ALL.map(|part| (part, Count::default())).into();
        let mut gaps = Vec::new();
        for (item, at) in universe(contract) {
            let count = counts.entry(item.part()).or_default();
            count.all += 1;
            if self.used.contains(&item) {
                count.used += 1;
            } else {
                gaps.push(gap(contract, item, at));
            }
        }
        Summary { exchanges: self.exchanges, counts, gaps }
    }
}

impl Summary {
    /// All parts together.
    #[must_use]
    pub fn total(&self) -> Count {
        self.counts
            .values()
            .fold(Count::default(), |sum, one| Count { used: sum.used + one.used, all: sum.all + one.all })
    }

    /// As data.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let count = |count: Count| json!({"used": count.used, "all": count.all, "percent": rounded(count)});
        let parts: serde_json::Map<String, Value> =
            self.counts.iter().map(|(part, one)| (part.name().replace(' ', "_"), count(*one))).collect();
        let gap = |gap: &Gap| {
            let mut shown = json!({"part": gap.item.part().name(), "what": gap.words, "at": gap.at.to_string()});
            if let Some((method, path)) = &gap.operation {
                shown["method"] = method.as_str().into();
                shown["path"] = path.as_str().into();
            }
            shown
        };
        let gaps: Vec<Value> = self.gaps.iter().map(gap).collect();
        json!({"exchanges": self.exchanges, "total": count(self.total()), "parts": parts, "uncovered": gaps})
    }

    /// As lines for people: the counts, then what was not used.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let line = |name: &str, count: Count| {
            format!("{name:<12} {:>6} of {:<6} {:>5.1} %", count.used, count.all, rounded(count))
        };
        let mut lines: Vec<String> = self
            .counts
            .iter()
            .filter(|(_, count)| count.all > 0)
            .map(|(part, count)| line(part.name(), *count))
            .collect();
        lines.push(line("in all", self.total()));
        lines.extend(self.gaps.iter().map(|gap| format!("not used: {}", gap.words)));
        lines
    }
}

/// To one place, and never up to a hundred.
fn rounded(count: Count) -> f64 {
    (count.percent() * 10.0).floor() / 10.0
}

/// Everything that can be used, in the document's order.
fn universe(contract: &Contract) -> Vec<(Item, At)> {
    let mut all = Vec::new();
    let mut schemas: Vec<&At> = Vec::new();
    for (index, operation) in contract.api.operations.iter().enumerate() {
        all.push((Item::Operation(index), operation.at.clone()));
        for (number, parameter) in operation.parameters.iter().enumerate() {
            all.push((Item::Parameter(index, number), parameter.at.clone()));
            schemas.extend(&parameter.schema);
            schemas.extend(parameter.content.iter().flat_map(of_media));
        }
        for (number, media) in operation.body.iter().flat_map(|body| &body.content).enumerate() {
            all.push((Item::RequestMedia(index, number), media.at.clone()));
            schemas.extend(of_media(media));
        }
        for response in &operation.responses {
            all.push((Item::Status(index, response.status), response.at.clone()));
            schemas.extend(response.headers.iter().flat_map(|header| &header.schema));
            for (number, media) in response.content.iter().enumerate() {
                all.push((Item::ResponseMedia(index, response.status, number), media.at.clone()));
                schemas.extend(of_media(media));
            }
        }
    }
    let mut passed = HashSet::new();
    let mut enums = Vec::new();
    for schema in schemas {
        contract.values.declared(&contract.document, schema, &mut passed, &mut enums);
    }
    enums.sort();
    all.extend(enums.into_iter().flat_map(|(at, count)| {
        (0..count).map(move |index| (Item::EnumValue(at.clone(), index), at.child("enum").item(index)))
    }));
    all
}

fn of_media(media: &Media) -> impl Iterator<Item = &At> {
    media.schema.iter().chain(&media.item_schema)
}

fn gap(contract: &Contract, item: Item, at: At) -> Gap {
    let operation = |index: usize| -> &Operation { &contract.api.operations[index] };
    let (index, words) = match &item {
        Item::Operation(index) => (*index, operation(*index).name()),
        Item::Status(index, status) => (*index, format!("{} → {status}", operation(*index).name())),
        Item::Parameter(index, number) => {
            let parameter = &operation(*index).parameters[*number];
            (*index, format!("{} with {} {}", operation(*index).name(), parameter.location.name(), parameter.name))
        }
        Item::RequestMedia(index, number) => {
            let range = operation(*index).body.as_ref().map_or("", |body| body.content[*number].range.as_str());
            (*index, format!("{} sending {range}", operation(*index).name()))
        }
        Item::ResponseMedia(index, status, number) => {
            let responses = &operation(*index).responses;
            let response = responses.iter().find(|response| response.status == *status);
            let range = response.map_or("", |response| response.content[*number].range.as_str());
            (*index, format!("{} → {status} giving {range}", operation(*index).name()))
        }
        Item::EnumValue(schema, _) => {
            let value = contract.document.get(&at).map(crate::value::matcher::show::short).unwrap_or_default();
            let words = format!("{value} of {schema}");
            return Gap { words, item, operation: None, at };
        }
    };
    let operation = operation(index);
    Gap { words, item, operation: Some((operation.method.to_string(), operation.path.clone())), at }
}

#[cfg(test)]
mod tests;
