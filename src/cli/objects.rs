//! `lockstep objects`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use lockstep_base::directory::write_file;
use lockstep_base::error::{Error, Result};
use lockstep_data::events::{Events, FACTS, Role};
use lockstep_data::traces::{Listing, TraceKind};
use lockstep_detect::config::Config;
use lockstep_detect::traits::{Trait, TraitKind, traits};
use lockstep_results::write::{acts_csv, objects_parquet, traits_csv, traits_parquet};

use crate::arguments::Input;
use crate::output::{refuse_existing, say};
use crate::progress::Progress;

/// Flags of `lockstep objects`.
#[derive(Args, Debug)]
#[command(
    after_help = "One row an act: content_id, account_id, time, object_id, object (of texts and images that are \
                        alike, the first), accounts; the most widespread objects first. Of the traces handle and \
                        profile, one row an account and what it shares with others. All posts are held in memory."
)]
pub(super) struct Objects {
    #[command(flatten)]
    input: Input,
    /// The trace, see `lockstep presets`
    #[arg(long, value_name = "NAME")]
    trace: TraceKind,
    /// Leave out objects on which fewer accounts acted
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u32).range(1..))]
    min_accounts: u32,
    /// Write to this file, as CSV for people where its name ends in .csv, else as
    /// Parquet [default: CSV on standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    overwrite: bool,
}

/// How a table is written.
type Table<'a> = &'a dyn Fn(&mut dyn Write) -> io::Result<()>;

impl Objects {
    pub(super) fn run(self) -> Result<()> {
        if let Some(out) = &self.out {
            refuse_existing(out, self.overwrite)?;
        }
        let config = self.input.config()?;
        config.validate()?;
        self.input.effort.start_threads()?;
        let progress = self.input.effort.progress();
        progress.stage("reading");
        if self.trace.is_of_acts() { self.acts(&config, progress) } else { self.profiles(&config, progress) }
    }

    fn acts(&self, config: &Config, progress: Progress) -> Result<()> {
        let wanted = [TraceKind::wanted(&[self.trace]).as_slice(), &[Role::Content]].concat();
        let events = Events::read(&self.input.inputs()?, &config.input, &wanted)?;
        progress.stage("finding objects");
        let listing = Listing::new(&events, self.trace, &config.same, self.min_accounts as usize);
        let listing = listing.ok_or_else(|| self.trace.not_carried(events.first_file()))?;
        self.put(progress, &|to| acts_csv(&listing, &events, to), &|to| objects_parquet(&listing, &events, to))
    }

    fn profiles(&self, config: &Config, progress: Progress) -> Result<()> {
        let events = Events::read(&self.input.inputs()?, &config.input, &FACTS)?;
        progress.stage("comparing profiles");
        let known = traits(&events, &config.same);
        let of_trace = || TraitKind::ALL.into_iter().filter(|kind| kind.trace() == self.trace);
        if of_trace().all(|kind| known.known(kind).is_empty()) {
            return Err(self.trace.not_carried(events.first_file()));
        }
        let is_wanted =
            |one: &&Trait| one.kind.trace() == self.trace && one.accounts.len() >= self.min_accounts as usize;
        let mut shared: Vec<&Trait> = known.all.iter().filter(is_wanted).collect();
        // Stable: by kind and value among traits of as many accounts.
        shared.sort_by_key(|one| std::cmp::Reverse(one.accounts.len()));
        self.put(progress, &|to| traits_csv(&shared, &events, to), &|to| traits_parquet(&shared, &events, to))
    }

    /// Writes the table to where it is wanted, in the form that is wanted there.
    fn put(&self, progress: Progress, csv: Table, parquet: Table) -> Result<()> {
        drop(progress);
        match &self.out {
            Some(path) if is_csv(path) => write_file(path, csv),
            Some(path) => write_file(path, parquet),
            None => {
                let mut bytes = Vec::new();
                csv(&mut bytes).map_err(|e| Error::output("a table", e))?;
                say(&bytes)
            }
        }
    }
}

fn is_csv(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
}
