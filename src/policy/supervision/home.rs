//! What is home to an entity: its country, and by default that country's
//! territories.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_base::country::Country;
use lockstep_base::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// Which countries are home besides the one of primary affiliation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HomeConfig {
    /// Whether territories with a code of their own (Réunion of France, Hong Kong
    /// of China, Puerto Rico of the United States) are home to their country's
    /// entities.
    pub territories: bool,
    /// Territories that are not home all the same.
    pub leave_out: Vec<Country>,
    /// By country, others that are home to its entities, too.
    pub add: BTreeMap<Country, Vec<Country>>,
}

impl Default for HomeConfig {
    fn default() -> Self {
        Self { territories: true, leave_out: Vec::new(), add: BTreeMap::new() }
    }
}

impl HomeConfig {
    /// Fails where a country is left out that is no territory.
    ///
    /// # Errors
    /// The first such country.
    pub fn check(&self) -> Result<()> {
        let is_territory =
            |country: &&Country| Country::all().any(|state| state.territories().any(|one| one == **country));
        match self.leave_out.iter().find(|country| !is_territory(country)) {
            None => Ok(()),
            Some(country) => {
                let problem = format!("{country} ({}) is no territory of a country", country.name());
                Err(Error::config("home.leave_out", problem))
            }
        }
    }

    /// The countries that are home to an entity of a country, itself included.
    pub fn of(&self, country: Country) -> BTreeSet<Country> {
        let territories =
            country.territories().filter(|territory| self.territories && !self.leave_out.contains(territory));
        let added = self.add.get(&country).into_iter().flatten().copied();
        territories.chain(added).chain([country]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn territories_are_home_unless_the_setting_says_otherwise() {
        let country = |code: &str| code.parse::<Country>().unwrap();
        let is_home = |config: &HomeConfig, other: &str| config.of(country("CN")).contains(&country(other));
        let usual = HomeConfig::default();
        assert!(is_home(&usual, "CN") && is_home(&usual, "HK") && !is_home(&usual, "TW"));
        let strict = HomeConfig { leave_out: vec![country("HK")], ..usual.clone() };
        assert!(!is_home(&strict, "HK") && is_home(&strict, "MO"));
        let none = HomeConfig { territories: false, ..usual.clone() };
        assert!(!is_home(&none, "MO") && is_home(&none, "CN"));
        let wider = HomeConfig { add: BTreeMap::from([(country("CN"), vec![country("SG")])]), ..none };
        assert!(is_home(&wider, "SG") && !wider.of(country("HK")).contains(&country("CN")));
    }
}
