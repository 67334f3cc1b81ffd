//! The list, ranked.

use lockstep_base::pattern::Pattern;
use lockstep_base::tier::{RuledOut, Tier};
use lockstep_data::traces::TraceKind;
use serde::Serialize;

use super::event::Event;
use super::explained::ExplainedGroup;
use super::group::{Found, Group, Searched};
use super::lead::{Lead, Position, Standing};

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
    /// Validated pairs whose accounts fell into groups too small to list.
    pub unlisted_pairs: usize,
    /// Groups that chance does not explain and that are not on the list, with the reason.
    pub explained: Vec<ExplainedGroup>,
    /// In how much groups were looked for that no pair proves.
    pub searched: Searched,
}

impl Network {
    /// Members that act before, or after, the others.
    pub fn at(&self, position: Position) -> impl Iterator<Item = u32> + '_ {
        let members = self.members.iter().zip(&self.standings);
        members.filter(move |(_, standing)| standing.position == position).map(|(&account, _)| account)
    }
}

impl Network {
    /// Whether bursts show it: then these are drawn, not its members.
    pub fn is_of_bursts(&self) -> bool {
        self.group.as_ref().is_some_and(|group| matches!(group.found, Found::FewActs { .. }))
    }

    /// Whether it is marked as unstable.
    pub fn is_unstable(&self) -> bool {
        self.stability.is_some_and(|stability| stability.is_unstable())
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
    /// What was seen of it, and what a person still has to rule out.
    pub pattern: Pattern,
    /// What an event would have left behind; of networks of pairs.
    pub event: Option<Event>,
    /// What holds for at least half of its pairs, and whether an event is ruled out.
    pub ruled_out: RuledOut,
    /// What the pairs inside did together.
    pub together: Together,
    /// What is left of it when a part of the data is taken away; of networks of pairs.
    pub stability: Option<Stability>,
    /// How often each member acts before the others, in the order of
    /// `members`.
    pub standings: Vec<Standing>,
    /// What shows it where no pair within a window does.
    #[serde(skip)]
    pub group: Option<Group>,
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
    /// Its network's pattern.
    pub pattern: Pattern,
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

/// What happens to a network when a part of the data is taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Stability {
    /// How often, of 100 times, it comes back from a random half of its days
    /// (each day kept with even odds), as a share: stability selection
    /// (Meinshausen and Bühlmann 2010, doi 10.1111/j.1467-9868.2010.00740.x).
    /// What happened on one day comes back half of the time at best.
    pub days: f64,
    /// An object without which it does not come back: trace and object.
    pub hangs_on: Option<(usize, u32)>,
}

impl Stability {
    /// Below this share of draws a network is marked as unstable: it falls apart in
    /// more halves of its days than it survives.
    pub const LEAST: f64 = 0.5;

    /// Whether it comes back too seldom, or hangs on one object.
    pub fn is_unstable(&self) -> bool {
        self.days < Self::LEAST || self.hangs_on.is_some()
    }
}
