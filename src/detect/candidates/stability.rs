//! How much of a network is left when a part of the data is taken away.
//!
//! A network *comes back* when at least half of its members still hang
//! together by pairs that still pass. Pairs are judged by the trace and window
//! of their strongest evidence, at the level that the list asks for.

pub(super) use super::findings::Stability;
use std::collections::HashMap;

use lockstep_base::time;
use lockstep_method::coaction::meetings;
use lockstep_method::significance::{PoissonBinomial, ln_poisson_tail};
use petgraph::unionfind::UnionFind;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

use super::{Network, Tested};

/// Halves of the days that are drawn.
const DRAWS: usize = 100;
/// Of the objects on which most pairs met, so many are taken away in turn.
const OBJECTS_TRIED: usize = 5;

/// A validated pair's strongest evidence, made ready for many draws.
struct PairDays {
    a: u32,
    b: u32,
    trace: usize,
    /// In the order of time.
    met: Vec<MetOn>,
    /// Meetings within this time of the first are one occasion, in microseconds.
    window: i64,
    /// Meetings and occasions that are needed when the whole data count.
    needed: Needed,
    /// The same for half of them.
    needed_of_half: Needed,
}

/// A meeting: chance counts all of them.
#[derive(Clone, Copy)]
struct MetOn {
    later: i64,
    object: u32,
    /// Whether habit is judged by the object.
    tells: bool,
}

/// The least evidence that still passes.
#[derive(Clone, Copy)]
struct Needed {
    objects: u32,
    occasions: u32,
}

/// The stability of each of these networks; `limit` is ln of the largest p that
/// passes, `seed` decides the draws.
pub(super) fn stability(tested: &Tested, networks: &[Network], limit: f64, seed: u64) -> Vec<Stability> {
    networks.par_iter().map(|network| of_network(tested, network, limit, seed)).collect()
}

fn of_network(tested: &Tested, network: &Network, limit: f64, seed: u64) -> Stability {
    let pairs: Vec<PairDays> = network.pairs.par_iter().map(|&place| PairDays::new(tested, place, limit)).collect();
    let comes_back = |passes: &dyn Fn(&PairDays) -> bool| {
        let linked = pairs.iter().filter(|pair| passes(pair)).map(|pair| (pair.a, pair.b));
        2 * largest_component(&network.members, linked) >= network.members.len()
    };
    let halves = Halves::new(&pairs, seed);
    let back =
        (0..DRAWS).filter(|&draw| comes_back(&|pair| pair.passes(pair.needed_of_half, |met| halves.keeps(draw, met))));
    let hangs_on = most_met(tested, &pairs).into_iter().find(|&(trace, object)| {
        !comes_back(&|pair| pair.passes(pair.needed, |met| pair.trace != trace || met.object != object))
    });
    Stability { days: back.count() as f64 / DRAWS as f64, hangs_on }
}

impl PairDays {
    fn new(tested: &Tested, place: usize, limit: f64) -> Self {
        let pair = tested.pairs[place];
        let trace = tested.strongest_trace(place);
        let evidence = &tested.traces[trace];
        let test = &evidence.tests[place];
        // One of several traces and windows must carry the list's level alone,
        // unless the pair passed with several traces together.
        let tries = (tested.traces.len() * evidence.ladder.len()) as f64;
        let own = test.chance.ln_p.max(test.habit.map_or(0.0, |habit| habit.ln_p));
        let level = (limit - tries.ln()).max(own);
        let models = evidence.models();
        let trials = models.habit.trials(pair, &models.shared(pair), test.rung);
        let met_on = |object: u32, later: i64| MetOn { later, object, tells: trials.tell(object) };
        let met = meetings(&evidence.co_acts_of(place), &evidence.ladder, test.rung).into_iter();
        let met: Vec<MetOn> = met.map(|meeting| met_on(meeting.co_act.object, meeting.co_act.later)).collect();
        let telling = met.iter().filter(|met| met.tells).count();
        let needed = |share: f64| Needed {
            objects: least(met.len(), level, |n| ln_poisson_tail(n, share * test.chance.expected)),
            occasions: {
                let chances: Vec<f64> = trials.chances.iter().map(|chance| share * chance).collect();
                let trials = PoissonBinomial::new(&chances);
                least(telling, level, |n| trials.ln_tail(n))
            },
        };
        let (needed, needed_of_half) = (needed(1.0), needed(0.5));
        let window = evidence.ladder.windows()[test.rung].micros();
        Self { a: pair.a(), b: pair.b(), trace, met, window, needed, needed_of_half }
    }

    /// Whether enough is left; looks no further than that takes.
    fn passes(&self, needed: Needed, is_left: impl Fn(&MetOn) -> bool) -> bool {
        let (objects, occasions) = (needed.objects as usize, needed.occasions as usize);
        let left = || self.met.iter().filter(|met| is_left(met));
        left().take(objects).count() == objects && self.occasions(left()).take(occasions).count() == occasions
    }

    /// The telling meetings among these that begin an occasion.
    fn occasions<'a>(&self, met: impl Iterator<Item = &'a MetOn>) -> impl Iterator<Item = &'a MetOn> {
        let (window, mut over) = (self.window, i64::MIN);
        met.filter(move |met| {
            let begins = met.tells && met.later > over;
            if begins {
                over = met.later + window;
            }
            begins
        })
    }
}

/// The least number up to `most` whose tail is at most `level`; above `most`
/// where none is.
fn least(most: usize, level: f64, ln_tail: impl Fn(u64) -> f64) -> u32 {
    let (mut low, mut high) = (0, most as u64 + 1);
    while low < high {
        let middle = (low + high) / 2;
        if ln_tail(middle) <= level { high = middle } else { low = middle + 1 }
    }
    low as u32
}

/// The objects on which most pairs met, the most first.
fn most_met(tested: &Tested, pairs: &[PairDays]) -> Vec<(usize, u32)> {
    let mut met: HashMap<(usize, u32), usize> = HashMap::new();
    let objects = pairs.iter().flat_map(|pair| pair.met.iter().map(|met| (pair.trace, met.object)));
    objects.for_each(|object| *met.entry(object).or_default() += 1);
    let mut counted: Vec<(usize, (usize, u32))> = met.into_iter().map(|(object, pairs)| (pairs, object)).collect();
    let name = |(trace, object): (usize, u32)| (trace, tested.traces[trace].acts.objects.get(object));
    counted.sort_unstable_by_key(|&(pairs, object)| (std::cmp::Reverse(pairs), name(object)));
    counted.iter().take(OBJECTS_TRIED).map(|&(_, object)| object).collect()
}

/// Random halves of a span of days.
struct Halves {
    first_day: i32,
    kept: Vec<Vec<bool>>,
}

impl Halves {
    fn new(pairs: &[PairDays], seed: u64) -> Self {
        // They are in the order of time.
        let ends = pairs.iter().flat_map(|pair| [pair.met.first(), pair.met.last()]).flatten();
        let days: Vec<i32> = ends.map(|met| time::day(met.later)).collect();
        let first_day = days.iter().copied().min().unwrap_or(0);
        let last_day = days.iter().copied().max().unwrap_or(0);
        let draw = |draw: usize| {
            let mut rng = Pcg64Mcg::seed_from_u64(seed.wrapping_add(draw as u64));
            (first_day..=last_day).map(|_| rng.random()).collect()
        };
        Self { first_day, kept: (0..DRAWS).map(draw).collect() }
    }

    fn keeps(&self, draw: usize, met: &MetOn) -> bool {
        self.kept[draw][(time::day(met.later) - self.first_day) as usize]
    }
}

/// The size of the largest group of members that hang together.
fn largest_component(members: &[u32], linked: impl Iterator<Item = (u32, u32)>) -> usize {
    let mut sorted = members.to_vec();
    sorted.sort_unstable();
    let number = |account: u32| sorted.partition_point(|&member| member < account);
    let mut groups = UnionFind::<usize>::new(sorted.len());
    linked.for_each(|(a, b)| _ = groups.union(number(a), number(b)));
    let mut sizes = vec![0; sorted.len()];
    (0..sorted.len()).for_each(|member| sizes[groups.find(member)] += 1);
    sizes.into_iter().max().unwrap_or(0)
}
