//! `lockstep evaluate`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Budget, Input, say};
use crate::detect::{Null, Stages, null_runs};
use crate::error::{Error, Result};
use crate::evaluate::{
    Labels, Method, categories, categories_text, compare, comparison_text, evaluation_text, judge, null_text, read_run,
    write_categories, write_comparison, write_evaluation, write_null,
};
use crate::events::Role;
use crate::export::OutputDir;
use crate::traces::TraceKind;

/// Flags of `lockstep evaluate`.
#[derive(Args, Debug)]
#[command(
    after_help = "Give one of --candidates, to judge a finished run; --methods and INPUT, to judge methods on the \
                  same data; --null and INPUT, to see what is found in data without coordination; --categories and \
                  INPUT, to see how networks agree with what others know of the accounts."
)]
pub(super) struct Evaluate {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    budget: Budget,
    /// What is known of accounts: a CSV file with the columns account_id and
    /// label (1 or coordinated, 0 or organic), or the truth.csv of a simulated
    /// world; columns campaign, style and role are used where they are there
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,
    /// Judge this finished output of `lockstep detect`
    #[arg(long, value_name = "DIR")]
    candidates: Option<PathBuf>,
    /// Run these methods on INPUT and judge each: all, or names parted by commas
    #[arg(long, value_name = "NAMES", value_enum, value_delimiter = ',')]
    methods: Vec<Wanted>,
    /// Destroy the coordination in INPUT and count what detect still lists:
    /// habit shuffles each account's delays, chance shuffles who acted on what
    #[arg(long, value_name = "NULL", value_enum)]
    null: Option<NullName>,
    /// Hold the networks in INPUT, ours and those of plain counting, against the
    /// kinds of accounts that a column of INPUT gives; with a preset that knows
    /// the column, its name may be left out
    #[arg(long, value_name = "COLUMN", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    categories: Option<String>,
    /// A trace to use with --categories; may be given several times [default: all
    /// that the data carry]
    #[arg(long = "trace", value_name = "NAME")]
    traces: Vec<TraceKind>,
    /// How often the coordination is destroyed
    #[arg(long, value_name = "N", default_value = "20", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    runs: u32,
    /// Write evaluation.json, evaluation.csv and charts to this directory
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace the evaluation that is there
    #[arg(long)]
    overwrite: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Wanted {
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

#[derive(Clone, Copy, Debug, ValueEnum)]
enum NullName {
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

impl Evaluate {
    pub(super) fn run(self) -> Result<()> {
        let task = self.task()?;
        self.input.effort.start_threads()?;
        let out =
            self.out.as_deref().map(|out| OutputDir::create(out, self.overwrite, "evaluation.json")).transpose()?;
        let text = match task {
            Task::Run(directory, labels) => judge_run(directory, &Labels::read(labels)?, out.as_ref())?,
            Task::Null(null) => self.run_nulls(null, out.as_ref())?,
            Task::Categories(column) => self.hold_against(column, out.as_ref())?,
            Task::Methods(methods, labels) => self.judge_methods(&methods, &Labels::read(labels)?, out.as_ref())?,
        };
        if let Some(out) = out {
            out.commit()?;
        }
        say(text.as_bytes())
    }

    /// The one place where flags that do not go together are refused.
    fn task(&self) -> Result<Task<'_>> {
        let wrong = |flag: &str, problem: &str| Err(Error::config(flag, problem));
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
            return Ok(Task::Null(null.into()));
        }
        if let Some(column) = &self.categories {
            if self.candidates.is_some() || !self.methods.is_empty() || self.labels.is_some() {
                return wrong(
                    "categories",
                    "this goes with an input alone; leave --candidates, --methods and --labels out",
                );
            }
            return Ok(Task::Categories(column));
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
            (Some(_), []) if !self.input.inputs.is_empty() => {
                wrong("INPUT", "--candidates judges a finished run and reads no input; leave it out")
            }
            (None, _) if self.input.inputs.iter().any(|input| input == "-") => wrong(
                "INPUT",
                "the methods read the input several times, standard input can be read only once; name a file",
            ),
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

    fn run_nulls(&self, null: Null, out: Option<&OutputDir>) -> Result<String> {
        let config = self.input.config()?;
        let inputs = self.input.inputs()?;
        let progress = self.input.effort.progress();
        let begin = |stage| progress.stage(stage);
        let resources = self.budget.resources(&std::env::temp_dir());
        let check = null_runs(&inputs, &config, null, self.runs as usize, &resources, &mut Stages::new(&begin))?;
        if let Some(out) = out {
            write_null(out, &check)?;
        }
        Ok(null_text(&check))
    }

    fn hold_against(&self, column: &str, out: Option<&OutputDir>) -> Result<String> {
        let mut config = self.input.config()?;
        if !column.is_empty() {
            config.input.columns.insert(Role::Category, column.to_owned());
        }
        if !self.traces.is_empty() {
            config.use_traces.clone_from(&self.traces);
        }
        config.validate()?;
        let inputs = self.input.inputs()?;
        let progress = self.input.effort.progress();
        let begin = |stage| progress.stage(stage);
        let resources = self.budget.resources(&std::env::temp_dir());
        let found = categories(&inputs, &config, &resources, &mut Stages::new(&begin))?;
        if let Some(out) = out {
            write_categories(out, &found)?;
        }
        Ok(categories_text(&found))
    }

    fn judge_methods(&self, methods: &[Method], labels: &Labels, out: Option<&OutputDir>) -> Result<String> {
        let config = self.input.config()?;
        config.validate()?;
        let inputs = self.input.inputs()?;
        let progress = self.input.effort.progress();
        let resources = self.budget.resources(&std::env::temp_dir());
        let comparison = compare(&inputs, &config, methods, labels, &resources, &|stage| progress.stage(stage))?;
        if let Some(out) = out {
            write_comparison(out, &comparison)?;
        }
        Ok(comparison_text(&comparison))
    }
}

fn judge_run(directory: &Path, labels: &Labels, out: Option<&OutputDir>) -> Result<String> {
    let (verdicts, stated) = read_run(directory)?;
    let evaluation = judge(labels, &verdicts);
    if let Some(out) = out {
        write_evaluation(out, &directory.to_string_lossy(), &evaluation, &stated)?;
    }
    Ok(evaluation_text(&evaluation, &stated))
}
