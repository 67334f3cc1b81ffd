//! Pairs of bursts that have more accounts in common than anything explains.

use petgraph::unionfind::UnionFind;

use super::bursts::{APART, Burst};
use super::strata::{Explained, Strata};
use crate::significance::ln_poisson_tail;

/// Two bursts are joined at this p: far too weak for a proof, over all pairs of bursts.
const WEAK: f64 = 1e-4;
/// Accounts that two bursts have in common before their p is asked for.
const FEWEST_COMMON: u32 = 2;

/// Two bursts with accounts in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The places of the two bursts.
    pub bursts: [usize; 2],
    /// Light accounts in both.
    pub common: u32,
    /// How many there would be by what explains most.
    pub expected: f64,
    /// ln p of so many, by what explains most.
    pub ln_p: f64,
    /// What explains most.
    pub explained: Explained,
}

/// Whether two bursts are of different sittings.
pub(super) fn are_apart(x: &Burst, y: &Burst) -> bool {
    x.start.abs_diff(y.start) >= APART as u64
}

/// Pairs of bursts that are joined.
pub(super) struct Weak<'a> {
    pub bursts: &'a [Burst],
    pub strata: &'a Strata,
    /// The explanation that is asked first; a pair that it explains needs no other.
    pub first: Explained,
}

impl Weak<'_> {
    /// The pairs that these accounts join, each told with a burst that it is in; in order.
    pub fn pairs(&self, mut acts: Vec<(u32, u32)>) -> Vec<Link> {
        acts.sort_unstable();
        acts.dedup();
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for of_account in acts.chunk_by(|x, y| x.0 == y.0).filter(|acts| acts.len() > 1) {
            for (place, &(_, a)) in of_account.iter().enumerate() {
                let others = of_account[place + 1..].iter().map(|&(_, b)| b);
                let apart = |b: &u32| are_apart(&self.bursts[a as usize], &self.bursts[*b as usize]);
                pairs.extend(others.filter(apart).map(|b| (a, b)));
            }
        }
        pairs.sort_unstable();
        let repeated = pairs.chunk_by(|x, y| x == y).filter(|same| same.len() >= FEWEST_COMMON as usize);
        repeated.filter_map(|same| self.link(same[0], same.len() as u32)).collect()
    }

    fn link(&self, (a, b): (u32, u32), common: u32) -> Option<Link> {
        let others = Explained::ALL.into_iter().filter(|&other| other != self.first);
        let mut most: Option<Link> = None;
        for explained in std::iter::once(self.first).chain(others) {
            let expected = self.strata.expected(explained, a as usize, b as usize);
            let ln_p = ln_poisson_tail(common.into(), expected);
            if ln_p > WEAK.ln() {
                return None;
            }
            if most.is_none_or(|most| ln_p > most.ln_p) {
                most = Some(Link { bursts: [a as usize, b as usize], common, expected, ln_p, explained });
            }
        }
        most
    }
}

/// Bursts that links join, and these links by their places; both ascend.
pub(super) struct Component {
    pub bursts: Vec<usize>,
    pub links: Vec<usize>,
}

impl Component {
    /// The sum of `−ln p` over its links.
    pub fn statistic(&self, links: &[Link]) -> f64 {
        self.links.iter().map(|&link| -links[link].ln_p).sum()
    }
}

/// The connected components of these links, in the order of their first links.
pub(super) fn components(links: &[Link]) -> Vec<Component> {
    let mut nodes: Vec<usize> = links.iter().flat_map(|link| link.bursts).collect();
    nodes.sort_unstable();
    nodes.dedup();
    let of = |burst: usize| nodes.partition_point(|&node| node < burst);
    let mut joined = UnionFind::<usize>::new(nodes.len());
    links.iter().for_each(|link| _ = joined.union(of(link.bursts[0]), of(link.bursts[1])));
    let mut found: Vec<Component> = Vec::new();
    let mut place: Vec<Option<usize>> = vec![None; nodes.len()];
    for (number, link) in links.iter().enumerate() {
        let root = joined.find(of(link.bursts[0]));
        let component = *place[root].get_or_insert_with(|| {
            found.push(Component { bursts: Vec::new(), links: Vec::new() });
            found.len() - 1
        });
        found[component].links.push(number);
        found[component].bursts.extend(link.bursts);
    }
    for component in &mut found {
        component.bursts.sort_unstable();
        component.bursts.dedup();
    }
    found
}
