//! One of four tasks, done: what is judged, by what.

use std::path::{Path, PathBuf};

use lockstep_base::directory::OutputDir;
use lockstep_base::error::{Error, Result};
use lockstep_base::memory::Resources;
use lockstep_data::events::{Input, Role};
use lockstep_detect::config::{Config, MOST_NULL_RUNS};
use lockstep_detect::{Null, NullCheck, Stages, null_runs};
use lockstep_results::report::write_figures;

use super::categories::{Categories, categories};
use super::config::EvaluateConfig;
use super::judge::{Evaluation, judge};
use super::labels::Labels;
use super::methods::{Comparison, Method, compare};
use super::text::{categories_text, comparison_text, evaluation_text, null_text};
use super::verdicts::{Stated, read_run};
use super::write::{Record, figures_of_comparison, figures_of_run, of_categories, of_comparison, of_null, of_run};

/// What is to be done, with all that it needs.
enum Task<'a> {
    /// Judge a finished run by labels.
    Run(&'a Path, &'a Path),
    /// Judge methods on the input by labels.
    Methods(Vec<Method>, &'a Path),
    /// Destroy the coordination in the input and count what is still found.
    Null(Null),
    /// Hold the networks in the input against this column of it.
    Categories(&'a str),
}

/// A task that is done.
#[derive(Debug)]
pub enum Judged {
    /// A finished run in this directory.
    Run(PathBuf, Box<Evaluation>, Stated),
    /// Methods, side by side.
    Methods(Comparison),
    /// What is found in data without coordination.
    Null(NullCheck),
    /// How networks agree with categories.
    Categories(Categories),
}

impl EvaluateConfig {
    /// Does what is asked for; `begin` is told of each stage.
    ///
    /// # Errors
    /// When values do not go together, and those of the task.
    pub fn judge(
        &self,
        inputs: &[Input],
        config: &Config,
        resources: &Resources,
        begin: &dyn Fn(&'static str),
    ) -> Result<Judged> {
        let mut stages = Stages::new(begin);
        match self.task(inputs)? {
            Task::Run(directory, labels) => {
                let labels = Labels::read(labels)?;
                let (verdicts, stated) = read_run(directory)?;
                Ok(Judged::Run(directory.to_owned(), Box::new(judge(&labels, &verdicts)), stated))
            }
            Task::Null(null) => {
                null_runs(inputs, config, null, self.runs as usize, resources, &mut stages).map(Judged::Null)
            }
            Task::Categories(column) => {
                let config = self.with_categories(column, config)?;
                categories(inputs, &config, resources, &mut stages).map(Judged::Categories)
            }
            Task::Methods(methods, labels) => {
                let labels = Labels::read(labels)?;
                config.validate()?;
                compare(inputs, config, &methods, &labels, resources, begin).map(Judged::Methods)
            }
        }
    }

    /// Checks that the values go together, and with these inputs.
    ///
    /// # Errors
    /// When they do not.
    pub fn validate(&self, inputs: &[Input]) -> Result<()> {
        self.task(inputs).map(drop)
    }

    /// The one place where values that do not go together are refused.
    fn task(&self, inputs: &[Input]) -> Result<Task<'_>> {
        let wrong = |flag: &str, problem: &str| Err(Error::config(flag, problem));
        if !(1..=MOST_NULL_RUNS).contains(&(self.runs as usize)) {
            return wrong("runs", &format!("{} is not from 1 to {MOST_NULL_RUNS}", self.runs));
        }
        if self.categories.is_none() && !self.traces.is_empty() {
            return wrong("trace", "this goes with --categories; a --config can choose traces for the others");
        }
        if let Some(null) = self.null {
            let others = self.candidates.is_some() || !self.methods.is_empty() || self.categories.is_some();
            if others || self.labels.is_some() {
                let problem =
                    "this goes with an input alone; leave --candidates, --methods, --categories and --labels out";
                return wrong("null", problem);
            }
            return if inputs.is_empty() { Err(Input::none_given()) } else { Ok(Task::Null(null.into())) };
        }
        if let Some(column) = &self.categories {
            if self.candidates.is_some() || !self.methods.is_empty() || self.labels.is_some() {
                return wrong(
                    "categories",
                    "this goes with an input alone; leave --candidates, --methods and --labels out",
                );
            }
            return if inputs.is_empty() { Err(Input::none_given()) } else { Ok(Task::Categories(column)) };
        }
        match (&self.candidates, self.methods.as_slice()) {
            (None, []) => wrong(
                "candidates",
                "nothing is to be judged; name a finished run with --candidates, methods and their input with \
                 --methods, or a null and its input with --null",
            ),
            (Some(_), [_, ..]) => {
                wrong("methods", "this goes with an input, not with --candidates; leave one of them out")
            }
            (Some(_), []) if !inputs.is_empty() => {
                wrong("INPUT", "--candidates judges a finished run and reads no input; leave it out")
            }
            (None, _) if inputs.iter().any(Input::can_be_read_only_once) => wrong(
                "INPUT",
                "the methods read the input several times, standard input can be read only once; name a file",
            ),
            (None, _) if inputs.is_empty() => Err(Input::none_given()),
            (Some(directory), []) => Ok(Task::Run(directory, self.labels()?)),
            (None, methods) => {
                let methods = methods.iter().flat_map(|wanted| wanted.methods()).copied().collect();
                Ok(Task::Methods(methods, self.labels()?))
            }
        }
    }

    fn labels(&self) -> Result<&Path> {
        self.labels.as_deref().ok_or_else(|| {
            Error::config("labels", "no labels are given; name a file of them, see lockstep evaluate --help")
        })
    }

    /// The configuration under which categories are read from the column.
    fn with_categories(&self, column: &str, config: &Config) -> Result<Config> {
        let mut config = config.clone();
        if !column.is_empty() {
            config.input.columns.insert(Role::Category, column.to_owned());
        }
        if !self.traces.is_empty() {
            config.use_traces.clone_from(&self.traces);
        }
        config.validate()?;
        Ok(config)
    }
}

impl Judged {
    /// The file by which an evaluation is known.
    pub const RECORD: &str = "evaluation.json";

    /// For a terminal.
    pub fn to_text(&self) -> String {
        match self {
            Self::Run(_, evaluation, stated) => evaluation_text(evaluation, stated),
            Self::Methods(comparison) => comparison_text(comparison),
            Self::Null(check) => null_text(check),
            Self::Categories(categories) => categories_text(categories),
        }
    }

    /// All of it for programs, and its table.
    ///
    /// # Errors
    /// Never in practice.
    pub fn record(&self) -> Result<Record> {
        match self {
            Self::Run(directory, evaluation, stated) => of_run(&directory.to_string_lossy(), evaluation, stated),
            Self::Methods(comparison) => of_comparison(comparison),
            Self::Null(check) => of_null(check),
            Self::Categories(categories) => of_categories(categories),
        }
    }

    /// Writes `evaluation.json`, `evaluation.csv` and charts.
    ///
    /// # Errors
    /// When a chart cannot be drawn or a file cannot be written.
    pub fn write(&self, out: &OutputDir) -> Result<()> {
        let Record { json, csv } = self.record()?;
        out.put(Self::RECORD, &json)?;
        out.put("evaluation.csv", &csv)?;
        match self {
            Self::Run(_, evaluation, _) => write_figures(out, &figures_of_run(evaluation)?),
            Self::Methods(comparison) => write_figures(out, &figures_of_comparison(comparison)?),
            Self::Null(_) | Self::Categories(_) => Ok(()),
        }
    }
}
