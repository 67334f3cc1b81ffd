//! What the pairs and groups survive once it is known who belongs together.
//!
//! The crowd is the others: of a group's pairs it is asked again with all members left
//! out, and so is what an event would have left behind.

use lockstep_base::pattern::Pattern;
use lockstep_base::tier::RuledOut;
use lockstep_method::coaction::{Meetings, Met};
use lockstep_method::significance::{Case, Crowd, Explanation, GroupActs, Test};
use rayon::prelude::*;

use super::event::{Event, moments};
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
        let others: Vec<Meetings> = tested.traces.par_iter().map(|trace| meetings_of_others(trace, &listed)).collect();
        let judged: Vec<_> = groups.par_iter().map(|group| self.group(group, &elsewhere, &others)).collect();
        let alone = |(&place, &elsewhere): (&usize, &f64)| {
            let crowd = tested.ln_p_with_crowd(place, |trace| tested.traces[trace].tests[place].crowd);
            RuledOut { habit: elsewhere <= limit, crowd: crowd <= limit, event: false }
        };
        let mut ruled_out: Vec<RuledOut> = validated.iter().zip(&elsewhere).map(alone).collect();
        let (mut judgements, mut crowds) = (Vec::new(), Vec::new());
        for (group, (judgement, pairs)) in groups.iter().zip(judged) {
            for (&number, pair) in group.pairs.iter().zip(pairs) {
                let crowd = pair.ln_p_with_crowd <= limit;
                ruled_out[number] = RuledOut { crowd, event: judgement.ruled_out.event, ..ruled_out[number] };
                let of_traces = pair.crowds.into_iter().enumerate();
                crowds.extend(of_traces.filter_map(|(trace, test)| Some((number, trace, test?))));
            }
            judgements.push(judgement);
        }
        Verdicts { ruled_out, groups: judgements, crowds }
    }

    /// A group, and each of its pairs with its crowd by trace.
    fn group(&self, group: &Group, elsewhere: &[f64], others: &[Meetings]) -> (Judgement, Vec<WithoutGroup>) {
        let tested = self.tested;
        let acts: Vec<GroupActs> =
            tested.traces.iter().map(|trace| GroupActs::of(&trace.histories, &group.members)).collect();
        let of_pair = |&number: &usize| {
            let place = self.validated[number];
            let crowd = |(trace, evidence): (usize, &TraceEvidence)| {
                evidence.tests[place].crowd?;
                Some(without_group(tested, trace, place, &acts[trace], &others[trace]))
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
        let mut ascending: Vec<f64> = ln_p.collect();
        ascending.sort_unstable_by(f64::total_cmp);
        let level = (CONFIRMED / 2.0).ln().max(self.limit);
        ascending.get(ascending.len() / 2).is_some_and(|median| *median <= level)
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

/// A pair once its group is left out of the crowd.
struct WithoutGroup {
    /// ln p where the pair must survive the crowd, too.
    ln_p_with_crowd: f64,
    /// The crowd by trace.
    crowds: Vec<Option<Test>>,
}

/// The meetings of a trace without those of these accounts with each other.
fn meetings_of_others(trace: &TraceEvidence, listed: &[u32]) -> Meetings {
    let theirs = GroupActs::of(&trace.histories, listed);
    trace.meetings.without(&trace.acts, &trace.ladder, theirs.each())
}

/// The crowd of a pair with its group left out.
fn without_group(tested: &Tested, trace: usize, place: usize, group: &GroupActs, meetings: &Meetings) -> Test {
    let evidence = &tested.traces[trace];
    let pair = tested.pairs[place];
    let met = Met::new(evidence.co_acts.of(place), &evidence.ladder);
    let shared = evidence.histories.shared(pair);
    let crowd = Crowd { acts: &evidence.acts, ladder: &evidence.ladder, meetings, group: Some(group) };
    crowd.test(&Case { pair, met: &met, shared: &shared }, evidence.tests[place].rung)
}
