//! Networks that no pair within a window proves: many accounts with few acts, and accounts
//! that choose the same things at any time. Looked for among the accounts that are not
//! on the list by their pairs.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_base::error::{Error, Result};
use lockstep_base::pattern::Pattern;
use lockstep_base::tier::{RuledOut, Tier};
use lockstep_base::time::DAY;
use lockstep_data::events::Dictionary;
use lockstep_data::traces::{Acts, TraceKind};
use lockstep_method::cluster::leiden;
use lockstep_method::few_acts::{self, FewActs, few_acts};
use lockstep_method::graph::{CoactionGraph, GraphError};
use lockstep_method::quantile;
use lockstep_method::selection::{Chosen, Selection, same_selection};

use super::explained::ExplainedGroup;
use super::group::{Found, Group, Item, Searched};
use super::members::SMALLEST_NETWORK;
use super::{Candidate, Network, Standing, Strongest, Tested, Together, TraceEvidence, minus_log10};
use crate::config::Config;

/// A network that is not numbered yet, with its candidates in the order of its members.
pub(super) struct Unnumbered {
    pub network: Network,
    pub candidates: Vec<Candidate>,
}

/// Looks for groups among the accounts that are not listed; where not all acts are here, there
/// are none to be seen.
///
/// # Errors
/// When there are more objects and accounts than a graph has nodes.
pub(super) fn groups(
    tested: &Tested,
    is_listed: &[bool],
    explained: &[ExplainedGroup],
    names: &Dictionary,
    config: &Config,
) -> Result<(Vec<Unnumbered>, Searched)> {
    let mut left_out = is_listed.to_vec();
    let (mut found, mut searched) = (Vec::new(), Searched::default());
    let places = of_choice(&tested.traces.iter().map(|trace| trace.kind).collect::<Vec<_>>());
    // A part of the acts tells nothing of who else was there.
    let all = |&place: &usize| match &tested.traces[place] {
        TraceEvidence { acts, .. } if acts.whole.is_none() => Some(acts),
        TraceEvidence { all_acts, .. } => all_acts.as_ref(),
    };
    let Some(traces) = places.iter().map(all).collect::<Option<Vec<&Acts>>>() else { return Ok((found, searched)) };
    let builder = Builder { tested, names, places: &places, traces: &traces };
    if config.groups.few_acts {
        let FewActs { light, bursts, core, largest_permuted, few_busy, coarse, groups } =
            few_acts(&traces, &left_out, config.seed).map_err(too_large)?;
        let coarse = coarse.into_iter().map(|trace| tested.traces[places[trace]].kind).collect();
        searched = Searched { light, bursts, core, largest_permuted, few_busy, coarse, ..searched };
        found.extend(groups.into_iter().map(|group| builder.few_acts(group)));
    }
    for account in found.iter().flat_map(|group: &Unnumbered| &group.network.members) {
        left_out[*account as usize] = true;
    }
    // Who reacts to the same feed shares what it brings: that it chose the same says nothing.
    let of_feed = explained.iter().filter(|group| group.explanation.pattern() == Some(Pattern::SameFeed));
    of_feed.flat_map(|group| &group.members).for_each(|&member| left_out[member as usize] = true);
    if config.groups.same_selection {
        let Selection { candidates, tests, pairs } =
            same_selection(&traces, &left_out, config.fdr, config.seed).map_err(too_large)?;
        searched = Searched { alike: candidates, tests, ..searched };
        found.extend(builder.selections(pairs, config)?);
    }
    Ok((found, searched))
}

/// The logarithm of a probability, or the next one below it whose power is no larger: 1/100 does not
/// come back from its own.
fn ln_at_most(p: f64) -> f64 {
    let ln = p.ln();
    if ln.exp() > p { ln.next_down() } else { ln }
}

fn too_large(error: GraphError) -> Error {
    Error::output("the graph of accounts and objects", error)
}

/// The places of the traces whose objects are chosen. Of two that tell of the same acts the one counts that
/// has them all, and of these the one that tells more.
pub(crate) fn of_choice(kinds: &[TraceKind]) -> Vec<usize> {
    let is_of_choice = |kind: TraceKind| !match kind {
        TraceKind::Rhythm => true,
        TraceKind::Domain => kinds.contains(&TraceKind::Url),
        TraceKind::ReplyTarget => kinds.contains(&TraceKind::Reply),
        TraceKind::HashtagSequence => kinds.contains(&TraceKind::Hashtag),
        TraceKind::FastReaction => kinds.contains(&TraceKind::Repost),
        _ => false,
    };
    (0..kinds.len()).filter(|&place| is_of_choice(kinds[place])).collect()
}

struct Builder<'a> {
    tested: &'a Tested,
    names: &'a Dictionary,
    /// The place of each trace that was looked at.
    places: &'a [usize],
    /// All its acts.
    traces: &'a [&'a Acts],
}

/// What is known of a member.
struct Standalone {
    account: u32,
    score: f64,
    ln_q: f64,
    partners: usize,
}

impl Builder<'_> {
    fn few_acts(&self, group: few_acts::Group) -> Unnumbered {
        let few_acts::Group { bursts, links, members, sittings, p, strangers, .. } = group;
        let is_member = |account: u32| members.binary_search_by_key(&account, |member| member.account).is_ok();
        let items = bursts.into_iter().map(|burst| Item {
            trace: self.places[burst.trace],
            object: burst.object,
            start: burst.start,
            end: burst.end,
            accounts: burst.accounts,
            acts: burst.acts.into_iter().filter(|act| is_member(act.0)).collect(),
        });
        let member = |member: &few_acts::Member| Standalone {
            account: member.account,
            score: minus_log10(member.ln_chance),
            ln_q: ln_at_most(p),
            partners: 0,
        };
        let of_members = members.iter().map(member).collect();
        let moments = members.iter().map(|member| (member.account, member.moments)).collect();
        let found = Found::FewActs { links, sittings, p, strangers, moments };
        let ruled_out = RuledOut { habit: true, crowd: false, event: false };
        self.network(Group { items: items.collect(), found }, of_members, Pattern::ManyWithFewActs, ruled_out)
    }

    /// The networks among pairs that chose the same things.
    fn selections(&self, pairs: Vec<(Chosen, Vec<u32>)>, config: &Config) -> Result<Vec<Unnumbered>> {
        let mut accounts: Vec<u32> = pairs.iter().flat_map(|(chosen, _)| [chosen.pair.a(), chosen.pair.b()]).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let of = |account: u32| accounts.partition_point(|&other| other < account) as u32;
        let edge =
            |(chosen, _): &(Chosen, Vec<u32>)| (of(chosen.pair.a()), of(chosen.pair.b()), minus_log10(chosen.ln_p));
        let edges: Vec<(u32, u32, f64)> = pairs.iter().map(edge).collect();
        let graph = CoactionGraph::from_edges(accounts.len(), &edges).map_err(too_large)?;
        let partition = leiden(&graph, &config.leiden());
        let community = |account: u32| partition.membership()[of(account) as usize];
        let mut inside: BTreeMap<u32, Vec<(Chosen, Vec<u32>)>> = BTreeMap::new();
        for pair in pairs.into_iter().filter(|(chosen, _)| community(chosen.pair.a()) == community(chosen.pair.b())) {
            inside.entry(community(pair.0.pair.a())).or_default().push(pair);
        }
        let networks = inside.into_values().map(|pairs| self.selection(pairs));
        Ok(networks.filter(|found| found.network.members.len() >= SMALLEST_NETWORK).collect())
    }

    fn selection(&self, pairs: Vec<(Chosen, Vec<u32>)>) -> Unnumbered {
        let mut strongest: BTreeMap<u32, (Strongest, BTreeSet<u32>)> = BTreeMap::new();
        // Every object that both sides of a pair chose.
        let mut shared: BTreeSet<(usize, u32)> = BTreeSet::new();
        for (chosen, objects) in &pairs {
            let ends = [chosen.pair.a(), chosen.pair.b()];
            for (account, other) in ends.into_iter().zip(ends.into_iter().rev()) {
                let (strongest, partners) = strongest.entry(account).or_default();
                strongest.add(minus_log10(chosen.ln_p), chosen.ln_q);
                partners.insert(other);
            }
            shared.extend(objects.iter().map(|&object| (chosen.trace, object)));
        }
        let is_member = |account| strongest.contains_key(&account);
        let mut items: Vec<Item> =
            shared.into_iter().map(|(trace, object)| self.item(trace, object, is_member)).collect();
        items.sort_by_key(|item| (item.start, item.trace, item.object));
        let of_members = strongest
            .into_iter()
            .map(|(account, (strongest, partners))| Standalone {
                account,
                score: strongest.score(),
                ln_q: strongest.ln_q,
                partners: partners.len(),
            })
            .collect();
        let found = Found::Selection { pairs: pairs.into_iter().map(|(chosen, _)| chosen).collect() };
        self.network(Group { items, found }, of_members, Pattern::SameSelection, RuledOut::default())
    }

    /// The first acts of the members on an object.
    fn item(&self, trace: usize, object: u32, is_member: impl Fn(u32) -> bool) -> Item {
        let (place, acts) = (self.places[trace], self.traces[trace]);
        let mut seen = BTreeSet::new();
        let first = acts.of(object as usize).map(|act| (acts.account[act], acts.time[act]));
        let of_members: Vec<(u32, i64)> = first.filter(|act| is_member(act.0) && seen.insert(act.0)).collect();
        let (start, end) = (of_members[0].1, of_members[of_members.len() - 1].1);
        Item { trace: place, object, start, end, accounts: acts.accounts_of(object as usize), acts: of_members }
    }

    fn network(&self, group: Group, mut members: Vec<Standalone>, pattern: Pattern, ruled_out: RuledOut) -> Unnumbered {
        let name = |member: &Standalone| self.names.get(member.account);
        members.sort_by(|x, y| y.score.total_cmp(&x.score).then_with(|| name(x).cmp(name(y))));
        let together = self.together(&group.items);
        let tier = Tier::of(ruled_out, false, together.traces.len(), together.days);
        let mut ascending: Vec<f64> = members.iter().map(|member| member.score).collect();
        ascending.sort_by(f64::total_cmp);
        let pairs = match &group.found {
            Found::FewActs { .. } => 0,
            Found::Selection { pairs } => pairs.len(),
        };
        let size = members.len() as f64;
        let mut of_account: BTreeMap<u32, Vec<(&Item, i64)>> = BTreeMap::new();
        for item in &group.items {
            item.acts.iter().for_each(|&(account, time)| of_account.entry(account).or_default().push((item, time)));
        }
        let candidate = |member: &Standalone| {
            let mine = of_account.get(&member.account).map_or(&[][..], Vec::as_slice);
            Candidate {
                rank: 0,
                account: member.account,
                network_id: 0,
                tier,
                score: member.score,
                ln_q: member.ln_q,
                pattern,
                ruled_out,
                partners: member.partners,
                centrality: 0.0,
                core: 0,
                standing: Standing::default(),
                together: self.together_of(mine),
            }
        };
        let candidates = members.iter().map(candidate).collect();
        let network = Network {
            network_id: 0,
            members: members.iter().map(|member| member.account).collect(),
            pairs: Vec::new(),
            density: pairs as f64 / (size * (size - 1.0) / 2.0),
            tier,
            score: quantile(&ascending, 0.5).unwrap_or_default(),
            ln_q: members.iter().map(|member| member.ln_q).fold(f64::NEG_INFINITY, f64::max),
            pattern,
            event: None,
            ruled_out,
            together,
            stability: None,
            standings: vec![Standing::default(); members.len()],
            group: Some(group),
        };
        Unnumbered { network, candidates }
    }

    /// What all members did: each two that acted on an item are a co-act.
    fn together(&self, items: &[Item]) -> Together {
        let co_acts = |item: &Item| (item.acts.len() * item.acts.len().saturating_sub(1) / 2) as u64;
        let acts = items.iter().flat_map(|item| item.acts.iter().map(move |act| (item, act.1)));
        self.of_acts(&acts.collect::<Vec<_>>(), items.iter().map(co_acts).sum())
    }

    /// What one of them did with the others.
    fn together_of(&self, acts: &[(&Item, i64)]) -> Together {
        self.of_acts(acts, acts.iter().map(|(item, _)| item.acts.len() as u64 - 1).sum())
    }

    /// What these acts on items are together.
    fn of_acts(&self, acts: &[(&Item, i64)], co_acts: u64) -> Together {
        let times = || acts.iter().map(|act| act.1);
        let objects: BTreeSet<(usize, u32)> = acts.iter().map(|(item, _)| (item.trace, item.object)).collect();
        let traces: BTreeSet<TraceKind> = objects.iter().map(|&(trace, _)| self.tested.traces[trace].kind).collect();
        Together {
            co_acts,
            objects: objects.len(),
            days: times().map(|time| time.div_euclid(DAY)).collect::<BTreeSet<_>>().len(),
            traces: traces.into_iter().collect(),
            first_act: times().min().unwrap_or_default(),
            last_act: times().max().unwrap_or_default(),
        }
    }
}
