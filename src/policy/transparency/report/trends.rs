//! What happened over time: months, quarters and years up to the report's end,
//! the period before, the year to date, and how the numbers by country grew.

use std::collections::BTreeSet;

use lockstep_base::calendar::{Month, Period};
use lockstep_base::country::Country;
use serde::Serialize;

use super::filed::{Coverage, Filed};
use super::places::{Place, places};
use super::sum::Sums;
use super::totals::{MonthSums, Span, Totals, months};
use crate::transparency::operations::Operation;

/// Trends go back so many months at most.
const MOST_MONTHS: usize = 120;
/// So many countries have a line of their own.
const MOST_COUNTRIES: usize = 5;

/// The trends up to the end of a report.
#[derive(Clone, Debug, Serialize)]
pub struct Trends {
    /// From the first month that anything is known of, at most ten years back.
    pub months: Vec<MonthSums>,
    /// Whole quarters that these months touch.
    pub quarters: Vec<Span>,
    /// Whole years that they touch.
    pub years: Vec<Span>,
    /// Cumulative, by the countries that networks were operated from.
    pub origins: Vec<Course>,
    /// Cumulative, by the countries that they targeted.
    pub targets: Vec<Course>,
}

/// How the sums of a country grew.
#[derive(Clone, Debug, Serialize)]
pub struct Course {
    /// The country; none: not determined, not public, or not told by country.
    pub country: Option<Country>,
    /// Month by month. A network whose month is not known counts from the last
    /// that it can have been removed in.
    pub points: Vec<Point>,
}

/// The sums of a country up to a month.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Point {
    /// The month.
    pub month: Month,
    /// Whether anything is known of it.
    pub reported: bool,
    /// All networks up to its end.
    #[serde(flatten)]
    pub sums: Sums,
}

/// A period beside the report's own.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Beside {
    /// The period.
    pub period: Period,
    /// Its sums.
    #[serde(flatten)]
    pub totals: Totals,
}

/// The period before, as long as this one, where anything of it is reported.
pub(super) fn before(filed: &Filed<'_>, period: Period) -> Option<Beside> {
    let before = period.before()?;
    let totals = Totals::new(filed, before);
    (!totals.is_silent()).then_some(Beside { period: before, totals })
}

/// From the beginning of the year in which the report ends.
pub(super) fn year_to_date(filed: &Filed<'_>, to: Month) -> Option<Beside> {
    let first = Month::of(to.year().first());
    let period = Period::of_months(first, to).ok()?;
    Some(Beside { period, totals: Totals::new(filed, period) })
}

/// The trends of everything up to a month.
pub(super) fn trends(filed: &Filed<'_>, from: Month, to: Month) -> Trends {
    let first = filed.first_month().map_or(from, |first| first.min(from));
    let latest = std::iter::successors(Some(to), |month| Some(month.before())).take(MOST_MONTHS);
    let first = latest.last().map_or(first, |earliest| earliest.max(first));
    let span = Period::of_months(first, to).unwrap_or_else(|_| Period::of_month(to));
    let all: Vec<Month> = span.months().collect();
    let spans = |of: fn(Month) -> Period| -> Vec<Span> {
        let periods: BTreeSet<Period> = all.iter().map(|month| of(*month)).collect();
        periods.into_iter().map(|period| Span::new(filed, period)).collect()
    };
    let told = told(filed, &all);
    Trends {
        months: months(filed, span),
        quarters: spans(Month::quarter),
        years: spans(Month::year),
        origins: courses(filed, &told, |operation| &operation.operated_from),
        targets: courses(filed, &told, |operation| &operation.target_audience),
    }
}

/// A month, whether anything is known of it, and whether everything is up to its
/// end.
type Told = (Month, bool, bool);

/// What is known of each month.
fn told(filed: &Filed<'_>, months: &[Month]) -> Vec<Told> {
    let first = months.first().copied();
    let told = |month: &Month| {
        let so_far = first.and_then(|first| Period::of_months(first, *month).ok());
        // Of networks that are stated and have no entry, the country is not known.
        let is_described = |period: Period| filed.sums(period).networks.of == filed.within(period).len() as u64;
        let is_whole = so_far.is_some_and(|period| !filed.is_open(period) && is_described(period));
        (*month, filed.coverage(*month) != Coverage::NotReported, is_whole)
    };
    months.iter().map(told).collect()
}

/// The countries with the most accounts at the end, and the networks without one.
fn courses(filed: &Filed<'_>, months: &[Told], of: fn(&Operation) -> &[Country]) -> Vec<Course> {
    let removed = filed.removed();
    let at_the_end: Vec<Place> = places(&removed, Sums::of(removed.iter().copied()), of);
    let named = at_the_end.iter().filter_map(|place| place.country).take(MOST_COUNTRIES).map(Some);
    let nowhere = at_the_end.iter().filter(|place| place.country.is_none()).map(|_| None);
    named.chain(nowhere).map(|country| Course { country, points: points(filed, months, country, of) }).collect()
}

fn points(
    filed: &Filed<'_>,
    months: &[Told],
    country: Option<Country>,
    of: fn(&Operation) -> &[Country],
) -> Vec<Point> {
    let is_in = |operation: &Operation| country.map_or(of(operation).is_empty(), |one| of(operation).contains(&one));
    let removed = filed.removed();
    let point = |&(month, reported, is_whole): &Told| {
        let until: Vec<&Operation> =
            removed.iter().copied().filter(|one| one.months.last() <= month.last_day()).collect();
        let theirs = Sums::of(until.iter().copied().filter(|one| is_in(one)).collect::<Vec<_>>());
        // One without a country may be of this one.
        let may_be = country.is_some() && until.iter().any(|one| of(one).is_empty());
        Point { month, reported, sums: theirs.opened(!is_whole || may_be) }
    };
    months.iter().map(point).collect()
}
