//! `lockstep transparency import`.

use std::path::PathBuf;

use clap::Args;
use lockstep_base::calendar::Day;
use lockstep_base::directory::OutputDir;
use lockstep_base::error::Result;
use lockstep_base::numbers::things;
use lockstep_base::safe::visible;
use lockstep_policy::transparency::removed;
use lockstep_policy::transparency::removed::{Described, describe};

use super::registry::registry;
use crate::output::say;

/// So many questions are shown; all are in the draft.
const SHOWN: usize = 10;

/// Flags of `lockstep transparency import`.
#[derive(Args, Debug)]
pub(super) struct Import {
    /// The directory that `lockstep detect` wrote
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// The network, by its number in networks.csv
    #[arg(long, value_name = "N")]
    network: u32,
    /// The operation's id [default: the directory's name and the number]
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// An input of the run, where it is no longer at the path that run.json
    /// names; may be given several times
    #[arg(long = "input", value_name = "FILE")]
    inputs: Vec<PathBuf>,
    /// A table of accounts: account_id and any of platform, handle, created,
    /// followers, language, country
    #[arg(long, value_name = "FILE")]
    facts: Option<PathBuf>,
    /// A table of followers: account_id, follower_id
    #[arg(long, value_name = "FILE")]
    followers: Option<PathBuf>,
    /// The registry of state-controlled media: its accounts in the network are
    /// named apart and not put among those to be removed
    #[arg(long, value_name = "FILE")]
    registry: Option<PathBuf>,
    /// The directory to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Replace the profile that is there
    #[arg(long)]
    overwrite: bool,
}

impl Import {
    pub(super) fn run(self) -> Result<()> {
        let out = OutputDir::create(&self.out, self.overwrite, Described::MARK)?;
        let registry = registry(self.registry.as_deref(), Day::today())?;
        let described = describe(&removed::Import {
            dir: &self.dir,
            network: self.network,
            id: self.id.as_deref(),
            inputs: &self.inputs,
            facts: self.facts.as_deref(),
            followers: self.followers.as_deref(),
            registry: registry.as_ref(),
        })?;
        described.write(&out)?;
        out.commit()?;
        let (profile, shown) = (&described.profile, self.out.to_string_lossy());
        let shown = visible(&shown);
        let registered = match profile.registered {
            0 => String::new(),
            some => format!(
                " and {}, named apart in registered.csv",
                things(some, "registered account", "registered accounts")
            ),
        };
        let asked = asked(&described.asked);
        say(format!(
            "{}: {}{registered}, {} that several of them pushed; hours: {}.\n{asked}Attribution is for a person: fill in \
             {shown}/operation.toml.\n",
            profile.id,
            things(profile.accounts, "account", "accounts"),
            things(profile.objects, "object", "objects"),
            profile.hours.reading.words()
        )
        .as_bytes())
    }
}

/// What a person is asked, line by line.
fn asked(all: &[String]) -> String {
    let shown: String = all.iter().take(SHOWN).map(|asked| format!("Note: {}.\n", visible(asked))).collect();
    match all.len().saturating_sub(SHOWN) {
        0 => shown,
        more => {
            format!("{shown}Note: {}, in operation.toml.\n", things(more as u64, "more question", "more questions"))
        }
    }
}
