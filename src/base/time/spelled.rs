//! Times of day and dates as people and programs spell them out.

use jiff::civil::{Date, DateTime, Time};

use super::zone::Zone;

/// Which of the two comes first in `05/01/2024`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// 5 January.
    DayFirst,
    /// 1 May.
    MonthFirst,
}

/// A date and a time of day, and the zone where one is given.
#[derive(Debug)]
pub(super) struct Spelled {
    pub local: DateTime,
    pub zone: Option<Zone>,
}

/// Why a text is no such time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is in no known form.
    Unknown,
    /// Day and month are numbers, and their order is not known.
    Order,
    /// The calendar has no such day, the clock no such time.
    NoSuch,
    /// The zone's name has several meanings, or none that is known.
    Zone,
}

/// Names of months by their first three letters.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The day and the month of `05/01/2024 14:07`, first one first, and the sign
/// between them; none where the text has another form.
pub(super) fn numbers(text: &str) -> Option<(u32, u32, char)> {
    let (date, _) = cut_at_clock(text)?;
    let words = words(date);
    let [first, second, year] = words[..] else { return None };
    let number = |word: &str| word.parse::<u32>().ok().filter(|_| word.len() <= 2);
    let (first_number, second_number) = (number(first)?, number(second)?);
    let is_year = matches!(year.len(), 2 | 4) && year.parse::<u32>().is_ok();
    let sign = date[first.len() + (first.as_ptr() as usize - date.as_ptr() as usize)..].chars().next()?;
    is_year.then_some((first_number, second_number, sign))
}

/// Reads a time that is spelled out: `Fri, 05 Jan 2024 14:07:32 +0100`,
/// `Wed Oct 10 20:19:24 +0000 2018`, `05-Jan-24 01:33 AM`, `05.01.2024 14:07`,
/// `2018年10月09日 11:04`, and `05/01/2024 14:07` in the given order.
///
/// # Errors
/// Says why it is none.
pub(super) fn read(text: &str, order: Option<Order>) -> Result<Spelled, Fault> {
    let text = text.split('(').next().unwrap_or_default().trim();
    let (date, clock) = cut_at_clock(text).ok_or(Fault::Unknown)?;
    let (time, rest) = clock_of(clock)?;
    let (mut date_words, mut zone) = (words(date), None);
    let mut rest_words = rest.split_whitespace();
    for word in &mut rest_words {
        match word {
            word if word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()) => date_words.push(word),
            // `GMT+0100`
            word => zone = Some(zone_of(word)?),
        }
    }
    let local = DateTime::from_parts(date_of(&date_words, date, order)?, time);
    Ok(Spelled { local, zone })
}

fn zone_of(word: &str) -> Result<Zone, Fault> {
    let behind = ["GMT", "UTC"].iter().find_map(|name| word.strip_prefix(name)).filter(|rest| !rest.is_empty());
    Zone::named(behind.unwrap_or(word)).ok_or(Fault::Zone)
}

/// The text before the time of day, and the text that begins with it.
fn cut_at_clock(text: &str) -> Option<(&str, &str)> {
    let colon = text.find(':')?;
    let start = text[..colon]
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    (start < colon && colon - start <= 2).then(|| text.split_at(start))
}

/// The time of day at the start of a text, and what is behind it.
fn clock_of(text: &str) -> Result<(Time, &str), Fault> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.')).unwrap_or(text.len());
    let (clock, rest) = text.split_at(end);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let parts: Vec<i8> =
        clock.split(':').map(|part| part.parse().map_err(|_| Fault::Unknown)).collect::<Result<_, _>>()?;
    let [hour, minute, second] = match parts[..] {
        [hour, minute] => [hour, minute, 0],
        [hour, minute, second] => [hour, minute, second],
        _ => return Err(Fault::Unknown),
    };
    let (half, rest) = half_of_day(rest);
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return Err(Fault::NoSuch),
        Some(after_noon) => hour % 12 + if after_noon { 12 } else { 0 },
        None => hour,
    };
    let nanos = match fraction.get(..fraction.len().min(9)).filter(|digits| !digits.is_empty()) {
        Some(digits) => format!("{digits:0<9}").parse().map_err(|_| Fault::Unknown)?,
        None => 0,
    };
    // A leap second is the second before it.
    Ok((Time::new(hour, minute, second.min(59), nanos).map_err(|_| Fault::NoSuch)?, rest))
}

/// `AM` or `PM` at the start of a text, and what is behind it.
fn half_of_day(text: &str) -> (Option<bool>, &str) {
    let trimmed = text.trim_start();
    for (name, after_noon) in [("am", false), ("a.m.", false), ("pm", true), ("p.m.", true)] {
        let is_it = trimmed.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        let behind = trimmed.get(name.len()..).unwrap_or_default();
        if is_it && !behind.starts_with(|c: char| c.is_alphanumeric()) {
            return (Some(after_noon), behind);
        }
    }
    (None, text)
}

/// Runs of letters and digits; a number and a word side by side are two.
fn words(text: &str) -> Vec<&str> {
    let kind = |c: char| if c.is_ascii_digit() { 1 } else { 2 * u8::from(c.is_alphabetic()) };
    let (mut words, mut start, mut last) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if kind(c) != last {
            if last != 0 {
                words.push(&text[start..at]);
            }
            (start, last) = (at, kind(c));
        }
    }
    words
}

fn date_of(words: &[&str], date: &str, order: Option<Order>) -> Result<Date, Fault> {
    let mut month = None;
    let mut numbers: Vec<&str> = Vec::new();
    for word in words {
        let start: String = word.chars().take(3).flat_map(char::to_lowercase).collect();
        let named = MONTHS.iter().position(|name| *name == start && word.len() >= 3);
        match named {
            _ if word.bytes().all(|byte| byte.is_ascii_digit()) => numbers.push(word),
            Some(place) => month = Some(place as i8 + 1),
            None if WEEKDAYS.contains(&&*start) => {}
            None if matches!(&**word, "T" | "at" | "th" | "st" | "nd" | "rd" | "年" | "月" | "日") => {}
            None => return Err(Fault::Unknown),
        }
    }
    let number = |word: &str| word.parse::<i16>().map_err(|_| Fault::Unknown);
    let year = |word: &str| Ok(if word.len() == 2 { 2000 + number(word)? } else { number(word)? });
    let is_day = |word: &str| word.len() <= 2;
    let [year, month, day] = match (numbers[..].as_ref(), month) {
        ([day, last], Some(month)) if is_day(day) => [year(last)?, month.into(), number(day)?],
        ([first, day], Some(month)) => [year(first)?, month.into(), number(day)?],
        ([first, month, day], None) if first.len() == 4 => [number(first)?, number(month)?, number(day)?],
        ([first, second, last], None) if is_day(first) && is_day(second) => {
            // With full stops the day comes first everywhere.
            let order = if date.contains('.') { Some(Order::DayFirst) } else { order };
            match order.ok_or(Fault::Order)? {
                Order::DayFirst => [year(last)?, number(second)?, number(first)?],
                Order::MonthFirst => [year(last)?, number(first)?, number(second)?],
            }
        }
        _ => return Err(Fault::Unknown),
    };
    let small = |number: i16| i8::try_from(number).map_err(|_| Fault::NoSuch);
    Date::new(year, small(month)?, small(day)?).map_err(|_| Fault::NoSuch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_are_spelled_out() {
        for text in [
            "Fri Jan 05 14:07:32 +0000 2024",
            "Fri, 05 Jan 2024 14:07:32 +0000",
            "Fri Jan 05 2024 14:07:32 GMT+0000 (Central European Standard Time)",
            "5 January 2024 14:07:32",
            "Jan 5, 2024 at 2:07:32 PM",
            "05-Jan-24 02:07:32 pm",
            "05.01.2024 14:07:32",
            "5.1.2024, 14:07:32",
            "2024/01/05 14:07:32",
            "2024年01月05日 14:07:32",
            "January 5th, 2024 14:07:32 UTC",
        ] {
            let spelled = read(text, None).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
            assert_eq!(spelled.local.to_string(), "2024-01-05T14:07:32", "{text}");
        }
        let with_zone = read("Fri, 05 Jul 2024 14:07:32 CEST", None).unwrap();
        assert_eq!(with_zone.zone, Zone::named("+02:00"));
        assert_eq!(read("12:05 AM 5 May 2024", None).unwrap_err(), Fault::Zone);
        assert_eq!(read("5 May 2024 12:05 AM", None).unwrap().local.to_string(), "2024-05-05T00:05:00");
    }

    #[test]
    fn the_order_of_day_and_month_must_be_known() {
        for (text, day_first, month_first) in [
            ("05/01/2024 14:07", "2024-01-05", "2024-05-01"),
            ("5/1/24 2:07 PM", "2024-01-05", "2024-05-01"),
            ("05-01-2024 14:07:00", "2024-01-05", "2024-05-01"),
        ] {
            assert_eq!(read(text, None).unwrap_err(), Fault::Order, "{text}");
            let date = |order| read(text, Some(order)).unwrap().local.date().to_string();
            assert_eq!((date(Order::DayFirst).as_str(), date(Order::MonthFirst).as_str()), (day_first, month_first));
            assert_eq!(numbers(text).map(|(first, second, _)| (first, second)), Some((5, 1)));
        }
        assert_eq!(numbers("05.01.2024 14:07"), Some((5, 1, '.')));
        assert_eq!(numbers("2024-01-05 14:07"), None);
        assert_eq!(read("23/05/2024 10:00", Some(Order::MonthFirst)).unwrap_err(), Fault::NoSuch);
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in
            ["", ":", "14:07", "yesterday 14:07", "5 May 14:07", "99:99", "2024-01-05 14:07:32 BST", "x:y", "é1:2"]
        {
            assert!(read(text, Some(Order::DayFirst)).is_err(), "{text}");
        }
    }
}
