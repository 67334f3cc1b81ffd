//! What Python functions are given, as the library takes it.

use std::path::PathBuf;

use lockstep::base::error::{Error, Result};
use lockstep::base::memory::{Memory, Resources};
use lockstep::data::events::{Frame, Input, source};
use lockstep::detect::config::Config;
use pyo3::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::arrow::table_from_python;
use crate::errors::to_python;

/// Keyword arguments, which come as a JSON object.
///
/// # Errors
/// `ValueError` that names the first argument whose value is not known.
pub fn keywords<T: DeserializeOwned>(given: &str) -> PyResult<T> {
    let read = || -> Result<T> {
        let values: Map<String, Value> = parsed("arguments", given)?;
        // One by one, so that the message can name the one that is wrong.
        for (name, value) in &values {
            let alone = Map::from_iter([(name.clone(), value.clone())]);
            serde_json::from_value::<T>(Value::Object(alone)).map_err(|e| Error::config(name, e.to_string()))?;
        }
        parsed("arguments", given)
    };
    read().map_err(|e| to_python(&e))
}

fn parsed<T: DeserializeOwned>(field: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| Error::config(field, e.to_string()))
}

/// Where a configuration comes from, and how much of the machine is taken.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Setting {
    /// A TOML file's path, or values by their names.
    config: Option<Value>,
    memory: Option<Memory>,
    threads: Option<u16>,
    /// Where records wait that do not fit the memory.
    temp_dir: Option<PathBuf>,
}

/// No call takes more threads.
const MOST_THREADS: u16 = 1024;

impl Setting {
    /// The configuration, or the defaults.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn config(&self) -> Result<Config> {
        match &self.config {
            None => Ok(Config::default()),
            Some(Value::String(path)) => Config::load(path.as_ref()),
            Some(values) => Config::from_json(&values.to_string()),
        }
    }

    /// What may be taken of the machine.
    pub fn resources(&self) -> Resources {
        let usual = Resources::default();
        Resources { memory: self.memory.unwrap_or(usual.memory), folder: self.temp_dir.clone().unwrap_or(usual.folder) }
    }

    /// The number of threads, 0 for all cores.
    ///
    /// # Errors
    /// When it is out of its range.
    pub fn threads(&self) -> Result<usize> {
        match self.threads {
            None => Ok(0),
            Some(threads @ 1..=MOST_THREADS) => Ok(threads.into()),
            Some(threads) => Err(Error::config("threads", format!("{threads} is not from 1 to {MOST_THREADS}"))),
        }
    }
}

/// An input: a path or a glob alone, or a table and what messages call it.
pub type Given<'py> = (String, Option<Bound<'py, PyAny>>);

/// Paths and globs, and tables under their names.
///
/// # Errors
/// As [`source::expand`] and [`table_from_python`].
pub fn inputs(given: Vec<Given<'_>>) -> PyResult<Vec<Input>> {
    let mut inputs = Vec::with_capacity(given.len());
    for (name, table) in given {
        match table {
            Some(table) => inputs.push(Input::Frame(Frame { name, table: table_from_python(&table)? })),
            None => {
                let found = source::expand(&[name]).map_err(|e| to_python(&e))?;
                inputs.extend(found.into_iter().map(Input::from));
            }
        }
    }
    Ok(inputs)
}
