//! A case as one page.

use lockstep_base::error::Result;
use lockstep_results::report::fill;
use serde::Serialize;

use super::case::{Case, Meeting};
use super::drawing::{Drawing, drawing};
use super::{sentences, text};

/// What the page shows of each list; the JSON has all.
const PARTNERS_SHOWN: usize = 200;
const PAIRS_SHOWN: usize = 10;
const MEETINGS_SHOWN: usize = 1_000;
const GROUP_SHOWN: usize = 200;

/// What the template gets.
#[derive(Serialize)]
struct Page<'a> {
    case: &'a Case,
    group: Vec<&'a str>,
    group_left: usize,
    drawing: Option<Drawing>,
    partners: Vec<Row<'a>>,
    partners_left: usize,
    pairs_shown: usize,
    pairs_left: usize,
    meetings: Vec<Act<'a>>,
    meetings_left: usize,
}

/// A partner in one trace.
#[derive(Serialize)]
struct Row<'a> {
    partner: &'a str,
    trace: &'a str,
    objects: u32,
    occasions: u32,
    days: u32,
    median_gap: String,
    window: String,
    p_chance: String,
    p_habit: String,
    p_crowd: String,
    q_value: String,
    first: Option<(u32, u32)>,
}

/// A meeting in the table.
#[derive(Serialize)]
struct Act<'a> {
    meeting: &'a Meeting,
    time: String,
    partner_time: String,
    gap: String,
    delays: String,
}

/// The page.
///
/// # Errors
/// Never in practice: the template is part of the program.
pub(super) fn render(case: &Case) -> Result<String> {
    let pairs = &case.pairs;
    let group = case.explained.as_ref().map(|group| group.members.as_slice()).unwrap_or_default();
    let page = Page {
        case,
        group: group.iter().take(GROUP_SHOWN).map(String::as_str).collect(),
        group_left: group.len().saturating_sub(GROUP_SHOWN),
        drawing: drawing(case)?,
        partners: pairs.iter().take(PARTNERS_SHOWN).flat_map(rows).collect(),
        partners_left: pairs.len().saturating_sub(PARTNERS_SHOWN),
        pairs_shown: PAIRS_SHOWN,
        pairs_left: pairs.len().saturating_sub(PAIRS_SHOWN),
        meetings: case.meetings.iter().take(MEETINGS_SHOWN).map(act).collect(),
        meetings_left: case.meetings.len().saturating_sub(MEETINGS_SHOWN),
    };
    fill(&[("case.html", include_str!("page.html"))], &page)
}

fn rows(pair: &super::PairCase) -> impl Iterator<Item = Row<'_>> {
    pair.tests.iter().map(|test| Row {
        partner: &pair.partner,
        trace: &test.row.trace,
        objects: test.row.objects,
        occasions: test.row.occasions,
        days: test.row.days,
        median_gap: format!("{} s", test.row.median_gap_s),
        window: format!("{} s", test.row.window_s),
        p_chance: format!("{:.1e}", test.row.chance.p),
        p_habit: test.row.habit.map(|habit| format!("{:.1e}", habit.p)).unwrap_or_default(),
        p_crowd: test.row.crowd.map(|crowd| format!("{:.1e}", crowd.p)).unwrap_or_default(),
        q_value: format!("{:.1e}", pair.q_value),
        first: pair.lead.map(|lead| (lead.account, lead.partner)),
    })
}

fn act(meeting: &Meeting) -> Act<'_> {
    Act {
        time: text::moment(&meeting.time),
        partner_time: text::other_moment(&meeting.time, &meeting.partner_time),
        gap: sentences::gap(meeting.gap_s),
        delays: sentences::delays(meeting),
        meeting,
    }
}
