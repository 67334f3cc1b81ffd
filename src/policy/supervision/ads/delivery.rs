//! `ad_delivery.csv` of a platform: where an advertisement ran, on which day, and
//! what was spent. It shows what targeting does not: that it ran abroad.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use lockstep_base::calendar::{Day, Period};
use lockstep_base::country::{Country, codes_of};
use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::list;
use lockstep_data::events::{At, Row, Table};
use serde::{Deserialize, Serialize};

use super::money::{Amount, Sums};
use crate::supervision::input::Input;
use crate::supervision::whose::Whose;

const COLUMNS: [&str; 7] = ["ad_id", "platform", "country", "day", "impressions", "spend", "currency"];

/// What an advertisement is known by: its platform in lower case, and its id.
pub type AdKey = (String, String);

/// What ran in a country on a day.
#[derive(Clone, Debug)]
pub(super) struct Delivered {
    pub day: Day,
    pub country: Country,
    pub impressions: Option<u64>,
    pub amount: Option<Amount>,
}

/// What all advertisements delivered in the period.
#[derive(Debug, Default)]
pub(super) struct Delivery {
    ads: BTreeMap<AdKey, Vec<Delivered>>,
    /// Whether the table tells the platform of each advertisement.
    has_platforms: bool,
    pub input: Input,
}

/// An advertisement that ran and that the table of advertisements does not have.
#[derive(Clone, Debug)]
pub struct Stranger {
    /// Its id.
    pub ad_id: String,
    /// Where it ran, in lower case; empty where the table does not tell it.
    pub platform: String,
    /// The platforms on which there is one of this id.
    pub elsewhere: Vec<String>,
}

/// What ran where and when it may not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breach {
    /// The first day.
    pub from: Day,
    /// The last one.
    pub until: Day,
    /// On how many days.
    pub days: u64,
    /// In which countries.
    pub countries: Vec<Country>,
    /// How often it was seen there, where that is known of each row.
    pub impressions: Option<u64>,
    /// What was spent there.
    pub spend: Sums,
}

/// A line of `ad_delivery.csv`: what an advertisement delivered in a country in
/// the period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeliveryLine {
    /// The advertisement.
    pub ad_id: String,
    /// Whose it is.
    #[serde(flatten)]
    pub whose: Whose,
    /// Where it ran.
    pub country: Country,
    /// Whether that is home.
    pub is_home: bool,
    /// On how many days.
    pub days: u64,
    /// On how many of them it may not run there.
    pub refused_days: u64,
    /// How often it was seen, where that is known of each row.
    pub impressions: Option<u64>,
    /// What was spent.
    pub spend: Sums,
}

struct Columns {
    id: At,
    platform: Option<At>,
    country: At,
    day: At,
    impressions: Option<At>,
    spend: Option<At>,
    currency: Option<At>,
}

/// What a row without a platform calls an advertisement.
fn nowhere((_, id): &AdKey) -> AdKey {
    (String::new(), id.clone())
}

impl Delivery {
    /// Reads the table: `ad_id`, perhaps `platform`, `country`, `day`, and
    /// `impressions`, `spend` and `currency` where they are known. Days outside the
    /// period are left out.
    ///
    /// # Errors
    /// When a row cannot be used, or tells of one advertisement, day and country
    /// twice; the message names file, line and column.
    pub(super) fn read(path: &Path, period: Period) -> Result<Self> {
        let table = Table::read(path)?;
        let columns = Columns::new(&table)?;
        let has_platforms = columns.platform.is_some();
        let mut delivery = Self { input: Input::of("delivery", &table), has_platforms, ..Self::default() };
        let mut known = BTreeMap::new();
        for row in table.rows() {
            let (key, delivered) = columns.row(&row)?;
            let twice = known.insert((key.clone(), delivered.day, delivered.country), row.line);
            if let Some(before) = twice {
                let problem = format!("line {before} tells of this advertisement, day and country already");
                return Err(row.error(columns.id, problem, "keep one of them, or add them up if they are parts"));
            }
            if period.contains(delivered.day.0) {
                delivery.ads.entry(key).or_default().push(delivered);
            }
        }
        delivery.ads.values_mut().for_each(|rows| rows.sort_by_key(|row| (row.day, row.country)));
        Ok(delivery)
    }

    /// What the table calls an advertisement.
    fn key(&self, ad: &AdKey) -> AdKey {
        if self.has_platforms { ad.clone() } else { nowhere(ad) }
    }

    /// What an advertisement delivered, by day and country.
    pub(super) fn of(&self, ad: &AdKey) -> &[Delivered] {
        let exact = self.ads.get(&self.key(ad));
        // A row without a platform is of the only advertisement of that id.
        exact.or_else(|| self.ads.get(&nowhere(ad))).map_or(&[], Vec::as_slice)
    }

    /// Fails where a row may be of several of these advertisements.
    pub(super) fn must_be_of_one(&self, ads: &BTreeSet<AdKey>) -> Result<()> {
        let mut known = BTreeSet::new();
        let twice = ads.iter().find(|ad| !known.insert(&ad.1) && self.ads.contains_key(&nowhere(ad)));
        let Some((_, id)) = twice else { return Ok(()) };
        let problem = format!("the advertisement {id} is on several platforms, and it is not said which one is meant");
        Err(Error::input(&self.input.file, problem, "add a column platform"))
    }

    /// The advertisements of the table that are none of these.
    pub(super) fn strangers(&self, ads: &BTreeSet<AdKey>) -> Vec<Stranger> {
        let known: BTreeSet<AdKey> = ads.iter().flat_map(|ad| [self.key(ad), nowhere(ad)]).collect();
        let stranger = |(platform, id): &AdKey| Stranger {
            platform: platform.clone(),
            elsewhere: ads.iter().filter(|ad| ad.1 == *id).map(|ad| ad.0.clone()).collect(),
            ad_id: id.clone(),
        };
        self.ads.keys().filter(|ad| !known.contains(*ad)).map(stranger).collect()
    }
}

impl Columns {
    fn new(table: &Table) -> Result<Self> {
        table.refuse_unknown(&COLUMNS)?;
        Ok(Self {
            id: table.column("ad_id", "name the column of advertisements ad_id")?,
            platform: table.find("platform"),
            country: table.column("country", "add the country in which it ran, as an ISO 3166-1 code")?,
            day: table.column("day", "add the day on which it ran, such as 2024-05-31")?,
            impressions: table.find("impressions"),
            spend: table.find("spend"),
            currency: table.find("currency"),
        })
    }

    fn row(&self, row: &Row) -> Result<(AdKey, Delivered)> {
        let key = (row.text(self.platform).to_lowercase(), row.needed(self.id)?.trim().to_owned());
        let day: Day = row.needed_value(self.day, "a day such as 2024-05-31")?;
        let country = row.needed(self.country)?.parse();
        let country = country.map_err(|why: String| row.error(self.country, why, "write an ISO 3166-1 code"))?;
        let amount = Amount::of_row(row, self.spend, self.currency)?;
        Ok((key, Delivered { day, country, impressions: row.value(self.impressions, "a whole number")?, amount }))
    }
}

/// The sum of what is known of each; none where it is not known of one.
fn all_known<'a>(rows: impl IntoIterator<Item = &'a Delivered>) -> Option<u64> {
    rows.into_iter().try_fold(0u64, |sum, row| sum.checked_add(row.impressions?))
}

/// What of these ran where and when it may not; none where nothing did.
pub(super) fn breach(delivered: &[Delivered], is_refused: impl Fn(&Delivered) -> bool) -> Option<Breach> {
    let rows: Vec<&Delivered> = delivered.iter().filter(|row| is_refused(row)).collect();
    let days: BTreeSet<Day> = rows.iter().map(|row| row.day).collect();
    let countries: BTreeSet<Country> = rows.iter().map(|row| row.country).collect();
    Some(Breach {
        from: *days.first()?,
        until: *days.last()?,
        days: days.len() as u64,
        countries: countries.into_iter().collect(),
        impressions: all_known(rows.iter().copied()),
        spend: Sums::of(rows.iter().map(|row| row.amount.as_ref())),
    })
}

/// What an advertisement delivered, by country.
pub(super) fn lines(
    ad_id: &str,
    whose: &Whose,
    delivered: &[Delivered],
    home: &BTreeSet<Country>,
    is_refused: impl Fn(&Delivered) -> bool,
) -> Vec<DeliveryLine> {
    let countries: BTreeSet<Country> = delivered.iter().map(|row| row.country).collect();
    let line = |country: Country| {
        let rows: Vec<&Delivered> = delivered.iter().filter(|row| row.country == country).collect();
        DeliveryLine {
            ad_id: ad_id.to_owned(),
            whose: whose.clone(),
            country,
            is_home: home.contains(&country),
            days: rows.len() as u64,
            refused_days: rows.iter().filter(|row| is_refused(row)).count() as u64,
            impressions: all_known(rows.iter().copied()),
            spend: Sums::of(rows.iter().map(|row| row.amount.as_ref())),
        }
    };
    countries.into_iter().map(line).collect()
}

impl Breach {
    /// In words: `in US and GB, 1200.50 EUR spent`.
    pub fn in_words(&self) -> String {
        format!("in {}, spent: {}", list(&codes_of(&self.countries)), self.spend.in_words())
    }
}
