//! What is to be judged, by what: one of four tasks.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use lockstep_base::directory::OutputDir;
use lockstep_base::error::{Error, Result};
use lockstep_base::memory::Resources;
use lockstep_data::events::{Input, Role};
use lockstep_data::traces::TraceKind;
use lockstep_detect::config::Config;
use lockstep_detect::{Null, NullCheck, Stages, null_runs};
use lockstep_results::report::write_figures;
use serde::Deserialize;

use super::write::{Record, figures_of_comparison, figures_of_run, of_categories, of_comparison, of_null, of_run};
use super::{
    Categories, Comparison, Evaluation, Labels, Method, Stated, categories, categories_text, compare, comparison_text,
    evaluation_text, judge, null_text, read_run,
};

/// Coordination is destroyed no more often.
const MOST_RUNS: u32 = 10_000;

/// What is to be judged.
#[derive(Args, Clone, Debug, Deserialize)]
#[serde(default)]
pub struct EvaluateFlags {
    /// What is known of accounts: a CSV file with the columns account_id and
    /// label (1 or coordinated, 0 or organic), or the truth.csv of a simulated
    /// world; columns campaign, style and role are used where they are there
    #[arg(long, value_name = "FILE")]
    pub labels: Option<PathBuf>,
    /// Judge this finished output of `lockstep detect`
    #[arg(long, value_name = "DIR")]
    pub candidates: Option<PathBuf>,
    /// Run these methods on INPUT and judge each: all, or names parted by commas
    #[arg(long, value_name = "NAMES", value_enum, value_delimiter = ',')]
    pub methods: Vec<Wanted>,
    /// Destroy the coordination in INPUT and count what detect still lists:
    /// habit shuffles each account's delays, chance shuffles who acted on what
    #[arg(long, value_name = "NULL", value_enum)]
    pub null: Option<NullName>,
    /// Hold the networks in INPUT, ours and those of plain counting, against the
    /// kinds of accounts that a column of INPUT gives; with a preset that knows
    /// the column, its name may be left out
    #[arg(long, value_name = "COLUMN", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub categories: Option<String>,
    /// A trace to use with --categories; may be given several times [default: all
    /// that the data carry]
    #[arg(long = "trace", value_name = "NAME")]
    pub traces: Vec<TraceKind>,
    /// How often the coordination is destroyed
    #[arg(long, value_name = "N", default_value = "20")]
    pub runs: u32,
}

/// Methods that can be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Wanted {
    /// Every one of these
    All,
    /// `lockstep detect`
    Lockstep,
    /// Distinct objects within the window
    Objects,
    /// CooRTweet
    Coortweet,
    /// TF-IDF cosine (Pacheco et al. 2021)
    Cosine,
    /// Centrality in the cosine network (Luceri et al. 2024)
    Centrality,
    /// Days, then objects, then volume (POLIO 2026)
    Days,
    /// Disparity filter (Lihares et al. 2022)
    Disparity,
}

impl Wanted {
    fn methods(self) -> &'static [Method] {
        match self {
            Self::All => &Method::ALL,
            Self::Lockstep => &[Method::Lockstep],
            Self::Objects => &[Method::Objects],
            Self::Coortweet => &[Method::Coortweet],
            Self::Cosine => &[Method::Cosine],
            Self::Centrality => &[Method::Centrality],
            Self::Days => &[Method::Days],
            Self::Disparity => &[Method::Disparity],
        }
    }
}

/// The nulls, by name.
#[derive(Clone, Copy, Debug, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum NullName {
    /// Each account's delays are shuffled among its objects
    Habit,
    /// Accounts are rewired, their numbers of objects kept
    Chance,
}

impl From<NullName> for Null {
    fn from(name: NullName) -> Self {
        match name {
            NullName::Habit => Self::Habit,
            NullName::Chance => Self::Chance,
        }
    }
}

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

impl Default for EvaluateFlags {
    /// Nothing is to be judged yet.
    fn default() -> Self {
        Self {
            labels: None,
            candidates: None,
            methods: Vec::new(),
            null: None,
            categories: None,
            traces: Vec::new(),
            runs: 20,
        }
    }
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

impl EvaluateFlags {
    /// Does what the flags ask for; `begin` is told of each stage.
    ///
    /// # Errors
    /// When flags do not go together, and those of the task.
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

    /// Checks that the flags go together, and with these inputs.
    ///
    /// # Errors
    /// When they do not.
    pub fn validate(&self, inputs: &[Input]) -> Result<()> {
        self.task(inputs).map(drop)
    }

    /// The one place where flags that do not go together are refused.
    fn task(&self, inputs: &[Input]) -> Result<Task<'_>> {
        let wrong = |flag: &str, problem: &str| Err(Error::config(flag, problem));
        if !(1..=MOST_RUNS).contains(&self.runs) {
            return wrong("runs", &format!("{} is not from 1 to {MOST_RUNS}", self.runs));
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
