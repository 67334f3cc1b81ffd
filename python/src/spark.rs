//! The kernels of `lockstep.spark`: see `lockstep::detect::distributed`. Each takes the
//! configuration as TOML, what all partitions must know, and rows.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

use lockstep::base::directory::OutputDir;
use lockstep::base::error::{Error, Result};
use lockstep::base::memory::Resources;
use lockstep::base::time_bins::TimeBins;
use lockstep::data::events::{Dictionary, Events, Facts, Reject, SourceSummary, Told};
use lockstep::data::traces::TraceKind;
use lockstep::detect::config::Config;
use lockstep::detect::distributed;
use lockstep::detect::distributed::{Scalars, Whole};
use lockstep::detect::{Stage, Stages};
use lockstep::method::significance::ln_limit;
use lockstep::results::output;
use lockstep::results::output::RECORD;
use lockstep::table;
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::arrow::{Table, table_from_python};
use crate::errors::to_python;
use crate::work::work;

/// The kernels, to be sent partitions.
#[pymodule(submodule)]
pub mod spark {
    #[pymodule_export]
    use super::{
        Found, alike, bounds, chosen, common, count, count_blocks, find, limit, near, none_carried, not_carried, plan,
        prepare, refuse, sequences, timeline,
    };
}

/// A task of the engine has one core: its kernel takes no more.
fn one_core<T: Send>(py: Python<'_>, kernel: impl FnOnce() -> Result<T> + Send) -> PyResult<T> {
    static POOL: OnceLock<Option<ThreadPool>> = OnceLock::new();
    py.detach(|| match POOL.get_or_init(|| ThreadPoolBuilder::new().num_threads(1).build().ok()) {
        Some(pool) => pool.install(kernel),
        None => kernel(),
    })
    .map_err(|e| to_python(&e))
}

/// What a kernel says of rows.
fn ask(
    rows: &Bound<'_, PyAny>,
    config: &str,
    kernel: impl FnOnce(&table::Table, &Config) -> Result<table::Table> + Send,
) -> PyResult<Table> {
    let table = table_from_python(rows)?;
    one_core(rows.py(), || kernel(&table, &Config::from_toml(config)?)).map(Table)
}

/// What the engine must know of a configuration, in JSON.
#[pyfunction]
fn plan(py: Python<'_>, config: &str) -> PyResult<String> {
    one_core(py, || {
        let plan = distributed::plan(&Config::from_toml(config)?)?;
        serde_json::to_string(&plan).map_err(|e| Error::output("the plan", e))
    })
}

/// A batch of rows of inputs with these names, read.
#[pyfunction]
fn prepare(config: &str, names: Vec<String>, rows: &Bound<'_, PyAny>) -> PyResult<Table> {
    ask(rows, config, |rows, config| distributed::prepare(rows, &names, config))
}

/// Which distinct values of a trace are one object.
#[pyfunction]
fn alike(config: &str, trace: i64, rows: &Bound<'_, PyAny>) -> PyResult<Table> {
    ask(rows, config, |rows, config| distributed::alike(rows, trace, config))
}

/// Hashtags in a row.
#[pyfunction]
fn sequences(config: &str, rows: &Bound<'_, PyAny>) -> PyResult<Table> {
    ask(rows, config, distributed::sequences)
}

/// Texts that are too common to say anything.
#[pyfunction]
fn common(config: &str, acting: usize, posts: usize, rows: &Bound<'_, PyAny>) -> PyResult<Table> {
    ask(rows, config, |rows, config| distributed::common(rows, acting, posts, config))
}

/// Partial counts of pairs on whole objects.
#[pyfunction]
fn count(config: &str, rows: &Bound<'_, PyAny>) -> PyResult<Table> {
    ask(rows, config, distributed::count)
}

/// The pairs in blocks of hot objects.
#[pyfunction]
fn count_blocks(config: &str, rows: &Bound<'_, PyAny>) -> PyResult<Table> {
    ask(rows, config, distributed::count_blocks)
}

/// The crowd around the acts of members of pairs.
#[pyfunction]
fn near(config: &str, rows: &Bound<'_, PyAny>) -> PyResult<Table> {
    ask(rows, config, distributed::near)
}

/// Lower bounds of ln p by chance; `codes` are the traces that the data carry,
/// `tables` has their `volumes`, `popularity` and `meetings`.
#[pyfunction]
fn bounds(
    config: &str,
    codes: Vec<i64>,
    tables: BTreeMap<String, Bound<'_, PyAny>>,
    rows: &Bound<'_, PyAny>,
) -> PyResult<Table> {
    let tables = tables_from_python(&tables)?;
    let table = |name: &str| tables.get(name).cloned().unwrap_or_default();
    ask(rows, config, |rows, config| {
        let whole = Whole::new(&codes, &table("volumes"), &table("popularity"), &table("meetings"), config)?;
        distributed::bounds(rows, &whole, config)
    })
}

fn tables_from_python(tables: &BTreeMap<String, Bound<'_, PyAny>>) -> PyResult<BTreeMap<String, table::Table>> {
    tables.iter().map(|(name, table)| Ok((name.clone(), table_from_python(table)?))).collect()
}

/// ln of the largest bound that could pass at this rate if `passing` of `tests` do.
#[pyfunction]
fn limit(rate: f64, passing: usize, tests: f64) -> f32 {
    ln_limit(rate, passing, tests)
}

/// Where posts are counted over the span of the data (microseconds): when the
/// first bin begins and how wide bins are, in seconds, and how many there are.
#[pyfunction]
fn timeline(first: i64, last: i64) -> (i64, i64, usize) {
    let TimeBins { start, width, count } = TimeBins::of((first, last));
    (start, width, count)
}

/// Of the traces that the data carry, those in which groups are looked for.
#[pyfunction]
fn chosen(codes: Vec<i64>) -> PyResult<Vec<i64>> {
    distributed::chosen(&codes).map_err(|e| to_python(&e))
}

/// Raises the error of a trace that the data do not carry.
#[pyfunction]
fn not_carried(code: i64, file: &str) -> PyResult<()> {
    let error = distributed::trace_of(code).map_or_else(|error| error, |kind| kind.not_carried(file));
    Err(to_python(&error))
}

/// Raises the error of data that carry no trace.
#[pyfunction]
fn none_carried(file: &str) -> PyResult<()> {
    Err(to_python(&TraceKind::none_carried(file)))
}

/// Raises an error where too many rows were refused, of these `sources` (JSON);
/// the first of them is told.
#[pyfunction]
fn refuse(config: &str, sources: &str, file: &str, line: u64, reason: String) -> PyResult<()> {
    let check = || -> Result<()> {
        let sources: Vec<SourceSummary> = serde_json::from_str(sources).map_err(|e| Error::output("the inputs", e))?;
        let rejects = vec![Reject { file: file.to_owned(), line, reason: reason.into() }];
        let told = Told { sources, rejects, ..Told::default() };
        let events = Events::told(Dictionary::default(), Facts::default(), told);
        events.check_rejects(&Config::from_toml(config)?.input)
    };
    check().map_err(|e| to_python(&e))
}

/// What was found, before all of it has a name and is written.
#[pyclass(frozen, module = "lockstep._lockstep")]
pub struct Found(Mutex<Option<Unwritten>>);

struct Unwritten {
    found: distributed::Found,
    config: Config,
    stages: Vec<Stage>,
    start: Instant,
}

/// Finds what one machine finds.
#[pyfunction]
#[pyo3(signature = (config, tables, scalars, progress = None))]
fn find(
    py: Python<'_>,
    config: &str,
    tables: BTreeMap<String, Bound<'_, PyAny>>,
    scalars: &str,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Found> {
    let (start, tables) = (Instant::now(), tables_from_python(&tables)?);
    let read = || -> Result<(Config, Scalars)> {
        let scalars = serde_json::from_str(scalars).map_err(|e| Error::output("the sums of the job", e))?;
        Ok((Config::from_toml(config)?, scalars))
    };
    let (config, scalars) = read().map_err(|e| to_python(&e))?;
    work(py, 0, progress, move |begin| {
        let say = |stage| begin(stage);
        let mut of_driver = Stages::new(&say);
        let found = distributed::find(tables, scalars, &config, &mut of_driver)?;
        Ok(Found(Mutex::new(Some(Unwritten { found, config, stages: of_driver.seconds, start }))))
    })
}

#[pymethods]
impl Found {
    /// The objects, and the accounts, of which more must be told.
    fn untold(&self) -> (Vec<i64>, Vec<i64>) {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(|held| (held.found.objects(), held.found.accounts())).unwrap_or_default()
    }

    /// Writes it once, with what `more` tells, to a directory that may replace another one; gives the
    /// result in a few lines. `stages` is written beside the other files.
    #[pyo3(signature = (more, place, stages, progress = None))]
    fn write(
        &self,
        py: Python<'_>,
        more: BTreeMap<String, Bound<'_, PyAny>>,
        place: (PathBuf, bool),
        stages: String,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<String> {
        let (more, (out, overwrite)) = (tables_from_python(&more)?, place);
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(Unwritten { found, config, stages: of_find, start }) = held else {
            return Err(to_python(&Error::output("the result", "it is written already")));
        };
        work(py, 0, progress, move |begin| {
            let directory = OutputDir::create(&out, overwrite, RECORD)?;
            let say = |stage| begin(stage);
            let mut of_driver = Stages::new(&say);
            of_driver.seconds = of_find;
            let detection = if more.is_empty() { found.as_it_is() } else { found.told(&more, &config)? };
            directory.put("spark.json", stages.as_bytes())?;
            output::write(directory, &detection, &config, &Resources::default(), &mut of_driver, start)?;
            Ok(output::summary(&detection, &config) + &output::where_to_read(&out))
        })
    }
}
