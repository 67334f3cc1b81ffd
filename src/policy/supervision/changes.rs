//! What an earlier run left, and what is different now.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use lockstep_base::calendar::{Day, Period};
use lockstep_base::error::{Error, Result};
use lockstep_base::named;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::decisions::Before;
use super::label::Inherited;
use super::lists::{Basis, LabelLine, Lists, MeasureLine, Recommendation, RecommendationLine};
use super::reach::Reach;
use super::whose::AccountKey;

/// The lists that are compared: their file, what a line is known by, and what
/// counts as a change of it. Figures, which move every month, do not.
const LISTS: [(&str, &[&str], &[&str]); 6] = [
    (
        "labels",
        &["platform", "account_id"],
        &[
            "entity_id",
            "entity",
            "country",
            "status",
            "label",
            "since",
            "ground",
            "decided_by",
            "basis",
            "evidence",
            "review_due",
            "in_force",
            "appeal",
        ],
    ),
    (
        "recommendation_ineligible",
        &["platform", "account_id"],
        &["entity_id", "entity", "country", "status", "decision", "since", "basis", "in_force", "appeal"],
    ),
    (
        "ad_decisions",
        &["platform", "account_id", "ad_id"],
        &[
            "entity_id",
            "entity",
            "country",
            "status",
            "decision",
            "allowed_in",
            "refused_in",
            "start",
            "end",
            "refused_from",
            "refused_until",
            "spend",
            "in_force",
            "appeal",
        ],
    ),
    ("measures", &["platform", "account_id", "measure", "from"], &["until", "countries", "decided_by"]),
    (
        "undeclared",
        &["account_id", "entity_id"],
        &["entity", "registered_as", "registered_accounts", "traces", "ruled_out", "network_id"],
    ),
    ("needs_review", &["kind", "entity_id", "platform", "account_id"], &[]),
];

/// The list that outputs did not have from the beginning.
const NEW: &str = "measures";

named! {
    /// How a line is different.
    Kind {
        /// It is new.
        Added = "added",
        /// It is gone.
        Removed = "removed",
        /// One of its fields says something else.
        Changed = "changed",
    }
}

/// A line of `changes.csv`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The list.
    pub list: &'static str,
    /// The line, by what it is known by.
    pub line: String,
    /// How it is different.
    pub change: Kind,
    /// The field that changed.
    pub field: &'static str,
    /// What it said.
    pub before: String,
    /// What it says.
    pub after: String,
}

/// What an earlier run decided.
#[derive(Debug, Default)]
pub struct Previous {
    /// Its period; none where there is no earlier run.
    pub period: Option<Period>,
    /// Who carried a label before the period that is supervised.
    pub labelled: Vec<LabelLine>,
    /// Who was not recommended.
    pub ineligible: Vec<Before>,
    /// Measures that were imposed and have no end.
    pub imposed: Vec<MeasureLine>,
    /// Who reached how far; empty unless it is the period just before.
    pub reaches: Vec<Reach>,
    lists: BTreeMap<&'static str, Vec<Value>>,
}

impl Previous {
    /// Reads the output of an earlier run: of an earlier period, or of the same
    /// one, which is then made again.
    ///
    /// # Errors
    /// When it is none, or of a later period, or its lists cannot be read.
    pub fn read(dir: &Path, now: Period) -> Result<Self> {
        #[derive(Deserialize)]
        struct Run {
            period: Period,
        }
        let Run { period } = list(dir, "run")?;
        if period != now && period.last() >= now.first() {
            let problem = format!("this is the output of {period}, which does not end before {now}");
            return Err(Error::input(&dir.to_string_lossy(), problem, "name the output of an earlier period"));
        }
        let is_there = |name: &str| name != NEW || dir.join(format!("{name}.json")).is_file();
        let present = LISTS.iter().filter(|(name, ..)| is_there(name));
        let lists = present.map(|(name, ..)| Ok((*name, list(dir, name)?))).collect::<Result<_>>()?;
        let reaches = if now.before() == Some(period) { list(dir, "reach")? } else { Vec::new() };
        let labelled: Vec<LabelLine> = list(dir, "labels")?;
        let lines: Vec<RecommendationLine> = list(dir, "recommendation_ineligible")?;
        let held = |line: &RecommendationLine| period == now || line.until.is_none_or(|until| until.0 >= period.last());
        let ineligible = last_of_each(lines).into_iter().filter(held);
        let ineligible = ineligible.filter(|line| line.decision == Recommendation::Ineligible);
        let measures: Vec<MeasureLine> = if is_there(NEW) { list(dir, NEW)? } else { Vec::new() };
        let is_open = |line: &MeasureLine| line.imposed && line.until.is_none();
        Ok(Self {
            period: Some(period),
            labelled: labelled.into_iter().filter(|line| was_labelled(line, period, now)).collect(),
            ineligible: ineligible.map(|line| before(line, period, now)).collect(),
            imposed: measures.into_iter().filter(is_open).collect(),
            reaches,
            lists,
        })
    }

    /// What goes on in a period.
    pub fn inherited(&self, now: Period) -> Inherited<'_> {
        let earlier = self.period.filter(|period| *period != now);
        Inherited { labelled: &self.labelled, imposed: &self.imposed, until: earlier.map(|period| Day(period.last())) }
    }

    /// What is different in these lists, in the order of lists and lines.
    ///
    /// # Errors
    /// Never in practice.
    pub fn changes(&self, lists: &Lists) -> Result<Vec<Change>> {
        let now = serde_json::to_value(lists).map_err(|e| Error::output("the lists", e))?;
        let empty = Vec::new();
        let mut changes = Vec::new();
        for (list, keys, fields) in LISTS {
            // An output that had no such list yet is not compared in it.
            let Some(before) = self.lists.get(list) else { continue };
            let before = by_key(before, keys);
            let after = by_key(now.get(list).and_then(Value::as_array).unwrap_or(&empty), keys);
            let lines: BTreeSet<&Vec<String>> = before.keys().chain(after.keys()).collect();
            for line in lines {
                changes.extend(compare(list, line, before.get(line).copied(), after.get(line).copied(), fields));
            }
        }
        Ok(changes)
    }
}

/// The line of each account that holds last.
fn last_of_each(lines: Vec<RecommendationLine>) -> Vec<RecommendationLine> {
    let mut last: BTreeMap<AccountKey, RecommendationLine> = BTreeMap::new();
    for line in lines {
        let key = line.whose.key();
        if last.get(&key).is_none_or(|before| before.until <= line.until) {
            last.insert(key, line);
        }
    }
    last.into_values().collect()
}

/// Whether a line of an earlier run says that its account carried a label when it
/// ended; where the period is made again, on some day of it.
fn was_labelled(line: &LabelLine, period: Period, now: Period) -> bool {
    period == now || line.until.is_none_or(|until| until.0 >= period.last())
}

/// An account that was not recommended.
fn before(line: RecommendationLine, period: Period, now: Period) -> Before {
    Before {
        is_new: period == now && line.ineligible_since.first() >= now.first(),
        is_decided: line.basis == Basis::Decided,
        since: line.ineligible_since,
        whose: line.whose,
    }
}

fn compare(
    list: &'static str,
    key: &[String],
    before: Option<&Value>,
    after: Option<&Value>,
    fields: &'static [&'static str],
) -> Vec<Change> {
    let line = key.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
    let change = |change, field, before, after| Change { list, line: line.clone(), change, field, before, after };
    match (before, after) {
        (None, _) => vec![change(Kind::Added, "", String::new(), String::new())],
        (_, None) => vec![change(Kind::Removed, "", String::new(), String::new())],
        (Some(before), Some(after)) => fields
            .iter()
            .filter(|&&field| before.get(field) != after.get(field))
            .map(|&field| change(Kind::Changed, field, plain(before.get(field)), plain(after.get(field))))
            .collect(),
    }
}

/// The lines of a list by their keys.
fn by_key<'a>(lines: &'a [Value], keys: &[&str]) -> BTreeMap<Vec<String>, &'a Value> {
    let key = |line: &Value| {
        // A question about no account is known by what it asks; about an account
        // the figures in it move every month.
        let asks = line.get("account_id").is_some_and(|account| account == "").then(|| line.get("reason")).flatten();
        let platform = |key: &str, text: String| if key == "platform" { text.to_lowercase() } else { text };
        let parts = keys.iter().map(|&key| platform(key, plain(line.get(key))));
        parts.chain(asks.map(|asks| plain(Some(asks)))).collect::<Vec<String>>()
    };
    let mut by_key = BTreeMap::new();
    for line in lines {
        let mut key = key(line);
        // An account has a line for each stretch of days: the later ones are known by theirs.
        if by_key.contains_key(&key) {
            key.push(format!("from {}", plain(line.get("from"))));
        }
        by_key.insert(key, line);
    }
    by_key
}

/// A value as a cell shows it.
fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Bool(value)) => if *value { "yes" } else { "no" }.to_owned(),
        Some(Value::Array(values)) => values.iter().map(|value| plain(Some(value))).collect::<Vec<_>>().join("; "),
        Some(other) => other.to_string(),
    }
}

fn list<T: DeserializeOwned>(dir: &Path, name: &str) -> Result<T> {
    let path = dir.join(format!("{name}.json"));
    let remedy = "name the --out of an earlier lockstep supervise";
    if !path.is_file() {
        return Err(Error::input(&path.to_string_lossy(), "there is no such file", remedy));
    }
    let bytes = std::fs::read(&path).map_err(Error::io(&path, "read"))?;
    serde_json::from_slice(&bytes)
        .map_err(|e| Error::input(&path.to_string_lossy(), format!("it cannot be used ({e})"), remedy))
}
