//! What was found in a trace, and the pairs that were tested.

use std::sync::Arc;

use lockstep_base::{stop, work};
use lockstep_data::events::Window;
use lockstep_data::traces::{Acts, TraceKind, TraceSummary};
use lockstep_method::coaction::{
    CoAct, CoActs, Ladder, Meeting, Meetings, Met, Pair, PairEvidence, gap_histogram, meetings,
};
use lockstep_method::significance::{
    Behaviour, Case, Crowd, Explanation, Habit, Histories, Models, PairTest, Reaction, Test, Verdict, corrected,
    ln_cauchy,
};
use rayon::prelude::*;

use super::strongest::Strongest;

/// One trace with everything that was found in it.
#[derive(Clone, Debug)]
pub struct TraceEvidence {
    /// The trace.
    pub kind: TraceKind,
    /// Distinct objects on which two accounts must meet to be tested.
    pub min_objects: u32,
    /// Its acts, without objects that are too popular.
    pub acts: Acts,
    /// Where those are a part: all of them, on objects of the same numbers, until groups have
    /// been looked for; none where they are not here.
    pub all_acts: Option<Acts>,
    /// What it held and what was left out.
    pub summary: TraceSummary,
    /// Its windows, and which objects count at which.
    pub ladder: Ladder,
    /// (pair, object) co-acts of all pairs.
    pub meetings: Meetings,
    /// The chance model.
    pub chance: Arc<dyn Explanation>,
    /// Everybody's delays.
    pub histories: Histories,
    /// Habit is asked where chance gives no more than this.
    pub worth_testing: f64,
    /// The co-acts of each tested pair, in the widest windows.
    pub co_acts: CoActs,
    /// The tests of each tested pair.
    pub tests: Vec<PairTest>,
    /// What was seen of each tested pair, within the window of its test.
    pub seen: Vec<PairEvidence>,
    /// Pairs that met on enough objects, by rung.
    pub repeated: Vec<usize>,
    /// The gaps of all co-acts, by rung, where not all acts are here; see
    /// [`TraceEvidence::gap_histogram`].
    pub gaps: Option<Vec<Vec<u64>>>,
}

impl TraceEvidence {
    /// The explanations of this trace.
    pub fn models(&self) -> Models<'_> {
        let (acts, ladder) = (&self.acts, &self.ladder);
        Models {
            chance: self.chance.as_ref(),
            habit: match &acts.reactions {
                Some(reactions) => Behaviour::Reaction(Reaction { reactions }),
                None => Behaviour::Habit(Habit { acts, ladder, histories: &self.histories, clocks: true }),
            },
            crowd: Crowd { acts, ladder, meetings: &self.meetings, group: None },
            histories: &self.histories,
            worth_testing: self.worth_testing,
        }
    }

    /// Tests these pairs, the first of which has the place after those that are
    /// tested already.
    pub fn test(&mut self, pairs: &[Pair]) {
        let (models, first) = (self.models(), self.tests.len());
        let test = |(number, &pair): (usize, &Pair)| {
            stop::check();
            let co_acts = self.co_acts_of(first + number);
            let met = Met::new(&co_acts, &self.ladder);
            let test = models.test(pair, &met);
            let within = co_acts.iter().filter(|co_act| self.holds(&test, co_act));
            work::done(1);
            (test, PairEvidence::of(within))
        };
        let tested: Vec<_> = pairs.par_iter().enumerate().map(test).collect();
        let (tests, seen): (Vec<PairTest>, Vec<PairEvidence>) = tested.into_iter().unzip();
        self.tests.extend(tests);
        self.seen.extend(seen);
    }

    /// The co-acts of a tested pair, in the widest windows.
    pub fn co_acts_of(&self, place: usize) -> Vec<CoAct> {
        self.co_acts.of(place, &self.acts)
    }

    /// Whether a co-act is within the window of a test.
    pub fn holds(&self, test: &PairTest, co_act: &CoAct) -> bool {
        co_act.gap() <= self.ladder.windows()[test.rung].micros() && self.ladder.counts(co_act.object, test.rung)
    }

    /// The meetings of a tested pair within the window of its test, in the
    /// order of time, then of the objects' names.
    pub fn meetings(&self, place: usize) -> Vec<Meeting> {
        let mut met = meetings(&self.co_acts_of(place), &self.ladder, self.tests[place].rung);
        for at_once in met.chunk_by_mut(|x, y| x.co_act.later == y.co_act.later).filter(|run| run.len() > 1) {
            // Of several at one moment the first may begin an occasion.
            let begins = at_once[0].begins;
            at_once.sort_by_key(|meeting| (self.acts.objects.get(meeting.co_act.object), meeting.co_act.earlier));
            at_once.iter_mut().for_each(|meeting| meeting.begins = false);
            at_once[0].begins = begins;
        }
        met
    }

    /// The window of a tested pair.
    pub fn window_of(&self, place: usize) -> Window {
        self.ladder.windows()[self.tests[place].rung]
    }

    /// How many co-acts of all pairs have a gap in each bin of this rung.
    pub fn gap_histogram(&self, rung: usize) -> Vec<u64> {
        let count = || gap_histogram(&self.acts, &self.ladder, rung);
        self.gaps.as_ref().map_or_else(count, |gaps| gaps[rung].clone())
    }

    /// The number of objects on which chance lets a pair meet at this rung.
    pub fn expected(&self, pair: Pair, rung: usize) -> f64 {
        let met = Met::new(&[], &self.ladder);
        self.chance.test(&Case { pair, met: &met, shared: &[] }, rung).expected
    }
}

/// Every pair that was tested, with its evidence and verdict. A pair is known
/// by its place in `pairs`.
#[derive(Clone, Debug, Default)]
pub struct Tested {
    /// The pairs, in order.
    pub pairs: Vec<Pair>,
    /// Those that chance alone does not explain at the list's false discovery rate, in
    /// order; all of them are tested.
    pub beyond: Vec<Pair>,
    /// The traces, in the order of [`TraceKind::ALL`].
    pub traces: Vec<TraceEvidence>,
    /// The verdict over all traces.
    pub verdict: Verdict,
    /// How many accounts act in any trace.
    pub accounts: usize,
    /// How many pairs met on enough objects in any trace: more than `pairs`
    /// where there were so many that those which cannot pass were sorted out
    /// by the early bound.
    pub repeated: usize,
    /// Those of them that were left out because their groups are so dense that each account
    /// was tested with its best connected partners only.
    pub dense: usize,
    /// What the pairs that were sorted out say of their accounts, by account;
    /// empty where there are none.
    pub explained: Vec<Option<Strongest>>,
}

impl Tested {
    /// `−log10 p` of the pair, all traces together.
    pub fn pair_score(&self, place: usize) -> f64 {
        minus_log10(self.verdict.ln_p[place])
    }

    /// The trace in which a tested pair's evidence is strongest.
    pub fn strongest_trace(&self, place: usize) -> usize {
        let ln_p = |trace: &usize| self.traces[*trace].tests[place].ln_p;
        let strongest = (0..self.traces.len()).min_by(|x, y| ln_p(x).total_cmp(&ln_p(y)).then(x.cmp(y)));
        strongest.unwrap_or_default()
    }

    /// The co-acts of a tested pair within the window of each trace's test, each with the
    /// place of its trace.
    pub fn co_acts_within(&self, place: usize) -> impl Iterator<Item = (usize, CoAct)> {
        self.traces.iter().enumerate().flat_map(move |(number, trace)| {
            let within =
                trace.co_acts_of(place).into_iter().filter(move |co_act| trace.holds(&trace.tests[place], co_act));
            within.map(move |co_act| (number, co_act))
        })
    }

    /// The same of several pairs, one after the other.
    pub fn co_acts_of<'a>(&'a self, places: &'a [usize]) -> impl Iterator<Item = (usize, CoAct)> + 'a {
        places.iter().flat_map(|&place| self.co_acts_within(place))
    }

    /// The places of the pairs that are listed at this false discovery rate.
    pub fn validated(&self, fdr: f64) -> Vec<usize> {
        let limit = fdr.ln();
        (0..self.pairs.len()).filter(|&place| self.verdict.ln_q[place] <= limit).collect()
    }

    /// ln p of a pair that must survive the crowd, too, whose test in each trace
    /// `crowd` gives.
    pub(super) fn ln_p_with_crowd(&self, place: usize, crowd: impl Fn(usize) -> Option<Test>) -> f64 {
        let of_trace = |(number, trace): (usize, &TraceEvidence)| {
            // What a crowd reacts to cannot be seen in a rhythm.
            let crowd = crowd(number).filter(|_| trace.kind != TraceKind::Rhythm);
            crowd.map_or(0.0, |crowd| trace.tests[place].ln_p.max(corrected(crowd.ln_p, &trace.ladder)))
        };
        ln_cauchy(self.traces.iter().enumerate().map(of_trace).collect::<Vec<_>>().into_iter())
    }

    /// ln p of a pair when nothing counts that happened on objects that a group
    /// made.
    pub(super) fn ln_p_elsewhere(&self, place: usize) -> f64 {
        let elsewhere = |trace: &TraceEvidence| {
            let (mut co_acts, own) = (trace.co_acts_of(place), trace.histories.population().own());
            let all = co_acts.len();
            co_acts.retain(|co_act| !own.made(co_act.object));
            if co_acts.len() == all {
                return trace.tests[place].ln_p;
            }
            trace.models().test(self.pairs[place], &Met::new(&co_acts, &trace.ladder)).ln_p
        };
        ln_cauchy(self.traces.iter().map(elsewhere).collect::<Vec<_>>().into_iter())
    }
}

/// `−log10` of a probability given as natural logarithm; never negative zero.
pub fn minus_log10(ln_p: f64) -> f64 {
    if ln_p < 0.0 { -ln_p / std::f64::consts::LN_10 } else { 0.0 }
}
