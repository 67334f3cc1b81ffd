//! How accounts that act in lockstep are looked for, in a few words: it goes over
//! the configuration.

use std::fmt::Display;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use lockstep_base::error::{Error, Result};
use lockstep_data::events::Windows;
use lockstep_data::traces::TraceKind;
use lockstep_detect::config::{Config, GroupsConfig};
use lockstep_method::significance::ChanceModel;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// How accounts that act in lockstep are looked for.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DetectFlags {
    /// A trace to look at; may be given several times [default: all that the
    /// data carry]
    #[arg(long = "trace", value_name = "NAME")]
    pub traces: Vec<TraceKind>,
    /// The window of every trace, or a ladder of them parted by commas, of
    /// which the one that speaks most clearly counts [default:
    /// 10s,60s,300s,1800s]
    #[arg(long, value_name = "TIME[,TIME]")]
    #[serde(deserialize_with = "as_written")]
    pub window: Option<Windows>,
    /// Distinct objects on which two accounts must meet to be tested
    /// [default: 2]
    #[arg(long, value_name = "N")]
    pub min_objects: Option<u32>,
    /// Which form of the chance model is used [default: poisson]
    #[arg(long, value_enum, value_name = "MODEL")]
    pub chance: Option<Chance>,
    /// The false discovery rate over all pairs of accounts [default: 0.01]
    #[arg(long, value_name = "RATE")]
    pub fdr: Option<f64>,
    /// Groups to look for where no pair of accounts is proof; may be given several
    /// times [default: few-acts and same-selection]
    #[arg(long, value_enum, value_name = "NAME")]
    pub groups: Vec<Groups>,
    /// Destroy the coordination in the data this often, under each null, and
    /// report how many candidates are still found
    #[arg(long, value_name = "RUNS", num_args = 0..=1, default_missing_value = "5")]
    pub null_check: Option<usize>,
    /// The seed of clustering, resampling and null runs [default: 0]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
}

/// A value that is written in Python as on the command line.
fn as_written<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(value: D) -> Result<Option<T>, D::Error> {
    String::deserialize(value)?.parse().map(Some).map_err(D::Error::custom)
}

/// The forms of the chance model.
#[derive(Clone, Copy, Debug, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Chance {
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

/// Groups that are looked for where no pair is proof.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Groups {
    /// Many accounts with few acts each that come back together (many_with_few_acts)
    FewActs,
    /// Accounts that choose the same few things, at any time (same_selection)
    SameSelection,
    /// Neither
    None,
}

impl DetectFlags {
    /// The configuration with these flags over it, every value checked.
    ///
    /// # Errors
    /// Names the first field that is out of its range, and the range.
    pub fn over(&self, mut config: Config) -> Result<Config> {
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
        if !self.groups.is_empty() {
            let asked = |groups| self.groups.contains(&groups);
            if asked(Groups::None) && self.groups.len() > 1 {
                return Err(Error::config("groups", "none is given together with others"));
            }
            config.groups =
                GroupsConfig { few_acts: asked(Groups::FewActs), same_selection: asked(Groups::SameSelection) };
        }
        config.chance = self.chance.map_or(config.chance, ChanceModel::from);
        config.validate()?;
        Ok(config)
    }
}
