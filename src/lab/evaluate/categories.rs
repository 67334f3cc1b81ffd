//! How networks agree with what others know of the accounts.
//!
//! Researchers who publish an operation often say what kind each account was
//! (which persona, which language, which task). Where all accounts belong to one
//! operation there is nobody to be found, but a method that sees who works
//! together should part the accounts as the researchers did. Three partitions are
//! tested against the categories:
//!
//! - every pair that `detect` tests, weighted by the objects on which it met in
//!   the window that speaks most clearly, over all traces, parted by Leiden;
//! - the networks of `detect`'s list, which are smaller: who passes there has
//!   survived every explanation;
//! - plain counting, trace by trace: the pairs of accounts that act on the usual
//!   minimum of objects within a minute, weighted by their number and parted by
//!   the same algorithm.

use std::collections::BTreeMap;

use lockstep_base::error::{Error, Result};
use lockstep_base::memory::Resources;
use lockstep_data::events::{Events, Input, NONE, Role};
use lockstep_data::traces::{Acts, Posts, TraceKind};
use lockstep_detect::config::Config;
use lockstep_detect::{Detection, Stages, detect};
use lockstep_method::baselines::{Pairing, objects};
use lockstep_method::cluster::leiden;
use lockstep_method::graph::CoactionGraph;
use serde::Serialize;

use super::agreement::Contingency;
use super::methods::usual_window;

/// How each partition agrees with the categories.
#[derive(Clone, Debug, Serialize)]
pub struct Categories {
    /// Accounts whose category is known.
    pub accounts: usize,
    /// Their categories.
    pub categories: usize,
    /// Our pairs first, our list, then counting trace by trace.
    pub partitions: Vec<PartitionAgreement>,
}

/// How one partition agrees.
#[derive(Clone, Debug, Serialize)]
pub struct PartitionAgreement {
    /// Whose partition.
    pub method: String,
    /// Groups that hold an account whose category is known.
    pub groups: usize,
    /// Accounts with a category that are in a group.
    pub placed: usize,
    /// Agreement on those.
    pub of_placed: Agreement,
    /// Agreement on the accounts that the first partition places, too.
    pub of_common: Agreement,
    /// Agreement of the first partition on the same accounts.
    pub first_of_common: Agreement,
    /// Agreement on all accounts with a category; one that is in no group is a
    /// group of its own.
    pub of_all: Agreement,
}

/// How well two partitions agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Agreement {
    /// On how many accounts.
    pub accounts: usize,
    /// See [`Contingency::adjusted_rand_index`].
    pub adjusted_rand_index: Option<f64>,
    /// See [`Contingency::normalised_mutual_information`].
    pub normalised_mutual_information: Option<f64>,
}

/// The group of each account, none where it is in no group.
type Groups = Vec<Option<u32>>;

/// Holds our networks, and those of plain counting, against the categories in
/// the inputs.
///
/// # Errors
/// When an input cannot be used, or none has a category.
pub fn categories(inputs: &[Input], config: &Config, resources: &Resources, stages: &mut Stages) -> Result<Categories> {
    let kinds = config.kinds();
    let wanted = [TraceKind::wanted(kinds).as_slice(), &[Role::Category]].concat();
    let events = stages.run("reading", || Events::read(inputs, &config.input, &wanted))?;
    let of_account = category_of_each(&events);
    if of_account.iter().all(Option::is_none) {
        let remedy = "name the column with --categories";
        return Err(Error::input(events.first_file(), "no account has a category", remedy));
    }
    let detection = detect(inputs, config, resources, stages)?;
    // The two readings need not number accounts alike.
    let here: Vec<Option<u32>> = detection.events.accounts.iter().map(|name| events.accounts.find(name)).collect();
    let translated = |theirs: Groups| {
        let mut ours: Groups = vec![None; events.accounts.len()];
        for (account, group) in here.iter().zip(theirs) {
            account.iter().for_each(|account| ours[*account as usize] = group);
        }
        ours
    };
    let mut list: Groups = vec![None; detection.events.accounts.len()];
    let candidates = &detection.findings.candidates;
    candidates.iter().for_each(|candidate| list[candidate.account as usize] = Some(candidate.network_id));
    let mut partitions = vec![
        ("lockstep, pairs".to_owned(), translated(of_pairs(&detection, config)?)),
        ("lockstep, list".to_owned(), translated(list)),
    ];
    for &kind in kinds {
        if let Some(groups) = counted(&events, kind, config)? {
            partitions.push((format!("counting {}", kind.name()), groups));
        }
    }
    let judged = partitions.iter().map(|(method, groups)| judge(method, groups, &partitions[0].1, &of_account));
    let known: Vec<u32> = of_account.iter().flatten().copied().collect();
    Ok(Categories {
        accounts: known.len(),
        categories: known.iter().collect::<std::collections::BTreeSet<_>>().len(),
        partitions: judged.collect(),
    })
}

/// Each account's category: the one that most of its rows give, the first by
/// appearance among equals.
fn category_of_each(events: &Events) -> Vec<Option<u32>> {
    let mut counts: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    if let Some(column) = events.column(Role::Category) {
        for row in 0..events.len() {
            column.row(row).iter().for_each(|&value| *counts.entry((events.account[row], value)).or_default() += 1);
        }
    }
    let mut most: Vec<(usize, u32)> = vec![(0, NONE); events.accounts.len()];
    for ((account, value), count) in counts {
        if count > most[account as usize].0 {
            most[account as usize] = (count, value);
        }
    }
    most.into_iter().map(|(_, value)| Some(value).filter(|&value| value != NONE)).collect()
}

/// The communities of the network of plain counting.
fn counted(events: &Events, kind: TraceKind, config: &Config) -> Result<Option<Groups>> {
    let Some(acts) = Acts::new(events, kind, Posts::Once, &config.same) else { return Ok(None) };
    let acts = acts.without_popular(Some(config.popular)).0;
    let settings = config.trace(kind);
    let pairing = Pairing { window: usual_window(&settings.window), min_objects: settings.min_objects };
    let edges: Vec<(u32, u32, f64)> = objects(&acts, &events.accounts, &pairing)
        .into_iter()
        .map(|edge| (edge.account_a, edge.account_b, f64::from(edge.objects)))
        .collect();
    communities(events.accounts.len(), &edges, config).map(Some)
}

/// The communities of the network of all pairs that were tested.
fn of_pairs(detection: &Detection, config: &Config) -> Result<Groups> {
    let tested = &detection.tested;
    let met = |place: usize| tested.traces.iter().map(|trace| f64::from(trace.seen[place].objects)).sum();
    let edges: Vec<(u32, u32, f64)> =
        tested.pairs.iter().enumerate().map(|(place, pair)| (pair.a(), pair.b(), met(place))).collect();
    communities(detection.events.accounts.len(), &edges, config)
}

/// The communities of these edges; an account without one is in none.
fn communities(accounts: usize, edges: &[(u32, u32, f64)], config: &Config) -> Result<Groups> {
    let graph = CoactionGraph::from_edges(accounts, edges).map_err(|e| Error::output("the network", e))?;
    let partition = leiden(&graph, &config.leiden());
    let group = |(account, &community): (u32, &u32)| (graph.degree(account) > 0).then_some(community);
    Ok((0..).zip(partition.membership()).map(group).collect())
}

fn judge(method: &str, groups: &Groups, ours: &Groups, categories: &[Option<u32>]) -> PartitionAgreement {
    let known = || categories.iter().enumerate().filter_map(|(account, category)| Some((account, (*category)?)));
    let placed: Vec<(u32, u32)> =
        known().filter_map(|(account, category)| Some((groups[account]?, category))).collect();
    let common: Vec<((u32, u32), u32)> =
        known().filter_map(|(account, category)| Some(((groups[account]?, ours[account]?), category))).collect();
    let of_common = |side: fn(&(u32, u32)) -> u32| {
        Agreement::of(&common.iter().map(|(both, category)| (side(both), *category)).collect::<Vec<_>>())
    };
    let all: Vec<((Option<u32>, usize), u32)> = known()
        .map(|(account, category)| ((groups[account], if groups[account].is_some() { 0 } else { account }), category))
        .collect();
    PartitionAgreement {
        method: method.to_owned(),
        groups: Contingency::new(&placed).classes().0,
        placed: placed.len(),
        of_placed: Agreement::of(&placed),
        of_common: of_common(|both| both.0),
        first_of_common: of_common(|both| both.1),
        of_all: Agreement::of(&all),
    }
}

impl Agreement {
    fn of<G: Ord>(accounts: &[(G, u32)]) -> Self {
        let table = Contingency::new(accounts);
        Self {
            accounts: accounts.len(),
            adjusted_rand_index: table.adjusted_rand_index(),
            normalised_mutual_information: table.normalised_mutual_information(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two networks that are the two categories, and an account outside that
    /// makes the whole agree less.
    #[test]
    fn accounts_outside_count_where_all_are_asked() {
        let categories = [Some(0), Some(0), Some(1), Some(1), Some(1), None];
        let ours = vec![Some(7), Some(7), Some(9), Some(9), None, Some(9)];
        let judged = judge("ours", &ours, &ours, &categories);
        assert_eq!((judged.groups, judged.placed, judged.of_placed.accounts, judged.of_all.accounts), (2, 4, 4, 5));
        assert_eq!(judged.of_placed.adjusted_rand_index, Some(1.0));
        assert!(judged.of_all.adjusted_rand_index.unwrap() < 1.0);
        let other = judge("other", &vec![Some(1); 6], &ours, &categories);
        assert_eq!((other.of_common.accounts, other.of_placed.accounts), (4, 5));
        assert_eq!(other.of_placed.adjusted_rand_index, Some(0.0), "one heap says nothing");
    }
}
