//! `lockstep detect`.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use lockstep_base::directory::{OutputDir, beside};
use lockstep_base::error::Result;
use lockstep_data::pseudonyms::Key;
use lockstep_detect::{Stages, detect};
use lockstep_results::output;

use crate::arguments::{Budget, Input};
use crate::check;
use crate::flags::DetectFlags;
use crate::output::say;

/// Flags of `lockstep detect`.
#[derive(Args, Debug)]
pub(super) struct Detect {
    #[command(flatten)]
    input: Input,
    /// The directory to write
    #[arg(long, value_name = "DIR", default_value = "lockstep-out")]
    out: PathBuf,
    #[command(flatten)]
    flags: DetectFlags,
    /// Write keyed pseudonyms (HMAC-SHA-256 under the bytes of this file) instead
    /// of account ids, also where posts name accounts, and nothing that accounts
    /// say of themselves. Not hidden: times, links, ids of posts, texts, and who
    /// acted with whom; the names of the input files
    #[arg(long, value_name = "KEYFILE")]
    pseudonymise: Option<PathBuf>,
    /// Replace the output of an earlier run
    #[arg(long)]
    overwrite: bool,
    /// Tell what the inputs are taken for, as `lockstep check` does, and stop
    #[arg(long)]
    dry_run: bool,
    /// Print the effective configuration as TOML and stop
    #[arg(long)]
    print_config: bool,
}

impl Detect {
    pub(super) fn run(self, budget: &Budget) -> Result<()> {
        let start = Instant::now();
        let config = self.flags.over(self.input.config()?)?;
        if self.print_config {
            return say(config.to_toml()?.as_bytes());
        }
        if self.dry_run {
            return check::tell(&self.input, false);
        }
        let inputs = self.input.inputs()?;
        let key = self.pseudonymise.as_deref().map(Key::read).transpose()?;
        self.input.effort.start_threads()?;
        let out = OutputDir::create(&self.out, self.overwrite, output::RECORD)?;
        let progress = self.input.effort.progress();
        let begin = |stage| progress.stage(stage);
        let mut stages = Stages::new(&begin);
        let resources = budget.resources(beside(&self.out));
        let mut detection = detect(&inputs, &config, &resources, &mut stages)?;
        if let Some(key) = key {
            detection.pseudonymise(key);
        }
        output::write(out, &detection, &config, &resources, &mut stages, start)?;
        drop(progress);
        say(format!("{}{}", output::summary(&detection, &config), output::where_to_read(&self.out)).as_bytes())
    }
}
