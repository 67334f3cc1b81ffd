//! The zones of local times, for all inputs or one by one.

use lockstep_base::error::{Error, Result};
use lockstep_base::time::Zone;
use serde::{Deserialize, Serialize};

/// Zones of times that name none: `Europe/Berlin` for all inputs, or
/// `FILE=Europe/Berlin` for those whose name, or the end of whose path, fits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Vec<String>")]
pub struct Timezones(Vec<(Option<String>, Zone, String)>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    One(String),
    Several(Vec<String>),
}

impl Timezones {
    /// True where none is named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one, as it is written.
    ///
    /// # Errors
    /// When it is no zone.
    pub fn add(&mut self, text: &str) -> Result<(), String> {
        let (file, name) = text.rsplit_once('=').map_or((None, text), |(file, name)| (Some(file.to_owned()), name));
        self.0.push((file, name.parse()?, name.trim().to_owned()));
        Ok(())
    }

    /// Names of files that none of these inputs has.
    pub(super) fn files_that_fit_none<'a>(&'a self, inputs: impl Iterator<Item = &'a str> + Clone) -> Vec<&'a str> {
        let named = self.0.iter().filter_map(|(file, _, _)| file.as_deref());
        named.filter(|file| !inputs.clone().any(|input| fits(file, input).unwrap_or(true))).collect()
    }

    /// The zone of an input, where one is named.
    ///
    /// # Errors
    /// When a file's name is no valid pattern.
    pub(super) fn of(&self, file: &str) -> Result<Option<Zone>> {
        for (pattern, zone, _) in self.0.iter().rev() {
            let Some(pattern) = pattern else { return Ok(Some(zone.clone())) };
            if fits(pattern, file)? {
                return Ok(Some(zone.clone()));
            }
        }
        Ok(None)
    }
}

/// Whether a file is the one that is named, by its path, its end, or a pattern.
fn fits(pattern: &str, file: &str) -> Result<bool> {
    let ends_with = || file.strip_suffix(pattern).is_some_and(|rest| rest.is_empty() || rest.ends_with(['/', '\\']));
    let invalid =
        |e: glob::PatternError| Error::config("input.timezone", format!("`{pattern}` is no valid pattern ({})", e.msg));
    let glob = glob::Pattern::new(pattern).map_err(invalid)?;
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    Ok(ends_with() || glob.matches(file) || glob.matches(name))
}

impl std::str::FromStr for Timezones {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut zones = Self::default();
        zones.add(text)?;
        Ok(zones)
    }
}

impl TryFrom<Written> for Timezones {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let texts = match written {
            Written::One(text) => vec![text],
            Written::Several(texts) => texts,
        };
        let mut zones = Self::default();
        texts.iter().try_for_each(|text| zones.add(text))?;
        Ok(zones)
    }
}

impl From<Timezones> for Vec<String> {
    fn from(zones: Timezones) -> Self {
        let written = |(file, _, name): (Option<String>, Zone, String)| match file {
            Some(file) => format!("{file}={name}"),
            None => name,
        };
        zones.0.into_iter().map(written).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_input_has_its_zone() {
        let zones: Timezones = toml::from_str::<std::collections::BTreeMap<String, Timezones>>(
            "zone = ['Europe/Berlin', 'b.csv=+02:00', 'west*.csv=America/New_York']",
        )
        .unwrap()
        .remove("zone")
        .unwrap();
        let zone = |name: &str| name.parse::<Zone>().unwrap();
        for (file, expected) in [
            ("a.csv", "Europe/Berlin"),
            ("data/b.csv", "+02:00"),
            ("b.csv", "+02:00"),
            ("ab.csv", "Europe/Berlin"),
            ("x/west1.csv", "America/New_York"),
        ] {
            assert_eq!(zones.of(file).unwrap(), Some(zone(expected)), "{file}");
        }
        assert_eq!(Timezones::default().of("a.csv").unwrap(), None);
        assert!("Berlin".parse::<Timezones>().is_err() && "a=b=Europe/Berlin".parse::<Timezones>().is_ok());
        assert_eq!(Vec::from(zones)[1], "b.csv=+02:00");
    }
}
