//! From validated pairs to a list: networks, accounts, scores and tiers.
//!
//! The list is of *candidates*: a person decides.

mod networks;
mod tally;

use serde::{Deserialize, Serialize};

pub use networks::find;

use crate::coaction::{CoAct, CoActs, Pair, PairEvidence};
use crate::events::Window;
use crate::significance::{Chance, TraceTests, Verdict};
use crate::traces::{Acts, TraceKind, TraceSummary};

/// How far the evidence goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Tier {
    /// Every explanation ruled out, in several traces or on many days.
    A,
    /// Every explanation ruled out, in one trace.
    B,
    /// Chance and habit ruled out, the crowd not.
    C,
    /// Chance ruled out; habit not, or not tested: a lead, nothing more.
    D,
}

impl Tier {
    /// All tiers, the strongest first.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// "Many" days of a network whose evidence is in one trace.
    pub const MANY_DAYS: usize = 7;

    /// The letter of the tier.
    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }

    /// What the tier says, in words for a reviewer.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::A => "chance, crowd and habit ruled out, in several traces or on many days",
            Self::B => "chance, crowd and habit ruled out, in one trace",
            Self::C => "chance and habit ruled out, the crowd not",
            Self::D => "chance ruled out; crowd and habit not tested: a lead, no case",
        }
    }

    /// The tier that this much evidence earns.
    pub fn of(ruled_out: &[&str], traces: usize, days: usize) -> Self {
        let has = |name: &str| ruled_out.contains(&name);
        match (has("chance") && has("habit"), has("crowd")) {
            (true, true) if traces > 1 || days >= Self::MANY_DAYS => Self::A,
            (true, true) => Self::B,
            (true, false) => Self::C,
            _ => Self::D,
        }
    }
}

/// One trace with everything that was found in it.
#[derive(Clone, Debug)]
pub struct TraceEvidence {
    /// The trace.
    pub kind: TraceKind,
    /// Its window.
    pub window: Window,
    /// Distinct objects on which two accounts must meet to be tested.
    pub min_objects: u32,
    /// Its acts, without objects that are too popular.
    pub acts: Acts,
    /// What it held and what was left out.
    pub summary: TraceSummary,
    /// (pair, object) co-acts of all pairs.
    pub meetings: u64,
    /// The chance model.
    pub chance: Chance,
    /// What was seen of each tested pair.
    pub seen: Vec<PairEvidence>,
    /// Its tests.
    pub tests: TraceTests,
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
}

impl Tested {
    /// `−log10 p` of the pair, all traces together.
    pub fn pair_score(&self, place: usize) -> f64 {
        minus_log10(self.verdict.ln_p[place])
    }

    /// The places of the pairs that are listed at this false discovery rate.
    pub fn validated(&self, fdr: f64) -> Vec<usize> {
        let limit = fdr.ln();
        (0..self.pairs.len()).filter(|&place| self.verdict.ln_q[place] <= limit).collect()
    }

    /// The explanations that were tested in every trace.
    pub fn explanations(&self) -> Vec<&'static str> {
        self.traces.first().map(|trace| trace.tests.explanations.clone()).unwrap_or_default()
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
    /// The co-acts of the validated pairs, trace by trace; pair `i` there is
    /// `validated[i]`.
    pub co_acts: Vec<CoActs>,
    /// Validated pairs whose accounts fell into groups too small to list.
    pub unlisted_pairs: usize,
}

impl Findings {
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
    /// What the pairs inside did together.
    pub together: Together,
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
    /// Accounts with which it forms a validated pair.
    pub partners: usize,
    /// Eigenvector centrality in its component of the validated network.
    pub centrality: f64,
    /// k-core number in the validated network.
    pub core: u32,
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
