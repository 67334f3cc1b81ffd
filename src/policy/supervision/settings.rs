//! What decided before and what decides now.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_base::error::{Error, Result};
use serde_json::Value;

use super::config::SupervisionConfig;
use super::input::Input;
use super::previous::Previous;

/// What is set otherwise than in the run before, in sentences.
///
/// # Errors
/// Never in practice.
pub(super) fn changed(before: &Previous, config: &SupervisionConfig, topics: Option<&Input>) -> Result<Vec<String>> {
    let now = serde_json::to_value(config).map_err(|e| Error::output("configuration", e))?;
    let (was, is) = (flat(&before.configuration), flat(&now));
    let fields: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let shown = |value: Option<&String>| value.map_or("not set", String::as_str).to_owned();
    let settings = fields.into_iter().filter(|field| was.get(*field) != is.get(*field));
    let settings = settings.map(|field| {
        format!("the setting `{field}` was {} and is {} now", shown(was.get(field)), shown(is.get(field)))
    });
    let topics = topics.map(|topics| topics.sha256.as_str());
    let of_topics = (before.topics.as_deref() != topics).then(|| match (&before.topics, topics) {
        (None, _) => "a file of topics is given, which there was not before".to_owned(),
        (_, None) => "no file of topics is given, which there was before".to_owned(),
        _ => "the file of topics is another one than before: which posts count may have changed".to_owned(),
    });
    Ok(settings.chain(of_topics).collect())
}

/// Every value by where it stands, as `thresholds.audience_abroad`.
fn flat(value: &Value) -> BTreeMap<String, String> {
    fn add(path: &str, value: &Value, flat: &mut BTreeMap<String, String>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, value)| {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                add(&path, value, flat);
            }),
            Value::Null => {}
            other => {
                flat.insert(path.to_owned(), other.to_string());
            }
        }
    }
    let mut values = BTreeMap::new();
    add("", value, &mut values);
    values
}
