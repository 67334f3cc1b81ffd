//! Ticks of a time axis, in UTC.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

use super::ChartError;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The distance between ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Seconds(i64),
    /// Days, counted from a Monday, so that weeks start on one.
    Days(i64),
    Months(i64),
}

/// From the finest to the coarsest.
const STEPS: [Step; 31] = [
    Step::Seconds(1),
    Step::Seconds(2),
    Step::Seconds(5),
    Step::Seconds(10),
    Step::Seconds(15),
    Step::Seconds(30),
    Step::Seconds(MINUTE),
    Step::Seconds(2 * MINUTE),
    Step::Seconds(5 * MINUTE),
    Step::Seconds(10 * MINUTE),
    Step::Seconds(15 * MINUTE),
    Step::Seconds(30 * MINUTE),
    Step::Seconds(HOUR),
    Step::Seconds(2 * HOUR),
    Step::Seconds(3 * HOUR),
    Step::Seconds(6 * HOUR),
    Step::Seconds(12 * HOUR),
    Step::Days(1),
    Step::Days(2),
    Step::Days(7),
    Step::Days(14),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Months(12),
    Step::Months(24),
    Step::Months(60),
    Step::Months(120),
    Step::Months(600),
    Step::Months(1200),
];

impl Step {
    /// About how many seconds it is.
    fn seconds(self) -> i64 {
        match self {
            Self::Seconds(seconds) => seconds,
            Self::Days(days) => days * DAY,
            Self::Months(months) => months * 2_629_746,
        }
    }

    /// The last tick at or before a time.
    fn floor(self, at: DateTime) -> Result<DateTime, jiff::Error> {
        match self {
            Self::Seconds(step) => from_second(second(at)?.div_euclid(step) * step),
            Self::Days(days) => {
                // The first day of 1970 was a Thursday.
                let day = second(at)?.div_euclid(DAY) + 3;
                from_second((day.div_euclid(days) * days - 3) * DAY)
            }
            Self::Months(months) => {
                let month = i64::from(at.year()) * 12 + i64::from(at.month()) - 1;
                let month = month.div_euclid(months) * months;
                let year = i16::try_from(month.div_euclid(12)).unwrap_or(i16::MIN);
                let date = Date::new(year, (month.rem_euclid(12) + 1) as i8, 1)?;
                Ok(date.at(0, 0, 0, 0))
            }
        }
    }

    fn next(self, tick: DateTime) -> Result<DateTime, jiff::Error> {
        match self {
            Self::Seconds(step) => tick.checked_add(step.seconds()),
            Self::Days(days) => tick.checked_add(days.days()),
            Self::Months(months) => tick.checked_add(months.months()),
        }
    }

    fn label(self, tick: DateTime) -> String {
        let pattern = match self {
            Self::Seconds(step) if step < MINUTE => "%H:%M:%S",
            Self::Seconds(_) => "%H:%M",
            Self::Days(_) => "%-d %b",
            Self::Months(months) if months < 12 => "%b",
            Self::Months(_) => "%Y",
        };
        tick.strftime(pattern).to_string()
    }

    /// What the labels of some ticks have in common and leave out.
    fn context(self, tick: DateTime) -> Option<String> {
        let pattern = match self {
            Self::Seconds(_) => "%-d %b %Y",
            Self::Days(_) => "%Y",
            Self::Months(months) if months < 12 => "%Y",
            Self::Months(_) => return None,
        };
        Some(tick.strftime(pattern).to_string())
    }
}

/// The ticks of a time axis.
pub struct TimeTicks {
    /// Seconds since 1970, and a label such as `14:00` or `3 Mar`.
    pub ticks: Vec<(f64, String)>,
    /// Where a second row of labels starts, and its label, such as `2024`:
    /// one at the first tick and one wherever the label changes.
    pub context: Vec<(f64, String)>,
}

/// Ticks for at most `most` labels from `start` to `end`, in seconds since
/// 1970. An error if one of them is out of the calendar's range.
pub fn time_ticks(start: i64, end: i64, most: usize) -> Result<TimeTicks, ChartError> {
    civil_ticks(start, end, most).map_err(|_| out_of_calendar())
}

fn civil_ticks(start: i64, end: i64, most: usize) -> Result<TimeTicks, jiff::Error> {
    let least = end.saturating_sub(start) / (most.max(1) as i64);
    let step = STEPS.into_iter().find(|step| step.seconds() >= least).unwrap_or(Step::Months(12_000));
    let mut ticks = Vec::new();
    let mut context: Vec<(f64, String)> = Vec::new();
    let mut next = Some(step.floor(from_second(start)?)?);
    // A tick that the calendar does not reach is beyond the end as well.
    while let Some(tick) = next
        && let Ok(at) = second(tick)
        && at <= end
    {
        next = step.next(tick).ok();
        if at < start {
            continue;
        }
        ticks.push((at as f64, step.label(tick)));
        if let Some(label) = step.context(tick)
            && context.last().is_none_or(|(_, before)| *before != label)
        {
            context.push((at as f64, label));
        }
    }
    Ok(TimeTicks { ticks, context })
}

fn from_second(second: i64) -> Result<DateTime, jiff::Error> {
    Ok(Offset::UTC.to_datetime(Timestamp::from_second(second)?))
}

fn second(at: DateTime) -> Result<i64, jiff::Error> {
    Ok(Offset::UTC.to_timestamp(at)?.as_second())
}

/// A time in words, as exact as bins of a length need: `3 Mar 2024` or
/// `3 Mar 2024, 14:05 UTC`.
pub(super) fn time_in_words(at: i64, bin_s: u64) -> Result<String, ChartError> {
    let pattern = if bin_s.is_multiple_of(DAY.unsigned_abs()) {
        "%-d %b %Y"
    } else if bin_s.is_multiple_of(MINUTE.unsigned_abs()) {
        "%-d %b %Y, %H:%M UTC"
    } else {
        "%-d %b %Y, %H:%M:%S UTC"
    };
    let at = from_second(at).map_err(|_| out_of_calendar())?;
    Ok(at.strftime(pattern).to_string())
}

fn out_of_calendar() -> ChartError {
    ChartError::Data("a time is not within the years −9999 to 9999".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-03-03T00:00:00Z, a Sunday.
    const SUNDAY: i64 = 1_709_424_000;

    fn labels(start: i64, end: i64) -> (Vec<String>, Vec<String>) {
        let found = time_ticks(start, end, 8).unwrap();
        let texts = |list: Vec<(f64, String)>| list.into_iter().map(|(_, text)| text).collect();
        (texts(found.ticks), texts(found.context))
    }

    #[test]
    fn hours_have_the_date_as_their_context() {
        let (ticks, context) = labels(SUNDAY, SUNDAY + DAY);
        assert_eq!(ticks[..3], ["00:00", "03:00", "06:00"]);
        assert_eq!(context, ["3 Mar 2024", "4 Mar 2024"]);
    }

    #[test]
    fn weeks_start_on_monday() {
        let (ticks, context) = labels(SUNDAY, SUNDAY + 50 * DAY);
        assert_eq!(ticks[..2], ["4 Mar", "11 Mar"]);
        assert_eq!(context, ["2024"]);
    }

    #[test]
    fn months_and_years() {
        let (ticks, context) = labels(SUNDAY, SUNDAY + 300 * DAY);
        assert_eq!(ticks[..2], ["May", "Jul"]);
        assert_eq!(context, ["2024"]);
        let (ticks, _) = labels(SUNDAY, SUNDAY + 3000 * DAY);
        assert_eq!(ticks[0], "2026");
    }

    #[test]
    fn the_ends_of_the_calendar_are_errors_not_panics() {
        assert!(time_ticks(i64::MIN, i64::MAX, 8).is_err());
        let last = Timestamp::MAX.as_second();
        assert!(time_ticks(last - 10, last, 8).is_ok());
        assert!(time_in_words(i64::MAX, 60).is_err());
    }
}
