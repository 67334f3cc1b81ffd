//! `lockstep.detect` and what it gives.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use lockstep::base::directory::OutputDir;
use lockstep::base::error::{Error, Result};
use lockstep::base::memory::Resources;
use lockstep::casework::explain::Case;
use lockstep::cli::flags::{DetectFlags, InputFlags};
use lockstep::data::pseudonyms::Key;
use lockstep::detect::config::Config;
use lockstep::detect::{Stage, Stages};
use lockstep::results::output;
use lockstep::results::read::Output;
use lockstep::results::report;
use lockstep::results::write::{Listing, Machine, RunRecord};
use pyo3::prelude::*;
use serde::Deserialize;
use tempfile::TempDir;

use crate::arguments::{Given, Setting, inputs, keywords};
use crate::arrow::Table;
use crate::errors::to_python;
use crate::work::work;

/// The keyword arguments of `detect`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Arguments {
    #[serde(flatten)]
    input: InputFlags,
    #[serde(flatten)]
    flags: DetectFlags,
    #[serde(flatten)]
    setting: Setting,
    pseudonymise: Option<PathBuf>,
}

/// A run in memory.
struct Run {
    detection: lockstep::detect::Detection,
    config: Config,
    resources: Resources,
    /// The stages so far, and how long all took together.
    stages: Vec<Stage>,
    seconds: Duration,
    threads: usize,
    /// Its tables on the disk, where they were asked for.
    tables: OnceLock<TempDir>,
}

/// What a run found; `lockstep.Detection` stands over it.
#[pyclass(frozen, module = "lockstep._lockstep")]
pub struct Detection(Arc<Run>);

/// Finds accounts that act in lockstep in these inputs: paths, and tables under
/// their names.
#[pyfunction]
#[pyo3(signature = (given, arguments, progress = None))]
pub fn detect(
    py: Python<'_>,
    given: Vec<Given<'_>>,
    arguments: &str,
    progress: Option<Bound<'_, PyAny>>,
) -> PyResult<Detection> {
    let start = Instant::now();
    let Arguments { input, flags, setting, pseudonymise } = keywords(arguments)?;
    let prepare = || {
        let config = flags.over(input.over(setting.config()?))?;
        let key = pseudonymise.as_deref().map(Key::read).transpose()?;
        Ok((config, key, setting.threads()?))
    };
    let (config, key, threads) = prepare().map_err(|e: Error| to_python(&e))?;
    let (inputs, resources) = (inputs(given)?, setting.resources());
    work(py, threads, progress.as_ref(), move |begin| {
        let mut stages = Stages::new(begin);
        let mut detection = lockstep::detect::detect(&inputs, &config, &resources, &mut stages)?;
        if let Some(key) = key {
            detection.pseudonymise(key);
        }
        let (stages, seconds) = (stages.seconds, start.elapsed());
        let tables = OnceLock::new();
        Ok(Detection(Arc::new(Run { detection, config, resources, stages, seconds, threads, tables })))
    })
}

impl Run {
    /// When the run began, had nobody waited since.
    fn start(&self) -> Instant {
        let now = Instant::now();
        now.checked_sub(self.seconds).unwrap_or(now)
    }

    fn write(&self, out: &Path, overwrite: bool, begin: &dyn Fn(&'static str)) -> Result<()> {
        let start = self.start();
        let out = OutputDir::create(out, overwrite, output::RECORD)?;
        let mut stages = Stages::new(begin);
        stages.seconds.clone_from(&self.stages);
        output::write(out, &self.detection, &self.config, &self.resources, &mut stages, start)
    }

    fn record(&self) -> Result<Vec<u8>> {
        let mut record = RunRecord::new(&self.detection, &self.config);
        record.machine = Some(Machine::now(&self.resources, self.stages.clone(), self.start()));
        record.to_json()
    }

    /// The directory of its tables, which are written when they are first asked
    /// for.
    fn tables(&self) -> Result<PathBuf> {
        const NAME: &str = "run";
        if let Some(folder) = self.tables.get() {
            return Ok(folder.path().join(NAME));
        }
        let folder = tempfile::Builder::new().prefix("lockstep-").tempdir_in(&self.resources.folder);
        let folder = folder.map_err(Error::io(&self.resources.folder, "create"))?;
        let out = OutputDir::create(&folder.path().join(NAME), false, output::RECORD)?;
        output::write_tables(out, &self.detection, &self.config)?;
        // Another thread may have been faster; its tables are the same.
        Ok(self.tables.get_or_init(|| folder).path().join(NAME))
    }
}

#[pymethods]
impl Detection {
    /// A table: candidates, networks, explained, group_acts, group_links, accounts, pairs or
    /// evidence.
    fn table(&self, py: Python<'_>, name: &str) -> PyResult<Table> {
        let listing = match name {
            "candidates" => Listing::Candidates,
            "networks" => Listing::Networks,
            "explained" => Listing::Explained,
            "group_acts" => Listing::GroupActs,
            "group_links" => Listing::GroupLinks,
            "accounts" => Listing::Accounts,
            "pairs" => Listing::Pairs,
            "evidence" => Listing::Evidence,
            _ => return Err(to_python(&Error::config("table", format!("there is no table `{name}`")))),
        };
        self.work(py, move |run| listing.of(&run.detection)).map(Table)
    }

    /// Writes the whole output to a directory.
    #[pyo3(signature = (out, overwrite, progress = None))]
    fn write(&self, py: Python<'_>, out: PathBuf, overwrite: bool, progress: Option<Bound<'_, PyAny>>) -> PyResult<()> {
        let run = Arc::clone(&self.0);
        work(py, run.threads, progress.as_ref(), move |begin| run.write(&out, overwrite, begin))
    }

    /// What a reader of the list must know.
    #[getter]
    fn warnings(&self) -> Vec<String> {
        self.0.detection.warnings.iter().map(ToString::to_string).collect()
    }

    /// The result in a sentence.
    #[getter]
    fn headline(&self) -> String {
        output::headline(&self.0.detection, &self.0.config)
    }

    /// The result in a few lines, as the program prints it.
    #[getter]
    fn summary(&self) -> String {
        output::summary(&self.0.detection, &self.0.config)
    }

    /// `run.json`, its outputs still open.
    fn record(&self, py: Python<'_>) -> PyResult<Vec<u8>> {
        self.work(py, Run::record)
    }

    /// The page, `report.html`.
    fn report(&self, py: Python<'_>) -> PyResult<String> {
        self.work(py, |run| report::page(&run.detection, &run.config))
    }

    /// A summary for a notebook, as a part of a page.
    fn html(&self, py: Python<'_>) -> PyResult<String> {
        self.work(py, |run| output::notebook(&run.detection, &run.config))
    }

    /// The directory of the tables, for `explain` and `evaluate`.
    fn directory(&self, py: Python<'_>) -> PyResult<PathBuf> {
        self.work(py, Run::tables)
    }
}

impl Detection {
    fn work<T: Send + 'static>(
        &self,
        py: Python<'_>,
        done: impl FnOnce(&Run) -> Result<T> + Send + 'static,
    ) -> PyResult<T> {
        let run = Arc::clone(&self.0);
        work(py, run.threads, None, move |_| done(&run))
    }
}

/// The forms of a case.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Format {
    #[default]
    Text,
    Json,
    Html,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ExplainArguments {
    other: Option<String>,
    format: Format,
}

/// The case for an account, or a pair of them, from an output of detect.
#[pyfunction]
pub fn explain(py: Python<'_>, directory: PathBuf, account: String, arguments: &str) -> PyResult<String> {
    let ExplainArguments { other, format } = keywords(arguments)?;
    work(py, 0, None, move |_| {
        let output = Output::open(&directory)?;
        let case = match &other {
            Some(other) => Case::of_pair(&output, &account, other)?,
            None => Case::of_account(&output, &account)?,
        };
        match format {
            Format::Text => Ok(case.to_text()),
            Format::Json => case.to_json(),
            Format::Html => case.to_html(),
        }
    })
}
