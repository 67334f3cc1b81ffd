//! Arguments that several subcommands have.

use std::path::{Path, PathBuf};

use clap::Args;
use lockstep_base::error::{Error, Result};
use lockstep_base::memory::{Memory, Resources};
use lockstep_data::events;
use lockstep_data::events::source;
use lockstep_detect::config::Config;

use crate::flags::InputFlags;
use crate::progress::Progress;

/// What to read, and how.
#[derive(Args, Debug)]
pub(crate) struct Input {
    /// Files, globs, or - for standard input: CSV, TSV, JSON, NDJSON, Parquet,
    /// XLSX, XLS or ODS, plain, compressed with gzip or zstd, or in a ZIP or tar
    /// archive
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<String>,
    /// Read the configuration from this TOML file; flags go before it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    flags: InputFlags,
    #[command(flatten)]
    pub(crate) effort: Effort,
}

/// How much of the machine may be taken.
#[derive(Args, Debug)]
pub(crate) struct Budget {
    /// Memory to use; a run that needs more keeps records on the disk, or ends and
    /// says so [default: 4GiB]
    #[arg(long, value_name = "SIZE", global = true)]
    memory: Option<Memory>,
}

/// How to go about it.
#[derive(Args, Debug)]
pub(crate) struct Effort {
    /// Threads to use [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Show no progress
    #[arg(long, short)]
    quiet: bool,
}

impl Input {
    /// The configuration file, or the defaults, with these flags over it.
    pub(crate) fn config(&self) -> Result<Config> {
        let config = self.config.as_deref().map_or_else(|| Ok(Config::default()), Config::load)?;
        Ok(self.flags.over(config))
    }

    /// The files that are meant; globs are looked up.
    pub(crate) fn inputs(&self) -> Result<Vec<events::Input>> {
        if self.inputs.is_empty() {
            return Err(events::Input::none_given());
        }
        Ok(source::expand(&self.inputs)?.into_iter().map(Into::into).collect())
    }
}

impl Budget {
    /// How much memory the process may take.
    pub(crate) fn memory(&self) -> Memory {
        self.memory.unwrap_or_default()
    }

    /// What the run may take; records that do not fit wait in `folder`.
    pub(crate) fn resources(&self, folder: &Path) -> Resources {
        Resources { memory: self.memory(), folder: folder.to_owned() }
    }
}

impl Effort {
    /// Starts the threads that all work is done by.
    pub(crate) fn start_threads(&self) -> Result<()> {
        let threads = self.threads.unwrap_or(0).into();
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()
            .map_err(|e| Error::config("threads", e.to_string()))
    }

    /// Shows what is being worked on, on a terminal only.
    pub(crate) fn progress(&self) -> Progress {
        Progress::new(!self.quiet)
    }
}
