//! The core: bursts that are made by accounts which come back, and these accounts.

use super::bursts::{APART, Burst, LEAST, Volumes};

/// Bursts and light accounts of which each vouches for the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Core {
    /// The places of its bursts, ascending.
    pub bursts: Vec<usize>,
    /// Its accounts, ascending.
    pub members: Vec<u32>,
}

/// How many sittings bursts with these starts make, which ascend: one that begins less
/// than six hours after the one that was counted last is of the same.
pub fn sittings(starts: impl IntoIterator<Item = i64>) -> usize {
    let mut begun: Option<i64> = None;
    let mut begins = |start: i64| {
        let apart = begun.is_none_or(|begun| start - begun >= APART);
        if apart {
            begun = Some(start);
        }
        apart
    };
    starts.into_iter().filter(|&start| begins(start)).count()
}

/// The largest core among these bursts. Both conditions can only be lost as bursts and
/// accounts go, so that the order in which they go does not matter.
pub(super) fn core(bursts: &[Burst], among: &[usize], volumes: &Volumes) -> Core {
    let mut peeling = Peeling::new(bursts, among, volumes);
    peeling.run();
    let Peeling { is_burst, of_account, .. } = &peeling;
    let members = (0..of_account.len() as u32).filter(|&account| peeling.comes_back(account)).collect();
    let bursts = (0..bursts.len()).filter(|&burst| is_burst[burst]).collect();
    Core { bursts, members }
}

/// The same core with every other burst of `among` at least half of whose accounts act in its
/// bursts, too, and the members that these bring. What is added takes nothing away, so that
/// this ends.
pub(super) fn grown(mut grown: Core, bursts: &[Burst], among: &[usize], volumes: &Volumes) -> Core {
    loop {
        let mut acts_there = vec![false; volumes.moments.len()];
        let acts = grown.bursts.iter().flat_map(|&burst| &bursts[burst].acts);
        acts.for_each(|act| acts_there[act.0 as usize] = true);
        let is_own = |burst: &&usize| {
            let burst = &bursts[**burst];
            2 * burst.acts.iter().filter(|act| acts_there[act.0 as usize]).count() >= burst.accounts
        };
        let mut wider: Vec<usize> = among.iter().filter(is_own).chain(&grown.bursts).copied().collect();
        wider.sort_unstable();
        wider.dedup();
        let larger = core(bursts, &wider, volumes);
        if larger == grown {
            return grown;
        }
        grown = larger;
    }
}

struct Peeling<'a> {
    bursts: &'a [Burst],
    volumes: &'a Volumes,
    /// The bursts of each account, in the order of their starts.
    of_account: Vec<Vec<u32>>,
    is_member: Vec<bool>,
    is_burst: Vec<bool>,
    /// The members in each burst.
    members: Vec<usize>,
    /// Bursts that have just gone.
    gone: Vec<usize>,
}

impl<'a> Peeling<'a> {
    fn new(bursts: &'a [Burst], among: &[usize], volumes: &'a Volumes) -> Self {
        let mut in_time = among.to_vec();
        in_time.sort_unstable_by_key(|&place| (bursts[place].start, place));
        let mut of_account: Vec<Vec<u32>> = vec![Vec::new(); volumes.moments.len()];
        let mut is_burst = vec![false; bursts.len()];
        for place in in_time {
            is_burst[place] = true;
            bursts[place].acts.iter().for_each(|&(account, _)| of_account[account as usize].push(place as u32));
        }
        let is_member = of_account.iter().map(|bursts| !bursts.is_empty()).collect();
        let members = bursts.iter().map(|burst| burst.acts.len()).collect();
        Self { bursts, volumes, of_account, is_member, is_burst, members, gone: Vec::new() }
    }

    /// Whether the account's bursts are in two sittings, and these half of its moments.
    fn comes_back(&self, account: u32) -> bool {
        let mine = self.of_account[account as usize].iter().map(|&burst| burst as usize);
        let starts = mine.filter(|&burst| self.is_burst[burst]).map(|burst| self.bursts[burst].start);
        let sittings = sittings(starts);
        sittings >= 2 && 2 * sittings >= self.volumes.moments[account as usize] as usize
    }

    fn holds(&self, burst: usize) -> bool {
        self.members[burst] >= LEAST && 2 * self.members[burst] >= self.bursts[burst].accounts
    }

    fn run(&mut self) {
        (0..self.of_account.len() as u32).for_each(|account| self.look_at(account));
        // A burst may be too thin from the beginning.
        for burst in 0..self.bursts.len() {
            self.check(burst);
        }
        while let Some(burst) = self.gone.pop() {
            for place in 0..self.bursts[burst].acts.len() {
                self.look_at(self.bursts[burst].acts[place].0);
            }
        }
    }

    /// Takes the account out unless it comes back.
    fn look_at(&mut self, account: u32) {
        if !self.is_member[account as usize] || self.comes_back(account) {
            return;
        }
        self.is_member[account as usize] = false;
        for place in 0..self.of_account[account as usize].len() {
            let burst = self.of_account[account as usize][place] as usize;
            self.members[burst] -= 1;
            self.check(burst);
        }
    }

    fn check(&mut self, burst: usize) {
        if self.is_burst[burst] && !self.holds(burst) {
            self.is_burst[burst] = false;
            self.gone.push(burst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY: i64 = 4 * APART;

    fn burst(day: i64, accounts: std::ops::Range<u32>, others: usize) -> Burst {
        let acts: Vec<(u32, i64)> = accounts.map(|account| (account, day * DAY)).collect();
        Burst { trace: 0, object: 0, start: day * DAY, end: day * DAY, accounts: acts.len() + others, acts }
    }

    fn all(bursts: &[Burst], volumes: &Volumes) -> Core {
        core(bursts, &(0..bursts.len()).collect::<Vec<_>>(), volumes)
    }

    #[test]
    fn sittings_are_six_hours_apart() {
        assert_eq!(sittings([]), 0);
        assert_eq!(sittings([5]), 1);
        assert_eq!(sittings([0, 0, APART - 1, APART, 2 * APART - 1, 2 * APART]), 3);
    }

    #[test]
    fn accounts_that_come_back_vouch_for_bursts_that_are_mostly_theirs() {
        let volumes = Volumes { moments: vec![2; 40] };
        let mine = [burst(0, 0..12, 0), burst(3, 0..12, 12)];
        assert_eq!(all(&mine, &volumes), Core { bursts: vec![0, 1], members: (0..12).collect() });
        // Strangers are more than half of the second one.
        assert_eq!(all(&[burst(0, 0..12, 0), burst(3, 0..12, 13)], &volumes).bursts, [0usize; 0]);
        // The two are one sitting.
        let soon = [burst(0, 0..12, 0), Burst { start: APART - 1, ..burst(0, 0..12, 0) }];
        assert_eq!(all(&soon, &volumes).bursts, [0usize; 0]);
        // They do other things more often.
        let busy = Volumes { moments: vec![5; 40] };
        assert_eq!(all(&mine, &busy).bursts, [0usize; 0]);
    }

    #[test]
    fn what_hangs_on_a_burst_goes_with_it() {
        let volumes = Volumes { moments: vec![2; 40] };
        // The third burst is a crowd; without it the second loses those who come back.
        let chain = [burst(0, 0..4, 0), burst(1, 0..12, 0), burst(2, 4..12, 60)];
        assert_eq!(all(&chain, &volumes), Core { bursts: vec![], members: vec![] });
    }

    #[test]
    fn a_group_grows_by_bursts_whose_accounts_act_in_it_and_no_further() {
        let volumes = Volumes { moments: vec![2; 60] };
        let of = |bursts: &[Burst], group: &[usize]| {
            let all: Vec<usize> = (0..bursts.len()).collect();
            grown(core(bursts, group, &volumes), bursts, &all, &volumes).bursts
        };
        // Half of the accounts of the third act in the second one, and those of the fourth in the third.
        let chain = [burst(0, 0..20, 0), burst(1, 0..20, 0), burst(2, 10..30, 0), burst(3, 10..30, 0)];
        assert_eq!(of(&chain, &[0, 1]), [0, 1, 2, 3]);
        let strangers = [burst(0, 0..20, 0), burst(1, 0..20, 0), burst(2, 11..31, 0), burst(3, 11..31, 0)];
        assert_eq!(of(&strangers, &[0, 1]), [0, 1]);
        // Half of the accounts of the third act in the second one, a stranger each, in the same sitting: it
        // is taken and lost again, which must not go on forever.
        let mut second = burst(1, 0..20, 0);
        second.acts.extend((30..40).map(|account| (account, DAY)));
        second.accounts = second.acts.len();
        assert_eq!(of(&[burst(0, 0..20, 0), second, burst(1, 30..50, 0)], &[0, 1]), [0, 1]);
    }

    proptest! {
        /// The core is what is left when bursts and accounts are checked again and again.
        #[test]
        fn it_is_the_largest_set_that_holds(
            sets in prop::collection::vec((0i64..6, prop::collection::btree_set(0u32..30, 8..24), 0usize..12), 0..8),
            moments in prop::collection::vec(1u32..7, 30),
        ) {
            let bursts: Vec<Burst> = sets.iter().map(|(day, who, others)| Burst {
                acts: who.iter().map(|&account| (account, day * DAY)).collect(),
                accounts: who.len() + others,
                ..burst(*day, 0..0, 0)
            }).collect();
            let volumes = Volumes { moments };
            let mut kept: Vec<usize> = (0..bursts.len()).collect();
            let members = |kept: &[usize]| -> Vec<u32> {
                let comes_back = |&account: &u32| {
                    let mut days: Vec<i64> = kept.iter().map(|&b| &bursts[b]).filter(|b| b.acts.iter().any(|a| a.0 == account)).map(|b| b.start).collect();
                    days.sort_unstable();
                    days.dedup();
                    days.len() >= 2 && 2 * days.len() >= volumes.moments[account as usize] as usize
                };
                (0..30).filter(comes_back).collect()
            };
            loop {
                let who = members(&kept);
                let holds = |&b: &usize| {
                    let n = bursts[b].acts.iter().filter(|a| who.contains(&a.0)).count();
                    n >= LEAST && 2 * n >= bursts[b].accounts
                };
                let next: Vec<usize> = kept.iter().copied().filter(holds).collect();
                if next == kept { break; }
                kept = next;
            }
            prop_assert_eq!(all(&bursts, &volumes), Core { members: members(&kept), bursts: kept });
        }
    }
}
