//! Reasons in words, so that a person can follow and dispute them.

use lockstep_base::calendar::Day;
use lockstep_base::country::Country;
use lockstep_base::numbers::{count, things};

use super::label::{Carried, Labels};
use super::lists::{Basis, Ground};
use super::proportion::Share;
use super::reach::{Claim, Reach, Verdict};
use super::registry::{Account, Entity, Evidence, ImposedMeasure, Status};
use super::whose::Whose;

/// A day with at least this part of everything is named.
const LARGE_DAY: f64 = 0.2;

/// A piece of evidence: `mission: Charter, article 2 (2024-01-10, A. Expert)`.
pub(super) fn evidence(criterion: &str, piece: &Evidence) -> String {
    let date = piece.date.map(|date| date.to_string());
    let expert = Some(piece.expert.clone()).filter(|expert| !expert.is_empty());
    let verdict = piece.verdict.map(|verdict| format!("concludes {}", verdict.name()));
    let details: Vec<String> = date.into_iter().chain(expert).chain(verdict).collect();
    format!("{criterion}: {} ({})", piece.source, details.join(", "))
}

/// What the data say about an account's reach.
pub(super) fn reach(reach: &Reach) -> String {
    let home = reach.whose.country;
    let abroad = reach.countries.iter().map(|(country, _)| *country).filter(|&country| Some(country) != home);
    let countries: Vec<&str> = abroad.map(Country::code).collect();
    let languages: Vec<&str> = reach.languages.iter().map(|(language, _)| language.code()).collect();
    let outside = format!("of the audience is outside {}", home.map_or_else(String::new, Country::in_a_sentence));
    let parts = [
        claim(&reach.audience_abroad, &outside, &reach.measure, &listed("abroad most in", &countries)),
        claim(
            &reach.foreign_languages,
            "of the posts are in languages foreign there",
            "posts",
            &listed("most in", &languages),
        ),
        claim(&reach.current_affairs, "of the posts are on current affairs", "posts", ""),
    ];
    let verdict = match reach.verdict {
        Verdict::Shown => "tries to reach abroad on current affairs",
        Verdict::NotShown => "is not shown to reach abroad on current affairs",
        Verdict::Unclear => "the data leave it open whether it reaches abroad on current affairs",
        Verdict::InsufficientData | Verdict::NotAskedFor => "the data are too thin to tell",
    };
    format!("{verdict}: {}", parts.join("; "))
}

/// What an entity is held for, in a sentence.
pub(super) fn held_for(status: Status) -> &'static str {
    match status {
        Status::Controlled => "state-controlled",
        Status::Affiliated => "state-affiliated",
        Status::Independent => "independent",
        Status::UnderReview => "under review",
    }
}

/// What a label says and since when: `has been labelled state-controlled since
/// 2022-06-01`.
pub(super) fn since(label: Carried) -> String {
    format!("has been labelled {} since {}", held_for(label.status), label.says_so_since)
}

/// Why an account is, stays or is no longer ineligible, under the label that it
/// carries on a day.
pub(super) fn recommendation(
    entity: &Entity,
    account: &Reach,
    basis: Basis,
    (label, day): (Option<Carried>, Day),
) -> String {
    let name = &entity.name;
    match (basis, label) {
        (Basis::Kept, Some(Carried { ground: Ground::Review, .. })) => {
            format!("was ineligible, and {name} is under review: it stays so until the status is decided")
        }
        (Basis::Kept, Some(Carried { ground: Ground::Previous, .. })) => {
            format!(
                "was ineligible, and the label of {name} is kept from the period before: it stays so until a decision ends it"
            )
        }
        (Basis::Kept, None) => {
            format!("was ineligible, and no decision about {name} holds on these days: it stays so until there is one")
        }
        (Basis::Kept, _) => format!("was ineligible, and stays so until the data show otherwise; {}", reach(account)),
        (Basis::Removed, _) => "was ineligible when it was removed: should it come back, it still is".to_owned(),
        (Basis::NotLabelled, _) => match entity.status(day) {
            Some(status) => format!("{name} is {} and carries no label", held_for(status)),
            None => format!("the last decision about {name} has ended, and it carries no label"),
        },
        (Basis::Entity, _) => format!("the accounts of {name} together: {}", reach(account)),
        (Basis::Shown | Basis::NotShown | Basis::NotRegistered | Basis::Decided, _) => reach(account),
    }
}

/// An account that is its entity's no more.
pub(super) fn given_up(entity: &Entity, account: &Account) -> String {
    let until = account.until.map_or_else(String::new, |until| format!(" after {until}"));
    format!("the account is no more one of {}{until}", entity.name)
}

/// A measure that was imposed: `decided by the policy board: covert operations`.
pub(super) fn imposed(measure: &ImposedMeasure) -> String {
    let by = if measure.by.is_empty() { String::new() } else { format!(" by {}", measure.by) };
    format!("decided{by}, from {}: {}", measure.from, measure.reason)
}

/// An account that was on a list and is not in the registry any more.
pub(super) fn missing(labels: &Labels, whose: &Whose) -> String {
    let registry = labels.registry();
    let is_gone = registry.entities.iter().all(|entity| entity.id != whose.entity_id);
    let near = [
        registry.spelling(|key| labels.was_listed(key)).nearest(&whose.platform, &whose.account_id),
        registry
            .nearest_entity(&whose.entity_id, |id| labels.was_entity_listed(id))
            .filter(|_| is_gone)
            .map(|id| format!("the entity {id}")),
    ];
    let near: Vec<String> = near.into_iter().flatten().collect();
    let near = if near.is_empty() { String::new() } else { format!(" (did you mean {}?)", near.join(", or ")) };
    format!(
        "{} of {} was on the list and is not in the registry any more: it stays on it{near}; correct the registry, or \
         add the decision that ends its label",
        whose.account(),
        whose.entity
    )
}

fn listed(what: &str, codes: &[&str]) -> String {
    if codes.is_empty() { String::new() } else { format!("{what} {}", codes.join(", ")) }
}

/// A share in words: `62.1 % of the … (95 % interval 48.2 % to 73.4 %, at least 25 %
/// asked for, 1,204 impressions on 31 days)`. Where something is not known, it is of
/// what is known: `for 73 of 93 posts`.
fn claim(claim: &Claim, what: &str, unit: &str, details: &str) -> String {
    let share = &claim.share;
    let Some(estimate) = share.share else { return format!("not known how much {what} ({})", claim.thin) };
    let (known, days) = (share.yes + share.no, things(share.days as u64, "day", "days"));
    let mut notes = vec![format!("95 % interval {}", interval(share))];
    if claim.is_asked_for() {
        notes.push(format!("at least {} asked for", exact(claim.threshold)));
    }
    notes.push(match share.unknown {
        0 => format!("{} {unit} on {days}", count(known)),
        unknown => format!("known of {} of {} {unit}, on {days}", count(known), count(known + unknown)),
    });
    notes.extend(Some(details.to_owned()).filter(|details| !details.is_empty()));
    notes.extend(large_day(share));
    notes.extend(Some(format!("too few: {}", claim.thin)).filter(|_| !claim.thin.is_empty()));
    let of_known = if share.unknown > 0 { ", as far as known" } else { "" };
    format!("{} {what}{of_known} ({})", percent(estimate), notes.join(", "))
}

/// The day on which much of the share hangs.
fn large_day(share: &Share) -> Option<String> {
    let day = share.largest_day.filter(|_| share.largest_day_part >= LARGE_DAY)?;
    let without = share.share_without_it.map_or_else(|| "nothing".to_owned(), percent);
    Some(format!("{day} alone holds {}, without it {without}", percent(share.largest_day_part)))
}

/// The bounds of a share, rounded away from it, so that neither seems to reach
/// what it does not.
pub(super) fn interval(share: &Share) -> String {
    let (low, high) = ((1_000.0 * share.low).floor() / 10.0, (1_000.0 * share.high).ceil() / 10.0);
    format!("{low} % to {high} %")
}

/// A share that someone set, as it is.
pub(super) fn exact(share: f64) -> String {
    format!("{} %", (1e8 * share).round() / 1e6)
}

/// A share as people write it, with as many digits as [`interval`] has, so that it
/// lies inside. 0 % and 100 % are said of what is exactly so.
pub(super) fn percent(share: f64) -> String {
    match 100.0 * share {
        p if p > 0.0 && p < 0.05 => "below 0.1 %".to_owned(),
        p if (99.95..100.0).contains(&p) => "above 99.9 %".to_owned(),
        p if p == 0.0 || p == 100.0 => format!("{p:.0} %"),
        p => format!("{p:.1} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_number(text: &str) -> f64 {
        text.split([' ', '%']).find_map(|part| part.parse().ok()).expect("a number")
    }

    #[test]
    fn the_point_lies_inside_its_interval() {
        for thousand in 0..=10_000 {
            let share = f64::from(thousand) / 10_000.0;
            let around = Share { share: Some(share), low: share, high: share, ..Share::default() };
            let (point, bounds) = (percent(share), interval(&around));
            let (low, high) = bounds.split_once(" to ").expect("two bounds");
            let (low, high) = (first_number(low), first_number(high));
            let point = first_number(point.trim_start_matches("below ").trim_start_matches("above "));
            assert!(low <= point && point <= high, "{share}: {point} in {bounds}");
        }
    }
}
