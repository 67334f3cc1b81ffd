//! Advertisements that were limited before and are not what they were.

use std::collections::BTreeMap;

use lockstep_base::calendar::Day;
use lockstep_base::numbers::things;

use super::delivery::AdKey;
use super::model::AdDecision;
use crate::supervision::whose::Whose;

/// An advertisement as the table has it, whether it runs in the period or not.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Its account, as the table names it.
    pub account_id: String,
    /// When it begins.
    pub start: Day,
    /// When it ends; none: it has no end.
    pub end: Option<Day>,
}

/// What to ask about an advertisement.
#[derive(Debug)]
pub struct Doubt {
    /// Whose it was.
    pub whose: Whose,
    /// What to ask.
    pub reason: String,
}

/// What must be asked about advertisements that were limited in the run before, of
/// which the flight was not over by this day; `planned` is what the table has now,
/// none where none was given.
pub fn lost(limited: &[AdDecision], planned: Option<&BTreeMap<AdKey, Planned>>, day: Day) -> Vec<Doubt> {
    let open = || limited.iter().filter(|ad| ad.end.is_none_or(|end| end >= day));
    let Some(planned) = planned else {
        let count = open().count() as u64;
        let ads = things(count, "advertisement that was limited is", "advertisements that were limited are");
        let reason = format!("no table of advertisements was given, and {ads} not over: give it");
        return if count > 0 { vec![Doubt { whose: Whose::default(), reason }] } else { Vec::new() };
    };
    open().filter_map(|ad| doubt(ad, planned)).collect()
}

fn doubt(ad: &AdDecision, planned: &BTreeMap<AdKey, Planned>) -> Option<Doubt> {
    let key = |platform: &str| (platform.to_lowercase(), ad.ad_id.trim().to_owned());
    let about = |reason: String| Some(Doubt { whose: ad.whose.clone(), reason });
    let Some(now) = planned.get(&key(&ad.whose.platform)).or_else(|| planned.get(&key(""))) else {
        return about(format!(
            "the advertisement {} of {} was {}, its flight is not over, and the table does not have it any more: add it again",
            ad.ad_id,
            ad.whose.account(),
            ad.decision.name()
        ));
    };
    let bare = now.account_id.split_once(':').map_or(now.account_id.as_str(), |(_, id)| id);
    if now.account_id != ad.whose.account_id && bare != ad.whose.account_id {
        return about(format!(
            "the advertisement {} was of {} and {}, and is of {} now: correct its account",
            ad.ad_id,
            ad.whose.account(),
            ad.decision.name(),
            now.account_id
        ));
    }
    let is_shorter = now.start > ad.start || now.end.is_some_and(|end| ad.end.is_none_or(|before| end < before));
    let days = |start: Day, end: Option<Day>| match end {
        Some(end) => format!("from {start} to {end}"),
        None => format!("from {start} on"),
    };
    is_shorter
        .then(|| {
            about(format!(
                "the advertisement {} was to run {} and was {}, and is to run {} now: is that meant?",
                ad.ad_id,
                days(ad.start, ad.end),
                ad.decision.name(),
                days(now.start, now.end)
            ))
        })
        .flatten()
}
