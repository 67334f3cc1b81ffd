//! Days, months and periods, as reports are made by them. Days are UTC days.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// A day, written `2024-05-31`, in TOML with or without quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "Written")]
pub struct Day(pub Date);

impl Day {
    /// The UTC day on which this runs.
    pub fn today() -> Self {
        Self(TimeZone::UTC.to_datetime(Timestamp::now()).date())
    }

    /// Its first moment, in microseconds since 1970-01-01 UTC; none at the
    /// calendar's end.
    pub fn first_moment(self) -> Option<i64> {
        TimeZone::UTC.to_timestamp(self.0.at(0, 0, 0, 0)).ok().map(Timestamp::as_microsecond)
    }

    /// The day after; none at the calendar's end.
    pub fn tomorrow(self) -> Option<Self> {
        self.0.tomorrow().ok().map(Self)
    }

    /// The day before; none at the calendar's beginning.
    pub fn yesterday(self) -> Option<Self> {
        self.0.yesterday().ok().map(Self)
    }

    /// How many days later the other one is; less than 0 where it is earlier.
    pub fn days_until(self, other: Self) -> i32 {
        self.0.until(other.0).map_or(0, |span| span.get_days())
    }

    /// In words: `14 February 2024`.
    pub fn name(self) -> String {
        self.0.strftime("%-d %B %Y").to_string()
    }
}

/// How a file can write a day.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Toml(toml::value::Datetime),
    Text(String),
}

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let day = (text.len() == 10).then(|| text.parse().ok()).flatten();
        day.map(Self).ok_or_else(|| format!("`{text}` is no day such as 2024-05-31"))
    }
}

impl TryFrom<Written> for Day {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        match written {
            Written::Toml(day) => day.to_string().parse(),
            Written::Text(text) => text.parse(),
        }
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A month of the calendar, written `2024-05`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Month {
    year: i16,
    /// 1 to 12.
    month: i8,
}

impl Month {
    /// The month that a day is in.
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        jiff::civil::date(self.year, self.month, 1)
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }

    /// The month after it.
    pub fn next(self) -> Self {
        if self.month == 12 {
            Self { year: self.year.saturating_add(1), month: 1 }
        } else {
            Self { month: self.month + 1, ..self }
        }
    }

    /// The month before it.
    pub fn before(self) -> Self {
        if self.month == 1 {
            Self { year: self.year.saturating_sub(1), month: 12 }
        } else {
            Self { month: self.month - 1, ..self }
        }
    }

    /// The quarter of the year that it is in.
    pub fn quarter(self) -> Period {
        let first = Self { month: (self.month - 1) / 3 * 3 + 1, ..self };
        Period { first: first.first_day(), last: first.next().next().last_day() }
    }

    /// The year that it is in.
    pub fn year(self) -> Period {
        let (first, last) = (Self { month: 1, ..self }, Self { month: 12, ..self });
        Period { first: first.first_day(), last: last.last_day() }
    }

    /// In words: `May 2024`.
    pub fn name(self) -> String {
        self.first_day().strftime("%B %Y").to_string()
    }
}

impl FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no month such as 2024-05");
        let (year, month) = text.split_once('-').ok_or_else(wrong)?;
        let digits = |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(wrong());
        }
        let day = format!("{text}-01").parse::<Date>().map_err(|_| wrong())?;
        Ok(Self::of(day))
    }
}

impl TryFrom<String> for Month {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// Whole months or days: `2024-05`, `2024`, `2024-Q2`, `2024-01..2024-04` or
/// `2024-05-06..2024-05-12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Period {
    first: Date,
    last: Date,
}

impl Period {
    /// From the first to the last day, both included.
    ///
    /// # Errors
    /// When the last day is before the first.
    pub fn new(first: Date, last: Date) -> Result<Self, String> {
        if last < first { Err(format!("{last} is before {first}")) } else { Ok(Self { first, last }) }
    }

    /// From the first to the last month, both included.
    ///
    /// # Errors
    /// When the last month is before the first.
    pub fn of_months(first: Month, last: Month) -> Result<Self, String> {
        if last < first {
            return Err(format!("{last} is before {first}"));
        }
        Self::new(first.first_day(), last.last_day())
    }

    /// The month as a period.
    pub fn of_month(month: Month) -> Self {
        Self { first: month.first_day(), last: month.last_day() }
    }

    /// Its first day.
    pub fn first(self) -> Date {
        self.first
    }

    /// Its first and last month, where it is made of whole months.
    pub fn whole_months(self) -> Option<(Month, Month)> {
        let (first, last) = (Month::of(self.first), Month::of(self.last));
        (self.first == first.first_day() && self.last == last.last_day()).then_some((first, last))
    }

    /// The months that it touches, in order.
    pub fn months(self) -> impl Iterator<Item = Month> {
        let last = Month::of(self.last);
        std::iter::successors(Some(Month::of(self.first)), |month| Some(month.next())).take_while(move |m| *m <= last)
    }

    /// Whether the other one lies within it.
    pub fn holds(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// Whether they have a day in common.
    pub fn touches(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// In words: `May 2024`, `January to April 2024`, `6 May to 12 May 2024`.
    pub fn name(self) -> String {
        let names = self.whole_months().map_or_else(
            || [self.first, self.last].map(|day| Day(day).name()),
            |(first, last)| [first.name(), last.name()],
        );
        let [first, last] = names;
        match (first.rsplit_once(' '), last.rsplit_once(' ')) {
            _ if first == last => last,
            (Some((begin, year)), Some((_, other))) if year == other => format!("{begin} to {last}"),
            _ => format!("{first} to {last}"),
        }
    }

    /// Its last day.
    pub fn last(self) -> Date {
        self.last
    }

    /// Whether the day is in it.
    pub fn contains(self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }

    /// How many days it has.
    pub fn days(self) -> u32 {
        self.first.until(self.last).map_or(0, |span| span.get_days()).unsigned_abs() + 1
    }

    /// The period just before it: as many months where it is made of whole
    /// months, else as many days. None before the calendar's beginning.
    pub fn before(self) -> Option<Self> {
        let last = self.first.yesterday().ok()?;
        let first = if self.whole_months().is_some() {
            let months = 12 * (i32::from(self.last.year()) - i32::from(self.first.year()))
                + i32::from(self.last.month())
                - i32::from(self.first.month())
                + 1;
            self.first.checked_sub(months.months()).ok()?
        } else {
            self.first.checked_sub(i64::from(self.days()).days()).ok()?
        };
        Some(Self { first, last })
    }
}

/// One end of a period: the first and the last day of a day, a month, a
/// quarter or a year.
fn span(text: &str) -> Option<(Date, Date)> {
    let months = |first: Month, last: Month| Some((first.first_day(), last.last_day()));
    if let Ok(month) = text.parse::<Month>() {
        return months(month, month);
    }
    if let Some((year, quarter)) = text.split_once("-Q") {
        let quarter: i8 = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
        let year = format!("{year}-01").parse::<Month>().ok()?;
        return months(Month { month: 3 * quarter - 2, ..year }, Month { month: 3 * quarter, ..year });
    }
    if let Ok(year) = format!("{text}-01").parse::<Month>() {
        return months(year, Month { month: 12, ..year });
    }
    let Day(day) = text.parse().ok()?;
    Some((day, day))
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let wrong = || format!("`{text}` is no period such as 2024-05, 2024-Q2, 2024 or 2024-01..2024-04");
        let ((first, _), (_, last)) = span(first).zip(span(last)).ok_or_else(wrong)?;
        Self::new(first, last)
    }
}

impl TryFrom<String> for Period {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.whole_months() {
            None => write!(f, "{}..{}", self.first, self.last),
            Some((first, last)) if first == last => write!(f, "{first}"),
            Some((first, last)) => write!(f, "{first}..{last}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_begins_at_midnight() {
        let day: Day = "2024-02-29".parse().unwrap();
        let start = day.first_moment().unwrap();
        assert_eq!(start, 1_709_164_800_000_000);
        assert_eq!(crate::time::date(start), Some(day.0));
        assert_eq!(crate::time::date(start - 1), day.0.yesterday().ok());
    }

    #[test]
    fn a_period_is_read_in_every_form() {
        for (text, first, last) in [
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2024-Q2", "2024-04-01", "2024-06-30"),
            ("2024", "2024-01-01", "2024-12-31"),
            ("2024-01..2024-04", "2024-01-01", "2024-04-30"),
            ("2024-05-06..2024-05-12", "2024-05-06", "2024-05-12"),
        ] {
            let read = period(text);
            assert_eq!((read.first().to_string(), read.last().to_string()), (first.into(), last.into()), "{text}");
            assert_eq!(period(&read.to_string()), read);
        }
        assert_eq!((period("2024-02").days(), period("2024").days()), (29, 366));
    }

    #[test]
    fn what_is_no_period_says_what_would_be_one() {
        for text in
            ["", "2024-13", "2024-Q5", "May", "2024-5", "24-05", "2024-02-30", "2024-05-1..2024-06", "2024-05.."]
        {
            assert!(text.parse::<Period>().unwrap_err().contains("no period such as 2024-05"), "{text}");
        }
        assert_eq!("2024-05..2024-04".parse::<Period>().unwrap_err(), "2024-04-30 is before 2024-05-01");
    }

    #[test]
    fn the_period_before_is_as_long() {
        let before = |text: &str| period(text).before().unwrap().to_string();
        assert_eq!(before("2024-03"), "2024-02");
        assert_eq!(before("2024-Q1"), "2023-10..2023-12");
        assert_eq!(before("2024-05-06..2024-05-12"), "2024-04-29..2024-05-05");
    }

    #[test]
    fn a_period_is_named_as_people_name_it() {
        for (text, name) in [
            ("2024-12", "December 2024"),
            ("2024-01..2024-04", "January to April 2024"),
            ("2023-11..2024-02", "November 2023 to February 2024"),
            ("2024-05-06..2024-05-12", "6 May to 12 May 2024"),
        ] {
            assert_eq!(period(text).name(), name);
        }
    }

    #[test]
    fn months_are_in_quarters_and_years_and_periods_in_each_other() {
        let month: Month = "2024-05".parse().unwrap();
        assert_eq!((month.quarter(), month.year()), (period("2024-Q2"), period("2024")));
        assert_eq!(period("2023-11..2024-02").months().count(), 4);
        assert!(period("2024").holds(period("2024-Q2")) && !period("2024-Q2").holds(period("2024")));
        assert!(period("2024-Q2").touches(period("2024-06")) && !period("2024-Q2").touches(period("2024-07")));
        assert_eq!(period("2024-05-01..2024-05-30").whole_months(), None);
    }

    #[test]
    fn a_day_is_read_with_and_without_quotes() {
        #[derive(Deserialize)]
        struct File {
            days: Vec<Day>,
        }
        let File { days } = toml::from_str("days = [2024-05-31, '2024-05-31']").unwrap();
        assert!(days[0] == days[1] && days[0].to_string() == "2024-05-31");
        let message = |text: &str| toml::from_str::<File>(text).err().unwrap().message().to_owned();
        assert!(message("days = ['2024-05-32']").contains("no day such as 2024-05-31"));
        assert!(message("days = [2024-05-31T10:00:00Z]").contains("no day such as 2024-05-31"));
    }

    #[test]
    fn months_follow_each_other() {
        let month: Month = "2023-12".parse().unwrap();
        assert_eq!((month.next().to_string(), month.name()), ("2024-01".into(), "December 2023".into()));
        assert_eq!(month.next().before(), month);
        assert_eq!("2024-5".parse::<Month>().unwrap_err(), "`2024-5` is no month such as 2024-05");
    }
}
