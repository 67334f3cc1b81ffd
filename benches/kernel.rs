//! The pair kernel on the hashtags of a million simulated posts, beside the
//! plain way to write it: the same windows, each pair added up in a hash map.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark cannot go on without its data")]

use std::sync::{Arc, LazyLock};

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use hashbrown::HashMap;
use lockstep::base::time::SECOND;
use lockstep::data::events::{Events, InputConfig, Window, Windows};
use lockstep::data::traces::{Acts, Posts, Same, TraceKind};
use lockstep::lab::simulate::{WorldConfig, simulate, write_posts};
use lockstep::method::coaction::{Ladder, Meetings, Met, Pair, Rare, co_acts, repeated_pairs, visit_acts};
use lockstep::method::significance::{
    Behaviour, Chance, Crowd, Delays, Habit, Histories, Models, Population, WORTH_TESTING, ln_q_values,
};

const POSTS: u64 = 1_000_000;
/// A minute, as by default, and half an hour, where most meetings are chance.
const WINDOWS: [i64; 2] = [60, 1_800];

static EVENTS: LazyLock<Events> = LazyLock::new(|| {
    let world = simulate(&WorldConfig::of_size(POSTS)).expect("a world");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("posts.csv");
    write_posts(&world, std::fs::File::create(&path).expect("a file")).expect("the folder takes it");
    let wanted = TraceKind::wanted(&[TraceKind::Hashtag]);
    Events::read(&[path], &InputConfig::default(), &wanted).expect("the posts are sound")
});
static ACTS: LazyLock<Acts> =
    LazyLock::new(|| Acts::new(&EVENTS, TraceKind::Hashtag, Posts::Once, &Same::default()).expect("hashtags"));

fn main() {
    divan::main();
}

#[divan::bench]
fn events_to_acts(bencher: Bencher) {
    bencher
        .counter(ItemsCount::new(EVENTS.len()))
        .bench(|| Acts::new(black_box(&EVENTS), TraceKind::Hashtag, Posts::Once, &Same::default()));
}

#[divan::bench(args = WINDOWS)]
fn pairs_that_repeat(bencher: Bencher, window: i64) {
    let accounts = EVENTS.accounts.len();
    bencher
        .counter(ItemsCount::new(ACTS.len()))
        .bench(|| repeated_pairs(black_box(&ACTS), &ladder(window), 2, accounts));
}

/// The default ladder of four windows, counted in one pass.
#[divan::bench]
fn the_ladder_in_one_pass(bencher: Bencher) {
    let accounts = EVENTS.accounts.len();
    let ladder = Ladder::new(&ACTS, &Windows::default(), Rare::default());
    bencher.counter(ItemsCount::new(ACTS.len())).bench(|| repeated_pairs(black_box(&ACTS), &ladder, 2, accounts));
}

/// The same windows one after the other, every object at each.
#[divan::bench]
fn the_ladder_window_by_window(bencher: Bencher) {
    let accounts = EVENTS.accounts.len();
    let ladders: Vec<Ladder> = [10, 60, 300, 1_800].map(ladder).into();
    bencher.counter(ItemsCount::new(ACTS.len())).bench(|| {
        ladders.iter().map(|ladder| repeated_pairs(black_box(&ACTS), ladder, 2, accounts)).collect::<Vec<_>>()
    });
}

fn ladder(window: i64) -> Ladder {
    Ladder::single(&ACTS, Window::seconds(window))
}

#[divan::bench(args = WINDOWS)]
fn pairs_that_repeat_the_plain_way(bencher: Bencher, window: i64) {
    bencher.counter(ItemsCount::new(ACTS.len())).bench(|| plain(black_box(&ACTS), Window::seconds(window)));
}

/// Pairs with two objects or more, one thread and one hash map.
fn plain(acts: &Acts, window: Window) -> Vec<Pair> {
    let mut objects: HashMap<Pair, (u32, u32)> = HashMap::new();
    for object in 0..acts.objects.len() {
        let accounts = &acts.account;
        visit_acts(acts, object, acts.of(object), window.micros(), |earlier, later| {
            if accounts[earlier] != accounts[later] {
                let seen = objects.entry(Pair::new(accounts[earlier], accounts[later])).or_insert((0, u32::MAX));
                if seen.1 != object as u32 {
                    *seen = (seen.0 + 1, object as u32);
                }
            }
        });
    }
    objects.into_iter().filter(|(_, seen)| seen.0 >= 2).map(|(pair, _)| pair).collect()
}

#[divan::bench(args = WINDOWS)]
fn evidence_of_the_pairs(bencher: Bencher, window: i64) {
    let (accounts, ladder) = (EVENTS.accounts.len(), ladder(window));
    let pairs = repeated_pairs(&ACTS, &ladder, 2, accounts).pairs;
    bencher
        .counter(ItemsCount::new(pairs.len()))
        .bench(|| co_acts(black_box(&ACTS), &ladder, &pairs, accounts).evidence(&ACTS));
}

/// Chance, habit and crowd of every pair that meets twice in the default
/// ladder.
#[divan::bench]
fn explanations_of_the_pairs(bencher: Bencher) {
    let accounts = EVENTS.accounts.len();
    let ladder = Ladder::new(&ACTS, &Windows::default(), Rare::default());
    let pairs = repeated_pairs(&ACTS, &ladder, 2, accounts).pairs;
    let met = co_acts(&ACTS, &ladder, &pairs, accounts);
    let meetings = Meetings::of(&ACTS, &ladder);
    let histories = Histories::new(&ACTS, &pairs, accounts, &Arc::new(Population::new(Delays::of(&ACTS), SECOND)));
    let by_rung =
        ladder.degrees(&ACTS, accounts).into_iter().enumerate().map(|(rung, degrees)| (degrees, meetings.at(rung)));
    let chance = Chance::new(by_rung);
    let models = Models {
        chance: &chance,
        habit: Behaviour::Habit(Habit { acts: &ACTS, ladder: &ladder, histories: &histories, clocks: true }),
        crowd: Crowd { acts: &ACTS, ladder: &ladder, meetings: &meetings, group: None },
        histories: &histories,
        worth_testing: WORTH_TESTING,
    };
    bencher.counter(ItemsCount::new(pairs.len())).bench(|| {
        let test = |(place, &pair): (usize, &Pair)| models.test(pair, &Met::new(&met.of(place, &ACTS), &ladder)).ln_p;
        let tests = pairs.iter().enumerate().map(test);
        ln_q_values(&tests.collect::<Vec<f64>>(), accounts as f64 * (accounts as f64 - 1.0) / 2.0)
    });
}
