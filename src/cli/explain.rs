//! `lockstep explain`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use lockstep_base::directory::write_file;
use lockstep_base::error::{Error, Result};
use lockstep_casework::explain::Case;
use lockstep_results::read::Output;

use crate::output::{refuse_existing, say};

/// Flags of `lockstep explain`.
#[derive(Args, Debug)]
pub(super) struct Explain {
    /// The directory that `lockstep detect` wrote
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// The account's id; put -- before an id that begins with a dash
    #[arg(value_name = "ACCOUNT")]
    account: String,
    /// A second account, for the case of the pair
    #[arg(value_name = "OTHER")]
    other: Option<String>,
    /// The form of the case [default: by the ending of --out, else text]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write the case to this file [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    overwrite: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The most telling part, for a terminal
    Text,
    /// All of it, for programs
    Json,
    /// One page with the shared timeline
    Html,
}

impl Explain {
    pub(super) fn run(self) -> Result<()> {
        let format = self.format()?;
        if let Some(out) = &self.out {
            refuse_existing(out, self.overwrite)?;
        }
        let output = Output::open(&self.dir)?;
        let case = match &self.other {
            Some(other) => Case::of_pair(&output, &self.account, other)?,
            None => Case::of_account(&output, &self.account)?,
        };
        let shown = match format {
            Format::Text => case.to_text(),
            Format::Json => case.to_json()?,
            Format::Html => case.to_html()?,
        };
        match &self.out {
            Some(path) => write_file(path, |out| out.write_all(shown.as_bytes())),
            None => say(shown.as_bytes()),
        }
    }

    fn format(&self) -> Result<Format> {
        match (self.format, self.out.as_deref()) {
            (Some(format), _) => Ok(format),
            (None, None) => Ok(Format::Text),
            (None, Some(out)) => of_ending(out),
        }
    }
}

fn of_ending(out: &Path) -> Result<Format> {
    let ending = out.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "txt" => Ok(Format::Text),
        "json" => Ok(Format::Json),
        "html" | "htm" => Ok(Format::Html),
        _ => Err(Error::config(
            "format",
            "the ending of --out does not tell it; end it in .txt, .json or .html, or give --format",
        )),
    }
}
