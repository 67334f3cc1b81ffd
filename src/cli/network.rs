//! `lockstep network`.

use std::path::{Path, PathBuf};

use clap::Args;
use lockstep_base::directory::{beside, write_file};
use lockstep_base::error::{Error, Result};
use lockstep_base::memory::Resources;
use lockstep_lab::baselines::{BaselineConfig, EdgeForm, baseline};

use crate::arguments::{Budget, Input};
use crate::flags::NetworkFlags;
use crate::output::{refuse_existing, say};

/// Flags of `lockstep network`.
#[derive(Args, Debug)]
pub(super) struct Network {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    flags: NetworkFlags,
    /// Write the edges to this file: .csv, .gexf (Gephi), .graphml (igraph,
    /// networkx, Cytoscape) or .parquet [default: CSV to standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Name the columns of the CSV as Gephi does: Source, Target and Weight, which
    /// is what the method ranks by; the others follow
    #[arg(long)]
    gephi: bool,
    /// Replace the file if it is there
    #[arg(long)]
    overwrite: bool,
}

impl Network {
    pub(super) fn run(self, budget: &Budget) -> Result<()> {
        let asked = BaselineConfig::from(self.flags.clone());
        asked.validate()?;
        let form = match &self.out {
            Some(out) => EdgeForm::of(out, self.gephi)?,
            None if self.gephi => EdgeForm::GephiCsv,
            None => EdgeForm::Csv,
        };
        if let Some(out) = &self.out {
            refuse_existing(out, self.overwrite)?;
        }
        let config = self.input.config()?;
        self.input.effort.start_threads()?;
        let progress = self.input.effort.progress();
        let begin = |stage| progress.stage(stage);
        let network = baseline(&self.input.inputs()?, &config, &asked, &self.resources(budget), &begin)?;
        // Written when nothing is told any more.
        drop(progress);
        if let Some(path) = &self.out {
            return write_file(path, |out| network.write(form, out));
        }
        let mut bytes = Vec::new();
        network.write(form, &mut bytes).map_err(|e| Error::output("a table", e))?;
        say(&bytes)
    }

    fn resources(&self, budget: &Budget) -> Resources {
        let beside_out = self.out.as_deref().map(beside).map(Path::to_owned);
        budget.resources(&beside_out.unwrap_or_else(std::env::temp_dir))
    }
}
