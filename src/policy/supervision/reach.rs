//! Whether an account tries to reach communities outside its home country on
//! current global events and affairs.
//!
//! Three shares are looked at, each with its interval ([`super::proportion`]): of the
//! audience abroad, of posts in languages that are foreign at home, and of posts
//! on current affairs. A claim is *shown* where the lower bound reaches its
//! threshold, *not shown* where the upper bound stays below it, and *unclear*
//! between. Where there is too little to tell, it is *insufficient data*, whatever
//! the numbers happen to be. The account tries to reach abroad where every claim
//! that is asked for is shown.

use std::collections::BTreeMap;

use jiff::civil::Date;
use lockstep_base::calendar::{Day, Month, Period};
use lockstep_base::country::{Country, Language};
use lockstep_base::named;
use serde::{Deserialize, Serialize};

use super::audience::Audience;
use super::config::SupervisionConfig;
use super::posts::{Kind, Post, Posts};
use super::proportion::{Change, Share, Tally, share};
use super::registry::{Entity, Registry};
use super::topics::Subject;
use super::whose::Whose;

/// Countries and languages that a line names.
const NAMED: usize = 5;

named! {
    /// What the data say about a claim.
    Verdict {
        /// The lower bound reaches the threshold.
        Shown = "shown",
        /// The upper bound stays below the threshold.
        NotShown = "not_shown",
        /// The threshold lies within the interval.
        Unclear = "unclear",
        /// There is too little to tell.
        InsufficientData = "insufficient_data",
        /// The claim is not asked for.
        NotAskedFor = "not_asked_for",
    }
}

impl Verdict {
    /// Whether the data tell it, one way or the other.
    pub fn is_told(self) -> bool {
        matches!(self, Self::Shown | Self::NotShown)
    }
}

/// A claim: a share, its threshold, and what follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// The share with its interval.
    pub share: Share,
    /// What the lower bound must reach; 0: the claim is not asked for.
    pub threshold: f64,
    /// What follows.
    pub verdict: Verdict,
    /// Why there is too little to tell; empty where there is enough.
    pub thin: String,
}

/// What is known about an account's reach in a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reach {
    /// Whose it is.
    #[serde(flatten)]
    pub whose: Whose,
    /// What the audience is counted in: `impressions` or `viewers`.
    pub measure: String,
    /// Of the audience, outside the home country.
    pub audience_abroad: Claim,
    /// How that share changed from the period before, where both are known.
    pub trend: Option<Change>,
    /// Of the posts, in languages that are foreign at home.
    pub foreign_languages: Claim,
    /// Of the posts, on current affairs.
    pub current_affairs: Claim,
    /// Of the posts, both at once: of those in foreign languages, how many are
    /// on current affairs. None without such posts.
    pub affairs_in_foreign_languages: Option<f64>,
    /// Posts on politics at home, which do not count as current global affairs.
    #[serde(default)]
    pub domestic: u64,
    /// How many of the posts are comments.
    #[serde(default)]
    pub comments: u64,
    /// The audience abroad by month, as far back as the file goes, the last twelve.
    #[serde(default)]
    pub months: Vec<MonthOfAudience>,
    /// The largest audiences by country.
    pub countries: Vec<(Country, u64)>,
    /// The languages of most posts.
    pub languages: Vec<(Language, u64)>,
    /// The combination.
    pub verdict: Verdict,
}

/// Months of an audience that a line shows.
const MONTHS: usize = 12;

/// An audience in a month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthOfAudience {
    /// The month.
    pub month: Month,
    /// The share abroad, with its interval.
    pub abroad: Share,
    /// The largest audiences by country.
    pub countries: Vec<(Country, u64)>,
}

/// What the reach of accounts is read from.
pub struct Sources<'a> {
    /// The audiences.
    pub audience: &'a Audience,
    /// The posts, where there are any.
    pub posts: Option<&'a Posts>,
    /// The reach in the period just before, of an earlier run.
    pub before: &'a [Reach],
    /// The period.
    pub period: Period,
}

/// The reach of one account.
pub fn reach(registry: &Registry, account: usize, sources: &Sources, config: &SupervisionConfig) -> Reach {
    let whose = Whose::of(registry, account, Day(sources.period.last()));
    reach_of(registry, &[account], whose, sources, config)
}

/// The reach of an entity's accounts together.
pub fn reach_of_entity(registry: &Registry, entity: usize, sources: &Sources, config: &SupervisionConfig) -> Reach {
    let accounts: Vec<usize> = (0..registry.len()).filter(|&account| registry.entity_of(account) == entity).collect();
    let entity = &registry.entities[entity];
    let whose = Whose {
        entity_id: entity.id.clone(),
        entity: entity.name.clone(),
        country: Some(entity.country),
        status: entity.status(Day(sources.period.last())),
        ..Whose::default()
    };
    reach_of(registry, &accounts, whose, sources, config)
}

/// The reach of these accounts of one entity.
fn reach_of(
    registry: &Registry,
    accounts: &[usize],
    whose: Whose,
    sources: &Sources,
    config: &SupervisionConfig,
) -> Reach {
    let (period, asked, enough) = (sources.period, config.thresholds, config.enough);
    let home = whose.country.map(|country| config.home.of(country)).unwrap_or_default();
    let days = summed(accounts, |account| sources.audience.tallies(account, &home));
    let seen = share(&days, period);
    let too_thin = if sources.audience.by_month {
        "the audience is given by month, which cannot tell one viral day from a strategy".to_owned()
    } else {
        thin(&seen, enough.days, enough.audience, &sources.audience.measure)
    };
    let audience_abroad = Claim::new(seen, asked.audience_abroad, too_thin);
    let of_posts = |threshold: f64, of: &dyn Fn(&Posts, usize) -> BTreeMap<Date, Tally>| {
        let tallies = summed(accounts, |account| sources.posts.map(|posts| of(posts, account)).unwrap_or_default());
        let share = share(&tallies, period);
        let thin = thin(&share, enough.post_days, enough.posts, "posts");
        Claim::new(share, threshold, thin)
    };
    let entity = |account: usize| registry.account(account).0;
    let foreign_languages =
        of_posts(asked.foreign_languages, &|posts, account| posts.foreign(account, entity(account)));
    let current_affairs = of_posts(asked.current_affairs, &|posts, account| posts.current_affairs(account));
    let count = |is: &dyn Fn(&Post) -> bool| {
        let of_account = |posts: &Posts| accounts.iter().map(|&account| posts.count(account, period, is)).sum::<u64>();
        sources.posts.map_or(0, of_account)
    };
    Reach {
        trend: trend(&days, &audience_abroad, &whose, sources, config),
        affairs_in_foreign_languages: affairs_abroad(accounts, registry, sources),
        domestic: count(&|post| post.subject == Some(Subject::Domestic)),
        comments: count(&|post| post.kind == Kind::Comment),
        months: months(accounts, &days, sources),
        countries: first(countries(accounts, sources, |day| period.contains(day))),
        languages: first(languages(accounts, sources)),
        measure: sources.audience.measure.clone(),
        verdict: combined(&[&audience_abroad, &foreign_languages, &current_affairs]),
        whose,
        audience_abroad,
        foreign_languages,
        current_affairs,
    }
}

/// The tallies of several accounts, added up by day.
fn summed(accounts: &[usize], of: impl Fn(usize) -> BTreeMap<Date, Tally>) -> BTreeMap<Date, Tally> {
    let mut days: BTreeMap<Date, Tally> = BTreeMap::new();
    for (day, tally) in accounts.iter().flat_map(|&account| of(account)) {
        *days.entry(day).or_default() += tally;
    }
    days
}

/// The audience of these accounts by country, the largest first.
fn countries(accounts: &[usize], sources: &Sources, is_in: impl Fn(Date) -> bool + Copy) -> Vec<(Country, u64)> {
    let mut sums: BTreeMap<Country, u64> = BTreeMap::new();
    for (country, views) in accounts.iter().flat_map(|&account| sources.audience.countries(account, is_in)) {
        *sums.entry(country).or_default() += views;
    }
    largest_first(sums)
}

/// The largest first; of equal ones in their own order.
fn largest_first<T: Ord + Copy>(sums: BTreeMap<T, u64>) -> Vec<(T, u64)> {
    let mut list: Vec<(T, u64)> = sums.into_iter().collect();
    list.sort_by_key(|&(of, sum)| (std::cmp::Reverse(sum), of));
    list
}

/// The audience month by month, up to the period's end.
fn months(accounts: &[usize], days: &BTreeMap<Date, Tally>, sources: &Sources) -> Vec<MonthOfAudience> {
    let mut months: Vec<Month> = accounts.iter().flat_map(|&account| sources.audience.months(account)).collect();
    months.sort_unstable();
    months.dedup();
    months.retain(|month| month.first_day() <= sources.period.last());
    let of = |&month: &Month| {
        let period = Period::of_months(month, month).ok()?;
        let is_in = |day: Date| period.contains(day);
        Some(MonthOfAudience {
            month,
            abroad: share(days, period),
            countries: first(countries(accounts, sources, is_in)),
        })
    };
    months[months.len().saturating_sub(MONTHS)..].iter().filter_map(of).collect()
}

impl Claim {
    fn new(share: Share, threshold: f64, thin: String) -> Self {
        let verdict = if threshold == 0.0 {
            Verdict::NotAskedFor
        } else if !thin.is_empty() {
            Verdict::InsufficientData
        } else if share.low >= threshold {
            Verdict::Shown
        } else if share.high < threshold {
            Verdict::NotShown
        } else {
            Verdict::Unclear
        };
        Self { share, threshold, verdict, thin }
    }

    /// Whether the claim counts.
    pub fn is_asked_for(&self) -> bool {
        self.threshold > 0.0
    }
}

/// Why there is too little to tell, empty where there is enough. What is
/// unknown does not make data richer.
fn thin(share: &Share, days: usize, least: u64, what: &str) -> String {
    let known = share.yes + share.no;
    if known == 0 && share.unknown > 0 {
        format!("of {} {what} none could be placed", share.unknown)
    } else if known == 0 {
        format!("there are no {what}")
    } else if share.days < days {
        format!("{days} days with {what} are needed")
    } else if known < least {
        format!("{least} {what} are needed")
    } else {
        String::new()
    }
}

/// All claims that are asked for together: one that does not hold is enough to
/// refuse, and one that is not known enough not to decide.
fn combined(claims: &[&Claim]) -> Verdict {
    let asked = || claims.iter().filter(|claim| claim.is_asked_for()).map(|claim| claim.verdict);
    let any = |verdict| asked().any(|each| each == verdict);
    if any(Verdict::NotShown) {
        Verdict::NotShown
    } else if any(Verdict::InsufficientData) {
        Verdict::InsufficientData
    } else if any(Verdict::Unclear) {
        Verdict::Unclear
    } else {
        Verdict::Shown
    }
}

/// Against the period before: from the same file where it reaches back so far,
/// else from an earlier run of that period with the same country and measure.
/// None where either side is thin.
fn trend(
    days: &BTreeMap<Date, Tally>,
    now: &Claim,
    whose: &Whose,
    sources: &Sources,
    config: &SupervisionConfig,
) -> Option<Change> {
    let (enough, measure) = (config.enough, &sources.audience.measure);
    let here = sources.period.before().map(|before| share(days, before)).filter(|before| before.days > 0);
    let before = here.or_else(|| {
        let is_alike = |then: &&Reach| {
            then.whose.key() == whose.key()
                && then.whose.entity_id == whose.entity_id
                && then.whose.country == whose.country
                && then.measure == *measure
        };
        Some(sources.before.iter().find(is_alike)?.audience_abroad.share.clone())
    })?;
    let is_thin = |share: &Share| !thin(share, enough.days, enough.audience, measure).is_empty();
    let tells = !sources.audience.by_month && !is_thin(&now.share) && !is_thin(&before);
    tells.then(|| Change::between(&before, &now.share)).flatten()
}

/// Of the posts in foreign languages, the share on current affairs.
fn affairs_abroad(accounts: &[usize], registry: &Registry, sources: &Sources) -> Option<f64> {
    let posts = sources.posts?;
    let is_foreign = |entity: &Entity, post: &Post| {
        sources.period.contains(post.day) && post.language.is_some_and(|language| entity.is_foreign(language))
    };
    let known: Vec<bool> = accounts
        .iter()
        .flat_map(|&account| posts.of(account).iter().filter(move |post| is_foreign(registry.account(account).0, post)))
        .filter_map(|post| post.subject.map(|subject| subject == Subject::CurrentAffairs))
        .collect();
    (!known.is_empty()).then(|| known.iter().filter(|&&is| is).count() as f64 / known.len() as f64)
}

/// The languages of the posts, that of most first.
fn languages(accounts: &[usize], sources: &Sources) -> Vec<(Language, u64)> {
    let mut sums: BTreeMap<Language, u64> = BTreeMap::new();
    let posts = accounts.iter().flat_map(|&account| sources.posts.map_or(&[][..], |posts| posts.of(account)));
    let inside = posts.filter(|post| sources.period.contains(post.day));
    inside.filter_map(|post| post.language).for_each(|language| *sums.entry(language).or_default() += 1);
    largest_first(sums)
}

fn first<T>(mut list: Vec<T>) -> Vec<T> {
    list.truncate(NAMED);
    list
}
