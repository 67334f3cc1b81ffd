//! The command line: one file a subcommand. Flags are turned into one resolved
//! [`Config`] in one place; no analysis happens here.

mod cluster;
mod detect;
mod evaluate;
mod explain;
mod export;
pub mod flags;
mod hash_media;
mod import;
mod network;
mod objects;
mod plot;
mod presets;
mod simulate;
mod supervise;
mod transparency;

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, CommandFactory, Parser, Subcommand};
use indicatif::ProgressBar;
use lockstep_base::directory::{beside, clean_up};
use lockstep_base::error::{Error, Result};
use lockstep_base::guard::panic_is_expected;
use lockstep_base::memory::{Memory, Resources};
use lockstep_data::events;
use lockstep_data::events::source;
use lockstep_detect::config::Config;

use crate::flags::InputFlags;

/// Finds accounts that act in lockstep beyond what chance would explain.
#[derive(Debug, Parser)]
#[command(name = "lockstep", version, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done (also when nothing was found), 1 failed, 2 wrong usage.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Find networks of accounts that act in lockstep: candidate list, evidence, charts
    Detect(detect::Detect),
    /// The case for an account or a pair: what was seen, how it was tested, what speaks against it
    Explain(explain::Explain),
    /// Write what was confirmed for other programs: takedown CSV, Parquet, XLSX, STIX, MISP
    Export(export::Export),
    /// Hash images, so that copies that look the same can be found
    HashMedia(hash_media::HashMedia),
    /// Turn exports of any form into one typed Parquet table
    Import(import::Import),
    /// Write the raw co-action network of a published method
    Network(network::Network),
    /// Write which posts were taken as the same act
    Objects(objects::Objects),
    /// Draw charts of a finished output again: another size, theme, format or title
    Plot(plot::Plot),
    /// Part a weighted network into communities
    Cluster(cluster::Cluster),
    /// Tell how good a list or a method is, by accounts whose truth is known
    Evaluate(evaluate::Evaluate),
    /// Make a world with known truth, to learn with and to test methods on
    Simulate(simulate::Simulate),
    /// State-controlled media: labels, recommendation and advertising lists, with reasons
    Supervise(supervise::Supervise),
    /// Removed networks: describe them, report them by month, find those that come back
    Transparency(transparency::Transparency),
    /// List the forms of input, the roles of columns and the traces, or tell all of one form
    Presets(presets::Presets),
    /// Write a completion script for a shell to standard output
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// What the program leaves with when it is done, also when nothing was found.
const DONE: u8 = 0;
/// When it failed.
const FAILED: u8 = 1;
/// When it was called wrongly.
const WRONG_USAGE: u8 = 2;

/// Runs the program and gives its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    std::panic::set_hook(Box::new(|panic| {
        if !panic_is_expected() {
            complain(&format!("internal error, please report it: {panic}"));
        }
    }));
    // Without the handler Ctrl-C still ends the program, but leaves its
    // temporary files; there is nobody to tell.
    let _ = ctrlc::set_handler(|| {
        clean_up();
        complain("interrupted; nothing was left behind");
        std::process::exit(130);
    });
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { WRONG_USAGE } else { DONE };
        }
    };
    match std::panic::catch_unwind(|| cli.command.run()) {
        Ok(Ok(())) => DONE,
        Ok(Err(Error::Io { source, .. })) if source.kind() == std::io::ErrorKind::BrokenPipe => {
            complain("standard output was closed early; the rest was not written");
            DONE
        }
        Ok(Err(error)) => {
            complain(&error.to_string());
            // A flag's value that only the whole configuration can judge is
            // wrong usage like one that clap refuses.
            if matches!(error, Error::Config { .. }) { WRONG_USAGE } else { FAILED }
        }
        Err(_) => FAILED,
    }
}

/// One line on standard error, if anybody still listens there.
fn complain(message: &str) {
    let _ = writeln!(std::io::stderr(), "lockstep: {}", message.replace('\n', " "));
}

impl Command {
    fn run(self) -> Result<()> {
        match self {
            Self::Detect(detect) => detect.run(),
            Self::Explain(explain) => explain.run(),
            Self::Export(export) => export.run(),
            Self::HashMedia(hash_media) => hash_media.run(),
            Self::Import(import) => import.run(),
            Self::Network(network) => network.run(),
            Self::Objects(objects) => objects.run(),
            Self::Plot(plot) => plot.run(),
            Self::Cluster(cluster) => cluster.run(),
            Self::Evaluate(evaluate) => evaluate.run(),
            Self::Simulate(simulate) => simulate.run(),
            Self::Supervise(supervise) => supervise.run(),
            Self::Transparency(transparency) => transparency.run(),
            Self::Presets(presets) => say(presets.text().as_bytes()),
            Self::Completions { shell } => {
                let mut script = Vec::new();
                clap_complete::generate(shell, &mut Cli::command(), "lockstep", &mut script);
                say(&script)
            }
        }
    }
}

/// Writes a result to standard output.
fn say(result: &[u8]) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(result).and_then(|()| stdout.flush()).map_err(Error::io("standard output".as_ref(), "write"))
}

/// An error where a file is there that nobody said may be replaced.
fn refuse_existing(out: &Path, overwrite: bool) -> Result<()> {
    if overwrite || !out.exists() {
        return Ok(());
    }
    Err(Error::input(
        &out.to_string_lossy(),
        "this file is there already",
        "choose another --out, or replace it with --overwrite",
    ))
}

/// What to read, and how.
#[derive(Args, Debug)]
struct Input {
    /// Files, globs, or - for standard input: CSV, TSV, JSON, NDJSON or Parquet,
    /// plain or packed with gzip or zstd
    #[arg(value_name = "INPUT")]
    inputs: Vec<String>,
    /// Read the configuration from this TOML file; flags go before it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    flags: InputFlags,
    #[command(flatten)]
    effort: Effort,
}

/// How much of the machine may be taken.
#[derive(Args, Debug)]
struct Budget {
    /// Memory to use, about; a run that needs more keeps records on the disk
    /// and takes longer [default: 4GiB]
    #[arg(long, value_name = "SIZE")]
    memory: Option<Memory>,
}

/// How to go about it.
#[derive(Args, Debug)]
struct Effort {
    /// Threads to use [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Show no progress
    #[arg(long, short)]
    quiet: bool,
}

impl Input {
    /// The configuration file, or the defaults, with these flags over it.
    fn config(&self) -> Result<Config> {
        let config = self.config.as_deref().map_or_else(|| Ok(Config::default()), Config::load)?;
        Ok(self.flags.over(config))
    }

    fn inputs(&self) -> Result<Vec<events::Input>> {
        if self.inputs.is_empty() {
            return Err(events::Input::none_given());
        }
        Ok(source::expand(&self.inputs)?.into_iter().map(Into::into).collect())
    }
}

impl Budget {
    /// What the run may take; records that do not fit wait in `folder`.
    fn resources(&self, folder: &Path) -> Resources {
        Resources { memory: self.memory.unwrap_or_default(), folder: folder.to_owned() }
    }
}

impl Effort {
    fn start_threads(&self) -> Result<()> {
        let threads = self.threads.unwrap_or(0).into();
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()
            .map_err(|e| Error::config("threads", e.to_string()))
    }

    /// Shows the name of the stage that is being worked on, on a terminal only.
    fn progress(&self) -> Progress {
        let shown = !self.quiet && std::io::stderr().is_terminal();
        Progress(shown.then(|| {
            let bar = ProgressBar::new_spinner();
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        }))
    }
}

/// A spinner that is gone when the work is done.
struct Progress(Option<ProgressBar>);

impl Progress {
    fn stage(&self, name: &'static str) {
        if let Some(bar) = &self.0 {
            bar.set_message(name);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
