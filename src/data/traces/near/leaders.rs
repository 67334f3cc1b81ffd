//! Groups from pairs, guarded against chains.
//!
//! Connected components would join A to Z over a chain in which each is like
//! the next and A is nothing like Z. Here every group has a leader: of those
//! not yet in a group, the one with most partners (of several the first). Its
//! group grows from it along pairs, and takes a member only where the member is
//! the leader's own partner or passes `near_enough`. What is left over finds
//! leaders of its own in the same way.

use rayon::prelude::*;

/// Who is paired with whom: the partners of each, in order.
struct Partners {
    offsets: Vec<usize>,
    partners: Vec<u32>,
}

impl Partners {
    fn new(count: usize, pairs: &[(u32, u32)]) -> Self {
        let mut both: Vec<(u32, u32)> = pairs.iter().flat_map(|&(a, b)| [(a, b), (b, a)]).collect();
        both.par_sort_unstable();
        both.dedup();
        let mut offsets = vec![0; count + 1];
        both.iter().for_each(|&(of, _)| offsets[of as usize + 1] += 1);
        for of in 0..count {
            offsets[of + 1] += offsets[of];
        }
        Self { offsets, partners: both.into_iter().map(|(_, partner)| partner).collect() }
    }

    fn of(&self, one: u32) -> &[u32] {
        &self.partners[self.offsets[one as usize]..self.offsets[one as usize + 1]]
    }
}

/// The leader of each of `count` things; one without a partner leads itself.
/// `near_enough(leader, member)` is asked for members that are not the
/// leader's own partners.
pub(super) fn leaders(count: usize, pairs: &[(u32, u32)], near_enough: impl Fn(u32, u32) -> bool + Sync) -> Vec<u32> {
    let partners = Partners::new(count, pairs);
    let mut leaders: Vec<u32> = (0..count as u32).collect();
    let led: Vec<Vec<(u32, u32)>> =
        components(count, &partners).par_iter().map(|members| lead(members, &partners, &near_enough)).collect();
    led.into_iter().flatten().for_each(|(member, leader)| leaders[member as usize] = leader);
    leaders
}

/// The components of two or more, each in ascending order.
fn components(count: usize, partners: &Partners) -> Vec<Vec<u32>> {
    let mut seen = vec![false; count];
    let mut components = Vec::new();
    for start in 0..count as u32 {
        if seen[start as usize] || partners.of(start).is_empty() {
            continue;
        }
        seen[start as usize] = true;
        let mut members = vec![start];
        let mut next = 0;
        while let Some(&member) = members.get(next) {
            next += 1;
            let new =
                partners.of(member).iter().filter(|&&partner| !std::mem::replace(&mut seen[partner as usize], true));
            members.extend(new);
        }
        members.sort_unstable();
        components.push(members);
    }
    components
}

/// `(member, leader)` for every member of one component. A member that a
/// leader refuses is asked about again only by leaders of its other partners,
/// so the work grows with the number of pairs.
fn lead(members: &[u32], partners: &Partners, near_enough: &impl Fn(u32, u32) -> bool) -> Vec<(u32, u32)> {
    let place = |one: u32| members.partition_point(|&member| member < one);
    let mut by_rank = members.to_vec();
    by_rank.sort_by_key(|&one| std::cmp::Reverse(partners.of(one).len()));
    let mut taken = vec![false; members.len()];
    let mut led = Vec::with_capacity(members.len());
    for leader in by_rank {
        if std::mem::replace(&mut taken[place(leader)], true) {
            continue;
        }
        let mut next = led.len();
        led.push((leader, leader));
        while let Some(&(member, _)) = led.get(next) {
            next += 1;
            for &partner in partners.of(member) {
                let at = place(partner);
                if !taken[at] && (member == leader || near_enough(leader, partner)) {
                    taken[at] = true;
                    led.push((partner, leader));
                }
            }
        }
    }
    led
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_one_group_of_its_centre() {
        assert_eq!(leaders(4, &[(0, 2), (1, 2), (2, 3)], |_, _| false), [2, 2, 2, 2]);
    }

    #[test]
    fn a_chain_breaks_where_the_leader_is_too_far() {
        let chain: Vec<(u32, u32)> = (0..9).map(|one| (one, one + 1)).collect();
        let found = leaders(10, &chain, |leader, member| leader.abs_diff(member) <= 2);
        assert_eq!(found, [1, 1, 1, 1, 4, 4, 4, 7, 7, 7]);
    }

    #[test]
    fn who_is_in_no_pair_stays_alone() {
        assert_eq!(leaders(3, &[], |_, _| true), [0, 1, 2]);
    }
}
