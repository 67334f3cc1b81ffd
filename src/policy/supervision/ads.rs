//! `ads.csv`: which advertisements of registered accounts may run where.
//!
//! A labelled account may not advertise outside the country that its entity is
//! primarily affiliated with. An advertisement for home and for abroad is
//! split: it may run at home.

use std::collections::BTreeSet;
use std::path::Path;

use lockstep_base::calendar::{Day, Period};
use lockstep_base::country::Country;
use lockstep_base::error::Result;
use lockstep_base::named;
use lockstep_data::events::{At, Row, Table};
use serde::{Deserialize, Serialize};

use super::input::Input;
use super::label::{appeals, is_labelled};
use super::registry::{Measure, Registry};
use super::rows::AccountTable;
use super::whose::Whose;

/// What a cell of countries says where an advertisement runs everywhere.
const EVERYWHERE: [&str; 5] = ["*", "all", "world", "worldwide", "global"];

named! {
    /// What is decided about an advertisement.
    Decision {
        /// It may run as it was asked for.
        Allowed = "allowed",
        /// It may run nowhere that it was asked for.
        Refused = "refused",
        /// It may run at home only.
        Split = "split",
        /// Its account is not in the registry: nothing is decided.
        NotRegistered = "not_registered",
    }
}

/// A line of `ad_decisions.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdDecision {
    /// The advertisement.
    pub ad_id: String,
    /// Whose it is.
    #[serde(flatten)]
    pub whose: Whose,
    /// What is decided.
    pub decision: Decision,
    /// Where it may run; `everywhere` where it was to run everywhere.
    pub allowed_in: Vec<String>,
    /// Where it may not; `everywhere else` where it was to run everywhere.
    pub refused_in: Vec<String>,
    /// When it begins.
    pub start: Day,
    /// When it ends; none: it has no end.
    pub end: Option<Day>,
    /// From when it may not run: its beginning, or that of the label.
    pub refused_from: Option<Day>,
    /// What was to be spent, as the file writes it.
    pub spend: String,
    /// Why.
    pub reason: String,
    /// Whether it is in force: an appeal can suspend it.
    pub in_force: bool,
    /// The appeals that are open.
    pub appeal: String,
}

struct Columns {
    id: At,
    start: At,
    end: Option<At>,
    countries: At,
    spend: Option<At>,
}

/// An advertisement as it was asked for.
struct Ad {
    id: String,
    start: Day,
    end: Option<Day>,
    /// None: everywhere.
    countries: Option<BTreeSet<Country>>,
    spend: String,
}

/// Decides on every advertisement that runs in the period, and gives the file
/// that was read.
///
/// # Errors
/// When a row cannot be used; the message names file, line and column.
pub fn decide(path: &Path, registry: &Registry, period: Period) -> Result<(Vec<AdDecision>, Input)> {
    let accounts = AccountTable::read(path, registry)?;
    let columns = Columns::new(&accounts.table)?;
    let (mut decisions, mut known) = (Vec::new(), BTreeSet::new());
    for row in accounts.table.rows() {
        let account = accounts.account(&row)?;
        let ad = columns.ad(&row)?;
        let platform = accounts.platform(&row).to_lowercase();
        if !known.insert((platform, ad.id.trim().to_owned())) {
            return Err(row.error(
                columns.id,
                format!("the advertisement {} stands here twice", ad.id),
                "keep one row each",
            ));
        }
        if ad.start.0 > period.last() || ad.end.is_some_and(|end| end.0 < period.first()) {
            continue;
        }
        decisions.push(match account {
            Some(account) => judge(registry, account, ad, period),
            None => AdDecision {
                decision: Decision::NotRegistered,
                allowed_in: Vec::new(),
                ..ad.allowed(accounts.unregistered(&row), "the account is not in the registry: nothing is decided")
            },
        });
    }
    decisions.sort_by(|x, y| (&x.ad_id, &x.whose.platform).cmp(&(&y.ad_id, &y.whose.platform)));
    Ok((decisions, Input::of("ads", &accounts.table)))
}

fn judge(registry: &Registry, account: usize, ad: Ad, period: Period) -> AdDecision {
    let (entity, _) = registry.account(account);
    let (home, whose) = (entity.country, Whose::of(registry, account));
    if !entity.status.is_labelled() {
        return ad.allowed(whose, &format!("{} is {} and carries no label", entity.name, entity.status.name()));
    }
    // Decided entities have a day: without it the registry cannot be used.
    let since = entity.labelled_since.unwrap_or(ad.start);
    if let Some(end) = ad.end.filter(|&end| end < since) {
        return ad.allowed(whose, &format!("it ends on {end}, before the label of {since}"));
    }
    if !is_labelled(entity, period) {
        return ad.allowed(whose, &format!("the label of {} begins on {since}, after the period", entity.name));
    }
    let codes = |countries: &BTreeSet<Country>, is_home: bool| -> Vec<String> {
        countries
            .iter()
            .filter(|&&country| (country == home) == is_home)
            .map(|country| country.code().to_owned())
            .collect()
    };
    let (allowed_in, refused_in): (Vec<String>, Vec<String>) = match &ad.countries {
        None => (vec![home.code().to_owned()], vec!["everywhere else".to_owned()]),
        Some(asked) => (codes(asked, true), codes(asked, false)),
    };
    if refused_in.is_empty() {
        return ad.allowed(whose, &format!("it runs in {} only, the home country", home.in_a_sentence()));
    }
    let decision = if allowed_in.is_empty() { Decision::Refused } else { Decision::Split };
    let reason = format!(
        "{} is {} since {since} and may advertise in {} only",
        entity.name,
        entity.status.name(),
        home.in_a_sentence()
    );
    AdDecision {
        appeal: appeals(registry, entity),
        decision,
        allowed_in,
        refused_in,
        refused_from: Some(since.max(ad.start)),
        reason,
        in_force: !registry.suspends(entity, Measure::Advertising),
        ..ad.allowed(whose, "")
    }
}

impl Ad {
    fn allowed(self, whose: Whose, reason: &str) -> AdDecision {
        let allowed_in = self.countries.map_or_else(
            || vec!["everywhere".to_owned()],
            |countries| countries.iter().map(|country| country.code().to_owned()).collect(),
        );
        AdDecision {
            ad_id: self.id,
            appeal: String::new(),
            whose,
            decision: Decision::Allowed,
            allowed_in,
            refused_in: Vec::new(),
            start: self.start,
            end: self.end,
            refused_from: None,
            spend: self.spend,
            reason: reason.to_owned(),
            in_force: true,
        }
    }
}

impl Columns {
    fn new(table: &Table) -> Result<Self> {
        Ok(Self {
            id: table.column("ad_id", "name the column of advertisements ad_id")?,
            start: table.column("start", "add the first day of each advertisement")?,
            end: table.find("end"),
            countries: table.column("countries", "add the countries that each advertisement is for")?,
            spend: table.find("spend"),
        })
    }

    fn ad(&self, row: &Row) -> Result<Ad> {
        let form = "a day such as 2024-05-31";
        let Some(start) = row.value::<Day>(self.start, form)? else {
            return Err(row.error(self.start, "this is missing", format!("write {form}")));
        };
        let end = row.value::<Day>(self.end, form)?;
        if let (Some(column), Some(end)) = (self.end, end.filter(|&end| end < start)) {
            return Err(row.error(column, format!("it ends on {end}, before it starts on {start}"), "mend the days"));
        }
        let id = row.needed(self.id)?.to_owned();
        Ok(Ad { id, start, end, countries: self.countries(row)?, spend: row.text(self.spend).to_owned() })
    }

    fn countries(&self, row: &Row) -> Result<Option<BTreeSet<Country>>> {
        let text = row.needed(self.countries)?.trim();
        if EVERYWHERE.contains(&text.to_lowercase().as_str()) {
            return Ok(None);
        }
        let parts: Vec<&str> = text.split([';', ',', '|', ' ']).filter(|part| !part.is_empty()).collect();
        let remedy = "write ISO 3166-1 codes parted by ; or world";
        if parts.is_empty() {
            return Err(row.error(self.countries, "no country is named", remedy));
        }
        let countries =
            parts.iter().map(|part| part.parse::<Country>().map_err(|e| row.error(self.countries, e, remedy)));
        countries.collect::<Result<_>>().map(Some)
    }
}
