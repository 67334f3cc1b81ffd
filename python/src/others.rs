//! `lockstep.network`, `lockstep.evaluate` and `lockstep.simulate`.

use std::path::PathBuf;

use lockstep::base::directory::OutputDir;
use lockstep::cli::flags::InputFlags;
use lockstep::lab::baselines::{BaselineConfig, baseline};
use lockstep::lab::evaluate::{EvaluateConfig, Judged};
use lockstep::lab::simulate::WorldRequest;
use pyo3::prelude::*;
use serde::Deserialize;

use crate::arguments::{Given, Setting, inputs, keywords};
use crate::arrow::Table;
use crate::errors::to_python;
use crate::work::work;

#[derive(Default, Deserialize)]
#[serde(default)]
struct NetworkArguments {
    #[serde(flatten)]
    input: InputFlags,
    #[serde(flatten)]
    asked: BaselineConfig,
    #[serde(flatten)]
    setting: Setting,
}

/// The raw network of a published method.
#[pyfunction]
#[pyo3(signature = (given, arguments, progress = None))]
pub fn network(
    py: Python<'_>,
    given: Vec<Given<'_>>,
    arguments: &str,
    progress: Option<Bound<'_, PyAny>>,
) -> PyResult<Table> {
    let NetworkArguments { input, asked, setting } = keywords(arguments)?;
    let threads = setting.threads().map_err(|e| to_python(&e))?;
    let inputs = inputs(given)?;
    let edges = work(py, threads, progress.as_ref(), move |begin| {
        let config = input.over(setting.config()?);
        baseline(&inputs, &config, &asked, &setting.resources(), begin)?.table()
    })?;
    Ok(Table(edges))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct EvaluateArguments {
    #[serde(flatten)]
    input: InputFlags,
    #[serde(flatten)]
    asked: EvaluateConfig,
    #[serde(flatten)]
    setting: Setting,
    out: Option<PathBuf>,
    overwrite: bool,
}

/// An evaluation: as text, as JSON, and its table as CSV.
#[pyfunction]
#[pyo3(signature = (given, arguments, progress = None))]
pub fn evaluate(
    py: Python<'_>,
    given: Vec<Given<'_>>,
    arguments: &str,
    progress: Option<Bound<'_, PyAny>>,
) -> PyResult<(String, Vec<u8>, Vec<u8>)> {
    let EvaluateArguments { input, asked, setting, out, overwrite } = keywords(arguments)?;
    let threads = setting.threads().map_err(|e| to_python(&e))?;
    let inputs = inputs(given)?;
    work(py, threads, progress.as_ref(), move |begin| {
        asked.validate(&inputs)?;
        let config = input.over(setting.config()?);
        let out = out.map(|out| OutputDir::create(&out, overwrite, Judged::RECORD)).transpose()?;
        let judged = asked.judge(&inputs, &config, &setting.resources(), begin)?;
        if let Some(out) = out {
            judged.write(&out)?;
            out.commit()?;
        }
        let record = judged.record()?;
        Ok((judged.to_text(), record.json, record.csv))
    })
}

/// Makes a world, writes it to a directory, and says in a line what it holds.
#[pyfunction]
pub fn simulate(py: Python<'_>, out: PathBuf, overwrite: bool, arguments: &str) -> PyResult<String> {
    let asked: WorldRequest = keywords(arguments)?;
    work(py, 0, None, move |_| asked.make(&out, overwrite))
}
