//! Where an advertisement was to run.

use std::collections::BTreeSet;

use lockstep_base::country::{Country, codes_of, group};

/// What a cell says where an advertisement runs everywhere.
const EVERYWHERE: [&str; 5] = ["*", "all", "world", "worldwide", "global"];

/// Where an advertisement was to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Everywhere but in these countries.
    EverywhereBut(BTreeSet<Country>),
    /// In these countries, or in regions of them.
    In(BTreeSet<Country>),
}

/// The parts of a cell: codes separated by blanks, commas, semicolons or bars.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', ',', '|', ' ']).filter(|part| !part.is_empty())
}

/// The countries that a cell names: codes of ISO 3166-1, and EU or EEA.
fn countries(text: &str) -> Result<BTreeSet<Country>, String> {
    let mut countries = BTreeSet::new();
    for part in parts(text) {
        countries.extend(group(part).map_or_else(|| part.parse().map(|country| vec![country]), Ok)?);
    }
    Ok(countries)
}

/// The countries of regions: codes of ISO 3166-2, such as `PT-11`.
fn of_regions(text: &str) -> Result<BTreeSet<Country>, String> {
    let country = |part: &str| {
        let wrong = || format!("`{part}` is no code of ISO 3166-2 such as PT-11");
        let (country, region) = part.split_once('-').ok_or_else(wrong)?;
        let is_region = (1..=3).contains(&region.len()) && region.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if is_region { Ok(territory(country.parse()?, part)) } else { Err(wrong()) }
    };
    parts(text).map(country).collect()
}

/// Regions that are territories with a country code of their own, where their own
/// code does not say so.
const TERRITORIES: [(&str, &str); 8] = [
    ("FR-971", "GP"),
    ("FR-972", "MQ"),
    ("FR-973", "GF"),
    ("FR-974", "RE"),
    ("FR-976", "YT"),
    ("FI-01", "AX"),
    ("NO-21", "SJ"),
    ("NO-22", "SJ"),
];

/// The territory that a region of a country is, such as Puerto Rico (`US-PR`) and
/// Réunion (`FR-974`), else the country.
fn territory(country: Country, region: &str) -> Country {
    let known = TERRITORIES.iter().find(|(code, _)| code.eq_ignore_ascii_case(region)).map(|(_, code)| *code);
    let own = region.split_once('-').map_or("", |(_, rest)| rest);
    country
        .territories()
        .find(|one| Some(one.code()) == known || one.code().eq_ignore_ascii_case(own))
        .unwrap_or(country)
}

impl Target {
    /// Read from cells of countries, of those left out, and of regions. A region
    /// is of its country; a country is left out only whole.
    ///
    /// # Errors
    /// When a part is no code, or no country is named, or none is left: the name
    /// of the column and the problem.
    pub fn read(named: &str, excluded: &str, regions: &str) -> Result<Self, (&'static str, String)> {
        let excluded = countries(excluded).map_err(|why| ("excluded_countries", why))?;
        let of_regions = of_regions(regions).map_err(|why| ("regions", why))?;
        if EVERYWHERE.contains(&named.trim().to_lowercase().as_str()) {
            return Ok(Self::EverywhereBut(excluded));
        }
        let mut all = countries(named).map_err(|why| ("countries", why))?;
        all.extend(of_regions);
        if all.is_empty() {
            return Err(("countries", "no country is named".to_owned()));
        }
        all.retain(|country| !excluded.contains(country));
        if all.is_empty() {
            return Err(("excluded_countries", "every country that is named is left out again".to_owned()));
        }
        Ok(Self::In(all))
    }

    /// What of it is in these countries, and whether anything is outside them.
    pub fn split(&self, home: &BTreeSet<Country>) -> (BTreeSet<Country>, bool) {
        match self {
            Self::EverywhereBut(excluded) => (home.difference(excluded).copied().collect(), true),
            Self::In(countries) => (home & countries, !countries.is_subset(home)),
        }
    }

    /// As lists name it.
    pub fn names(&self) -> Vec<String> {
        match self {
            Self::EverywhereBut(excluded) if excluded.is_empty() => vec!["everywhere".to_owned()],
            Self::EverywhereBut(excluded) => vec![format!("everywhere but {}", codes(excluded).join(" "))],
            Self::In(countries) => codes(countries),
        }
    }

    /// What of it is outside these countries, as lists name it.
    pub fn names_outside(&self, home: &BTreeSet<Country>) -> Vec<String> {
        match self {
            Self::EverywhereBut(excluded) => vec![format!("everywhere but {}", codes(&(excluded | home)).join(" "))],
            Self::In(countries) => codes(&(countries - home)),
        }
    }
}

/// The codes of countries, in their order.
pub(super) fn codes(countries: &BTreeSet<Country>) -> Vec<String> {
    codes_of(countries).into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(named: &str, excluded: &str, regions: &str) -> Target {
        Target::read(named, excluded, regions).unwrap()
    }

    #[test]
    fn the_world_without_home_is_abroad() {
        let home: BTreeSet<Country> = ["PT".parse().unwrap()].into();
        let (at_home, is_abroad) = target("world", "PT", "").split(&home);
        assert!(at_home.is_empty() && is_abroad);
        let (at_home, is_abroad) = target("world", "ES FR", "").split(&home);
        assert_eq!((codes(&at_home), is_abroad), (vec!["PT".to_owned()], true));
        assert_eq!(target("world", "ES", "").names_outside(&home), ["everywhere but ES PT"]);
    }

    #[test]
    fn regions_are_of_their_country_and_groups_are_their_members() {
        let home: BTreeSet<Country> = ["PT".parse().unwrap()].into();
        assert!(!target("", "", "PT-11;PT-30").split(&home).1);
        assert_eq!(target("PT", "", "ES-MD").names_outside(&home), ["ES"]);
        assert_eq!(target("", "", "FR-974;US-PR;FR-IDF").names(), ["FR", "PR", "RE"]);
        assert_eq!(target("PT;ES", "ES", "").split(&home), (home.clone(), false));
        assert_eq!(target("EU", "", "").names().len(), 27);
        assert_eq!(target("eea", "EU", "").names(), ["IS", "LI", "NO"]);
    }

    #[test]
    fn what_is_no_place_names_its_column() {
        let message = |named: &str, excluded: &str, regions: &str| {
            let (column, why) = Target::read(named, excluded, regions).unwrap_err();
            format!("{column}: {why}")
        };
        assert_eq!(message("", "", ""), "countries: no country is named");
        assert!(message("UK", "", "").starts_with("countries: `UK` is no ISO 3166-1 code"));
        assert!(message("PT", "Europe", "").starts_with("excluded_countries: `Europe`"));
        assert!(message("PT", "", "Lisboa").starts_with("regions: `Lisboa` is no code of ISO 3166-2"));
        assert!(message("PT", "PT", "").contains("left out again"));
    }
}
