//! What is to be judged.

use std::path::PathBuf;

use lockstep_data::traces::TraceKind;
use lockstep_detect::Null;
use serde::Deserialize;

use super::methods::Method;

/// What is to be judged.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct EvaluateConfig {
    /// What is known of accounts: a CSV file with the columns account_id and
    /// label (1 or coordinated, 0 or organic), or the truth.csv of a simulated
    /// world; columns campaign, style and role are used where they are there.
    pub labels: Option<PathBuf>,
    /// A finished output of `lockstep detect` to judge.
    pub candidates: Option<PathBuf>,
    /// Methods to run on the input and to judge.
    pub methods: Vec<Wanted>,
    /// How the coordination in the input is destroyed, to count what detect still
    /// lists.
    pub null: Option<NullName>,
    /// The column of the input that gives kinds of accounts, against which its
    /// networks are held, ours and those of plain counting; empty where a preset
    /// knows it.
    pub categories: Option<String>,
    /// The traces to use with categories; none: all that the data carry.
    pub traces: Vec<TraceKind>,
    /// How often the coordination is destroyed.
    pub runs: u32,
}

impl Default for EvaluateConfig {
    /// Nothing is to be judged yet.
    fn default() -> Self {
        Self {
            labels: None,
            candidates: None,
            methods: Vec::new(),
            null: None,
            categories: None,
            traces: Vec::new(),
            runs: 20,
        }
    }
}

/// Methods that can be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wanted {
    /// Every one of these.
    All,
    /// `lockstep detect`.
    Lockstep,
    /// Distinct objects within the window.
    Objects,
    /// CooRTweet.
    Coortweet,
    /// TF-IDF cosine (Pacheco et al. 2021).
    Cosine,
    /// Centrality in the cosine network (Luceri et al. 2024).
    Centrality,
    /// Days, then objects, then volume (POLIO 2026).
    Days,
    /// Disparity filter (Lihares et al. 2022).
    Disparity,
    /// SynchroTrap (Cao et al. 2014).
    #[serde(rename = "synchrotrap")]
    SynchroTrap,
    /// CopyCatch (Beutel et al. 2013).
    #[serde(rename = "copycatch")]
    CopyCatch,
    /// FRAUDAR (Hooi et al. 2016).
    Fraudar,
    /// Cosine against shuffles (the code null-model-coord).
    #[serde(rename = "null_coord")]
    NullCoord,
}

impl Wanted {
    pub(super) fn methods(self) -> &'static [Method] {
        match self {
            Self::All => &Method::ALL,
            Self::Lockstep => &[Method::Lockstep],
            Self::Objects => &[Method::Objects],
            Self::Coortweet => &[Method::Coortweet],
            Self::Cosine => &[Method::Cosine],
            Self::Centrality => &[Method::Centrality],
            Self::Days => &[Method::Days],
            Self::Disparity => &[Method::Disparity],
            Self::SynchroTrap => &[Method::SynchroTrap],
            Self::CopyCatch => &[Method::CopyCatch],
            Self::Fraudar => &[Method::Fraudar],
            Self::NullCoord => &[Method::NullCoord],
        }
    }
}

/// The nulls, by name.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NullName {
    /// Each account's delays are shuffled among its objects.
    Habit,
    /// Each account's times are shuffled among its objects.
    Times,
    /// Accounts are rewired, their numbers of objects kept.
    Chance,
}

impl From<NullName> for Null {
    fn from(name: NullName) -> Self {
        match name {
            NullName::Habit => Self::Habit,
            NullName::Times => Self::Times,
            NullName::Chance => Self::Chance,
        }
    }
}
