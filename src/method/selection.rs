//! The same selection: pairs that choose the same few things, at any time.
//!
//! Choosing the same few objects among thousands is evidence, once *taste* is accounted
//! for. Objects on which at most a hundred accounts acted are looked at, without a window,
//! and pairs with at least three of them in common are tested. What an account chose in one
//! post (a post that names twelve people, a list of links; where times are known to the
//! second, at one moment) is one choice: in common are as many as the posts in which either
//! chose the objects in common, the fewer of the two. Given what `a` chose, each of its
//! objects is chosen by `b`, too, with the chance that `b`'s share of the object's topic
//! gives:
//!
//! `λ = Σ_o min(1, k_b,t(o) · d_o / D_t(o))`
//!
//! over `a`'s objects `o`, where `k_b,t` is how many objects of topic `t` `b` chose, `d_o` how many
//! accounts chose `o`, and `D_t` the sum of `d_o` over the topic. The pair itself is left out of `d`, of
//! `D` and of what an object's topic is: with what it chose in them, a rare object would explain
//! itself by the very two acts that are to be explained. An object that nobody else chose counts
//! as half an account's (Jeffreys). The larger `λ` of the two directions counts, and the number of objects in
//! common is compared with a Poisson law of that mean, which for `k` distinct objects is an
//! upper bound of the tail at hand wherever it matters (Hoeffding 1956).
//!
//! *Topics* are communities of accounts and objects ([`topics`](crate::topics)); an object has the topic
//! of most of the other accounts that chose it, and where there are none, its own. Topics overlap
//! and are nested, and may drift with time, so that no single resolution is right: the pair must
//! survive all of none (popularity alone), 0.5, 1, 5 and 20, that is, the largest p
//! counts. At the finest of them a topic is a source or a week.
//!
//! # Cost
//!
//! Counting is that of the windowed kernel with a window that holds everything. A lower bound of
//! what popularity gives a pair, from two numbers of each account, leaves few pairs to be looked
//! at in full; topics are learned only where pairs survive popularity alone at the false
//! discovery rate asked for, from two million acts and those of the accounts in such pairs.
//!
//! # What it cannot tell
//!
//! Two accounts of one person, or a circle of friends that pass on each other's posts, have a
//! taste of their own, too.
//!
//! The pair is left out of what explains it, its group is not, and so a group explains itself
//! where it makes up a topic by itself: where several members choose all of the same things, and
//! little else. With the group left out, too (topics and popularity by everybody else; where most
//! of a topic is the group's, the next coarser one), such groups are found, but on four
//! worlds with known truth more than half of all accounts found were ordinary accounts,
//! enthusiasts, fans and feed bots: whoever lives in a small community looks like a group
//! that took it over. So the group stays in, and these groups are missed.

use std::collections::HashMap;

use lockstep_base::stop;
use lockstep_base::time::MINUTE;
use lockstep_data::events::{Window, Windows};
use lockstep_data::traces::Acts;
use rayon::prelude::*;

use crate::coaction::{Ladder, Pair, Rare, Repeated, counted_pairs, members};
use crate::graph::GraphError;
use crate::significance::{ln_poisson_tail, ln_q_values};
use crate::topics::{Audiences, Communities, NO_TOPIC};

/// An object with more acts says nothing of a choice.
const MOST_ACTS: u32 = 100;
/// Objects that a pair has in common.
pub const FEWEST_COMMON: u32 = 3;
/// Resolutions at which topics are learned, those first that explain most.
pub const RESOLUTIONS: [f64; 4] = [20.0, 5.0, 1.0, 0.5];
/// What an object counts that nobody else chose.
const NOBODY: f64 = 0.5;
/// Longer than any data.
const EVER: Window = Window::seconds(10_000 * 366 * 86_400);

/// What was found, and in how much.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Pairs with enough objects in common.
    pub candidates: usize,
    /// All pairs of accounts that could have some, in all traces: the number of tests.
    pub tests: f64,
    /// The pairs that nothing explains at the false discovery rate, trace by trace, each with the
    /// objects that both chose, ascending.
    pub pairs: Vec<(Chosen, Vec<u32>)>,
}

/// A pair that chose the same things.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chosen {
    /// The pair.
    pub pair: Pair,
    /// The place of the trace among those that were given.
    pub trace: usize,
    /// Choices in common: objects, those that either chose in one post counted once.
    pub common: u32,
    /// How many there would be by what explains most.
    pub expected: f64,
    /// The resolution of the topics that explain most; 0 where popularity alone does.
    pub resolution: f64,
    /// ln p of so many, by what explains most.
    pub ln_p: f64,
    /// ln q over all tests.
    pub ln_q: f64,
}

impl Chosen {
    /// What explains most, as outputs name it.
    pub fn explained(&self) -> String {
        if self.resolution == 0.0 { "popularity".to_owned() } else { format!("topics_at_{}", self.resolution) }
    }
}

/// Looks for pairs in these traces with q of at most `fdr`, without pairs of accounts that
/// are left out: `left_out` says it for each.
///
/// # Errors
/// When there are more objects and accounts than a graph has nodes.
pub fn same_selection(traces: &[&Acts], left_out: &[bool], fdr: f64, seed: u64) -> Result<Selection, GraphError> {
    let mut found = Selection::default();
    let mut counted = Vec::new();
    for acts in traces {
        let (choices, pairs) = Choices::of(acts, left_out);
        found.candidates += pairs.len();
        found.tests += choices.tests();
        counted.push((choices, pairs));
    }
    // What an explanation leaves at this rate, or a lower bound of p, is all that can be left in the end.
    let mut counted = possible(counted, fdr, found.tests);
    counted.iter_mut().for_each(|(choices, pairs)| choices.by_popularity(pairs));
    keep(&mut counted, fdr, found.tests);
    let learn = |(choices, pairs): &(Choices, Vec<Chosen>)| {
        if pairs.is_empty() { Ok(None) } else { choices.audiences(pairs, seed).map(Some) }
    };
    let learned = counted.par_iter().map(learn).collect::<Result<Vec<Option<Audiences>>, _>>()?;
    for resolution in RESOLUTIONS {
        stop::check();
        let explain = |((choices, pairs), audiences): (&mut (Choices, Vec<Chosen>), &Option<Audiences>)| {
            if let Some(audiences) = audiences.as_ref().filter(|_| !pairs.is_empty()) {
                choices.explain(pairs, resolution, &audiences.communities(resolution));
            }
        };
        counted.par_iter_mut().zip(&learned).for_each(explain);
        keep(&mut counted, fdr, found.tests);
    }
    let with_objects = |(choices, pairs): &(Choices, Vec<Chosen>)| {
        pairs.iter().map(|&chosen| (chosen, choices.objects(chosen.pair))).collect::<Vec<_>>()
    };
    found.pairs = counted.iter().flat_map(with_objects).collect();
    Ok(found)
}

/// Keeps the pairs with q of at most `fdr` over all traces.
fn keep(counted: &mut [(Choices, Vec<Chosen>)], fdr: f64, tests: f64) {
    let ln_p: Vec<f64> = counted.iter().flat_map(|(_, pairs)| pairs.iter().map(|pair| pair.ln_p)).collect();
    let mut ln_q = ln_q_values(&ln_p, tests).into_iter();
    for (_, pairs) in counted {
        pairs.iter_mut().zip(&mut ln_q).for_each(|(pair, ln_q)| pair.ln_q = ln_q);
        pairs.retain(|pair| pair.ln_q <= fdr.ln());
    }
}

/// What tells an account's posts apart: the moment, and where times are rough the post.
type Post = (i64, u32);

/// A pair, and how many objects it has in common.
type Alike = (Pair, u32);

/// The pairs that popularity may leave, by a lower bound of their p, with what their accounts chose.
fn possible<'a>(counted: Vec<(Choices<'a>, Vec<Alike>)>, fdr: f64, tests: f64) -> Vec<(Choices<'a>, Vec<Chosen>)> {
    let bounds = |(choices, pairs): &(Choices, Vec<Alike>)| {
        pairs.par_iter().map(|&pair| choices.least_ln_p(pair)).collect::<Vec<_>>()
    };
    let ln_p: Vec<f64> = counted.iter().flat_map(bounds).collect();
    let mut ln_q = ln_q_values(&ln_p, tests).into_iter();
    let of_trace = |(trace, (mut choices, mut pairs)): (usize, (Choices<'a>, Vec<Alike>))| {
        pairs.retain(|_| ln_q.next().is_some_and(|ln_q| ln_q <= fdr.ln()));
        let pairs: Vec<Pair> = pairs.into_iter().map(|(pair, _)| pair).collect();
        choices.gather(&pairs);
        let mut chosen: Vec<Chosen> = pairs.into_par_iter().map(|pair| choices.chosen(pair, trace)).collect();
        chosen.retain(|chosen| chosen.common >= FEWEST_COMMON);
        (choices, chosen)
    };
    counted.into_iter().enumerate().map(of_trace).collect()
}

/// Who chose what, in one trace.
struct Choices<'a> {
    acts: &'a Acts,
    /// The accounts that chose each object, where it counts; else 0.
    sizes: Vec<u32>,
    /// All choices of these.
    all: f64,
    /// How many objects that count each account chose.
    degrees: Vec<u32>,
    /// How many others at least chose these, added up.
    popularity: Vec<f64>,
    /// The objects that each account of a pair chose, ascending, and in which post it first did; nothing of
    /// others.
    of_account: Vec<Vec<u32>>,
    posts: Vec<Vec<Post>>,
}

impl<'a> Choices<'a> {
    /// The choices in these acts, and the pairs with enough objects in common.
    fn of(acts: &'a Acts, left_out: &[bool]) -> (Self, Vec<Alike>) {
        let ladder = Ladder::new(acts, &Windows::from(EVER), Rare { acts: MOST_ACTS, act_seconds: 0 });
        let is_in = |pair: &Pair| !left_out[pair.a() as usize] && !left_out[pair.b() as usize];
        let Repeated { pairs, counts, .. } = counted_pairs(acts, &ladder, FEWEST_COMMON, left_out.len());
        let alike = pairs.into_iter().zip(counts).map(|(pair, counts)| (pair, counts.objects));
        let alike: Vec<Alike> = alike.filter(|(pair, _)| is_in(pair)).collect();
        // What one account alone chose nobody has in common with it.
        let counts = |&object: &u32| ladder.counts(object, 0) && ladder.accounts_of(object) > 1;
        let size = |object: u32| if counts(&object) { ladder.accounts_of(object) } else { 0 };
        let sizes: Vec<u32> = (0..acts.objects.len() as u32).map(size).collect();
        let (mut degrees, mut popularity) = (vec![0; left_out.len()], vec![0.0; left_out.len()]);
        let mut last = vec![u32::MAX; left_out.len()];
        for object in (0..sizes.len()).filter(|&object| sizes[object] > 0) {
            let others = (f64::from(sizes[object]) - 2.0).max(NOBODY);
            for &account in &acts.account[acts.of(object)] {
                let account = account as usize;
                if std::mem::replace(&mut last[account], object as u32) != object as u32 {
                    degrees[account] += 1;
                    popularity[account] += others;
                }
            }
        }
        let (of_account, posts) = (Vec::new(), Vec::new());
        let all = degrees.iter().map(|&degree| f64::from(degree)).sum();
        (Self { acts, sizes, all, degrees, popularity, of_account, posts }, alike)
    }

    /// Gathers what the accounts of these pairs chose.
    fn gather(&mut self, pairs: &[Pair]) {
        let accounts = self.degrees.len();
        let is_needed = members(pairs, accounts);
        // To the minute, different posts can have one time.
        let is_rough = self.acts.is_known_to(MINUTE);
        (self.of_account, self.posts) = (vec![Vec::new(); accounts], vec![Vec::new(); accounts]);
        for object in (0..self.sizes.len()).filter(|&object| self.sizes[object] > 0) {
            for act in self.acts.of(object) {
                let account = self.acts.account[act] as usize;
                // The acts on an object are in the order of time.
                if is_needed[account] && self.of_account[account].last() != Some(&(object as u32)) {
                    self.of_account[account].push(object as u32);
                    let post = if is_rough { self.acts.post[act] } else { 0 };
                    self.posts[account].push((self.acts.time[act], post));
                }
            }
        }
    }

    /// A lower bound of ln p of a pair by popularity alone: at most `objects` choices in common, where at least
    /// the product of what one chose and of how popular are the other's choices are expected.
    fn least_ln_p(&self, (pair, objects): Alike) -> f64 {
        let directed = |one: u32, other: u32| {
            let rate = f64::from(self.degrees[other as usize]) / self.all;
            // No chance is above 1.
            self.popularity[one as usize] * rate.min(1.0 / f64::from(MOST_ACTS))
        };
        let expected = directed(pair.a(), pair.b()).max(directed(pair.b(), pair.a()));
        ln_poisson_tail(objects.into(), expected * (1.0 - 1e-9))
    }

    fn chosen(&self, pair: Pair, trace: usize) -> Chosen {
        let [(a, of_a), (b, of_b)] =
            [pair.a() as usize, pair.b() as usize].map(|account| (&self.of_account[account], &self.posts[account]));
        let both = common(a, b);
        let posts_a = both.iter().map(|&(mine, _)| of_a[mine]).collect();
        let posts_b = both.iter().map(|&(_, theirs)| of_b[theirs]).collect();
        let common = distinct(posts_a).min(distinct(posts_b));
        Chosen { pair, trace, common, expected: 0.0, resolution: 0.0, ln_p: f64::NEG_INFINITY, ln_q: 0.0 }
    }

    /// The objects that both chose, ascending.
    fn objects(&self, pair: Pair) -> Vec<u32> {
        let [a, b] = [pair.a(), pair.b()].map(|account| &self.of_account[account as usize]);
        common(a, b).into_iter().map(|(mine, _)| a[mine]).collect()
    }

    /// All pairs of accounts that chose anything.
    fn tests(&self) -> f64 {
        let active = self.degrees.iter().filter(|&&degree| degree > 0).count() as f64;
        active * (active - 1.0).max(0.0) / 2.0
    }

    /// What topics of all objects are learned from; the accounts of these pairs are in it.
    fn audiences(&self, pairs: &[Chosen], seed: u64) -> Result<Audiences, GraphError> {
        let accounts = self.of_account.len();
        let needed = members(&pairs.iter().map(|chosen| chosen.pair).collect::<Vec<_>>(), accounts);
        // An object of one account tells nothing of a common audience.
        let common = (0..self.acts.objects.len()).filter(|&object| self.acts.accounts_of(object) > 1);
        let edges = common
            .flat_map(|object| self.acts.account[self.acts.of(object)].iter().map(move |&a| (object as u32, a)))
            .collect();
        Audiences::new(self.acts.objects.len(), accounts, edges, |account| needed[account as usize], seed)
    }

    /// Raises the p of each pair to what popularity alone gives it.
    fn by_popularity(&self, pairs: &mut [Chosen]) {
        let one = Communities { objects: vec![0; self.sizes.len()], accounts: vec![0; self.of_account.len()] };
        self.explain(pairs, 0.0, &one);
    }

    /// Raises the p of each pair to what these communities give it.
    fn explain(&self, pairs: &mut [Chosen], resolution: f64, communities: &Communities) {
        let taste = Taste::new(self, communities);
        pairs.par_iter_mut().for_each(|chosen| {
            let expected = taste.expected(chosen.pair);
            let ln_p = ln_poisson_tail(chosen.common.into(), expected);
            if ln_p > chosen.ln_p {
                *chosen = Chosen { expected, resolution, ln_p, ..*chosen };
            }
        });
    }
}

/// How often each value comes up, in their order.
fn counts(values: impl Iterator<Item = u32>) -> Vec<(u32, f64)> {
    let mut values: Vec<u32> = values.collect();
    values.sort_unstable();
    values.chunk_by(|x, y| x == y).map(|same| (same[0], same.len() as f64)).collect()
}

/// What taste makes accounts choose.
struct Taste<'a> {
    choices: &'a Choices<'a>,
    communities: &'a Communities,
    /// The topic of each object that counts, and by how many accounts it is ahead of the next.
    topics: Vec<(u32, f64)>,
    /// Choices of each topic.
    sizes: HashMap<u32, f64>,
}

impl<'a> Taste<'a> {
    fn new(choices: &'a Choices<'a>, communities: &'a Communities) -> Self {
        let mut taste = Self { choices, communities, topics: Vec::new(), sizes: HashMap::new() };
        let topic = |object: usize| match choices.sizes[object] {
            0 => (NO_TOPIC, 0.0),
            _ => taste.of_most(object as u32, |_| true),
        };
        taste.topics = (0..choices.sizes.len()).into_par_iter().map(topic).collect();
        for (&(topic, _), &size) in taste.topics.iter().zip(&choices.sizes).filter(|(_, size)| **size > 0) {
            *taste.sizes.entry(topic).or_default() += f64::from(size);
        }
        taste
    }

    /// The community of most of these accounts that chose an object, and by how many it is ahead of
    /// the next one; where none of them did, the object's own.
    fn of_most(&self, object: u32, counts_for: impl Fn(u32) -> bool) -> (u32, f64) {
        let acts = &self.choices.acts;
        let mut who = acts.account[acts.of(object as usize)].to_vec();
        who.sort_unstable();
        who.dedup();
        let who = who.into_iter().filter(|&account| counts_for(account));
        let of_who = who.map(|account| self.communities.accounts[account as usize]);
        let mut most = (self.communities.objects[object as usize], 0.0);
        let mut next = 0.0;
        for (community, accounts) in counts(of_who.filter(|&community| community != NO_TOPIC)) {
            if accounts > most.1 {
                next = most.1;
                most = (community, accounts);
            } else if accounts > next {
                next = accounts;
            }
        }
        (most.0, most.1 - next)
    }

    /// The topic of an object without this pair.
    fn topic(&self, object: u32, pair: Pair) -> u32 {
        let (topic, ahead) = self.topics[object as usize];
        if ahead > 2.0 { topic } else { self.of_most(object, |account| ![pair.a(), pair.b()].contains(&account)).0 }
    }

    /// How many objects taste makes the two have in common: the larger of what it makes either
    /// choose of the other's.
    fn expected(&self, pair: Pair) -> f64 {
        let [of_a, of_b] = [pair.a(), pair.b()].map(|account| {
            let topic = |&object: &u32| (object, self.topic(object, pair));
            self.choices.of_account[account as usize].iter().map(topic).collect::<Vec<_>>()
        });
        self.chosen_by(&of_a, &of_b).max(self.chosen_by(&of_b, &of_a))
    }

    /// How many of the first one's objects the second one's taste makes it choose.
    fn chosen_by(&self, of_a: &[(u32, u32)], of_b: &[(u32, u32)]) -> f64 {
        let [mine, others] = [of_a, of_b].map(|of| counts(of.iter().map(|choice| choice.1)));
        let chance = |&(object, topic): &(u32, u32)| {
            let (mine, others) = (share(&mine, topic), share(&others, topic));
            let both = of_b.binary_search_by_key(&object, |choice| choice.0).is_ok();
            let of_pair = 1.0 + f64::from(u8::from(both));
            let of_object = (f64::from(self.choices.sizes[object as usize]) - of_pair).max(NOBODY);
            let of_topic = (self.sizes.get(&topic).copied().unwrap_or_default() - mine - others).max(1.0);
            (others * of_object / of_topic).min(1.0)
        };
        // However objects are numbered, the sum is the same to the last bit.
        let mut chances: Vec<f64> = of_a.iter().map(chance).collect();
        chances.sort_unstable_by(f64::total_cmp);
        chances.into_iter().sum()
    }
}

/// Where what both have, which ascend, is in the one and in the other.
fn common(a: &[u32], b: &[u32]) -> Vec<(usize, usize)> {
    a.iter().enumerate().filter_map(|(mine, object)| Some((mine, b.binary_search(object).ok()?))).collect()
}

/// How many different posts there are.
fn distinct(mut posts: Vec<Post>) -> u32 {
    posts.sort_unstable();
    posts.dedup();
    posts.len() as u32
}

fn share(shares: &[(u32, f64)], topic: u32) -> f64 {
    shares.binary_search_by_key(&topic, |share| share.0).map_or(0.0, |place| shares[place].1)
}

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;
    use crate::worlds::{Draw, World};

    /// What makes accounts choose alike where nobody coordinates.
    #[derive(Clone, Copy, Debug)]
    enum Tastes {
        /// Popularity alone.
        None,
        /// An object has a topic, an account up to three.
        Known,
        /// An object has two topics.
        Overlapping,
        /// An account likes a topic, and a part of it more.
        Nested,
        /// What is liked changes with time, and accounts come and go.
        Drifting,
    }

    const TOPICS: usize = 8;

    /// 400 accounts that choose from 3,000 objects.
    fn world(tastes: Tastes, seed: u64) -> World {
        let mut world = World::new(seed);
        let objects = 3_000;
        let popular: Vec<f64> =
            (0..objects).map(|_| f64::powf(world.rng.random_range(1..=objects) as f64, -0.8)).collect();
        for account in world.more(400) {
            let mut of_topic = [0.02; TOPICS];
            (0..world.rng.random_range(1..=3)).for_each(|_| of_topic[world.rng.random_range(0..TOPICS)] += 1.0);
            let (first, part) = (world.rng.random_range(0..objects), world.rng.random_range(0..5));
            let likes = |object: usize| match tastes {
                Tastes::None => 1.0,
                Tastes::Known => of_topic[object % TOPICS],
                Tastes::Overlapping => of_topic[object % TOPICS] + of_topic[object / TOPICS % TOPICS],
                Tastes::Nested => of_topic[object % TOPICS] * if object / TOPICS % 5 == part { 3.0 } else { 1.0 },
                Tastes::Drifting => of_topic[object % TOPICS] * f64::exp(-(object.abs_diff(first) as f64) / 600.0),
            };
            let draw = Draw::new((0..objects).map(|object| popular[object] * likes(object)));
            let wanted = world.rng.random_range(10..=40);
            for object in draw.distinct(wanted, &mut world.rng) {
                let time = i64::from(world.rng.random_range(0..30 * 86_400)) * 1_000_000;
                world.act(object as u32, account, time);
            }
        }
        world
    }

    const ALL: [Tastes; 5] = [Tastes::None, Tastes::Known, Tastes::Overlapping, Tastes::Nested, Tastes::Drifting];

    /// Fails where more pairs have a p of at most `a` than `a` of all.
    fn assert_calibrated<'a>(pairs: impl Iterator<Item = &'a Chosen> + Clone, tests: f64) {
        for exponent in 2..5 {
            let a = f64::powi(0.1, exponent);
            let small = pairs.clone().filter(|pair| pair.ln_p <= a.ln()).count() as f64;
            assert!(small <= tests * a + 3.0 * (tests * a).sqrt(), "{small} of {tests} at {a}");
        }
    }

    #[test]
    fn taste_makes_no_pair_unlikely() {
        for tastes in ALL {
            let of_world = |seed: u64| {
                let world = world(tastes, seed);
                let found = same_selection(&[&world.trace()], &world.nobody(), 1.0, seed).unwrap();
                assert!(found.candidates > 1_000 && found.pairs.iter().all(|(chosen, _)| chosen.ln_q > 0.05f64.ln()));
                found
            };
            let found: Vec<Selection> = (0..20).into_par_iter().map(of_world).collect();
            let tests = found.iter().map(|found| found.tests).sum();
            assert_calibrated(found.iter().flat_map(|found| found.pairs.iter().map(|(chosen, _)| chosen)), tests);
        }
    }

    /// Where topics explain everything this alone can fail.
    #[test]
    fn popularity_alone_explains_what_is_chosen_for_it() {
        let (mut pairs, mut tests) = (Vec::new(), 0.0);
        for seed in 0..20 {
            let world = world(Tastes::None, seed);
            let trace = world.trace();
            let (choices, alike) = Choices::of(&trace, &world.nobody());
            tests += choices.tests();
            // All of them: none has a q above 1.
            let (choices, mut of_world) = possible(vec![(choices, alike)], 1.0, tests).remove(0);
            choices.by_popularity(&mut of_world);
            pairs.extend(of_world);
        }
        assert_calibrated(pairs.iter(), tests);
    }

    /// Topics as clear as they can be: 40 of them, each of 25 objects and of 100 accounts, which choose
    /// twenty of these; and accounts that choose the same dozen of different topics.
    #[test]
    fn accounts_that_choose_the_same_dozen_are_found() {
        for seed in 0..3 {
            let mut world = World::new(seed);
            for account in world.more(4_000) {
                for object in Draw::new([1.0; 25]).distinct(20, &mut world.rng) {
                    world.act(account % 40 * 25 + object as u32, account, i64::from(account));
                }
            }
            let group = world.more(3);
            for account in group.clone() {
                (0..12).for_each(|topic| world.act(topic * 25, account, i64::from(account * topic) * 3_600_000_000));
            }
            let with = |threads: usize| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| same_selection(&[&world.trace()], &world.nobody(), 0.05, seed).unwrap())
            };
            let found = with(2);
            for threads in [1, 5] {
                assert_eq!(format!("{found:?}"), format!("{:?}", with(threads)));
            }
            let is_in =
                |(chosen, _): &(Chosen, Vec<u32>)| group.contains(&chosen.pair.a()) && group.contains(&chosen.pair.b());
            assert!(found.pairs.iter().all(is_in));
            assert_eq!(found.pairs.len(), 3);
        }
    }
}
