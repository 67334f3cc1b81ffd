//! What is different from the lists of an earlier run.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_base::error::{Error, Result};
use lockstep_base::named;
use serde::Serialize;
use serde_json::Value;

use super::lists::Lists;

/// The lists that are compared: their file, what a line is known by, and what
/// counts as a change of it. Figures, which move every month, do not.
pub(super) const LISTS: [(&str, &[&str], &[&str]); 6] = [
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

/// What is different in these lists from those of an earlier run, in the order of
/// lists and lines. A list that the earlier run did not have is not compared.
///
/// # Errors
/// Never in practice.
pub fn changes(earlier: &BTreeMap<&'static str, Vec<Value>>, lists: &Lists) -> Result<Vec<Change>> {
    let now = serde_json::to_value(lists).map_err(|e| Error::output("the lists", e))?;
    let empty = Vec::new();
    let mut changes = Vec::new();
    for (list, keys, fields) in LISTS {
        let Some(before) = earlier.get(list) else { continue };
        let before = by_key(before, keys);
        let after = by_key(now.get(list).and_then(Value::as_array).unwrap_or(&empty), keys);
        let lines: BTreeSet<&Vec<String>> = before.keys().chain(after.keys()).collect();
        for line in lines {
            changes.extend(compare(list, line, before.get(line).copied(), after.get(line).copied(), fields));
        }
    }
    Ok(changes)
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
