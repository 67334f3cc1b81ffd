//! The groups that are synchronous and not on the list, and why.

use std::collections::BTreeMap;

use lockstep_detect::Detection;
use lockstep_detect::candidates::{ExplainedGroup, Explanation};
use serde::Serialize;

use super::names::{account_name, date, percent};
use crate::wording::{self, GroupNumbers, level, span, tenths, words};

/// Groups that the page holds; all are in explained.csv.
const GROUPS_SHOWN: usize = 100;
/// Members of a group that the page holds.
const MEMBERS_SHOWN: usize = 40;

/// All of them.
#[derive(Serialize)]
pub(super) struct Groups {
    number: usize,
    kinds: Vec<Kind>,
    shown: Vec<Group>,
}

/// The groups with one explanation.
#[derive(Serialize)]
struct Kind {
    name: String,
    meaning: &'static str,
    /// What a person still has to rule out of such a group, where it has a pattern.
    pattern: Option<String>,
    groups: usize,
    accounts: usize,
}

/// A group with its numbers, each with its name.
#[derive(Serialize)]
struct Group {
    group_id: u32,
    name: String,
    accounts: usize,
    pairs: usize,
    objects: usize,
    days: usize,
    numbers: Vec<(&'static str, String)>,
    members: Vec<String>,
    members_left: usize,
}

/// The groups of a detection, the largest first.
pub(super) fn groups(detection: &Detection) -> Groups {
    let all = &detection.findings.explained;
    let mut by_explanation: BTreeMap<Explanation, (usize, usize)> = BTreeMap::new();
    for group in all {
        let (groups, accounts) = by_explanation.entry(group.explanation).or_default();
        *groups += 1;
        *accounts += group.members.len();
    }
    let kind = |(explanation, (groups, accounts)): (Explanation, (usize, usize))| Kind {
        name: words(explanation.name()),
        meaning: explanation.meaning(),
        pattern: explanation.pattern().map(wording::pattern),
        groups,
        accounts,
    };
    Groups {
        number: all.len(),
        kinds: by_explanation.into_iter().map(kind).collect(),
        shown: all.iter().take(GROUPS_SHOWN).map(|group| shown(detection, group)).collect(),
    }
}

fn shown(detection: &Detection, group: &ExplainedGroup) -> Group {
    let said = GroupNumbers::of(group);
    let mut numbers = vec![
        ("Trace", said.trace),
        ("The median pair met on", format!("{} objects", tenths(said.met))),
        ("Habit lets it meet on", format!("{} of them", tenths(said.expected))),
        ("p under habit", level(&said.p_habit)),
    ];
    numbers.extend(said.period_s.map(|period| ("Clock ticks every", span(period))));
    numbers.extend(said.at_ticks.map(|share| ("Acts at ticks", format!("{} %", percent(share)))));
    numbers.extend([
        ("Median delay", span(said.delay_s)),
        ("First act", date(group.first_act)),
        ("Last act", date(group.last_act)),
    ]);
    let members = &group.members;
    Group {
        group_id: group.group_id,
        name: words(group.explanation.name()),
        accounts: members.len(),
        pairs: group.pairs.len(),
        objects: group.objects,
        days: group.days,
        numbers,
        members: members.iter().take(MEMBERS_SHOWN).map(|&account| account_name(detection, account)).collect(),
        members_left: members.len().saturating_sub(MEMBERS_SHOWN),
    }
}
