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
use lockstep_base::calendar::Period;
use lockstep_base::country::{Country, Language};
use lockstep_base::named;
use serde::{Deserialize, Serialize};

use super::audience::Audience;
use super::config::SupervisionConfig;
use super::posts::Posts;
use super::proportion::{Change, Share, Tally, share};
use super::registry::Registry;
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
    /// The largest audiences by country.
    pub countries: Vec<(Country, u64)>,
    /// The languages of most posts.
    pub languages: Vec<(Language, u64)>,
    /// The combination.
    pub verdict: Verdict,
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
    let (entity, _) = registry.account(account);
    let (period, asked, enough) = (sources.period, config.thresholds, config.enough);
    let days = sources.audience.tallies(account, entity.country);
    let seen = share(&days, period);
    let too_thin = if sources.audience.by_month {
        "the audience is given by month, which cannot tell one viral day from a strategy".to_owned()
    } else {
        thin(&seen, enough.days, enough.audience, &sources.audience.measure)
    };
    let audience_abroad = Claim::new(seen, asked.audience_abroad, too_thin);
    let of_posts = |threshold: f64, tallies: BTreeMap<Date, Tally>| {
        let share = share(&tallies, period);
        let thin = thin(&share, enough.post_days, enough.posts, "posts");
        Claim::new(share, threshold, thin)
    };
    let posts = sources.posts;
    let foreign = posts.map_or_else(BTreeMap::new, |posts| posts.foreign(account, entity));
    let affairs = posts.map_or_else(BTreeMap::new, |posts| posts.current_affairs(account));
    let foreign_languages = of_posts(asked.foreign_languages, foreign);
    let current_affairs = of_posts(asked.current_affairs, affairs);
    let whose = Whose::of(registry, account);
    Reach {
        trend: trend(&days, &audience_abroad, &whose, sources, config),
        affairs_in_foreign_languages: posts.and_then(|posts| affairs_abroad(posts, account, registry, period)),
        countries: first(sources.audience.countries(account, |day| period.contains(day))),
        languages: posts.map_or_else(Vec::new, |posts| first(languages(posts, account, period))),
        measure: sources.audience.measure.clone(),
        verdict: combined(&[&audience_abroad, &foreign_languages, &current_affairs]),
        whose,
        audience_abroad,
        foreign_languages,
        current_affairs,
    }
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
            then.whose.is_same(whose) && then.whose.country == whose.country && then.measure == *measure
        };
        Some(sources.before.iter().find(is_alike)?.audience_abroad.share.clone())
    })?;
    let is_thin = |share: &Share| !thin(share, enough.days, enough.audience, measure).is_empty();
    let tells = !sources.audience.by_month && !is_thin(&now.share) && !is_thin(&before);
    tells.then(|| Change::between(&before, &now.share)).flatten()
}

fn affairs_abroad(posts: &Posts, account: usize, registry: &Registry, period: Period) -> Option<f64> {
    let (entity, _) = registry.account(account);
    let foreign = posts.of(account).iter().filter(|post| {
        period.contains(post.day) && post.language.is_some_and(|language| !entity.languages.contains(&language))
    });
    let known: Vec<bool> = foreign.filter_map(|post| post.is_current_affairs).collect();
    (!known.is_empty()).then(|| known.iter().filter(|&&is| is).count() as f64 / known.len() as f64)
}

fn languages(posts: &Posts, account: usize, period: Period) -> Vec<(Language, u64)> {
    let mut languages: BTreeMap<Language, u64> = BTreeMap::new();
    let inside = posts.of(account).iter().filter(|post| period.contains(post.day));
    inside.filter_map(|post| post.language).for_each(|language| *languages.entry(language).or_default() += 1);
    let mut languages: Vec<_> = languages.into_iter().collect();
    languages.sort_by_key(|&(language, posts)| (std::cmp::Reverse(posts), language));
    languages
}

fn first<T>(mut list: Vec<T>) -> Vec<T> {
    list.truncate(NAMED);
    list
}
