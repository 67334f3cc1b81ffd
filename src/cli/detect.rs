//! `lockstep detect`.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, ValueEnum};

use super::{Budget, Input, beside, say};
use crate::config::Config;
use crate::detect::{Detection, Stages, detect};
use crate::error::Result;
use crate::events::{Windows, time};
use crate::export::{self, Machine, OutputDir, RunRecord};
use crate::pseudonyms::Key;
use crate::report;
use crate::significance::ChanceModel;
use crate::traces::TraceKind;
use crate::wording::things;

/// Flags of `lockstep detect`.
#[derive(Args, Debug)]
pub(super) struct Detect {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    budget: Budget,
    /// The directory to write
    #[arg(long, value_name = "DIR", default_value = "lockstep-out")]
    out: PathBuf,
    /// A trace to look at; may be given several times [default: all that the
    /// data carry]
    #[arg(long = "trace", value_name = "NAME")]
    traces: Vec<TraceKind>,
    /// The window of every trace, or a ladder of them parted by commas, of
    /// which the one that speaks most clearly counts [default:
    /// 10s,60s,300s,1800s]
    #[arg(long, value_name = "TIME[,TIME]")]
    window: Option<Windows>,
    /// Distinct objects on which two accounts must meet to be tested
    /// [default: 2]
    #[arg(long, value_name = "N")]
    min_objects: Option<u32>,
    /// Which form of the chance model is used [default: poisson]
    #[arg(long, value_enum, value_name = "MODEL")]
    chance: Option<Chance>,
    /// The false discovery rate over all pairs of accounts [default: 0.01]
    #[arg(long, value_name = "RATE")]
    fdr: Option<f64>,
    /// Destroy the coordination in the data this often, under each null, and
    /// report how many candidates are still found
    #[arg(long, value_name = "RUNS", num_args = 0..=1, default_missing_value = "5")]
    null_check: Option<usize>,
    /// The seed of clustering, resampling and null runs [default: 0]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Write keyed pseudonyms (HMAC-SHA-256 under the bytes of this file) instead
    /// of account ids, also where posts name accounts, and nothing that accounts
    /// say of themselves. Not hidden: times, links, ids of posts, texts, and who
    /// acted with whom; the names of the input files
    #[arg(long, value_name = "KEYFILE")]
    pseudonymise: Option<PathBuf>,
    /// Replace the output of an earlier run
    #[arg(long)]
    overwrite: bool,
    /// Print the effective configuration as TOML and stop
    #[arg(long)]
    print_config: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Chance {
    /// The closed form, from the accounts' volumes
    Poisson,
    /// The bipartite configuration model: the objects' popularity counts, too
    Bicm,
}

impl From<Chance> for ChanceModel {
    fn from(model: Chance) -> Self {
        match model {
            Chance::Poisson => Self::Poisson,
            Chance::Bicm => Self::Bicm,
        }
    }
}

impl Detect {
    pub(super) fn run(self) -> Result<()> {
        let start = Instant::now();
        let config = self.config()?;
        if self.print_config {
            return say(config.to_toml()?.as_bytes());
        }
        let inputs = self.input.inputs()?;
        let key = self.pseudonymise.as_deref().map(Key::read).transpose()?;
        self.input.effort.start_threads()?;
        let out = OutputDir::create(&self.out, self.overwrite, "run.json")?;
        let progress = self.input.effort.progress();
        let begin = |stage| progress.stage(stage);
        let mut stages = Stages::new(&begin);
        let resources = self.budget.resources(beside(&self.out));
        let mut detection = detect(&inputs, &config, &resources, &mut stages)?;
        if let Some(key) = key {
            detection.pseudonymise(key);
        }
        stages.run("writing tables", || export::write(&out, &detection))?;
        stages.run("drawing", || report::write(&out, &detection, &config))?;
        let mut record = RunRecord::new(&detection, &config);
        record.outputs = out.files()?;
        record.machine = Some(Machine::now(&resources, stages.seconds, start));
        out.put("run.json", &record.to_json()?)?;
        out.commit()?;
        drop(progress);
        say(summary(&detection, &config, &self.out).as_bytes())
    }

    fn config(&self) -> Result<Config> {
        let mut config = self.input.config()?;
        if !self.traces.is_empty() {
            config.use_traces.clone_from(&self.traces);
        }
        for trace in config.traces.values_mut() {
            if let Some(window) = &self.window {
                trace.window.clone_from(window);
            }
            trace.min_objects = self.min_objects.unwrap_or(trace.min_objects);
        }
        config.fdr = self.fdr.unwrap_or(config.fdr);
        config.seed = self.seed.unwrap_or(config.seed);
        config.null_runs = self.null_check.unwrap_or(config.null_runs);
        config.chance = self.chance.map_or(config.chance, ChanceModel::from);
        config.validate()?;
        Ok(config)
    }
}

/// The result in a few lines; nothing in it comes from the data unescaped.
fn summary(detection: &Detection, config: &Config, out: &Path) -> String {
    const SHOWN: usize = 10;
    let findings = &detection.findings;
    let mut text = String::new();
    // Writing into a String cannot fail.
    let _ = if findings.networks.is_empty() {
        let passed = match findings.validated.len() {
            0 => "no pair of accounts passes".to_owned(),
            1 => "1 pair passes, alone (it is in pairs.parquet),".to_owned(),
            n => format!("{n} pairs pass, none in a group large enough to list (they are in pairs.parquet),"),
        };
        writeln!(text, "No network found: {passed} at a false discovery rate of {}.", config.fdr)
    } else {
        writeln!(
            text,
            "{} of {}, from {} of which about {:.1} are expected to be false.",
            things(findings.networks.len() as u64, "network", "networks"),
            things(findings.candidates.len() as u64, "account", "accounts"),
            things(findings.validated.len() as u64, "validated pair", "validated pairs"),
            config.fdr * findings.validated.len() as f64
        )
    };
    if !findings.networks.is_empty() {
        let _ = writeln!(text, "\nnetwork  tier  accounts   pairs  objects  days  first act             traces");
    }
    for network in findings.networks.iter().take(SHOWN) {
        let traces: Vec<&str> = network.together.traces.iter().map(|trace| trace.name()).collect();
        let _ = writeln!(
            text,
            "{:>7}  {:>4}  {:>8}  {:>6}  {:>7}  {:>4}  {:<20}  {}",
            network.network_id,
            network.tier.letter(),
            network.members.len(),
            network.pairs.len(),
            network.together.objects,
            network.together.days,
            time::rfc3339(network.together.first_act).chars().take(20).collect::<String>(),
            traces.join(";")
        );
    }
    if findings.networks.len() > SHOWN {
        let _ = writeln!(text, "... and {} more in networks.csv", findings.networks.len() - SHOWN);
    }
    for warning in &detection.warnings {
        let _ = write!(text, "\nNote: {warning}");
    }
    if !detection.warnings.is_empty() {
        let _ = writeln!(text);
    }
    let shown = crate::safe::visible(&out.to_string_lossy()).into_owned();
    let _ = writeln!(text, "\nRead {shown}/report.html first; the list is {shown}/candidates.csv.");
    text
}
