//! `[same.url]` of the configuration.

use lockstep_base::error::{Error, Result};
use serde::{Deserialize, Serialize};

use super::names::is_pattern;
use super::table::bundled;

/// The word that stands for no rules.
const NONE: &str = "none";

/// When two links are the same link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UrlConfig {
    /// The version of the rules that are used (a date; the program has one), or
    /// `none`: then only scheme, `www.`, case of the host, order of the
    /// parameters, closing slash and fragment are put aside.
    pub rules: String,
    /// More parameters that tell nothing of the page, on every site; a name that
    /// ends in `*` is every name that begins so.
    pub drop: Vec<String>,
    /// Parameters that stay whatever the rules say; the same form.
    pub keep: Vec<String>,
}

impl Default for UrlConfig {
    fn default() -> Self {
        Self { rules: bundled().file.version.clone(), drop: Vec::new(), keep: Vec::new() }
    }
}

impl UrlConfig {
    /// Whether the rules are used.
    pub(super) fn has_rules(&self) -> bool {
        self.rules != NONE
    }

    /// Checks every value.
    ///
    /// # Errors
    /// When the rules are of another version, or a name is no name.
    pub fn validate(&self) -> Result<()> {
        let version = &bundled().file.version;
        if self.has_rules() && self.rules != *version {
            let problem =
                format!("`{}` is neither `{version}`, the rules that this program has, nor `{NONE}`", self.rules);
            return Err(Error::config("same.url.rules", problem));
        }
        for (field, names) in [("same.url.drop", &self.drop), ("same.url.keep", &self.keep)] {
            if let Some(name) = names.iter().find(|name| !is_pattern(name)) {
                let problem = format!("`{name}` is no name of a parameter; `x*` is every name that begins with x");
                return Err(Error::config(field, problem));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_in_the_configuration_and_no_other_is_taken() {
        let config = UrlConfig::default();
        assert_eq!(config.rules, bundled().file.version);
        assert!(config.validate().is_ok());
        assert!(UrlConfig { rules: "none".into(), ..config.clone() }.validate().is_ok());
        let other = UrlConfig { rules: "2001-01-01".into(), ..config.clone() }.validate().unwrap_err().to_string();
        assert!(other.contains("same.url.rules") && other.contains(&config.rules), "{other}");
        assert!(toml::from_str::<UrlConfig>("droop = []").is_err());
    }

    #[test]
    fn names_are_names() {
        for name in ["", "*", "a=b", "a&b", "a*b", "a b"] {
            let config = UrlConfig { drop: vec![name.into()], ..UrlConfig::default() };
            assert!(config.validate().is_err(), "{name:?}");
        }
    }
}
