//! Who acts on what: the bipartite graph of accounts and objects.

use lockstep_data::traces::Acts;
use rayon::prelude::*;

/// Links of accounts and objects, each once. Objects are numbered in the order
/// of their names, so that the order of rows decides no tie.
pub(super) struct Links {
    /// The accounts of each object, ascending.
    pub of_object: Vec<Vec<u32>>,
    /// The objects of each account, ascending.
    pub of_account: Vec<Vec<u32>>,
}

impl Links {
    pub fn new(acts: &Acts, accounts: usize) -> Self {
        let order = by_name(acts);
        let of = |&object: &usize| {
            let mut who = acts.account[acts.of(object)].to_vec();
            who.sort_unstable();
            who.dedup();
            who
        };
        Self::of(order.par_iter().map(of).collect(), accounts)
    }

    /// From the accounts of each object, ascending.
    pub fn of(of_object: Vec<Vec<u32>>, accounts: usize) -> Self {
        let mut of_account = vec![Vec::new(); accounts];
        for (object, who) in (0..).zip(&of_object) {
            who.iter().for_each(|&account| of_account[account as usize].push(object));
        }
        Self { of_object, of_account }
    }
}

/// The objects in the order of their names.
pub(super) fn by_name(acts: &Acts) -> Vec<usize> {
    let all = 0..acts.objects.len();
    let ranks = acts.objects.ranks(all.clone().map(|object| object as u32));
    let mut order: Vec<usize> = all.collect();
    order.sort_unstable_by_key(|&object| ranks[object]);
    order
}
