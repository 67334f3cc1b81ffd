//! Groups that chance does not explain and something innocent does.
//!
//! Whoever knows a ring must be able to see why it is not on the list. The pairs that
//! pass the list's false discovery rate by chance alone, and neither of whose accounts is
//! on the list, are clustered like the list itself; each group has the explanation that
//! holds for most of its pairs, with its numbers.

use lockstep_base::error::Result;
use lockstep_base::pattern::Pattern;
use lockstep_base::time::{SECOND, day};
use lockstep_data::events::Dictionary;
use lockstep_data::traces::TraceKind;
use lockstep_method::cluster::leiden;
use lockstep_method::coaction::Pair;
use lockstep_method::significance::{Behaviour, Clock, Reason};
use rayon::prelude::*;
use serde::Serialize;

use super::evidence::{Tested, TraceEvidence};
use super::members::{Members, SMALLEST_NETWORK};
use super::summaries::{distinct, median};
use crate::config::Config;

/// Habit explains a group where the median p of its pairs under habit is above this.
const EXPLAINED: f64 = 0.05;

/// Of a larger group, so many pairs are asked for what makes them meet, evenly chosen.
const PAIRS_ASKED: usize = 4_096;

/// Why a group is not on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Explanation {
    /// Its members act at the ticks of a clock.
    Clock,
    /// They post at the same minute of the hour, or at the same time of the day.
    Timetable,
    /// Their own delays on other occasions make them meet.
    Reactions,
    /// Nothing explains it, but the evidence falls short of the list's level.
    Weak,
    /// Its pairs pass, but its members did too little for a group.
    FewActs,
}

impl Explanation {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Clock, Self::Timetable, Self::Reactions, Self::Weak, Self::FewActs];

    /// The name in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Clock => "clock",
            Self::Timetable => "timetable",
            Self::Reactions => "reactions",
            Self::Weak => "weak",
            Self::FewActs => "few_acts",
        }
    }

    /// What it says, as a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Clock => {
                "They act at the ticks of a clock, at the next one after a publication: bots of one feed that poll it at the \
                 same times meet without knowing of each other."
            }
            Self::Timetable => {
                "They post at the same minute of the hour or at the same time of the day, whatever they post: schedulers meet \
                 without knowing of each other."
            }
            Self::Reactions => {
                "The delays after which each of them reacts on other occasions make them meet this often: followers of one \
                 source meet without knowing of each other."
            }
            Self::Weak => {
                "Neither chance nor habit explains it, but it was not seen often enough for the list, which allows for all \
                 pairs of accounts that were looked at."
            }
            Self::FewActs => {
                "Its pairs pass, but its members did so little that a group as small as this can be found by looking at many."
            }
        }
    }

    /// The pattern that was seen, where habit explains it.
    pub fn pattern(self) -> Option<Pattern> {
        matches!(self, Self::Clock | Self::Reactions).then_some(Pattern::SameFeed)
    }
}

/// A group that is not on the list, and why.
#[derive(Clone, Debug, Serialize)]
pub struct ExplainedGroup {
    /// From 1, the largest group first.
    pub group_id: u32,
    /// Accounts, in the order of names.
    pub members: Vec<u32>,
    /// Its pairs, as places among the tested ones.
    pub pairs: Vec<usize>,
    /// Why it is not on the list.
    pub explanation: Explanation,
    /// The trace in which chance explains it least.
    pub trace: TraceKind,
    /// Distinct objects on which its pairs met there.
    pub objects: usize,
    /// Distinct UTC days on which they did.
    pub days: usize,
    /// Objects on which a pair met: the median.
    pub met: f64,
    /// On how many of them habit lets it meet: the median. Objects on which habit makes a
    /// meeting likelier than not are left out of the test, but not of this.
    pub expected: f64,
    /// ln p under habit: the median.
    pub ln_p_habit: f64,
    /// The most frequent clock of its members.
    pub clock: Option<Clock>,
    /// Seconds from the objects' coming into being to the members' acts: the median.
    pub delay_s: f64,
    /// The first act of a meeting, in microseconds.
    pub first_act: i64,
    /// The last one.
    pub last_act: i64,
}

/// The groups, the largest first; `is_listed` tells of each account whether it is on the
/// list.
///
/// # Errors
/// A broken graph is passed on.
pub(super) fn explained(
    tested: &Tested,
    is_listed: &[bool],
    validated: &[usize],
    names: &Dictionary,
    config: &Config,
) -> Result<Vec<ExplainedGroup>> {
    let touches_list = |pair: &Pair| is_listed[pair.a() as usize] || is_listed[pair.b() as usize];
    let places: Vec<usize> = tested
        .beyond
        .iter()
        .filter(|pair| !touches_list(pair))
        .filter_map(|pair| tested.pairs.binary_search(pair).ok())
        .collect();
    let pairs: Vec<Pair> = places.iter().map(|&place| tested.pairs[place]).collect();
    let members = Members::new(&pairs, names);
    let partition = leiden(&members.graph(tested, &places)?, &config.leiden());
    let mut large = members.communities(&pairs, &partition);
    large.retain(|(community, _)| community.len() >= SMALLEST_NETWORK);
    let of_community = |(community, pairs): &(Vec<u32>, Vec<usize>)| {
        let accounts = community.iter().map(|&member| members.accounts[member as usize]).collect();
        let inside = pairs.iter().map(|&number| places[number]).collect();
        Group { tested, validated }.explain(accounts, inside)
    };
    let mut groups: Vec<ExplainedGroup> = large.par_iter().map(of_community).collect();
    put_in_order(&mut groups, names);
    Ok(groups)
}

/// Puts the members in the order of their names, and numbers the groups, the largest
/// first.
pub(crate) fn put_in_order(groups: &mut [ExplainedGroup], names: &Dictionary) {
    groups.iter_mut().for_each(|group| group.members.sort_by_key(|&member| names.get(member)));
    groups.sort_by_key(|group| (std::cmp::Reverse(group.members.len()), names.get(group.members[0])));
    groups.iter_mut().zip(1..).for_each(|(group, id)| group.group_id = id);
}

/// What groups are explained from.
struct Group<'a> {
    tested: &'a Tested,
    validated: &'a [usize],
}

impl Group<'_> {
    fn explain(&self, members: Vec<u32>, pairs: Vec<usize>) -> ExplainedGroup {
        let trace = self.trace(&pairs);
        let evidence = &self.tested.traces[trace];
        let some: Vec<usize> = pairs.iter().copied().step_by(pairs.len().div_ceil(PAIRS_ASKED).max(1)).collect();
        let (reasons, expected): (Vec<[usize; 3]>, Vec<f64>) =
            some.par_iter().map(|&place| reasons(evidence, self.tested.pairs[place], place)).unzip();
        let clocks: Vec<Clock> =
            members.iter().filter_map(|&member| evidence.histories.clock(&evidence.acts, member)).collect();
        let met: Vec<_> = pairs.iter().flat_map(|&place| evidence.meetings(place)).map(|m| m.co_act).collect();
        let acts = &evidence.acts;
        let delays = met
            .iter()
            .flat_map(|c| c.acts.map(|act| acts.time[act as usize] - acts.triggers.moment[c.object as usize]));
        let clock = most_frequent(&clocks);
        let ln_p_habit = median(pairs.iter().map(|&place| evidence.tests[place].habit.map_or(0.0, |habit| habit.ln_p)));
        ExplainedGroup {
            group_id: 0,
            explanation: self.explanation(&pairs, ln_p_habit, &reasons, clock),
            trace: evidence.kind,
            objects: distinct(&mut met.iter().map(|c| c.object).collect()),
            days: distinct(&mut met.iter().map(|c| day(c.later)).collect()),
            met: median(pairs.iter().map(|&place| f64::from(evidence.tests[place].objects))),
            expected: median(expected.into_iter()),
            ln_p_habit,
            clock,
            delay_s: median(delays.map(|delay| delay as f64 / SECOND as f64)),
            first_act: met.iter().map(|c| c.earlier).min().unwrap_or_default(),
            last_act: met.iter().map(|c| c.later).max().unwrap_or_default(),
            members,
            pairs,
        }
    }

    /// The trace in which chance explains the pairs least.
    fn trace(&self, pairs: &[usize]) -> usize {
        let ln_p =
            |trace: &TraceEvidence| pairs.iter().map(|&place| trace.tests[place].chance.ln_p.max(-1e6)).sum::<f64>();
        let sums: Vec<f64> = self.tested.traces.iter().map(ln_p).collect();
        (0..sums.len()).min_by(|&x, &y| sums[x].total_cmp(&sums[y]).then(x.cmp(&y))).unwrap_or_default()
    }

    fn explanation(
        &self,
        pairs: &[usize],
        ln_p_habit: f64,
        reasons: &[[usize; 3]],
        clock: Option<Clock>,
    ) -> Explanation {
        let passing = pairs.iter().filter(|place| self.validated.binary_search(place).is_ok()).count();
        if 2 * passing > pairs.len() {
            return Explanation::FewActs;
        }
        if ln_p_habit <= EXPLAINED.ln() {
            return Explanation::Weak;
        }
        let sum = |reason: Reason| reasons.iter().map(|counts| counts[reason as usize]).sum::<usize>();
        // Of equals the first is the more particular one.
        let order = [Reason::Clock, Reason::Timetable, Reason::Delay];
        match order.into_iter().rev().max_by_key(|&reason| sum(reason)) {
            Some(Reason::Clock) if clock.is_some_and(|clock| 2.0 * clock.share >= 1.0) => Explanation::Clock,
            Some(Reason::Timetable) => Explanation::Timetable,
            _ => Explanation::Reactions,
        }
    }
}

/// By what habit lets a pair meet on the objects on which it met, and how many of all
/// its objects habit lets it meet on.
fn reasons(evidence: &TraceEvidence, pair: Pair, place: usize) -> ([usize; 3], f64) {
    let models = evidence.models();
    let Behaviour::Habit(habit) = models.habit else { return ([0; 3], 0.0) };
    let rung = evidence.tests[place].rung;
    let shared = models.shared(pair);
    let expected: Vec<f64> = shared
        .iter()
        .filter(|shared| evidence.ladder.counts(shared.object, rung))
        .map(|shared| habit.chance(pair, shared, rung))
        .collect();
    let mut counts = [0; 3];
    for meeting in evidence.meetings(place) {
        let on = shared.binary_search_by_key(&meeting.co_act.object, |shared| shared.object);
        let reason = on.map(|place| habit.reason(pair, &shared[place], meeting.co_act.acts, rung));
        reason.into_iter().for_each(|reason| counts[reason as usize] += 1);
    }
    (counts, expected.into_iter().fold(0.0, |sum, chance| sum + chance))
}

/// The clock that most of them are alike, by period; of equals the longer one.
fn most_frequent(clocks: &[Clock]) -> Option<Clock> {
    let alike = |clock: &&Clock| clocks.iter().filter(|other| other.period == clock.period).count();
    clocks.iter().max_by_key(|clock| (alike(clock), clock.period, clock.phase)).copied()
}
