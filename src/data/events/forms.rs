//! How the times of a column are written, as its first values tell.

use lockstep_base::time::{self, DAY, Form, Order, Zone};

use super::notes::Finding;

/// What the first times of a column tell.
#[derive(Debug, PartialEq)]
pub(super) enum Decided {
    /// How they are written, and what of it should be said, with an example.
    Form(Form, Option<(Finding, String)>),
    /// The values do not tell it; others may.
    NeedsMore { problem: String, remedy: String },
    /// They cannot be read.
    Refused { problem: String, remedy: String },
}

/// Decides it for these values of a column.
pub(super) fn decide(values: &[String]) -> Decided {
    let Some(first) = values.first() else { return Decided::Form(Form::Common, None) };
    let said = |form: Form, finding: Finding| Decided::Form(form, Some((finding, first.clone())));
    if values.iter().all(|text| is_year(text)) {
        return Decided::Refused {
            problem: format!("numbers such as `{first}` are years, and no moments"),
            remedy: "name the column that holds the full times with --column time=NAME".into(),
        };
    }
    if all_in(values, Form::Compact, 1995, 2036) || values.iter().all(|text| is_compact_day(text)) {
        return said(Form::Compact, Finding::CompactTimes);
    }
    if values.iter().any(|text| text.contains(['.', ','])) && values.iter().all(|text| is_serial(text)) {
        return said(Form::Serial, Finding::SerialTimes);
    }
    order(values)
}

/// Whether all values can be read so, and lie between these years.
fn all_in(values: &[String], form: Form, first: i64, last: i64) -> bool {
    const YEAR: i64 = 31_556_952_000_000;
    let years = (first - 1970) * YEAR..(last - 1970) * YEAR;
    values.iter().all(|text| time::read(text, form, &Zone::UTC).is_ok_and(|moment| years.contains(&moment.micros)))
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse::<u32>().is_ok_and(|year| (1990..=2100).contains(&year))
}

/// `20240105`: a day, which is no moment either.
fn is_compact_day(text: &str) -> bool {
    let part = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<u32>().ok());
    let is_day = || {
        Some((1995..=2036).contains(&part(0, 4)?) && (1..=12).contains(&part(4, 6)?) && (1..=31).contains(&part(6, 8)?))
    };
    text.len() == 8 && is_day() == Some(true)
}

/// A day from 2000 to 2049 as spreadsheets count days, mostly with a part of it.
fn is_serial(text: &str) -> bool {
    let number = text.trim().replace(',', ".");
    number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && number.parse::<f64>().is_ok_and(|days| (36_526.0..54_789.0).contains(&days))
}

/// Whether the day or the month comes first, where only the whole column tells.
fn order(values: &[String]) -> Decided {
    let numbers = || values.iter().filter_map(|text| Some((text, time::day_and_month(text)?)));
    let Some((example, _)) = numbers().next() else { return Decided::Form(Form::Common, None) };
    let day_first = numbers().find(|(_, (first, _))| *first > 12).map(|(text, _)| text);
    let month_first = numbers().find(|(_, (_, second))| *second > 12).map(|(text, _)| text);
    match (day_first, month_first) {
        (Some(day), None) => Decided::Form(Form::Ordered(Order::DayFirst), Some((Finding::DayFirst, day.clone()))),
        (None, Some(month)) => {
            Decided::Form(Form::Ordered(Order::MonthFirst), Some((Finding::MonthFirst, month.clone())))
        }
        (Some(day), Some(month)) => Decided::Refused {
            problem: format!(
                "`{day}` has the day first, `{month}` the month: a spreadsheet may have swapped them in a part"
            ),
            remedy: "export the table again with times as YYYY-MM-DD HH:MM:SS, and not through a spreadsheet".into(),
        },
        (None, None) => Decided::NeedsMore {
            problem: format!("`{example}` may have the day or the month first, and no value tells which"),
            remedy: format!(
                "say it with --time-format '{}' or --time-format '{}'",
                format_of(example, "%d", "%m"),
                format_of(example, "%m", "%d")
            ),
        },
    }
}

/// The format of such a time, in `strftime` notation.
fn format_of(text: &str, first: &str, second: &str) -> String {
    let text = text.trim();
    let upper = text.to_uppercase();
    let half = upper.ends_with("AM") || upper.ends_with("PM");
    let hour = if half { "%I" } else { "%H" };
    let mut parts = [first, second, "%Y", hour, "%M", "%S", "%f"].into_iter();
    let (mut format, mut last) = (String::new(), ' ');
    let mut digits = 0;
    for c in text.trim_end_matches(|c: char| c.is_alphabetic()).trim_end().chars() {
        match (c.is_ascii_digit(), last.is_ascii_digit()) {
            (true, false) => {
                digits = 1;
                format.push_str(parts.next().unwrap_or(""));
            }
            (true, true) => digits += 1,
            (false, _) => {
                if format.ends_with("%Y") && digits == 2 {
                    format.replace_range(format.len() - 1.., "y");
                }
                format.push(c);
            }
        }
        last = c;
    }
    if half { format + " %p" } else { format }
}

/// What is odd about the first times of a column: most are one moment, or all are
/// midnights. Gives the finding, how many times it is of, and one of them.
pub(super) fn odd_times(moments: &[i64]) -> Option<(Finding, u64, i64)> {
    /// Fewer times prove nothing.
    const FEWEST: usize = 20;
    if moments.len() < FEWEST {
        return None;
    }
    let mut sorted = moments.to_vec();
    sorted.sort_unstable();
    let most = sorted.chunk_by(|a, b| a == b).max_by_key(|equal| equal.len())?;
    if 2 * most.len() > moments.len() {
        return Some((Finding::EqualTimes, most.len() as u64, most[0]));
    }
    let is_midnight = moments.iter().all(|moment| moment % DAY == 0);
    is_midnight.then_some((Finding::OnlyDays, moments.len() as u64, moments[0]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Decided {
        decide(&values.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_whole_column_tells_how_its_times_are_written() {
        for (values, form) in [
            (&["1704463652", "1704463653"][..], Form::Common),
            (&["2024-01-05 14:07:33"], Form::Common),
            (&["20240105140733", "20240105140734"], Form::Compact),
            (&["20240105140733", "1704463652"], Form::Common),
            (&["202401051407"], Form::Compact),
            (&["20240105"], Form::Compact),
            (&["45296.58857", "45297"], Form::Serial),
            (&["45296", "45297"], Form::Common),
            (&["45296.5", "99999.5"], Form::Common),
            (&["05/01/2024 14:07", "23/01/2024 14:07"], Form::Ordered(Order::DayFirst)),
            (&["05/01/2024 14:07", "05/23/2024 14:07"], Form::Ordered(Order::MonthFirst)),
            (&["05.01.2024 14:07"], Form::Common),
            (&["1704463652000", "1704463653000"], Form::Common),
            (&[], Form::Common),
        ] {
            let decided = of(values);
            assert!(matches!(decided, Decided::Form(found, _) if found == form), "{values:?}: {decided:?}");
        }
    }

    #[test]
    fn what_no_value_decides_is_asked_for() {
        let Decided::NeedsMore { problem, remedy } = of(&["05/01/24 02:07 PM", "06/01/24 02:07 PM"]) else { panic!() };
        assert!(problem.contains("05/01/24 02:07 PM"), "{problem}");
        assert_eq!(remedy, "say it with --time-format '%d/%m/%y %I:%M %p' or --time-format '%m/%d/%y %I:%M %p'");
        let Decided::NeedsMore { remedy, .. } = of(&["5-1-2024, 14:07:00"]) else { panic!() };
        assert!(remedy.contains("'%d-%m-%Y, %H:%M:%S'"), "{remedy}");
        assert!(matches!(of(&["13/01/2024 14:07", "01/13/2024 14:07"]), Decided::Refused { .. }));
        assert!(matches!(of(&["2024", "2023"]), Decided::Refused { .. }));
    }

    #[test]
    fn equal_times_and_mere_days_are_noticed() {
        let minutes: Vec<i64> = (0..40).map(|at| at * 60_000_000).collect();
        assert_eq!(odd_times(&minutes), None);
        let mut equal = vec![7; 30];
        equal.extend(&minutes[..20]);
        assert_eq!(odd_times(&equal), Some((Finding::EqualTimes, 30, 7)));
        let days: Vec<i64> = (0..40).map(|at| at * DAY).collect();
        assert_eq!(odd_times(&days), Some((Finding::OnlyDays, 40, 0)));
        assert_eq!(odd_times(&[7; 10]), None);
    }
}
