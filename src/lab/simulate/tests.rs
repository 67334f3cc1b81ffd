//! Statements about simulated worlds.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use proptest::prelude::*;
use serde::Deserialize;
use serde::de::value::{Error as ValueError, MapDeserializer};

use super::rhythm::{DAY, HOUR};
use super::*;

fn small() -> WorldConfig {
    WorldConfig { accounts: 600, days: 20, topics: 4, campaigns: 6, ..WorldConfig::season() }
}

fn season() -> World {
    simulate(&WorldConfig::season()).unwrap()
}

/// Both files and the dictionary in one.
fn bytes(config: &WorldConfig) -> Vec<u8> {
    let world = simulate(config).unwrap();
    let mut bytes = Vec::new();
    write_posts(&world, &mut bytes).unwrap();
    write_truth(&world, &mut bytes).unwrap();
    bytes.extend(data_dictionary(config, &world).bytes());
    bytes
}

/// The same of a world with at most about so many posts in memory.
fn bytes_on_disk(config: &WorldConfig, posts_in_memory: usize) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let world = simulate_on_disk(config, Disk { folder: folder.path(), posts_in_memory }).unwrap();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "the file on disk has no name");
    let mut bytes = Vec::new();
    write_sorted_posts(&world, &mut bytes).unwrap();
    write_truth(&world, &mut bytes).unwrap();
    bytes.extend(data_dictionary(config, &world).bytes());
    bytes
}

fn rows(write: impl Fn(&mut Vec<u8>)) -> Vec<csv::StringRecord> {
    let mut bytes = Vec::new();
    write(&mut bytes);
    csv::Reader::from_reader(bytes.as_slice()).records().map(Result::unwrap).collect()
}

fn post_rows(world: &World) -> Vec<csv::StringRecord> {
    rows(|bytes| write_posts(world, bytes).unwrap())
}

fn truth_rows(world: &World) -> Vec<csv::StringRecord> {
    rows(|bytes| write_truth(world, bytes).unwrap())
}

/// The objects of one trace that a post shows, as numbers.
fn shown(post: &Post, trace: Shared) -> Vec<(i64, u32)> {
    let plain = |object: &ObjectId| (0, object.number());
    match trace {
        Shared::Url => post.urls.iter().flatten().map(plain).collect(),
        Shared::Hashtag => post.hashtags.iter().flatten().map(plain).collect(),
        Shared::Media => post.media.iter().map(plain).collect(),
        Shared::Repost => post.repost.iter().map(|r| (post.time - i64::from(r.delay.get()), r.author)).collect(),
    }
}

/// The meetings of one trace within a window.
struct Meetings {
    /// Distinct objects on which two accounts meet.
    objects: HashMap<(u32, u32), u32>,
    degrees: HashMap<u32, f64>,
    /// `2S / E²` of the chance model.
    rate: f64,
}

impl Meetings {
    fn of(world: &World, trace: Shared, window: i64) -> Self {
        let mut acts: BTreeMap<(i64, u32), Vec<(i64, u32)>> = BTreeMap::new();
        for post in &world.posts {
            for object in shown(post, trace) {
                acts.entry(object).or_default().push((post.time, post.account));
            }
        }
        let (mut objects, mut degrees) = (HashMap::new(), HashMap::new());
        for acts in acts.values() {
            let mut met = HashSet::new();
            for (n, &(time, account)) in acts.iter().enumerate() {
                let near = acts[n + 1..].iter().take_while(|other| other.0 - time <= window);
                met.extend(near.filter(|other| other.1 != account).map(|other| ordered(account, other.1)));
            }
            met.into_iter().for_each(|pair| *objects.entry(pair).or_insert(0) += 1);
            let accounts: HashSet<u32> = acts.iter().map(|act| act.1).collect();
            accounts.into_iter().for_each(|account| *degrees.entry(account).or_insert(0.0) += 1.0);
        }
        let (all, ends) = (objects.values().sum::<u32>(), degrees.values().sum::<f64>());
        Self { objects, degrees, rate: 2.0 * f64::from(all) / (ends * ends) }
    }

    fn seen(&self, (a, b): (u32, u32)) -> u32 {
        self.objects.get(&ordered(a, b)).copied().unwrap_or(0)
    }

    fn expected(&self, (a, b): (u32, u32)) -> f64 {
        let degree = |account| self.degrees.get(&account).copied().unwrap_or(0.0);
        degree(a) * degree(b) * self.rate
    }

    fn mean(&self, pairs: &[(u32, u32)]) -> (f64, f64) {
        let seen: f64 = pairs.iter().map(|&pair| f64::from(self.seen(pair))).sum();
        let expected: f64 = pairs.iter().map(|&pair| self.expected(pair)).sum();
        (seen / pairs.len() as f64, expected / pairs.len() as f64)
    }
}

fn ordered(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}

fn pairs(accounts: &[u32]) -> Vec<(u32, u32)> {
    accounts.iter().enumerate().flat_map(|(n, &a)| accounts[n + 1..].iter().map(move |&b| (a, b))).collect()
}

fn pairs_of(campaign: &Campaign) -> Vec<(u32, u32)> {
    pairs(&campaign.members.clone().collect::<Vec<_>>())
}

fn accounts_of(world: &World, role: Role) -> Vec<u32> {
    (0..).zip(&world.truth).filter(|(_, truth)| truth.role == role).map(|(account, _)| account).collect()
}

/// The source that each fan reposts most, and its delays to it in order.
fn favourites(world: &World) -> BTreeMap<u32, (u32, Vec<u32>)> {
    let mut delays: BTreeMap<u32, BTreeMap<u32, Vec<u32>>> = BTreeMap::new();
    for post in world.posts.iter().filter(|post| world.truth[post.account as usize].role == Role::Fan) {
        if let Some(repost) = post.repost {
            delays.entry(post.account).or_default().entry(repost.author).or_default().push(repost.delay.get());
        }
    }
    let favourite = |sources: BTreeMap<u32, Vec<u32>>| {
        let (source, mut delays) = sources.into_iter().max_by_key(|(_, delays)| delays.len()).unwrap();
        delays.sort_unstable();
        (source, delays)
    };
    delays.into_iter().map(|(fan, sources)| (fan, favourite(sources))).collect()
}

/// Posts per account of these accounts, most active first.
fn volumes(world: &World, accounts: &[u32]) -> Vec<usize> {
    let mut posts = vec![0; world.truth.len()];
    world.posts.iter().for_each(|post| posts[post.account as usize] += 1);
    let mut volumes: Vec<usize> = accounts.iter().map(|&account| posts[account as usize]).collect();
    volumes.sort_unstable_by(|a, b| b.cmp(a));
    volumes
}

#[test]
fn the_same_seed_gives_the_same_bytes_for_any_number_of_threads() {
    let with_threads = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| bytes(&small()))
    };
    let alone = with_threads(1);
    assert!(alone == with_threads(2) && alone == with_threads(4));
}

#[test]
fn a_world_on_disk_has_the_same_bytes_as_in_memory_wherever_it_is_cut() {
    let in_memory = bytes(&small());
    for posts_in_memory in [1, 777, 5_000, usize::MAX] {
        assert!(bytes_on_disk(&small(), posts_in_memory) == in_memory, "{posts_in_memory} posts in memory");
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    assert!(pool.install(|| bytes_on_disk(&small(), 1_000)) == in_memory);
}

#[test]
fn a_world_needs_a_folder_that_is_there() {
    let disk = Disk { folder: std::path::Path::new("nowhere"), posts_in_memory: 10 };
    assert!(matches!(simulate_on_disk(&small(), disk), Err(WorldError::Disk(_))));
}

#[test]
fn another_seed_gives_another_world() {
    assert_ne!(bytes(&small()), bytes(&WorldConfig { seed: small().seed + 1, ..small() }));
}

#[test]
fn the_null_world_is_the_season_without_its_campaigns() {
    let null = simulate(&WorldConfig::null()).unwrap();
    assert!(null.campaigns.is_empty());
    assert!(null.truth.iter().all(|truth| truth.role != Role::Campaign && truth.campaign.is_none()));
    let season = season();
    let innocent = |post: &&Post| season.truth[post.account as usize].role != Role::Campaign;
    assert!(season.posts.iter().filter(innocent).eq(&null.posts));
}

#[test]
fn the_season_is_a_sample_that_a_newcomer_can_run() {
    let world = season();
    let members = accounts_of(&world, Role::Campaign).len();
    assert!((50_000..70_000).contains(&world.posts.len()), "{} posts", world.posts.len());
    assert!((3_000..4_000).contains(&world.truth.len()), "{} accounts", world.truth.len());
    assert!((120..=180).contains(&members), "{members} members");
    let styles: HashSet<_> = world.campaigns.iter().map(|campaign| campaign.tactic.style).collect();
    assert_eq!((world.campaigns.len(), styles), (Style::CLASSIC.len(), HashSet::from(Style::CLASSIC)));
}

#[test]
fn posts_are_in_order_and_within_the_period() {
    let config = small();
    let world = simulate(&config).unwrap();
    assert!(world.posts.is_sorted_by(|a, b| (a.time, a.account) < (b.time, b.account)));
    let end = config.start + i64::from(config.days) * DAY;
    assert!(world.posts.iter().all(|post| (config.start..end).contains(&post.time)));
}

#[test]
fn ids_are_unique_and_look_like_a_platforms() {
    let world = season();
    let rows = post_rows(&world);
    let ids: HashSet<&str> = rows.iter().map(|row| &row[1]).collect();
    assert_eq!(ids.len(), rows.len());
    assert!(ids.iter().all(|id| id.len() == 19 && id.parse::<i64>().is_ok()));
    let accounts: HashSet<u64> = (0..world.truth.len() as u32).map(|account| world.account_id(account)).collect();
    assert_eq!(accounts.len(), world.truth.len());
    let digits: HashSet<usize> = accounts.iter().map(|id| id.to_string().len()).collect();
    assert_eq!(digits, HashSet::from([8, 9, 10, 19]));
}

#[test]
fn the_truth_names_every_account_that_posts_exactly_once() {
    let world = simulate(&small()).unwrap();
    let posting: HashSet<String> = post_rows(&world).iter().map(|row| row[0].to_owned()).collect();
    let truth = truth_rows(&world);
    let named: HashSet<String> = truth.iter().map(|row| row[0].to_owned()).collect();
    assert_eq!(named, posting);
    assert_eq!(named.len(), truth.len());
    for row in &truth {
        assert_eq!(&row[1] == "campaign", !row[2].is_empty() && !row[3].is_empty(), "{row:?}");
    }
}

#[test]
fn a_repost_passes_on_an_earlier_post_of_the_data() {
    let world = simulate(&small()).unwrap();
    let rows = post_rows(&world);
    let times: HashMap<&str, &str> = rows.iter().map(|row| (&row[1], &row[2])).collect();
    let reposts: Vec<_> = rows.iter().filter(|row| !row[7].is_empty()).collect();
    assert!(reposts.len() > 100);
    for row in reposts {
        assert_eq!(times.get(&row[7]), Some(&&row[8]), "{row:?}");
        assert!(row[8].parse::<i64>().unwrap() < row[2].parse::<i64>().unwrap(), "{row:?}");
    }
}

#[test]
fn links_lead_nowhere_and_hashes_are_sixteen_digits() {
    let rows = post_rows(&season());
    let links: Vec<&str> = rows.iter().flat_map(|row| row[3].split_whitespace()).collect();
    for link in &links {
        let host = link.strip_prefix("https://").and_then(|rest| rest.split('/').next()).unwrap();
        assert!(host.ends_with(".example") || host.ends_with(".test"), "{link}");
    }
    assert!(links.iter().any(|link| link.contains("?utm_")));
    assert!(rows.iter().any(|row| row[3].contains(' ')) && rows.iter().any(|row| row[4].contains('|')));
    let hashes: Vec<&str> = rows.iter().map(|row| &row[5]).filter(|hash| !hash.is_empty()).collect();
    assert!(hashes.iter().all(|hash| hash.len() == 16 && u64::from_str_radix(hash, 16).is_ok()));
}

#[test]
fn every_campaign_meets_more_than_chance_within_its_own_window() {
    let world = season();
    for (number, campaign) in (0..).zip(&world.campaigns) {
        for &trace in campaign.tactic.shared {
            let meetings = Meetings::of(&world, trace, campaign.tactic.spread);
            let (seen, expected) = meetings.mean(&pairs_of(campaign));
            let name = Campaign::id(number);
            assert!(seen > 5.0 && seen > 10.0 * expected, "{name}: {seen} seen, {expected} expected");
        }
    }
}

#[test]
fn in_a_minute_a_patient_campaign_shows_less_than_half_of_its_meetings() {
    let world = season();
    let patient = world.campaigns.iter().find(|campaign| campaign.tactic.style == Style::PatientCampaign).unwrap();
    let in_window = |window| Meetings::of(&world, Shared::Url, window).mean(&pairs_of(patient)).0;
    assert!(in_window(60) < 0.5 * in_window(240));
}

#[test]
fn a_one_day_burst_is_over_in_a_day_and_nobody_else_touches_its_links() {
    let world = season();
    let burst = world.campaigns.iter().find(|campaign| campaign.tactic.style == Style::OneDayBurst).unwrap();
    let (first, last) = burst.span.unwrap();
    assert!(last - first < DAY);
    let mut touched: HashMap<u32, Vec<u32>> = HashMap::new();
    for post in &world.posts {
        shown(post, Shared::Url).iter().for_each(|url| touched.entry(url.1).or_default().push(post.account));
    }
    let own = touched.values().filter(|by| by.len() > 1 && by.iter().all(|account| burst.members.contains(account)));
    assert!(own.count() >= burst.actions as usize);
}

#[test]
fn a_brigade_works_at_night_and_its_source_is_no_member() {
    let world = season();
    for brigade in world.campaigns.iter().filter(|campaign| campaign.tactic.style == Style::RepostBrigade) {
        let prompt = |post: &&Post| {
            brigade.members.contains(&post.account) && post.repost.is_some_and(|repost| repost.delay.get() <= 60)
        };
        let acts: Vec<&Post> = world.posts.iter().filter(prompt).collect();
        let hours: HashSet<i64> = acts.iter().map(|post| post.time.rem_euclid(DAY) / (4 * HOUR)).collect();
        assert_eq!(hours.len(), 6, "acts in every four hours of the day");
        let sources = acts.iter().filter_map(|post| post.repost).map(|repost| repost.author);
        assert!(sources.into_iter().all(|source| world.truth[source as usize].role == Role::Organic));
    }
}

/// A season in which every campaign has this style.
fn season_of(style: Style) -> World {
    simulate(&WorldConfig { styles: vec![style], campaigns: 6, ..WorldConfig::season() }).unwrap()
}

/// For each object of a campaign's own: its members' posts that show it, in
/// the order of time, which are the acts of one action. Its own is what a
/// season without campaigns does not have.
fn own_actions(world: &World, campaign: &Campaign) -> Vec<Vec<Post>> {
    let mut communal = simulate(&WorldConfig::null()).unwrap().objects;
    let mut actions: BTreeMap<(usize, u32), Vec<Post>> = BTreeMap::new();
    for trace in [Shared::Url, Shared::Hashtag, Shared::Media] {
        let kind = trace.kind().unwrap();
        let first = communal.allocate(kind, 0).start as u32;
        for post in world.posts.iter().filter(|post| campaign.members.contains(&post.account)) {
            let own = shown(post, trace).into_iter().filter(|object| object.1 >= first);
            own.for_each(|object| actions.entry((kind as usize, object.1)).or_default().push(*post));
        }
    }
    actions.into_values().collect()
}

/// Seconds from the first to the last act of each action.
fn spreads(actions: &[Vec<Post>]) -> Vec<i64> {
    actions.iter().map(|acts| acts[acts.len() - 1].time - acts[0].time).collect()
}

#[test]
fn the_table_of_tactics_stands_in_the_order_of_the_styles() {
    for (place, tactic) in TACTICS.iter().enumerate() {
        assert_eq!((tactic.style as usize, tactic.style.tactic()), (place, tactic));
        let name = serde_json::to_string(&tactic.style).unwrap();
        assert_eq!(name, format!("\"{}\"", tactic.style.name()), "one name in the configuration and in the truth");
    }
}

#[test]
fn campaigns_take_the_wanted_styles_in_turn() {
    let styles = vec![Style::Tiny, Style::Slow, Style::Tiny];
    let world = simulate(&WorldConfig { styles: styles.clone(), campaigns: 7, ..small() }).unwrap();
    let planted: Vec<Style> = world.campaigns.iter().map(|campaign| campaign.tactic.style).collect();
    assert_eq!(planted, styles.iter().copied().cycle().take(7).collect::<Vec<_>>());
    let all = simulate(&WorldConfig { campaigns: 13, ..small() }).unwrap();
    let planted = all.campaigns.iter().map(|campaign| campaign.tactic.style);
    assert!(planted.eq(Style::CLASSIC.into_iter().cycle().take(13)));
}

#[test]
fn a_campaign_is_as_large_as_its_style_or_the_world_says() {
    let config = WorldConfig { campaigns: 44, smallest_campaign: 7, largest_campaign: 9, ..small() };
    for campaign in simulate(&config).unwrap().campaigns {
        let (least, most) = match campaign.tactic.style {
            Style::Tiny => (3, 5),
            Style::Rotating => (12, 40),
            _ => (7, 9),
        };
        assert!((least..=most).contains(&campaign.members.len()), "{:?}", campaign.tactic.style);
    }
}

#[test]
fn an_action_is_over_within_the_spread_of_its_style_and_uses_most_of_it() {
    for tactic in TACTICS.iter().filter(|tactic| tactic.borrowed < 1.0) {
        let world = season_of(tactic.style);
        let longest =
            world.campaigns.iter().flat_map(|campaign| spreads(&own_actions(&world, campaign))).max().unwrap();
        // Whoever waits for the one before needs the whole spread only where
        // everybody is there and slow.
        let least = if matches!(tactic.pace, Pace::InOrder { .. }) { 2 } else { 4 };
        let allowed = tactic.spread * least / 5..=tactic.spread;
        assert!(allowed.contains(&longest), "{}: {longest} of {} s", tactic.style.name(), tactic.spread);
    }
}

#[test]
fn a_camouflaged_member_mostly_posts_like_everybody_else_for_weeks() {
    let world = season_of(Style::Camouflaged);
    let acts: u64 = world.campaigns.iter().map(|campaign| campaign.acts).sum();
    let cover = 1.0 - acts as f64 / world.counts.by_role[Role::Campaign as usize] as f64;
    assert!((0.85..0.90).contains(&cover), "{cover}");
    for (first, last) in world.campaigns.iter().map(|campaign| campaign.span.unwrap()) {
        assert!(last - first > 30 * DAY);
    }
}

#[test]
fn a_slow_campaign_seldom_meets_in_a_minute_and_on_links_that_few_others_post() {
    let world = season_of(Style::Slow);
    let (minute, all) = (Meetings::of(&world, Shared::Url, 60), Meetings::of(&world, Shared::Url, 25 * 60));
    for campaign in &world.campaigns {
        let pairs = pairs_of(campaign);
        assert!(minute.mean(&pairs).0 < 0.15 * all.mean(&pairs).0);
        let own = own_actions(&world, campaign).len();
        assert!(own as f64 > 0.7 * f64::from(campaign.actions), "{own} of {}", campaign.actions);
    }
}

#[test]
fn a_tiny_campaign_acts_often() {
    let world = season_of(Style::Tiny);
    let meetings = Meetings::of(&world, Shared::Url, 45);
    for campaign in &world.campaigns {
        let seen = meetings.mean(&pairs_of(campaign)).0;
        assert!(seen > 30.0, "{seen} meetings of two members");
    }
}

#[test]
fn in_a_rotating_campaign_another_third_acts_each_time_and_all_do_in_the_end() {
    let world = season_of(Style::Rotating);
    for campaign in &world.campaigns {
        let members = campaign.members.len();
        let present: Vec<BTreeSet<u32>> =
            own_actions(&world, campaign).iter().map(|acts| acts.iter().map(|post| post.account).collect()).collect();
        assert!(present.iter().all(|present| present.len() <= members.div_ceil(3)), "{members} members");
        let groups: HashSet<&BTreeSet<u32>> = present.iter().collect();
        assert!(groups.len() > 10, "{} groups", groups.len());
        let ever: BTreeSet<u32> = present.iter().flatten().copied().collect();
        assert_eq!(ever.len(), members);
    }
}

#[test]
fn of_the_usual_styles_three_quarters_of_the_members_are_counted_on() {
    let world = season_of(Style::LinkBurst);
    let (acts, members) = world.campaigns.iter().fold((0.0, 0.0), |(acts, members), campaign| {
        (acts + campaign.acts as f64, members + f64::from(campaign.actions) * campaign.members.len() as f64)
    });
    let counted_on = 1.0 - WorldConfig::season().absence;
    assert!((acts / members / counted_on - 0.75).abs() < 0.03, "{}", acts / members);
}

#[test]
fn a_mixed_campaign_leaves_each_of_its_traces_in_the_same_operation() {
    let world = season_of(Style::Mixed);
    for campaign in &world.campaigns {
        let mut days: BTreeMap<i64, BTreeSet<usize>> = BTreeMap::new();
        for acts in own_actions(&world, campaign) {
            let traces = [Shared::Url, Shared::Hashtag, Shared::Media].map(|trace| !shown(&acts[0], trace).is_empty());
            let day = days.entry((acts[0].time - WorldConfig::season().start) / DAY).or_default();
            day.extend((0..3).filter(|&trace| traces[trace]));
        }
        assert!(days.values().filter(|traces| traces.len() > 1).count() > 5, "{days:?}");
        assert_eq!(days.values().flatten().collect::<BTreeSet<_>>().len(), 3);
    }
}

/// For each link: who posts it, in the order of time.
fn sharers(world: &World) -> HashMap<u32, Vec<u32>> {
    let mut sharers: HashMap<u32, Vec<u32>> = HashMap::new();
    for post in &world.posts {
        shown(post, Shared::Url).iter().for_each(|url| sharers.entry(url.1).or_default().push(post.account));
    }
    sharers
}

#[test]
fn a_ring_with_links_of_its_own_shares_thirty_of_them_within_seconds_and_nobody_else_does() {
    for style in [Style::OwnDay, Style::OwnWeek, Style::OwnSeason] {
        let world = season_of(style);
        let sharers = sharers(&world);
        for campaign in &world.campaigns {
            let actions = own_actions(&world, campaign);
            assert_eq!((actions.len(), campaign.actions), (30, 30), "{style:?}");
            for acts in &actions {
                assert!(acts[acts.len() - 1].time - acts[0].time <= 6, "{style:?}");
                let by = &sharers[&acts[0].urls[0].unwrap().number()];
                assert!(by.iter().all(|account| campaign.members.contains(account)), "{style:?}");
            }
            let present = campaign.acts as f64 / (30 * campaign.members.len()) as f64;
            assert!((0.75..0.95).contains(&present), "{style:?}: {present}");
        }
    }
}

#[test]
fn the_rings_with_links_of_their_own_take_a_day_a_week_or_the_period() {
    for (style, days) in [(Style::OwnDay, 0..=0), (Style::OwnWeek, 4..=6), (Style::OwnSeason, 45..=60)] {
        let world = season_of(style);
        for campaign in &world.campaigns {
            let (first, last) = campaign.span.unwrap();
            let day = |time: i64| (time - WorldConfig::season().start) / DAY;
            assert!(days.contains(&(day(last) - day(first))), "{style:?}: {first} to {last}");
            let hours: HashSet<i64> =
                own_actions(&world, campaign).iter().map(|acts| acts[0].time.rem_euclid(DAY) / HOUR).collect();
            assert!(style == Style::OwnDay || hours.len() >= 10, "{style:?}: {} hours of the day", hours.len());
        }
    }
}

#[test]
fn a_relay_keeps_its_order_and_each_member_waits_for_the_one_before() {
    let world = season_of(Style::Relay);
    for campaign in &world.campaigns {
        let actions = own_actions(&world, campaign);
        assert!(actions.len() > 15, "{}", actions.len());
        for acts in &actions {
            assert!(acts.is_sorted_by_key(|act| act.account));
            assert!(acts.windows(2).all(|acts| (60..=300).contains(&(acts[1].time - acts[0].time))));
        }
        let own = actions.len() as f64 / f64::from(campaign.actions);
        assert!((0.25..0.75).contains(&own), "{own} of the links are its own");
    }
}

#[test]
fn a_drip_spreads_its_members_over_twenty_minutes_at_even_distances() {
    let world = season_of(Style::Drip);
    for campaign in &world.campaigns {
        // Three quarters of the members, rounded up or down.
        let members = 0.75 * campaign.members.len() as f64;
        let slots_of = [members.floor(), members.ceil()].map(|members| 1_201.0 / members);
        let mut orders = HashSet::new();
        for acts in own_actions(&world, campaign) {
            // Those who are absent leave their slots empty.
            let is_even = |slot: f64| {
                acts.windows(2).all(|acts| {
                    let distance = (acts[1].time - acts[0].time) as f64;
                    let slots = (distance / slot).round();
                    slots >= 1.0 && (distance - slots * slot).abs() <= 6.0
                })
            };
            assert!(slots_of.into_iter().any(is_even), "{acts:?}");
            orders.insert(acts.iter().map(|act| act.account).collect::<Vec<_>>());
        }
        assert!(campaign.actions >= 80 && orders.len() > 20, "{} actions", campaign.actions);
    }
}

#[test]
fn in_a_campaign_of_quarters_each_member_is_in_a_quarter_of_the_actions() {
    let world = season_of(Style::Quarter);
    for campaign in &world.campaigns {
        let (actions, members) = (f64::from(campaign.actions), campaign.members.len() as f64);
        let present = campaign.acts as f64 / actions / members;
        assert!((present - 0.25).abs() < 0.03, "{present}");
        let mut own: BTreeMap<u32, u32> = BTreeMap::new();
        let own_actions = own_actions(&world, campaign);
        own_actions.iter().flatten().for_each(|act| *own.entry(act.account).or_default() += 1);
        let shares = own.values().map(|&acts| f64::from(acts) / own_actions.len() as f64);
        assert_eq!(own.len(), campaign.members.len());
        assert!(shares.into_iter().all(|share| (0.08..0.48).contains(&share)), "{own:?} of {}", own_actions.len());
    }
}

#[test]
fn a_pausing_campaign_is_active_for_a_few_days_two_or_three_times() {
    let world = season_of(Style::Pausing);
    let mut stretches = HashSet::new();
    for campaign in &world.campaigns {
        let mut times: Vec<i64> = own_actions(&world, campaign).iter().map(|acts| acts[0].time).collect();
        times.sort_unstable();
        let parts: Vec<&[i64]> = times.chunk_by(|a, b| b - a < 14 * DAY).collect();
        assert!(parts.iter().all(|part| part[part.len() - 1] - part[0] <= 4 * DAY), "{parts:?}");
        stretches.insert(parts.len());
    }
    assert_eq!(stretches, HashSet::from([2, 3]));
}

#[test]
fn a_pausing_campaign_does_what_fits_into_a_short_world() {
    for days in [1, 3, 4, 23, 24, 40] {
        let config = WorldConfig { days, styles: vec![Style::Pausing, Style::OwnWeek], campaigns: 6, ..small() };
        let world = simulate(&config).unwrap();
        assert!(world.campaigns.iter().all(|campaign| campaign.acts > 0), "{days} days");
    }
}

#[test]
fn members_with_the_same_source_choose_the_same_posts_and_hardly_ever_meet() {
    let world = season_of(Style::SameSource);
    for campaign in &world.campaigns {
        let mut choices: BTreeMap<(i64, u32), Vec<Post>> = BTreeMap::new();
        for post in world.posts.iter().filter(|post| campaign.members.contains(&post.account)) {
            shown(post, Shared::Repost).into_iter().for_each(|of| choices.entry(of).or_default().push(*post));
        }
        choices.retain(|_, posts| 2 * posts.len() > campaign.members.len());
        let sources: HashSet<u32> = choices.keys().map(|(_, author)| *author).collect();
        // The last ones may be too late for half of the members.
        let chosen = choices.len() as f64 / f64::from(campaign.actions);
        assert!((0.7..=1.0).contains(&chosen) && sources.len() == 1, "{chosen}");
        let delay = |post: &Post| i64::from(post.repost.unwrap().delay.get());
        let (mut in_time, mut all) = (0, 0);
        let (mut met, mut pairs, mut days, mut gaps) = (0, 0, Vec::new(), Vec::new());
        for posts in choices.values() {
            in_time += posts.iter().filter(|post| (HOUR..=4 * DAY + HOUR).contains(&delay(post))).count();
            all += posts.len();
            days.push((posts[posts.len() - 1].time - posts[0].time) / DAY);
            gaps.extend(posts.windows(2).map(|posts| posts[1].time - posts[0].time));
            for (n, post) in posts.iter().enumerate() {
                met += posts[n + 1..].iter().filter(|other| other.time - post.time < 60).count();
                pairs += posts.len() - n - 1;
            }
        }
        assert!(met * 500 < pairs, "{met} of {pairs} pairs within a minute");
        // The others belong to the cover.
        assert!(in_time as f64 > 0.95 * all as f64, "{in_time} of {all} acts");
        days.sort_unstable();
        gaps.sort_unstable();
        assert!(days[days.len() / 2] >= 2 && gaps[gaps.len() / 2] > HOUR / 2, "{days:?}");
    }
}

#[test]
fn a_vendor_has_hundreds_of_accounts_with_two_to_five_acts_and_hardly_any_other_posts() {
    let world = season_of(Style::Vendor);
    let posts = posts_of(&world);
    let mut sizes = BTreeSet::new();
    for campaign in &world.campaigns {
        let actions = own_actions(&world, campaign);
        let members = campaign.members.len();
        sizes.insert(members);
        assert_eq!(actions.len(), 12);
        assert!((300..=1_200).contains(&members) && spreads(&actions).into_iter().max() <= Some(5_400));
        let present = |acts: &Vec<Post>| acts.len() as f64 / members as f64;
        assert!(actions.iter().all(|acts| (0.2..0.4).contains(&present(acts))), "a good quarter each time");
        let mut each: BTreeMap<u32, usize> = BTreeMap::new();
        actions.iter().flatten().for_each(|act| *each.entry(act.account).or_default() += 1);
        assert_eq!(each.len(), members);
        assert_eq!(each.values().copied().collect::<BTreeSet<_>>(), (2..=5).collect());
        let others: usize = each.iter().map(|(member, acts)| posts[member].len() - acts).sum();
        assert!(others < 2 * members, "{others} other posts of {members} accounts");
    }
    assert!(sizes.len() > 3);
}

#[test]
fn nothing_is_shared_before_it_is_published() {
    let world = season();
    let mut told = 0;
    for post in &world.posts {
        if let Some(created) = world.object_created(post) {
            assert!(created <= post.time, "{post:?} of {created}");
            told += 1;
        }
    }
    // Two links are in one of fifty posts with links, no post has a link and
    // an image.
    let (showing, told) = ((world.counts.with_link + world.counts.with_image) as f64, f64::from(told));
    assert!((0.98..1.0).contains(&(told / showing)), "{told} of {showing}");
}

#[test]
fn an_object_is_published_once() {
    let mut published: HashMap<(String, String), String> = HashMap::new();
    for row in post_rows(&season()).iter().filter(|row| !row[6].is_empty()) {
        let address = row[3].split('?').next().unwrap().to_owned();
        assert!(!address.contains(' ') && (address.is_empty() != row[5].is_empty()), "{row:?}: one object");
        let known = published.entry((address, row[5].to_owned())).or_insert_with(|| row[6].to_owned());
        assert_eq!(known, &row[6], "{row:?}");
    }
    assert!(published.len() > 5_000);
}

#[test]
fn a_campaign_publishes_its_own_pages_and_images_minutes_to_a_day_before() {
    let world = season();
    for campaign in world.campaigns.iter().filter(|campaign| campaign.tactic.style != Style::HashtagPush) {
        for acts in own_actions(&world, campaign) {
            if let Some(created) = world.object_created(&acts[0]) {
                let age = acts[0].time - created;
                assert!((300..=DAY + campaign.tactic.spread).contains(&age), "{:?}: {age} s", campaign.tactic.style);
            }
        }
    }
}

#[test]
fn breaking_news_is_published_when_it_breaks_and_a_newsrooms_page_when_its_pages_carry_it() {
    let world = season();
    let pages: HashSet<u32> = accounts_of(&world, Role::SisterPage).into_iter().collect();
    let carried = world.posts.iter().filter(|post| pages.contains(&post.account));
    let ages: Vec<i64> = carried.filter_map(|post| Some(post.time - world.object_created(post)?)).collect();
    let prompt = ages.iter().filter(|&&age| age <= 120).count();
    assert!(prompt as f64 > 0.5 * ages.len() as f64, "{prompt} of {}", ages.len());
    let mut acts: HashMap<u32, Vec<&Post>> = HashMap::new();
    for post in &world.posts {
        shown(post, Shared::Url).iter().for_each(|url| acts.entry(url.1).or_default().push(post));
    }
    let crowd = acts.values().max_by_key(|posts| posts.partition_point(|post| post.time <= posts[0].time + 600));
    let first = crowd.unwrap().iter().find_map(|post| Some(post.time - world.object_created(post)?)).unwrap();
    assert!((0..120).contains(&first), "{first} s after the news");
}

#[test]
fn a_world_without_publication_times_is_otherwise_the_same() {
    let silent = WorldConfig { publication_times: false, ..small() };
    let (told, untold) = (simulate(&small()).unwrap(), simulate(&silent).unwrap());
    assert!(truth_rows(&told) == truth_rows(&untold));
    let (told, untold) = (post_rows(&told), post_rows(&untold));
    assert!(told.iter().any(|row| !row[6].is_empty()) && told.iter().any(|row| !row[8].is_empty()));
    let blank = |row: &csv::StringRecord| -> csv::StringRecord {
        row.iter().enumerate().map(|(column, cell)| if matches!(column, 6 | 8) { "" } else { cell }).collect()
    };
    assert!(told.iter().map(blank).eq(untold));
}

#[test]
fn members_hide_behind_ordinary_posts() {
    let styles = TACTICS.iter().filter(|tactic| tactic.camouflage.is_none()).map(|tactic| tactic.style).collect();
    let config = WorldConfig { styles, ..WorldConfig::season() };
    let acts_and_posts = |camouflage| {
        let world = simulate(&WorldConfig { camouflage, ..config.clone() }).unwrap();
        let acts: u64 = world.campaigns.iter().map(|campaign| campaign.acts).sum();
        acts as f64 / world.counts.by_role[Role::Campaign as usize] as f64
    };
    assert!((acts_and_posts(0.5) - 0.5).abs() < 0.05);
    assert!((acts_and_posts(0.8) - 0.2).abs() < 0.05);
}

#[test]
fn few_accounts_write_most_posts_and_few_links_get_most_shares() {
    let world = season();
    let volumes = volumes(&world, &accounts_of(&world, Role::Organic));
    let top: usize = volumes[..volumes.len() / 10].iter().sum();
    assert!(top as f64 > 0.4 * volumes.iter().sum::<usize>() as f64);
    let mut shares: HashMap<u32, u32> = HashMap::new();
    world
        .posts
        .iter()
        .for_each(|post| shown(post, Shared::Url).iter().for_each(|url| *shares.entry(url.1).or_default() += 1));
    let mut shares: Vec<u32> = shares.into_values().collect();
    shares.sort_unstable();
    assert!(shares[shares.len() - 1] > 25 * shares[shares.len() / 2]);
}

#[test]
fn a_community_sleeps_at_night() {
    let world = simulate(&WorldConfig { topics: 1, ..WorldConfig::null() }).unwrap();
    let mut hours = [0_u32; 24];
    for post in world.posts.iter().filter(|post| world.truth[post.account as usize].role == Role::Organic) {
        hours[(post.time.rem_euclid(DAY) / HOUR) as usize] += 1;
    }
    hours.sort_unstable();
    let (quiet, busy) = (hours[..4].iter().sum::<u32>(), hours[20..].iter().sum::<u32>());
    assert!(busy > 4 * quiet, "{hours:?}");
}

#[test]
fn fans_answer_their_favourite_within_minutes() {
    let world = season();
    let favourites = favourites(&world);
    assert_eq!(favourites.len(), accounts_of(&world, Role::Fan).len());
    let quick = favourites.values().filter(|(_, delays)| (20..300).contains(&delays[delays.len() / 2]));
    assert!(quick.count() as f64 > 0.95 * favourites.len() as f64);
}

#[test]
fn chance_alone_finds_fans_and_sister_pages_implicated() {
    let world = season();
    let reposts = Meetings::of(&world, Shared::Repost, 60);
    let mut fans: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    favourites(&world).into_iter().for_each(|(fan, (source, _))| fans.entry(source).or_default().push(fan));
    let (seen, expected) = reposts.mean(&fans.values().flat_map(|fans| pairs(fans)).collect::<Vec<_>>());
    assert!(seen > 5.0 && seen > 10.0 * expected, "fans: {seen} seen, {expected} expected");
    let links = Meetings::of(&world, Shared::Url, 60);
    let pages = accounts_of(&world, Role::SisterPage);
    let newsrooms: Vec<_> = pages.chunks(4).flat_map(pairs).collect();
    let (seen, expected) = links.mean(&newsrooms);
    assert!(seen > 5.0 && seen > 10.0 * expected, "sister pages: {seen} seen, {expected} expected");
}

#[test]
fn schedulers_post_on_the_hour_and_hyperactive_accounts_all_the_time() {
    let world = season();
    let scheduled = |post: &&Post| world.truth[post.account as usize].role == Role::Scheduled;
    let (all, on_the_hour) = world
        .posts
        .iter()
        .filter(scheduled)
        .fold((0, 0), |(all, on), post| (all + 1, on + i32::from(post.time.rem_euclid(HOUR) < 10)));
    assert!(f64::from(on_the_hour) > 0.95 * f64::from(all));
    let median = |role| {
        let volumes = volumes(&world, &accounts_of(&world, role));
        volumes[volumes.len() / 2]
    };
    assert!(median(Role::Hyperactive) > 20 * median(Role::Organic));
}

#[test]
fn breaking_news_brings_many_together_within_minutes() {
    let world = simulate(&WorldConfig::null()).unwrap();
    let mut acts: HashMap<u32, Vec<i64>> = HashMap::new();
    world.posts.iter().for_each(|post| {
        shown(post, Shared::Url).iter().for_each(|url| acts.entry(url.1).or_default().push(post.time))
    });
    let in_ten_minutes = |times: &Vec<i64>| times.partition_point(|&time| time <= times[0] + 600);
    assert!(acts.values().map(in_ten_minutes).max() > Some(30));
}

/// The trials without campaigns.
fn trials_null() -> World {
    simulate(&WorldConfig::trials_null()).unwrap()
}

#[test]
fn the_trials_hold_every_style_and_every_crowd() {
    let config = WorldConfig::trials();
    let world = simulate(&config).unwrap();
    for tactic in &TACTICS {
        let planted = world.campaigns.iter().filter(|campaign| campaign.tactic.style == tactic.style).count();
        assert!((1..=2).contains(&planted), "{planted} of {:?}", tactic.style);
    }
    let text = data_dictionary(&config, &world);
    for role in Role::ALL {
        let accounts = accounts_of(&world, role).len();
        assert!(accounts > 0 && text.contains(&format!("| `{}` | {accounts} |", role.name())), "{role:?}");
    }
    for (role, field, share) in config.shares() {
        let named = text.contains(&format!("| `{field}` | {share} of the accounts |"));
        assert!(named && accounts_of(&world, role).len() == (6_000.0 * share) as usize, "{field}");
    }
    let innocent = |post: &&Post| world.truth[post.account as usize].role != Role::Campaign;
    assert!(world.posts.iter().filter(innocent).eq(&trials_null().posts));
}

#[test]
fn the_trials_are_the_same_for_any_number_of_threads_and_on_disk() {
    let config = WorldConfig { accounts: 1_500, days: 12, ..WorldConfig::trials() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let one = bytes(&config);
    assert!(pool.install(|| bytes(&config)) == one && bytes_on_disk(&config, 1_000) == one);
}

#[test]
fn a_crowd_leaves_those_as_they_are_that_have_the_same_role_without_it() {
    let (all, without) = (trials_null(), WorldConfig { enthusiasts: 0.0, ..WorldConfig::trials_null() });
    let without = simulate(&without).unwrap();
    assert!(accounts_of(&without, Role::Enthusiast).is_empty());
    let same = |post: &&Post| all.truth[post.account as usize] == without.truth[post.account as usize];
    assert!(all.posts.iter().filter(same).eq(without.posts.iter().filter(same)));
    assert!(all.posts.iter().filter(same).count() > 100_000);
}

/// The posts of each account, in the order of time.
fn posts_of(world: &World) -> BTreeMap<u32, Vec<Post>> {
    let mut posts: BTreeMap<u32, Vec<Post>> = BTreeMap::new();
    world.posts.iter().for_each(|post| posts.entry(post.account).or_default().push(*post));
    posts
}

/// How a feed is polled, as far as its bots' posts tell.
struct Polled {
    interval: i64,
    /// Seconds after a multiple of the interval, of each bot.
    phases: BTreeSet<i64>,
}

/// The interval after which all posts of the feed's items lie within seconds,
/// the longest one.
fn polled(world: &World, bots: &[u32], sharers: &HashMap<u32, Vec<u32>>, posts: &BTreeMap<u32, Vec<Post>>) -> Polled {
    let items = |bot: &u32| -> Vec<i64> {
        let of_feed = |post: &&Post| {
            post.urls[0].is_some_and(|url| {
                let by: HashSet<u32> = sharers[&url.number()].iter().copied().collect();
                by.len() > 6 && by.iter().all(|account| bots.contains(account))
            })
        };
        let of_feed: Vec<&Post> = posts[bot].iter().filter(of_feed).collect();
        let late = |post: &&&Post| post.time - world.object_created(post).unwrap() > 1_800 + 10;
        assert_eq!(of_feed.iter().filter(late).count(), 0, "at the next poll");
        assert!((57..=60).contains(&of_feed.len()), "every item: {}", of_feed.len());
        of_feed.into_iter().map(|post| post.time).collect()
    };
    let times: Vec<Vec<i64>> = bots.iter().map(items).collect();
    let phase = |times: &Vec<i64>, interval: i64| {
        // Two items may wait for one poll, and then the second is later.
        let near = |phase: &i64| times.iter().filter(|&&time| (time - phase).rem_euclid(interval) <= 4).count();
        (0..interval).find(|phase| near(phase) >= times.len() - 6)
    };
    let candidates = [1_800, 1_200, 1_009, 900, 780, 600, 437, 420, 300, 120, 60];
    let found = candidates.into_iter().find_map(|interval| {
        let phases: Option<BTreeSet<i64>> = times.iter().map(|times| phase(times, interval)).collect();
        Some(Polled { interval, phases: phases? })
    });
    found.expect("the posts of a bot keep an interval")
}

#[test]
fn feed_bots_share_every_item_seconds_after_the_next_poll_together_or_each_by_itself() {
    let world = trials_null();
    let (sharers, posts) = (sharers(&world), posts_of(&world));
    let bots = accounts_of(&world, Role::FeedBot);
    let feeds: Vec<Polled> = bots.chunks(12).map(|bots| polled(&world, bots, &sharers, &posts)).collect();
    assert_eq!(feeds.len(), 20);
    let is_round = |feed: &Polled| [60, 120, 300, 600, 900, 1_200, 1_800].contains(&feed.interval);
    assert!(feeds.iter().step_by(2).all(is_round));
    assert!(feeds.iter().any(|feed| !is_round(feed)));
    assert!(feeds.iter().map(|feed| feed.interval).collect::<HashSet<_>>().len() >= 6);
    for (number, feed) in feeds.iter().enumerate().filter(|(_, feed)| feed.interval > 120) {
        // The first phase that fits may be a few seconds early.
        let spread = feed.phases.last().unwrap() - feed.phases.first().unwrap();
        assert_eq!(number / 2 % 2 == 0, spread <= 4, "{number}: {:?}", feed.phases);
    }
}

#[test]
fn digest_readers_share_from_the_mail_of_the_day_within_two_hours() {
    let world = trials_null();
    let posts = posts_of(&world);
    for readers in accounts_of(&world, Role::DigestReader).chunks(60) {
        let mut hours = [0_u32; 24];
        let mut links: BTreeMap<i64, HashMap<ObjectId, u32>> = BTreeMap::new();
        for post in readers.iter().flat_map(|reader| &posts[reader]) {
            hours[(post.time.rem_euclid(DAY) / HOUR) as usize] += u32::from(post.urls[0].is_some());
        }
        let busiest = (0..24).max_by_key(|&hour| (0..3).map(|next| hours[(hour + next) % 24]).sum::<u32>()).unwrap();
        let busy: u32 = (0..3).map(|next| hours[(busiest + next) % 24]).sum();
        assert!(f64::from(busy) > 0.85 * f64::from(hours.iter().sum::<u32>()), "{hours:?}");
        for post in readers.iter().flat_map(|reader| &posts[reader]) {
            let since = post.time - busiest as i64 * HOUR;
            if let Some(link) = post.urls[0].filter(|_| since.rem_euclid(DAY) < 3 * HOUR) {
                *links.entry(since.div_euclid(DAY)).or_default().entry(link).or_default() += 1;
            }
        }
        // Two links of a day by chance, eight by the mail.
        let together = |links: &HashMap<ObjectId, u32>| links.values().filter(|&&readers| readers > 1).count();
        let days: Vec<usize> = links.values().map(together).collect();
        assert!(days.iter().all(|&links| links <= 12), "{days:?}");
        assert!(days.iter().sum::<usize>() > 4 * days.len(), "{days:?}");
        // Some read most mails, some hardly any.
        let opened = readers.iter().map(|reader| {
            let mails =
                posts[reader].iter().filter(|post| (post.time - busiest as i64 * HOUR).rem_euclid(DAY) < 3 * HOUR);
            mails.map(|post| post.time / DAY).collect::<HashSet<_>>().len()
        });
        let opened: Vec<usize> = opened.collect();
        assert!(opened.iter().min() < Some(&15) && opened.iter().max() > Some(&25), "{opened:?}");
    }
}

#[test]
fn event_fans_answer_the_moments_of_six_evenings_within_a_minute_with_images_that_are_old() {
    let world = trials_null();
    let (config, posts) = (WorldConfig::trials(), posts_of(&world));
    let groups: Vec<Vec<u32>> = accounts_of(&world, Role::EventFan).chunks(80).map(<[u32]>::to_vec).collect();
    assert_eq!(groups.len(), 3);
    for fans in groups {
        let mut memes: BTreeMap<ObjectId, Vec<i64>> = BTreeMap::new();
        for post in fans.iter().flat_map(|fan| &posts[fan]) {
            let old = world.object_created(post).is_some_and(|created| created <= config.start - 30 * DAY);
            post.media.filter(|_| old).into_iter().for_each(|image| memes.entry(image).or_default().push(post.time));
        }
        // Other old images are the community's.
        memes.retain(|_, times| times.len() > 15);
        assert!((3..=8).contains(&memes.len()), "{}", memes.len());
        let mut answers: Vec<Vec<i64>> = Vec::new();
        let mut alone = 0;
        for times in memes.values_mut() {
            times.sort_unstable();
            for times in times.chunk_by(|a, b| b - a < 120) {
                if times.len() < 8 { alone += times.len() } else { answers.push(times.to_vec()) }
            }
        }
        let moments = answers.len();
        answers.sort_unstable();
        assert_eq!(answers.chunk_by(|a, b| b[0] - a[0] < 6 * HOUR).count(), 6, "evenings");
        assert!((15..=18).contains(&moments), "{moments}");
        let answering = answers.iter().map(Vec::len).sum::<usize>() as f64 / 18.0 / fans.len() as f64;
        assert!((0.25..0.35).contains(&answering), "{answering}");
        let iqr = |times: &Vec<i64>| times[times.len() * 3 / 4] - times[times.len() / 4];
        let mut iqrs: Vec<i64> = answers.iter().map(iqr).collect();
        iqrs.sort_unstable();
        assert!((25..=55).contains(&iqrs[iqrs.len() / 2]), "{iqrs:?}");
        assert!(alone > 50, "and at times of their own: {alone}");
    }
}

/// What a crowd's members post and nobody else does: objects that at least two
/// of them show, with the posts, in the order of time.
fn to_themselves(world: &World, members: &[u32], trace: Shared) -> BTreeMap<u32, Vec<Post>> {
    let mut posts: BTreeMap<u32, Vec<Post>> = BTreeMap::new();
    for post in &world.posts {
        shown(post, trace).iter().for_each(|object| posts.entry(object.1).or_default().push(*post));
    }
    posts.retain(|_, posts| {
        posts.iter().all(|post| members.contains(&post.account))
            && posts.iter().any(|post| post.account != posts[0].account)
    });
    posts
}

#[test]
fn raiders_follow_a_call_once_or_twice_within_ninety_minutes_and_otherwise_live_as_others_do() {
    let world = simulate(&WorldConfig { raiders: 0.3, ..WorldConfig::trials_null() }).unwrap();
    let mut calls = Vec::new();
    for raiders in accounts_of(&world, Role::Raider).chunks(300) {
        let mut links = to_themselves(&world, raiders, Shared::Url);
        links.retain(|_, posts| posts.len() > 30);
        let mut times: Vec<i64> = links.values().map(|posts| posts[0].time).collect();
        times.sort_unstable();
        for posts in links.values() {
            assert!(posts[posts.len() - 1].time - posts[0].time <= 5_400);
            let following = posts.len() as f64 / raiders.len() as f64;
            assert!((0.5..0.75).contains(&following), "{following}");
            let age = posts[0].time - world.object_created(&posts[0]).unwrap();
            assert!((HOUR..8 * DAY).contains(&age), "{age}");
        }
        let called = times.chunk_by(|a, b| b - a < 2 * HOUR).map(<[i64]>::len).collect::<Vec<_>>();
        assert!(called.iter().all(|&links| links == 3), "{called:?}");
        calls.push(called.len());
    }
    assert_eq!((calls.len(), calls.iter().copied().collect()), (6, HashSet::from([1, 2])));
    let median = |role| {
        let volumes = volumes(&world, &accounts_of(&world, role));
        volumes[volumes.len() / 2] as i64
    };
    assert!((0..=8).contains(&(median(Role::Raider) - median(Role::Organic))));
}

#[test]
fn outlets_carry_a_third_to_two_thirds_of_their_agencys_items_some_by_a_program() {
    let world = trials_null();
    let mut automatic = 0;
    for outlets in accounts_of(&world, Role::AgencyOutlet).chunks(20) {
        let mut delays: BTreeMap<u32, Vec<i64>> = BTreeMap::new();
        let mut items = [0, 0];
        for (kind, trace) in [Shared::Url, Shared::Media].into_iter().enumerate() {
            let mut carried = to_themselves(&world, outlets, trace);
            carried.retain(|_, posts| posts.len() > 2);
            items[kind] = carried.len();
            for post in carried.values().flatten() {
                delays.entry(post.account).or_default().push(post.time - world.object_created(post).unwrap());
            }
        }
        let all = items.iter().sum::<usize>();
        assert!((235..=240).contains(&all) && items.iter().all(|&items| items > 90), "{items:?}");
        assert_eq!(delays.len(), outlets.len());
        for delays in delays.values_mut() {
            delays.sort_unstable();
            let carried = delays.len() as f64 / all as f64;
            assert!((0.2..0.7).contains(&carried), "{carried}");
            let by_program = delays[delays.len() / 2] < 120;
            assert!(delays[delays.len() - 1] <= if by_program { 300 } else { 3_600 });
            assert!(by_program || delays[0] >= 180);
            automatic += usize::from(by_program);
        }
    }
    assert!((6..=30).contains(&automatic), "{automatic} of 60");
}

#[test]
fn an_owner_posts_the_same_links_from_three_accounts_within_two_minutes_a_few_times_a_week() {
    let world = trials_null();
    let posts = posts_of(&world);
    let owners = accounts_of(&world, Role::Owner);
    assert_eq!(owners.len() / 3, 20);
    for accounts in owners.chunks(3) {
        let links = |account: &u32| -> Vec<(i64, u32)> {
            posts[account].iter().filter_map(|post| Some((post.time, post.urls[0]?.number()))).collect()
        };
        let [a, b, c] = [0, 1, 2].map(|n| links(&accounts[n]));
        let near = |others: &[(i64, u32)], (time, link): (i64, u32)| {
            others.iter().any(|other| other.1 == link && (other.0 - time).abs() <= 100)
        };
        let (pairs, triples) = a.iter().fold((0, 0), |(pairs, triples), &act| {
            (pairs + u32::from(near(&b, act)), triples + u32::from(near(&b, act) && near(&c, act)))
        });
        // Three a week make 26 in the sixty days.
        assert!((17..=28).contains(&pairs) && triples >= 15, "{pairs} and {triples}");
    }
}

#[test]
fn enthusiasts_share_from_a_small_shelf_at_times_of_their_own() {
    let world = trials_null();
    let mut members = accounts_of(&world, Role::Enthusiast);
    for (size, shelf) in [(30, 20), (40, 60), (50, 120), (60, 200)] {
        let rest = members.split_off(size);
        let pages = to_themselves(&world, &members, Shared::Url);
        assert!((shelf / 2..=shelf + 2).contains(&pages.len()), "{} of {shelf} pages", pages.len());
        let (mut met, mut pairs) = (0, 0);
        for posts in pages.values() {
            for (n, post) in posts.iter().enumerate() {
                met += posts[n + 1..].iter().filter(|other| other.time - post.time < 60).count();
                pairs += posts.len() - n - 1;
            }
        }
        assert!(pairs > 1_000 && met * 1_000 < pairs, "{met} of {pairs} pairs within a minute");
        let all: usize = pages.values().map(Vec::len).sum();
        assert!((11.0..25.0).contains(&(all as f64 / size as f64)), "{all} posts of {size} accounts");
        members = rest;
    }
    assert!(members.is_empty());
}

#[test]
fn the_dictionary_counts_what_the_files_hold() {
    let config = small();
    let world = simulate(&config).unwrap();
    let text = data_dictionary(&config, &world);
    let (posts, truth) = (post_rows(&world), truth_rows(&world));
    let filled = |column: usize| posts.iter().filter(|row| !row[column].is_empty()).count();
    for (what, count) in [
        ("posts", posts.len()),
        ("accounts", truth.len()),
        ("posts with a link", filled(3)),
        ("posts with a hashtag", filled(4)),
        ("posts with an image", filled(5)),
        ("reposts", filled(7)),
    ] {
        assert!(text.contains(&format!("| {what} | {count} |")), "{what}: {count}\n{text}");
    }
    for role in Role::ALL.into_iter().filter(|&role| !role.is_on_request() || !accounts_of(&world, role).is_empty()) {
        let accounts: HashSet<&str> = truth.iter().filter(|row| &row[1] == role.name()).map(|row| &row[0]).collect();
        let by_role = posts.iter().filter(|row| accounts.contains(&row[0])).count();
        assert!(text.contains(&format!("| `{}` | {} | {by_role} |", role.name(), accounts.len())), "{role:?}");
    }
    for (number, campaign) in (0..).zip(&world.campaigns) {
        let id = Campaign::id(number);
        let members = truth.iter().filter(|row| row[2] == id).count();
        assert!(text.contains(&format!("| {id} | `{}` | {members} |", campaign.tactic.style.name())), "{id}");
    }
    for column in write::POST_COLUMNS {
        assert!(text.contains(&format!("| `{column}` |")), "{column}");
    }
}

#[test]
fn a_world_of_a_size_has_about_that_many_posts() {
    let posts = simulate(&WorldConfig::of_size(300_000)).unwrap().posts.len() as f64;
    assert!((posts / 300_000.0 - 1.0).abs() < 0.1, "{posts}");
}

#[test]
fn a_wrong_value_is_named_together_with_its_range() {
    let season = WorldConfig::season;
    for (config, message) in [
        (WorldConfig { days: 0, ..season() }, "`days`: 0 is out of range; it takes 1 to 3650"),
        (WorldConfig { topics: 0, ..season() }, "`topics`: 0 is out of range; it takes 1 to 1000000"),
        (WorldConfig { camouflage: 1.0, ..season() }, "`camouflage`: 1 is out of range; it takes 0 to 0.95"),
        (WorldConfig { fans: f64::NAN, ..season() }, "`fans`: NaN is out of range; it takes 0 to 1"),
        (WorldConfig { largest_campaign: 5, ..season() }, "`largest_campaign`: 5 is out of range; it takes 6 to 10000"),
        (WorldConfig { fans: 0.99, ..season() }, "`fans`: with the other roles it takes 1.025 of all accounts"),
        (WorldConfig { accounts: 0, ..season() }, "`accounts`: a campaign needs others to hide among"),
        (WorldConfig { posts_per_day: 1e3, accounts: 50_000_000, ..season() }, "`posts_per_day`: "),
    ] {
        let error = simulate(&config).unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn a_configuration_takes_defaults_and_refuses_unknown_fields() {
    let read = |fields: &[(&'static str, u32)]| {
        WorldConfig::deserialize(MapDeserializer::<_, ValueError>::new(fields.iter().copied()))
    };
    assert_eq!(read(&[("days", 3)]), Ok(WorldConfig { days: 3, ..WorldConfig::season() }));
    assert!(read(&[("day", 3)]).unwrap_err().to_string().contains("unknown field `day`"));
}

fn any_config() -> impl Strategy<Value = WorldConfig> {
    let size = (any::<u64>(), 0..60_u32, 1..4_u32, 1..4_u32, 0.0..3.0, 0.0..3.0);
    let shares = (0.0..0.14, 0.0..0.14, 0.0..0.14, 0.0..0.14, 0.0..24.0);
    let campaigns = (0..12_u32, 2..10_u32, 0..10_u32, 0.0..0.95, 0.0..0.9, 1_000_000_000..4_000_000_000_i64);
    let styles = prop::collection::vec((0..TACTICS.len()).prop_map(|style| TACTICS[style].style), 0..3);
    let crowds = prop::array::uniform7(prop_oneof![Just(0.0), 0.0..0.06]);
    let all = (size, shares, campaigns, styles, any::<bool>(), crowds);
    all.prop_map(|(size, shares, campaigns, styles, told, crowds)| WorldConfig {
        publication_times: told,
        styles,
        feed_bots: crowds[0],
        digest_readers: crowds[1],
        event_fans: crowds[2],
        raiders: crowds[3],
        agency_outlets: crowds[4],
        owners: crowds[5],
        enthusiasts: crowds[6],
        seed: size.0,
        accounts: size.1,
        days: size.2,
        topics: size.3,
        posts_per_day: size.4,
        activity_spread: size.5,
        fans: shares.0,
        sister_pages: shares.1,
        hyperactive: shares.2,
        scheduled: shares.3,
        breaking_news_per_day: shares.4,
        campaigns: campaigns.0,
        smallest_campaign: campaigns.1,
        largest_campaign: campaigns.1 + campaigns.2,
        camouflage: campaigns.3,
        absence: campaigns.4,
        start: campaigns.5,
    })
}

proptest! {
    #[test]
    fn any_valid_configuration_makes_a_world(config in any_config()) {
        let Ok(world) = simulate(&config) else {
            prop_assert!(config.accounts == 0 && config.campaigns > 0);
            return Ok(());
        };
        let members: usize = world.campaigns.iter().map(|campaign| campaign.members.len()).sum();
        prop_assert_eq!(world.truth.len(), config.accounts as usize + members);
        prop_assert!(world.posts.is_sorted_by(|a, b| (a.time, a.account) < (b.time, b.account)));
        let end = config.start + i64::from(config.days) * DAY;
        prop_assert!(world.posts.iter().all(|post| (config.start..end).contains(&post.time)));
        let posting: HashSet<u32> = world.posts.iter().map(|post| post.account).collect();
        prop_assert_eq!(posting.len(), world.truth.len());
        prop_assert_eq!(post_rows(&world).len(), world.posts.len());
        prop_assert!(data_dictionary(&config, &world).contains("# Data dictionary"));
    }
}
