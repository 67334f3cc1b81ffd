//! Clustering the validated pairs, and what each network and account did.

use std::collections::BTreeMap;

use lockstep_base::error::Result;
use lockstep_base::tier::{RuledOut, Tier};
use lockstep_data::events::Dictionary;
use lockstep_data::traces::{PostLog, TraceKind};
use lockstep_method::cluster::leiden;
use lockstep_method::coaction::Pair;
use lockstep_method::graph::{CoactionGraph, core_numbers, eigenvector_centrality};
use rayon::prelude::*;
use statrs::function::gamma::ln_gamma;

use super::collective::{Unnumbered, groups as collective};
use super::direction::standings;
use super::explained::explained as explained_groups;
use super::judge::{Crowds, Group, Judge, Judgement, Verdicts};
use super::lead::{Lead, Standing};
use super::members::{Members, SMALLEST_NETWORK};
use super::tally::Tally;
use super::{AccountScore, Candidate, Findings, Network, Strongest, Tested};
use crate::activity::Activity;
use crate::config::Config;

pub(super) use super::stability::stability;

/// A pair on its own is a network only at this q-value or below: nobody else
/// vouches for it.
const OVERWHELMING: f64 = 1e-6;
/// Finds the networks among the validated pairs and ranks networks and
/// accounts; takes out what the pairs say that were sorted out early, which is
/// not needed again.
///
/// # Errors
/// On I/O failure of the log; a broken graph is passed on.
pub fn find(tested: &mut Tested, names: &Dictionary, log: &PostLog, config: &Config) -> Result<Findings> {
    let (findings, crowds) = listed(tested, names, log, config)?;
    tested.traces.iter_mut().for_each(|trace| trace.all_acts = None);
    for (number, trace, test) in crowds {
        tested.traces[trace].tests[findings.validated[number]].crowd = Some(test);
    }
    Ok(findings)
}

/// The list, and the crowd of its pairs without their groups.
fn listed(tested: &mut Tested, names: &Dictionary, log: &PostLog, config: &Config) -> Result<(Findings, Crowds)> {
    let explained = std::mem::take(&mut tested.explained);
    let tested = &*tested;
    let validated = tested.validated(config.fdr);
    let pairs: Vec<Pair> = validated.iter().map(|&place| tested.pairs[place]).collect();
    let members = Members::new(&pairs, names);
    let graph = members.graph(tested, &validated)?;
    let partition = leiden(&graph, &config.leiden());
    let limit = tested.verdict.ln_limit(config.fdr, validated.len());
    let scores = scores(tested, &validated, &members);
    let built = Builder {
        tested,
        names,
        validated: &validated,
        pairs: &pairs,
        members: &members,
        scores: &scores,
        fdr: config.fdr,
    };
    let mut communities = members.communities(&pairs, &partition);
    communities.retain(|(community, pairs)| built.is_network(community, pairs));
    let groups: Vec<Group> = communities.iter().map(|community| built.group(community)).collect();
    let mut is_listed = of_groups(&groups, names.len());
    let activity =
        if groups.is_empty() { Activity::default() } else { Activity::of(log, |account| is_listed[account as usize])? };
    let judge = Judge { tested, validated: &validated, limit, activity: &activity };
    let Verdicts { ruled_out, groups: judgements, crowds } = judge.verdicts(&groups);
    let mut networks = built.networks(&communities, judgements);
    let leads = validated.par_iter().map(|&place| Lead::of(tested, place)).collect();
    let stable = stability(tested, &networks, limit, config.seed);
    for (network, stable) in networks.iter_mut().zip(stable) {
        network.standings = standings(tested, network);
        network.stability = Some(stable);
    }
    let mut candidates = built.candidates(&networks, &ruled_out, &graph);
    let mut groups_explained = explained_groups(tested, &is_listed, &validated, names, config)?;
    let (groups, searched) = collective(tested, &is_listed, &groups_explained, names, config)?;
    if !groups.is_empty() {
        groups.iter().flat_map(|group| &group.network.members).for_each(|&member| is_listed[member as usize] = true);
        groups_explained = explained_groups(tested, &is_listed, &validated, names, config)?;
    }
    join(&mut networks, &mut candidates, groups, names);
    let pair_networks = built.pair_networks(&networks);
    let unlisted_pairs = validated.iter().filter(|&&place| pair_networks[place].is_none()).count();
    let accounts = account_scores(tested, explained, names, &candidates);
    let findings = Findings {
        networks,
        candidates,
        accounts,
        pair_networks,
        validated,
        leads,
        ruled_out,
        unlisted_pairs,
        explained: groups_explained,
        searched,
    };
    Ok((findings, crowds))
}

/// Puts networks in the order of review, and numbers them by it. Returns what each number has
/// become; those that had none had 0.
fn number(networks: &mut [Network], names: &Dictionary) -> BTreeMap<u32, u32> {
    let name = |network: &Network| names.get(network.members[0]);
    networks.sort_by(|x, y| x.tier.cmp(&y.tier).then(y.score.total_cmp(&x.score)).then_with(|| name(x).cmp(name(y))));
    let renumber = |(network, id): (&mut Network, u32)| (std::mem::replace(&mut network.network_id, id), id);
    networks.iter_mut().zip(1..).map(renumber).collect()
}

/// Adds groups to the networks of pairs, and their members to the candidates.
fn join(networks: &mut Vec<Network>, candidates: &mut Vec<Candidate>, groups: Vec<Unnumbered>, names: &Dictionary) {
    if groups.is_empty() {
        return;
    }
    for (Unnumbered { mut network, candidates: mut members }, id) in groups.into_iter().zip(networks.len() as u32 + 1..)
    {
        network.network_id = id;
        members.iter_mut().for_each(|member| member.network_id = id);
        networks.push(network);
        candidates.append(&mut members);
    }
    let numbers = number(networks, names);
    candidates.iter_mut().for_each(|candidate| candidate.network_id = numbers[&candidate.network_id]);
    let name = |candidate: &Candidate| names.get(candidate.account);
    candidates.sort_by(|x, y| x.tier.cmp(&y.tier).then(y.score.total_cmp(&x.score)).then_with(|| name(x).cmp(name(y))));
    candidates.iter_mut().zip(1..).for_each(|(candidate, rank)| candidate.rank = rank);
}

/// Whether each of so many accounts is in one of the groups.
fn of_groups(groups: &[Group], accounts: usize) -> Vec<bool> {
    let mut is_listed = vec![false; accounts];
    groups.iter().flat_map(|group| &group.members).for_each(|&account| is_listed[account as usize] = true);
    is_listed
}

/// Members of a network by their dense numbers, and the validated pairs inside.
type Community = (Vec<u32>, Vec<usize>);

/// Score and ln of the smallest q-value of each member.
fn scores(tested: &Tested, validated: &[usize], members: &Members) -> Vec<(f64, f64)> {
    let mut strongest = vec![Strongest::default(); members.accounts.len()];
    for &place in validated {
        let pair = tested.pairs[place];
        for account in [pair.a(), pair.b()] {
            strongest[members.of(account) as usize].add(tested.pair_score(place), tested.verdict.ln_q[place]);
        }
    }
    strongest.iter().map(|s| (s.score(), s.ln_q)).collect()
}

struct Builder<'a> {
    tested: &'a Tested,
    names: &'a Dictionary,
    validated: &'a [usize],
    pairs: &'a [Pair],
    members: &'a Members,
    scores: &'a [(f64, f64)],
    fdr: f64,
}

impl Builder<'_> {
    fn group(&self, (community, pairs): &Community) -> Group {
        let members = community.iter().map(|&member| self.members.accounts[member as usize]).collect();
        Group { members, pairs: pairs.clone() }
    }

    fn networks(&self, communities: &[Community], judgements: Vec<Judgement>) -> Vec<Network> {
        let judged = communities.iter().zip(judgements);
        let mut networks: Vec<Network> =
            judged.map(|((community, pairs), judgement)| self.network(community, pairs, judgement)).collect();
        number(&mut networks, self.names);
        networks
    }

    fn is_network(&self, community: &[u32], pairs: &[usize]) -> bool {
        let strong = |&number: &usize| self.tested.verdict.ln_q[self.validated[number]] <= OVERWHELMING.ln();
        let several = community.len() >= SMALLEST_NETWORK || pairs.iter().any(strong);
        several && self.ln_arrangements(community) >= self.tested.verdict.pairs_in_all.ln() - self.fdr.ln()
    }

    /// ln of the number of ways in which the members' acts could be arranged
    /// against each other: `Σ ln kᵢ!` over all members but the one with the
    /// most acts. Three accounts with five acts each that fit in all five can
    /// be the 120² = 14,400th try, and a large group that was shuffled holds
    /// that many tries: habits of so few acts cannot carry a small network.
    fn ln_arrangements(&self, community: &[u32]) -> f64 {
        let acts = |&member: &u32| {
            let account = self.members.accounts[member as usize];
            self.tested.traces.iter().map(|trace| trace.histories.acts_of(account)).max().unwrap_or(0)
        };
        let mut ln_factorials: Vec<f64> = community.iter().map(|member| ln_gamma(acts(member) as f64 + 1.0)).collect();
        ln_factorials.sort_by(f64::total_cmp);
        ln_factorials.pop();
        ln_factorials.iter().sum()
    }

    fn network(&self, community: &[u32], pairs: &[usize], judgement: Judgement) -> Network {
        let mut members = community.to_vec();
        members.sort_by(|&x, &y| self.order(x, y));
        let mut ascending: Vec<f64> = members.iter().map(|&m| self.scores[m as usize].0).collect();
        ascending.sort_by(f64::total_cmp);
        let mut tally = Tally::default();
        pairs.iter().for_each(|&number| self.tally(number, &mut tally));
        let together = tally.together(&self.tested.traces);
        let size = members.len() as f64;
        let ruled_out = judgement.ruled_out;
        Network {
            network_id: 0,
            pairs: pairs.iter().map(|&number| self.validated[number]).collect(),
            density: pairs.len() as f64 / (size * (size - 1.0) / 2.0),
            tier: Tier::of(ruled_out, judgement.own, kinds_of_evidence(&together.traces), together.days),
            pattern: judgement.pattern(),
            event: Some(judgement.event),
            ruled_out,
            score: median(&ascending),
            ln_q: members.iter().map(|&m| self.scores[m as usize].1).fold(f64::NEG_INFINITY, f64::max),
            members: members.iter().map(|&m| self.members.accounts[m as usize]).collect(),
            together,
            stability: None,
            standings: Vec::new(),
            group: None,
        }
    }

    /// The stronger member first, the name deciding between equals.
    fn order(&self, x: u32, y: u32) -> std::cmp::Ordering {
        let key = |m: u32| (self.scores[m as usize].0, self.names.get(self.members.accounts[m as usize]));
        let ((score_x, name_x), (score_y, name_y)) = (key(x), key(y));
        score_y.total_cmp(&score_x).then_with(|| name_x.cmp(name_y))
    }

    /// Adds everything that one validated pair did together.
    fn tally(&self, number: usize, tally: &mut Tally) {
        for (trace, evidence) in self.tested.traces.iter().enumerate() {
            if evidence.seen[self.validated[number]].objects >= evidence.min_objects {
                tally.mark(trace);
            }
        }
        let co_acts = self.tested.co_acts_within(self.validated[number]);
        co_acts.for_each(|(trace, co_act)| tally.add(trace, &co_act));
    }

    fn candidates(&self, networks: &[Network], ruled_out: &[RuledOut], graph: &CoactionGraph) -> Vec<Candidate> {
        let (centrality, cores) = (eigenvector_centrality(graph), core_numbers(graph));
        let mut incident: Vec<Vec<usize>> = vec![Vec::new(); self.members.accounts.len()];
        for (number, pair) in self.pairs.iter().enumerate() {
            [pair.a(), pair.b()].iter().for_each(|&account| incident[self.members.of(account) as usize].push(number));
        }
        let mut listed: Vec<(&Network, u32, Standing)> = networks
            .iter()
            .flat_map(|network| {
                let members = network.members.iter().zip(&network.standings);
                members.map(move |(&account, &standing)| (network, self.members.of(account), standing))
            })
            .collect();
        listed.sort_by(|(n, x, _), (o, y, _)| n.tier.cmp(&o.tier).then_with(|| self.order(*x, *y)));
        let candidate = |(rank, &(network, member, standing)): (usize, &(&Network, u32, Standing))| {
            let m = member as usize;
            let mut tally = Tally::default();
            incident[m].iter().for_each(|&number| self.tally(number, &mut tally));
            Candidate {
                rank: rank + 1,
                account: self.members.accounts[m],
                network_id: network.network_id,
                tier: network.tier,
                score: self.scores[m].0,
                ln_q: self.scores[m].1,
                pattern: network.pattern,
                ruled_out: RuledOut::of_most(incident[m].iter().map(|&number| ruled_out[number])),
                partners: incident[m].len(),
                centrality: centrality[m],
                core: cores[m],
                standing,
                together: tally.together(&self.tested.traces),
            }
        };
        listed.iter().enumerate().map(candidate).collect()
    }

    fn pair_networks(&self, networks: &[Network]) -> Vec<Option<u32>> {
        let mut pair_networks = vec![None; self.tested.pairs.len()];
        for network in networks {
            network.pairs.iter().for_each(|&place| pair_networks[place] = Some(network.network_id));
        }
        pair_networks
    }
}

/// How many traces say something of their own: who posts the same address
/// links to the same site, too.
fn kinds_of_evidence(traces: &[TraceKind]) -> usize {
    let is_implied = |kind: &&TraceKind| kind.implied_by().iter().any(|other| traces.contains(other));
    traces.len() - traces.iter().filter(is_implied).count()
}

fn median(ascending: &[f64]) -> f64 {
    let middle = ascending.len() / 2;
    match ascending.len() {
        0 => 0.0,
        n if n % 2 == 1 => ascending[middle],
        _ => (ascending[middle - 1] + ascending[middle]) / 2.0,
    }
}

/// Every account with a pair that met on enough objects; the listed ones with their listed score.
/// They begin with what the pairs say that were sorted out early.
fn account_scores(
    tested: &Tested,
    mut strongest: Vec<Option<Strongest>>,
    names: &Dictionary,
    candidates: &[Candidate],
) -> Vec<AccountScore> {
    strongest.resize(names.len(), None);
    for (place, pair) in tested.pairs.iter().enumerate() {
        for account in [pair.a(), pair.b()] {
            strongest[account as usize]
                .get_or_insert_default()
                .add(tested.pair_score(place), tested.verdict.ln_q[place]);
        }
    }
    let mut listed: Vec<Option<&Candidate>> = vec![None; names.len()];
    for candidate in candidates {
        listed[candidate.account as usize] = Some(candidate);
        // Who is listed in a group may have no pair.
        strongest[candidate.account as usize].get_or_insert_default();
    }
    let mut accounts: Vec<AccountScore> = strongest
        .iter()
        .zip(0..)
        .filter_map(|(strongest, account)| {
            let strongest = strongest.as_ref()?;
            Some(match listed[account as usize] {
                Some(c) => {
                    AccountScore { account, score: c.score, ln_q: c.ln_q, network: Some((c.network_id, c.tier)) }
                }
                None => AccountScore { account, score: strongest.score(), ln_q: strongest.ln_q, network: None },
            })
        })
        .collect();
    accounts.par_sort_by(|x, y| names.get(x.account).cmp(names.get(y.account)));
    accounts
}
