//! How inputs are read, in a few words: it goes over the configuration.

use std::path::PathBuf;

use clap::Args;
use lockstep_data::events::{Preset, Role, Timezones};
use lockstep_detect::config::Config;
use serde::Deserialize;

/// How inputs are read.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct InputFlags {
    /// The form of the input, where the header does not tell; see `lockstep presets`
    #[arg(long, value_name = "NAME")]
    pub preset: Option<Preset>,
    /// Say which column carries a role, for example account=author_id, or, in
    /// JSON, which path: account=user.id; see `lockstep presets` for the roles
    #[arg(long = "column", value_name = "ROLE=NAME", value_parser = column)]
    pub columns: Vec<(Role, String)>,
    /// The format of times in strftime notation, where they are in no common
    /// form, for example '%m/%d/%Y %H:%M'
    #[arg(long, value_name = "FORMAT")]
    pub time_format: Option<String>,
    /// The zone of times that name none: Europe/Berlin, UTC or +02:00 for all
    /// inputs, FILE=ZONE for one; may be repeated [default: UTC]
    #[arg(long, value_name = "ZONE", value_parser = timezone)]
    pub timezone: Vec<String>,
    /// Where in a JSON document the rows are, for example data.posts[], where
    /// several places hold some
    #[arg(long, value_name = "PATH")]
    pub rows: Option<String>,
    /// Lines above the header of a table [default: found]
    #[arg(long, value_name = "N")]
    pub skip_rows: Option<usize>,
    /// Leave out acts before this day or moment (UTC): 2024-01-31 or
    /// 2024-01-31T12:00:00Z
    #[arg(long, value_name = "MOMENT")]
    // `from` is a word of Python.
    #[serde(alias = "from_")]
    pub from: Option<String>,
    /// Leave out acts from this day or moment on
    #[arg(long, value_name = "MOMENT")]
    pub to: Option<String>,
    /// Leave out the accounts of this table: its column account_id, account or
    /// id, else the first one
    #[arg(long, value_name = "FILE")]
    pub exclude: Option<PathBuf>,
    /// Leave out addresses of this domain and those below it; may be repeated
    #[arg(long = "exclude-domain", value_name = "DOMAIN")]
    pub exclude_domains: Vec<String>,
    /// Leave out rows in other languages than this, or in none that is known; may
    /// be repeated
    #[arg(long = "only-language", value_name = "CODE")]
    pub only_languages: Vec<String>,
    /// Write the rows that could not be used to this CSV file (file, line,
    /// reason), also when the run fails
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// The encoding of texts, where it is not recognised, for example
    /// windows-1252 or shift_jis
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Read only this sheet of workbooks, instead of every one
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// The largest share of rows that may be refused, from 0 to 1 [default: 0.01]
    #[arg(long, value_name = "SHARE")]
    pub max_rejects: Option<f64>,
}

fn column(text: &str) -> Result<(Role, String), String> {
    let (role, name) = text.split_once('=').ok_or("write ROLE=NAME, for example account=author_id")?;
    Ok((role.parse()?, name.to_owned()))
}

/// A zone as it is written, if it is one.
fn timezone(text: &str) -> Result<String, String> {
    text.parse::<Timezones>().map(|_| text.to_owned())
}

impl InputFlags {
    /// The configuration with these flags over it.
    pub fn over(&self, mut config: Config) -> Config {
        let input = &mut config.input;
        input.preset = self.preset.or(input.preset);
        input.columns.extend(self.columns.iter().cloned());
        input.time_format = self.time_format.clone().or(input.time_format.take());
        for zone in &self.timezone {
            // Checked when it was read; a later word goes before an earlier one.
            let _ = input.timezone.add(zone);
        }
        input.rows = self.rows.clone().or(input.rows.take());
        input.skip_rows = self.skip_rows.or(input.skip_rows);
        input.from = self.from.clone().or(input.from.take());
        input.to = self.to.clone().or(input.to.take());
        input.exclude = self.exclude.clone().or(input.exclude.take());
        input.exclude_domains.extend(self.exclude_domains.iter().cloned());
        input.only_languages.extend(self.only_languages.iter().cloned());
        input.rejects = self.rejects.clone().or(input.rejects.take());
        input.encoding = self.encoding.clone().or(input.encoding.take());
        input.sheet = self.sheet.clone().or(input.sheet.take());
        input.max_rejects = self.max_rejects.unwrap_or(input.max_rejects);
        config
    }
}
