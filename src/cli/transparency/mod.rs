//! `lockstep transparency`.

mod import;
mod matching;

use clap::{Args, Subcommand};

use crate::error::Result;

/// Flags of `lockstep transparency`.
#[derive(Args, Debug)]
pub(super) struct Transparency {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Describe a network of a run as it was when removed, and draft its entry for the operations file
    Import(import::Import),
    /// Find networks that were removed before and come back
    Match(matching::Match),
}

impl Transparency {
    pub(super) fn run(self) -> Result<()> {
        match self.command {
            Command::Import(import) => import.run(),
            Command::Match(matching) => matching.run(),
        }
    }
}
