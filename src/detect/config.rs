//! One resolved configuration: the defaults, a TOML file over them, flags over
//! both. What [`Config`] holds decides the result to the byte; what does not
//! (threads, memory, progress, where to write) stays with the command line. The
//! settings of a module are defined in that module.

use std::collections::BTreeMap;
use std::path::Path;

use lockstep_base::error::{Error, Result};
use lockstep_data::events::InputConfig;
use lockstep_data::traces::{Popular, Same, TraceConfig, TraceKind};
use lockstep_method::cluster::{LeidenConfig, Quality};
use lockstep_method::coaction::Rare;
use lockstep_method::significance::ChanceModel;
use serde::{Deserialize, Serialize};

/// Each run takes as long as the analysis: more than so many are a mistake.
pub const MOST_NULL_RUNS: usize = 10_000;

/// Everything that decides a result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Seed of the clustering.
    pub seed: u64,
    /// The false discovery rate that the list is held to.
    pub fdr: f64,
    /// How often the coordination in the data is destroyed, under each null,
    /// to see what is still found; 0: not at all.
    pub null_runs: usize,
    /// The traces to look at; none: every trace that the data carry.
    pub use_traces: Vec<TraceKind>,
    /// How inputs are read.
    pub input: InputConfig,
    /// What makes two acts the same act.
    pub same: Same,
    /// Which form of the chance model is used.
    pub chance: ChanceModel,
    /// Objects that are too popular to be evidence.
    pub popular: Popular,
    /// Objects that are rare enough for wide windows.
    pub rare: Rare,
    /// How the validated network is clustered.
    pub cluster: ClusterConfig,
    /// Groups that are looked for where no pair is proof.
    pub groups: GroupsConfig,
    /// What is drawn.
    pub report: ReportConfig,
    /// The window and the minimum of each trace.
    pub traces: BTreeMap<TraceKind, TraceConfig>,
}

/// How the validated network is clustered.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClusterConfig {
    /// The function that Leiden maximises.
    pub quality: Quality,
    /// Its resolution; higher gives smaller networks.
    pub resolution: f64,
}

/// Groups that are looked for where no pair is proof.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GroupsConfig {
    /// Many accounts with few acts, which come back together: pattern `many_with_few_acts`.
    pub few_acts: bool,
    /// Accounts that choose the same few things, at any time: pattern `same_selection`.
    pub same_selection: bool,
}

impl GroupsConfig {
    /// Whether any are looked for.
    pub fn any(self) -> bool {
        self.few_acts || self.same_selection
    }
}

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReportConfig {
    /// The charts of so many networks, the first in the order of review, and of
    /// as many of the largest become files; `lockstep plot` draws the others.
    pub networks: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            seed: 0,
            fdr: 0.01,
            null_runs: 0,
            use_traces: Vec::new(),
            input: InputConfig::default(),
            same: Same::default(),
            chance: ChanceModel::default(),
            popular: Popular::default(),
            rare: Rare::default(),
            cluster: ClusterConfig::default(),
            groups: GroupsConfig::default(),
            report: ReportConfig::default(),
            traces: of_acts().map(|kind| (kind, TraceConfig::default())).collect(),
        }
    }
}

/// The traces that have windows.
fn of_acts() -> impl Iterator<Item = TraceKind> {
    TraceKind::ALL.into_iter().filter(|kind| kind.is_of_acts())
}

impl Default for ClusterConfig {
    fn default() -> Self {
        Self { quality: Quality::Modularity, resolution: 1.0 }
    }
}

impl Default for GroupsConfig {
    fn default() -> Self {
        Self { few_acts: true, same_selection: true }
    }
}

impl Default for ReportConfig {
    fn default() -> Self {
        Self { networks: 5 }
    }
}

impl Config {
    /// Reads a TOML file over the defaults.
    ///
    /// # Errors
    /// When the file cannot be read, or holds a field or a value that is not
    /// known; the message names the line.
    pub fn load(path: &Path) -> Result<Self> {
        lockstep_base::toml::read_toml::<Self>(path, "see lockstep detect --print-config")?.completed()
    }

    /// Reads TOML over the defaults, as [`Self::load`].
    ///
    /// # Errors
    /// When a field or a value is not known.
    pub fn from_toml(text: &str) -> Result<Self> {
        let config: Self = toml::from_str(text).map_err(|e| Error::config("config", e.message()))?;
        config.completed()
    }

    /// Reads values in JSON over the defaults: the fields of the TOML file under
    /// the same names.
    ///
    /// # Errors
    /// When a field or a value is not known; the message names it.
    pub fn from_json(values: &str) -> Result<Self> {
        let config: Self = serde_json::from_str(values).map_err(|e| Error::config("config", e.to_string()))?;
        config.completed()
    }

    /// The configuration with settings for every trace, checked.
    fn completed(mut self) -> Result<Self> {
        for kind in of_acts() {
            self.traces.entry(kind).or_default();
        }
        self.validate()?;
        Ok(self)
    }

    /// The traces to look at, in no order.
    pub fn kinds(&self) -> &[TraceKind] {
        if self.use_traces.is_empty() { &TraceKind::BY_DEFAULT } else { &self.use_traces }
    }

    /// The settings of one trace.
    pub fn trace(&self, kind: TraceKind) -> TraceConfig {
        self.traces.get(&kind).cloned().unwrap_or_default()
    }

    /// How networks are clustered.
    pub fn leiden(&self) -> LeidenConfig {
        LeidenConfig {
            quality: self.cluster.quality,
            resolution: self.cluster.resolution,
            seed: self.seed,
            ..LeidenConfig::default()
        }
    }

    /// The configuration as TOML, every field with its effective value.
    ///
    /// # Errors
    /// Never for a configuration that was read or built here.
    pub fn to_toml(&self) -> Result<String> {
        toml::to_string(self).map_err(|e| Error::output("configuration", e))
    }

    /// Checks every value.
    ///
    /// # Errors
    /// Names the first field that is out of its range, and the range.
    pub fn validate(&self) -> Result<()> {
        let share = |field: &str, value: f64| {
            if (0.0..=1.0).contains(&value) {
                Ok(())
            } else {
                Err(Error::config(field, format!("{value} is not a share from 0 to 1")))
            }
        };
        if !(self.fdr > 0.0 && self.fdr < 1.0) {
            return Err(Error::config("fdr", format!("{} is not between 0 and 1", self.fdr)));
        }
        share("input.max_rejects", self.input.max_rejects)?;
        self.input.validate()?;
        share("popular.share", self.popular.share)?;
        if !(self.cluster.resolution.is_finite() && self.cluster.resolution >= 0.0) {
            return Err(Error::config("cluster.resolution", "this must be a number of at least 0"));
        }
        self.same.validate()?;
        if let Some(kind) = self.use_traces.iter().chain(self.traces.keys()).find(|kind| !kind.is_of_acts()) {
            let problem = format!(
                "{} is no act that two accounts do at a moment: it is looked at beside every network, and by itself with \
                 lockstep objects",
                kind.name()
            );
            return Err(Error::config("trace", problem));
        }
        if self.null_runs > MOST_NULL_RUNS {
            let problem =
                format!("{} is above {MOST_NULL_RUNS}: each run takes as long as the analysis itself", self.null_runs);
            return Err(Error::config("null_runs", problem));
        }
        if self.seed > i64::MAX as u64 {
            return Err(Error::config(
                "seed",
                format!("{} is above {}, the largest number that TOML holds", self.seed, i64::MAX),
            ));
        }
        for (kind, trace) in &self.traces {
            if trace.min_objects < 2 {
                let field = format!("traces.{}.min_objects", kind.name());
                return Err(Error::config(field, "this must be at least 2: one meeting repeats nothing"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lockstep_data::events::{Role, Window};

    #[test]
    fn the_printed_configuration_reads_back_as_itself() {
        let mut config = Config::default();
        config.input.columns.insert(Role::Account, "user".into());
        config.traces.get_mut(&TraceKind::Url).unwrap().window = Window::seconds(5).into();
        let again: Config = toml::from_str(&config.to_toml().unwrap()).unwrap();
        assert_eq!(again, config);
    }

    #[test]
    fn errors_name_the_field() {
        let mut config = Config { fdr: 1.5, ..Config::default() };
        assert_eq!(config.validate().unwrap_err().to_string(), "configuration, `fdr`: 1.5 is not between 0 and 1");
        config.fdr = 0.01;
        config.traces.get_mut(&TraceKind::Url).unwrap().min_objects = 1;
        assert!(config.validate().unwrap_err().to_string().contains("traces.url.min_objects"));
    }
}
