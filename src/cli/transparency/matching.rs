//! `lockstep transparency match`.

use std::path::PathBuf;

use clap::Args;
use lockstep_base::directory::OutputDir;
use lockstep_base::error::Result;
use lockstep_policy::transparency::matching;
use lockstep_policy::transparency::matching::{Matches, find};

use crate::output::say;

/// Flags of `lockstep transparency match`.
#[derive(Args, Debug)]
pub(super) struct Match {
    /// The folder that holds what `lockstep transparency import` wrote, one
    /// folder a removed network
    #[arg(long, value_name = "DIR")]
    removed: PathBuf,
    /// The new run: a directory that `lockstep detect` wrote
    #[arg(long, value_name = "DIR")]
    run: PathBuf,
    /// An input of the run, where it is no longer at the path that run.json
    /// names; may be given several times
    #[arg(long = "input", value_name = "FILE")]
    inputs: Vec<PathBuf>,
    /// A table of accounts of the new run: account_id and any of handle,
    /// created
    #[arg(long, value_name = "FILE")]
    facts: Option<PathBuf>,
    /// The false discovery rate over all comparisons of networks
    #[arg(long, value_name = "RATE", default_value_t = 0.01)]
    fdr: f64,
    /// The directory to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Replace the comparison that is there
    #[arg(long)]
    overwrite: bool,
}

impl Match {
    pub(super) fn run(self) -> Result<()> {
        let out = OutputDir::create(&self.out, self.overwrite, Matches::MARK)?;
        let request = matching::Match {
            removed: &self.removed,
            dir: &self.run,
            inputs: &self.inputs,
            facts: self.facts.as_deref(),
            fdr: self.fdr,
        };
        let matches = find(&request)?;
        matches.write(&request, &out)?;
        out.commit()?;
        say(matches.summary(&self.out).as_bytes())
    }
}
