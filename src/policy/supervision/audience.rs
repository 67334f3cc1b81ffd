//! `audience.csv`: who saw an account's posts, by day and country.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use lockstep_base::calendar::{Day, Month};
use lockstep_base::country::Country;
use lockstep_base::error::{Error, Result};
use lockstep_data::events::{At, Row};

use super::input::Input;
use super::proportion::Tally;
use super::registry::Registry;
use super::rows::{AccountTable, Others};

/// What a cell says where the platform does not know a viewer's country.
const UNKNOWN: [&str; 8] = ["", "unknown", "other", "others", "zz", "xx", "n/a", "?"];

/// More than this nobody can see in a day and country; sums of it are exact.
const MOST_VIEWS: u64 = 1_000_000_000_000;

/// What an audience can be counted in; the first that is there is read.
const MEASURES: [&str; 3] = ["impressions", "viewers", "views"];

/// Every column that is read.
const COLUMNS: [&str; 10] =
    ["account_id", "platform", "date", "day", "period", "month", "country", "impressions", "viewers", "views"];

/// What one row tells.
#[derive(Clone, Copy, Debug)]
struct Views {
    account: usize,
    /// Of a month the first day.
    day: Date,
    /// None where it is not known.
    country: Option<Country>,
    views: u64,
    line: u64,
}

impl Views {
    fn key(&self) -> (usize, Date, Option<Country>) {
        (self.account, self.day, self.country)
    }
}

/// The audiences of the registry's accounts.
#[derive(Clone, Debug, Default)]
pub struct Audience {
    /// What is counted: `impressions` or `viewers`.
    pub measure: String,
    /// By account, day and country.
    views: Vec<Views>,
    /// Whether the file has whole months in the place of days.
    pub by_month: bool,
    /// Accounts that are not in the registry.
    pub others: Others,
    /// Columns that are not read.
    pub not_read: Vec<String>,
    /// The file.
    pub input: Input,
}

impl Audience {
    /// Reads the table: `account_id`, perhaps `platform`, `date` (or `period`, a
    /// month), `country` and `impressions` (or `viewers`).
    ///
    /// # Errors
    /// When a row cannot be used, or says again what an earlier one said; the
    /// message names file, line and column.
    pub fn read(path: &Path, registry: &Registry) -> Result<Self> {
        let accounts = AccountTable::read(path, registry)?;
        let table = &accounts.table;
        let mut not_read = table.not_read(&COLUMNS)?;
        let (when, by_month) = when(&accounts)?;
        let country = table.column("country", "add the viewers' country, as an ISO 3166-1 code")?;
        let measure = MEASURES.into_iter().find(|name| table.find(name).is_some());
        let count = table.column(measure.unwrap_or("impressions"), "add a column impressions, or viewers")?;
        let others = MEASURES.into_iter().filter(|name| Some(*name) != measure && table.find(name).is_some());
        not_read.extend(others.map(str::to_owned));
        let mut audience = Self {
            measure: measure.unwrap_or_default().to_owned(),
            by_month,
            not_read,
            input: Input::of("audience", table),
            ..Self::default()
        };
        for row in table.rows() {
            let Some(account) = accounts.account(&row)? else {
                audience.others.add(&accounts, &row);
                continue;
            };
            let (day, country) = (day(&row, when, by_month)?, viewers_country(&row, country)?);
            let views = match row.value::<u64>(count, "a whole number")? {
                Some(views) if views <= MOST_VIEWS => views,
                Some(views) => {
                    return Err(row.error(count, format!("{views} is more than there can be"), "correct it"));
                }
                None => return Err(row.error(count, "this is missing", "fill it in, 0 where there were none")),
            };
            audience.views.push(Views { account, day, country, views, line: row.line });
        }
        audience.views.sort_by_key(|views| (views.key(), views.line));
        match audience.views.windows(2).find(|pair| pair[0].key() == pair[1].key()) {
            Some(pair) => Err(twice(&table.file, pair)),
            None => Ok(audience),
        }
    }

    fn of(&self, account: usize) -> &[Views] {
        let start = self.views.partition_point(|views| views.account < account);
        let end = self.views.partition_point(|views| views.account <= account);
        &self.views[start..end]
    }

    /// Whether the file has nothing of an account.
    pub fn is_empty(&self, account: usize) -> bool {
        self.of(account).is_empty()
    }

    /// By day: who was outside these countries, in them, or where nobody knows.
    pub fn tallies(&self, account: usize, home: &BTreeSet<Country>) -> BTreeMap<Date, Tally> {
        let mut days: BTreeMap<Date, Tally> = BTreeMap::new();
        for seen in self.of(account) {
            let tally = days.entry(seen.day).or_default();
            match seen.country {
                None => tally.unknown += seen.views,
                Some(country) if home.contains(&country) => tally.no += seen.views,
                Some(_) => tally.yes += seen.views,
            }
        }
        days
    }

    /// The months in which the file has anything of an account, in order.
    pub fn months(&self, account: usize) -> Vec<Month> {
        let months: BTreeSet<Month> = self.of(account).iter().map(|seen| Month::of(seen.day)).collect();
        months.into_iter().collect()
    }

    /// The audience by country over the days that `is_in` takes.
    pub fn countries(&self, account: usize, is_in: impl Fn(Date) -> bool) -> BTreeMap<Country, u64> {
        let mut countries: BTreeMap<Country, u64> = BTreeMap::new();
        for seen in self.of(account).iter().filter(|seen| is_in(seen.day)) {
            if let Some(country) = seen.country {
                *countries.entry(country).or_default() += seen.views;
            }
        }
        countries.retain(|_, views| *views > 0);
        countries
    }
}

/// One account, day and country told twice.
fn twice(file: &str, pair: &[Views]) -> Error {
    let problem = format!(
        "line {}: line {} tells the audience of this account, day and country already",
        pair[1].line, pair[0].line
    );
    Error::input(file, problem, "keep one of them, or add them up if they are parts")
}

/// Where the days are, and whether they are months.
fn when(accounts: &AccountTable) -> Result<(At, bool)> {
    let table = &accounts.table;
    let (date, period) = (table.find("date").or(table.find("day")), table.find("period").or(table.find("month")));
    match (date, period) {
        (Some(date), _) => Ok((date, false)),
        // A column of that name can hold days all the same.
        (None, Some(period)) => {
            let days = table.rows().all(|row| row.text(period).parse::<Day>().is_ok());
            Ok((period, !days || table.rows().len() == 0))
        }
        (None, None) => {
            Err(Error::input(&table.file, "line 1: no column `date` or `period`", "add the day, such as 2024-05-31"))
        }
    }
}

fn day(row: &Row, when: At, by_month: bool) -> Result<Date> {
    if !by_month {
        return match row.value::<Day>(when, "a day such as 2024-05-31")? {
            Some(Day(day)) => Ok(day),
            None => Err(row.error(when, "this is missing", "write a day such as 2024-05-31")),
        };
    }
    match row.value::<Month>(when, "a month such as 2024-05, or days in all rows")? {
        Some(month) => Ok(month.first_day()),
        None => Err(row.error(when, "this is missing", "write a month such as 2024-05")),
    }
}

fn viewers_country(row: &Row, column: At) -> Result<Option<Country>> {
    let text = row.text(column);
    if UNKNOWN.contains(&text.to_lowercase().as_str()) {
        return Ok(None);
    }
    let remedy = "write an ISO 3166-1 code, or unknown";
    text.parse().map(Some).map_err(|problem: String| row.error(column, problem, remedy))
}
