//! What a reader of the lists must know about the data.

use std::collections::BTreeSet;

use lockstep_base::calendar::Period;
use lockstep_base::numbers::things;

use super::ads::{Ads, Decision};
use super::audience::Audience;
use super::files::Files;
use super::posts::Posts;
use super::reach::Reach;
use super::registry::Registry;
use super::undeclared::Proposals;
use super::whose::{AccountKey, Whose};

/// What was read and made of it.
pub struct Noted<'a> {
    /// The registry.
    pub registry: &'a Registry,
    /// The audiences.
    pub audience: &'a Audience,
    /// The posts, where there are any.
    pub posts: Option<&'a Posts>,
    /// The reach of each account.
    pub reaches: &'a [Reach],
    /// The advertisements.
    pub ads: &'a Ads,
}

/// The notes, in an order that does not change.
pub fn notes(
    noted: &Noted,
    proposals: Option<&Proposals>,
    (period, previous): (Period, Option<Period>),
    files: &Files,
) -> Vec<String> {
    let mut notes = empty(noted);
    let seen = known(noted.registry, |account| !noted.audience.is_empty(account));
    notes.extend(noted.audience.others.notes("the audience", noted.registry, |key| seen.contains(key)));
    notes.extend(not_read("the audience", &noted.audience.not_read));
    if noted.audience.by_month {
        notes
            .push("the audience is given by month: shares have no interval, and nothing is decided by them".to_owned());
    }
    notes.extend(noted.posts.map(|posts| of_posts(posts, noted.registry, period)).unwrap_or_default());
    notes.extend(of_ads(noted.ads));
    if proposals.is_some_and(|proposals| proposals.registered == 0) {
        let check = "check that accounts and platforms are written as in the registry";
        notes.push(format!(
            "no account that the run of detect tested is in the registry, so that none could be proposed: {check}"
        ));
    }
    if let Some(previous) = previous.filter(|&previous| previous != period && Some(previous) != period.before()) {
        notes.push(format!(
            "the earlier run is of {previous}, not of the period just before: changes are told against it, and trends where \
             they can be"
        ));
    }
    notes.extend(not_given(files));
    notes
}

/// The accounts of the registry of which a table has rows.
fn known(registry: &Registry, has_rows: impl Fn(usize) -> bool) -> BTreeSet<AccountKey> {
    let seen = (0..registry.len()).filter(|&account| has_rows(account));
    seen.map(|account| Whose::of(registry, account, registry.today).key()).collect()
}

/// Tables without a row of a registered account in the period.
fn empty(noted: &Noted) -> Vec<String> {
    let has_posts = || noted.reaches.iter().any(|reach| reach.current_affairs.share.days > 0);
    [
        ("the audience", noted.reaches.iter().any(|reach| reach.audience_abroad.share.days > 0)),
        ("the posts", noted.posts.is_none() || has_posts()),
    ]
    .into_iter()
    .filter(|(_, is_there)| !is_there)
    .map(|(what, _)| {
        let check = "check --period, and that accounts and platforms are written as in the registry";
        format!("no row of {what} is of a registered account in the period: {check}")
    })
    .collect()
}

fn not_read(what: &str, columns: &[String]) -> Option<String> {
    (!columns.is_empty()).then(|| format!("columns of {what} that are not read: {}", columns.join(", ")))
}

fn of_posts(posts: &Posts, registry: &Registry, period: Period) -> Vec<String> {
    let seen = known(registry, |account| !posts.of(account).is_empty());
    let mut notes = posts.others.notes("the posts", registry, |key| seen.contains(key));
    notes.extend(not_read("the posts", &posts.not_read));
    if posts.repeated > 0 {
        let repeat = things(posts.repeated as u64, "post repeats", "posts repeat");
        notes.push(format!("{repeat} the id of an earlier one and count once"));
    }
    let lacking = posts.without_keywords(period);
    if !lacking.is_empty() {
        let languages: Vec<String> = lacking.iter().map(|(language, posts)| format!("{language} ({posts})")).collect();
        notes.push(format!(
            "there are no keywords in the languages of some posts, whose topics are unknown: {}",
            languages.join(", ")
        ));
    }
    notes
}

fn of_ads(ads: &Ads) -> Option<String> {
    let unregistered = ads.decisions.iter().filter(|ad| ad.decision == Decision::NotRegistered).count() as u64;
    let ads = things(unregistered, "advertisement is", "advertisements are");
    (unregistered > 0).then(|| format!("{ads} of accounts that are not in the registry: nothing is decided about them"))
}

fn not_given(files: &Files) -> Vec<String> {
    [
        (files.posts.is_some(), "no posts were given: languages and topics are not known"),
        (files.ads.is_some(), "no advertisements were given"),
        (
            files.ads.is_none() || files.delivery.is_some(),
            "no delivery was given: where advertisements really ran is not known",
        ),
        (files.run.is_some(), "no run of detect was given: undeclared state media were not looked for"),
        (
            files.previous.is_some(),
            "no earlier run was given: nobody is kept on a list or becomes eligible again, and there are no changes",
        ),
    ]
    .into_iter()
    .filter(|(is_given, _)| !is_given)
    .map(|(_, without)| without.to_owned())
    .collect()
}
