//! Acts with their coordination destroyed, for null runs.

use hashbrown::HashSet;
use rand::seq::SliceRandom;
use rand::{Rng, RngExt};
use rustc_hash::FxBuildHasher;

use super::Acts;

/// Exchanges that are tried for each link when acts are rewired: beyond a few,
/// more of them change nothing.
const EXCHANGES: usize = 10;

/// An account acted on an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Link {
    account: u32,
    object: u32,
}

impl Acts {
    /// The same acts, each account's delays shuffled among its objects. An act
    /// without a delay stays where it is.
    pub fn with_delays_shuffled(&self, rng: &mut impl Rng) -> Self {
        let object = self.object_of_each();
        let moment = |act: usize| self.triggers.moment[object[act] as usize];
        let mut by_account: Vec<usize> =
            (0..self.len()).filter(|&act| self.delay(act, object[act]).is_some()).collect();
        by_account.sort_by_key(|&act| (self.account[act], act));
        let mut time = self.time.clone();
        for of_account in by_account.chunk_by(|&x, &y| self.account[x] == self.account[y]) {
            let mut delays: Vec<i64> = of_account.iter().map(|&act| self.time[act] - moment(act)).collect();
            delays.shuffle(rng);
            of_account.iter().zip(delays).for_each(|(&act, delay)| time[act] = moment(act) + delay);
        }
        self.rearranged(self.account.clone(), time)
    }

    /// The same acts, each account's times shuffled among them. Where the first act
    /// stands for an object's trigger it is another one now.
    pub fn with_times_shuffled(&self, rng: &mut impl Rng) -> Self {
        let mut by_account: Vec<usize> = (0..self.len()).collect();
        by_account.sort_by_key(|&act| (self.account[act], act));
        let mut time = self.time.clone();
        for of_account in by_account.chunk_by(|&x, &y| self.account[x] == self.account[y]) {
            let mut times: Vec<i64> = of_account.iter().map(|&act| self.time[act]).collect();
            times.shuffle(rng);
            of_account.iter().zip(times).for_each(|(&act, moment)| time[act] = moment);
        }
        let mut shuffled = self.rearranged(self.account.clone(), time);
        for object in 0..self.objects.len() {
            let range = shuffled.of(object);
            shuffled.triggers.resettle(object, &shuffled.time[range]);
        }
        shuffled
    }

    /// The same acts by other accounts: what account `a` did on object `x` and
    /// account `b` on object `y` is exchanged, where neither acted on the
    /// other's object. Every account keeps its number of distinct objects,
    /// every object its accounts' number and the times of its acts.
    pub fn rewired(&self, rng: &mut impl Rng) -> Self {
        let (mut links, link_of) = self.links();
        let mut linked: HashSet<Link, FxBuildHasher> = links.iter().copied().collect();
        for _ in 0..if links.is_empty() { 0 } else { EXCHANGES * links.len() } {
            let (x, y) = (rng.random_range(0..links.len()), rng.random_range(0..links.len()));
            let (now_x, now_y) = (links[x], links[y]);
            let next_x = Link { account: now_y.account, ..now_x };
            let next_y = Link { account: now_x.account, ..now_y };
            if linked.contains(&next_x) || linked.contains(&next_y) {
                continue;
            }
            [now_x, now_y].iter().for_each(|link| _ = linked.remove(link));
            linked.extend([next_x, next_y]);
            (links[x], links[y]) = (next_x, next_y);
        }
        let account = link_of.iter().map(|&link| links[link].account).collect();
        self.rearranged(account, self.time.clone())
    }

    /// Who acted on what, each link once, and the link of each act.
    fn links(&self) -> (Vec<Link>, Vec<usize>) {
        let object = self.object_of_each();
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by_key(|&act| (object[act], self.account[act]));
        let (mut links, mut link_of): (Vec<Link>, _) = (Vec::new(), vec![0; self.len()]);
        for act in order {
            let link = Link { account: self.account[act], object: object[act] };
            if links.last() != Some(&link) {
                links.push(link);
            }
            link_of[act] = links.len() - 1;
        }
        (links, link_of)
    }

    /// The same objects with these accounts and times, each object's acts put
    /// in order again.
    fn rearranged(&self, account: Vec<u32>, time: Vec<i64>) -> Self {
        let mut order: Vec<usize> = (0..self.len()).collect();
        for object in 0..self.objects.len() {
            order[self.of(object)].sort_by_key(|&act| (time[act], account[act], act));
        }
        Self {
            account: order.iter().map(|&act| account[act]).collect(),
            time: order.iter().map(|&act| time[act]).collect(),
            post: order.iter().map(|&act| self.post[act]).collect(),
            ..self.clone()
        }
    }
}
