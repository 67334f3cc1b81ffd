//! What a method says about accounts: of a finished run, or of one in memory.

use std::path::Path;

use lockstep_base::error::{Error, Result};
use lockstep_base::guard::guarded;
use lockstep_base::tier::Tier;
use lockstep_data::events::Dictionary;
use lockstep_detect::Detection;
use lockstep_table::{DataType, Table, read_parquet};
use serde::Deserialize;

/// What a method says about one account. The default is what is said of an
/// account that nothing was found of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Verdict {
    /// The higher, the more suspect; 0 where nothing was found.
    pub score: f64,
    /// Whether the account is on the method's list.
    pub listed: bool,
    /// The smallest false discovery rate at which one of its pairs passes,
    /// where the method states one.
    pub q_value: Option<f64>,
    /// Its network on the list.
    pub network: Option<u32>,
    /// That one's tier, where the method gives tiers.
    pub tier: Option<Tier>,
}

impl Verdict {
    /// The order of review, the least suspect first: by tier, where there is one, then by
    /// score.
    pub fn review(&self, other: &Self) -> std::cmp::Ordering {
        let tier = |verdict: &Self| verdict.tier.map(std::cmp::Reverse);
        tier(self).cmp(&tier(other)).then(self.score.total_cmp(&other.score))
    }
}

/// What a method says about all accounts.
#[derive(Clone, Debug, Default)]
pub struct Verdicts {
    /// The accounts.
    pub accounts: Dictionary,
    /// One entry an account.
    pub verdicts: Vec<Verdict>,
}

impl Verdicts {
    /// What is said of an account; the default where it is not known.
    pub fn of(&self, account: &str) -> Verdict {
        self.accounts.find(account).map_or_else(Verdict::default, |number| self.verdicts[number as usize])
    }

    /// Accounts on the list, and their verdicts.
    pub fn listed(&self) -> impl Iterator<Item = (&str, &Verdict)> {
        self.accounts.iter().zip(&self.verdicts).filter(|(_, verdict)| verdict.listed)
    }
}

impl From<&Detection> for Verdicts {
    fn from(detection: &Detection) -> Self {
        let mut verdicts = vec![Verdict::default(); detection.events.accounts.len()];
        for account in &detection.findings.accounts {
            verdicts[account.account as usize] = Verdict {
                score: account.score,
                listed: account.network.is_some(),
                q_value: Some(account.ln_q.exp()),
                network: account.network.map(|(id, _)| id),
                tier: account.network.map(|(_, tier)| tier),
            };
        }
        Self { accounts: detection.events.accounts.clone(), verdicts }
    }
}

/// What a finished run says of itself in `run.json`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stated {
    /// The false discovery rate that the list was held to, over pairs.
    pub fdr: f64,
    /// How many of its validated pairs it expects to be false.
    pub expected_false_pairs: f64,
}

/// Reads the output of `lockstep detect`.
///
/// # Errors
/// When the directory lacks `accounts.parquet` or `run.json`, or one of them
/// cannot be used.
pub fn read_run(directory: &Path) -> Result<(Verdicts, Stated)> {
    let name = directory.to_string_lossy();
    for file in ["accounts.parquet", "run.json"] {
        if !directory.join(file).is_file() {
            return Err(Error::input(
                &name,
                format!("this is no finished output of lockstep detect (it has no {file})"),
                "name the directory that was given to it with --out",
            ));
        }
    }
    Ok((accounts(&directory.join("accounts.parquet"))?, stated(&directory.join("run.json"))?))
}

/// Reads `accounts.parquet`, which holds the ids exactly.
fn accounts(path: &Path) -> Result<Verdicts> {
    let name = path.to_string_lossy();
    let unusable = |problem: String| Error::input(&name, problem, "run lockstep detect again");
    let file = std::fs::File::open(path).map_err(Error::io(path, "read"))?;
    let read = || {
        let table = read_parquet(&file).map_err(|e| unusable(format!("this is no valid Parquet file ({e})")))?;
        verdicts(&table).map_err(|e| unusable(format!("this is no table of accounts ({e})")))
    };
    guarded(read, || unusable("this Parquet file is damaged".into()))
}

fn verdicts(table: &Table) -> lockstep_table::Result<Verdicts> {
    let column = |name: &str, to: &DataType| table.column(name)?.cast_strict(to);
    let ids = column("account_id", &DataType::Text)?.texts()?;
    let scores = column("score", &DataType::Float64)?.floats()?;
    let rates = column("q_value", &DataType::Float64)?.floats()?;
    let networks = column("network_id", &DataType::UInt32)?.unsigned()?;
    let tiers = column("tier", &DataType::Text)?.texts()?;
    let mut all = Verdicts::default();
    let rows = ids.iter().zip(scores.iter()).zip(rates.iter()).zip(networks.iter()).zip(tiers.iter());
    for ((((id, score), q_value), network), tier) in rows {
        let (Some(id), Some(score)) = (id, score.filter(|score| !score.is_nan())) else {
            return Err(lockstep_table::Error::Value("an account has no id or no score".into()));
        };
        if all.accounts.intern(id) as usize != all.verdicts.len() {
            return Err(lockstep_table::Error::Value("an account is there twice".into()));
        }
        let tier = tier.and_then(|letter| Tier::ALL.into_iter().find(|tier| tier.letter() == letter));
        all.verdicts.push(Verdict { score, listed: network.is_some(), q_value, network, tier });
    }
    Ok(all)
}

fn stated(path: &Path) -> Result<Stated> {
    #[derive(Deserialize)]
    struct Run {
        expected_false_pairs: f64,
        configuration: Configuration,
    }
    #[derive(Deserialize)]
    struct Configuration {
        fdr: f64,
    }
    let text = std::fs::read(path).map_err(Error::io(path, "read"))?;
    let run: Run = serde_json::from_slice(&text).map_err(|e| {
        Error::input(&path.to_string_lossy(), format!("this is no record of a run ({e})"), "run lockstep detect again")
    })?;
    Ok(Stated { fdr: run.configuration.fdr, expected_false_pairs: run.expected_false_pairs })
}
