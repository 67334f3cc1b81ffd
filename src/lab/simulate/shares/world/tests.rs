//! Statements about worlds of shares.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::*;
use crate::simulate::shares::{about, write_shares, write_truth};

/// Co-acts per share that the defaults promise.
const DENSITY: f64 = 19.0;
/// The window of these co-acts in seconds.
const WINDOW: i64 = 60;

fn world(config: SharesConfig) -> SharesWorld {
    SharesWorld::new(config).unwrap()
}

fn of_size(shares: u64) -> SharesWorld {
    world(SharesConfig::of_size(shares))
}

/// All files in one.
fn bytes(config: &SharesConfig) -> Vec<u8> {
    let world = world(config.clone());
    let mut bytes = Vec::new();
    write_shares(&world, &mut bytes).unwrap();
    write_truth(&world, &mut bytes).unwrap();
    bytes.extend(about(&world).bytes());
    bytes
}

fn rows(write: impl Fn(&mut Vec<u8>)) -> Vec<csv::StringRecord> {
    let mut bytes = Vec::new();
    write(&mut bytes);
    csv::Reader::from_reader(bytes.as_slice()).records().map(Result::unwrap).collect()
}

/// Pairs of shares by different accounts of one object within the window, per
/// share.
fn density(world: &SharesWorld) -> f64 {
    let mut acts: HashMap<u64, Vec<(i64, u32)>> = HashMap::new();
    for share in world.shares() {
        acts.entry(share.object).or_default().push((share.time, share.account));
    }
    let later = |acts: &[(i64, u32)]| {
        let (time, account) = acts[0];
        let near = acts[1..].iter().take_while(|other| other.0 - time <= WINDOW);
        near.filter(|other| other.1 != account).count()
    };
    let co_acts: usize = acts.values().flat_map(|acts| (0..acts.len()).map(|n| later(&acts[n..]))).sum();
    co_acts as f64 / world.config.shares as f64
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_one_others() {
    let config = SharesConfig::of_size(40_000);
    assert_eq!(bytes(&config), bytes(&config));
    assert_ne!(bytes(&config), bytes(&SharesConfig { seed: 11, ..config }));
}

#[test]
fn the_co_acts_per_share_are_as_promised_at_every_size() {
    for (shares, seed) in [(100_000, 10), (100_000, 11), (300_000, 10), (1_000_000, 10)] {
        let density = density(&world(SharesConfig { seed, ..SharesConfig::of_size(shares) }));
        let wrong = (density / DENSITY - 1.0).abs();
        assert!(wrong < 0.1, "{density} co-acts per share at {shares} shares with seed {seed}");
    }
}

#[test]
fn rows_are_as_many_as_wanted_in_the_order_of_time_and_each_has_an_id_of_its_own() {
    let rows = rows(|bytes| write_shares(&of_size(50_000), bytes).unwrap());
    assert_eq!(rows.len(), 50_000);
    let times: Vec<i64> = rows.iter().map(|row| row[3].parse().unwrap()).collect();
    assert!(times.is_sorted() && times[0] >= SharesConfig::default().start);
    assert_eq!(rows.iter().map(|row| row[1].parse::<i64>().unwrap()).collect::<BTreeSet<_>>().len(), rows.len());
}

#[test]
fn two_objects_never_have_the_same_name() {
    let world = of_size(100_000);
    let objects: BTreeSet<u64> = world.shares().map(|share| share.object).collect();
    let names = rows(|bytes| write_shares(&world, bytes).unwrap());
    assert_eq!(names.iter().map(|row| &row[2]).collect::<BTreeSet<_>>().len(), objects.len());
    assert!(names.iter().all(|row| row[2].len() == 11));
}

#[test]
fn the_largest_story_is_hot_and_below_a_hundredth_of_a_million_shares() {
    let mut sizes: HashMap<u64, u32> = HashMap::new();
    of_size(1_000_000).shares().for_each(|share| *sizes.entry(share.object).or_default() += 1);
    let largest = sizes.values().max().unwrap();
    assert!((3_000..10_000).contains(largest), "{largest}");
}

#[test]
fn half_of_a_storys_shares_come_within_the_median_delay() {
    let world = world(SharesConfig { campaigns_per_million: 0.0, ..SharesConfig::of_size(200_000) });
    let mut late = Vec::new();
    for share in world.shares() {
        late.push((share.time - world.opening(share.object)) as f64 > world.config.median_delay);
    }
    let share = late.iter().filter(|&&late| late).count() as f64 / late.len() as f64;
    assert!((0.45..0.55).contains(&share), "{share}");
}

#[test]
fn the_most_active_tenth_of_the_accounts_makes_two_fifths_of_the_shares() {
    let world = of_size(400_000);
    let mut volumes = vec![0_u32; world.accounts() as usize];
    world.shares().for_each(|share| volumes[share.account as usize] += 1);
    volumes.sort_unstable_by(|a, b| b.cmp(a));
    let top: u32 = volumes[..volumes.len() / 10].iter().sum();
    // 1 − Φ(1.28 − 1) of a log-normal with spread 1.
    assert!((0.36..0.44).contains(&(f64::from(top) / 400_000.0)), "{top}");
}

#[test]
fn a_larger_world_waits_with_no_more_shares_in_memory() {
    let most = |shares: u64| {
        let world = of_size(shares);
        let mut shares = world.shares();
        let mut most = 0;
        while shares.next().is_some() {
            most = most.max(shares.waiting.len());
        }
        most
    };
    assert!(most(1_000_000) < 2 * most(100_000));
}

/// The shares by which a campaign acts.
fn joint(world: &SharesWorld, action: &Action, shares: &HashMap<u64, Vec<Share>>) -> Vec<Share> {
    let minute = action.time..=action.time + i64::from(world.config.action_spread);
    let of_action =
        |share: &&Share| minute.contains(&share.time) && world.campaign_of(share.account) == Some(action.campaign);
    shares[&action.story].iter().filter(of_action).copied().collect()
}

fn by_story(world: &SharesWorld) -> HashMap<u64, Vec<Share>> {
    let mut stories: HashMap<u64, Vec<Share>> = HashMap::new();
    world.shares().for_each(|share| stories.entry(share.object).or_default().push(share));
    stories
}

#[test]
fn the_members_of_a_campaign_share_a_story_within_a_minute_when_it_is_hours_old() {
    for world in [of_size(100_000), of_size(1_000_000)] {
        let stories = by_story(&world);
        let end = world.shares().map(|share| share.time).last().unwrap();
        let (mut present, mut wanted) = (0, 0);
        for action in world.actions().iter().filter(|action| action.time + 60 < end) {
            present += joint(&world, action, &stories).len();
            wanted += world.campaigns()[action.campaign as usize].len();
            let shares = &stories[&action.story];
            assert!((20..1_000).contains(&shares.len()), "{}", shares.len());
            assert!((3_000..50_000).contains(&(action.time - shares[0].time)), "{action:?} {:?}", shares[0]);
        }
        let present = present as f64 / wanted as f64;
        assert!((0.82..0.88).contains(&present), "{present}");
    }
}

#[test]
fn a_campaign_acts_as_often_in_every_world_on_a_story_of_another_age_each_time() {
    for (shares, days) in [(100_000, 0.4), (1_000_000, 4.0), (20_000_000, 5.0)] {
        let world = of_size(shares);
        for campaign in 0..world.config.campaigns() {
            let actions = world.actions_of(campaign);
            assert_eq!(actions.iter().map(|action| action.story).collect::<BTreeSet<_>>().len(), 15);
            let times: BTreeSet<i64> = actions.iter().map(|action| action.time).collect();
            let lasts = (times.last().unwrap() - times.first().unwrap()) as f64 / 86_400.0;
            assert!((days..7.0).contains(&lasts), "{lasts} days");
            let ages: BTreeSet<i64> =
                actions.iter().map(|action| (action.time - world.opening(action.story)) / 120).collect();
            assert!(ages.len() >= 10, "{ages:?}");
        }
    }
}

#[test]
fn campaigns_make_less_than_a_hundredth_of_the_traffic() {
    let world = of_size(1_000_000);
    let stories = by_story(&world);
    let joint: usize = world.actions().iter().map(|action| joint(&world, action, &stories).len()).sum();
    assert!((5_000..10_000).contains(&joint), "{joint}");
}

#[test]
fn the_truth_names_every_account_once_and_the_members_of_every_campaign() {
    let world = of_size(200_000);
    let rows = rows(|bytes| write_truth(&world, bytes).unwrap());
    assert_eq!(rows.iter().map(|row| &row[0]).collect::<BTreeSet<_>>().len(), world.accounts() as usize);
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows.iter().filter(|row| &row[1] == "campaign") {
        *sizes.entry(&row[2]).or_default() += 1;
    }
    let planted: Vec<usize> = world.campaigns().iter().map(|members| members.len()).collect();
    assert_eq!(sizes.into_values().collect::<Vec<_>>(), planted);
}

#[test]
fn a_world_can_be_empty_or_have_no_campaign() {
    assert_eq!(of_size(0).shares().count(), 0);
    let without = world(SharesConfig { campaigns_per_million: 0.0, ..SharesConfig::of_size(1_000) });
    assert_eq!(without.shares().count(), 1_000);
    assert!((0..without.accounts()).all(|account| without.campaign_of(account).is_none()));
}

#[test]
fn a_wrong_value_is_named() {
    let refused = |config: SharesConfig| SharesWorld::new(config).unwrap_err().field;
    let config = SharesConfig::default;
    assert_eq!(refused(SharesConfig::of_size(2_000_000_000)), "shares");
    assert_eq!(refused(SharesConfig { shares_per_second: f64::NAN, ..config() }), "shares_per_second");
    assert_eq!(refused(SharesConfig { shares_per_second: 0.01, shares: 900_000_000, ..config() }), "shares_per_second");
    assert_eq!(refused(SharesConfig { median_delay: 1e6, ..config() }), "median_delay");
    assert_eq!(refused(SharesConfig { longest_wait: 1_000_000, ..config() }), "longest_wait");
    assert_eq!(refused(SharesConfig { shortest_wait: 50_000, ..config() }), "shortest_wait");
    assert_eq!(
        refused(SharesConfig { campaigns_per_million: 1_000.0, largest_campaign: 60, ..config() }),
        "campaigns_per_million"
    );
    assert!(toml::from_str::<SharesConfig>("posts = 3").is_err());
}
