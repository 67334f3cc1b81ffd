//! How inputs are read, in a few words: it goes over the configuration.

use clap::Args;
use lockstep_data::events::{Preset, Role};
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

impl InputFlags {
    /// The configuration with these flags over it.
    pub fn over(&self, mut config: Config) -> Config {
        let input = &mut config.input;
        input.preset = self.preset.or(input.preset);
        input.columns.extend(self.columns.iter().cloned());
        input.time_format = self.time_format.clone().or(input.time_format.take());
        input.encoding = self.encoding.clone().or(input.encoding.take());
        input.sheet = self.sheet.clone().or(input.sheet.take());
        input.max_rejects = self.max_rejects.unwrap_or(input.max_rejects);
        config
    }
}
