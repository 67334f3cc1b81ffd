//! Accounts as TF-IDF vectors over objects, and their scalar products.

use lockstep_data::traces::Acts;
use rayon::prelude::*;

/// Unit vectors of accounts over objects, by account and by object. A weight is
/// the number of acts on the object times `ln((1 + n)/(1 + d)) + 1`, with `n`
/// accounts of which `d` act on it.
pub(super) struct Vectors {
    /// `(object, weight)` of each account.
    of_account: Vec<Vec<(u32, f64)>>,
    /// `(account, weight)` of each object, by account.
    of_object: Vec<Vec<(u32, f64)>>,
}

impl Vectors {
    /// From the `(account, acts)` of each object, by account.
    pub fn new(mut of_object: Vec<Vec<(u32, f64)>>, accounts: usize) -> Self {
        let mut squares = vec![0.0; accounts];
        let mut active = vec![false; accounts];
        of_object.iter().flatten().for_each(|&(account, _)| active[account as usize] = true);
        let all = active.iter().filter(|&&active| active).count() as f64;
        for object in &mut of_object {
            let rarity = ((1.0 + all) / (1.0 + object.len() as f64)).ln() + 1.0;
            for (account, weight) in object {
                *weight *= rarity;
                squares[*account as usize] += *weight * *weight;
            }
        }
        let mut of_account = vec![Vec::new(); accounts];
        for (object, row) in (0..).zip(&mut of_object) {
            for (account, weight) in row {
                *weight /= squares[*account as usize].sqrt();
                of_account[*account as usize].push((object, *weight));
            }
        }
        Self { of_account, of_object }
    }
}

/// How often each account acts on each object, by object and account, if `actors`
/// did the acts in their order; accounts for which `keep` does not hold are left
/// out.
pub(super) fn counts(acts: &Acts, actors: &[u32], keep: impl Fn(u32) -> bool + Sync) -> Vec<Vec<(u32, f64)>> {
    let of = |object: usize| {
        let mut who: Vec<u32> = actors[acts.of(object)].to_vec();
        who.retain(|&account| keep(account));
        who.sort_unstable();
        who.chunk_by(|x, y| x == y).map(|same| (same[0], same.len() as f64)).collect()
    };
    (0..acts.objects.len()).into_par_iter().map(of).collect()
}

/// The scalar products of one vector with those of later accounts; the room
/// is used again from account to account.
pub(super) struct Products {
    sums: Vec<f64>,
    objects: Vec<u32>,
    met: Vec<u32>,
}

impl Products {
    pub fn new(accounts: usize) -> Self {
        Self { sums: vec![0.0; accounts], objects: vec![0; accounts], met: Vec::new() }
    }

    /// `(account, other, similarity, objects)` of every other account with a
    /// higher number that shares an object.
    pub fn row(&mut self, vectors: &Vectors, account: u32) -> Vec<(u32, u32, f64, u32)> {
        for &(object, weight) in &vectors.of_account[account as usize] {
            let row = &vectors.of_object[object as usize];
            let later = row.partition_point(|&(other, _)| other <= account);
            for &(other, others) in &row[later..] {
                let at = other as usize;
                if self.objects[at] == 0 {
                    self.met.push(other);
                }
                self.sums[at] += weight * others;
                self.objects[at] += 1;
            }
        }
        self.met.sort_unstable();
        let found = self.met.drain(..).map(|other| {
            let at = other as usize;
            // Rounding must not make two accounts more alike than the same.
            let similarity = std::mem::take(&mut self.sums[at]).min(1.0);
            (account, other, similarity, std::mem::take(&mut self.objects[at]))
        });
        found.collect()
    }
}
