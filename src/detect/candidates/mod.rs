//! From validated pairs to a list: networks, accounts, scores and tiers.
//!
//! The list is of *candidates*: a person decides.

mod direction;
mod networks;
mod stability;
mod tally;

use std::sync::Arc;

use lockstep_base::stop;
use lockstep_base::tier::{RuledOut, Tier};
use lockstep_data::events::Window;
use lockstep_data::traces::{Acts, TraceKind, TraceSummary};
use lockstep_method::coaction::{
    CoAct, CoActs, Ladder, Meeting, Meetings, Met, Pair, PairEvidence, gap_histogram, meetings,
};
use lockstep_method::significance::{
    Behaviour, Case, Crowd, Explanation, Habit, Histories, Models, PairTest, Reaction, Verdict, corrected, ln_cauchy,
};
use rayon::prelude::*;
use serde::Serialize;

pub use direction::{Lead, Position, Standing};
pub use networks::{Strongest, find};
pub use stability::Stability;

/// One trace with everything that was found in it.
#[derive(Clone, Debug)]
pub struct TraceEvidence {
    /// The trace.
    pub kind: TraceKind,
    /// Distinct objects on which two accounts must meet to be tested.
    pub min_objects: u32,
    /// Its acts, without objects that are too popular.
    pub acts: Acts,
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
                None => Behaviour::Habit(Habit { acts, ladder, histories: &self.histories }),
            },
            crowd: Crowd { acts, ladder, meetings: &self.meetings },
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
            let co_acts = self.co_acts.of(first + number);
            let met = Met::new(co_acts, &self.ladder);
            let test = models.test(pair, &met);
            let within = co_acts.iter().filter(|co_act| self.holds(&test, co_act));
            (test, PairEvidence::of(within))
        };
        let tested: Vec<_> = pairs.par_iter().enumerate().map(test).collect();
        let (tests, seen): (Vec<PairTest>, Vec<PairEvidence>) = tested.into_iter().unzip();
        self.tests.extend(tests);
        self.seen.extend(seen);
    }

    /// Whether a co-act is within the window of a test.
    pub fn holds(&self, test: &PairTest, co_act: &CoAct) -> bool {
        co_act.gap() <= self.ladder.windows()[test.rung].micros() && self.ladder.counts(co_act.object, test.rung)
    }

    /// The meetings of a tested pair within the window of its test, in the
    /// order of time.
    pub fn meetings(&self, place: usize) -> Vec<Meeting> {
        meetings(self.co_acts.of(place), &self.ladder, self.tests[place].rung)
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

    /// The places of the pairs that are listed at this false discovery rate.
    pub fn validated(&self, fdr: f64) -> Vec<usize> {
        let limit = fdr.ln();
        (0..self.pairs.len()).filter(|&place| self.verdict.ln_q[place] <= limit).collect()
    }

    /// The explanations that a pair survives, when `limit` is ln of the
    /// largest p that passes.
    pub fn ruled_out(&self, place: usize, limit: f64) -> RuledOut {
        let with_crowd = self.traces.iter().map(|trace| {
            let test = &trace.tests[place];
            // What a crowd reacts to cannot be seen in a rhythm.
            let crowd = test.crowd.filter(|_| trace.kind != TraceKind::Rhythm);
            crowd.map_or(0.0, |crowd| test.ln_p.max(corrected(crowd.ln_p, &trace.ladder)))
        });
        RuledOut { habit: self.ln_p_elsewhere(place) <= limit, crowd: ln_cauchy(with_crowd) <= limit }
    }

    /// ln p of a pair when nothing counts that happened on objects of their
    /// own sharers.
    fn ln_p_elsewhere(&self, place: usize) -> f64 {
        let elsewhere = |trace: &TraceEvidence| {
            let co_acts = trace.co_acts.of(place);
            let kept: Vec<CoAct> = co_acts.iter().filter(|c| !trace.histories.is_own(c.object)).copied().collect();
            if kept.len() == co_acts.len() {
                return trace.tests[place].ln_p;
            }
            trace.models().test(self.pairs[place], &Met::new(&kept, &trace.ladder)).ln_p
        };
        ln_cauchy(self.traces.iter().map(elsewhere).collect::<Vec<_>>().into_iter())
    }
}

/// `−log10` of a probability given as natural logarithm; never negative zero.
pub fn minus_log10(ln_p: f64) -> f64 {
    if ln_p < 0.0 { -ln_p / std::f64::consts::LN_10 } else { 0.0 }
}

/// The list, ranked.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Networks, the strongest first; network `i` has the id `i + 1`.
    pub networks: Vec<Network>,
    /// Accounts in a network, in the order of review.
    pub candidates: Vec<Candidate>,
    /// Every account with a tested pair, listed or not, in the order of names.
    pub accounts: Vec<AccountScore>,
    /// The network of each tested pair: both accounts are in it and the pair
    /// is validated.
    pub pair_networks: Vec<Option<u32>>,
    /// Places of the validated pairs.
    pub validated: Vec<usize>,
    /// Who acts first in each validated pair.
    pub leads: Vec<Lead>,
    /// What each validated pair survives.
    pub ruled_out: Vec<RuledOut>,
    /// The co-acts of the validated pairs, trace by trace; pair `i` there is
    /// `validated[i]`.
    pub co_acts: Vec<CoActs>,
    /// Validated pairs whose accounts fell into groups too small to list.
    pub unlisted_pairs: usize,
}

impl Network {
    /// Members that act before, or after, the others.
    pub fn at(&self, position: Position) -> impl Iterator<Item = u32> + '_ {
        let members = self.members.iter().zip(&self.standings);
        members.filter(move |(_, standing)| standing.position == position).map(|(&account, _)| account)
    }
}

impl Findings {
    /// Who acts first in the validated pair at this place.
    pub fn lead_of(&self, place: usize) -> Option<Lead> {
        self.validated.binary_search(&place).ok().map(|number| self.leads[number])
    }

    /// What the validated pair at this place survives.
    pub fn ruled_out_of(&self, place: usize) -> Option<RuledOut> {
        self.validated.binary_search(&place).ok().map(|number| self.ruled_out[number])
    }

    /// The co-acts of a network's pairs, pair by pair and trace by trace, with
    /// the place of the trace.
    pub fn co_acts_of<'a>(&'a self, network: &'a Network) -> impl Iterator<Item = (usize, &'a [CoAct])> {
        network.pairs.iter().flat_map(move |place| {
            // Both lists ascend, so the pair's number is found by bisection.
            let number = self.validated.partition_point(|validated| validated < place);
            self.co_acts.iter().enumerate().map(move |(trace, co_acts)| (trace, co_acts.of(number)))
        })
    }
}

/// Accounts that act in lockstep.
#[derive(Clone, Debug, Serialize)]
pub struct Network {
    /// From 1, in the order of review.
    pub network_id: u32,
    /// Members, in the order of their rank.
    pub members: Vec<u32>,
    /// Validated pairs inside, as places.
    pub pairs: Vec<usize>,
    /// Share of all pairs of members that are validated.
    pub density: f64,
    /// How far the evidence goes.
    pub tier: Tier,
    /// Median of the members' scores.
    pub score: f64,
    /// ln of the largest of the members' q-values: at this rate all are listed.
    pub ln_q: f64,
    /// What holds for at least half of its pairs.
    pub ruled_out: RuledOut,
    /// What the pairs inside did together.
    pub together: Together,
    /// What is left of it when a part of the data is taken away.
    pub stability: Stability,
    /// How often each member acts before the others, in the order of
    /// `members`.
    pub standings: Vec<Standing>,
}

/// What one account or network did together with others.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Together {
    /// Co-acts of validated pairs.
    pub co_acts: u64,
    /// Distinct objects among them.
    pub objects: usize,
    /// Distinct UTC days among them.
    pub days: usize,
    /// Traces in which a validated pair met on enough objects.
    pub traces: Vec<TraceKind>,
    /// The first act, in microseconds.
    pub first_act: i64,
    /// The last act, in microseconds.
    pub last_act: i64,
}

/// An account on the list.
#[derive(Clone, Debug, Serialize)]
pub struct Candidate {
    /// From 1: the order of review.
    pub rank: usize,
    /// The account.
    pub account: u32,
    /// Its network.
    pub network_id: u32,
    /// The network's tier.
    pub tier: Tier,
    /// The sum of `−log10 p` of its three strongest validated pairs.
    pub score: f64,
    /// ln of the smallest q-value of its pairs.
    pub ln_q: f64,
    /// What holds for at least half of its validated pairs.
    pub ruled_out: RuledOut,
    /// Accounts with which it forms a validated pair.
    pub partners: usize,
    /// Eigenvector centrality in its component of the validated network.
    pub centrality: f64,
    /// k-core number in the validated network.
    pub core: u32,
    /// How often it acts before the others of its network.
    pub standing: Standing,
    /// What it did together with its partners.
    pub together: Together,
}

/// An account with a tested pair.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountScore {
    /// The account.
    pub account: u32,
    /// The sum of `−log10 p` of its three strongest pairs: of the validated
    /// ones where it is listed, else of all.
    pub score: f64,
    /// ln of the smallest q-value of its pairs.
    pub ln_q: f64,
    /// Its network and that one's tier, where it is listed.
    pub network: Option<(u32, Tier)>,
}
