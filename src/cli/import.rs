//! `lockstep import`.

use std::path::{Path, PathBuf};

use clap::Args;
use lockstep_base::directory::{beside, write_file};
use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::things;
use lockstep_base::safe::visible;
use lockstep_data::events::Events;
use lockstep_data::import::import_posts;
use lockstep_results::write::rejects;

use crate::arguments::Input;
use crate::output::{complain, refuse_existing, say};

/// Flags of `lockstep import`.
#[derive(Args, Debug)]
pub(super) struct Import {
    #[command(flatten)]
    input: Input,
    /// Write the table to this file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Write the rows that could not be used to this CSV file: file, line, reason
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Replace the files if they are there
    #[arg(long)]
    overwrite: bool,
}

impl Import {
    pub(super) fn run(self) -> Result<()> {
        let config = self.input.config()?;
        config.validate()?;
        let inputs = self.input.inputs()?;
        for path in self.rejects.iter().chain([&self.out]) {
            refuse_existing(path, self.overwrite)?;
        }
        if self.rejects.as_ref().is_some_and(|rejects| is_same_file(rejects, &self.out)) {
            return Err(Error::config("rejects", "this is the same file as --out"));
        }
        self.input.effort.start_threads()?;
        let progress = self.input.effort.progress();
        progress.stage("importing");
        let events = import_posts(&inputs, &config.input, &self.out)?;
        drop(progress);
        self.tell_rejects(&events)?;
        say(summary(&events, &self.out).as_bytes())
    }

    fn tell_rejects(&self, events: &Events) -> Result<()> {
        if let Some(path) = &self.rejects {
            let table = rejects(&events.rejects)?;
            write_file(path, |to| to.write_all(&table))?;
        }
        let Some(first) = events.rejects.first() else { return Ok(()) };
        let rows: u64 = events.sources.iter().map(|source| source.rejected).sum();
        let rest = if self.rejects.is_some() { "" } else { "; list them with --rejects FILE" };
        let (rows, file) = (things(rows, "row", "rows"), &first.file);
        complain(&visible(&format!(
            "{rows} could not be used, first {file}, line {}: {}{rest}",
            first.line, first.reason
        )));
        Ok(())
    }
}

/// Whether two paths are one file, be it there or not.
fn is_same_file(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| Some((beside(path).canonicalize().ok()?, path.file_name()?.to_owned()));
    one == other || place(one).is_some_and(|one| place(other) == Some(one))
}

/// What was read of each file, a line each, and what was written.
fn summary(events: &Events, out: &Path) -> String {
    let mut text = String::new();
    for source in &events.sources {
        let form = source.preset.map_or("columns as named", |preset| preset.name());
        let used = things(source.rows - source.rejected, "post", "posts");
        let aside = match source.set_aside {
            0 => String::new(),
            rows => format!(", {} set aside", things(rows, "row that is no post", "rows that are no posts")),
        };
        let encoding = source.encoding.as_ref().map_or_else(String::new, |name| format!(", read as {name}"));
        text.push_str(&format!("{}: {form}, {used}{aside}{encoding}\n", visible(&source.file)));
    }
    if let Some(first) = events.skipped.first() {
        let members = things(events.skipped.len() as u64, "member", "members");
        text.push_str(&format!("Skipped {members} of archives that hold no table, first {}\n", visible(first)));
    }
    let (posts, accounts) =
        (things(events.rows() as u64, "post", "posts"), things(events.accounts.len() as u64, "account", "accounts"));
    text.push_str(&format!("Wrote {posts} of {accounts} to {}\n", visible(&out.to_string_lossy())));
    text
}
