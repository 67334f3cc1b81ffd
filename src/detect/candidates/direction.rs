//! Who acts first.

pub(super) use super::Lead;
pub(super) use super::Position;
pub(super) use super::Standing;
use std::collections::BTreeMap;

use lockstep_method::significance::ln_q_values;

use super::lead::ln_even_odds;
use super::{Network, Tested};

/// The false discovery rate at which members are called leaders or followers.
const RATE: f64 = 0.05;
/// One meeting, from the side of the pair's first account.
struct First {
    trace: usize,
    object: u32,
    /// 1: the first account acted first; −1: the second; 0: neither.
    sign: i32,
}

/// The meetings of the pair at this place, each within the window of its test.
fn firsts(tested: &Tested, place: usize) -> impl Iterator<Item = First> + '_ {
    let first_account = tested.pairs[place].a();
    tested.traces.iter().enumerate().flat_map(move |(trace, evidence)| {
        evidence.meetings(place).into_iter().map(move |meeting| {
            let c = meeting.co_act;
            let a_first = evidence.acts.account[c.acts[0] as usize] == first_account;
            let sign = if c.gap() == 0 { 0 } else { 2 * i32::from(a_first) - 1 };
            First { trace, object: c.object, sign }
        })
    })
}

impl Lead {
    /// Who leads in the pair at this place.
    pub(super) fn of(tested: &Tested, place: usize) -> Self {
        let (mut a, mut b, mut ties) = (0, 0, 0);
        for first in firsts(tested, place) {
            match first.sign {
                1 => a += 1,
                -1 => b += 1,
                _ => ties += 1,
            }
        }
        Self::new(a, b, ties)
    }
}

/// The standing of each member, in the order of the network's members.
pub(super) fn standings(tested: &Tested, network: &Network) -> Vec<Standing> {
    // For each member and object: members it met there later, less those
    // it met there earlier. A member that leads twenty others on an object
    // has led once.
    let mut before: BTreeMap<(u32, usize, u32), i32> = BTreeMap::new();
    for &place in &network.pairs {
        let pair = tested.pairs[place];
        for first in firsts(tested, place) {
            *before.entry((pair.a(), first.trace, first.object)).or_default() += first.sign;
            *before.entry((pair.b(), first.trace, first.object)).or_default() -= first.sign;
        }
    }
    let count = |account: u32, sign: i32| {
        before
            .range((account, 0, 0)..=(account, usize::MAX, u32::MAX))
            .filter(|(_, before)| before.signum() == sign)
            .count() as u32
    };
    let counts: Vec<(u32, u32)> =
        network.members.iter().map(|&account| (count(account, 1), count(account, -1))).collect();
    let ln_p: Vec<f64> = counts.iter().map(|&(leads, follows)| ln_even_odds(leads, follows)).collect();
    let ln_q = ln_q_values(&ln_p, ln_p.len() as f64);
    let standing = |(&(leads, follows), ln_q): (&(u32, u32), &f64)| {
        let position = match leads.cmp(&follows) {
            _ if *ln_q > RATE.ln() => Position::Open,
            std::cmp::Ordering::Greater => Position::Leader,
            std::cmp::Ordering::Less => Position::Follower,
            std::cmp::Ordering::Equal => Position::Open,
        };
        Standing { leads, follows, position }
    };
    counts.iter().zip(&ln_q).map(standing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_odds_agree_with_the_binomial_test() {
        // Worked out by hand: 2 · (1 + 10 + 45) / 1,024 for nine of ten or
        // more extreme, and so on.
        assert!((ln_even_odds(8, 2).exp() - 112.0 / 1_024.0).abs() < 1e-12);
        assert!((ln_even_odds(0, 5).exp() - 2.0 / 32.0).abs() < 1e-12);
        assert_eq!(ln_even_odds(4, 4), 0.0);
        assert_eq!(ln_even_odds(0, 0), 0.0);
    }
}
