//! What an earlier run left, and what is different now.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Lists;
use super::lists::RecommendationLine;
use super::reach::Reach;
use crate::error::{Error, Result};
use crate::wording::named;

/// The lists that are compared: their file, what a line is known by, and what
/// counts as a change of it. Figures, which move every month, do not.
const LISTS: [(&str, &[&str], &[&str]); 5] = [
    (
        "labels",
        &["platform", "account_id"],
        &["entity_id", "country", "status", "label", "since", "basis", "evidence", "review_due", "in_force", "appeal"],
    ),
    ("recommendation_ineligible", &["platform", "account_id"], &["decision", "since", "in_force", "appeal"]),
    ("ad_decisions", &["ad_id"], &["decision", "allowed_in", "refused_in", "refused_from", "in_force", "appeal"]),
    ("undeclared", &["account_id", "entity_id"], &[]),
    ("needs_review", &["kind", "entity_id", "account_id"], &[]),
];

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
    /// Its period, empty where there is no earlier run.
    pub period: String,
    /// Who was not recommended.
    pub recommendations: Vec<RecommendationLine>,
    /// Who reached how far.
    pub reaches: Vec<Reach>,
    lists: BTreeMap<&'static str, Vec<Value>>,
}

impl Previous {
    /// Reads the output of an earlier run.
    ///
    /// # Errors
    /// When it is none, or its lists cannot be read.
    pub fn read(dir: &Path) -> Result<Self> {
        #[derive(Deserialize)]
        struct Run {
            period: String,
        }
        let Run { period } = list(dir, "run")?;
        let lists = LISTS.iter().map(|(name, ..)| Ok((*name, list(dir, name)?))).collect::<Result<_>>()?;
        Ok(Self {
            period,
            recommendations: list(dir, "recommendation_ineligible")?,
            reaches: list(dir, "reach")?,
            lists,
        })
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
            let before = by_key(self.lists.get(list).unwrap_or(&empty), keys);
            let after = by_key(now.get(list).and_then(Value::as_array).unwrap_or(&empty), keys);
            let lines: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            for line in lines {
                changes.extend(compare(list, line, before.get(line).copied(), after.get(line).copied(), fields));
            }
        }
        Ok(changes)
    }
}

fn compare(
    list: &'static str,
    line: &str,
    before: Option<&Value>,
    after: Option<&Value>,
    fields: &'static [&'static str],
) -> Vec<Change> {
    let change = |change, field, before, after| Change { list, line: line.to_owned(), change, field, before, after };
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
fn by_key<'a>(lines: &'a [Value], keys: &[&str]) -> BTreeMap<String, &'a Value> {
    let key = |line: &Value| {
        // A question about no account is known by what it asks; about an account
        // the figures in it move every month.
        let asks = line.get("account_id").is_some_and(|account| account == "").then(|| line.get("reason")).flatten();
        let parts = keys.iter().map(|key| line.get(key)).chain([asks]).map(plain);
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    };
    lines.iter().map(|line| (key(line), line)).collect()
}

/// A value as a cell shows it.
fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
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
