//! A case for a terminal.

use std::fmt::Write;

use lockstep_base::numbers::{count, things};
use lockstep_base::safe::{clipped, visible};
use lockstep_results::read::{Tested, TraceRow};

use super::case::{Case, Meeting, PairCase, Standing};
use super::sentences;

/// What a terminal shows of each list; the JSON has all.
const PARTNERS_SHOWN: usize = 15;
const PAIRS_SHOWN: usize = 3;
const MEETINGS_SHOWN: usize = 25;
const GROUP_SHOWN: usize = 30;
/// Characters of a name, and of an object, in a table.
const NAME: usize = 24;
const OBJECT: usize = 60;

/// The case as lines of plain text.
pub(super) fn render(case: &Case) -> String {
    let mut text = format!("{}\n\n", case.headline);
    case.findings.iter().for_each(|finding| line(&mut text, finding));
    event(&mut text, case);
    group(&mut text, case);
    dismissed(&mut text, case);
    if case.other.is_none() && !case.pairs.is_empty() {
        partners(&mut text, case);
    }
    explained(&mut text, case);
    section(&mut text, "What speaks against it");
    case.against.iter().for_each(|against| item(&mut text, against));
    timeline(&mut text, case);
    if !case.notes.is_empty() {
        line(&mut text, "");
    }
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

fn event(text: &mut String, case: &Case) {
    let Some(network) = case.network.as_ref().filter(|network| !network.event_sentences.is_empty()) else { return };
    section(text, &format!("Could an event explain network {}?", network.network_id));
    network.event_sentences.iter().for_each(|sentence| item(text, sentence));
}

fn group(text: &mut String, case: &Case) {
    let Some(group) = &case.group else { return };
    section(text, "What shows its group");
    group.sentences.iter().for_each(|sentence| item(text, sentence));
    section(
        text,
        match &case.other {
            Some(_) => "On what both acted in the group, and when the first one did",
            None => "What it did in the group",
        },
    );
    for act in group.acts.iter().take(MEETINGS_SHOWN) {
        let (trace, object) = (visible(&act.trace), clipped(&visible(&act.object), OBJECT));
        let who = format!("{} of {}", count(act.members), things(act.accounts, "account", "accounts"));
        line(text, &format!("  {}  {trace:<8}  {who} were members  {object}", moment(&act.time)));
    }
    more(text, group.acts.len(), MEETINGS_SHOWN);
}

fn dismissed(text: &mut String, case: &Case) {
    let Some(group) = &case.explained else { return };
    section(
        text,
        &format!("Synchronous, and why it is not on the list (group {} of explained.csv)", group.numbers.group_id),
    );
    let said = [group.meaning].into_iter().chain(group.pattern_sentence.as_deref());
    said.chain(group.sentences.iter().map(String::as_str)).for_each(|sentence| item(text, sentence));
    let shown: Vec<_> = group.members.iter().take(GROUP_SHOWN).map(|member| visible(member)).collect();
    item(text, &format!("Its accounts: {}", shown.join(", ")));
    more(text, group.members.len(), GROUP_SHOWN);
}

fn name(id: &str) -> String {
    clipped(&visible(id), NAME)
}

fn partners(text: &mut String, case: &Case) {
    let title = match case.group {
        None => "Partners, the strongest first",
        Some(_) if case.pairs[0].standing == Standing::Tested => {
            "Accounts with which it was tested as a pair; none of these pairs passed"
        }
        Some(_) => "Accounts with which it forms a validated pair; no network on the list is made of these",
    };
    section(text, title);
    let header = [
        "partner",
        "trace",
        "objects",
        "occasions",
        "days",
        "gap",
        "window",
        "p chance",
        "p habit",
        "p crowd",
        "q",
        "first/later",
    ];
    row(text, &header.map(str::to_owned));
    for pair in case.pairs.iter().take(PARTNERS_SHOWN) {
        pair.tests.iter().for_each(|test| row(text, &cells(pair, &test.row)));
    }
    more(text, case.pairs.len(), PARTNERS_SHOWN);
}

fn row(text: &mut String, [partner, trace, cells @ ..]: &[String; 12]) {
    const WIDTHS: [usize; 10] = [7, 9, 4, 8, 6, 8, 8, 8, 8, 11];
    let _ = write!(text, "  {partner:<NAME$}  {trace:<8}");
    cells.iter().zip(WIDTHS).for_each(|(cell, width)| _ = write!(text, "  {cell:>width$}"));
    let _ = writeln!(text);
}

/// A partner in one trace.
fn cells(pair: &PairCase, test: &TraceRow) -> [String; 12] {
    let p = |test: Option<Tested>| test.map_or("-".to_owned(), |test| format!("{:.1e}", test.p));
    [
        name(&pair.partner),
        clipped(&visible(&test.trace), 8),
        test.objects.to_string(),
        test.occasions.to_string(),
        test.days.to_string(),
        format!("{} s", test.median_gap_s),
        format!("{} s", test.window_s),
        p(Some(test.chance)),
        p(test.habit),
        p(test.crowd),
        format!("{:.1e}", pair.q_value),
        pair.lead.map_or("-".to_owned(), |lead| format!("{}/{}", lead.account, lead.partner)),
    ]
}

fn explained(text: &mut String, case: &Case) {
    if case.pairs.is_empty() {
        return;
    }
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
    for test in &pair.tests {
        let mut said = test.sentences.iter();
        said.by_ref().take(1).for_each(|summary| item(text, summary));
        said.for_each(|sentence| line(text, &format!("      {sentence}")));
    }
    pair.sentences.iter().for_each(|sentence| item(text, sentence));
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
