//! What the pairs and groups survive once it is known who belongs together.
//!
//! The crowd is the others: of a group's pairs it is asked again with everybody left out
//! who is on the list, and so is what an event would have left behind.

use std::collections::BTreeSet;

use lockstep_base::pattern::Pattern;
use lockstep_base::tier::RuledOut;
use lockstep_data::traces::TraceKind;
use lockstep_method::coaction::{Meetings, Met};
use lockstep_method::significance::{Case, Crowd, Explanation, GroupActs, Test};
use rayon::prelude::*;

use super::event::{Event, moments};
use super::summaries::median;
use super::{Tested, TraceEvidence};
use crate::activity::Activity;

/// The level at which an explanation is ruled out for a group that was found.
const CONFIRMED: f64 = 0.01;

/// Accounts that belong together, and the numbers of the validated pairs among them.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Accounts.
    pub members: Vec<u32>,
    /// Numbers of validated pairs.
    pub pairs: Vec<usize>,
}

/// What a group survives.
#[derive(Clone, Debug)]
pub(super) struct Judgement {
    /// What is ruled out for the group as a whole.
    pub ruled_out: RuledOut,
    /// Whether most of its meetings are on objects that it made itself.
    pub own: bool,
    /// What an event would have left behind.
    pub event: Event,
}

impl Judgement {
    /// What was seen.
    pub fn pattern(&self) -> Pattern {
        match self.ruled_out {
            _ if self.own => Pattern::AlwaysTogether,
            RuledOut { crowd: true, event: true, .. } => Pattern::ArbitraryMoments,
            _ => Pattern::SameEvent,
        }
    }
}

/// What is known of the whole when groups are judged.
pub(super) struct Judge<'a> {
    pub tested: &'a Tested,
    /// Places of the validated pairs.
    pub validated: &'a [usize],
    /// ln of the largest p that passes.
    pub limit: f64,
    pub activity: &'a Activity,
}

/// The verdicts.
pub(super) struct Verdicts {
    /// Of each validated pair.
    pub ruled_out: Vec<RuledOut>,
    /// Of each group.
    pub groups: Vec<Judgement>,
    /// The crowd of validated pairs without their group.
    pub crowds: Crowds,
}

/// Tests of the crowd: number of the validated pair, trace, test.
pub(super) type Crowds = Vec<(usize, usize, Test)>;

impl Judge<'_> {
    /// Judges these groups, in their order.
    pub fn verdicts(&self, groups: &[Group]) -> Verdicts {
        let Self { tested, validated, limit, .. } = *self;
        let elsewhere: Vec<f64> = validated.par_iter().map(|&place| tested.ln_p_elsewhere(place)).collect();
        let listed: Vec<u32> = groups.iter().flat_map(|group| group.members.iter().copied()).collect();
        let others: Vec<Others> = tested.traces.par_iter().map(|trace| Others::than(&listed, trace)).collect();
        let judged: Vec<_> = groups.par_iter().map(|group| self.group(group, &elsewhere, &others)).collect();
        let alone = |(&place, &elsewhere): (&usize, &f64)| {
            let crowd = tested.ln_p_with_crowd(place, |trace| tested.traces[trace].tests[place].crowd);
            RuledOut { habit: elsewhere <= limit, crowd: crowd <= limit, event: false }
        };
        let mut ruled_out: Vec<RuledOut> = validated.iter().zip(&elsewhere).map(alone).collect();
        let (level, mut judgements, mut crowds) = (self.level(), Vec::new(), Vec::new());
        for (group, (judgement, pairs)) in groups.iter().zip(judged) {
            for (&number, pair) in group.pairs.iter().zip(pairs) {
                let (habit, crowd) = (elsewhere[number] <= level, pair.ln_p_with_crowd <= level);
                ruled_out[number] = RuledOut { habit, crowd, event: judgement.ruled_out.event };
                let of_traces = pair.crowds.into_iter().enumerate();
                crowds.extend(of_traces.filter_map(|(trace, test)| Some((number, trace, test?))));
            }
            judgements.push(judgement);
        }
        Verdicts { ruled_out, groups: judgements, crowds }
    }

    /// A group, and each of its pairs with its crowd by trace.
    fn group(&self, group: &Group, elsewhere: &[f64], others: &[Others]) -> (Judgement, Vec<WithoutGroup>) {
        let tested = self.tested;
        let acts: Vec<GroupActs> =
            tested.traces.iter().map(|trace| GroupActs::of(&trace.histories, &group.members)).collect();
        let of_pair = |&number: &usize| {
            let place = self.validated[number];
            let crowd = |(trace, evidence): (usize, &TraceEvidence)| {
                evidence.tests[place].crowd?;
                Some(others[trace].crowd(tested, trace, place))
            };
            let crowds: Vec<Option<Test>> = tested.traces.iter().enumerate().map(crowd).collect();
            WithoutGroup { ln_p_with_crowd: tested.ln_p_with_crowd(place, |trace| crowds[trace]), crowds }
        };
        let pairs: Vec<WithoutGroup> = group.pairs.par_iter().map(of_pair).collect();
        let habit = group.pairs.iter().map(|&number| elsewhere[number]);
        let crowd = pairs.iter().map(|pair| pair.ln_p_with_crowd);
        let (habit, crowd) = (self.rules_out(habit), self.rules_out(crowd));
        let met = self.met(group);
        let own = 2 * met.iter().filter(|(.., made)| *made).count() >= met.len();
        let mut objects: Vec<(usize, u32)> = met.into_iter().map(|(trace, object, _)| (trace, object)).collect();
        objects.sort_unstable();
        objects.dedup();
        // Who posts the same address links to the same site, too: one moment, not two.
        let kinds: BTreeSet<TraceKind> = objects.iter().map(|(trace, _)| tested.traces[*trace].kind).collect();
        objects.retain(|(trace, _)| !tested.traces[*trace].kind.implied_by().iter().any(|kind| kinds.contains(kind)));
        let moments = moments(tested, group.members.len(), &acts, &objects);
        let event = Event::of(&moments, group.members.len(), own && !habit, self.resolution(), self.activity);
        (Judgement { ruled_out: RuledOut { habit, crowd, event: event.is_ruled_out() }, own, event }, pairs)
    }

    /// The unit in which times are known.
    fn resolution(&self) -> i64 {
        self.tested.traces.iter().map(|trace| trace.histories.population().resolution()).max().unwrap_or_default()
    }

    /// Whether an explanation is ruled out for a group whose pairs survive it with these
    /// ln p. The group is found already, so that this needs no correction for all pairs
    /// of accounts: twice the median p counts, which is valid however the pairs depend on
    /// each other (Rüger 1978). Pairs that pass the list's level do so anyway.
    fn rules_out(&self, ln_p: impl Iterator<Item = f64>) -> bool {
        median(ln_p) <= self.level()
    }

    /// ln of the largest p at which a pair of a group survives an explanation.
    fn level(&self) -> f64 {
        (CONFIRMED / 2.0).ln().max(self.limit)
    }

    /// Trace and object of every meeting of a group's pairs, and whether a group made
    /// the object.
    fn met(&self, group: &Group) -> Vec<(usize, u32, bool)> {
        let of_pair = |&number: &usize| {
            let of_trace = move |(trace, evidence): (usize, &TraceEvidence)| {
                let made = |object| evidence.histories.population().own().made(object);
                let met = evidence.meetings(self.validated[number]).into_iter().map(|meeting| meeting.co_act.object);
                met.map(move |object| (trace, object, made(object))).collect::<Vec<_>>()
            };
            self.tested.traces.iter().enumerate().flat_map(of_trace)
        };
        group.pairs.iter().flat_map(of_pair).collect()
    }
}

/// A pair once the listed accounts are left out of the crowd.
struct WithoutGroup {
    /// ln p where the pair must survive the crowd, too.
    ln_p_with_crowd: f64,
    /// The crowd by trace.
    crowds: Vec<Option<Test>>,
}

/// A trace without the accounts on the list: a network that falls apart into several must
/// not be its own crowd.
struct Others {
    /// The meetings of the trace without those of listed accounts with each other.
    meetings: Meetings,
    /// The acts of listed accounts.
    listed: GroupActs,
}

impl Others {
    fn than(listed: &[u32], trace: &TraceEvidence) -> Self {
        let listed = GroupActs::of(&trace.histories, listed);
        Self { meetings: trace.meetings.without(&trace.acts, &trace.ladder, listed.each()), listed }
    }

    /// The crowd of a listed pair.
    fn crowd(&self, tested: &Tested, trace: usize, place: usize) -> Test {
        let evidence = &tested.traces[trace];
        let TraceEvidence { acts, ladder, histories, tests, .. } = evidence;
        let pair = tested.pairs[place];
        let (met, shared) = (Met::new(&evidence.co_acts_of(place), ladder), histories.shared(pair));
        let crowd = Crowd { acts, ladder, meetings: &self.meetings, group: Some(&self.listed) };
        crowd.test(&Case { pair, met: &met, shared: &shared }, tests[place].rung)
    }
}
