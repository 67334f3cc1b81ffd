//! Worlds with known truth.

use lockstep_base::time::{DAY, HOUR, MINUTE, SECOND};
use lockstep_data::traces::Acts;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

use super::bursts::{Volumes, bursts};
use super::links::{Weak, components};
use super::permutations::{dealt, p_value, reached};
use super::strata::Strata;
use super::*;
use crate::selection::same_selection;
use crate::worlds::{Draw, World};

/// What light accounts of a world without a group do.
#[derive(Clone, Copy, Debug)]
struct Crowd {
    light: u32,
    busy: u32,
    objects: usize,
    /// Distinct objects on which a light account acts.
    acts: [usize; 2],
    /// Objects of one topic, in the order of time; accounts stay in their topics nine times in ten.
    topics: usize,
    /// Days in the world; each account is there on `stay` of them.
    days: i64,
    stay: i64,
    /// Popularity falls with the rank to this power.
    zipf: f64,
}

fn crowd(Crowd { light, busy, objects, acts, topics, days, stay, zipf }: Crowd, seed: u64) -> World {
    let mut world = World::new(seed);
    let born: Vec<i64> = (0..objects).map(|_| world.rng.random_range(0..days * DAY / MINUTE) * MINUTE).collect();
    let popular: Vec<f64> =
        (0..objects).map(|_| f64::powf(world.rng.random_range(1..=objects) as f64, -zipf)).collect();
    for account in world.more(light + busy) {
        let taste = world.rng.random_range(0..topics);
        let first = world.rng.random_range(0..=days - stay) * DAY;
        let weight = |object: usize| {
            let there = (first..first + stay * DAY).contains(&born[object]);
            let likes = if object % topics == taste { 1.0 } else { 0.1 / topics as f64 };
            if there { popular[object] * likes } else { 0.0 }
        };
        let weights: Vec<f64> = (0..objects).map(weight).collect();
        let can = weights.iter().filter(|&&weight| weight > 0.0).count();
        let draw = Draw::new(weights);
        let wanted = if account < light { world.rng.random_range(acts[0]..=acts[1]) } else { 16 };
        for object in draw.distinct(wanted.min(can), &mut world.rng) {
            let delay = -60.0 * f64::ln(world.rng.random_range(1e-9..1.0));
            world.act(object as u32, account, born[object] + (delay * MINUTE as f64) as i64 / 1_000_000 * 1_000_000);
        }
    }
    world
}

/// The p of the largest component of all bursts, without the core.
fn p_of_all(world: &World, seed: u64) -> f64 {
    let trace = world.trace();
    let volumes = Volumes::of(&[&trace], &world.nobody());
    let bursts = bursts(&[&trace], &volumes);
    let strata = Strata::new(&[&trace], &bursts, &volumes, seed).unwrap();
    let acts = bursts.iter().zip(0..).flat_map(|(burst, place)| burst.acts.iter().map(move |act| (act.0, place)));
    let weak = Weak { bursts: &bursts, strata: &strata, first: Explained::Days }.pairs(acts.collect());
    p_of(&bursts, &strata, &weak, seed)
}

fn p_of(bursts: &[Burst], strata: &Strata, weak: &[Link], seed: u64) -> f64 {
    let statistic = components(weak).iter().map(|component| component.statistic(weak)).fold(0.0, f64::max);
    if statistic == 0.0 { 1.0 } else { p_value(reached(bursts, strata, &[statistic], seed).0[0]) }
}

/// Worlds without a group, in which the explanations are needed.
const CROWDS: [Crowd; 6] = {
    let alike = Crowd { light: 1000, busy: 120, objects: 120, acts: [2, 8], topics: 1, days: 10, stay: 10, zipf: 0.5 };
    [
        alike,
        Crowd { stay: 2, ..alike },
        Crowd { topics: 4, ..alike },
        Crowd { topics: 3, stay: 5, ..alike },
        Crowd { light: 3000, busy: 200, acts: [2, 4], zipf: 2.0, ..alike },
        Crowd { light: 4000, objects: 8, acts: [2, 4], zipf: 0.0, ..alike },
    ]
};

#[test]
fn no_more_than_one_world_in_a_hundred_without_a_group_has_one() {
    let found = |(kind, seed): &(Crowd, u64)| {
        let world = crowd(*kind, *seed);
        few_acts(&[&world.trace()], &world.nobody(), *seed).unwrap()
    };
    let found: Vec<FewActs> = worlds().par_iter().map(found).collect();
    // It is not the core alone that finds none.
    assert!(found.iter().filter(|found| found.core > 20).count() > 150);
    let listed = found.iter().filter(|found| !found.groups.is_empty()).count();
    assert!(listed <= 3, "{listed}");
}

/// The largest component of all bursts, core or not: of 200 p-values, no more are at most 0.01
/// than 99 times in a hundred. Left out are two of the kinds of worlds, of which the explanations
/// are not the whole truth: tastes that change within a week, and objects that everybody with more
/// than two acts is on. There the core is needed.
#[test]
fn permutations_alone_would_hold() {
    let passes = |(kind, seed): &(Crowd, u64)| p_of_all(&crowd(*kind, *seed), *seed) <= FAMILY_WISE;
    let worlds: Vec<(Crowd, u64)> =
        worlds().into_iter().filter(|(kind, _)| kind.stay != 5 && kind.zipf < 2.0).collect();
    let passing = worlds.par_iter().filter(|world| passes(world)).count();
    assert!(worlds.len() == 200 && passing <= 6, "{passing}");
}

fn worlds() -> Vec<(Crowd, u64)> {
    CROWDS.into_iter().flat_map(|kind| (0..50).map(move |seed| (kind, seed))).collect()
}

#[test]
fn what_is_drawn_under_an_explanation_is_as_expected_and_seldom_extreme() {
    let mut passing = 0;
    for kind in &CROWDS[3..] {
        let world = crowd(*kind, 1);
        let trace = world.trace();
        let volumes = Volumes::of(&[&trace], &world.nobody());
        let bursts = bursts(&[&trace], &volumes);
        let strata = Strata::new(&[&trace], &bursts, &volumes, 1).unwrap();
        // Nobody is in two bursts of one object.
        let is_pair = |a: u32, b: u32| bursts[a as usize].object != bursts[b as usize].object;
        for explained in Explained::ALL {
            let draw = |seed: u64| dealt(&bursts, &strata, explained, &mut Pcg64Mcg::seed_from_u64(seed));
            let passes = |seed: &u64| {
                let weak = Weak { bursts: &bursts, strata: &strata, first: explained }.pairs(draw(1_000 + seed));
                p_of(&bursts, &strata, &weak, *seed) <= FAMILY_WISE
            };
            passing += (0..100).into_par_iter().filter(passes).count();
            let mut common = 0;
            for seed in 0..200 {
                let mut acts = draw(seed);
                acts.sort_unstable();
                acts.dedup();
                let pairs = |acts: &[(u32, u32)]| {
                    let of = |place| (0..place).filter(move |&other| is_pair(acts[place].1, acts[other].1)).count();
                    (0..acts.len()).map(of).sum::<usize>()
                };
                common += acts.chunk_by(|x, y| x.0 == y.0).map(pairs).sum::<usize>();
            }
            let pairs = (0..bursts.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
            let others = pairs.filter(|&(a, b)| is_pair(a as u32, b as u32));
            let expected: f64 = others.map(|(a, b)| strata.expected(explained, a, b)).sum();
            let ratio = common as f64 / 200.0 / expected;
            // Where nearly all are on nearly all objects, not every double finds another place.
            // The formula takes the strata of two bursts for apart; where an object has bursts in many of them, that
            // is off by up to 1.5 per cent.
            assert!((0.95..1.02).contains(&ratio), "{explained:?}: {ratio}");
        }
    }
    // Of 1,500, with the chance of a hundredth.
    assert!(passing <= 25, "{passing}");
}

#[test]
fn the_expectation_is_that_of_all_orders() {
    // Bursts of objects 0 and 1; account 0 acts on both, or on one of them and on another object.
    for alone in 1..5 {
        let mut world = World::new(0);
        world.more(8);
        let acts = [(0, 0), (0, 1), (1, 0), (1, 2)].into_iter().chain((0..alone).map(|n| (2 + n, 3 + n)));
        acts.for_each(|(object, account)| world.act(object, account, 7 * HOUR * i64::from(object == 1)));
        let burst = |object: u32, other| {
            let start = 7 * HOUR * i64::from(object);
            Burst { trace: 0, object, start, end: start, acts: vec![(0, start), (other, start)], accounts: 2 }
        };
        let (bursts, volumes) = ([burst(0, 1), burst(1, 2)], Volumes { moments: vec![2; 8] });
        let strata = Strata::new(&[&world.trace()], &bursts, &volumes, 0).unwrap();
        // Two places of each object and `alone` others: where the two acts of account 0 can be.
        let places: Vec<u32> = [0, 0, 1, 1].into_iter().chain(2..2 + alone).collect();
        let (mut both, mut all) = (0, 0);
        for x in 0..places.len() {
            for y in (0..x).filter(|&y| places[x] != places[y]) {
                all += 1;
                both += usize::from(places[x] < 2 && places[y] < 2);
            }
        }
        let expected = strata.expected(Explained::Days, 0, 1);
        assert!((expected - f64::from(both as u32) / f64::from(all)).abs() < 1e-12, "{expected}");
    }
}

/// A vendor: so many accounts with three acts each, all of them in some of so many bursts within
/// an hour, the objects being those of an organic world; the members.
fn vendor(world: &mut World, accounts: u32, bursts: usize) -> std::ops::Range<u32> {
    let members = world.more(accounts);
    let starts: Vec<i64> = (0..bursts as i64).map(|burst| (2 * burst + 1) * 10 * HOUR).collect();
    let draw = Draw::new(vec![1.0; bursts]);
    let others = members.start;
    for burst in 0..bursts {
        for _ in 0..others.min(20) {
            let (account, time) = (world.rng.random_range(0..others), world.rng.random_range(0..240 * 3_600) * SECOND);
            world.act(10_000 + burst as u32, account, time);
        }
    }
    for account in members.clone() {
        for burst in draw.distinct(3, &mut world.rng) {
            let time = starts[burst] + world.rng.random_range(0..3_600) * SECOND;
            world.act(10_000 + burst as u32, account, time);
        }
    }
    members
}

fn members(found: &FewActs) -> Vec<u32> {
    found.groups.iter().flat_map(|group| &group.members).map(|member| member.account).collect()
}

#[test]
fn a_vendor_is_found_among_a_crowd() {
    // In the last one nobody can act at twelve moments.
    for kind in &CROWDS[..5] {
        let mut world = crowd(*kind, 7);
        let accounts = vendor(&mut world, 200, 12);
        let found = few_acts(&[&world.trace()], &world.nobody(), 7).unwrap();
        assert_eq!(found.groups.len(), 1, "{kind:?}");
        let (of_vendor, strangers): (Vec<u32>, Vec<u32>) =
            members(&found).into_iter().partition(|account| accounts.contains(account));
        assert!(of_vendor.len() >= 150 && strangers.len() <= 2, "{kind:?}: {} {}", of_vendor.len(), strangers.len());
    }
}

#[test]
fn neither_threads_nor_the_order_of_traces_change_who_is_found() {
    let mut world = crowd(CROWDS[2], 7);
    vendor(&mut world, 200, 12);
    let [even, odd] = [0, 1].map(|rest| world.part(|object| object % 2 == rest));
    let with = |threads: usize, traces: &[&Acts]| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| few_acts(traces, &world.nobody(), 7).unwrap())
    };
    let found = with(1, &[&even, &odd]);
    assert!(members(&found).len() >= 150);
    for threads in [2, 5] {
        assert_eq!(format!("{found:?}"), format!("{:?}", with(threads, &[&even, &odd])));
    }
    // Topics are learned in another order then.
    let other = with(2, &[&odd, &even]);
    assert_eq!([found.light, found.bursts, found.core], [other.light, other.bursts, other.core]);
    let both = members(&found).into_iter().filter(|member| members(&other).contains(member)).count();
    assert!(both >= 190, "{both}");
}

#[test]
fn as_many_strangers_are_among_the_members_as_are_expected() {
    let (mut seen, mut expected) = (0, 0.0);
    for seed in 0..20 {
        // Strangers with three acts each, of which each comes upon a burst one time in ten, and some from
        // whom tastes can be learned.
        let mut world = World::new(seed);
        let members = vendor(&mut world, 200, 12);
        for account in world.more(150) {
            for act in 0..16 {
                let object = world.rng.random_range(0..5_000);
                world.act(object, account, i64::from(15 * act) * HOUR);
            }
        }
        for account in world.more(2_000) {
            for act in 0..3 {
                let burst = world.rng.random_range(0..12);
                let (object, start) = match world.rng.random_range(0..25) {
                    0 => (10_000 + burst, i64::from(2 * burst + 1) * 10 * HOUR),
                    _ => (world.rng.random_range(0..5_000), i64::from(world.rng.random_range(0..240)) * HOUR + act),
                };
                let time = start + world.rng.random_range(0..3_600) * SECOND;
                world.act(object, account, time);
            }
        }
        let found = few_acts(&[&world.trace()], &world.nobody(), seed).unwrap();
        for group in &found.groups {
            expected += group.strangers;
            seen += group.members.iter().filter(|member| !members.contains(&member.account)).count() as u32;
        }
    }
    // Some of those who came upon two have other acts, and are no members.
    assert!((0.7..1.1).contains(&(f64::from(seen) / expected)), "{seen} of {expected}");
}

/// What this cannot tell, and says so: readers of one source who do nothing else. Where nobody is busy enough to
/// learn tastes from, nobody is accused.
#[test]
fn readers_who_do_nothing_else_look_like_a_group_where_others_are_busy() {
    let found = |world: &World| few_acts(&[&world.trace()], &world.nobody(), 3).unwrap();
    let with_others = found(&with_audience(300, 0, 20, 0.15, 3));
    assert!(!with_others.few_busy && with_others.groups.len() == 1);
    let mut alone = World::new(3);
    for account in alone.more(300) {
        for publication in 0..20 {
            if alone.rng.random_bool(0.15) {
                let late = alone.rng.random_range(0..7_200) * SECOND;
                alone.act(publication, account, i64::from(publication) * 10 * HOUR + late);
            }
        }
    }
    let alone = found(&alone);
    assert!(alone.few_busy && alone.core > 0 && alone.groups.is_empty());
}

/// People who are awake at hours of their own, and act on what is new then: nobody coordinates.
#[test]
fn people_of_one_time_of_day_are_no_group() {
    for seed in 0..4 {
        let mut world = crowd(CROWDS[2], seed);
        for account in world.more(6_000) {
            let hour: i64 = world.rng.random_range(0..24);
            for _ in 0..world.rng.random_range(2..=5) {
                let (day, minute) =
                    (i64::from(world.rng.random_range(0..20)), i64::from(world.rng.random_range(0..120)));
                let time = day * DAY + hour * HOUR + minute * MINUTE + i64::from(account % 60) * SECOND;
                // One publication after the other, every hour.
                world.act(20_000 + (time / HOUR) as u32, account, time);
            }
        }
        let found = few_acts(&[&world.trace()], &world.nobody(), seed).unwrap();
        assert!(found.core > 100 && found.groups.is_empty(), "{} of {}", found.core, found.bursts);
    }
}

/// Times that are known to the day are no bursts.
#[test]
fn full_hours_show_no_bursts() {
    let mut world = crowd(CROWDS[2], 7);
    vendor(&mut world, 200, 12);
    let mut trace = world.trace();
    trace.time.iter_mut().for_each(|time| *time -= *time % DAY);
    let found = few_acts(&[&trace], &world.nobody(), 7).unwrap();
    assert_eq!((found.coarse, found.bursts, found.groups.len()), (vec![0], 0, 0));
}

/// An organic world, and accounts that come upon what one source publishes in its first two hours:
/// of its light audience, and of its busy one.
fn with_audience(light: u32, busy: u32, publications: u32, share: f64, seed: u64) -> World {
    let mut world = crowd(CROWDS[2], seed);
    let (light, busy) = (world.more(light), world.more(busy));
    for account in light.start..busy.end {
        let often = if account < light.end { share } else { 0.8 };
        for publication in 0..publications {
            if world.rng.random_bool(often) {
                let late = world.rng.random_range(0..7_200) * SECOND;
                world.act(10_000 + publication, account, i64::from(publication) * 10 * HOUR + late);
            }
        }
    }
    world
}

#[test]
fn raids_news_fans_and_readers_of_a_digest_are_no_group() {
    let assert_none = |name: &str, make: &dyn Fn(u64) -> World| {
        for seed in 0..10 {
            let world = make(seed);
            let found = few_acts(&[&world.trace()], &world.nobody(), seed).unwrap();
            assert!(found.groups.is_empty(), "{name}");
        }
    };
    // Calls that everybody follows within two hours, on several objects.
    assert_none("raid", &|seed| {
        let mut world = crowd(CROWDS[2], seed);
        for account in world.more(300) {
            for object in 0..4 {
                let late = world.rng.random_range(0..7_200) * SECOND;
                world.act(10_000 + object, account, 100 * HOUR + late);
            }
        }
        world
    });
    assert_none("breaking news", &|seed| {
        let mut world = crowd(CROWDS[2], seed);
        let accounts = world.accounts;
        for account in 0..accounts {
            for object in 0..3 {
                if world.rng.random_bool(0.3) {
                    let late = world.rng.random_range(0..7_200) * SECOND;
                    world.act(10_000 + object, account, (100 + 8 * i64::from(object)) * HOUR + late);
                }
            }
        }
        for account in world.more(500) {
            for object in 0..3 {
                if world.rng.random_bool(0.5) {
                    let late = world.rng.random_range(0..7_200) * SECOND;
                    world.act(10_000 + object, account, (100 + 8 * i64::from(object)) * HOUR + late);
                }
            }
        }
        world
    });
    assert_none("fans, light less than half", &|seed| with_audience(200, 60, 20, 0.15, seed));
    assert_none("fans, light about half", &|seed| with_audience(300, 40, 20, 0.15, seed));
    // Readers of a digest that names objects of others, once a day.
    assert_none("digest readers with other acts", &|seed| {
        let mut world = crowd(CROWDS[2], seed);
        let accounts = 0..1_000;
        for account in accounts {
            for day in 0..10 {
                if world.rng.random_bool(0.1) {
                    let late = world.rng.random_range(0..7_200) * SECOND;
                    world.act(10_000 + day, account, i64::from(day) * 24 * HOUR + 8 * HOUR + late);
                }
            }
        }
        world
    });
}

#[test]
fn hostile_inputs_cost_no_more_than_others() {
    let run = |name: &str, world: World| {
        let (start, trace) = (std::time::Instant::now(), world.trace());
        let found = few_acts(&[&trace], &world.nobody(), 1).unwrap();
        same_selection(&[&trace], &world.nobody(), 0.05, 1).unwrap();
        assert!(start.elapsed().as_secs() < 60, "{name}");
        found
    };
    run("empty", World::new(0));
    let mut one = World::new(0);
    one.more(1);
    one.act(0, 0, 0);
    run("one", one);
    let mut world = World::new(0);
    for account in world.more(2_000) {
        (0..8).for_each(|n| world.act((account * 7 + n * 31) % 300, account, 0));
    }
    run("one moment", world);
    let mut world = crowd(CROWDS[2], 1);
    let busy = world.more(1).start;
    (0..100_000).for_each(|n| world.act(n, busy, i64::from(n) * SECOND));
    // It makes not one topic of all others.
    assert!(run("100,000 acts", world).groups.is_empty());
    // An object with bursts all the time, and others.
    let mut world = World::new(0);
    for account in world.more(200_000) {
        world.act(0, account, i64::from(account) * 10 * MINUTE);
        world.act(1 + account % 10, account, i64::from(account % 10) * DAY + i64::from(account));
    }
    run("200,000 light accounts on an object over years", world);
    let mut world = World::new(0);
    for account in world.more(20_000) {
        (0..5).for_each(|object| world.act(object, account, i64::from(object) * DAY + i64::from(account)));
    }
    for account in world.more(5_000) {
        for n in 0..6 {
            let object = 10 + world.rng.random_range(0..500);
            world.act(object, account, i64::from(n) * 20 * HOUR + i64::from(object));
        }
    }
    run("20,000 light accounts on five objects", world);
    let mut world = World::new(0);
    let [year_0, year_9999] = [-62_167_219_200 * SECOND, 253_402_300_799 * SECOND];
    for account in world.more(300) {
        (0..4).for_each(|object| {
            world.act(object, account, if object % 2 == 0 { year_0 } else { year_9999 } + i64::from(object * account))
        });
    }
    run("extremes", world);
    let mut world = World::new(0);
    for account in world.more(30) {
        for post in 0..20 {
            (0..2_500).for_each(|object| world.act(object, account, i64::from(post) * DAY + i64::from(account)));
        }
    }
    run("20 posts that name the same 2,500 objects", world);
    let mut world = World::new(0);
    for account in world.more(300) {
        for post in 0..5 {
            (0..2_500).for_each(|object| {
                world.act(object + 2_500 * (post % 5), account, i64::from(post) * DAY + i64::from(account))
            });
        }
    }
    run("5 posts of 300 light accounts that name 2,500 objects each", world);
    let mut world = crowd(CROWDS[2], 1);
    vendor(&mut world, 200, 12);
    for account in world.more(3) {
        (0..2).for_each(|post| {
            (0..20_000)
                .for_each(|object| world.act(20_000 + object + 20_000 * post, account, i64::from(post) * DAY + 5))
        });
        (0..12).for_each(|burst| world.act(10_000 + burst, account, DAY));
    }
    let found = run("a vendor beside posts with 20,000 objects", world);
    assert!(!found.groups.is_empty());
}
