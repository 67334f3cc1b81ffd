//! One resolved configuration: the defaults, a TOML file over them, flags over
//! both. What [`Config`] holds decides the result to the byte; what does not
//! (threads, progress, where to write) stays with the command line.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::cluster::Quality;
use crate::error::{Error, Result};
use crate::events::{Preset, Role, time};
use crate::traces::TraceKind;

/// Everything that decides a result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Seed of the clustering.
    pub seed: u64,
    /// The false discovery rate that the list is held to.
    pub fdr: f64,
    /// The traces to look at; none: every trace that the data carry.
    pub use_traces: Vec<TraceKind>,
    /// How inputs are read.
    pub input: InputConfig,
    /// Objects that are too popular to be evidence.
    pub popular: Popular,
    /// How the validated network is clustered.
    pub cluster: ClusterConfig,
    /// What is drawn.
    pub report: ReportConfig,
    /// The window and the minimum of each trace.
    pub traces: BTreeMap<TraceKind, TraceConfig>,
}

/// How inputs are read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InputConfig {
    /// The form of the export; absent: recognised from the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    /// The format of times in `strftime` notation; absent: recognised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_format: Option<String>,
    /// Texts that stand for a missing value.
    pub missing: Vec<String>,
    /// The largest share of rows that may be refused, from 0 to 1.
    pub max_rejects: f64,
    /// Columns by role; they go before the preset's.
    pub columns: BTreeMap<Role, String>,
}

/// When an object is too popular to be evidence: when more accounts acted on
/// it than both `floor` and `share` of the trace's accounts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Popular {
    /// A share of the accounts that act in the trace, from 0 to 1.
    pub share: f64,
    /// A number of accounts; objects with no more are always kept.
    pub floor: usize,
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

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReportConfig {
    /// How many of the largest networks get a drawing, a timeline and gaps.
    pub networks: usize,
}

/// The window and the minimum of one trace.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TraceConfig {
    /// Two acts on one object at most this far apart are a co-act.
    pub window: Window,
    /// Distinct objects on which two accounts must co-act to be tested.
    pub min_objects: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            seed: 0,
            fdr: 0.01,
            use_traces: Vec::new(),
            input: InputConfig::default(),
            popular: Popular::default(),
            cluster: ClusterConfig::default(),
            report: ReportConfig::default(),
            traces: TraceKind::ALL.into_iter().map(|kind| (kind, TraceConfig::default())).collect(),
        }
    }
}

impl Default for InputConfig {
    fn default() -> Self {
        let missing = ["NA", "N/A", "NaN", "nan", "null", "NULL", "None", "\\N"];
        Self {
            preset: None,
            columns: BTreeMap::new(),
            time_format: None,
            missing: missing.map(str::to_owned).to_vec(),
            max_rejects: 0.01,
        }
    }
}

impl Default for Popular {
    fn default() -> Self {
        Self { share: 0.05, floor: 1_000 }
    }
}

impl Default for ClusterConfig {
    fn default() -> Self {
        Self { quality: Quality::Modularity, resolution: 1.0 }
    }
}

impl Default for ReportConfig {
    fn default() -> Self {
        Self { networks: 8 }
    }
}

impl Default for TraceConfig {
    fn default() -> Self {
        Self { window: Window::seconds(60), min_objects: 2 }
    }
}

/// Reads a TOML file.
///
/// # Errors
/// When the file cannot be read, or holds a field or a value that is not known;
/// the message names the line and ends with `remedy`.
pub fn read_toml<T: serde::de::DeserializeOwned>(path: &Path, remedy: &str) -> Result<T> {
    let text = std::fs::read_to_string(path).map_err(Error::io(path, "read"))?;
    toml::from_str(&text).map_err(|e| {
        let line = e.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        Error::input(&path.to_string_lossy(), format!("line {line}: {}", e.message()), remedy)
    })
}

impl Config {
    /// Reads a TOML file over the defaults.
    ///
    /// # Errors
    /// When the file cannot be read, or holds a field or a value that is not
    /// known; the message names the line.
    pub fn load(path: &Path) -> Result<Self> {
        let mut config: Self = read_toml(path, "see lockstep detect --print-config")?;
        for kind in TraceKind::ALL {
            config.traces.entry(kind).or_default();
        }
        config.validate()?;
        Ok(config)
    }

    /// The settings of one trace.
    pub fn trace(&self, kind: TraceKind) -> TraceConfig {
        self.traces.get(&kind).copied().unwrap_or_default()
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
        share("popular.share", self.popular.share)?;
        if !(self.cluster.resolution.is_finite() && self.cluster.resolution >= 0.0) {
            return Err(Error::config("cluster.resolution", "this must be a number of at least 0"));
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

/// A length of time, written as `60s`, `5min`, `1h`, `500ms` or plain seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "WindowForm", into = "String")]
pub struct Window(i64);

impl Window {
    /// A window of whole seconds.
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds * time::SECOND)
    }

    /// The length in microseconds.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The length in seconds.
    pub fn as_seconds(self) -> f64 {
        self.0 as f64 / time::SECOND as f64
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WindowForm {
    Seconds(u32),
    Text(String),
}

impl TryFrom<WindowForm> for Window {
    type Error = String;

    fn try_from(form: WindowForm) -> Result<Self, String> {
        match form {
            WindowForm::Seconds(seconds) => Ok(Self::seconds(seconds.into())),
            WindowForm::Text(text) => text.parse(),
        }
    }
}

impl std::str::FromStr for Window {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is no length of time; write 60s, 5min, 1h or 500ms, up to 30d");
        let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = match text[number.len()..].as_ref() {
            "" | "s" | "sec" => 1.0,
            "ms" => 1e-3,
            "m" | "min" => 60.0,
            "h" => 3_600.0,
            "d" => 86_400.0,
            _ => return Err(bad()),
        };
        let seconds = number.trim().parse::<f64>().map_err(|_| bad())? * unit;
        if !(0.0..=30.0 * 86_400.0).contains(&seconds) {
            return Err(bad());
        }
        Ok(Self((seconds * time::SECOND as f64).round() as i64))
    }
}

impl From<Window> for String {
    fn from(window: Window) -> Self {
        window.to_string()
    }
}

impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        if self.0 % time::SECOND == 0 {
            write!(f, "{}s", self.0 / time::SECOND)
        } else {
            write!(f, "{}ms", self.0 as f64 / 1e3)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_read_as_they_are_written() {
        for (text, micros) in [
            ("60s", 60_000_000),
            ("60", 60_000_000),
            ("5min", 300_000_000),
            ("1h", 3_600_000_000),
            ("500ms", 500_000),
            ("0.5s", 500_000),
            ("0s", 0),
        ] {
            let window: Window = text.parse().unwrap();
            assert_eq!(window.micros(), micros, "{text}");
            assert_eq!(window.to_string().parse::<Window>().unwrap(), window);
        }
        for text in ["", "s", "-1s", "1y", "NaN", "inf", "1e9s", "60 parsecs"] {
            assert!(text.parse::<Window>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_printed_configuration_reads_back_as_itself() {
        let mut config = Config::default();
        config.input.columns.insert(Role::Account, "user".into());
        config.traces.get_mut(&TraceKind::Url).unwrap().window = Window::seconds(5);
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
