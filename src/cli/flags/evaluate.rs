//! What is to be judged.

use std::path::PathBuf;

use clap::Args;
use lockstep_data::traces::TraceKind;
use lockstep_lab::evaluate;
use lockstep_lab::evaluate::EvaluateConfig;

use super::choice::choice;

/// What is to be judged.
#[derive(Args, Clone, Debug)]
pub struct EvaluateFlags {
    /// What is known of accounts: a CSV file with the columns account_id and
    /// label (1 or coordinated, 0 or organic), or the truth.csv of a simulated
    /// world; columns campaign, style and role are used where they are there
    #[arg(long, value_name = "FILE")]
    pub labels: Option<PathBuf>,
    /// Judge this finished output of `lockstep detect`
    #[arg(long, value_name = "DIR")]
    pub candidates: Option<PathBuf>,
    /// Run these methods on INPUT and judge each: all, or names parted by commas
    #[arg(long, value_name = "NAMES", value_enum, value_delimiter = ',')]
    pub methods: Vec<Wanted>,
    /// Destroy the coordination in INPUT and count what detect still lists:
    /// habit shuffles each account's delays, times its times, chance who acted on
    /// what; counted are the patterns that the null fits
    #[arg(long, value_name = "NULL", value_enum)]
    pub null: Option<NullName>,
    /// Hold the networks in INPUT, ours and those of plain counting, against the
    /// kinds of accounts that a column of INPUT gives; with a preset that knows
    /// the column, its name may be left out
    #[arg(long, value_name = "COLUMN", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub categories: Option<String>,
    /// A trace to use with --categories; may be given several times [default: all
    /// that the data carry]
    #[arg(long = "trace", value_name = "NAME")]
    pub traces: Vec<TraceKind>,
    /// How often the coordination is destroyed
    #[arg(long, value_name = "N", default_value_t = EvaluateConfig::default().runs)]
    pub runs: u32,
}

choice! {
    /// Methods that can be judged.
    Wanted for evaluate::Wanted {
        /// Every one of these
        All,
        /// `lockstep detect`
        Lockstep,
        /// Distinct objects within the window
        Objects,
        /// CooRTweet
        Coortweet,
        /// TF-IDF cosine (Pacheco et al. 2021)
        Cosine,
        /// Centrality in the cosine network (Luceri et al. 2024)
        Centrality,
        /// Days, then objects, then volume (POLIO 2026)
        Days,
        /// Disparity filter (Lihares et al. 2022)
        Disparity,
        /// SynchroTrap (Cao et al. 2014)
        #[value(name = "synchrotrap")]
        SynchroTrap,
        /// CopyCatch (Beutel et al. 2013)
        #[value(name = "copycatch")]
        CopyCatch,
        /// FRAUDAR (Hooi et al. 2016)
        Fraudar,
        /// Cosine against 1,000 shuffles (the code null-model-coord); slow on large
        /// data
        #[value(name = "null_coord")]
        NullCoord,
    }
}

choice! {
    /// The nulls, by name.
    NullName for evaluate::NullName {
        /// Each account's delays are shuffled among its objects
        Habit,
        /// Each account's times are shuffled among its objects
        Times,
        /// Accounts are rewired, their numbers of objects kept
        Chance,
    }
}

impl From<EvaluateFlags> for EvaluateConfig {
    fn from(flags: EvaluateFlags) -> Self {
        Self {
            labels: flags.labels,
            candidates: flags.candidates,
            methods: flags.methods.into_iter().map(Into::into).collect(),
            null: flags.null.map(Into::into),
            categories: flags.categories,
            traces: flags.traces,
            runs: flags.runs,
        }
    }
}
