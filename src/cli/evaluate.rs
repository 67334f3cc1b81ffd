//! `lockstep evaluate`.

use std::path::PathBuf;

use clap::Args;
use lockstep_base::directory::OutputDir;
use lockstep_base::error::Result;
use lockstep_lab::evaluate::{EvaluateConfig, Judged};

use crate::arguments::{Budget, Input};
use crate::flags::EvaluateFlags;
use crate::output::say;

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
    flags: EvaluateFlags,
    /// Write evaluation.json, evaluation.csv and charts to this directory
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace the evaluation that is there
    #[arg(long)]
    overwrite: bool,
}

impl Evaluate {
    pub(super) fn run(self, budget: &Budget) -> Result<()> {
        // A finished run is judged without any.
        let inputs = if self.input.inputs.is_empty() { Vec::new() } else { self.input.inputs()? };
        let asked = EvaluateConfig::from(self.flags);
        asked.validate(&inputs)?;
        let config = self.input.config()?;
        self.input.effort.start_threads()?;
        let out = self.out.as_deref().map(|out| OutputDir::create(out, self.overwrite, Judged::RECORD)).transpose()?;
        let progress = self.input.effort.progress();
        let begin = |stage| progress.stage(stage);
        let resources = budget.resources(&std::env::temp_dir());
        let judged = asked.judge(&inputs, &config, &resources, &begin)?;
        if let Some(out) = out {
            judged.write(&out)?;
            out.commit()?;
        }
        drop(progress);
        say(judged.to_text().as_bytes())
    }
}
