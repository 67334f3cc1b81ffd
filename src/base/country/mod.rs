//! Countries by their ISO 3166-1 codes, and the languages of each.
//!
//! The table is made of the territories of Unicode CLDR (as packed in Babel
//! 2.18) that ISO 3166-1 has a code for, and Kosovo by its user-assigned code:
//! two letters, three letters, the English name, and the languages that are
//! official there, in fact or in a region of it. CLDR is published under the
//! Unicode License v3.

mod language;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

pub use language::Language;

const TERRITORIES: &str = include_str!("territories.tsv");

/// The member states of the European Union.
const UNION: &str = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK";
/// The others of the European Economic Area.
const AREA_BESIDES: &str = "IS LI NO";

/// States with territories that have codes of their own.
const TERRITORIES_OF: [(&str, &str); 10] = [
    ("AU", "CC CX HM NF"),
    ("CN", "HK MO"),
    ("DK", "FO GL"),
    ("FI", "AX"),
    ("FR", "BL GF GP MF MQ NC PF PM RE TF WF YT"),
    ("GB", "AI BM FK GG GI GS IM IO JE KY MS PN SH TC VG"),
    ("NL", "AW BQ CW SX"),
    ("NO", "BV SJ"),
    ("NZ", "CK NU TK"),
    ("US", "AS GU MP PR UM VI"),
];

/// What is known about a country.
struct Territory {
    alpha2: &'static str,
    alpha3: &'static str,
    name: &'static str,
    languages: Vec<Language>,
}

/// A country of the table; the order is that of the two-letter codes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "&str", try_from = "String")]
pub struct Country(u16);

fn territories() -> &'static [Territory] {
    static TABLE: OnceLock<Vec<Territory>> = OnceLock::new();
    TABLE.get_or_init(|| TERRITORIES.lines().filter_map(territory).collect())
}

fn territory(line: &'static str) -> Option<Territory> {
    let mut cells = line.split('\t');
    let (alpha2, alpha3, name) = (cells.next()?, cells.next()?, cells.next()?);
    let languages = cells.next()?.split(' ').filter_map(|code| code.parse().ok()).collect();
    Some(Territory { alpha2, alpha3, name, languages })
}

/// The countries of a group by its short name, in any case, in the order of
/// codes: `EU`, the European Union, or `EEA`, the European Economic Area. None
/// where the name is of no group.
pub fn group(name: &str) -> Option<Vec<Country>> {
    let besides = match name.to_ascii_uppercase().as_str() {
        "EU" => "",
        "EEA" => AREA_BESIDES,
        _ => return None,
    };
    let mut countries: Vec<Country> =
        UNION.split(' ').chain(besides.split(' ')).filter_map(|code| code.parse().ok()).collect();
    countries.sort_unstable();
    Some(countries)
}

/// The codes of countries, in their order.
pub fn codes_of<'a>(countries: impl IntoIterator<Item = &'a Country>) -> Vec<&'static str> {
    countries.into_iter().map(|country| country.code()).collect()
}

/// Where each code stands in the table.
fn codes() -> &'static BTreeMap<&'static str, u16> {
    static CODES: OnceLock<BTreeMap<&'static str, u16>> = OnceLock::new();
    CODES.get_or_init(|| (0..).zip(territories()).flat_map(|(at, t)| [(t.alpha2, at), (t.alpha3, at)]).collect())
}

impl Country {
    fn territory(self) -> &'static Territory {
        &territories()[usize::from(self.0)]
    }

    /// The ISO 3166-1 code of two letters.
    pub fn code(self) -> &'static str {
        self.territory().alpha2
    }

    /// The English name: `Iran`.
    pub fn name(self) -> &'static str {
        self.territory().name
    }

    /// The name within a sentence: `the United Kingdom`.
    pub fn in_a_sentence(self) -> String {
        let the = matches!(
            self.code(),
            "AE" | "BS"
                | "CD"
                | "CF"
                | "CG"
                | "DO"
                | "FK"
                | "GB"
                | "GM"
                | "IM"
                | "KM"
                | "KY"
                | "MH"
                | "MP"
                | "MV"
                | "NL"
                | "PH"
                | "SB"
                | "SC"
                | "TC"
                | "UM"
                | "US"
                | "VA"
                | "VG"
                | "VI"
        );
        format!("{}{}", if the { "the " } else { "" }, self.name())
    }

    /// The languages that are official there, in fact or in a region of it.
    pub fn languages(self) -> &'static [Language] {
        &self.territory().languages
    }

    /// Its territories that have a code of their own: Réunion of France, Hong
    /// Kong of China, Puerto Rico of the United States. ISO 3166-1 says only that
    /// they are not independent; whose they are is by Statoids, as packed in the
    /// data set country-codes. What is in contention (Western Sahara, Palestine,
    /// Antarctica, Taiwan) is nobody's here.
    pub fn territories(self) -> impl Iterator<Item = Self> {
        let codes =
            TERRITORIES_OF.iter().find(|(sovereign, _)| *sovereign == self.code()).map_or("", |(_, codes)| codes);
        codes.split(' ').filter_map(|code| code.parse().ok())
    }

    /// Every country of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..).zip(territories()).map(|(at, _)| Self(at))
    }
}

impl FromStr for Country {
    type Err = String;

    /// Reads a code of two or three letters, in any case.
    fn from_str(text: &str) -> Result<Self, String> {
        let code = text.trim().to_ascii_uppercase();
        codes().get(code.as_str()).map(|&at| Self(at)).ok_or_else(|| {
            let hint = match code.as_str() {
                "UK" => ": the United Kingdom is GB".to_owned(),
                "EL" => ": Greece is GR".to_owned(),
                _ => Self::all()
                    .find(|country| country.name().eq_ignore_ascii_case(text.trim()))
                    .map(|country| format!(": {} is {}", country.name(), country.code()))
                    .unwrap_or_default(),
            };
            format!("`{text}` is no ISO 3166-1 code{hint}")
        })
    }
}

impl TryFrom<String> for Country {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Country> for &'static str {
    fn from(country: Country) -> Self {
        country.code()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(code: &str) -> Country {
        code.parse().unwrap()
    }

    #[test]
    fn the_table_holds_the_249_countries_of_iso_3166_and_kosovo_in_order() {
        assert_eq!(Country::all().count(), 250);
        assert_eq!(codes().len(), 500);
        assert!(territories().is_sorted_by(|x, y| x.alpha2 < y.alpha2 || y.alpha2 == "XK"));
    }

    #[test]
    fn territories_are_of_one_country_and_in_the_table() {
        let of = |code: &str| country(code).territories().map(Country::code).collect::<Vec<_>>();
        assert_eq!((of("CN"), of("DK"), of("PT")), (vec!["HK", "MO"], vec!["FO", "GL"], vec![]));
        let mut all: Vec<Country> = Country::all().flat_map(Country::territories).collect();
        let listed = TERRITORIES_OF.iter().map(|(_, codes)| codes.split(' ').count()).sum::<usize>();
        all.sort_unstable();
        all.dedup();
        assert_eq!((all.len(), listed), (51, 51));
    }

    #[test]
    fn the_union_has_27_members_and_the_area_30() {
        let size = |name: &str| group(name).map(|countries| countries.len());
        assert_eq!((size("EU"), size("eea"), size("NATO")), (Some(27), Some(30), None));
        assert!(codes_of(&group("EEA").unwrap()).is_sorted());
    }

    #[test]
    fn codes_are_read_in_either_length_and_any_case() {
        assert_eq!(country("cn"), country("CHN"));
        assert_eq!(country(" Gb ").name(), "United Kingdom");
        assert_eq!(country("US").in_a_sentence(), "the United States");
        assert_eq!(country("IR").in_a_sentence(), "Iran");
    }

    #[test]
    fn what_is_no_code_says_what_would_be_one() {
        assert_eq!("UK".parse::<Country>().unwrap_err(), "`UK` is no ISO 3166-1 code: the United Kingdom is GB");
        assert_eq!("russia".parse::<Country>().unwrap_err(), "`russia` is no ISO 3166-1 code: Russia is RU");
        assert_eq!("ZZ".parse::<Country>().unwrap_err(), "`ZZ` is no ISO 3166-1 code");
    }

    #[test]
    fn languages_of_a_country_include_those_of_its_regions() {
        let speaks = |code: &str, language: &str| country(code).languages().contains(&language.parse().unwrap());
        assert!(speaks("CH", "de") && speaks("CH", "rm") && speaks("RU", "tt") && speaks("CN", "zh"));
        assert!(!speaks("RU", "en") && !speaks("IR", "ar") && speaks("IR", "pes"));
    }
}
