//! `lockstep import`.

use std::path::{Path, PathBuf};

use clap::Args;
use lockstep_base::directory::beside;
use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::things;
use lockstep_base::safe::visible;
use lockstep_data::events::Events;
use lockstep_data::import::import_posts;

use crate::arguments::Input;
use crate::output::{refuse_existing, say};

/// Flags of `lockstep import`.
#[derive(Args, Debug)]
pub(super) struct Import {
    #[command(flatten)]
    input: Input,
    /// Write the table to this file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Replace the files if they are there
    #[arg(long)]
    overwrite: bool,
}

impl Import {
    pub(super) fn run(self) -> Result<()> {
        let config = self.input.config()?;
        config.validate()?;
        let inputs = self.input.inputs()?;
        refuse_existing(&self.out, self.overwrite)?;
        if config.input.rejects.as_ref().is_some_and(|rejects| is_same_file(rejects, &self.out)) {
            return Err(Error::config("rejects", "this is the same file as --out"));
        }
        self.input.effort.start_threads()?;
        let progress = self.input.effort.progress();
        progress.stage("importing");
        let events = import_posts(&inputs, &config.input, &self.out)?;
        drop(progress);
        say(summary(&events, &self.out).as_bytes())
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
        let used = things(source.rows - source.rejected - source.left_out.rows(), "post", "posts");
        let aside = match source.set_aside {
            0 => String::new(),
            rows => format!(", {} set aside", things(rows, "row that is no post", "rows that are no posts")),
        };
        let encoding = source.encoding.as_ref().map_or_else(String::new, |name| format!(", read as {name}"));
        text.push_str(&format!("{}: {form}, {used}{aside}{encoding}\n", visible(&source.file)));
    }
    let (posts, accounts) =
        (things(events.rows() as u64, "post", "posts"), things(events.accounts.len() as u64, "account", "accounts"));
    text.push_str(&format!("Wrote {posts} of {accounts} to {}\n", visible(&out.to_string_lossy())));
    text
}
