//! A case for a terminal.

use std::fmt::Write;

use super::case::{Case, Meeting, PairCase};
use super::{clipped, sentences};
use crate::safe::visible;
use crate::wording::count;

/// What a terminal shows of each list; the JSON has all.
const PARTNERS_SHOWN: usize = 15;
const PAIRS_SHOWN: usize = 3;
const MEETINGS_SHOWN: usize = 25;
/// Characters of a name, and of an object, in a table.
const NAME: usize = 24;
const OBJECT: usize = 60;

/// The case as lines of plain text.
pub(super) fn render(case: &Case) -> String {
    let mut text = format!("{}\n\n", case.headline);
    case.findings.iter().for_each(|finding| line(&mut text, finding));
    if case.other.is_none() {
        partners(&mut text, case);
    }
    explained(&mut text, case);
    section(&mut text, "What speaks against it");
    case.against.iter().for_each(|against| item(&mut text, against));
    timeline(&mut text, case);
    case.notes.iter().for_each(|note| line(&mut text, &format!("Note: {}", visible(note))));
    text
}

/// Writing into a String cannot fail.
fn line(text: &mut String, content: &str) {
    let _ = writeln!(text, "{content}");
}

fn item(text: &mut String, content: &str) {
    let _ = writeln!(text, "  - {content}");
}

fn section(text: &mut String, title: &str) {
    let _ = writeln!(text, "\n{title}");
}

fn more(text: &mut String, all: usize, shown: usize) {
    if all > shown {
        let _ = writeln!(text, "  ... and {} more; --format json has all", count((all - shown) as u64));
    }
}

fn name(id: &str) -> String {
    clipped(&visible(id), NAME)
}

fn partners(text: &mut String, case: &Case) {
    section(text, "Partners, the strongest first");
    let _ = writeln!(
        text,
        "  {:<NAME$}  {:<8}  {:>7}  {:>9}  {:>4}  {:>10}  {:>7}  {:>9}  {:>9}  {:>9}",
        "partner", "trace", "objects", "occasions", "days", "median gap", "window", "p chance", "p habit", "q"
    );
    for pair in case.pairs.iter().take(PARTNERS_SHOWN) {
        for test in &pair.tests {
            let row = &test.row;
            let habit = row.habit.map_or("-".to_owned(), |habit| format!("{:.1e}", habit.p));
            let _ = writeln!(
                text,
                "  {:<NAME$}  {:<8}  {:>7}  {:>9}  {:>4}  {:>8} s  {:>5} s  {:>9}  {:>9}  {:>9}",
                name(&pair.partner),
                clipped(&visible(&row.trace), 8),
                row.objects,
                row.occasions,
                row.days,
                row.median_gap_s,
                row.window_s,
                format!("{:.1e}", row.chance.p),
                habit,
                format!("{:.1e}", pair.q_value),
            );
        }
    }
    more(text, case.pairs.len(), PARTNERS_SHOWN);
}

fn explained(text: &mut String, case: &Case) {
    section(text, if case.other.is_some() { "How it was tested" } else { "How its strongest pairs were tested" });
    for pair in case.pairs.iter().take(PAIRS_SHOWN) {
        of_pair(text, pair, case.other.is_none());
    }
    more(text, case.pairs.len(), PAIRS_SHOWN);
}

fn of_pair(text: &mut String, pair: &PairCase, with_name: bool) {
    if with_name {
        let _ = writeln!(text, "  With {}:", visible(&pair.partner));
    }
    let said = pair.tests.iter().flat_map(|test| &test.sentences).chain(&pair.sentences);
    said.for_each(|sentence| item(text, sentence));
}

fn timeline(text: &mut String, case: &Case) {
    if case.meetings.is_empty() {
        return;
    }
    section(text, "Meetings in the order of time (UTC; a gap with + where the account was first)");
    case.meetings.iter().take(MEETINGS_SHOWN).for_each(|meeting| of_meeting(text, meeting, case));
    more(text, case.meetings.len(), MEETINGS_SHOWN);
}

fn of_meeting(text: &mut String, meeting: &Meeting, case: &Case) {
    let partner = if case.other.is_some() { String::new() } else { format!("  {:<NAME$}", name(&meeting.partner)) };
    let _ = writeln!(
        text,
        "  {} {:>9}  {:>8}{partner}  {}  {}  [{}]",
        moment(&meeting.time),
        other_moment(&meeting.time, &meeting.partner_time),
        sentences::gap(meeting.gap_s),
        clipped(&visible(&meeting.trace), 8),
        clipped(&visible(&meeting.object), OBJECT),
        sentences::delays(meeting),
    );
}

/// The day and time of an RFC 3339 moment, to the second.
pub(super) fn moment(rfc3339: &str) -> String {
    rfc3339.chars().take(19).map(|c| if c == 'T' { ' ' } else { c }).collect()
}

/// The second moment of a meeting: without the day where that is the same.
pub(super) fn other_moment(first: &str, second: &str) -> String {
    let (day, moment) = (first.get(..10), moment(second));
    if second.get(..10) == day { moment.chars().skip(11).collect() } else { moment }
}
